//! Orders and the states they go through.

use kernel::{Code, Error, Money, Result, Text2, Time, ids, words};
use serde::{Deserialize, Serialize};

use crate::account::UserId;
use crate::catalog::{SkuId, SpuId, SpuKind};
use crate::pricing::Wanted;

ids! { OrderId }

words! {
    pub enum OrderState {
        /// Stock is reserved; waits to be paid.
        Placed = "placed",
        Paid = "paid",
        Packing = "packing",
        Shipped = "shipped",
        Delivered = "delivered",
        Completed = "completed",
        /// A service that somebody is at.
        Working = "working",
        /// A service that was rendered: the end of it, as `completed` is of goods.
        Done = "done",
        /// Given up by the buyer before paying.
        Cancelled = "cancelled",
        /// Not paid in time.
        Expired = "expired",
        /// Everything was refunded before it was shipped or done.
        Refunded = "refunded",
    }
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEvent {
    Pay,
    Cancel,
    Expire,
    Pack,
    Ship,
    Deliver,
    Complete,
    Work,
    Finish,
    RefundAll,
}

impl OrderEvent {
    pub const ALL: &'static [Self] = &[
        Self::Pay,
        Self::Cancel,
        Self::Expire,
        Self::Pack,
        Self::Ship,
        Self::Deliver,
        Self::Complete,
        Self::Work,
        Self::Finish,
        Self::RefundAll,
    ];
}

impl OrderState {
    /// The next state; whether goods are sent or a service is rendered decides the way.
    ///
    /// `Pay` is allowed from `Cancelled` and `Expired` too: money that arrives late revives the order when its
    /// stock can be had again.
    ///
    /// # Errors
    /// [`Code::OrderMoved`] for every step that is not drawn here.
    pub fn on(self, kind: SpuKind, event: OrderEvent) -> Result<Self> {
        use OrderEvent as E;
        use SpuKind::{Goods, Service};
        match (self, kind, event) {
            (Self::Placed | Self::Cancelled | Self::Expired, _, E::Pay) => Ok(Self::Paid),
            (Self::Placed, _, E::Cancel) => Ok(Self::Cancelled),
            (Self::Placed, _, E::Expire) => Ok(Self::Expired),
            (Self::Paid, Goods, E::Pack) => Ok(Self::Packing),
            (Self::Packing, Goods, E::Ship) => Ok(Self::Shipped),
            (Self::Shipped, Goods, E::Deliver) => Ok(Self::Delivered),
            (Self::Delivered, Goods, E::Complete) => Ok(Self::Completed),
            (Self::Paid, Service, E::Work) => Ok(Self::Working),
            (Self::Working, Service, E::Finish) => Ok(Self::Done),
            (Self::Paid, _, E::RefundAll)
            | (Self::Packing, Goods, E::RefundAll)
            | (Self::Working, Service, E::RefundAll) => Ok(Self::Refunded),
            (
                Self::Placed
                | Self::Paid
                | Self::Packing
                | Self::Shipped
                | Self::Delivered
                | Self::Completed
                | Self::Working
                | Self::Done
                | Self::Cancelled
                | Self::Expired
                | Self::Refunded,
                _,
                _,
            ) => Err(Code::OrderMoved.into()),
        }
    }

    /// Whether the buyer's money is with the platform.
    #[must_use]
    pub fn is_paid(self) -> bool {
        match self {
            Self::Paid
            | Self::Packing
            | Self::Shipped
            | Self::Delivered
            | Self::Completed
            | Self::Working
            | Self::Done
            | Self::Refunded => true,
            Self::Placed | Self::Cancelled | Self::Expired => false,
        }
    }

    /// Whether it is paid and the goods are still in the warehouse, or the service is not done: what is refunded
    /// now can be sold to somebody else.
    #[must_use]
    pub fn is_unfulfilled(self) -> bool {
        matches!(self, Self::Paid | Self::Packing | Self::Working)
    }

    /// Whether the platform has earned what was paid.
    #[must_use]
    pub fn is_earned(self) -> bool {
        matches!(self, Self::Completed | Self::Done)
    }
}

/// To whom the goods go; a snapshot, for address books change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub name: String,
    pub phone: String,
    pub region: String,
    pub street: String,
}

/// What a buyer asks for.
#[derive(Clone, Debug)]
pub struct Place {
    pub user: UserId,
    pub lines: Vec<Wanted>,
    /// Goods need one.
    pub recipient: Option<Recipient>,
    pub note: String,
    /// The total that the buyer saw; another one stops the order.
    pub expected_total: Option<Money>,
}

const NOTE_CHARS_MAX: usize = 500;

impl Place {
    /// # Errors
    /// [`Code::Invalid`] about `note`.
    pub fn check(&self) -> Result<()> {
        if self.note.chars().count() > NOTE_CHARS_MAX {
            return Err(Error::field("note", "must be at most 500 characters", "最多 500 字"));
        }
        Ok(())
    }
}

#[derive(Clone, Debug)]
pub struct Order {
    pub id: OrderId,
    pub user: UserId,
    pub ordinal: i64,
    pub number: String,
    /// Of everything in it.
    pub kind: SpuKind,
    pub state: OrderState,
    pub total: Money,
    pub refunded: Money,
    pub line_count: i64,
    /// None for a service that is rendered nowhere in particular.
    pub recipient: Option<Recipient>,
    pub note: String,
    pub carrier: String,
    pub tracking: String,
    pub times: Times,
}

/// When each step was taken; `None` for those that were not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub placed: Time,
    pub expires: Time,
    pub paid: Option<Time>,
    pub packed: Option<Time>,
    pub shipped: Option<Time>,
    pub delivered: Option<Time>,
    pub completed: Option<Time>,
    /// Of a service.
    pub working: Option<Time>,
    pub done: Option<Time>,
    /// Cancelled, expired or wholly refunded.
    pub closed: Option<Time>,
}

#[derive(Clone, Debug)]
pub struct OrderLine {
    /// From 1.
    pub line: i64,
    pub sku: SkuId,
    pub spu: SpuId,
    pub code: String,
    pub title: Text2,
    pub option: Text2,
    /// Hash of the picture's blob; empty for none.
    pub picture: String,
    pub list_price: Money,
    pub price: Money,
    pub quantity: i64,
    pub refund_quantity: i64,
}

impl OrderLine {
    /// # Errors
    /// [`Code::AmountRange`]; never for a line that was placed.
    pub fn amount(&self) -> Result<Money> {
        self.price.times(self.quantity)
    }
}

/// What became of money that arrived for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The order waited for it.
    Paid,
    /// The order had been given up, but its stock could be had again.
    Revived,
    /// The order is paid already, or its stock is gone: the money must go back.
    Refused,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawn_steps_are_the_only_ones() {
        let drawn = |kind| {
            let mut drawn = Vec::new();
            for state in OrderState::ALL {
                for event in OrderEvent::ALL {
                    match state.on(kind, *event) {
                        Ok(next) => drawn.push(format!("{state} {event:?} {next}")),
                        Err(error) => assert_eq!(error.code(), Code::OrderMoved),
                    }
                }
            }
            drawn
        };
        let goods = [
            "placed Pay paid",
            "placed Cancel cancelled",
            "placed Expire expired",
            "paid Pack packing",
            "paid RefundAll refunded",
            "packing Ship shipped",
            "packing RefundAll refunded",
            "shipped Deliver delivered",
            "delivered Complete completed",
            "cancelled Pay paid",
            "expired Pay paid",
        ];
        assert_eq!(drawn(SpuKind::Goods), goods);
        let service = [
            "placed Pay paid",
            "placed Cancel cancelled",
            "placed Expire expired",
            "paid Work working",
            "paid RefundAll refunded",
            "working Finish done",
            "working RefundAll refunded",
            "cancelled Pay paid",
            "expired Pay paid",
        ];
        assert_eq!(drawn(SpuKind::Service), service);
    }

    #[test]
    fn what_is_earned_is_paid_and_fulfilled() {
        for state in OrderState::ALL {
            assert!(!state.is_earned() || (state.is_paid() && !state.is_unfulfilled()), "{state}");
            assert!(!state.is_unfulfilled() || state.is_paid(), "{state}");
        }
    }
}
