//! `throttles`: counters that refuse. Each statement decides and counts at once, so that tries made at the same
//! time cannot slip past together.

use kernel::{Result, Time, params};
use store::{Tx, sql};

sql! {
    TAKE = "
        insert into throttles (scope, key, tries, resets_at, blocked_until) values (?1, ?2, 1, ?4, 0)
        on conflict (scope, key) do update set
            tries = case when throttles.resets_at <= ?3 then 1 else throttles.tries + 1 end,
            resets_at = case when throttles.resets_at <= ?3 then ?4 else throttles.resets_at end
         where throttles.resets_at <= ?3 or throttles.tries < ?5
        returning tries";
    TRY = "
        insert into throttles (scope, key, tries, resets_at, blocked_until) values (?1, ?2, 1, ?4, 0)
        on conflict (scope, key) do update set
            tries = case when throttles.resets_at <= ?3 then 1 else throttles.tries + 1 end,
            resets_at = ?4
         where throttles.blocked_until <= ?3
        returning tries";
    BLOCK = "
        update throttles set blocked_until = ?3 where scope = ?1 and key = ?2";
    TIMES = "
        select resets_at, blocked_until from throttles where scope = ?1 and key = ?2";
    FORGET = "
        delete from throttles where scope = ?1 and key = ?2";
    GIVE_BACK = "
        update throttles set tries = tries - 1, blocked_until = 0
         where scope = ?1 and key = ?2 and 0 < tries";
    SWEEP = "
        delete from throttles where (scope, key) in
            (select scope, key from throttles where resets_at <= ?1 and blocked_until <= ?1
              order by resets_at limit ?2)";
}

/// Takes one of `max` places of the window that is open, or opens one; whether there was a place.
pub fn take(tx: &mut Tx<'_>, scope: &str, key: &str, now: Time, resets_at: Time, max: i64) -> Result<bool> {
    let taken = tx.optional(TAKE, params![scope, key, now, resets_at, max], |row| row.get::<i64>(0))?;
    Ok(taken.is_some())
}

/// Counts a try unless the key is blocked; how many there have been since it was last quiet until `resets_at`.
pub fn count(tx: &mut Tx<'_>, scope: &str, key: &str, now: Time, resets_at: Time) -> Result<Option<i64>> {
    tx.optional(TRY, params![scope, key, now, resets_at], |row| row.get(0))
}

pub fn block(tx: &mut Tx<'_>, scope: &str, key: &str, until: Time) -> Result<()> {
    tx.execute(BLOCK, params![scope, key, until]).map(|_| ())
}

/// When the window ends and until when the key is blocked.
pub fn times(tx: &mut Tx<'_>, scope: &str, key: &str) -> Result<Option<(Time, Time)>> {
    tx.optional(TIMES, params![scope, key], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn forget(tx: &mut Tx<'_>, scope: &str, key: &str) -> Result<()> {
    tx.execute(FORGET, params![scope, key]).map(|_| ())
}

pub fn give_back(tx: &mut Tx<'_>, scope: &str, key: &str) -> Result<()> {
    tx.execute(GIVE_BACK, params![scope, key]).map(|_| ())
}

pub fn sweep(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<u64> {
    tx.execute(SWEEP, params![now, limit])
}
