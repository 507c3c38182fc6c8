//! Prices: the server computes every one, and a quote freezes them per line.

use std::collections::HashMap;

use kernel::{Code, Error, Money, Result, money};
use store::Tx;

use crate::catalog::{self, Offer, SkuId, SpuKind};
use crate::stock::Quantity;

/// Lines one order may have; above the largest real invoice seen (1,114).
pub const LINES_MAX: usize = 2_000;

/// One line as the buyer asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub sku: SkuId,
    pub quantity: Quantity,
}

#[derive(Clone, Debug)]
pub struct QuotedLine {
    /// Which of the wanted lines first mentioned it, from 0: errors name that one.
    pub asked: usize,
    pub offer: Offer,
    pub quantity: Quantity,
    /// `offer.price × quantity`.
    pub amount: Money,
}

#[derive(Clone, Debug)]
pub struct Quote {
    /// Of every line.
    pub kind: SpuKind,
    pub lines: Vec<QuotedLine>,
    pub total: Money,
}

/// Prices what is wanted. Lines of one SKU are added up, in the order of their first mention.
///
/// # Errors
/// [`Code::CartEmpty`], [`Code::TooManyLines`], [`Code::NotOnSale`] naming the lines, [`Code::KindMix`]
/// naming the services among goods, [`Code::CurrencyMix`], [`Code::AmountRange`].
pub fn quote(tx: &mut Tx<'_>, wanted: &[Wanted]) -> Result<Quote> {
    let merged = merge(wanted)?;
    let skus: Vec<_> = merged.iter().map(|(_, line)| line.sku).collect();
    let mut offers: HashMap<_, _> =
        catalog::offers(tx, &skus)?.into_iter().map(|offer| (offer.sku, offer)).collect();
    let mut lines = Vec::with_capacity(merged.len());
    let mut missing: Option<Error> = None;
    for (asked, line) in merged {
        match offers.remove(&line.sku).filter(|offer| offer.on_sale) {
            Some(offer) => {
                let amount = offer.price.times(line.quantity.pieces())?;
                lines.push(QuotedLine { asked, offer, quantity: line.quantity, amount });
            }
            None => {
                let error = missing.take().unwrap_or_else(|| Code::NotOnSale.into());
                missing = Some(error.with_detail(format!("lines[{asked}]"), "is not on sale", "已下架"));
            }
        }
    }
    if let Some(error) = missing {
        return Err(error);
    }
    let kind = kind_of(&lines)?;
    let currency = lines[0].amount.currency();
    let total = money::sum(currency, lines.iter().map(|line| line.amount))?;
    Ok(Quote { kind, lines, total })
}

/// What all lines are: goods are sent and services are worked on, so one order cannot be both.
fn kind_of(lines: &[QuotedLine]) -> Result<SpuKind> {
    let is_service = |line: &QuotedLine| line.offer.kind == SpuKind::Service;
    if !lines.iter().any(is_service) {
        return Ok(SpuKind::Goods);
    }
    if lines.iter().all(is_service) {
        return Ok(SpuKind::Service);
    }
    let told = |error: Error, line: &QuotedLine| {
        let name = format!("lines[{}]", line.asked);
        error.with_detail(name, "is a service, to be ordered apart", "是服务，需单独下单")
    };
    Err(lines.iter().filter(|line| is_service(line)).fold(Code::KindMix.into(), told))
}

/// One line a SKU, with the place of its first mention.
fn merge(wanted: &[Wanted]) -> Result<Vec<(usize, Wanted)>> {
    if wanted.is_empty() {
        return Err(Code::CartEmpty.into());
    }
    if wanted.len() > LINES_MAX {
        return Err(Code::TooManyLines.into());
    }
    let mut merged: Vec<(usize, Wanted)> = Vec::with_capacity(wanted.len());
    let mut places = HashMap::new();
    for (asked, line) in wanted.iter().enumerate() {
        match places.get(&line.sku) {
            None => {
                places.insert(line.sku, merged.len());
                merged.push((asked, *line));
            }
            Some(&place) => {
                let known = &mut merged[place].1;
                known.quantity = Quantity::new(known.quantity.pieces() + line.quantity.pieces())?;
            }
        }
    }
    Ok(merged)
}
