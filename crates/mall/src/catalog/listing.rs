//! Lists of products for pages, staff and exports.

use std::collections::BTreeMap;

use ::store::Tx;
use kernel::{Currency, Cursor, Money, PageAsk, Paged, Result, Time, words};

use super::model::{Card, Offer, path_end, steps};
use super::{CategoryId, SpuId, category, store};

words! {
    pub enum Sort {
        Newest = "newest",
        Price = "price",
        PriceDesc = "price_desc",
        Sales = "sales",
    }
}

words! {
    pub enum OnSale {
        Only = "on",
        Never = "off",
        Both = "both",
    }
}

const WORDS_MAX: usize = 5;
const WORD_CHARS_MAX: usize = 32;
/// Longer lists are counted up to here: nobody reads the exact number, and it costs a walk over all of them.
pub const COUNT_MAX: i64 = 100_000;

/// Which products, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAsk {
    /// With all categories below it.
    pub category: Option<CategoryId>,
    pub tag: Option<String>,
    pub currency: Option<Currency>,
    /// Minor units, inclusive.
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    /// Words that the title must contain, in either language. The first five count.
    pub words: String,
    pub on_sale: OnSale,
    pub sort: Sort,
}

impl Default for ListAsk {
    fn default() -> Self {
        Self {
            category: None,
            tag: None,
            currency: None,
            price_min: None,
            price_max: None,
            words: String::new(),
            on_sale: OnSale::Only,
            sort: Sort::Newest,
        }
    }
}

/// The ask in the words of the tables.
pub(super) struct Filter {
    pub path: String,
    pub path_end: String,
    pub tag: String,
    pub currency: &'static str,
    pub price_min: i64,
    pub price_max: i64,
    /// -1 for both.
    pub on_sale: i64,
    pub words: [String; WORDS_MAX],
}

/// One page. With a price range or a sort by price, a currency should be given: amounts of different currencies
/// are compared by number alone.
///
/// # Errors
/// [`kernel::Code::NotFound`] when the category is missing; [`kernel::Code::BadCursor`].
pub fn list(tx: &mut Tx<'_>, ask: &ListAsk, page: &PageAsk) -> Result<Paged<Card>> {
    let filter = filter(tx, ask)?;
    let start = match ask.sort {
        Sort::Newest => Cursor(vec![0, i64::MAX]),
        Sort::Price => Cursor(vec![i64::MIN, i64::MIN]),
        Sort::PriceDesc | Sort::Sales => Cursor(vec![i64::MAX, i64::MAX]),
    };
    let [key, id] = page.after.as_ref().unwrap_or(&start).parts()?;
    let cards = store::listing::page(tx, &filter, ask.sort, (key, id), page.fetch())?;
    let key = |card: &Card| match ask.sort {
        Sort::Newest => 0,
        Sort::Price | Sort::PriceDesc => card.price_min.minor(),
        Sort::Sales => card.sales,
    };
    Ok(Paged::cut(cards, page, |card| vec![key(card), card.id.raw()]))
}

/// The cards of these products, in this order; those that are gone are left out.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn cards(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<Card>> {
    let cards = store::listing::some(tx, ids)?.into_iter();
    let mut cards: BTreeMap<SpuId, Card> = cards.map(|card| (card.id, card)).collect();
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}

/// How many products there are, counted up to [`COUNT_MAX`].
///
/// # Errors
/// As [`list`].
pub fn count(tx: &mut Tx<'_>, ask: &ListAsk) -> Result<i64> {
    let filter = filter(tx, ask)?;
    store::listing::count(tx, &filter, COUNT_MAX)
}

/// One product as a list shows it; none when there is no such product.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn card(tx: &mut Tx<'_>, id: SpuId) -> Result<Option<Card>> {
    store::listing::one(tx, id)
}

/// The categories that a product is in, from the top down; empty when it is in none, or is none.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn way_to(tx: &mut Tx<'_>, id: SpuId) -> Result<Vec<CategoryId>> {
    Ok(store::listing::path_of(tx, id)?.as_deref().map(steps).unwrap_or_default())
}

/// Ids of all products, oldest first, after a given one: for exports and indexes.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn page_by_id(tx: &mut Tx<'_>, after: Option<SpuId>, limit: i64) -> Result<Vec<SpuId>> {
    store::listing::ids(tx, after.map_or(0, SpuId::raw), limit)
}

/// What is on sale, oldest first, after a given one, and when it was last changed: for sitemaps.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn changed(tx: &mut Tx<'_>, after: Option<SpuId>, limit: i64) -> Result<Vec<(SpuId, Time)>> {
    store::listing::changed(tx, after.map_or(0, SpuId::raw), limit)
}

/// When something on sale in a category, or below it, was last changed. Walks over all products.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn shelves_changed(tx: &mut Tx<'_>) -> Result<BTreeMap<CategoryId, Time>> {
    let mut latest = BTreeMap::new();
    for (path, at) in store::listing::shelves(tx)? {
        for category in steps(&path) {
            let known = latest.entry(category).or_insert(at);
            *known = at.max(*known);
        }
    }
    Ok(latest)
}

/// All SKUs, or those whose code is `words` or whose product's title has the words, newest first: for staff.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn list_skus(tx: &mut Tx<'_>, words: &str, page: &PageAsk) -> Result<Paged<Offer>> {
    let [before] = page.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let offers = store::sku::page(tx, words.trim(), &patterns(words), before, page.fetch())?;
    Ok(Paged::cut(offers, page, |offer| vec![offer.sku.raw()]))
}

fn filter(tx: &mut Tx<'_>, ask: &ListAsk) -> Result<Filter> {
    let path = match ask.category {
        Some(id) => category::category(tx, id)?.path,
        None => String::new(),
    };
    let in_range = |minor: i64| minor.clamp(0, Money::MAX_MINOR);
    Ok(Filter {
        path_end: path_end(&path),
        path,
        tag: ask.tag.clone().unwrap_or_default(),
        currency: ask.currency.map_or("", Currency::code),
        price_min: ask.price_min.map_or(0, in_range),
        price_max: ask.price_max.map_or(Money::MAX_MINOR, in_range),
        on_sale: match ask.on_sale {
            OnSale::Only => 1,
            OnSale::Never => 0,
            OnSale::Both => -1,
        },
        words: patterns(&ask.words),
    })
}

/// A pattern for `like` from each word; `%` where there is no word.
fn patterns(words: &str) -> [String; WORDS_MAX] {
    let mut patterns = [const { String::new() }; WORDS_MAX];
    let mut words = words.split_whitespace();
    for pattern in &mut patterns {
        pattern.push('%');
        let Some(word) = words.next() else { continue };
        for c in word.chars().filter(|c| *c != '\0').take(WORD_CHARS_MAX).flat_map(char::to_lowercase) {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_only_characters_in_a_word() {
        let [first, second, third, ..] = patterns(" 100%_OFF\\  牛奶 ");
        assert_eq!((first.as_str(), second.as_str()), ("%100\\%\\_off\\\\%", "%牛奶%"));
        assert_eq!(third, "%");
    }
}
