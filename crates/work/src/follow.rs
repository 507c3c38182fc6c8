//! Following events, each handed out once, although transactions commit out of the order of their ids.
//!
//! An event that appears behind newer ones is found by looking back: over the last moments with every look, and over
//! [`LOOK_BACK_S`] seconds once a second, where only ids are read and compared with those that are known.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kernel::Result;
use kernel::id::{PER_MS, first_at};
use store::Db;

use crate::event::{self, Kinds, Told};

/// How far behind newer events one may appear: slow transactions, clocks that differ.
pub const LOOK_BACK_S: i64 = 30;
/// How far ids are apart over the look-back.
pub const LOOK_BACK: i64 = LOOK_BACK_S * 1_000 * PER_MS;
/// Transactions that run side by side commit out of order by this much as a rule.
const SHORT_BACK: i64 = 200 * PER_MS;
/// How often it looks all the way back.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
const PAGE: i64 = 1_000;
const IDS_PAGE: i64 = 20_000;
/// Handed out at once, about. Whoever gets fewer has heard everything.
pub const AT_ONCE: usize = 5_000;

/// A place in the row of events. Each follower has its own, in memory; what it hands out again after a restart is
/// the look-back before its place, so what follows must bear to hear a thing twice.
pub struct Follower {
    kinds: Kinds,
    /// The newest event that was handed out.
    place: i64,
    /// Everything up to here was read, but for what comes late.
    read_to: i64,
    /// What was read, back to twice the look-back.
    known: BTreeSet<i64>,
    swept: Option<Instant>,
    /// Read, and not handed out: the look that found it failed later on.
    fresh: Vec<Told>,
}

impl Follower {
    /// Begins with the look-back before an event, or before [`kernel::id::first_at`] of a moment.
    #[must_use]
    pub fn after(event: i64, kinds: Kinds) -> Self {
        let read_to = event.saturating_sub(LOOK_BACK);
        Self { kinds, place: event, read_to, known: BTreeSet::new(), swept: None, fresh: Vec::new() }
    }

    /// The newest event that was handed out.
    #[must_use]
    pub fn place(&self) -> i64 {
        self.place
    }

    /// What was not handed out yet, oldest first but for what came late; blocks, and may leave some for the next time.
    ///
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn next(&mut self, db: &Db) -> Result<Vec<Told>> {
        let is_all = self.read(db)?;
        if is_all && self.swept.is_none_or(|swept| SWEEP_EVERY <= swept.elapsed()) {
            self.sweep(db)?;
            self.swept = Some(Instant::now());
        }
        self.known = self.known.split_off(&self.read_to.saturating_sub(2 * LOOK_BACK));
        Ok(std::mem::take(&mut self.fresh))
    }

    /// Reads what is new; whether that was all.
    fn read(&mut self, db: &Db) -> Result<bool> {
        let kinds = self.kinds;
        // Events of a node whose clock is ahead must not hide those that are written now.
        let now = first_at(db.env().clock.now());
        // Nor must one that was heard before a restart, or before a clock was set back.
        self.read_to = self.read_to.min(now);
        let mut after = self.read_to.saturating_sub(SHORT_BACK);
        loop {
            let page = db.read_blocking(move |tx| event::since(tx, after, kinds, PAGE))?;
            let is_last = i64::try_from(page.len()).is_ok_and(|rows| rows < PAGE);
            after = page.last().map_or(after, |told| told.id);
            self.read_to = self.read_to.max(after.min(now));
            self.take(page);
            if is_last || AT_ONCE <= self.fresh.len() {
                return Ok(is_last);
            }
        }
    }

    /// Finds what appeared behind the last look.
    fn sweep(&mut self, db: &Db) -> Result<()> {
        let (kinds, to) = (self.kinds, self.read_to);
        let mut after = to.saturating_sub(LOOK_BACK);
        loop {
            let ids = db.read_blocking(move |tx| event::ids_between(tx, after, to, kinds, IDS_PAGE))?;
            let is_last = i64::try_from(ids.len()).is_ok_and(|rows| rows < IDS_PAGE);
            after = ids.last().copied().unwrap_or(to);
            let late: Vec<i64> = ids.into_iter().filter(|id| !self.known.contains(id)).collect();
            if !late.is_empty() {
                let told = db.read_blocking(move |tx| event::of_ids(tx, &late))?;
                self.take(told);
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn take(&mut self, page: Vec<Told>) {
        for told in page {
            if self.known.insert(told.id) {
                self.place = self.place.max(told.id);
                self.fresh.push(told);
            }
        }
    }
}
