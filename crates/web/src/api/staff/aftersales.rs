//! Staff decide after-sale cases. What sends money back goes by an `Idempotency-Key`.

use axum::extract::State;
use axum::response::Response;
use kernel::{Cx, Result};
use mall::account::Permission;
use mall::aftersale::{self, AftersaleId, AftersaleState};
use mall::desk;
use mall::media::Name;
use serde::Deserialize;
use store::Tx;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Many, Nothing, One, page_ask};
use crate::api::doc;
use crate::api::view::aftersale::{AftersaleDetail, AftersaleView};
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::media::{Looker, SizeQuery, serve_photo};
use crate::once::{Kept, Made, Named, Once};
use crate::params::{Path, PathPair, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_all_aftersales))
        .routes(routes!(get_any_aftersale))
        .routes(routes!(approve_aftersale))
        .routes(routes!(reject_aftersale))
        .routes(routes!(receive_aftersale))
        .routes(routes!(get_any_aftersale_photo))
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct StaffAftersaleQuery {
    /// `requested` when it is not given: what waits for a decision.
    #[param(schema_with = doc::aftersale_state)]
    state: Option<AftersaleState>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Cases in one state, newest first
#[utoipa::path(get, path = "/aftersales", tag = "staff", params(StaffAftersaleQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<AftersaleView>), doc::StaffRead))]
async fn list_all_aftersales(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<StaffAftersaleQuery>,
) -> Result<Many<AftersaleView>, Failure> {
    let (user, ask) = (staff.id(), page_ask(query.limit, query.cursor.as_deref())?);
    let (state, page) = (query.state.unwrap_or(AftersaleState::Requested), ask.clone());
    let cases = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::OrderRead)?;
            aftersale::in_state(tx, state, &page)
        })
        .await?;
    Ok(Many::paged(cases, &ask, Into::into))
}

fn shown(tx: &mut Tx<'_>, id: AftersaleId) -> Result<AftersaleDetail> {
    let case = aftersale::get(tx, id)?;
    AftersaleDetail::of_staff(tx, case)
}

/// One case, whoever it belongs to
#[utoipa::path(get, path = "/aftersales/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<AftersaleDetail>), doc::StaffRead))]
async fn get_any_aftersale(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AftersaleId>,
) -> Result<One<AftersaleDetail>, Failure> {
    let user = staff.id();
    let data = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, user, Permission::OrderRead)?;
            shown(tx, id)
        })
        .await?;
    Ok(One { data })
}

/// A photo of a case, whoever it belongs to
#[utoipa::path(get, path = "/aftersales/{id}/photos/{name}", tag = "staff",
    params(("id" = String, Path), ("name" = String, Path), SizeQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), doc::StaffRead))]
async fn get_any_aftersale_photo(
    State(app): State<App>,
    staff: Staff,
    PathPair(id, name): PathPair<AftersaleId, Name>,
    Query(query): Query<SizeQuery>,
) -> Result<Response, Failure> {
    serve_photo(&app, Looker::Staff(staff.id()), id, name, query.size()?).await
}

/// One step that may send money back, done once.
async fn once(
    app: &App,
    staff: &Staff,
    request: Named,
    id: AftersaleId,
    step: impl Fn(&mut Tx<'_>, &Cx) -> Result<()> + Send + 'static,
) -> Result<Kept, Failure> {
    let kept = request
        .run(app, staff.actor(), staff.id(), move |tx, cx| {
            step(tx, cx)?;
            Ok(Made { location: String::new(), view: shown(tx, id)? })
        })
        .await?;
    Ok(kept)
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    /// What the buyer is told.
    #[schema(max_length = 500)]
    answer: String,
}

/// Agrees. Without a return, the money goes back now
#[utoipa::path(post, path = "/aftersales/{id}/approve", tag = "staff", request_body = AnswerBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 200, body = One<AftersaleDetail>), doc::StaffChange))]
async fn approve_aftersale(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AftersaleId>,
    Once { body, request }: Once<AnswerBody>,
) -> Result<Kept, Failure> {
    once(&app, &staff, request, id, move |tx, cx| desk::orders::approve(tx, cx, id, &body.answer)).await
}

/// Refuses, and says why
#[utoipa::path(post, path = "/aftersales/{id}/reject", tag = "staff", request_body = AnswerBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<AftersaleDetail>), doc::StaffChange))]
async fn reject_aftersale(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AftersaleId>,
    Json(body): Json<AnswerBody>,
) -> Result<One<AftersaleDetail>, Failure> {
    let data = app
        .db
        .write(staff.actor(), move |tx, cx| {
            desk::orders::reject(tx, cx, id, &body.answer)?;
            shown(tx, id)
        })
        .await?;
    Ok(One { data })
}

/// The goods are back: they can be sold again, and the money goes back
#[utoipa::path(post, path = "/aftersales/{id}/receive", tag = "staff", request_body = Option<Nothing>,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 200, body = One<AftersaleDetail>), doc::StaffChange))]
async fn receive_aftersale(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AftersaleId>,
    Once { request, .. }: Once<Nothing>,
) -> Result<Kept, Failure> {
    once(&app, &staff, request, id, move |tx, cx| desk::orders::receive(tx, cx, id)).await
}
