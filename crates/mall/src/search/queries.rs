//! What people search for.

use ::store::Tx;
use kernel::time::{DAY_S, SHOP_OFFSET_S};
use kernel::{Cx, Result, Time, words};
use serde::{Deserialize, Serialize};
use work::schedule::{Cadence, Schedule};
use work::{Handlers, Job, Payload, When};

use super::searcher::Searcher;
use super::store;

/// Different queries that are counted between two writings; more are not.
const TALLY_MAX: usize = 10_000;
const QUERY_CHARS_MAX: usize = 60;
/// Days that a list looks back on.
const DAYS: i64 = 7;
const KEPT_DAYS: i64 = 90;
/// Rows that one transaction deletes.
const FORGOTTEN_MAX: i64 = 2_000;

words! {
    /// A list of queries, for staff.
    pub enum List {
        /// Searched for most within a week.
        Popular = "popular",
        /// Searched for much more today and yesterday than in the days before.
        Rising = "rising",
        /// Found nothing.
        Vain = "vain",
    }
}

/// A query and how often it was asked within a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub query: String,
    pub searches: i64,
    /// How many goods it found, the last time.
    pub found: i64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub searches: i64,
    pub found: i64,
}

/// Days since the epoch, where the shop is.
fn day(now: Time) -> i64 {
    (now.millis() / 1_000 + SHOP_OFFSET_S).div_euclid(DAY_S)
}

impl Searcher {
    /// Counts a search; written down by the next turns.
    pub fn count(&self, query: &index::Query, found: u64) {
        if query.is_empty() || query.text.chars().count() > QUERY_CHARS_MAX {
            return;
        }
        let mut tally = self.tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if tally.len() < TALLY_MAX || tally.contains_key(&query.text) {
            let counted = tally.entry(query.text.clone()).or_default();
            counted.searches += 1;
            counted.found = i64::try_from(found).unwrap_or(i64::MAX);
        }
    }
}

pub(super) fn add(tx: &mut Tx<'_>, now: Time, tally: &[(String, Tally)]) -> Result<()> {
    tally.iter().try_for_each(|(query, counted)| store::add(tx, day(now), query, *counted))
}

/// The most frequent queries of a week that found something.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn popular(tx: &mut Tx<'_>, now: Time, searches_min: i64, limit: i64) -> Result<Vec<Counted>> {
    store::popular(tx, day(now) - DAYS, searches_min, limit)
}

/// A list of queries of the last week, the most telling first.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn queries(tx: &mut Tx<'_>, now: Time, list: List, limit: i64) -> Result<Vec<Counted>> {
    let since = day(now) - DAYS;
    match list {
        List::Popular => store::popular(tx, since, 1, limit),
        List::Rising => store::rising(tx, since, day(now) - 1, limit),
        List::Vain => store::vain(tx, since, limit),
    }
}

/// Forgets queries that are too old to tell anything.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetQueries {}

impl Payload for ForgetQueries {
    const KIND: &'static str = "search.forget_queries";
}

impl Job for ForgetQueries {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        let gone = store::forget(tx, day(cx.now) - KEPT_DAYS, FORGOTTEN_MAX)?;
        // A full share means that there is more: go on at once.
        let more = gone == FORGOTTEN_MAX.unsigned_abs();
        if more { work::job::enqueue(tx, cx, &Self {}, When::Now, None) } else { Ok(()) }
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<ForgetQueries>()
}

#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule {
        name: "search.forget_queries",
        cadence: Cadence::DailyAt { hour: 4, minute: 20 },
        enqueue: |tx, cx| work::job::enqueue(tx, cx, &ForgetQueries {}, When::Now, Some("forget_queries")),
    }]
}
