//! Payments: by QR at a gateway or from the balance; their notifications; refunds.

mod jobs;
mod model;
pub mod notice;
mod notice_store;
pub mod refund;
mod refund_store;
mod store;

use kernel::number::Mark;
use kernel::{Code, Cx, Error, Money, Result};
use work::When;
use work::event::{Event, emit};

use ::store::Tx;
pub use jobs::handlers;
pub use model::{
    Answer, Checked, Gateway, Method, Notice, NoticeId, Outcome, Payment, PaymentId, PaymentState,
    PrecreateAsk, Refund, RefundAsk, RefundId, RefundState, Trade, Verdict,
};

use crate::account::UserId;
use crate::ledger::{self, AccountKey, Book, Posting, TransferKind};
use crate::order::{self, Order, OrderId, OrderState, Settled};
use crate::proof::Proof;

/// Something about a payment has changed: whoever shows it looks again.
#[derive(serde::Serialize)]
pub struct PaymentChanged {
    pub payment: PaymentId,
    pub order: OrderId,
    pub user: UserId,
    pub state: PaymentState,
}

impl PaymentChanged {
    /// Tells that a payment has come into a state.
    fn into_state(payment: &Payment, state: PaymentState) -> Self {
        Self { payment: payment.id, order: payment.order, user: payment.user, state }
    }
}

impl Event for PaymentChanged {
    const KIND: &'static str = "payment.changed";
    fn entity(&self) -> i64 {
        self.order.raw()
    }
}

/// Begins to pay an order by QR, or goes on with the attempt that is open.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OrderMoved`] unless the order waits to be paid.
pub fn start_alipay(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: OrderId) -> Result<Payment> {
    let order = payable(tx, cx, user, id)?;
    if let Some(open) = store::open(tx, id, Method::Alipay)? {
        return Ok(open);
    }
    let payment = draft(cx, &order, Method::Alipay)?;
    if !store::insert(tx, &payment)? {
        // Another request of the same buyer was first; it is found by the next try.
        return Err(Code::Busy.into());
    }
    work::job::enqueue(tx, cx, &jobs::Precreate { payment: payment.id }, When::Now, None)?;
    Ok(payment)
}

/// Pays an order from the buyer's balance, at once.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OrderMoved`], [`Code::InsufficientBalance`].
pub fn pay_by_balance(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: OrderId) -> Result<Payment> {
    let order = payable(tx, cx, user, id)?;
    let payment = draft(cx, &order, Method::Balance)?;
    if !store::insert(tx, &payment)? {
        return Err(Code::Busy.into());
    }
    let settled = succeed(tx, cx, &payment, "")?;
    debug_assert_eq!(settled, Settled::Paid, "the order was locked while it waited to be paid");
    get(tx, payment.id)
}

fn payable(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: OrderId) -> Result<Order> {
    let order = order::lock_own(tx, user, id)?;
    if order.state != OrderState::Placed || order.times.expires <= cx.now {
        return Err(Code::OrderMoved.into());
    }
    Ok(order)
}

fn draft(cx: &Cx, order: &Order, method: Method) -> Result<Payment> {
    Ok(Payment {
        id: PaymentId::issue(cx, order.user.bucket())?,
        order: order.id,
        user: order.user,
        number: cx.number(Mark::Payment)?,
        method,
        state: PaymentState::Created,
        amount: order.total,
        subject: format!("麦店订单 {}", order.number),
        trade_no: String::new(),
        qr: String::new(),
        failure: String::new(),
        created_at: cx.now,
        expires_at: order.times.expires,
        succeeded_at: None,
        refunded: Money::zero(order.total.currency()),
        settled: false,
    })
}

/// The money is there: posts it, and settles the order or sends it back.
fn succeed(tx: &mut Tx<'_>, cx: &Cx, payment: &Payment, trade_no: &str) -> Result<Settled> {
    store::succeed(tx, cx, payment.id, payment.state, trade_no)?;
    let bucket = payment.id.bucket();
    let from = match payment.method {
        Method::Alipay => AccountKey::platform(bucket, Book::Alipay),
        Method::Balance => AccountKey::wallet(payment.user),
    };
    let posting = Posting {
        key: format!("payment:{}", payment.id),
        kind: TransferKind::Payment,
        reference: payment.id.raw(),
        from,
        to: AccountKey::platform(bucket, Book::Escrow),
        amount: payment.amount,
    };
    ledger::post(tx, cx, &posting)?;
    let settled = order::step::settle(tx, cx, payment.order)?;
    if settled == Settled::Refused {
        refund::send_back(tx, cx, payment)?;
    } else {
        store::settle(tx, payment.id)?;
    }
    emit(tx, cx, &PaymentChanged::into_state(payment, PaymentState::Succeeded))?;
    Ok(settled)
}

/// What became of the word that a payment has succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Now(Settled),
    /// It was known.
    Before,
}

/// The gateway says that a payment has succeeded: by notification or when asked.
pub(crate) fn hear_success(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: PaymentId,
    trade_no: &str,
    amount_minor: i64,
) -> Result<Heard> {
    let payment = store::lock(tx, id)?.ok_or(Code::NotFound)?;
    if payment.state == PaymentState::Succeeded {
        return Ok(Heard::Before);
    }
    if payment.amount.minor() != amount_minor {
        let told = format!("{} was asked for, {amount_minor} was paid", payment.amount.minor());
        return Err(Error::new(Code::Gateway).because(told));
    }
    succeed(tx, cx, &payment, trade_no).map(Heard::Now)
}

/// # Errors
/// [`Code::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment> {
    store::get(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// The user's own payment; another's is not found.
///
/// # Errors
/// [`Code::NotFound`].
pub fn own(tx: &mut Tx<'_>, user: UserId, id: PaymentId) -> Result<Payment> {
    store::get(tx, id)?.filter(|payment| payment.user == user).ok_or_else(|| Code::NotFound.into())
}

/// All attempts to pay an order, newest first.
///
/// # Errors
/// [`Code::Store`].
pub fn of_order(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<Payment>> {
    store::of_order(tx, id)
}

/// # Errors
/// [`Code::Store`].
pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    store::proofs(tx)
}
