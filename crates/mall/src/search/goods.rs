//! From the catalogue to the index, and back.

use ::store::Tx;
use index::Goods;
use kernel::{Code, Currency, Error, Result, Text2};

use crate::catalog::{self, Card, Product, SpuId};
use crate::stock;

/// The number that stands for a currency in the index.
#[must_use]
pub fn currency_number(currency: Currency) -> u64 {
    currency.code().bytes().fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// A product as the index takes it; none when it is not for sale.
pub fn goods(tx: &mut Tx<'_>, id: SpuId) -> Result<Option<Goods>> {
    let product = match catalog::get(tx, id) {
        Ok(product) if product.on_sale => product,
        Ok(_) => return Ok(None),
        Err(error) if error.code() == Code::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let in_stock = stock::is_in_stock(tx, id)?;
    let price =
        product.skus.iter().filter(|sku| sku.on_sale).map(|sku| sku.price).min_by_key(|price| price.minor());
    let price = price.or_else(|| product.skus.first().map(|sku| sku.price));
    let price =
        price.ok_or_else(|| Error::new(Code::Internal).because(format!("product {id} has no SKU")))?;
    Ok(Some(Goods {
        id: id.raw(),
        titles: in_both(&product.title),
        category_names: product.breadcrumbs.iter().flat_map(|category| in_both(&category.name)).collect(),
        categories: product.breadcrumbs.iter().map(|category| category.id.raw()).collect(),
        texts: texts(&product),
        currency: currency_number(price.currency()),
        price_min: price.minor(),
        in_stock,
        sales: product.sales,
        tags: product.tags,
    }))
}

fn in_both(text: &Text2) -> Vec<String> {
    [&text.zh, &text.en].into_iter().filter(|text| !text.is_empty()).cloned().collect()
}

fn texts(product: &Product) -> Vec<String> {
    let values = product.options.iter().flat_map(|option| &option.values);
    [&product.subtitle, &product.description].into_iter().chain(values).flat_map(in_both).collect()
}

/// The goods that were found, as the database knows them now, and whether each is in stock. What has gone off sale
/// since the index heard of it is left out.
///
/// # Errors
/// [`Code::Store`].
pub fn hits(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<(Card, bool)>> {
    let cards = catalog::cards(tx, ids)?.into_iter().filter(|card| card.on_sale);
    cards
        .map(|card| Ok((stock::is_in_stock(tx, card.id)?, card)))
        .map(|found| found.map(|(is, card)| (card, is)))
        .collect()
}
