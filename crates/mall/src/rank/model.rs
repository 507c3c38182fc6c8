//! Scores that fade by themselves.
//!
//! A score is a sum of weights that halve every so often: Σ weight · 2^(−age / half-life). Seen from a moment long
//! ago instead of from now, every weight *grows* with the time at which it was added, and nothing that was added
//! before ever changes: *forward decay* (Cormode and others, 2009). The sum soon outgrows every number, so its
//! logarithm is kept: the base 2 logarithm of Σ weight · 2^(added at / half-life), in millionths. Two scores of one
//! half-life compare as their logarithms do, whenever they were touched last; so lists are read from an index, and no
//! row is written just because time has passed.
//!
//! These are floats on the way and whole numbers at rest. Nothing here is money.

use kernel::{Time, words};

words! {
    /// What shoppers do that makes a product hot.
    pub enum Kind {
        /// The product's page was looked at.
        View = "view",
        /// It was put into a cart.
        Cart = "cart",
        /// Pieces of it were paid for.
        Sale = "sale",
        /// It was in a paid order: what pairs are measured by.
        Order = "order",
    }
}

impl Kind {
    /// How much one of it counts beside the others.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::View => 1.0,
            Self::Cart => 5.0,
            Self::Sale => 20.0,
            Self::Order => 0.0,
        }
    }
}

/// What was hot three days ago counts half.
pub(super) const HEAT_HALF_LIFE_S: i64 = 3 * 86_400;
/// What is bought together changes slowly.
pub(super) const PAIR_HALF_LIFE_S: i64 = 60 * 86_400;
/// Steps of one doubling.
const STEPS: f64 = 1_000_000.0;
/// 2026-01-01T00:00:00Z. Any fixed moment does.
const EPOCH: Time = Time(1_767_225_600_000_000);

/// The logarithm of a score, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score(pub i64);

impl Score {
    /// Of what nobody has touched: so small that nothing is left of it beside anything.
    pub const NOTHING: Self = Self(-1_000_000_000_000);

    /// The score with a weight added at a moment.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a score is about right"
    )]
    pub fn plus(self, weight: f64, at: Time, half_life_s: i64) -> Self {
        if weight <= 0.0 {
            return self;
        }
        let added = weight.log2() + doublings(at, half_life_s);
        let kept = self.0 as f64 / STEPS;
        let (more, less) = if kept < added { (added, kept) } else { (kept, added) };
        Self(((more + (less - more).exp2().ln_1p() / std::f64::consts::LN_2) * STEPS).round() as i64)
    }

    /// What is left of it at a moment.
    #[expect(clippy::cast_precision_loss, reason = "a score is about right")]
    pub fn at(self, now: Time, half_life_s: i64) -> f64 {
        (self.0 as f64 / STEPS - doublings(now, half_life_s)).exp2()
    }
}

/// Half-lives since the epoch.
#[expect(clippy::cast_precision_loss, reason = "microseconds of centuries fit")]
fn doublings(at: Time, half_life_s: i64) -> f64 {
    (at.micros() - EPOCH.micros()) as f64 / (half_life_s as f64 * 1_000_000.0)
}

/// Orders in which a pair must have been, about, before it says much.
const PRIOR: f64 = 2.0;

/// How much two products belong together: their orders together beside their orders at all (the cosine), so that what
/// is in every order is beside nothing in particular; and less where little is known.
pub(super) fn affinity(together: f64, one: f64, other: f64) -> f64 {
    let all = (one * other).sqrt();
    if all <= 0.0 { 0.0 } else { together / all * (together / (together + PRIOR)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Time = Time(1_795_161_600_000_000);

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-4 * b.abs().max(1.0)
    }

    #[test]
    fn a_score_halves_and_adds_up() {
        let then = NOW.minus_s(HEAT_HALF_LIFE_S);
        let score = Score::NOTHING.plus(8.0, then, HEAT_HALF_LIFE_S);
        assert!(close(score.at(then, HEAT_HALF_LIFE_S), 8.0) && close(score.at(NOW, HEAT_HALF_LIFE_S), 4.0));
        let score = score.plus(3.0, NOW, HEAT_HALF_LIFE_S);
        assert!(close(score.at(NOW, HEAT_HALF_LIFE_S), 7.0));
        assert!(close(Score::NOTHING.at(NOW, HEAT_HALF_LIFE_S), 0.0));
    }

    #[test]
    fn a_century_does_not_overflow() {
        let far = NOW.plus_s(100 * 365 * 86_400);
        let score = Score::NOTHING.plus(1.0, NOW, HEAT_HALF_LIFE_S).plus(5.0, far, HEAT_HALF_LIFE_S);
        assert!(close(score.at(far, HEAT_HALF_LIFE_S), 5.0));
    }

    #[test]
    fn a_bestseller_is_not_beside_everything() {
        // Of 10 orders with a lamp, 8 have its bulb, which is bought rarely; 9 have water, which is in 900 others.
        assert!(affinity(8.0, 10.0, 9.0) > 3.0 * affinity(9.0, 10.0, 909.0));
        // Once together and never else is chance.
        assert!(affinity(1.0, 1.0, 1.0) < affinity(8.0, 10.0, 9.0));
        assert!(close(affinity(0.0, 0.0, 0.0), 0.0));
    }

    proptest! {
        #[test]
        fn the_order_of_adding_does_not_matter(
            weights in prop::collection::vec((1u32..100, 0i64..2_000_000), 1..20)
        ) {
            let add = |score: Score, (weight, ago_s): &(u32, i64)| {
                score.plus(f64::from(*weight), NOW.minus_s(*ago_s), HEAT_HALF_LIFE_S)
            };
            let forth = weights.iter().fold(Score::NOTHING, add);
            let back = weights.iter().rev().fold(Score::NOTHING, add);
            prop_assert!((forth.0 - back.0).abs() <= 40, "{forth:?} {back:?}");
        }
    }
}
