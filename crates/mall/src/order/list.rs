//! Lists of orders: by cursor, and by page numbers that cost the same at any depth.

use kernel::{Currency, Cursor, Error, PageAsk, Paged, Result, Time, id};

use super::model::{Order, OrderState};
use super::store;
use crate::account::UserId;
use ::store::Tx;

/// A user's orders, newest first, continued by cursor.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn of_user(
    tx: &mut Tx<'_>,
    user: UserId,
    state: Option<OrderState>,
    ask: &PageAsk,
) -> Result<Paged<Order>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = match state {
        Some(state) => store::of_user_in_state(tx, user, state, before, ask.fetch())?,
        None => store::of_user(tx, user, before, ask.fetch())?,
    };
    Ok(Paged::cut(rows, ask, |order| vec![order.ordinal]))
}

/// A user's orders in any of some states, newest first, continued by cursor: one walk through the index per
/// state, merged.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn of_user_in(
    tx: &mut Tx<'_>,
    user: UserId,
    states: &[OrderState],
    ask: &PageAsk,
) -> Result<Paged<Order>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let mut rows = Vec::new();
    for state in states {
        rows.extend(store::of_user_in_state(tx, user, *state, before, ask.fetch())?);
    }
    rows.sort_unstable_by_key(|order| std::cmp::Reverse(order.ordinal));
    Ok(Paged::cut(rows, ask, |order| vec![order.ordinal]))
}

/// How many of a user's orders are in any of some states, counted up to `limit` in each.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn count_in(tx: &mut Tx<'_>, user: UserId, states: &[OrderState], limit: i64) -> Result<i64> {
    states.iter().try_fold(0, |sum, state| Ok(sum + store::count_in_state(tx, user, *state, limit)?))
}

/// One numbered page of a list.
#[derive(Clone, Debug)]
pub struct Numbered {
    pub items: Vec<Order>,
    /// From 1.
    pub page: i64,
    pub pages: i64,
    pub total: i64,
}

/// One numbered page of all of a user's orders, newest first. Orders are counted per user without gaps, so
/// page 10,000 is as short a walk through the index as page 1.
///
/// # Errors
/// [`kernel::Code::Invalid`] about `page` beyond the last.
pub fn page_of_user(tx: &mut Tx<'_>, user: UserId, page: i64, size: i64) -> Result<Numbered> {
    let total = store::count(tx, user)?;
    let size = size.clamp(1, PageAsk::LIMIT_MAX);
    let pages = (total + size - 1) / size;
    if page < 1 || page > pages.max(1) {
        return Err(Error::field("page", "is beyond the last page", "页码超出范围"));
    }
    let newest = total - (page - 1) * size;
    let items = store::of_user(tx, user, newest + 1, size)?;
    Ok(Numbered { items, page, pages, total })
}

/// All orders in one state, newest first: the work lists of staff.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn in_state(tx: &mut Tx<'_>, state: OrderState, ask: &PageAsk) -> Result<Paged<Order>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::in_state(tx, state, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |order| vec![order.id.raw()]))
}

/// How many orders of all users are in one state, counted up to `max`: nobody reads the exact length of a long queue.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn count_all_in_state(tx: &mut Tx<'_>, state: OrderState, max: i64) -> Result<i64> {
    store::count_all_in_state(tx, state, max)
}

/// What was ordered in one currency over some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub currency: Currency,
    pub orders: i64,
    /// Those of them that have been paid, whatever became of them.
    pub paid: i64,
    pub paid_minor: i64,
}

/// What was ordered from one moment to another, by currency. Walks over the orders of that time only.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn placed_between(tx: &mut Tx<'_>, from: Time, to: Time) -> Result<Vec<Placed>> {
    store::placed_between(tx, id::first_at(from), id::first_at(to))
}
