//! Reads the events of all nodes, for the listeners and the kept pages of this one.
//!
//! What this node commits wakes it; what others commit it finds within [`LOOK_EVERY`], and what appears late as
//! [`work::follow`] says.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Code, Error, Result};
use store::Notice;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::spawn_blocking;
use work::event::{ALL_KINDS, Told};
use work::follow;

use super::kept;
use super::message;
use crate::app::App;

/// How often it looks when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Between two looks, so that a storm of commits is read in shares.
const PAUSE: Duration = Duration::from_millis(10);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

pub struct Follower {
    app: App,
    notices: Receiver<Arc<Vec<Notice>>>,
    events: follow::Follower,
}

impl Follower {
    pub fn new(app: App) -> Self {
        let notices = app.db.notices();
        let events = follow::Follower::after(kept::oldest(app.now()), ALL_KINDS);
        Self { app, notices, events }
    }

    /// Follows until the runtime ends.
    pub async fn run(mut self) {
        self.app.live.hub.begin(self.events.place());
        loop {
            let (db, mut events) = (self.app.db.clone(), self.events);
            let looked = spawn_blocking(move || (events.next(&db), events)).await;
            // Nothing is read any more when the runtime ends.
            let Ok((told, events)) = looked else { return };
            self.events = events;
            match told {
                Ok(told) => {
                    let is_all = told.len() < follow::AT_ONCE;
                    self.hear(told);
                    if is_all {
                        self.app.live.ready.send_replace(true);
                        self.wait().await;
                    }
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

    fn hear(&self, told: Vec<Told>) {
        let now = self.app.now();
        for told in told {
            self.app.cache.hear(&told.kind, told.entity);
            for message in message::of(&told) {
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
