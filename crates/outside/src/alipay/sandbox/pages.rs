//! The buyer's page behind the QR code, the sandbox's console, and the same as JSON for programs.

use askama::Template;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::super::amount::to_yuan;
use super::super::beijing::format as format_time;
use super::notifier::Delivery;
use super::switches::Switches;
use super::trade::{State as TradeState, Trade};
use super::words::{Words, words};
use super::{Sandbox, TradeView};

const BODY_BYTES_MAX: usize = 16 * 1024;
/// Notifications on the console.
const DELIVERIES_SHOWN: usize = 50;

pub fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/", get(index))
        .route("/pay/{token}", get(show))
        .route("/pay/{token}/pay", post(pay))
        .route("/pay/{token}/cancel", post(cancel))
        .route("/sandbox/switches", get(switches).put(put_switches).post(post_switches))
        .route("/sandbox/trades", get(trades))
        .route("/sandbox/trades/{out_trade_no}/pay", post(pay_by_number))
        .route("/sandbox/deliveries", get(deliveries))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// How a trade looks to its buyer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Waiting,
    Paid,
    Refunded,
    Closed,
}

#[derive(Template)]
#[template(path = "sandbox_pay.html")]
struct PayPage {
    words: &'static Words,
    merchant: String,
    total: String,
    subject: String,
    body: Option<String>,
    out_trade_no: String,
    token: String,
    state: Shown,
}

#[derive(Template)]
#[template(path = "sandbox_gone.html")]
struct GonePage {
    words: &'static Words,
}

#[derive(Template)]
#[template(path = "sandbox_index.html")]
struct IndexPage {
    words: &'static Words,
    gateway: String,
    app_id: String,
    seller_id: String,
    keys_dir: String,
    time_factor: u32,
    trade_count: usize,
    switches: String,
    trades: Vec<TradeView>,
    deliveries: Vec<Delivery>,
}

/// Opening the page is the scan.
async fn show(State(sandbox): State<Sandbox>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let words = words(&headers);
    let trade = sandbox.core.with_book(|book, now_us, _| {
        let number = book.by_token(&token)?.offer.out_trade_no.clone();
        book.scan(&number, now_us);
        book.get(&number).cloned()
    });
    let Some(trade) = trade else {
        return (StatusCode::NOT_FOUND, page(&GonePage { words })).into_response();
    };
    let state = shown(&trade);
    page(&PayPage {
        words,
        merchant: sandbox.core.config.merchant_name.clone(),
        total: trade.total(),
        subject: trade.offer.subject,
        body: trade.offer.body,
        out_trade_no: trade.offer.out_trade_no,
        token,
        state,
    })
}

fn shown(trade: &Trade) -> Shown {
    match trade.state {
        TradeState::Offered | TradeState::Waiting => Shown::Waiting,
        TradeState::Paid => Shown::Paid,
        TradeState::Closed if trade.paid_at_us.is_some() => Shown::Refunded,
        TradeState::Closed => Shown::Closed,
    }
}

async fn pay(State(sandbox): State<Sandbox>, Path(token): Path<String>) -> Redirect {
    if let Some(number) = number(&sandbox, &token) {
        // Paid or closed meanwhile: the page that follows says so.
        let _ = sandbox.pay(&number);
    }
    Redirect::to(&format!("/pay/{}", plain(&token)))
}

async fn cancel(State(sandbox): State<Sandbox>, Path(token): Path<String>) -> Redirect {
    if let Some(number) = number(&sandbox, &token) {
        // As above.
        let _ = sandbox.cancel(&number);
    }
    Redirect::to(&format!("/pay/{}", plain(&token)))
}

fn number(sandbox: &Sandbox, token: &str) -> Option<String> {
    sandbox.core.with_book(|book, _, _| book.by_token(token).map(|trade| trade.offer.out_trade_no.clone()))
}

/// A token as it can be in an address; others name nothing anyway.
fn plain(token: &str) -> String {
    token.chars().filter(char::is_ascii_alphanumeric).take(64).collect()
}

async fn index(State(sandbox): State<Sandbox>, headers: HeaderMap) -> Response {
    let config = &sandbox.core.config;
    let mut deliveries = sandbox.deliveries();
    deliveries.truncate(DELIVERIES_SHOWN);
    page(&IndexPage {
        words: words(&headers),
        gateway: format!("{}/gateway.do", config.public_url),
        app_id: config.app_id.clone(),
        seller_id: config.seller_id.clone(),
        keys_dir: config.keys_dir.display().to_string(),
        time_factor: config.time_factor,
        trade_count: sandbox.trade_count(),
        switches: serde_json::to_string_pretty(&sandbox.switches()).unwrap_or_default(),
        trades: sandbox.trades(),
        deliveries,
    })
}

async fn switches(State(sandbox): State<Sandbox>) -> Json<Switches> {
    Json(sandbox.switches())
}

async fn put_switches(State(sandbox): State<Sandbox>, Json(wanted): Json<Switches>) -> Json<Switches> {
    sandbox.set_switches(wanted);
    Json(sandbox.switches())
}

#[derive(Deserialize)]
struct SwitchesForm {
    json: String,
}

async fn post_switches(State(sandbox): State<Sandbox>, Form(form): Form<SwitchesForm>) -> Response {
    match serde_json::from_str(&form.json) {
        Ok(wanted) => {
            sandbox.set_switches(wanted);
            Redirect::to("/").into_response()
        }
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
    }
}

async fn trades(State(sandbox): State<Sandbox>) -> Json<Vec<TradeView>> {
    Json(sandbox.trades())
}

/// For programs that play the buyer.
async fn pay_by_number(State(sandbox): State<Sandbox>, Path(out_trade_no): Path<String>) -> Response {
    match sandbox.pay(&out_trade_no) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(sub_code) => (StatusCode::CONFLICT, sub_code).into_response(),
    }
}

async fn deliveries(State(sandbox): State<Sandbox>) -> Json<Vec<Delivery>> {
    Json(sandbox.deliveries())
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a sandbox page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The name a switch or an outcome has in JSON; nothing for none.
fn name_of(value: &impl Serialize) -> String {
    let name = serde_json::to_value(value).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}
