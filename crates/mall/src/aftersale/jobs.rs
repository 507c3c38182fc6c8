//! After-sale cases end when their money has arrived.

use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use store::Tx;
use work::{Handlers, Job, Payload};

use super::model::AftersaleId;
use crate::payment::refund::RefundSucceeded;

/// Runs for every refund that has arrived; its payload is the event's.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct CloseRefunded(RefundSucceeded);

impl Payload for CloseRefunded {
    const KIND: &'static str = "aftersale.close_refunded";
}

work::subscribe!("refund.succeeded" => CloseRefunded);

impl Job for CloseRefunded {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        match self.0.aftersale {
            0 => Ok(()),
            case => super::close_refunded(tx, cx, AftersaleId::from_raw(case)),
        }
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<CloseRefunded>()
}
