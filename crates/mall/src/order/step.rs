//! The steps of an order after it was placed.

use kernel::{Code, Cx, Error, Money, Result};
use work::When;

use super::jobs::CompleteDelivered;
use super::model::{Order, OrderEvent, OrderId, OrderState, Settled};
use super::{events, get, own, store};
use crate::account::UserId;
use crate::ledger::{self, AccountKey, Book, Posting, TransferKind};
use crate::stock::{self, Quantity};
use ::store::Tx;

/// After delivery the buyer has this long before the order completes by itself.
pub const COMPLETE_AFTER_S: i64 = 7 * 86_400;
const SHIPPING_CHARS_MAX: usize = 64;

/// Takes one step and tells it.
fn step(tx: &mut Tx<'_>, cx: &Cx, order: &Order, from: OrderState, event: OrderEvent) -> Result<()> {
    if !store::step(tx, cx, order, from, event)? {
        return Err(Code::OrderMoved.into());
    }
    events::tell(tx, cx, order, from.on(order.kind, event)?)
}

/// The buyer gives up before paying.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OrderMoved`].
pub fn cancel(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: OrderId) -> Result<()> {
    let order = own(tx, user, id)?;
    step(tx, cx, &order, OrderState::Placed, OrderEvent::Cancel)?;
    stock::release(tx, cx, id.raw())
}

/// Ends an order that was not paid in time; nothing happens to any other.
///
/// # Errors
/// [`Code::Store`].
pub fn expire_if_unpaid(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    let order = get(tx, id)?;
    if order.state != OrderState::Placed {
        return Ok(());
    }
    if cx.now < order.times.expires {
        return Err(Error::new(Code::OrderMoved).because("it may still be paid"));
    }
    step(tx, cx, &order, OrderState::Placed, OrderEvent::Expire)?;
    stock::release(tx, cx, id.raw())
}

/// Money has arrived for the order. A given-up order is revived when its stock can be had again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Store`].
pub fn settle(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<Settled> {
    // Locked, so that the state that is looked at is the one that is left.
    store::lock(tx, id)?;
    let order = get(tx, id)?;
    let settled = match order.state {
        OrderState::Placed => {
            stock::take(tx, cx, id.raw())?;
            Settled::Paid
        }
        OrderState::Cancelled | OrderState::Expired => {
            if !stock::retake(tx, cx, id.raw())? {
                return Ok(Settled::Refused);
            }
            Settled::Revived
        }
        OrderState::Paid
        | OrderState::Packing
        | OrderState::Shipped
        | OrderState::Delivered
        | OrderState::Completed
        | OrderState::Working
        | OrderState::Done
        | OrderState::Refunded => return Ok(Settled::Refused),
    };
    step(tx, cx, &order, order.state, OrderEvent::Pay)?;
    Ok(settled)
}

/// Staff begin to pack.
///
/// # Errors
/// [`Code::OrderMoved`], for a service too.
pub fn pack(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    let order = get(tx, id)?;
    step(tx, cx, &order, OrderState::Paid, OrderEvent::Pack)
}

/// Carrier and tracking number of a parcel, as they are kept.
///
/// # Errors
/// [`Code::Invalid`] about `carrier` or `tracking`.
pub fn parcel<'t>(carrier: &'t str, tracking: &'t str) -> Result<(&'t str, &'t str)> {
    for (field, text) in [("carrier", carrier), ("tracking", tracking)] {
        if text.trim().is_empty() || text.chars().count() > SHIPPING_CHARS_MAX {
            return Err(Error::field(field, "must be 1 to 64 characters", "须为 1 到 64 个字符"));
        }
    }
    Ok((carrier.trim(), tracking.trim()))
}

/// The parcel has left.
///
/// # Errors
/// [`Code::Invalid`] about `carrier` or `tracking`, [`Code::OrderMoved`].
pub fn ship(tx: &mut Tx<'_>, cx: &Cx, id: OrderId, carrier: &str, tracking: &str) -> Result<()> {
    let (carrier, tracking) = parcel(carrier, tracking)?;
    let order = get(tx, id)?;
    if !store::ship(tx, cx, &order, carrier, tracking)? {
        return Err(Code::OrderMoved.into());
    }
    events::tell(tx, cx, &order, OrderState::Shipped)
}

/// The parcel has arrived.
///
/// # Errors
/// [`Code::OrderMoved`].
pub fn deliver(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    let order = get(tx, id)?;
    step(tx, cx, &order, OrderState::Shipped, OrderEvent::Deliver)?;
    let complete = CompleteDelivered { order: id };
    work::job::enqueue(tx, cx, &complete, When::At(cx.now.plus_s(COMPLETE_AFTER_S)), None)
}

/// The buyer says that all is well.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OrderMoved`].
pub fn confirm_receipt(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: OrderId) -> Result<()> {
    let order = own(tx, user, id)?;
    if order.state == OrderState::Shipped {
        step(tx, cx, &order, OrderState::Shipped, OrderEvent::Deliver)?;
    }
    complete(tx, cx, id)
}

/// Nothing was heard of the buyer: a delivered order completes by itself.
///
/// # Errors
/// [`Code::Store`].
pub fn complete_if_delivered(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    if get(tx, id)?.state == OrderState::Delivered { complete(tx, cx, id) } else { Ok(()) }
}

fn complete(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    end(tx, cx, id, OrderState::Delivered, OrderEvent::Complete)
}

/// Somebody begins with a service.
///
/// # Errors
/// [`Code::OrderMoved`], for goods too.
pub fn work(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    let order = get(tx, id)?;
    step(tx, cx, &order, OrderState::Paid, OrderEvent::Work)
}

/// The service was rendered: its order ends as that of goods does when it is completed.
///
/// # Errors
/// [`Code::OrderMoved`].
pub fn finish(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    end(tx, cx, id, OrderState::Working, OrderEvent::Finish)
}

/// Ends the order and earns what has not been refunded.
fn end(tx: &mut Tx<'_>, cx: &Cx, id: OrderId, from: OrderState, event: OrderEvent) -> Result<()> {
    store::lock(tx, id)?;
    let order = get(tx, id)?;
    step(tx, cx, &order, from, event)?;
    let earned = order.total.minus(order.refunded)?;
    if earned.is_zero() {
        return Ok(());
    }
    let bucket = id.bucket();
    let posting = Posting {
        key: format!("settlement:{id}"),
        kind: TransferKind::Settlement,
        reference: id.raw(),
        from: AccountKey::platform(bucket, Book::Escrow),
        to: AccountKey::platform(bucket, Book::Sales),
        amount: earned,
    };
    ledger::post(tx, cx, &posting).map(|_| ())
}

/// Claims pieces of lines for an after-sale case, so that no two cases refund the same piece.
///
/// # Errors
/// [`Code::RefundTooMuch`] naming the line.
pub fn claim_refund(tx: &mut Tx<'_>, id: OrderId, lines: &[(i64, Quantity)]) -> Result<()> {
    for (index, (line, quantity)) in lines.iter().enumerate() {
        if !store::claim_refund(tx, id, *line, quantity.pieces())? {
            let error = Error::new(Code::RefundTooMuch);
            return Err(error.with_detail(
                format!("lines[{index}]"),
                "has fewer pieces left",
                "可退数量不足",
            ));
        }
    }
    Ok(())
}

/// Gives claimed pieces back when a case ends without a refund.
///
/// # Errors
/// [`Code::RefundTooMuch`] when they were not claimed.
pub fn unclaim_refund(tx: &mut Tx<'_>, id: OrderId, lines: &[(i64, Quantity)]) -> Result<()> {
    for (line, quantity) in lines {
        if !store::unclaim_refund(tx, id, *line, quantity.pieces())? {
            return Err(Code::RefundTooMuch.into());
        }
    }
    Ok(())
}

/// Counts a refund against the order; which book its money is in. An order refunded whole before it was
/// shipped or done ends here.
///
/// # Errors
/// [`Code::RefundTooMuch`], [`Code::OrderMoved`].
pub fn promise_refund(tx: &mut Tx<'_>, cx: &Cx, id: OrderId, amount: Money) -> Result<Book> {
    store::lock(tx, id)?;
    if !store::add_refunded(tx, id, amount)? {
        return Err(Code::RefundTooMuch.into());
    }
    let order: Order = get(tx, id)?;
    if order.refunded == order.total && order.state.is_unfulfilled() {
        step(tx, cx, &order, order.state, OrderEvent::RefundAll)?;
    }
    Ok(if order.state.is_earned() { Book::Sales } else { Book::Escrow })
}
