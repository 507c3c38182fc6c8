//! The home page and the page of all categories.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{PageAsk, Result};
use mall::catalog::{self, Category, ListAsk, Sort};
use store::Tx;

use super::listing::shelf;
use super::shared;
use super::shopper::Shopper;
use super::show::{goods, picture};
use super::view::{Branch, CategoriesPage, CategoryTile, Hero, HomePage, Picture, ProductCard, Section, Tab};
use crate::app::App;
use crate::cache::{Finished, Key};
use crate::i18n::{Lang, site::SiteText};
use crate::problem::Failure;

/// Products in one row of the home page.
const ROW: i64 = 10;
/// Categories on the home page; the rest are on their own.
const TILES_MAX: usize = 12;

fn key(kind: &'static str, lang: Lang) -> Key {
    Key { kind, id: 0, price_tier: 0, lang: lang.into(), query: "".into() }
}

pub async fn home(State(app): State<App>, shopper: Shopper, headers: HeaderMap) -> Result<Response, Failure> {
    let lang = shopper.lang();
    let fill = fill_home(app.clone(), lang);
    shared::show(&app, &shopper, &headers, key("site.home", lang), fill).await
}

async fn fill_home(app: App, lang: Lang) -> Result<Finished> {
    let t = SiteText::of(lang);
    let (categories, newest, sold) = app
        .db
        .read(move |tx| Ok((tiles(tx, lang)?, row(tx, Sort::Newest, lang)?, row(tx, Sort::Sales, lang)?)))
        .await?;
    let layout = shared::layout(lang, "/".into(), t.hero_title, Tab::Home);
    let section = |id: &str, title: &str, subtitle: &str, cards| Section {
        id: id.into(),
        title: title.into(),
        subtitle: subtitle.into(),
        more: Some(format!("/search?sort={id}")),
        cards,
    };
    // In a new shop nothing has been sold yet, and there is nothing to praise.
    let sold = sold.into_iter().filter(|card| card.sold > 0).collect();
    let sections = [
        section("sales", t.home_sold, t.home_sold_text, sold),
        section("new", t.home_new, t.home_new_text, newest),
    ];
    shared::finish(&HomePage {
        hero: Hero::plain(&layout),
        categories,
        sections: sections.into_iter().filter(|section| !section.cards.is_empty()).collect(),
        layout,
    })
}

fn top(tree: &[Category]) -> impl Iterator<Item = &Category> {
    tree.iter().filter(|category| category.depth() == 1)
}

fn tiles(tx: &mut Tx<'_>, lang: Lang) -> Result<Vec<CategoryTile>> {
    let tree = catalog::subtree(tx, None)?;
    let tile = |category: &Category| {
        Ok(CategoryTile { picture: face(tx, category)?, ..goods::tile(category, lang) })
    };
    top(&tree).take(TILES_MAX).map(tile).collect()
}

/// A category shows what sells best of it.
fn face(tx: &mut Tx<'_>, category: &Category) -> Result<Option<Picture>> {
    let ask = ListAsk { category: Some(category.id), sort: Sort::Sales, ..ListAsk::default() };
    let best = catalog::list(tx, &ask, &PageAsk::first(1))?.items.into_iter().next();
    Ok(best.and_then(|card| picture(card.picture.as_deref(), "")))
}

fn row(tx: &mut Tx<'_>, sort: Sort, lang: Lang) -> Result<Vec<ProductCard>> {
    let ask = ListAsk { sort, ..ListAsk::default() };
    Ok(shelf(tx, &ask, &PageAsk::first(ROW), lang)?.items)
}

pub async fn categories(
    State(app): State<App>,
    shopper: Shopper,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let lang = shopper.lang();
    let fill = fill_categories(app.clone(), lang);
    shared::show(&app, &shopper, &headers, key("site.categories", lang), fill).await
}

async fn fill_categories(app: App, lang: Lang) -> Result<Finished> {
    let branches = app.db.read(move |tx| branches(tx, lang)).await?;
    let title = SiteText::of(lang).all_categories;
    shared::finish(&CategoriesPage {
        layout: shared::layout(lang, "/c".into(), title, Tab::Categories),
        branches,
    })
}

fn branches(tx: &mut Tx<'_>, lang: Lang) -> Result<Vec<Branch>> {
    let tree = catalog::subtree(tx, None)?;
    let mut branches = goods::branches(&tree, lang);
    for (branch, category) in branches.iter_mut().zip(top(&tree)) {
        branch.tile.picture = face(tx, category)?;
    }
    Ok(branches)
}
