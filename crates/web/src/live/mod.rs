//! Live updates: what changes is told to open pages and to programs over a WebSocket, `GET /live`.
//!
//! | | |
//! | --- | --- |
//! | [`follower`] | reads the events of all nodes, once a node |
//! | [`message`] | from an event to what somebody may see of it |
//! | [`hub`], [`kept`] | who listens, and the last five minutes for those who come back |
//! | [`door`] | who may come in: cookie, token or nobody; origins and limits |
//! | [`socket`] | one connection: heartbeat, resuming, its end |
//! | [`poll`] | the same by plain requests, where no WebSocket comes through |
//!
//! **The truth is the table of events.** A socket only says that something has changed: a message names an order and
//! its state, and the page asks for the rest. Every message carries its event's id as `seq`. Who comes back says the
//! last one that it has seen and is told everything after it, on whichever node.
//!
//! **Ids are not the order of commits.** An event of a slow transaction, or of a node whose clock is behind, appears
//! behind newer ones. So the follower looks back ([`work::follow`]), and who resumes is told the
//! last [`work::follow::LOOK_BACK_S`] seconds before its `seq` once more; clients drop what they know by its `seq`.

mod door;
mod follower;
mod hub;
mod kept;
mod message;
mod poll;
mod socket;

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use kernel::Time;
use tokio::sync::watch;

use crate::app::App;
use hub::Hub;

/// How much is listened to. The defaults are those of the configuration.
#[derive(Clone, Copy, Debug)]
pub struct LiveConfig {
    /// Open sockets, at most; one more is told to come back (503).
    pub connections_max: usize,
    /// Of one user: open pages, on all devices.
    pub per_user_max: usize,
    /// Of one network address: many people share one.
    pub per_address_max: usize,
    /// Messages of the last minutes that are kept for those who come back.
    pub kept_max: usize,
    /// How often the other side is asked whether it is there; after two questions without an answer it is not.
    pub ping_every: Duration,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            connections_max: 10_000,
            per_user_max: 32,
            per_address_max: 512,
            kept_max: 100_000,
            ping_every: Duration::from_secs(25),
        }
    }
}

/// What this node knows of its listeners.
pub struct Live {
    config: LiveConfig,
    hub: Hub,
    /// Whether everything that is kept has been read.
    ready: watch::Sender<bool>,
    stopping: watch::Sender<bool>,
    follower: std::sync::Once,
}

impl Live {
    #[must_use]
    pub fn new(config: LiveConfig) -> Self {
        Self {
            config,
            hub: Hub::new(config),
            ready: watch::Sender::new(false),
            stopping: watch::Sender::new(false),
            follower: std::sync::Once::new(),
        }
    }

    /// Tells every socket to come back later, and lets no more in.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the last socket has been told, within limits.
    pub async fn wait_for_end(&self, limit: Duration) {
        const STEP: Duration = Duration::from_millis(10);
        let end = async {
            while 0 < self.hub.connections() {
                tokio::time::sleep(STEP).await;
            }
        };
        let _ = tokio::time::timeout(limit, end).await;
    }

    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}

/// Begins to follow the events of all nodes, and to write down what is looked at; once. Must be called within a runtime.
pub fn follow(app: &App) {
    app.live.follower.call_once(|| {
        let follower = follower::Follower::new(app.clone());
        tokio::spawn(follower.run());
        tokio::spawn(crate::heat::keep_writing(app.clone()));
    });
}

/// The `seq` of a moment: whoever resumes from it is told everything that happened after it.
#[must_use]
pub fn seq_at(now: Time) -> i64 {
    kernel::id::first_at(now)
}

/// Not behind the compression: a socket has none, and the answers of the poll are short.
pub fn routes() -> Router<App> {
    Router::new().route("/live", get(socket::live)).route("/live/poll", get(poll::poll))
}
