//! Claiming jobs and finishing them. A claim is a lease: a worker that dies loses it.

use kernel::{Code, Cx, Result, Time, params};
use store::{Tx, sql};

use crate::job::JobId;

/// A job that this worker may run until its lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    pub tries_max: i64,
    pub token: i64,
}

const BACKOFF_FIRST_S: i64 = 2;
const BACKOFF_MAX_S: i64 = 3_600;
const ERROR_CHARS_MAX: usize = 2_000;

sql! {
    REAP = "
        update jobs set
            state = case when attempts >= tries_max then 'dead' else 'ready' end,
            finished_at = case when attempts >= tries_max then ?1 else 0 end,
            last_error = 'the worker did not finish in time'
         where state = 'running' and lease_until < ?1";
    CLAIM = "
        update jobs set state = 'running', attempts = attempts + 1, lease_until = ?1 + lease_s * 1000000,
            lease_token = ?2
         where id in (
            select id from jobs j
             where state = 'ready' and run_at <= ?1
               and not exists (
                    select 1 from jobs e
                     where e.order_key = j.order_key and e.id < j.id and e.state in ('ready', 'running'))
             order by run_at, id limit ?3 {skip_locked})
        returning id, kind, payload, attempts, tries_max";
    DUE = "
        select 1 where exists (select 1 from jobs where state = 'ready' and run_at <= ?1)
            or exists (select 1 from jobs where state = 'running' and lease_until < ?1)";
    FINISH = "
        update jobs set state = 'done', finished_at = ?3, last_error = ''
         where id = ?1 and state = 'running' and lease_token = ?2";
    FAIL = "
        update jobs set state = ?3, run_at = ?4, last_error = ?5, finished_at = ?6
         where id = ?1 and state = 'running' and lease_token = ?2";
}

/// Whether anything waits to be claimed: a read, so that idle workers do not queue up at the writer.
pub fn is_due(tx: &mut Tx<'_>, now: Time) -> Result<bool> {
    Ok(tx.optional(DUE, params![now], |row| row.get::<i64>(0))?.is_some())
}

/// Takes at most `limit` jobs that are due, the longest waiting first, after giving back what dead workers held.
pub fn claim(tx: &mut Tx<'_>, cx: &Cx, limit: i64) -> Result<Vec<Claimed>> {
    tx.execute(REAP, params![cx.now])?;
    let token = (cx.random().u64() >> 1).cast_signed();
    let mut claimed = tx.all(CLAIM, params![cx.now, token, limit], |row| {
        Ok(Claimed {
            id: row.get(0)?,
            kind: row.get(1)?,
            payload: row.get(2)?,
            attempts: row.get(3)?,
            tries_max: row.get(4)?,
            token,
        })
    })?;
    claimed.sort_unstable_by_key(|job| job.id);
    Ok(claimed)
}

/// Marks the job done in the transaction of its work, so that both happen or neither.
///
/// # Errors
/// [`Code::JobMoved`] when the lease was lost: the work is rolled back, for another worker has done it or will.
pub fn finish(tx: &mut Tx<'_>, cx: &Cx, job: &Claimed) -> Result<()> {
    let rows = tx.execute(FINISH, params![job.id, job.token, cx.now])?;
    if rows == 1 { Ok(()) } else { Err(Code::JobMoved.into()) }
}

/// Puts the job back for later, or among the dead when its tries are used up.
pub fn fail(tx: &mut Tx<'_>, cx: &Cx, job: &Claimed, error: &str) -> Result<()> {
    let dead = job.attempts >= job.tries_max;
    let told: String = error.chars().filter(|c| *c != '\0').take(ERROR_CHARS_MAX).collect();
    let again = cx.now.plus_s(if dead { 0 } else { backoff_s(cx, job.attempts) });
    let (state, finished_at) = if dead { ("dead", cx.now.micros()) } else { ("ready", 0) };
    tx.execute(FAIL, params![job.id, job.token, state, again, told, finished_at])?;
    Ok(())
}

/// Doubles with every attempt up to an hour; half of it is left to chance, so that failures do not march in step.
fn backoff_s(cx: &Cx, attempts: i64) -> i64 {
    let doublings = attempts.clamp(1, 20) - 1;
    let full = (BACKOFF_FIRST_S << doublings).min(BACKOFF_MAX_S);
    let half = full / 2;
    half + cx.random().below(half.unsigned_abs() + 1).cast_signed()
}
