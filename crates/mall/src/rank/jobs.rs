//! Folding what happened into scores, and forgetting what is cold.

use std::collections::{BTreeMap, BTreeSet};

use ::store::Tx;
use kernel::{Cx, Result, Time};
use serde::{Deserialize, Serialize};
use work::schedule::{Cadence, Schedule};
use work::{Handlers, Job, Payload, When};

use super::model::{HEAT_HALF_LIFE_S, Kind, PAIR_HALF_LIFE_S, Score};
use super::store;
use crate::catalog::{self, SpuId};
use crate::order::{self, OrderId};

/// Deltas folded in one transaction.
const FOLDED_MAX: i64 = 1_000;
/// Different products of one order that are paired: 45 pairs.
const PAIRED_MAX: usize = 10;
/// Pieces of one line that count: a wholesale order makes nothing a hundred times as hot.
const PIECES_MAX: i64 = 5;
/// Rows that are looked at in one transaction of tidying.
const TIDIED_MAX: i64 = 500;
/// Weights below these are forgotten.
const HEAT_MIN: f64 = 0.01;
const PAIR_MIN: f64 = 0.01;

const FOLD_KEY: &str = "fold";

/// A paid order makes its goods hot, and pairs of them.
#[derive(Serialize, Deserialize)]
pub struct CountOrder {
    pub order: OrderId,
}

impl Payload for CountOrder {
    const KIND: &'static str = "rank.count_order";
}
work::subscribe!("order.paid" => CountOrder);

impl Job for CountOrder {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        let mut pieces: BTreeMap<SpuId, i64> = BTreeMap::new();
        for line in order::lines(tx, self.order)? {
            let counted = pieces.entry(line.spu).or_default();
            *counted = counted.saturating_add(line.quantity).min(PIECES_MAX);
        }
        for (spu, pieces) in &pieces {
            store::add(tx, cx, *spu, None, Kind::Sale, *pieces)?;
            store::add(tx, cx, *spu, None, Kind::Order, 1)?;
        }
        let paired: Vec<SpuId> = pieces.into_keys().take(PAIRED_MAX).collect();
        for (at, one) in paired.iter().enumerate() {
            for other in &paired[at + 1..] {
                store::add(tx, cx, *one, Some(*other), Kind::Order, 1)?;
            }
        }
        fold_at(tx, cx, When::At(cx.now.plus_s(super::FOLD_AFTER_S)))
    }
}

/// Folds what has been gathered, unless that is going to happen already.
pub fn fold_at(tx: &mut Tx<'_>, cx: &Cx, when: When) -> Result<()> {
    work::job::enqueue(tx, cx, &Fold {}, when, Some(FOLD_KEY))
}

/// A weight, and when it was added.
type Added = (f64, Time);

/// Folds the oldest deltas into the scores, a share of them.
#[derive(Serialize, Deserialize)]
pub struct Fold {}

impl Payload for Fold {
    const KIND: &'static str = "rank.fold";
}

impl Job for Fold {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        store::turn(tx)?;
        let deltas = store::oldest(tx, FOLDED_MAX)?;
        let mut heat: BTreeMap<SpuId, Vec<Added>> = BTreeMap::new();
        let mut pairs: BTreeMap<(SpuId, Option<SpuId>), Vec<Added>> = BTreeMap::new();
        for delta in &deltas {
            let amount = weight(delta.amount);
            if delta.kind == Kind::Order {
                pairs.entry((delta.spu, delta.other)).or_default().push((amount, delta.at));
                if let Some(other) = delta.other {
                    pairs.entry((other, Some(delta.spu))).or_default().push((amount, delta.at));
                }
            } else {
                heat.entry(delta.spu).or_default().push((amount * delta.kind.weight(), delta.at));
            }
            store::folded(tx, delta.id)?;
        }
        for (spu, added) in heat {
            let score = fold(store::heat(tx, spu)?, &added, HEAT_HALF_LIFE_S);
            let way = catalog::way_to(tx, spu)?;
            store::set_heat(tx, spu, &way, score)?;
        }
        for ((spu, other), added) in pairs {
            let score = fold(store::together(tx, spu, other)?, &added, PAIR_HALF_LIFE_S);
            store::set_together(tx, spu, other, score)?;
        }
        // A full share means that there is more. This job holds the key until it is done, so the next goes without.
        let is_full = i64::try_from(deltas.len()).is_ok_and(|count| count == FOLDED_MAX);
        if is_full { work::job::enqueue(tx, cx, &Fold {}, When::Now, None) } else { Ok(()) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a score is about right")]
fn weight(amount: i64) -> f64 {
    amount.max(0) as f64
}

fn fold(score: Score, added: &[Added], half_life_s: i64) -> Score {
    added.iter().fold(score, |score, (weight, at)| score.plus(*weight, *at, half_life_s))
}

/// Walks over the scores: what is cold is forgotten, and what moved to another category is hot there from now on.
#[derive(Serialize, Deserialize)]
pub struct Tidy {
    after: i64,
}

impl Payload for Tidy {
    const KIND: &'static str = "rank.tidy";
}

impl Job for Tidy {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        store::turn(tx)?;
        let rows = store::after(tx, self.after, TIDIED_MAX)?;
        for (spu, heat) in &rows {
            if heat.at(cx.now, HEAT_HALF_LIFE_S) < HEAT_MIN {
                store::forget_heat(tx, *spu)?;
            } else {
                let way = catalog::way_to(tx, *spu)?;
                store::set_heat(tx, *spu, &way, *heat)?;
            }
        }
        match rows.last() {
            Some((spu, _)) => work::job::enqueue(tx, cx, &Self { after: spu.raw() }, When::Now, None),
            None => work::job::enqueue(tx, cx, &TidyPairs { after: (0, 0) }, When::Now, None),
        }
    }
}

/// Walks over the pairs and forgets those that nobody has bought for long.
#[derive(Serialize, Deserialize)]
pub struct TidyPairs {
    after: (i64, i64),
}

impl Payload for TidyPairs {
    const KIND: &'static str = "rank.tidy_pairs";
}

impl Job for TidyPairs {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        store::turn(tx)?;
        let rows = store::pairs_after(tx, self.after, TIDIED_MAX)?;
        let cold = |score: &Score| score.at(cx.now, PAIR_HALF_LIFE_S) < PAIR_MIN;
        let forgotten: BTreeSet<_> = rows.iter().filter(|(.., score)| cold(score)).collect();
        for (spu, other, _) in forgotten {
            store::forget_pair(tx, *spu, *other)?;
        }
        match rows.last() {
            Some((spu, other, _)) => {
                work::job::enqueue(tx, cx, &Self { after: (*spu, *other) }, When::Now, None)
            }
            None => Ok(()),
        }
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<CountOrder>().job::<Fold>().job::<Tidy>().job::<TidyPairs>()
}

/// What of this slice comes round by the clock.
#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![
        // A delta that came while the last fold ran, and what was put into carts.
        Schedule {
            name: "rank.fold",
            cadence: Cadence::EveryS(30),
            enqueue: |tx, cx| if store::has_deltas(tx)? { fold_at(tx, cx, When::Now) } else { Ok(()) },
        },
        Schedule {
            name: "rank.tidy",
            cadence: Cadence::DailyAt { hour: 4, minute: 20 },
            enqueue: |tx, cx| work::job::enqueue(tx, cx, &Tidy { after: 0 }, When::Now, Some("tidy")),
        },
    ]
}
