//! After-sale cases and the states they go through.

use kernel::{Code, Error, Money, Result, Time, ids, words};

use crate::account::UserId;
use crate::order::OrderId;
use crate::stock::Quantity;

ids! { AftersaleId }

words! {
    pub enum AftersaleState {
        /// Waits for staff.
        Requested = "requested",
        /// With a return: waits for the parcel to be sent. Without: the money is on its way.
        Approved = "approved",
        /// The parcel is on its way back.
        Returning = "returning",
        /// The goods are back; the money is on its way.
        Received = "received",
        Refunded = "refunded",
        Rejected = "rejected",
        Withdrawn = "withdrawn",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AftersaleEvent {
    Approve,
    Reject,
    Withdraw,
    Send,
    Receive,
    Refund,
}

impl AftersaleEvent {
    pub const ALL: &'static [Self] =
        &[Self::Approve, Self::Reject, Self::Withdraw, Self::Send, Self::Receive, Self::Refund];
}

impl AftersaleState {
    /// The next state; whether goods come back decides the way.
    ///
    /// # Errors
    /// [`Code::AftersaleMoved`] for every step that is not drawn here.
    pub fn on(self, with_return: bool, event: AftersaleEvent) -> Result<Self> {
        use AftersaleEvent as E;
        match (self, with_return, event) {
            (Self::Requested, _, E::Approve) => Ok(Self::Approved),
            (Self::Requested, _, E::Reject) => Ok(Self::Rejected),
            (Self::Requested, _, E::Withdraw) | (Self::Approved, true, E::Withdraw) => Ok(Self::Withdrawn),
            (Self::Approved, true, E::Send) => Ok(Self::Returning),
            // Some bring the goods back by hand.
            (Self::Approved | Self::Returning, true, E::Receive) => Ok(Self::Received),
            (Self::Approved, false, E::Refund) | (Self::Received, true, E::Refund) => Ok(Self::Refunded),
            (
                Self::Requested
                | Self::Approved
                | Self::Returning
                | Self::Received
                | Self::Refunded
                | Self::Rejected
                | Self::Withdrawn,
                _,
                _,
            ) => Err(Code::AftersaleMoved.into()),
        }
    }
}

/// What a buyer asks for.
#[derive(Clone, Debug)]
pub struct Request {
    pub user: UserId,
    pub order: OrderId,
    /// Line numbers of the order and how many pieces of each.
    pub lines: Vec<(i64, Quantity)>,
    pub with_return: bool,
    pub reason: String,
}

pub const TEXT_CHARS_MAX: usize = 500;

impl Request {
    /// # Errors
    /// [`Code::Invalid`] about `lines` or `reason`.
    pub fn check(&self) -> Result<()> {
        let mut lines: Vec<_> = self.lines.iter().map(|(line, _)| *line).collect();
        lines.sort_unstable();
        lines.dedup();
        if lines.is_empty() || lines.len() != self.lines.len() {
            return Err(Error::field("lines", "must name each line once", "请选择商品，且每行只能出现一次"));
        }
        check_text("reason", &self.reason)
    }
}

/// # Errors
/// [`Code::Invalid`] about `field` unless it has 1 to 500 characters.
pub fn check_text(field: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return Err(Error::field(field, "must be 1 to 500 characters", "须为 1 到 500 字"));
    }
    Ok(())
}

#[derive(Clone, Debug)]
pub struct Aftersale {
    pub id: AftersaleId,
    pub order: OrderId,
    pub user: UserId,
    pub number: String,
    pub state: AftersaleState,
    pub with_return: bool,
    pub amount: Money,
    pub reason: String,
    pub answer: String,
    pub carrier: String,
    pub tracking: String,
    pub requested_at: Time,
    pub decided_at: Option<Time>,
    pub received_at: Option<Time>,
    pub finished_at: Option<Time>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawn_steps_are_the_only_ones() {
        let mut drawn = Vec::new();
        for state in AftersaleState::ALL {
            for event in AftersaleEvent::ALL {
                for with_return in [false, true] {
                    if let Ok(next) = state.on(with_return, *event) {
                        drawn.push(format!("{state} {with_return} {event:?} {next}"));
                    }
                }
            }
        }
        let expected = [
            "requested false Approve approved",
            "requested true Approve approved",
            "requested false Reject rejected",
            "requested true Reject rejected",
            "requested false Withdraw withdrawn",
            "requested true Withdraw withdrawn",
            "approved true Withdraw withdrawn",
            "approved true Send returning",
            "approved true Receive received",
            "approved false Refund refunded",
            "returning true Receive received",
            "received true Refund refunded",
        ];
        assert_eq!(drawn, expected);
    }
}
