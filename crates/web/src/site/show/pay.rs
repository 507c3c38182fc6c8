//! A payment.

use kernel::Time;
use mall::order::{Order, OrderState};
use mall::payment::{Method, Payment, PaymentState};

use crate::site::view::{PayState, Qr};

/// Where paying for an order stands. `payments` are its attempts, newest first.
pub fn state(order: &Order, payments: &[Payment], now: Time) -> PayState {
    match order.state {
        OrderState::Placed if order.times.expires <= now => PayState::Closed,
        OrderState::Placed => newest(payments).map_or(PayState::Unasked, of_attempt),
        OrderState::Paid
        | OrderState::Packing
        | OrderState::Shipped
        | OrderState::Delivered
        | OrderState::Completed
        | OrderState::Working
        | OrderState::Done => PayState::Paid,
        OrderState::Cancelled | OrderState::Expired | OrderState::Refunded => PayState::Closed,
    }
}

fn of_attempt(payment: &Payment) -> PayState {
    match payment.state {
        PaymentState::Created => PayState::Preparing,
        PaymentState::Waiting => PayState::Waiting,
        PaymentState::Failed => PayState::Failed,
        // The order waits still, so this attempt is over and another may be made.
        PaymentState::Succeeded | PaymentState::Closed => PayState::Unasked,
    }
}

/// The newest attempt by QR code.
pub fn newest(payments: &[Payment]) -> Option<&Payment> {
    payments.iter().find(|payment| payment.method == Method::Alipay)
}

pub fn qr(payment: &Payment) -> Option<Qr> {
    if payment.qr.is_empty() { None } else { Qr::of(&payment.qr) }
}

/// Where the same payment can be opened on this device: what the code says, when that is a link.
pub fn open(payment: &Payment) -> Option<String> {
    let is_link = payment.qr.starts_with("https://") || payment.qr.starts_with("http://");
    is_link.then(|| payment.qr.clone())
}
