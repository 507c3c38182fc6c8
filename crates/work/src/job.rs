//! Jobs: enqueued in the transaction that wants them, listed, edited and retried by staff.

use kernel::{Bucket, Code, Cx, Error, PageAsk, Paged, Result, Time, ids, params, words};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Row, Tx, sql};

ids! { JobId }

words! {
    pub enum JobState {
        Ready = "ready",
        Running = "running",
        Done = "done",
        /// Out of tries; waits for a person.
        Dead = "dead",
    }
}

/// What a job is told. Its kind names the handler, so it must never change once jobs of it are stored.
pub trait Payload: Serialize + DeserializeOwned + Send + Sync + 'static {
    const KIND: &'static str;
    const TRIES_MAX: u16 = 8;
    /// How long a worker may be at it before another takes over.
    const LEASE_S: u16 = 60;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Now,
    At(Time),
}

/// A stored job as staff see it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub state: JobState,
    pub run_at: Time,
    pub attempts: i64,
    pub tries_max: i64,
    pub last_error: String,
    pub result: String,
    pub created_at: Time,
    pub finished_at: Time,
}

pub(crate) struct New<'a> {
    pub kind: &'a str,
    pub payload: &'a str,
    pub unique_key: Option<&'a str>,
    pub order_key: Option<i64>,
    pub run_at: Time,
    pub tries_max: u16,
    pub lease_s: u16,
}

const PAYLOAD_BYTES_MAX: usize = 64 * 1024;

sql! {
    INSERT = "
        insert into jobs (id, kind, payload, unique_key, order_key, state, run_at, attempts, tries_max,
            lease_s, lease_until, lease_token, last_error, result, created_at, finished_at)
        values (?1, ?2, ?3, ?4, ?5, 'ready', ?6, 0, ?7, ?8, 0, 0, '', '', ?9, 0)
        on conflict do nothing";
    LIST = "
        select id, kind, payload, state, run_at, attempts, tries_max, last_error, result, created_at, finished_at
          from jobs where state = ?1 and id < ?2 order by id desc limit ?3";
    GET = "
        select id, kind, payload, state, run_at, attempts, tries_max, last_error, result, created_at, finished_at
          from jobs where id = ?1";
    COUNT = "select state, count(*) from jobs group by state";
    COUNT_OF = "select count(*) from (select 1 as one from jobs where state = ?1 limit ?2) found";
    RETRY = "
        update jobs set state = 'ready', run_at = ?2, attempts = 0, finished_at = 0
         where id = ?1 and state = 'dead'";
    EDIT = "update jobs set payload = ?2 where id = ?1 and state = 'dead'";
    FORGET = "
        delete from jobs where id in
            (select id from jobs where state = 'done' and finished_at < ?1 order by finished_at limit ?2)";
    OPEN = "select count(*) from jobs where state in ('ready', 'running') and run_at <= ?1";
}

/// Enqueues a job. With a key, nothing happens when an unfinished job of the kind has it already.
///
/// # Errors
/// [`Code::Store`].
pub fn enqueue<P: Payload>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    payload: &P,
    when: When,
    key: Option<&str>,
) -> Result<()> {
    let text = serde_json::to_string(payload).map_err(|error| Error::new(Code::Internal).because(error))?;
    let run_at = match when {
        When::Now => cx.now,
        When::At(time) => time,
    };
    insert(
        tx,
        cx,
        &New {
            kind: P::KIND,
            payload: &text,
            unique_key: key,
            order_key: None,
            run_at,
            tries_max: P::TRIES_MAX,
            lease_s: P::LEASE_S,
        },
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, cx: &Cx, new: &New<'_>) -> Result<()> {
    let id = JobId::issue(cx, Bucket::COMMON)?;
    let (tries_max, lease_s) = (i64::from(new.tries_max), i64::from(new.lease_s));
    tx.execute(
        INSERT,
        params![
            id,
            new.kind,
            new.payload,
            new.unique_key,
            new.order_key,
            new.run_at,
            tries_max,
            lease_s,
            cx.now
        ],
    )?;
    Ok(())
}

/// Jobs of a state, newest first.
///
/// # Errors
/// [`Code::BadCursor`], [`Code::Store`].
pub fn list(tx: &mut Tx<'_>, state: JobState, ask: &PageAsk) -> Result<Paged<Listed>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), kernel::Cursor::parts)?;
    let rows = tx.all(LIST, params![state, before, ask.fetch()], listed)?;
    Ok(Paged::cut(rows, ask, |job| vec![job.id.raw()]))
}

/// # Errors
/// [`Code::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: JobId) -> Result<Listed> {
    tx.one(GET, params![id], listed)
}

/// How many jobs are in each state.
///
/// # Errors
/// [`Code::Store`].
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(JobState, i64)>> {
    tx.all(COUNT, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many jobs are in one state, counted up to `max`: for pages, which must not walk over all that is done.
///
/// # Errors
/// [`Code::Store`].
pub fn count(tx: &mut Tx<'_>, state: JobState, max: i64) -> Result<i64> {
    tx.one(COUNT_OF, params![state, max], |row| row.get(0))
}

/// Jobs that should have run by now and have not finished.
///
/// # Errors
/// [`Code::Store`].
pub fn overdue(tx: &mut Tx<'_>, now: Time) -> Result<i64> {
    tx.one(OPEN, params![now], |row| row.get(0))
}

/// Gives a dead job all its tries again.
///
/// # Errors
/// [`Code::JobMoved`] unless it is dead.
pub fn retry(tx: &mut Tx<'_>, cx: &Cx, id: JobId) -> Result<()> {
    let rows = tx.execute(RETRY, params![id, cx.now])?;
    if rows == 1 { Ok(()) } else { Err(Code::JobMoved.into()) }
}

/// Mends what a dead job is told; it must stay JSON.
///
/// # Errors
/// [`Code::Invalid`] when it is not JSON or too long, [`Code::JobMoved`] unless the job is dead.
pub fn edit(tx: &mut Tx<'_>, id: JobId, payload: &str) -> Result<()> {
    let json = serde_json::from_str::<serde_json::Value>(payload);
    if payload.len() > PAYLOAD_BYTES_MAX || json.is_err() {
        return Err(Error::field("payload", "must be JSON of at most 64 KiB", "须为不超过 64 KiB 的 JSON"));
    }
    let rows = tx.execute(EDIT, params![id, payload])?;
    if rows == 1 { Ok(()) } else { Err(Code::JobMoved.into()) }
}

/// Deletes at most `limit` jobs that were done before a moment; how many went.
///
/// # Errors
/// [`Code::Store`].
pub fn forget(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(FORGET, params![before, limit])
}

fn listed(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        kind: row.get(1)?,
        payload: row.get(2)?,
        state: row.get(3)?,
        run_at: row.get(4)?,
        attempts: row.get(5)?,
        tries_max: row.get(6)?,
        last_error: row.get(7)?,
        result: row.get(8)?,
        created_at: row.get(9)?,
        finished_at: row.get(10)?,
    })
}
