//! What orders tell the rest of the program.

use serde::{Deserialize, Serialize};
use work::event::Event;

use super::model::{OrderId, OrderState};

/// Every step of an order is told as one event whose kind names the step.
macro_rules! order_events {
    ($($(#[$meta:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        pub struct $name { pub order: OrderId }

        impl Event for $name {
            const KIND: &'static str = $kind;
            fn entity(&self) -> i64 { self.order.raw() }
        }
    )*};
}

order_events! {
    OrderPlaced = "order.placed";
    OrderPaid = "order.paid";
    OrderPacked = "order.packed";
    OrderShipped = "order.shipped";
    OrderDelivered = "order.delivered";
    OrderCompleted = "order.completed";
    OrderWorking = "order.working";
    OrderDone = "order.done";
    /// Cancelled or expired: a payment that is still open must be closed.
    OrderGivenUp = "order.given_up";
    OrderRefunded = "order.refunded";
}

/// Tells that an order has come into a state.
pub fn tell(
    tx: &mut store::Tx<'_>,
    cx: &kernel::Cx,
    order: OrderId,
    state: OrderState,
) -> kernel::Result<()> {
    use work::event::emit;
    match state {
        OrderState::Placed => emit(tx, cx, &OrderPlaced { order }),
        OrderState::Paid => emit(tx, cx, &OrderPaid { order }),
        OrderState::Packing => emit(tx, cx, &OrderPacked { order }),
        OrderState::Shipped => emit(tx, cx, &OrderShipped { order }),
        OrderState::Delivered => emit(tx, cx, &OrderDelivered { order }),
        OrderState::Completed => emit(tx, cx, &OrderCompleted { order }),
        OrderState::Working => emit(tx, cx, &OrderWorking { order }),
        OrderState::Done => emit(tx, cx, &OrderDone { order }),
        OrderState::Cancelled | OrderState::Expired => emit(tx, cx, &OrderGivenUp { order }),
        OrderState::Refunded => emit(tx, cx, &OrderRefunded { order }),
    }
}
