//! The thread that keeps the search index true.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use kernel::Code;
use mall::search::Searcher;
use store::Db;

use crate::stop::Stop;
use crate::trouble::{Result, Trouble};

/// Prices and stock are right on a result page after two of these and a commit.
const TURN_EVERY: Duration = Duration::from_millis(300);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until it is stopped.
pub struct Searching {
    stop: Arc<Stop>,
    searcher: Arc<Searcher>,
    thread: JoinHandle<()>,
}

impl Searching {
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(db: &Db, searcher: Arc<Searcher>) -> Result<Self> {
        let stop = Arc::new(Stop::default());
        let (db, told, kept) = (db.clone(), Arc::clone(&stop), Arc::clone(&searcher));
        let thread = std::thread::Builder::new()
            .name("search".to_owned())
            .spawn(move || run(&db, &kept, &told))
            .map_err(|error| Trouble::new(format!("no thread for the search index: {error}")))?;
        Ok(Self { stop, searcher, thread })
    }

    pub fn stop(self) {
        self.stop.set();
        self.searcher.stop();
        // It ends by itself; that it panicked was told when it did.
        let _ = self.thread.join();
    }
}

fn run(db: &Db, searcher: &Searcher, stop: &Stop) {
    index::warm();
    while !stop.is_set() {
        // A panic in one turn must not leave the index as it is for ever.
        let turned = catch_unwind(AssertUnwindSafe(|| searcher.turn(db)));
        let pause = match turned.unwrap_or_else(|_| Err(Code::Internal.into())) {
            Ok(()) => TURN_EVERY,
            Err(error) => {
                tracing::warn!(%error, "the search index could not be kept");
                AFTER_FAILURE
            }
        };
        stop.wait(pause);
    }
    if let Err(error) = searcher.flush(db) {
        tracing::warn!(%error, "the last searches were not counted");
    }
}
