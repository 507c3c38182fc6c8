//! Following events of some kinds, each handed out once, although transactions commit out of the order of their ids.

use std::collections::BTreeSet;

use kernel::Result;
use kernel::id::PER_MS;
use store::Db;

use crate::event::{self, Heard, Kinds};

/// An event appears at most so much later than its id says: its transaction took so long.
const LOOK_BACK_MS: i64 = 10_000;
const PAGE: i64 = 1_000;
/// Handed out at once, about.
const AT_ONCE: usize = 5_000;

/// A place in the row of events. Each follower has its own, in memory; what it hands out again after a restart is
/// the last few seconds before its place, so what follows must bear to hear a thing twice.
pub struct Follower {
    after: i64,
    /// What of the last seconds before `after` was handed out.
    seen: BTreeSet<i64>,
    kinds: Kinds,
}

impl Follower {
    /// Begins a little before an event, or before [`kernel::id::first_at`] of a moment.
    #[must_use]
    pub fn after(event: i64, kinds: Kinds) -> Self {
        Self { after: event, seen: BTreeSet::new(), kinds }
    }

    /// The newest event that was handed out.
    #[must_use]
    pub fn place(&self) -> i64 {
        self.after
    }

    /// What was not handed out yet, oldest first; blocks, and may leave some for the next time.
    ///
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn next(&mut self, db: &Db) -> Result<Vec<Heard>> {
        let (mut fresh, kinds) = (Vec::new(), self.kinds);
        let mut from = self.after - LOOK_BACK_MS * PER_MS;
        loop {
            let page = db.read_blocking(move |tx| event::heard(tx, from, kinds, PAGE))?;
            let is_last = i64::try_from(page.len()).is_ok_and(|rows| rows < PAGE);
            for heard in page {
                from = heard.id;
                if self.seen.insert(heard.id) {
                    self.after = self.after.max(heard.id);
                    fresh.push(heard);
                }
            }
            if is_last || AT_ONCE <= fresh.len() {
                break;
            }
        }
        self.seen = self.seen.split_off(&(self.after - LOOK_BACK_MS * PER_MS));
        Ok(fresh)
    }
}
