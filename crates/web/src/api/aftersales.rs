//! After-sale cases, as the buyer sees them.

use axum::extract::{Request as HttpRequest, State};
use axum::response::Response;
use kernel::{Code, Result};
use mall::aftersale::{self, AftersaleId, Request};
use mall::media::Name;
use mall::order::OrderId;
use mall::stock::Quantity;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Created, ListQuery, Many, One};
use super::doc;
use super::upload::{UploadForm, limit, one_file};
use super::view::aftersale::{AftersaleDetail, AftersaleView};
use crate::app::App;
use crate::auth::Member;
use crate::json::Json;
use crate::media::{Looker, SizeQuery, serve_photo};
use crate::once::{Kept, Made, Once};
use crate::params::{Path, PathPair, Query};
use crate::problem::Failure;
use crate::upload;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(request_aftersale))
        .routes(routes!(list_aftersales))
        .routes(routes!(get_aftersale))
        .routes(routes!(withdraw_aftersale))
        .routes(routes!(send_aftersale))
        .routes(routes!(add_aftersale_photo))
        .routes(routes!(get_aftersale_photo))
        .layer(limit())
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClaimBody {
    /// Of the order, from 1.
    line: i64,
    #[schema(minimum = 1)]
    quantity: i64,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AftersaleBody {
    /// Each line once.
    lines: Vec<ClaimBody>,
    /// Whether the goods come back. What was not shipped need not.
    #[serde(default)]
    with_return: bool,
    #[schema(max_length = 500)]
    reason: String,
}

impl AftersaleBody {
    fn parse(&self) -> Result<Vec<(i64, Quantity)>> {
        let claim = |(index, claim): (usize, &ClaimBody)| {
            Ok((claim.line, Quantity::of_field(format!("lines[{index}].quantity"), claim.quantity)?))
        };
        self.lines.iter().take(mall::pricing::LINES_MAX + 1).enumerate().map(claim).collect()
    }
}

/// Asks for money back
#[utoipa::path(post, path = "/orders/{id}/aftersales", tag = "orders", request_body = AftersaleBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 201, body = One<AftersaleDetail>), doc::OwnChange))]
async fn request_aftersale(
    State(app): State<App>,
    member: Member,
    Path(order): Path<OrderId>,
    Once { body, request }: Once<AftersaleBody>,
) -> Result<Kept, Failure> {
    let user = member.id();
    let lines = body.parse()?;
    let ask = Request { user, order, lines, with_return: body.with_return, reason: body.reason };
    let kept = request
        .run(&app, member.actor(), user, move |tx, cx| {
            let case = aftersale::request(tx, cx, &ask)?;
            let location = format!("/api/v1/aftersales/{}", case.id);
            Ok(Made { location, view: AftersaleDetail::of(tx, case)? })
        })
        .await?;
    Ok(kept)
}

/// One's cases, newest first
#[utoipa::path(get, path = "/aftersales", tag = "orders", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<AftersaleView>), doc::OwnRead))]
async fn list_aftersales(
    State(app): State<App>,
    member: Member,
    Query(query): Query<ListQuery>,
) -> Result<Many<AftersaleView>, Failure> {
    let (user, ask) = (member.id(), query.parse()?);
    let page = ask.clone();
    let cases = app.db.read(move |tx| aftersale::of_user(tx, user, &page)).await?;
    Ok(Many::paged(cases, &ask, Into::into))
}

/// One case
#[utoipa::path(get, path = "/aftersales/{id}", tag = "orders", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<AftersaleDetail>), doc::OwnRead))]
async fn get_aftersale(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
) -> Result<One<AftersaleDetail>, Failure> {
    let user = member.id();
    let data = app
        .db
        .read(move |tx| {
            let case = aftersale::own(tx, user, id)?;
            AftersaleDetail::of(tx, case)
        })
        .await?;
    Ok(One { data })
}

/// Thinks again: the case ends without a refund
#[utoipa::path(post, path = "/aftersales/{id}/withdraw", tag = "orders", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<AftersaleDetail>), doc::OwnChange))]
async fn withdraw_aftersale(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
) -> Result<One<AftersaleDetail>, Failure> {
    let user = member.id();
    let data = app
        .db
        .write(member.actor(), move |tx, cx| {
            aftersale::withdraw(tx, cx, user, id)?;
            let case = aftersale::own(tx, user, id)?;
            AftersaleDetail::of(tx, case)
        })
        .await?;
    Ok(One { data })
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendBody {
    carrier: String,
    tracking: String,
}

/// Says that the goods are on their way back
#[utoipa::path(post, path = "/aftersales/{id}/send", tag = "orders", request_body = SendBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<AftersaleDetail>), doc::OwnChange))]
async fn send_aftersale(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
    Json(body): Json<SendBody>,
) -> Result<One<AftersaleDetail>, Failure> {
    let user = member.id();
    let data = app
        .db
        .write(member.actor(), move |tx, cx| {
            aftersale::send(tx, cx, user, id, &body.carrier, &body.tracking)?;
            let case = aftersale::own(tx, user, id)?;
            AftersaleDetail::of(tx, case)
        })
        .await?;
    Ok(One { data })
}

/// Adds a photo, while nobody has decided the case; six at most
#[utoipa::path(post, path = "/aftersales/{id}/photos", tag = "orders", params(("id" = String, Path)),
    request_body(content = UploadForm, content_type = "multipart/form-data"), security(("bearer" = [])),
    responses((status = 201, body = One<AftersaleDetail>), doc::OwnChange))]
async fn add_aftersale_photo(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
    request: HttpRequest,
) -> Result<Created<AftersaleDetail>, Failure> {
    let user = member.id();
    // Asked before ten megabytes are read, and again when the photo is kept.
    app.db.read(move |tx| aftersale::own(tx, user, id).map(drop)).await?;
    let _turn = app.pictures.upload_turn(user).await?;
    let files = vec![one_file(request, &app).await?];
    let photos = upload::put_photos(&app, member.actor(), user, files).await?;
    let added = app.db.write(member.actor(), move |tx, cx| {
        let photo = photos.first().ok_or(Code::Internal)?;
        let name = aftersale::add_photo(tx, cx, user, id, photo)?;
        let case = aftersale::own(tx, user, id)?;
        Ok((name, AftersaleDetail::of(tx, case)?))
    });
    let (name, data) = added.await?;
    Ok(Created { location: format!("/api/v1/aftersales/{id}/photos/{name}"), data })
}

/// A photo of one's own case
#[utoipa::path(get, path = "/aftersales/{id}/photos/{name}", tag = "orders",
    params(("id" = String, Path), ("name" = String, Path), SizeQuery), security(("bearer" = [])),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), doc::OwnRead))]
async fn get_aftersale_photo(
    State(app): State<App>,
    member: Member,
    PathPair(id, name): PathPair<AftersaleId, Name>,
    Query(query): Query<SizeQuery>,
) -> Result<Response, Failure> {
    serve_photo(&app, Looker::Buyer(member.id()), id, name, query.size()?).await
}
