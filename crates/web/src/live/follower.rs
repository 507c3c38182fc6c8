//! Reads the events of all nodes, for the listeners and the kept pages of this one.
//!
//! What this node commits wakes it; what others commit it finds within [`LOOK_EVERY`]. An event that appears behind
//! newer ones is found by looking back: over the last moments with every look, and over [`LOOK_BACK_S`] seconds once a
//! second, where only ids are read and compared with those that are known.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::id::PER_MS;
use kernel::{Code, Error, Result};
use store::Notice;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use work::event::{self, Told};

use super::kept::{self, LOOK_BACK};
use super::{message, seq_at};
use crate::app::App;

/// How often it looks when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Between two looks, so that a storm of commits is read in shares.
const PAUSE: Duration = Duration::from_millis(10);
/// How often it looks all the way back.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Transactions that run side by side commit out of order by this much as a rule.
const SHORT_BACK: i64 = 200 * PER_MS;
const EVENTS_AT_ONCE: i64 = 1_000;
const IDS_AT_ONCE: i64 = 20_000;

pub struct Follower {
    app: App,
    notices: Receiver<Arc<Vec<Notice>>>,
    /// Everything up to here was read, but for what came late.
    read_to: i64,
    /// The ids that were read, back to the look-back.
    known: BTreeSet<i64>,
    swept: Instant,
}

impl Follower {
    pub fn new(app: App) -> Self {
        let notices = app.db.notices();
        let read_to = kept::oldest(app.now());
        Self { app, notices, read_to, known: BTreeSet::new(), swept: Instant::now() }
    }

    /// Follows until the runtime ends.
    pub async fn run(mut self) {
        self.app.live.hub.begin(self.read_to);
        loop {
            match self.look().await {
                Ok(()) => {
                    self.app.live.ready.send_replace(true);
                    self.wait().await;
                }
                Err(error) => {
                    tracing::warn!(%error, "events could not be followed");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    async fn wait(&mut self) {
        let woken = async {
            // A notice, or having missed some: either way there is something to read.
            if let Err(RecvError::Closed) = self.notices.recv().await {
                std::future::pending::<()>().await;
            }
        };
        let _ = tokio::time::timeout(LOOK_EVERY, woken).await;
        tokio::time::sleep(PAUSE).await;
        // What was committed meanwhile is read by the same look.
        self.notices = self.notices.resubscribe();
    }

    async fn look(&mut self) -> Result<()> {
        // Events of a node whose clock is ahead must not hide those that are written now.
        let now = seq_at(self.app.now());
        let mut after = self.read_to.saturating_sub(SHORT_BACK);
        loop {
            let told = self.app.db.read(move |tx| event::since(tx, after, EVENTS_AT_ONCE)).await?;
            let is_all = (told.len() as i64) < EVENTS_AT_ONCE;
            let last = told.last().map_or(after, |told| told.id);
            self.hear(told);
            after = last;
            self.read_to = self.read_to.max(last.min(now));
            if is_all {
                break;
            }
        }
        if SWEEP_EVERY <= self.swept.elapsed() {
            self.sweep().await?;
            self.swept = Instant::now();
        }
        let forgotten = self.read_to.saturating_sub(2 * LOOK_BACK);
        self.known = self.known.split_off(&forgotten);
        Ok(())
    }

    /// Finds what appeared behind the last look.
    async fn sweep(&mut self) -> Result<()> {
        let (mut after, to) = (self.read_to.saturating_sub(LOOK_BACK), self.read_to);
        loop {
            let ids = self.app.db.read(move |tx| event::ids_between(tx, after, to, IDS_AT_ONCE)).await?;
            let is_all = (ids.len() as i64) < IDS_AT_ONCE;
            after = ids.last().copied().unwrap_or(to);
            let late: Vec<i64> = ids.into_iter().filter(|id| !self.known.contains(id)).collect();
            if !late.is_empty() {
                let told = self.app.db.read(move |tx| event::of_ids(tx, &late)).await?;
                self.hear(told);
            }
            if is_all {
                return Ok(());
            }
        }
    }

    fn hear(&mut self, told: Vec<Told>) {
        let now = self.app.now();
        for told in told {
            if !self.known.insert(told.id) {
                continue;
            }
            self.app.cache.hear(&told.kind, told.entity);
            if let Some(message) = message::of(&told) {
                self.app.live.hub.publish(message, now);
            }
        }
    }
}

/// Waits until what is kept has been read.
///
/// # Errors
/// [`Code::Busy`] when that takes too long.
pub async fn wait_until_ready(app: &App) -> Result<()> {
    const LIMIT: Duration = Duration::from_secs(5);
    super::follow(app);
    let mut ready = app.live.ready.subscribe();
    let waited = tokio::time::timeout(LIMIT, ready.wait_for(|is_ready| *is_ready)).await;
    match waited {
        Ok(Ok(_)) => Ok(()),
        _ => Err(Error::new(Code::Busy).because("the events of the last minutes are not read yet")),
    }
}
