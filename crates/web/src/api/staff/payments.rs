//! Staff look after payments: the inbox of notifications, and refunds that were refused.

use axum::extract::State;
use kernel::Result;
use mall::account::Permission;
use mall::desk;
use mall::payment::{Notice, NoticeId, Outcome, Refund, RefundId, RefundState, Verdict, notice, refund};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Done, ListQuery, Many, Nothing, One, page_ask};
use crate::api::doc;
use crate::api::view::Stamp;
use crate::api::view::payment::RefundView;
use crate::app::App;
use crate::auth::Staff;
use crate::once::{Kept, Made, Once};
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_payment_notices))
        .routes(routes!(get_payment_notice))
        .routes(routes!(replay_payment_notice))
        .routes(routes!(list_refunds))
        .routes(routes!(retry_refund))
}

/// The verdict of each check; null for those that were not reached.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct VerdictView {
    signature: Option<bool>,
    app: Option<bool>,
    seller: Option<bool>,
    amount: Option<bool>,
    currency: Option<bool>,
    /// Not a repetition of what was already handled.
    fresh: Option<bool>,
}

impl From<Verdict> for VerdictView {
    fn from(verdict: Verdict) -> Self {
        let Verdict { signature, app, seller, amount, currency, fresh } = verdict;
        Self { signature, app, seller, amount, currency, fresh }
    }
}

/// A notification from the gateway.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct NoticeView {
    #[schema(value_type = String)]
    id: NoticeId,
    received_at: Stamp,
    handled_at: Stamp,
    source: String,
    /// As it came; what is not UTF-8 is shown as `�`.
    raw: String,
    notify_id: String,
    out_trade_no: String,
    trade_status: String,
    verdict: VerdictView,
    #[schema(schema_with = doc::notice_outcome)]
    outcome: Outcome,
    note: String,
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        Self {
            id: notice.id,
            received_at: notice.received_at.into(),
            handled_at: notice.handled_at.into(),
            source: notice.source,
            raw: String::from_utf8_lossy(&notice.raw).into_owned(),
            notify_id: notice.notify_id,
            out_trade_no: notice.out_trade_no,
            trade_status: notice.trade_status,
            verdict: notice.verdict.into(),
            outcome: notice.outcome,
            note: notice.note,
        }
    }
}

/// The inbox, newest first
#[utoipa::path(get, path = "/payment-notices", tag = "staff", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<NoticeView>), doc::StaffRead))]
async fn list_payment_notices(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Many<NoticeView>, Failure> {
    let (user, ask) = (staff.id(), query.parse()?);
    let page = ask.clone();
    let notices = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::PaymentRead)?;
            notice::list(tx, &page)
        })
        .await?;
    Ok(Many::paged(notices, &ask, Into::into))
}

/// One notification
#[utoipa::path(get, path = "/payment-notices/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<NoticeView>), doc::StaffRead))]
async fn get_payment_notice(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<NoticeId>,
) -> Result<One<NoticeView>, Failure> {
    let user = staff.id();
    let found = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::PaymentRead)?;
            notice::get_one(tx, id)
        })
        .await?;
    Ok(One { data: found.into() })
}

/// Judges a notification again, as if it came now
#[utoipa::path(post, path = "/payment-notices/{id}/replay", tag = "staff", request_body = Option<Nothing>,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 200, body = One<NoticeView>), doc::StaffChange))]
async fn replay_payment_notice(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<NoticeId>,
    Once { request, .. }: Once<Nothing>,
) -> Result<Kept, Failure> {
    let user = staff.id();
    let raw = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, user, Permission::PaymentReplay)?;
            Ok(notice::get_one(tx, id)?.raw)
        })
        .await?;
    let checked = app.gateway.check(&raw);
    let kept = request
        .run(&app, staff.actor(), user, move |tx, cx| {
            desk::money::replay_notice(tx, cx, id, &checked)?;
            let view: NoticeView = notice::get_one(tx, id)?.into();
            Ok(Made { location: String::new(), view })
        })
        .await?;
    Ok(kept)
}

/// A refund, and why the gateway refused it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct StaffRefundView {
    #[serde(flatten)]
    refund: RefundView,
    failure: String,
}

impl From<Refund> for StaffRefundView {
    fn from(refund: Refund) -> Self {
        let failure = refund.failure.clone();
        Self { refund: refund.into(), failure }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct RefundQuery {
    /// `failed` when it is not given: what waits for staff.
    #[param(schema_with = doc::refund_state)]
    state: Option<RefundState>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Refunds in one state, newest first
#[utoipa::path(get, path = "/refunds", tag = "staff", params(RefundQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<StaffRefundView>), doc::StaffRead))]
async fn list_refunds(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<RefundQuery>,
) -> Result<Many<StaffRefundView>, Failure> {
    let (user, ask) = (staff.id(), page_ask(query.limit, query.cursor.as_deref())?);
    let (state, page) = (query.state.unwrap_or(RefundState::Failed), ask.clone());
    let refunds = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::PaymentRead)?;
            refund::in_state(tx, state, &page)
        })
        .await?;
    Ok(Many::paged(refunds, &ask, Into::into))
}

/// Tries a refund again that the gateway had refused
#[utoipa::path(post, path = "/refunds/{id}/retry", tag = "staff", request_body = Option<Nothing>,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 204), doc::StaffChange))]
async fn retry_refund(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<RefundId>,
    Once { request, .. }: Once<Nothing>,
) -> Result<Done, Failure> {
    request
        .run(&app, staff.actor(), staff.id(), move |tx, cx| {
            desk::money::retry_refund(tx, cx, id)?;
            Ok(Made { location: String::new(), view: () })
        })
        .await?;
    Ok(Done)
}
