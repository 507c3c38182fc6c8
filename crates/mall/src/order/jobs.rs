//! What orders do by themselves.

use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use store::Tx;
use work::{Handlers, Job, Payload};

use super::model::OrderId;
use super::step;

#[derive(Serialize, Deserialize)]
pub struct ExpireUnpaid {
    pub order: OrderId,
}

impl Payload for ExpireUnpaid {
    const KIND: &'static str = "order.expire_unpaid";
}

impl Job for ExpireUnpaid {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        step::expire_if_unpaid(tx, cx, self.order)
    }
}

#[derive(Serialize, Deserialize)]
pub struct CompleteDelivered {
    pub order: OrderId,
}

impl Payload for CompleteDelivered {
    const KIND: &'static str = "order.complete_delivered";
}

impl Job for CompleteDelivered {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        step::complete_if_delivered(tx, cx, self.order)
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<ExpireUnpaid>().job::<CompleteDelivered>()
}
