//! Schedules: work that comes round by the clock, once across all nodes.

use kernel::time::{Civil, DAY_S, SHOP_OFFSET_S};
use kernel::{Cx, Result, Time, params};
use store::{Tx, sql};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    EveryS(i64),
    /// At a time of day where the shop is (UTC+8).
    DailyAt {
        hour: i64,
        minute: i64,
    },
}

impl Cadence {
    fn after(self, now: Time) -> Time {
        match self {
            Self::EveryS(period_s) => now.plus_s(period_s),
            Self::DailyAt { hour, minute } => {
                let today = Civil { hour, minute, second: 0, ..now.civil(SHOP_OFFSET_S) };
                let slot = Time::from_civil(today, SHOP_OFFSET_S);
                if slot > now { slot } else { slot.plus_s(DAY_S) }
            }
        }
    }
}

/// What to enqueue, and when.
#[derive(Clone, Copy)]
pub struct Schedule {
    pub name: &'static str,
    pub cadence: Cadence,
    pub enqueue: fn(&mut Tx<'_>, &Cx) -> Result<()>,
}

sql! {
    ENTER = "insert into schedules (name, next_at) values (?1, ?2) on conflict do nothing";
    DUE = "select name from schedules where name = ?1 and next_at <= ?2";
    TURN = "update schedules set next_at = ?3 where name = ?1 and next_at <= ?2";
}

/// Enters the schedule when it is new; its first turn comes after one period.
pub fn enter(tx: &mut Tx<'_>, cx: &Cx, schedule: &Schedule) -> Result<()> {
    tx.execute(ENTER, params![schedule.name, schedule.cadence.after(cx.now)]).map(|_| ())
}

/// Whether its turn has come: a read, so that an idle server writes nothing.
pub fn is_due(tx: &mut Tx<'_>, schedule: &Schedule, now: Time) -> Result<bool> {
    Ok(tx.optional(DUE, params![schedule.name, now], |row| row.get::<String>(0))?.is_some())
}

/// Enqueues the schedule's work if its turn has come and no other node was first.
///
/// # Errors
/// Whatever enqueueing returns.
pub fn turn(tx: &mut Tx<'_>, cx: &Cx, schedule: &Schedule) -> Result<bool> {
    let rows = tx.execute(TURN, params![schedule.name, cx.now, schedule.cadence.after(cx.now)])?;
    if rows == 1 {
        (schedule.enqueue)(tx, cx)?;
    }
    Ok(rows == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daily_turn_comes_at_its_time_where_the_shop_is() {
        let daily = Cadence::DailyAt { hour: 4, minute: 30 };
        let midnight_utc = Time(1_767_225_600_000_000); // 08:00 at the shop: today's 04:30 is past
        assert_eq!(daily.after(midnight_utc).since_s(midnight_utc), (20 * 60 + 30) * 60);
        let evening_utc = midnight_utc.plus_s(20 * 3_600); // 04:00 at the shop, the next day
        assert_eq!(daily.after(evening_utc).since_s(evening_utc), 30 * 60);
    }
}
