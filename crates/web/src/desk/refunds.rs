//! Refunds on their way, and those that the gateway refused.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::Result;
use mall::account::Permission;
use mall::desk;
use mall::payment::{RefundId, RefundState, refund};
use serde::Deserialize;

use super::said::Said;
use super::show::{self, COUNT_MAX};
use super::view::{RefundsPage, Section, TabLink, Worded};
use super::worker::{Nothing, Worker, onward, page_ask};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> Router<App> {
    Router::new().route("/desk/refunds", get(queue)).route("/desk/refunds/{id}/retry", post(retry))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RefundsQuery {
    state: Option<RefundState>,
    after: String,
}

async fn queue(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<RefundsQuery>,
) -> Result<Response, Failure> {
    let state = query.state.unwrap_or(RefundState::Failed);
    let ask = page_ask(&query.after)?;
    let (counts, refunds) = worker
        .read(&app, Section::Refunds, move |tx| {
            let counted = |state: &RefundState| refund::count_in_state(tx, *state, COUNT_MAX + 1);
            let counts = RefundState::ALL.iter().map(counted).collect::<Result<Vec<_>>>()?;
            Ok((counts, refund::in_state(tx, state, &ask)?))
        })
        .await?;
    let t = worker.t();
    let tab = |(tab, counted): (&RefundState, i64)| TabLink {
        name: tab.named(t).text,
        href: format!("/desk/refunds?state={tab}"),
        count: Some(show::count(counted)),
        is_here: *tab == state,
        is_pressing: *tab == RefundState::Failed,
    };
    let path = format!("/desk/refunds?state={state}");
    worker.show(
        &app,
        &RefundsPage {
            layout: worker.layout(Section::Refunds, t.refunds),
            tabs: RefundState::ALL.iter().zip(counts).map(tab).collect(),
            older: show::older(&path, &query.after, &refunds),
            rows: refunds.items.iter().map(show::refund_row).collect(),
            may_retry: worker.may(Permission::PaymentReplay),
        },
    )
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
