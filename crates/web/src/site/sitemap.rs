//! What search engines may find: `/sitemap.xml`, every page in each language with the day of its last change.
//!
//! Up to [`GOODS_MAX`] goods are told in one file. Of more, `/sitemap.xml` is an index of files, each of which begins
//! after one product's id, so that no file is found by counting those before it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Code, Lang, Result, Time};
use mall::catalog::{self, SpuId};
use store::Tx;

use crate::app::App;
use crate::cache::{Finished, Key};
use crate::i18n::{self, Moment};
use crate::params::Path;
use crate::problem::Failure;

/// Goods in one file: with each in every language, fewer addresses than the 50,000 that a file may have.
pub const GOODS_MAX: i64 = 10_000;
/// Files of an index.
const FILES_MAX: usize = 1_000;
/// How long a walk waits for its turn.
const TURN_WAIT: Duration = Duration::from_secs(5);

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const XMLNS: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XML: &str = "application/xml; charset=utf-8";

pub async fn sitemap(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    kept(&app, &headers, "site.sitemap", whole).await
}

/// Not kept: it is one walk along a key, and whoever made up addresses would drive the pages out of the cache.
pub async fn goods(
    State(app): State<App>,
    Path(after): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let after = SpuId::from_raw(after);
    let goods = walk(&app, move |tx| catalog::changed(tx, Some(after), GOODS_MAX)).await?;
    if goods.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Finished::new(pages(&app.config.base_url, &products(&goods)), XML).answer(&headers))
}

/// One walk at a time: whoever asks for many files at once takes no more than one reader from those who shop.
async fn walk<T: Send + 'static>(
    app: &App,
    read: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let turn = tokio::time::timeout(TURN_WAIT, Arc::clone(&app.sitemap_turn).lock_owned()).await;
    let turn = turn.map_err(|_| Code::Busy)?;
    let read = move |tx: &mut Tx<'_>| {
        // Whoever asked may be gone by then.
        let _held = &turn;
        read(tx)
    };
    app.db.read(read).await
}

async fn kept(
    app: &App,
    headers: &HeaderMap,
    kind: &'static str,
    fill: fn(&mut Tx<'_>, &str) -> Result<String>,
) -> Result<Response, Failure> {
    // Of the lists' version: whatever changes in the catalogue makes it stale.
    let key = Key { kind, id: 0, price_tier: 0, lang: Lang::Zh, query: "".into() };
    let site = app.config.base_url.clone();
    let fill = async {
        let xml = walk(app, move |tx| fill(tx, &site)).await?;
        Ok(Finished::new(xml, XML))
    };
    Ok(app.cache.get(key, fill).await?.answer(headers))
}

/// A path and when what is there was last changed.
type Page = (String, Option<Time>);

fn whole(tx: &mut Tx<'_>, site: &str) -> Result<String> {
    let goods = catalog::changed(tx, None, GOODS_MAX + 1)?;
    let fits = i64::try_from(goods.len()).is_ok_and(|count| count <= GOODS_MAX);
    let mut all = shelves(tx)?;
    if fits {
        all.extend(products(&goods));
        return Ok(pages(site, &all));
    }
    let mut files = vec![format!("{site}/sitemap/shelves.xml"), file(site, 0)];
    let mut last = goods.get(goods.len() - 2).map(|(id, _)| *id);
    while let Some(after) = last.filter(|_| files.len() < FILES_MAX) {
        let next = catalog::changed(tx, Some(after), GOODS_MAX)?;
        if !next.is_empty() {
            files.push(file(site, after.raw()));
        }
        let is_full = i64::try_from(next.len()).is_ok_and(|count| count == GOODS_MAX);
        last = next.last().filter(|_| is_full).map(|(id, _)| *id);
    }
    Ok(index(&files))
}

pub async fn shelves_alone(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    kept(&app, &headers, "site.sitemap_shelves", |tx, site| Ok(pages(site, &shelves(tx)?))).await
}

/// The home page, the page of all categories, and each category.
fn shelves(tx: &mut Tx<'_>) -> Result<Vec<Page>> {
    let changed = catalog::shelves_changed(tx)?;
    let latest = changed.values().max().copied();
    let mut all = vec![("/".to_owned(), latest), ("/c".to_owned(), latest)];
    for category in catalog::subtree(tx, None)? {
        all.push((format!("/c/{}", category.id), changed.get(&category.id).copied()));
    }
    Ok(all)
}

fn products(goods: &[(SpuId, Time)]) -> Vec<Page> {
    goods.iter().map(|(id, at)| (format!("/p/{id}"), Some(*at))).collect()
}

fn file(site: &str, after: i64) -> String {
    format!("{site}/sitemap/goods/{after}")
}

/// The shop's own address has no character that XML escapes, but an operator may have typed one.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn pages(site: &str, pages: &[Page]) -> String {
    let site = escaped(site);
    let mut xml = format!("{HEAD}<urlset xmlns=\"{XMLNS}\">\n");
    for (path, at) in pages {
        let day = at.map_or(String::new(), |at| format!("<lastmod>{}</lastmod>", Moment::from(at).machine()));
        for lang in i18n::Lang::ALL {
            let code = lang.code();
            xml.push_str(&format!("<url><loc>{site}{path}?lang={code}</loc>{day}</url>\n"));
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

fn index(files: &[String]) -> String {
    let entries = files.iter().map(|at| format!("<sitemap><loc>{}</loc></sitemap>\n", escaped(at)));
    format!("{HEAD}<sitemapindex xmlns=\"{XMLNS}\">\n{}</sitemapindex>\n", entries.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_in_each_language_with_its_last_change() {
        let xml = pages("https://a.example", &[("/p/7".into(), Some(Time(0))), ("/c".into(), None)]);
        assert!(xml.contains(
            "<url><loc>https://a.example/p/7?lang=en</loc><lastmod>1970-01-01T08:00:00+08:00</lastmod></url>"
        ));
        assert!(xml.contains("<url><loc>https://a.example/c?lang=zh</loc></url>"));
        assert_eq!(xml.matches("<url>").count(), 4);
    }

    #[test]
    fn an_index_names_its_files() {
        let xml = index(&[file("https://a.example", 0), "https://a.example/?a&b".into()]);
        assert!(xml.contains("<loc>https://a.example/sitemap/goods/0</loc>"));
        assert!(xml.contains("<loc>https://a.example/?a&amp;b</loc>"));
    }
}
