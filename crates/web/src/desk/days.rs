//! What was ordered day by day, for the first page. Days that are over are kept for a while: they hardly change.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use kernel::time::{DAY_S, SHOP_OFFSET_S};
use kernel::{Currency, Result, Time};
use mall::order::list::{self, Placed};
use store::Tx;

/// Days on the first page.
pub const DAYS: i64 = 14;
const PAST_KEPT_S: i64 = 3_600;
const TODAY_KEPT_S: i64 = 20;

/// The sums of a day, and when they were made.
struct Kept {
    at: Time,
    placed: Vec<Placed>,
}

/// The sums of the last days, each known by its beginning.
#[derive(Default)]
pub struct Days(Mutex<BTreeMap<Time, Kept>>);

/// One day in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub begins: Time,
    pub orders: i64,
    pub paid: i64,
    pub paid_minor: i64,
}

/// The last days in the currency that most was ordered in, the oldest first.
#[derive(Clone, Debug)]
pub struct Recent {
    pub currency: Currency,
    pub days: Vec<Day>,
}

/// When the day of a moment began where the shop is.
pub fn day_of(now: Time) -> Time {
    let local_s = now.seconds() + SHOP_OFFSET_S;
    Time::from_seconds(local_s - local_s.rem_euclid(DAY_S) - SHOP_OFFSET_S)
}

impl Days {
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn recent(&self, tx: &mut Tx<'_>, now: Time) -> Result<Recent> {
        let today = day_of(now);
        let mut sums = Vec::new();
        for back in (0..DAYS).rev() {
            let begins = today.minus_s(back * DAY_S);
            let age_max_s = if back == 0 { TODAY_KEPT_S } else { PAST_KEPT_S };
            let placed = match self.kept(begins, now, age_max_s) {
                Some(placed) => placed,
                None => {
                    let placed = list::placed_between(tx, begins, begins.plus_s(DAY_S))?;
                    self.keep(begins, Kept { at: now, placed: placed.clone() });
                    placed
                }
            };
            sums.push((begins, placed));
        }
        Ok(in_main_currency(&sums))
    }

    fn kept(&self, begins: Time, now: Time, age_max_s: i64) -> Option<Vec<Placed>> {
        let days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = days.get(&begins).filter(|kept| now.since_s(kept.at) < age_max_s)?;
        Some(kept.placed.clone())
    }

    fn keep(&self, begins: Time, sums: Kept) {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        days.insert(begins, sums);
        // Days that are no longer shown.
        let oldest = begins.minus_s(DAYS * DAY_S);
        days.retain(|day, _| oldest < *day);
    }
}

fn in_main_currency(sums: &[(Time, Vec<Placed>)]) -> Recent {
    let mut orders: HashMap<Currency, i64> = HashMap::new();
    for placed in sums.iter().flat_map(|(_, placed)| placed) {
        *orders.entry(placed.currency).or_default() += placed.orders;
    }
    let main = orders.into_iter().max_by_key(|(currency, count)| (*count, std::cmp::Reverse(*currency)));
    let currency = main.map_or_else(Currency::default, |(currency, _)| currency);
    let day = |(begins, placed): &(Time, Vec<Placed>)| {
        let found = placed.iter().find(|placed| placed.currency == currency);
        let (orders, paid, paid_minor) =
            found.map_or((0, 0, 0), |sum| (sum.orders, sum.paid, sum.paid_minor));
        Day { begins: *begins, orders, paid, paid_minor }
    };
    Recent { currency, days: sums.iter().map(day).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_the_shop() {
        // 2026-11-20T15:59:59Z and a second later: the shop is eight hours ahead.
        let last = Time::from_seconds(1_795_190_399);
        assert_eq!(day_of(last).to_string(), "2026-11-19T16:00:00.000000Z");
        assert_eq!(day_of(last.plus_s(1)).to_string(), "2026-11-20T16:00:00.000000Z");
    }

    #[test]
    fn the_currency_of_most_orders_is_shown() {
        let sum = |currency, orders| Placed { currency, orders, paid: 1, paid_minor: 5 };
        let days = [(Time(0), vec![sum(Currency::CNY, 2), sum(Currency::GBP, 3)]), (Time(1), vec![])];
        let recent = in_main_currency(&days);
        assert_eq!(recent.currency, Currency::GBP);
        assert_eq!(recent.days[0], Day { begins: Time(0), orders: 3, paid: 1, paid_minor: 5 });
        assert_eq!(recent.days[1].orders, 0);
        assert_eq!(in_main_currency(&[]).currency, Currency::CNY);
    }
}
