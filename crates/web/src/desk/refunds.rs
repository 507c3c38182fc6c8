//! Refunds on their way, and those that the gateway refused.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use mall::account::Permission;
use mall::desk;
use mall::payment::{RefundId, RefundState, refund};

use super::queue::{Queue, QueueQuery};
use super::said::Said;
use super::show;
use super::view::{RefundsPage, Section};
use super::worker::{Nothing, Worker, onward};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> Router<App> {
    Router::new().route("/desk/refunds", get(queue)).route("/desk/refunds/{id}/retry", post(retry))
}

async fn queue(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<QueueQuery<RefundState>>,
) -> Result<Response, Failure> {
    let Queue { tabs, items, older } = Queue::read(&app, &worker, &query, refund::in_state).await?;
    let layout = worker.layout(Section::Refunds, worker.t().refunds);
    let rows = items.iter().map(show::refund_row).collect();
    let may_retry = worker.may(Permission::PaymentReplay);
    worker.show(&app, &RefundsPage { layout, tabs, rows, older, may_retry })
}

async fn retry(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<RefundId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::money::retry_refund(tx, cx, id)).await?;
    Ok(onward(&app, "/desk/refunds?state=failed", Said::RefundRetried))
}
