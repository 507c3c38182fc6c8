//! What orders do by themselves.

use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use store::Tx;
use work::{Handlers, Job, Payload};

use super::model::OrderId;
use super::step;
use crate::catalog;

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

/// A paid order counts as sold: lists are sorted by it.
#[derive(Serialize, Deserialize)]
pub struct CountSales {
    pub order: OrderId,
}

impl Payload for CountSales {
    const KIND: &'static str = "order.count_sales";
}
work::subscribe!("order.paid" => CountSales);

impl Job for CountSales {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        // In one order everywhere, so that two orders of the same goods do not wait for each other in a circle.
        let mut lines = super::lines(tx, self.order)?;
        lines.sort_unstable_by_key(|line| line.spu);
        lines.iter().try_for_each(|line| catalog::add_sales(tx, cx, line.spu, line.quantity))
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<ExpireUnpaid>().job::<CompleteDelivered>().job::<CountSales>()
}
