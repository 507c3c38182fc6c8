//! After-sale: refunds per line and quantity, with or without the goods coming back.

mod jobs;
mod model;
mod photos;
mod store;

use kernel::number::Mark;
use kernel::{Code, Cursor, Cx, PageAsk, Paged, Result, money};
use work::event::{Event, emit};

use ::store::Tx;
pub use jobs::handlers;
pub use model::{Aftersale, AftersaleEvent, AftersaleId, AftersaleState, Request};
pub use photos::{PHOTOS_MAX, add_photo, check_photo, photos, too_many};

use crate::account::UserId;
use crate::catalog::SpuKind;
use crate::order::{self, OrderId, OrderState};
use crate::payment;
use crate::proof::Proof;
use crate::stock::{self, Quantity};

/// Something about a case has changed: whoever shows it looks again.
#[derive(serde::Serialize)]
pub struct AftersaleChanged {
    pub aftersale: AftersaleId,
    pub order: OrderId,
    pub user: UserId,
    pub state: AftersaleState,
}

impl Event for AftersaleChanged {
    const KIND: &'static str = "aftersale.changed";
    fn entity(&self) -> i64 {
        self.order.raw()
    }
}

impl AftersaleChanged {
    fn into_state(case: &Aftersale, state: AftersaleState) -> Self {
        Self { aftersale: case.id, order: case.order, user: case.user, state }
    }
}

/// Tells what has just happened to a case.
fn tell(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale, event: AftersaleEvent) -> Result<()> {
    let state = case.state.on(case.with_return, event)?;
    emit(tx, cx, &AftersaleChanged::into_state(case, state))
}

/// A buyer asks for money back. What was not shipped needs no return, and a service has none.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Invalid`], [`Code::OrderMoved`] unless the order is paid,
/// [`Code::RefundTooMuch`] naming the line.
pub fn request(tx: &mut Tx<'_>, cx: &Cx, ask: &Request) -> Result<Aftersale> {
    ask.check()?;
    let order = order::lock_own(tx, ask.user, ask.order)?;
    if !order.state.is_paid() || order.state == OrderState::Refunded {
        return Err(Code::OrderMoved.into());
    }
    order::step::claim_refund(tx, order.id, &ask.lines)?;
    let mut amounts = Vec::with_capacity(ask.lines.len());
    for (number, quantity) in &ask.lines {
        amounts.push(order::line(tx, order.id, *number)?.price.times(quantity.pieces())?);
    }
    let amount = money::sum(order.total.currency(), amounts)?;
    let case = Aftersale {
        id: AftersaleId::issue(cx, order.id.bucket())?,
        order: order.id,
        user: ask.user,
        number: cx.number(Mark::Aftersale)?,
        state: AftersaleState::Requested,
        with_return: ask.with_return && order.kind == SpuKind::Goods && !order.state.is_unfulfilled(),
        amount,
        reason: ask.reason.trim().to_owned(),
        answer: String::new(),
        carrier: String::new(),
        tracking: String::new(),
        requested_at: cx.now,
        decided_at: None,
        received_at: None,
        finished_at: None,
    };
    store::insert(tx, &case, &ask.lines)?;
    emit(tx, cx, &AftersaleChanged::into_state(&case, case.state))?;
    Ok(case)
}

/// Staff agree. Without a return the money goes back now; what was not shipped goes back on the shelf, and a service
/// that was not done can be had by somebody else.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Invalid`] about `answer`, [`Code::AftersaleMoved`].
pub fn approve(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId, answer: &str) -> Result<()> {
    let case = decide(tx, cx, id, AftersaleEvent::Approve, answer)?;
    if !case.with_return {
        if order::lock_own(tx, case.user, case.order)?.state.is_unfulfilled() {
            put_back(tx, cx, &case)?;
        }
        refund(tx, cx, &case)?;
    }
    tell(tx, cx, &case, AftersaleEvent::Approve)
}

/// Staff refuse, and say why.
///
/// # Errors
/// As [`approve`].
pub fn reject(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId, answer: &str) -> Result<()> {
    let case = decide(tx, cx, id, AftersaleEvent::Reject, answer)?;
    let lines = store::lines(tx, id)?;
    order::step::unclaim_refund(tx, case.order, &lines)?;
    tell(tx, cx, &case, AftersaleEvent::Reject)
}

fn decide(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: AftersaleId,
    event: AftersaleEvent,
    answer: &str,
) -> Result<Aftersale> {
    model::check_text("answer", answer)?;
    let case = store::lock(tx, id)?.ok_or(Code::NotFound)?;
    store::decide(tx, cx, &case, event, answer.trim())?;
    Ok(case)
}

/// The buyer thinks again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::AftersaleMoved`].
pub fn withdraw(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: AftersaleId) -> Result<()> {
    let case = lock_own(tx, user, id)?;
    store::finish(tx, cx, &case, AftersaleEvent::Withdraw)?;
    let lines = store::lines(tx, id)?;
    order::step::unclaim_refund(tx, case.order, &lines)?;
    tell(tx, cx, &case, AftersaleEvent::Withdraw)
}

/// The buyer has sent the goods back.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Invalid`], [`Code::AftersaleMoved`].
pub fn send(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    id: AftersaleId,
    carrier: &str,
    tracking: &str,
) -> Result<()> {
    let (carrier, tracking) = order::step::parcel(carrier, tracking)?;
    let case = lock_own(tx, user, id)?;
    store::send(tx, &case, carrier, tracking)?;
    tell(tx, cx, &case, AftersaleEvent::Send)
}

/// The goods are back: they can be sold again, and the money goes back.
///
/// # Errors
/// [`Code::NotFound`], [`Code::AftersaleMoved`].
pub fn receive(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId) -> Result<()> {
    let case = store::lock(tx, id)?.ok_or(Code::NotFound)?;
    store::receive(tx, cx, &case)?;
    put_back(tx, cx, &case)?;
    refund(tx, cx, &case)?;
    tell(tx, cx, &case, AftersaleEvent::Receive)
}

fn put_back(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale) -> Result<()> {
    let mut pieces: Vec<(_, Quantity)> = Vec::new();
    for (number, quantity) in store::lines(tx, case.id)? {
        pieces.push((order::line(tx, case.order, number)?.sku, quantity));
    }
    // Stock rows are always touched in the order of SKUs, so that no two transactions wait for each other.
    pieces.sort_unstable();
    pieces
        .into_iter()
        .try_for_each(|(sku, quantity)| stock::give_back(tx, cx, case.order.raw(), sku, quantity))
}

fn refund(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale) -> Result<()> {
    let refund = payment::refund::of_order(tx, cx, case.order, case.amount, case.id.raw(), &case.reason)?;
    store::set_refund(tx, case.id, refund.raw())
}

/// The money has arrived; nothing happens when that was known.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Store`].
fn close_refunded(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId) -> Result<()> {
    let case = store::lock(tx, id)?.ok_or(Code::NotFound)?;
    if case.state == AftersaleState::Refunded {
        return Ok(());
    }
    store::finish(tx, cx, &case, AftersaleEvent::Refund)?;
    tell(tx, cx, &case, AftersaleEvent::Refund)
}

fn lock_own(tx: &mut Tx<'_>, user: UserId, id: AftersaleId) -> Result<Aftersale> {
    store::lock(tx, id)?.filter(|case| case.user == user).ok_or_else(|| Code::NotFound.into())
}

/// # Errors
/// [`Code::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Aftersale> {
    store::get(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// The user's own case; another's is not found.
///
/// # Errors
/// [`Code::NotFound`].
pub fn own(tx: &mut Tx<'_>, user: UserId, id: AftersaleId) -> Result<Aftersale> {
    store::get(tx, id)?.filter(|case| case.user == user).ok_or_else(|| Code::NotFound.into())
}

/// Line numbers and pieces of a case.
///
/// # Errors
/// [`Code::Store`].
pub fn lines(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Vec<(i64, Quantity)>> {
    store::lines(tx, id)
}

/// The cases of an order, newest first.
///
/// # Errors
/// [`Code::Store`].
pub fn of_order(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<Aftersale>> {
    store::of_order(tx, id)
}

/// A user's cases, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn of_user(tx: &mut Tx<'_>, user: UserId, ask: &PageAsk) -> Result<Paged<Aftersale>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::of_user(tx, user, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |case| vec![case.id.raw()]))
}

/// Cases in one state, newest first: the work lists of staff.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn in_state(tx: &mut Tx<'_>, state: AftersaleState, ask: &PageAsk) -> Result<Paged<Aftersale>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::in_state(tx, state, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |case| vec![case.id.raw()]))
}

/// How many cases are in one state, counted up to `max`.
///
/// # Errors
/// [`Code::Store`].
pub fn count_in_state(tx: &mut Tx<'_>, state: AftersaleState, max: i64) -> Result<i64> {
    store::count_in_state(tx, state, max)
}

/// # Errors
/// [`Code::Store`].
pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    store::proofs(tx)
}
