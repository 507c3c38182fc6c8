//! Lists of products: a category, and what it has in common with a search.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Currency, Cursor, Money, PageAsk, Paged, Result};
use mall::catalog::{self, Card, CategoryId, ListAsk};
use mall::stock;
use store::Tx;

use super::ask::Ask;
use super::shared;
use super::shopper::Shopper;
use super::show::goods;
use super::view::{Crumb, Filter, Layout, ListingPage, ProductCard, Sieve, Sort, Tab};
use crate::app::App;
use crate::cache::{Finished, Key};
use crate::i18n::{Lang, fill, site::SiteText};
use crate::params::Path;
use crate::problem::Failure;

/// Products on one page: whole rows of two, three or five.
pub const PAGE: i64 = 30;
/// Products shown to a reader whose words have found none.
const INSTEAD: i64 = 10;
/// How many pages are looked through for goods in stock before the reader is asked to go on.
const LOOKS_MAX: usize = 8;

/// One page of cards.
pub fn shelf(tx: &mut Tx<'_>, ask: &ListAsk, page: &PageAsk, lang: Lang) -> Result<Paged<ProductCard>> {
    let paged = catalog::list(tx, ask, page)?;
    Ok(Paged { items: cards(tx, &paged.items, lang)?, next: paged.next })
}

/// Cards of the catalogue as pages show them.
pub fn cards(tx: &mut Tx<'_>, found: &[Card], lang: Lang) -> Result<Vec<ProductCard>> {
    let ids: Vec<_> = found.iter().map(|card| card.id).collect();
    let in_stock = stock::in_stock(tx, &ids)?;
    Ok(found.iter().map(|card| goods::card(card, in_stock.contains(&card.id), lang)).collect())
}

/// One page or more of what is in stock: goods that are sold out are passed over.
fn stocked(tx: &mut Tx<'_>, ask: &ListAsk, page: &PageAsk, lang: Lang) -> Result<Paged<ProductCard>> {
    let mut found = Vec::new();
    let mut page = page.clone();
    for _ in 0..LOOKS_MAX {
        let paged = shelf(tx, ask, &page, lang)?;
        found.extend(paged.items.into_iter().filter(|card| !card.sold_out));
        page.after = paged.next;
        let is_enough = i64::try_from(found.len()).is_ok_and(|found| found >= PAGE);
        if is_enough || page.after.is_none() {
            break;
        }
    }
    Ok(Paged { items: found, next: page.after })
}

/// What a reader asks of a list.
#[derive(Clone, Debug)]
pub struct Wish {
    pub filter: Filter,
    pub category: Option<CategoryId>,
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    pub after: Option<Cursor>,
}

impl Wish {
    pub fn of(
        ask: &Ask,
        path: String,
        category: Option<CategoryId>,
        query: Option<String>,
        lang: Lang,
    ) -> Self {
        let mut filter = Filter {
            path,
            query,
            min: ask.get("min").trim().to_owned(),
            max: ask.get("max").trim().to_owned(),
            in_stock: ask.get("stock") == "1",
            ..Filter::default()
        };
        let sort = Sort::from_code(ask.get("sort")).filter(|sort| filter.sorts().contains(sort));
        filter.sort = sort.unwrap_or(filter.usual_sort());
        let price_min = yuan(&mut filter, "min", lang);
        let price_max = yuan(&mut filter, "max", lang);
        Self { filter, category, price_min, price_max, after: ask.parsed("after") }
    }

    fn list(&self) -> ListAsk {
        let has_range = self.price_min.is_some() || self.price_max.is_some();
        ListAsk {
            category: self.category,
            // Amounts of other currencies are not within a range of yuan.
            currency: has_range.then_some(Currency::CNY),
            price_min: self.price_min,
            price_max: self.price_max,
            words: self.filter.query.clone().unwrap_or_default(),
            sort: match self.filter.sort {
                Sort::Best | Sort::Newest => catalog::Sort::Newest,
                Sort::Sales => catalog::Sort::Sales,
                Sort::PriceUp => catalog::Sort::Price,
                Sort::PriceDown => catalog::Sort::PriceDesc,
            },
            ..ListAsk::default()
        }
    }

    /// The list in one fixed form: what two readers ask alike is written alike.
    fn canonical(&self) -> String {
        let href = self.filter.href(&self.filter.sort);
        let joint = if href.contains('?') { '&' } else { '?' };
        match &self.after {
            Some(after) => format!("{href}{joint}after={after}"),
            None => href,
        }
    }

    pub fn find(&self, tx: &mut Tx<'_>, lang: Lang) -> Result<Found> {
        let ask = self.list();
        let page = PageAsk::new(Some(PAGE), self.after.clone())?;
        if self.filter.in_stock {
            let cards = stocked(tx, &ask, &page, lang)?;
            return Ok(Found { cards: cards.items, next: cards.next, ..Found::default() });
        }
        let cards = shelf(tx, &ask, &page, lang)?;
        let total = u64::try_from(catalog::count(tx, &ask)?).ok();
        let is_vain = total == Some(0) && !ask.words.is_empty() && !self.filter.is_active();
        let instead = if is_vain { bestsellers(tx, lang)? } else { Vec::new() };
        Ok(Found { cards: cards.items, next: cards.next, total, instead, ..Found::default() })
    }

    pub fn page(self, layout: Layout, found: Found, place: Place) -> ListingPage {
        let Place { crumbs, heading, subcategories } = place;
        ListingPage {
            layout,
            crumbs,
            heading,
            query: self.filter.query.clone(),
            subcategories,
            onward: self.filter.onward(self.after.is_none(), found.next.as_ref()),
            filter: self.filter,
            sieve: found.sieve,
            meant: found.meant,
            total: found.total,
            cards: found.cards,
            instead: found.instead,
        }
    }
}

#[derive(Default)]
pub struct Found {
    pub cards: Vec<ProductCard>,
    pub next: Option<Cursor>,
    pub total: Option<u64>,
    pub instead: Vec<ProductCard>,
    pub sieve: Sieve,
    pub meant: Option<Crumb>,
}

pub fn bestsellers(tx: &mut Tx<'_>, lang: Lang) -> Result<Vec<ProductCard>> {
    let ask = ListAsk { sort: catalog::Sort::Sales, ..ListAsk::default() };
    Ok(shelf(tx, &ask, &PageAsk::first(INSTEAD), lang)?.items)
}

/// Where in the tree of categories a list is; nowhere for a search.
#[derive(Default)]
pub struct Place {
    pub crumbs: Vec<Crumb>,
    pub heading: String,
    pub subcategories: Vec<Crumb>,
}

/// The amount typed into a field, in fen. What is not an amount is told beside the field and does not filter.
fn yuan(filter: &mut Filter, field: &str, lang: Lang) -> Option<i64> {
    let typed = if field == "min" { &filter.min } else { &filter.max };
    if typed.is_empty() {
        return None;
    }
    let amount = Money::parse(typed, Currency::CNY).ok().filter(|amount| amount.minor() >= 0);
    if amount.is_none() {
        filter.errors.add(field, SiteText::of(lang).amount_wrong);
    }
    amount.map(Money::minor)
}

pub async fn category(
    State(app): State<App>,
    shopper: Shopper,
    Path(id): Path<CategoryId>,
    ask: Ask,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let lang = shopper.lang();
    let wish = Wish::of(&ask, format!("/c/{id}"), Some(id), None, lang);
    let query = wish.canonical().into_boxed_str();
    let key = Key { kind: "site.category", id: 0, price_tier: 0, lang: lang.into(), query };
    shared::show(&app, &shopper, &headers, key, fill_category(app.clone(), wish, id, lang)).await
}

async fn fill_category(app: App, wish: Wish, id: CategoryId, lang: Lang) -> Result<Finished> {
    let asked = wish.clone();
    let (way, below, found) = app
        .db
        .read(move |tx| {
            Ok((catalog::breadcrumbs(tx, id)?, catalog::subtree(tx, Some(id))?, asked.find(tx, lang)?))
        })
        .await?;
    let (here, above) = way.split_last().ok_or(kernel::Code::NotFound)?;
    let heading = here.name.get(lang.into()).to_owned();
    let children = below.iter().filter(|category| category.depth() == here.depth() + 1);
    let place = Place {
        crumbs: goods::crumbs(above, lang),
        subcategories: children.map(|category| goods::crumb(category, lang)).collect(),
        heading: heading.clone(),
    };
    let description = fill(SiteText::of(lang).category_says, &heading);
    let mut layout = shared::layout(lang, wish.canonical(), heading, Tab::Categories);
    layout.description = description;
    // One list, in whatever order and however narrowed down; a page further on is one of its own.
    let after = wish.after.as_ref().map_or(String::new(), |after| format!("?after={after}"));
    layout.address = app.address_of(&format!("/c/{id}{after}"));
    shared::finish(&wish.page(layout, found, place))
}
