//! After-sale cases: the queues, one case, and its decision.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Result};
use mall::account::{self, Permission};
use mall::aftersale::{self, Aftersale, AftersaleId, AftersaleState};
use mall::desk;
use mall::media::Name;
use mall::order::{self, Order, OrderLine};
use mall::payment::{Refund, refund};
use mall::stock::Quantity;
use serde::Deserialize;
use store::Tx;

use super::queue::{Queue, QueueQuery};
use super::said::Said;
use super::show::{self, Way};
use super::view::{AftersalePage, AftersalesPage, CaseActions, CaseLine, Link, Section};
use super::worker::{Nothing, Worker, onward};
use crate::app::App;
use crate::i18n::desk::DeskText;
use crate::media::{Looker, SizeQuery, serve_photo};
use crate::page::Form;
use crate::params::{Path, PathPair, Query};
use crate::problem::Failure;
use crate::site::view::{FieldErrors, Picture, Step};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/aftersales", get(queue))
        .route("/desk/aftersales/{id}", get(look_at))
        .route("/desk/aftersales/{id}/photos/{name}", get(photo))
        .route("/desk/aftersales/{id}/decide", post(decide))
        .route("/desk/aftersales/{id}/receive", post(receive))
}

async fn queue(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<QueueQuery<AftersaleState>>,
) -> Result<Response, Failure> {
    let Queue { tabs, items, older } = Queue::read(&app, &worker, &query, aftersale::in_state).await?;
    let layout = worker.layout(Section::Aftersales, worker.t().aftersales);
    let rows = items.iter().map(show::case_row).collect();
    worker.show(&app, &AftersalesPage { layout, tabs, rows, older })
}

/// A case with all that belongs to it.
struct Whole {
    case: Aftersale,
    order: Order,
    buyer: String,
    pieces: Vec<(OrderLine, Quantity)>,
    refunds: Vec<Refund>,
    photos: Vec<Name>,
}

fn whole(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Whole> {
    let case = aftersale::get(tx, id)?;
    let lines = order::lines(tx, case.order)?;
    let mut pieces = Vec::new();
    for (number, quantity) in aftersale::lines(tx, id)? {
        let line = lines.iter().find(|line| line.line == number);
        pieces.push((line.cloned().ok_or(Code::NotFound)?, quantity));
    }
    let refunds = refund::list_of_order(tx, case.order)?;
    Ok(Whole {
        order: order::get(tx, case.order)?,
        buyer: account::user(tx, case.user)?.username.to_string(),
        refunds: refunds.into_iter().filter(|refund| refund.aftersale == id.raw()).collect(),
        photos: aftersale::photos(tx, id)?,
        case,
        pieces,
    })
}

fn steps(case: &Aftersale, t: &'static DeskText) -> Vec<Step> {
    let asked = (t.case_requested, Some(case.requested_at));
    // A case that was refused was decided too, but never approved.
    let approved = case.decided_at.filter(|_| case.state != AftersaleState::Rejected);
    let refunded = (t.case_refunded, case.finished_at.filter(|_| case.state == AftersaleState::Refunded));
    let mut way = vec![asked, (t.case_approved, approved)];
    if case.with_return {
        way.extend([(t.case_returning, None), (t.case_received, case.received_at)]);
    }
    way.push(refunded);
    let (here, stop) = match case.state {
        AftersaleState::Requested => (0, None),
        AftersaleState::Approved => (1, None),
        AftersaleState::Returning => (2, None),
        AftersaleState::Received => (3, None),
        AftersaleState::Refunded => (way.len() - 1, None),
        AftersaleState::Rejected => (0, Some((t.case_rejected, case.decided_at))),
        AftersaleState::Withdrawn => (0, Some((t.case_withdrawn, case.finished_at))),
    };
    Way { steps: &way, here, stop }.shown()
}

fn case_line(line: &OrderLine, quantity: Quantity, worker: &Worker) -> CaseLine {
    CaseLine {
        href: worker.sees(Section::Stock).then(|| format!("/desk/stock/{}", line.sku)),
        code: line.code.clone(),
        title: line.title.get(worker.lang()).to_owned(),
        options: line.option.get(worker.lang()).to_owned(),
        picture: show::picture(Some(&line.picture)),
        price: line.price.into(),
        quantity: quantity.pieces(),
    }
}

async fn page(
    app: &App,
    worker: &Worker,
    id: AftersaleId,
    answer: String,
    errors: FieldErrors,
) -> Result<AftersalePage, Failure> {
    let whole = worker.read(app, Section::Aftersales, move |tx| whole(tx, id)).await?;
    let (t, case) = (worker.t(), &whole.case);
    let may = worker.may(Permission::AftersaleDecide);
    let is_awaited = matches!(case.state, AftersaleState::Approved | AftersaleState::Returning);
    Ok(AftersalePage {
        layout: worker.layout(Section::Aftersales, format!("{} {}", t.aftersales, case.number)),
        id: id.to_string(),
        number: case.number.clone(),
        state: case.state,
        steps: steps(case, t),
        order: Link::new(whole.order.number.clone(), format!("/desk/orders/{}", case.order)),
        buyer: Link::new(whole.buyer, format!("/desk/users/{}", case.user)),
        with_return: case.with_return,
        amount: case.amount.into(),
        reason: case.reason.clone(),
        given_answer: case.answer.clone(),
        parcel: show::parcel(&case.carrier, &case.tracking),
        lines: whole.pieces.iter().map(|(line, quantity)| case_line(line, *quantity, worker)).collect(),
        refunds: whole.refunds.iter().map(show::refund_row).collect(),
        photos: Picture::photos(&format!("/desk/aftersales/{id}"), &whole.photos, t.photo),
        actions: CaseActions {
            decide: may && case.state == AftersaleState::Requested,
            receive: may && case.with_return && is_awaited,
        },
        answer,
        errors,
    })
}

/// A photo that the buyer added.
async fn photo(
    State(app): State<App>,
    worker: Worker,
    PathPair(id, name): PathPair<AftersaleId, Name>,
    Query(query): Query<SizeQuery>,
) -> Result<Response, Failure> {
    serve_photo(&app, Looker::Staff(worker.id()), id, name, query.size()?).await
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<AftersaleId>,
) -> Result<Response, Failure> {
    let page = page(&app, &worker, id, String::new(), FieldErrors::default()).await?;
    worker.show(&app, &page)
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Approve,
    Reject,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    answer: String,
    #[serde(rename = "do")]
    decision: Decision,
}

async fn decide(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<AftersaleId>,
    Form(typed): Form<Answer>,
) -> Result<Response, Failure> {
    let (answer, decision) = (typed.answer.replace("\r\n", "\n"), typed.decision);
    let given = answer.clone();
    let decided = worker
        .act(&app, move |tx, cx| match decision {
            Decision::Approve => desk::orders::approve(tx, cx, id, &given),
            Decision::Reject => desk::orders::reject(tx, cx, id, &given),
        })
        .await;
    match (decided, decision) {
        (Ok(()), Decision::Approve) => Ok(onward(&app, &place(id), Said::Approved)),
        (Ok(()), Decision::Reject) => Ok(onward(&app, &place(id), Said::Rejected)),
        (Err(error), _) if error.code() == Code::Invalid => refused(&app, &worker, id, answer, error).await,
        (Err(error), _) => Err(error.into()),
    }
}

async fn refused(
    app: &App,
    worker: &Worker,
    id: AftersaleId,
    answer: String,
    error: Error,
) -> Result<Response, Failure> {
    let errors = worker.faults(error)?;
    let page = page(app, worker, id, answer, errors).await?;
    worker.refuse(app, &page)
}

fn place(id: AftersaleId) -> String {
    format!("/desk/aftersales/{id}")
}

async fn receive(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<AftersaleId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::orders::receive(tx, cx, id)).await?;
    Ok(onward(&app, &place(id), Said::Received))
}
