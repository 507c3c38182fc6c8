//! A courier that keeps what it is given.

use std::sync::{Mutex, PoisonError};

use mall::account::{Courier, Delivery, Outgoing};

/// Messages kept; older ones are forgotten, so that a long simulation does not grow.
const KEPT_MAX: usize = 1_024;

/// Delivers into memory, each message once.
#[derive(Default)]
pub struct CourierTwin {
    kept: Mutex<Vec<Outgoing>>,
}

impl CourierTwin {
    /// What was delivered, oldest first.
    #[must_use]
    pub fn delivered(&self) -> Vec<Outgoing> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Courier for CourierTwin {
    fn deliver(&self, message: &Outgoing) -> Delivery {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().all(|known| known.id != message.id) {
            if kept.len() == KEPT_MAX {
                kept.remove(0);
            }
            kept.push(message.clone());
        }
        Delivery::Delivered
    }
}
