//! Makes the goods that the records name: a product a stock code, a SKU for each price it was sold at.

use std::collections::HashMap;

use kernel::{Actor, Cx, Money, PageAsk, Text2};
use mall::catalog::{self, Choices, ListAsk, OnSale, ProductDraft, SKUS_MAX, SkuDraft, SkuId};
use mall::stock::{self, Quantity};
use store::{Db, Transactor, Tx};

use super::CURRENCY;
use super::plan::{Good, SkuKey};
use crate::progress;
use crate::trouble::{Result, Trouble};

/// Products per transaction.
const BATCH: usize = 50;
const SOURCE: &str = "replay";

/// The SKU of each price.
pub type Skus = HashMap<SkuKey, SkuId>;

/// A replay is money that nobody paid: it must not end up in the books of a shop.
///
/// # Errors
/// A sentence when the database holds goods.
pub fn refuse_a_used_shop(db: &Db) -> Result<()> {
    let any = ListAsk { on_sale: OnSale::Both, ..ListAsk::default() };
    let found = db.read_blocking(move |tx| catalog::list(tx, &any, &PageAsk::first(1)))?;
    if found.items.is_empty() {
        return Ok(());
    }
    Err(Trouble::new("this database holds goods already: replay into a fresh one, set by store.url"))
}

/// # Errors
/// What the use cases return.
pub fn fill(db: &Db, goods: &[Good]) -> Result<Skus> {
    let bar = progress::bar(u64::try_from(goods.len()).unwrap_or(0), "products");
    let mut skus = Skus::new();
    for batch in goods.chunks(BATCH) {
        let goods = batch.to_vec();
        let saved = db.transact(Actor::System, move |tx, cx| {
            let mut saved = Vec::new();
            goods.iter().try_for_each(|good| save(tx, cx, good, &mut saved))?;
            Ok(saved)
        })?;
        skus.extend(saved);
        bar.inc(u64::try_from(batch.len()).unwrap_or(0));
    }
    bar.finish_and_clear();
    Ok(skus)
}

/// A product has a limited number of SKUs: one sold at more prices becomes several products.
fn save(tx: &mut Tx<'_>, cx: &Cx, good: &Good, saved: &mut Vec<(SkuKey, SkuId)>) -> kernel::Result<()> {
    let prices: Vec<_> = good.pieces.iter().map(|(price, pieces)| (*price, *pieces)).collect();
    for (part, prices) in (1..).zip(prices.chunks(SKUS_MAX)) {
        let product = catalog::create(tx, cx, &draft(good, part, prices)?)?;
        for (sku, (price_minor, pieces)) in product.skus.iter().zip(prices) {
            receive(tx, cx, sku.id, *pieces)?;
            saved.push((SkuKey { code: good.code.clone(), price_minor: *price_minor }, sku.id));
        }
    }
    Ok(())
}

fn draft(good: &Good, part: usize, prices: &[(i64, i64)]) -> kernel::Result<ProductDraft> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let slug: String = good.code.chars().map(plain).collect();
    let handle = if part == 1 { format!("replay-{slug}") } else { format!("replay-{slug}-part-{part}") };
    let money = |minor: &i64| Money::new(*minor, CURRENCY);
    let mut skus = Vec::with_capacity(prices.len());
    for (at, (minor, _)) in prices.iter().enumerate() {
        let price = money(minor)?;
        let single = SkuDraft::single(format!("{}@{}", good.code, price.decimal()), price, price);
        let choice = if prices.len() == 1 { Vec::new() } else { vec![at] };
        skus.push(SkuDraft { choice, ..single });
    }
    let values = prices.iter().map(|(minor, _)| money(minor).map(Money::decimal));
    let values = values.map(|price| price.map(|price| Text2::new(price.clone(), price)));
    let by_price =
        Choices { name: Text2::new("价格", "Price"), values: values.collect::<kernel::Result<_>>()? };
    Ok(ProductDraft {
        handle,
        title: Text2::new(good.title.clone(), good.title.clone()),
        options: if prices.len() == 1 { Vec::new() } else { vec![by_price] },
        on_sale: true,
        source: SOURCE.to_owned(),
        skus,
        ..ProductDraft::default()
    })
}

fn receive(tx: &mut Tx<'_>, cx: &Cx, sku: SkuId, pieces: i64) -> kernel::Result<()> {
    let mut left = pieces;
    while 0 < left {
        let now = left.min(Quantity::MAX);
        stock::receive(tx, cx, sku, Quantity::new(now)?, SOURCE)?;
        left -= now;
    }
    Ok(())
}
