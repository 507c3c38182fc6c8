//! Payments, refunds, and what a gateway can say.

use kernel::{Code, Money, Result, Time, ids, words};
use serde::{Deserialize, Serialize};

use crate::account::UserId;
use crate::order::OrderId;

ids! { PaymentId, RefundId, NoticeId }

words! {
    pub enum Method {
        /// A QR code that the buyer scans with Alipay.
        Alipay = "alipay",
        /// The buyer's own balance.
        Balance = "balance",
    }
}

words! {
    pub enum PaymentState {
        /// The gateway has not been asked yet, or its answer is not known.
        Created = "created",
        /// The QR code is there to be scanned.
        Waiting = "waiting",
        Succeeded = "succeeded",
        Closed = "closed",
        /// The gateway refused it.
        Failed = "failed",
    }
}

/// What can happen to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEvent {
    Present,
    Succeed,
    Close,
    Fail,
}

impl PaymentEvent {
    pub const ALL: &'static [Self] = &[Self::Present, Self::Succeed, Self::Close, Self::Fail];
}

impl PaymentState {
    /// `Succeed` is allowed from every state but itself: money that has arrived is a fact, however late.
    ///
    /// # Errors
    /// [`Code::PaymentMoved`] for every step that is not drawn here.
    pub fn on(self, event: PaymentEvent) -> Result<Self> {
        use PaymentEvent as E;
        match (self, event) {
            (Self::Created, E::Present) => Ok(Self::Waiting),
            (Self::Created | Self::Waiting | Self::Closed | Self::Failed, E::Succeed) => Ok(Self::Succeeded),
            (Self::Created | Self::Waiting, E::Close) => Ok(Self::Closed),
            (Self::Created | Self::Waiting, E::Fail) => Ok(Self::Failed),
            (Self::Waiting | Self::Succeeded | Self::Closed | Self::Failed, _) => {
                Err(Code::PaymentMoved.into())
            }
        }
    }

    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Waiting)
    }
}

#[derive(Clone, Debug)]
pub struct Payment {
    pub id: PaymentId,
    pub order: OrderId,
    pub user: UserId,
    pub number: String,
    pub method: Method,
    pub state: PaymentState,
    pub amount: Money,
    pub subject: String,
    pub trade_no: String,
    /// What the QR code says; empty until the gateway has answered.
    pub qr: String,
    pub failure: String,
    pub created_at: Time,
    pub expires_at: Time,
    pub succeeded_at: Option<Time>,
    pub refunded: Money,
    pub settled: bool,
}

words! {
    pub enum RefundState {
        Pending = "pending",
        Succeeded = "succeeded",
        /// The gateway refused it for good; staff look into it and try again.
        Failed = "failed",
    }
}

#[derive(Clone, Debug)]
pub struct Refund {
    pub id: RefundId,
    pub payment: PaymentId,
    pub order: OrderId,
    /// Raw id of the after-sale case; 0 for none.
    pub aftersale: i64,
    pub number: String,
    pub state: RefundState,
    pub amount: Money,
    pub reason: String,
    pub failure: String,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

/// A gateway's answer, as far as money can rely on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer<T> {
    Ok(T),
    /// A definite no; asking again changes nothing.
    Refused {
        code: String,
        message: String,
    },
    /// It may or may not have happened: ask again.
    Unknown(String),
}

/// A request for a QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrecreateAsk {
    pub payment: PaymentId,
    pub amount_minor: i64,
    pub currency: kernel::Currency,
    pub subject: String,
    pub expires_at: Time,
}

/// What the gateway knows of a trade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trade {
    /// Nobody has scanned the code yet, or the gateway has never heard of it.
    NotFound,
    Waiting,
    Paid {
        trade_no: String,
        amount_minor: i64,
    },
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAsk {
    pub payment: PaymentId,
    /// The gateway refunds once for it, however often it is asked.
    pub refund: RefundId,
    pub amount_minor: i64,
    pub currency: kernel::Currency,
    pub reason: String,
}

/// What a notification said, once its signature was found good; and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub signature: bool,
    /// `None` when the signature was bad: what follows cannot be relied on.
    pub app: Option<bool>,
    pub seller: Option<bool>,
    pub notify_id: String,
    pub out_trade_no: String,
    pub trade_status: String,
    pub trade_no: String,
    pub amount_minor: Option<i64>,
    /// `None` when the notification names no currency, which means the account's own.
    pub currency: Option<String>,
    /// Whether the status says that the money is there.
    pub is_paid: bool,
    /// Whether it tells of a refund rather than of a payment.
    pub is_refund: bool,
    /// Why it could not be read, for staff.
    pub note: String,
}

/// The payment gateway as the business sees it. Calls block; notifications are checked without I/O.
pub trait Gateway: Send + Sync {
    fn precreate(&self, ask: &PrecreateAsk) -> Answer<String>;
    fn query(&self, payment: PaymentId) -> Answer<Trade>;
    /// Closes a trade that nobody has paid. `Ok` also when there is nothing to close.
    fn close(&self, payment: PaymentId) -> Answer<()>;
    fn refund(&self, ask: &RefundAsk) -> Answer<()>;
    fn check(&self, raw: &[u8]) -> Checked;
}

words! {
    /// What became of a notification.
    pub enum Outcome {
        /// It moved money or state.
        Applied = "applied",
        /// It told what was known.
        Known = "known",
        /// It was about something that moves nothing, such as a trade that waits.
        Ignored = "ignored",
        /// A check failed; it was kept and nothing else happened.
        Rejected = "rejected",
    }
}

/// A notification as staff see it.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: NoticeId,
    pub received_at: Time,
    pub source: String,
    pub raw: Vec<u8>,
    pub notify_id: String,
    pub out_trade_no: String,
    pub trade_status: String,
    pub verdict: Verdict,
    pub outcome: Outcome,
    pub note: String,
    pub handled_at: Time,
}

/// The verdict of each check; `None` for those that were not reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub signature: Option<bool>,
    pub app: Option<bool>,
    pub seller: Option<bool>,
    pub amount: Option<bool>,
    pub currency: Option<bool>,
    /// Not a repetition of what was already handled.
    pub fresh: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_that_has_arrived_is_a_fact_once() {
        for state in PaymentState::ALL {
            let succeeded = state.on(PaymentEvent::Succeed);
            assert_eq!(succeeded.is_ok(), *state != PaymentState::Succeeded, "{state}");
        }
        assert!(PaymentState::Closed.on(PaymentEvent::Present).is_err());
        assert!(PaymentState::Succeeded.on(PaymentEvent::Close).is_err());
    }
}
