//! The home page and the page of all categories.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{PageAsk, Result};
use mall::catalog::{self, Category, ListAsk, Sort};
use store::Tx;

use super::shopper::Shopper;
use super::show::{goods, picture};
use super::view::{Branch, CategoriesPage, CategoryTile, Hero, HomePage, Part, Picture, Tab};
use super::{composed, shared};
use crate::app::App;
use crate::cache::{Finished, Key};
use crate::i18n::{Lang, site::SiteText};
use crate::problem::Failure;

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
    let now = app.now();
    let (parts, turn) = app.db.read(move |tx| composed::parts(tx, now, lang)).await?;
    app.cache.turns_at(turn);
    let mut layout = shared::layout(lang, "/".into(), SiteText::of(lang).hero_title, Tab::Home);
    layout.address = app.address_of("/");
    let has_banner = parts.iter().any(|part| matches!(part, Part::Banners(_)));
    let hero = (!has_banner).then(|| Hero::plain(&layout));
    shared::finish(&HomePage { layout, hero, parts })
}

fn top(tree: &[Category]) -> impl Iterator<Item = &Category> {
    tree.iter().filter(|category| category.depth() == 1)
}

pub(super) fn tiles(tx: &mut Tx<'_>, lang: Lang) -> Result<Vec<CategoryTile>> {
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
    let mut layout = shared::layout(lang, "/c".into(), title, Tab::Categories);
    layout.address = app.address_of("/c");
    layout.description = branches
        .iter()
        .map(|branch| branch.tile.name.as_str())
        .collect::<Vec<_>>()
        .join(lang.pick("、", ", "));
    shared::finish(&CategoriesPage { layout, branches })
}

fn branches(tx: &mut Tx<'_>, lang: Lang) -> Result<Vec<Branch>> {
    let tree = catalog::subtree(tx, None)?;
    let mut branches = goods::branches(&tree, lang);
    for (branch, category) in branches.iter_mut().zip(top(&tree)) {
        branch.tile.picture = face(tx, category)?;
    }
    Ok(branches)
}
