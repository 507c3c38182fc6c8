//! What people search for.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::PoisonError;

use ::store::{Db, Transactor, Tx};
use index::Bend;
use kernel::time::{DAY_S, SHOP_OFFSET_S};
use kernel::{Actor, Cx, Result, Time, words};
use serde::{Deserialize, Serialize};
use work::schedule::{Cadence, Schedule};
use work::{Handlers, Job, Payload, When};

use super::searcher::{Findings, Searcher};
use super::store;

/// Different queries that are counted between two writings; more are not.
const TALLY_MAX: usize = 1_000;
/// Different queries that one server counts in a day.
const QUERIES_A_DAY_MAX: usize = 20_000;
/// Of them, those that one address brings in: nobody's nonsense keeps the words of others out.
const QUERIES_OF_ONE_MAX: u16 = 200;
/// Searches of different people that one server tells apart in a day.
const SEEN_MAX: usize = 500_000;
const WRITTEN_AT_ONCE: usize = 100;
const QUERY_CHARS_MAX: usize = 60;
const DIGITS_MAX: usize = 6;
/// Days that a list looks back on.
const DAYS: i64 = 7;
const KEPT_DAYS: i64 = 90;
/// What one person alone has searched for tells little.
const ONCE_KEPT_DAYS: i64 = 8;
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
    /// Of them, those that found goods by the words as they were typed.
    pub plain: i64,
    pub found: i64,
}

/// What was searched for and is not written down yet.
#[derive(Default)]
pub(super) struct Tallies {
    waiting: HashMap<String, Tally>,
    day: i64,
    /// Who has searched for what today, hashed: one person's searches for one thing count once.
    seen: HashSet<u64>,
    /// What was searched for today, hashed.
    queries: HashSet<u64>,
    /// How many different things each has searched for today, hashed.
    of_each: HashMap<u64, u16>,
}

/// Days since the epoch, where the shop is.
fn day(now: Time) -> i64 {
    (now.millis() / 1_000 + SHOP_OFFSET_S).div_euclid(DAY_S)
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Long rows of digits are phone numbers, orders, cards: one person's affair.
pub(super) fn may_be_offered(query: &str) -> bool {
    query.split(|c: char| !c.is_numeric()).all(|digits| digits.chars().count() < DIGITS_MAX)
}

impl Searcher {
    /// Counts a search that asked for nothing but words, by `who`, an address; written down by the next turns.
    pub fn count(&self, now: Time, who: impl Hash, findings: &Findings) {
        let query = &findings.query;
        if query.is_empty() || query.text.chars().count() > QUERY_CHARS_MAX {
            return;
        }
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        if tally.day != day(now) {
            let waiting = std::mem::take(&mut tally.waiting);
            *tally = Tallies { waiting, day: day(now), ..Tallies::default() };
        }
        let who = hash(who);
        let is_known = tally.queries.contains(&hash(&query.text));
        let has_room = tally.queries.len() < QUERIES_A_DAY_MAX && tally.waiting.len() < TALLY_MAX;
        let has_asked_much = tally.of_each.get(&who).is_some_and(|asked| QUERIES_OF_ONE_MAX <= *asked);
        if !(is_known || has_room) || has_asked_much || SEEN_MAX <= tally.seen.len() {
            return;
        }
        if !tally.seen.insert(hash((who, &query.text))) {
            return;
        }
        *tally.of_each.entry(who).or_default() += 1;
        tally.queries.insert(hash(&query.text));
        let is_plain = findings.bend == Bend::Strict && 0 < findings.total;
        let counted = tally.waiting.entry(query.text.clone()).or_default();
        counted.searches += 1;
        counted.plain += i64::from(is_plain);
        counted.found = i64::try_from(findings.total).unwrap_or(i64::MAX);
    }

    /// Writes down what was searched for since the last time. What a crash loses is a few seconds of counts.
    ///
    /// # Errors
    /// [`kernel::Code::Store`], [`kernel::Code::Busy`]; what was not written waits for the next time.
    pub fn flush(&self, db: &Db) -> Result<()> {
        let waiting = std::mem::take(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner).waiting);
        let mut waiting: Vec<_> = waiting.into_iter().collect();
        // In one order, so that two servers do not wait for each other; a few at a time, for orders wait meanwhile.
        waiting.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut written = 0;
        let done = waiting.chunks(WRITTEN_AT_ONCE).try_for_each(|part| {
            let counts = part.to_vec();
            db.transact(Actor::System, move |tx, cx| {
                counts.iter().try_for_each(|(query, counted)| store::add(tx, day(cx.now), query, *counted))
            })?;
            written += part.len();
            Ok(())
        });
        if done.is_err() {
            let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
            for (query, counted) in waiting.split_off(written) {
                let kept =
                    tally.waiting.entry(query).or_insert(Tally { found: counted.found, ..Tally::default() });
                kept.searches += counted.searches;
                kept.plain += counted.plain;
            }
        }
        done
    }
}

/// The most frequent queries of a week that found goods as they were typed, by so many people at least.
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
        List::Popular => store::most(tx, since, limit),
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
        let today = day(cx.now);
        let gone = store::forget(tx, today - KEPT_DAYS, today - ONCE_KEPT_DAYS, FORGOTTEN_MAX)?;
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
