//! What orders tell the rest of the program.

use serde::{Deserialize, Serialize};
use work::event::Event;

use super::model::{Order, OrderId, OrderState};
use crate::account::UserId;

/// Every step of an order is told as one event whose kind names the step.
macro_rules! order_events {
    ($($(#[$meta:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        pub struct $name {
            pub order: OrderId,
            /// Whose order it is: who follows along may tell them and nobody else.
            pub user: UserId,
            /// The state that the order has come into.
            pub state: OrderState,
        }

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
pub fn tell(tx: &mut store::Tx<'_>, cx: &kernel::Cx, order: &Order, state: OrderState) -> kernel::Result<()> {
    use work::event::emit;
    let (order, user) = (order.id, order.user);
    match state {
        OrderState::Placed => emit(tx, cx, &OrderPlaced { order, user, state }),
        OrderState::Paid => emit(tx, cx, &OrderPaid { order, user, state }),
        OrderState::Packing => emit(tx, cx, &OrderPacked { order, user, state }),
        OrderState::Shipped => emit(tx, cx, &OrderShipped { order, user, state }),
        OrderState::Delivered => emit(tx, cx, &OrderDelivered { order, user, state }),
        OrderState::Completed => emit(tx, cx, &OrderCompleted { order, user, state }),
        OrderState::Working => emit(tx, cx, &OrderWorking { order, user, state }),
        OrderState::Done => emit(tx, cx, &OrderDone { order, user, state }),
        OrderState::Cancelled | OrderState::Expired => emit(tx, cx, &OrderGivenUp { order, user, state }),
        OrderState::Refunded => emit(tx, cx, &OrderRefunded { order, user, state }),
    }
}
