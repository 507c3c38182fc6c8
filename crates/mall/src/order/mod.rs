//! Orders: carts, placing, the steps of an order, lists.

pub mod cart;
mod cart_store;
pub mod events;
mod history_store;
mod jobs;
pub mod list;
mod model;
pub mod step;
mod store;

use kernel::number::Mark;
use kernel::{Code, Cx, Error, Money, Result, Time};
use work::When;

use ::store::Tx;
pub use jobs::handlers;
pub use model::{Order, OrderEvent, OrderId, OrderLine, OrderState, Place, Recipient, Settled, Times};

use crate::account::UserId;
use crate::catalog::SpuKind;
use crate::pricing::{self, Quote, QuotedLine};
use crate::proof::Proof;
use crate::stock::{self, Claim};

/// How long an order waits to be paid, unless configured otherwise.
pub const PAY_WITHIN_S: i64 = 15 * 60;

/// What the shop decides about orders.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub pay_within_s: i64,
}

impl Default for Terms {
    fn default() -> Self {
        Self { pay_within_s: PAY_WITHIN_S }
    }
}

/// An order with its lines.
#[derive(Clone, Debug)]
pub struct Whole {
    pub order: Order,
    pub lines: Vec<OrderLine>,
}

/// Places an order: quotes, freezes the prices per line, reserves the stock.
///
/// # Errors
/// What [`pricing::quote`] and [`stock::reserve`] return; [`Code::PriceChanged`] when the total is not the one
/// that the buyer saw; [`Code::Invalid`] about `address_id` when goods go nowhere.
pub fn place(tx: &mut Tx<'_>, cx: &Cx, terms: Terms, ask: &Place) -> Result<Whole> {
    ask.check()?;
    let quote = pricing::quote(tx, &ask.lines)?;
    if ask.expected_total.is_some_and(|seen| seen != quote.total) {
        return Err(Code::PriceChanged.into());
    }
    if quote.kind == SpuKind::Goods && ask.recipient.is_none() {
        return Err(Error::field("address_id", "is missing", "缺少收货地址"));
    }
    let claim = |line: &QuotedLine| Claim { sku: line.offer.sku, quantity: line.quantity, asked: line.asked };
    let claims = quote.lines.iter().map(claim).collect();
    let whole = draft(tx, cx, terms, ask, quote)?;
    let order = &whole.order;
    store::insert(tx, order, &whole.lines)?;
    stock::reserve(tx, cx, order.id.raw(), order.times.expires, claims)?;
    events::tell(tx, cx, order, OrderState::Placed)?;
    let expire = jobs::ExpireUnpaid { order: order.id };
    work::job::enqueue(tx, cx, &expire, When::At(order.times.expires), None)?;
    Ok(whole)
}

fn draft(tx: &mut Tx<'_>, cx: &Cx, terms: Terms, ask: &Place, quote: Quote) -> Result<Whole> {
    let order = Order {
        id: OrderId::issue(cx, ask.user.bucket())?,
        user: ask.user,
        ordinal: store::next_ordinal(tx, ask.user)?,
        number: cx.number(Mark::Order)?,
        kind: quote.kind,
        state: OrderState::Placed,
        total: quote.total,
        refunded: Money::zero(quote.total.currency()),
        line_count: i64::try_from(quote.lines.len()).map_err(|_| Code::TooManyLines)?,
        recipient: ask.recipient.clone(),
        note: ask.note.clone(),
        carrier: String::new(),
        tracking: String::new(),
        times: Times { placed: cx.now, expires: cx.now.plus_s(terms.pay_within_s), ..Times::default() },
    };
    let lines = (1..).zip(quote.lines).map(|(line, quoted)| OrderLine {
        line,
        sku: quoted.offer.sku,
        spu: quoted.offer.spu,
        code: quoted.offer.code,
        title: quoted.offer.title,
        option: quoted.offer.option,
        picture: quoted.offer.picture.unwrap_or_default(),
        list_price: quoted.offer.list_price,
        price: quoted.offer.price,
        quantity: quoted.quantity.pieces(),
        refund_quantity: 0,
    });
    Ok(Whole { order, lines: lines.collect() })
}

/// The order, whoever it belongs to: for staff and other slices.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: OrderId) -> Result<Order> {
    store::get(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// # Errors
/// [`Code::NotFound`].
pub fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Order> {
    store::by_number(tx, number)?.ok_or_else(|| Code::NotFound.into())
}

/// The user's own order; another's is not found.
///
/// # Errors
/// [`Code::NotFound`].
pub fn own(tx: &mut Tx<'_>, user: UserId, id: OrderId) -> Result<Order> {
    store::get(tx, id)?.filter(|order| order.user == user).ok_or_else(|| Code::NotFound.into())
}

/// The same, and no other transaction changes the order before this one ends.
///
/// # Errors
/// [`Code::NotFound`].
pub fn lock_own(tx: &mut Tx<'_>, user: UserId, id: OrderId) -> Result<Order> {
    store::lock(tx, id)?;
    own(tx, user, id)
}

/// # Errors
/// [`Code::Store`].
pub fn lines(tx: &mut Tx<'_>, id: OrderId) -> Result<Vec<OrderLine>> {
    store::lines(tx, id, i64::try_from(pricing::LINES_MAX).unwrap_or(i64::MAX))
}

/// One line of an order by its number.
///
/// # Errors
/// [`Code::NotFound`].
pub fn line(tx: &mut Tx<'_>, id: OrderId, number: i64) -> Result<OrderLine> {
    store::one_line(tx, id, number)
}

/// The first lines of an order: what a list shows of it.
///
/// # Errors
/// [`Code::Store`].
pub fn first_lines(tx: &mut Tx<'_>, id: OrderId, limit: i64) -> Result<Vec<OrderLine>> {
    store::lines(tx, id, limit)
}

/// Gives a user a past: `count` cancelled orders a millisecond apart, the first at `from`, each like `model` with
/// its first line once. Nothing is reserved or paid by them. Made for measurements of long lists.
///
/// # Errors
/// [`Code::AlreadyExists`] when the bucket has orders of that time; [`Code::CartEmpty`] when the model has no line.
pub fn add_past(tx: &mut Tx<'_>, user: UserId, count: i64, from: Time, model: &Whole) -> Result<()> {
    let line = model.lines.first().ok_or(Code::CartEmpty)?;
    let line = OrderLine { quantity: 1, ..line.clone() };
    history_store::add(tx, user, count, from, &model.order, &line)
}

/// # Errors
/// [`Code::Store`].
pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    store::proofs(tx)
}
