//! A member's orders: all of them by page number, those in a state by cursor.

use axum::extract::State;
use axum::response::Response;
use kernel::{Cursor, PageAsk, Result};
use mall::account::UserId;
use mall::order::{self, Order, OrderLine, list};
use store::Tx;

use super::ask::Ask;
use super::shopper::Member;
use super::show;
use super::view::{Onward, OrderFilter, OrdersPage, Paging, Tab};
use crate::app::App;
use crate::problem::Failure;

/// Orders on one page.
const PAGE: i64 = 10;
/// Lines of each order that a row needs for its title and pictures.
const LINES: i64 = 3;

struct Found {
    rows: Vec<(Order, Vec<OrderLine>)>,
    total: Option<u64>,
    paging: Paging,
}

fn with_lines(tx: &mut Tx<'_>, orders: Vec<Order>) -> Result<Vec<(Order, Vec<OrderLine>)>> {
    let first = |order: Order| Ok((order::first_lines(tx, order.id, LINES)?, order));
    orders.into_iter().map(first).map(|pair| pair.map(|(lines, order)| (order, lines))).collect()
}

/// A page beyond the last is the last: orders do not go away, but links are typed.
fn all(tx: &mut Tx<'_>, user: UserId, page: i64) -> Result<Found> {
    let first = list::page_of_user(tx, user, 1, PAGE)?;
    let page = page.clamp(1, first.pages.max(1));
    let numbered = if page == 1 { first } else { list::page_of_user(tx, user, page, PAGE)? };
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Found {
        rows: with_lines(tx, numbered.items)?,
        total: Some(number(numbered.total)),
        paging: Paging::Numbered(OrderFilter::All.pager(number(numbered.page), number(numbered.pages))),
    })
}

fn in_states(tx: &mut Tx<'_>, user: UserId, filter: OrderFilter, after: Option<Cursor>) -> Result<Found> {
    let is_first = after.is_none();
    let ask = PageAsk::new(Some(PAGE), after)?;
    let paged = list::of_user_in(tx, user, filter.states(), &ask)?;
    let onward = Onward::new(&filter.href(), is_first, paged.next.as_ref());
    Ok(Found { rows: with_lines(tx, paged.items)?, total: None, paging: Paging::Onward(onward) })
}

pub async fn orders(State(app): State<App>, member: Member, ask: Ask) -> Result<Response, Failure> {
    let user = member.id();
    let filter = OrderFilter::from_code(ask.get("state")).unwrap_or_default();
    let (page, after) = (ask.parsed("page").unwrap_or(1), ask.parsed::<Cursor>("after"));
    let found = app
        .db
        .read(move |tx| match filter {
            OrderFilter::All => all(tx, user, page),
            OrderFilter::Unpaid
            | OrderFilter::ToShip
            | OrderFilter::ToReceive
            | OrderFilter::Done
            | OrderFilter::Closed => in_states(tx, user, filter, after.clone()),
        })
        .await?;
    let (shopper, now) = (&member.shopper, app.now());
    let lang = shopper.lang();
    let rows = found.rows.iter().map(|(order, lines)| show::order::row(order, lines, now, lang));
    let page = OrdersPage {
        layout: shopper.layout(&app, shopper.t().orders_title, Tab::Orders).await?,
        filter,
        rows: rows.collect(),
        total: found.total,
        paging: found.paging,
    };
    shopper.show(&app, &page)
}
