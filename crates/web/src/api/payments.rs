//! Payments: begun, shown as a QR code, and heard of from the gateway.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use kernel::{Actor, Code, Error, Result};
use mall::account::UserId;
use mall::order::OrderId;
use mall::payment::{self, Method, Outcome, Payment, PaymentId, PaymentState, notice};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Created, One};
use super::doc;
use super::view::payment::PaymentView;
use crate::app::App;
use crate::auth::Member;
use crate::json;
use crate::once::{Made, Once};
use crate::params::Path;
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start_payment))
        .routes(routes!(get_payment))
        .routes(routes!(get_payment_qr))
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PayBody {
    #[schema(schema_with = doc::payment_method)]
    method: Method,
}

/// How long an answer waits for the gateway's QR code.
const QR_WAIT: Duration = Duration::from_secs(2);
const QR_LOOK: Duration = Duration::from_millis(50);

/// The payment as soon as it can be shown: its QR code is there, or it took too long.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn presented(app: &App, user: UserId, id: PaymentId) -> Result<Payment> {
    let began = std::time::Instant::now();
    loop {
        let payment = app.db.point(move |tx| payment::own(tx, user, id)).await?;
        if payment.state != PaymentState::Created || began.elapsed() >= QR_WAIT {
            return Ok(payment);
        }
        tokio::time::sleep(QR_LOOK).await;
    }
}

/// Begins to pay an order, or goes on with the attempt that is open. Shows the payment as it is now: a QR code that
/// has not come within two seconds is shown by `GET /payments/{id}` later
#[utoipa::path(post, path = "/orders/{id}/payments", tag = "orders", request_body = PayBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 201, body = One<PaymentView>), doc::OwnChange))]
async fn start_payment(
    State(app): State<App>,
    member: Member,
    Path(order): Path<OrderId>,
    Once { body, request }: Once<PayBody>,
) -> Result<Created<PaymentView>, Failure> {
    let user = member.id();
    let kept = request
        .run(&app, member.actor(), user, move |tx, cx| {
            let payment = match body.method {
                Method::Alipay => payment::start_alipay(tx, cx, user, order)?,
                Method::Balance => payment::pay_by_balance(tx, cx, user, order)?,
            };
            Ok(Made { location: format!("/api/v1/payments/{}", payment.id), view: payment.id })
        })
        .await?;
    let (_, id) = kept.location().rsplit_once('/').ok_or(Code::Internal)?;
    let payment = presented(&app, user, id.parse()?).await?;
    Ok(Created { location: kept.location().to_owned(), data: payment.into() })
}

/// One payment
#[utoipa::path(get, path = "/payments/{id}", tag = "orders", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<PaymentView>), doc::OwnRead))]
async fn get_payment(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PaymentId>,
) -> Result<One<PaymentView>, Failure> {
    let user = member.id();
    let payment = app.db.point(move |tx| payment::own(tx, user, id)).await?;
    Ok(One { data: payment.into() })
}

/// The QR code of what a payment's text says.
///
/// # Errors
/// [`Code::NotFound`] while there is none; [`Code::Internal`] when it is too long for a QR code.
pub fn qr_svg(payment: &Payment) -> Result<String> {
    if payment.qr.is_empty() {
        return Err(Code::NotFound.into());
    }
    let code = QRBuilder::new(payment.qr.as_str())
        .ecl(ECL::M)
        .build()
        .map_err(|error| Error::new(Code::Internal).because(error.to_string()))?;
    Ok(SvgBuilder::default().margin(4).to_str(&code))
}

/// The QR code as a picture
#[utoipa::path(get, path = "/payments/{id}/qr.svg", tag = "orders", params(("id" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, content_type = "image/svg+xml", body = String), doc::OwnRead))]
async fn get_payment_qr(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PaymentId>,
) -> Result<Response, Failure> {
    let user = member.id();
    let payment = app.db.point(move |tx| payment::own(tx, user, id)).await?;
    let svg = qr_svg(&payment)?;
    Ok(([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "no-store")], svg).into_response())
}

/// What tells Alipay to stop repeating a notification, and what makes it go on.
const HEARD: &str = "success";
const NOT_HEARD: &str = "fail";

/// Alipay's notification: kept as it came, judged, and answered in the one word that Alipay understands.
pub async fn notify_alipay(State(app): State<App>, request: Request) -> Response {
    let word = match hear(&app, request).await {
        Ok(outcome) if outcome != Outcome::Rejected => HEARD,
        Ok(_) => NOT_HEARD,
        Err(error) => {
            tracing::warn!(%error, "a notification was not taken");
            NOT_HEARD
        }
    };
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], word).into_response()
}

async fn hear(app: &App, request: Request) -> Result<Outcome> {
    let raw = json::read_body(request.into_body(), notice::RAW_BYTES_MAX).await?;
    // Verified before anything in it is believed; the check needs no database and no network.
    let checked = app.gateway.check(&raw);
    app.db.write(Actor::System, move |tx, cx| notice::receive(tx, cx, "alipay", &raw, &checked)).await
}
