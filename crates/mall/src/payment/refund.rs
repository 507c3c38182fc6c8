//! Refunds: promised in the ledger first, paid the way the money came, recorded when it has gone.

use kernel::number::Mark;
use kernel::{Code, Cursor, Cx, Money, PageAsk, Paged, Result};
use serde::{Deserialize, Serialize};
use work::When;
use work::event::{Event, emit};

use super::jobs::PayRefund;
use super::model::{Method, Payment, Refund, RefundId, RefundState};
use super::{get, refund_store, store};
use crate::ledger::{self, AccountKey, Book, Posting, TransferKind};
use crate::order::{self, OrderId};
use ::store::Tx;

/// The money is with the buyer again.
#[derive(Debug, Serialize, Deserialize)]
pub struct RefundSucceeded {
    pub refund: RefundId,
    pub order: OrderId,
    /// Raw id of the after-sale case; 0 for none.
    pub aftersale: i64,
}

impl Event for RefundSucceeded {
    const KIND: &'static str = "refund.succeeded";
    fn entity(&self) -> i64 {
        self.order.raw()
    }
}

/// Promises part of an order's money back, for an after-sale case.
///
/// # Errors
/// [`Code::RefundTooMuch`], [`Code::OrderMoved`] when the order was never paid.
pub fn of_order(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: OrderId,
    amount: Money,
    aftersale: i64,
    reason: &str,
) -> Result<RefundId> {
    let payment = store::settled(tx, id)?.ok_or(Code::OrderMoved)?;
    let book = order::step::promise_refund(tx, cx, id, amount)?;
    promise(tx, cx, &payment, book, amount, aftersale, reason)
}

/// Sends money back that the order could not take.
pub(super) fn send_back(tx: &mut Tx<'_>, cx: &Cx, payment: &Payment) -> Result<RefundId> {
    promise(tx, cx, payment, Book::Escrow, payment.amount, 0, "订单已关闭，自动退款")
}

fn promise(
    tx: &mut Tx<'_>,
    cx: &Cx,
    payment: &Payment,
    book: Book,
    amount: Money,
    aftersale: i64,
    reason: &str,
) -> Result<RefundId> {
    if !store::add_refunded(tx, payment.id, amount)? {
        return Err(Code::RefundTooMuch.into());
    }
    let refund = Refund {
        id: RefundId::issue(cx, payment.id.bucket())?,
        payment: payment.id,
        order: payment.order,
        aftersale,
        number: cx.number(Mark::Refund)?,
        state: RefundState::Pending,
        amount,
        reason: reason.to_owned(),
        failure: String::new(),
        created_at: cx.now,
        finished_at: None,
    };
    refund_store::insert(tx, &refund)?;
    let bucket = payment.id.bucket();
    let posting = Posting {
        key: format!("refund_promise:{}", refund.id),
        kind: TransferKind::RefundPromise,
        reference: refund.id.raw(),
        from: AccountKey::platform(bucket, book),
        to: AccountKey::platform(bucket, Book::RefundsDue),
        amount,
    };
    ledger::post(tx, cx, &posting)?;
    match payment.method {
        Method::Balance => arrive(tx, cx, refund.id)?,
        Method::Alipay => work::job::enqueue(tx, cx, &PayRefund { refund: refund.id }, When::Now, None)?,
    }
    Ok(refund.id)
}

/// The money has gone back; nothing happens when that was known.
pub(super) fn arrive(tx: &mut Tx<'_>, cx: &Cx, id: RefundId) -> Result<()> {
    if !refund_store::finish(tx, cx, id)? {
        return Ok(());
    }
    let refund = refund_store::get(tx, id)?;
    let payment = get(tx, refund.payment)?;
    let bucket = id.bucket();
    let to = match payment.method {
        Method::Alipay => AccountKey::platform(bucket, Book::Alipay),
        Method::Balance => AccountKey::wallet(payment.user),
    };
    let posting = Posting {
        key: format!("refund_paid:{id}"),
        kind: TransferKind::RefundPaid,
        reference: id.raw(),
        from: AccountKey::platform(bucket, Book::RefundsDue),
        to,
        amount: refund.amount,
    };
    ledger::post(tx, cx, &posting)?;
    emit(tx, cx, &RefundSucceeded { refund: id, order: refund.order, aftersale: refund.aftersale })
}

/// Staff try a refund again that the gateway had refused.
///
/// # Errors
/// [`Code::NotFound`], [`Code::PaymentMoved`] unless it has failed.
pub fn retry(tx: &mut Tx<'_>, cx: &Cx, id: RefundId) -> Result<()> {
    refund_store::get(tx, id)?;
    if !refund_store::retry(tx, id)? {
        return Err(Code::PaymentMoved.into());
    }
    work::job::enqueue(tx, cx, &PayRefund { refund: id }, When::Now, None)
}

/// # Errors
/// [`Code::Store`].
pub fn list_of_order(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<Refund>> {
    refund_store::of_order(tx, id)
}

/// Refunds in one state, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn in_state(tx: &mut Tx<'_>, state: RefundState, ask: &PageAsk) -> Result<Paged<Refund>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = refund_store::in_state(tx, state, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |refund| vec![refund.id.raw()]))
}

/// How many refunds are in one state, counted up to `max`.
///
/// # Errors
/// [`Code::Store`].
pub fn count_in_state(tx: &mut Tx<'_>, state: RefundState, max: i64) -> Result<i64> {
    refund_store::count_in_state(tx, state, max)
}

/// # Errors
/// [`Code::NotFound`].
pub fn get_one(tx: &mut Tx<'_>, id: RefundId) -> Result<Refund> {
    refund_store::get(tx, id)
}
