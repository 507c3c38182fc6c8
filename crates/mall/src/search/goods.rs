//! From the catalogue to the index, and back.

use std::collections::BTreeSet;

use ::store::Tx;
use index::Goods;
use kernel::{Code, Currency, Result, Text2};

use super::searcher::{SearchAsk, Suggestions};
use crate::catalog::{self, Card, Category, SpuId, Summary};
use crate::stock;

/// The number that stands for a currency in the index.
pub fn currency_number(currency: Currency) -> u64 {
    currency.code().bytes().fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// These products as the index takes them; those that are not for sale are left out.
pub fn goods(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<Goods>> {
    let in_stock = stock::in_stock(tx, ids)?;
    let known = catalog::summaries(tx, ids)?.into_iter().filter(|product| product.on_sale);
    Ok(known.map(|product| of(product, &in_stock)).collect())
}

fn of(product: Summary, in_stock: &BTreeSet<SpuId>) -> Goods {
    Goods {
        id: product.id.raw(),
        titles: in_both(&product.title),
        category_names: product.breadcrumbs.iter().flat_map(|category| in_both(&category.name)).collect(),
        categories: product.breadcrumbs.iter().map(|category| category.id.raw()).collect(),
        texts: texts(&product),
        currency: currency_number(product.price_min.currency()),
        price_min: product.price_min.minor(),
        in_stock: in_stock.contains(&product.id),
        sales: product.sales,
        tags: product.tags,
    }
}

fn in_both(text: &Text2) -> Vec<String> {
    [&text.zh, &text.en].into_iter().filter(|text| !text.is_empty()).cloned().collect()
}

fn texts(product: &Summary) -> Vec<String> {
    let values = product.options.iter().flat_map(|option| &option.values);
    [&product.subtitle, &product.description].into_iter().chain(values).flat_map(in_both).collect()
}

/// What [`Suggestions`] name, as the database knows it now.
#[derive(Clone, Debug)]
pub struct Offered {
    pub queries: Vec<String>,
    pub categories: Vec<Category>,
    pub goods: Vec<(Card, bool)>,
}

/// Reads what is to be offered; what is gone meanwhile is not.
///
/// # Errors
/// [`Code::Store`].
pub fn offered(tx: &mut Tx<'_>, named: &Suggestions) -> Result<Offered> {
    let mut categories = Vec::with_capacity(named.categories.len());
    for id in &named.categories {
        match catalog::category(tx, *id) {
            Ok(category) => categories.push(category),
            Err(error) if error.code() == Code::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    let goods = hits(tx, &SearchAsk::of(""), &named.goods)?;
    Ok(Offered { queries: named.queries.clone(), categories, goods })
}

/// The goods that were found, as the database knows them now, and whether each is in stock. What is no longer what was
/// asked for is left out: the index hears of a change a moment later.
///
/// # Errors
/// [`Code::Store`].
pub fn hits(tx: &mut Tx<'_>, ask: &SearchAsk, ids: &[SpuId]) -> Result<Vec<(Card, bool)>> {
    let in_stock = stock::in_stock(tx, ids)?;
    let cards = catalog::cards(tx, ids)?.into_iter().filter(|card| card.on_sale);
    let hits = cards.map(|card| (in_stock.contains(&card.id), card)).map(|(is, card)| (card, is));
    Ok(hits.filter(|(card, is_in_stock)| ask.fits(card, *is_in_stock)).collect())
}
