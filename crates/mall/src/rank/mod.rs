//! What is hot, and what is bought together.
//!
//! Those who see something happen append it ([`note`], [`add_to_cart`], and a job for each paid order); a job folds what
//! was appended into scores a few seconds later. Shoppers' transactions only ever insert rows of their own.

mod jobs;
mod model;
mod store;

use std::collections::BTreeMap;

use ::store::Tx;
use kernel::{Cursor, Cx, PageAsk, Paged, Result, Time};
use work::When;

pub use jobs::{handlers, schedules};
pub use model::Kind;

use crate::catalog::{self, Card, CategoryId, SkuId, SpuId};
use crate::order::cart::{self, CartOwner};
use crate::stock::Quantity;
use model::{HEAT_HALF_LIFE_S, PAIR_HALF_LIFE_S, affinity};

/// How long deltas wait, so that many are folded at once.
const FOLD_AFTER_S: i64 = 3;
/// Products noted in one transaction, at most.
pub const NOTED_MAX: usize = 1_000;
/// Neighbours of a product that are compared, those met most often.
const NEIGHBOURS_MAX: i64 = 60;
/// Orders together, as they weigh now: a single one is chance.
const TOGETHER_MIN: f64 = 1.1;
/// Below this, what they have in common is that the other one is bought by everybody.
const AFFINITY_MIN: f64 = 0.04;
/// How often rows are read for one page of hot products, each time twice as many: what was hot may be off sale, all of
/// it when a season ends.
const LOOKS_MAX: usize = 6;

/// So many of one kind happened to a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    pub spu: SpuId,
    pub kind: Kind,
    pub amount: i64,
}

/// Notes what shoppers did; it counts in a few seconds.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn note(tx: &mut Tx<'_>, cx: &Cx, noted: &[Noted]) -> Result<()> {
    for one in noted.iter().take(NOTED_MAX) {
        store::add(tx, cx, one.spu, None, one.kind, one.amount)?;
    }
    jobs::fold_at(tx, cx, When::At(cx.now.plus_s(FOLD_AFTER_S)))
}

/// Puts pieces into a cart, which makes their product hot where `counts` says so. It counts with whatever is folded
/// next, or within half a minute: to ask for a fold of its own, every shopper's transaction would touch the one row that
/// says so.
///
/// # Errors
/// As [`cart::add`].
pub fn add_to_cart(
    tx: &mut Tx<'_>,
    cx: &Cx,
    owner: CartOwner,
    (sku, quantity): (SkuId, Quantity),
    counts: impl FnOnce(SpuId) -> bool,
) -> Result<()> {
    let spu = cart::add(tx, cx, owner, sku, quantity)?;
    if counts(spu) { store::add(tx, cx, spu, None, Kind::Cart, 1) } else { Ok(()) }
}

/// The products on sale that are hot now, hottest first, in the shop or in a category and those below it. A page may be
/// short although it is not the last.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn hot(tx: &mut Tx<'_>, category: Option<CategoryId>, page: &PageAsk) -> Result<Paged<Card>> {
    let mut before: [i64; 2] = page.after.as_ref().map_or(Ok([i64::MAX, i64::MAX]), Cursor::parts)?;
    let wanted = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let mut found: Vec<(Card, [i64; 2])> = Vec::new();
    let mut is_all = false;
    for look in 0..LOOKS_MAX {
        let limit = page.fetch() << look;
        let rows = store::hottest(tx, category, (before[0], before[1]), limit)?;
        is_all = i64::try_from(rows.len()).is_ok_and(|rows| rows < limit);
        let known: Vec<_> = rows.iter().map(|(spu, _)| *spu).collect();
        let known = catalog::cards(tx, &known)?.into_iter().filter(|card| card.on_sale);
        let mut known: BTreeMap<SpuId, Card> = known.map(|card| (card.id, card)).collect();
        for (spu, heat) in rows {
            before = [heat.0, spu.raw()];
            // Moved to another category since it was counted last: its rows there are written with the next count.
            let is_there = match category {
                Some(category) => catalog::way_to(tx, spu)?.contains(&category),
                None => true,
            };
            let card = known.remove(&spu).filter(|_| is_there);
            found.extend(card.map(|card| (card, before)));
        }
        if is_all || wanted <= found.len() {
            break;
        }
    }
    let is_short = found.len() < wanted && !is_all;
    let paged = Paged::cut(found, page, |(_, key)| key.to_vec());
    let next = if is_short { Some(Cursor(before.to_vec())) } else { paged.next };
    Ok(Paged { items: paged.items.into_iter().map(|(card, _)| card).collect(), next })
}

/// How hot a product is now: views count 1, carts 5, sold pieces 20, and half of it after three days.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn score(tx: &mut Tx<'_>, now: Time, spu: SpuId) -> Result<f64> {
    Ok(store::heat(tx, spu)?.at(now, HEAT_HALF_LIFE_S))
}

/// What is bought with a product rather than with others, the closest first; on sale, and without itself.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn together(tx: &mut Tx<'_>, now: Time, spu: SpuId, limit: usize) -> Result<Vec<Card>> {
    let left = |score: model::Score| score.at(now, PAIR_HALF_LIFE_S);
    let own = left(store::together(tx, spu, None)?);
    let mut known = Vec::new();
    for (other, pair) in store::most_together(tx, spu, NEIGHBOURS_MAX)? {
        let together = left(pair);
        let others = left(store::together(tx, other, None)?);
        let affinity = affinity(together, own, others);
        if TOGETHER_MIN <= together && AFFINITY_MIN <= affinity {
            known.push((other, affinity));
        }
    }
    known.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(one.cmp(other)));
    let known: Vec<_> = known.into_iter().map(|(other, _)| other).collect();
    let mut cards = catalog::cards(tx, &known)?;
    cards.retain(|card| card.on_sale);
    cards.truncate(limit);
    Ok(cards)
}
