//! Orders: the queues, one order, and its steps.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Result};
use mall::account::{self, Permission};
use mall::aftersale::{self, Aftersale};
use mall::catalog::SpuKind;
use mall::desk;
use mall::ledger::{self, Transfer};
use mall::order::{self, Order, OrderEvent, OrderId, OrderLine, OrderState};
use mall::payment::{self, Payment, Refund, refund};
use serde::Deserialize;
use store::Tx;

use super::queue::{Queue, QueueQuery};
use super::said::Said;
use super::show::{self, Way};
use super::view::{LineRow, Link, OrderActions, OrderPage, OrdersPage, PaymentRow, Section, Worded};
use super::worker::{Nothing, Worker, back_to, onward, to};
use crate::app::App;
use crate::i18n::desk::DeskText;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::{FieldErrors, Step};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/orders", get(queue))
        .route("/desk/orders/{id}", get(look_at))
        .route("/desk/orders/{id}/pack", post(pack))
        .route("/desk/orders/{id}/ship", post(ship))
        .route("/desk/orders/{id}/deliver", post(deliver))
        .route("/desk/orders/{id}/work", post(work))
        .route("/desk/orders/{id}/finish", post(finish))
}

/// Which queue, or an order's number.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct OrdersQuery {
    state: Option<OrderState>,
    q: String,
    after: String,
}

/// A number as it is stored, from what was typed.
fn number(typed: &str) -> String {
    typed.trim().chars().take(40).collect::<String>().to_uppercase()
}

async fn queue(
    State(app): State<App>,
    worker: Worker,
    Query(OrdersQuery { state, q, after }): Query<OrdersQuery>,
) -> Result<Response, Failure> {
    let number = number(&q);
    if !number.is_empty() {
        let wanted = number.clone();
        let found = worker.read(&app, Section::Orders, move |tx| found(order::by_number(tx, &wanted)));
        if let Some(order) = found.await? {
            return Ok(to(&place(order.id)));
        }
    }
    let query = QueueQuery { state, after };
    let Queue { tabs, items, older } = Queue::read(&app, &worker, &query, order::list::in_state).await?;
    worker.show(
        &app,
        &OrdersPage {
            layout: worker.live_layout(&app, Section::Orders, worker.t().orders),
            tabs,
            missed: (!number.is_empty()).then_some(number),
            older,
            rows: items.iter().map(show::order_row).collect(),
            may_begin: query.state() == OrderState::Paid && worker.may(Permission::OrderShip),
        },
    )
}

fn found(order: Result<Order>) -> Result<Option<Order>> {
    match order {
        Ok(order) => Ok(Some(order)),
        Err(error) if error.code() == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// An order with all that belongs to it.
struct Whole {
    order: Order,
    buyer: String,
    lines: Vec<OrderLine>,
    payments: Vec<Payment>,
    refunds: Vec<Refund>,
    cases: Vec<Aftersale>,
    transfers: Vec<Transfer>,
}

fn whole(tx: &mut Tx<'_>, id: OrderId, with_books: bool) -> Result<Whole> {
    let order = order::get(tx, id)?;
    let payments = payment::of_order(tx, id)?;
    let refunds = refund::list_of_order(tx, id)?;
    let mut transfers = Vec::new();
    if with_books {
        let about = payments.iter().map(|payment| payment.id.raw());
        let about = about.chain(refunds.iter().map(|refund| refund.id.raw())).chain([id.raw()]);
        for reference in about {
            transfers.extend(ledger::of_reference(tx, reference)?);
        }
        transfers.sort_unstable_by_key(|transfer| transfer.id);
    }
    Ok(Whole {
        buyer: account::user(tx, order.user)?.username.to_string(),
        lines: order::lines(tx, id)?,
        cases: aftersale::of_order(tx, id)?,
        order,
        payments,
        refunds,
        transfers,
    })
}

fn steps(order: &Order, t: &'static DeskText) -> Vec<Step> {
    let times = order.times;
    let begun = [(t.step_placed, Some(times.placed)), (t.step_paid, times.paid)];
    let fulfilled: &[_] = match order.kind {
        SpuKind::Goods => &[
            (t.step_packing, times.packed),
            (t.step_shipped, times.shipped),
            (t.step_delivered, times.delivered),
            (t.step_completed, times.completed),
        ],
        SpuKind::Service => &[(t.step_working, times.working), (t.step_done, times.done)],
    };
    let steps = [&begun[..], fulfilled].concat();
    let (here, is_stop) = match order.state {
        OrderState::Placed => (0, false),
        OrderState::Paid => (1, false),
        OrderState::Packing | OrderState::Working => (2, false),
        OrderState::Shipped | OrderState::Done => (3, false),
        OrderState::Delivered => (4, false),
        OrderState::Completed => (5, false),
        OrderState::Cancelled | OrderState::Expired | OrderState::Refunded => (0, true),
    };
    let stop = is_stop.then(|| (order.state.named(t).text, times.closed));
    Way { steps: &steps, here, stop }.shown()
}

fn payment_row(payment: &Payment) -> PaymentRow {
    PaymentRow {
        number: payment.number.clone(),
        method: payment.method,
        state: payment.state,
        amount: payment.amount.into(),
        trade_no: payment.trade_no.clone(),
        failure: payment.failure.clone(),
        at: payment.succeeded_at.unwrap_or(payment.created_at).into(),
        is_settled: payment.settled,
    }
}

fn line_row(line: &OrderLine, worker: &Worker) -> Result<LineRow> {
    Ok(LineRow {
        href: worker.sees(Section::Stock).then(|| format!("/desk/stock/{}", line.sku)),
        code: line.code.clone(),
        title: line.title.get(worker.lang()).to_owned(),
        options: line.option.get(worker.lang()).to_owned(),
        picture: show::picture(Some(&line.picture)),
        price: line.price.into(),
        quantity: line.quantity,
        amount: line.amount()?.into(),
        refunded: line.refund_quantity,
    })
}

/// What was typed to ship an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipping {
    carrier: String,
    tracking: String,
}

async fn page(
    app: &App,
    worker: &Worker,
    id: OrderId,
    typed: Shipping,
    errors: FieldErrors,
) -> Result<OrderPage, Failure> {
    let with_books = worker.sees(Section::Ledger);
    let whole = worker.read(app, Section::Orders, move |tx| whole(tx, id, with_books)).await?;
    let (t, order) = (worker.t(), &whole.order);
    let may_ship = worker.may(Permission::OrderShip);
    Ok(OrderPage {
        layout: worker.layout(Section::Orders, format!("{} {}", t.order, order.number)),
        id: id.to_string(),
        number: order.number.clone(),
        kind: order.kind,
        state: order.state,
        steps: steps(order, t),
        buyer: Link::new(whole.buyer, format!("/desk/users/{}", order.user)),
        recipient: show::recipient(order),
        note: order.note.clone(),
        parcel: show::parcel(&order.carrier, &order.tracking),
        lines: whole.lines.iter().map(|line| line_row(line, worker)).collect::<Result<_>>()?,
        total: order.total.into(),
        refunded: show::nonzero(order.refunded),
        payments: whole.payments.iter().map(payment_row).collect(),
        refunds: whole.refunds.iter().map(show::refund_row).collect(),
        cases: whole.cases.iter().map(show::case_row).collect(),
        transfers: whole.transfers.iter().map(show::transfer_row).collect(),
        actions: OrderActions {
            pack: may_ship && order.state.on(order.kind, OrderEvent::Pack).is_ok(),
            ship: may_ship && order.state == OrderState::Packing,
            deliver: may_ship && order.state == OrderState::Shipped,
            work: may_ship && order.state.on(order.kind, OrderEvent::Work).is_ok(),
            finish: may_ship && order.state == OrderState::Working,
        },
        carrier: typed.carrier,
        tracking: typed.tracking,
        errors,
    })
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<OrderId>,
) -> Result<Response, Failure> {
    let page = page(&app, &worker, id, Shipping::default(), FieldErrors::default()).await?;
    worker.show(&app, &page)
}

fn place(id: OrderId) -> String {
    format!("/desk/orders/{id}")
}

/// Where to go on: from a queue, the next order waits there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Back {
    back: Option<String>,
}

impl Back {
    fn to(&self, id: OrderId) -> String {
        self.back.as_deref().map_or_else(|| place(id), |back| back_to(back).to_owned())
    }
}

async fn pack(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<OrderId>,
    Form(back): Form<Back>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::orders::pack(tx, cx, id)).await?;
    Ok(onward(&app, &back.to(id), Said::Packed))
}

async fn ship(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<OrderId>,
    Form(typed): Form<Shipping>,
) -> Result<Response, Failure> {
    let ask = typed.clone();
    let shipped =
        worker.act(&app, move |tx, cx| desk::orders::ship(tx, cx, id, &ask.carrier, &ask.tracking)).await;
    match shipped {
        Ok(()) => Ok(onward(&app, &place(id), Said::Shipped)),
        Err(error) if is_about_a_field(&error) => {
            let errors = worker.faults(error)?;
            let page = page(&app, &worker, id, typed, errors).await?;
            worker.refuse(&app, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn is_about_a_field(error: &Error) -> bool {
    error.code() == Code::Invalid
}

async fn deliver(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<OrderId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::orders::deliver(tx, cx, id)).await?;
    Ok(onward(&app, &place(id), Said::Delivered))
}

async fn work(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<OrderId>,
    Form(back): Form<Back>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::orders::work(tx, cx, id)).await?;
    Ok(onward(&app, &back.to(id), Said::WorkBegun))
}

async fn finish(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<OrderId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::orders::finish(tx, cx, id)).await?;
    Ok(onward(&app, &place(id), Said::Finished))
}
