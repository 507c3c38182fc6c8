//! Ending threads that work in turns.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Tells a thread to end, even while it waits.
#[derive(Default)]
pub struct Stop {
    is_set: AtomicBool,
    waiting: Mutex<()>,
    told: Condvar,
}

impl Stop {
    /// Waits, but not longer than until it is set.
    pub fn wait(&self, time: Duration) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.told.wait_timeout_while(waiting, time, |()| !self.is_set());
    }

    pub fn set(&self) {
        let _waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_set.store(true, Ordering::Release);
        self.told.notify_all();
    }

    pub fn is_set(&self) -> bool {
        self.is_set.load(Ordering::Acquire)
    }
}
