//! Around every request: its id, its language, a time limit, security headers, metrics and a line in the log; and
//! a body for whatever failed.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use kernel::{Code, Error, Lang};
use metrics::Gauge;

use crate::app::App;
use crate::client::Client;
use crate::lang::Spoken;
use crate::patience::Patience;
use crate::problem::{self, Failure, Occasion, Told};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CROSS_ORIGIN_OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Pages load from this host alone, and nobody frames them.
pub const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                               form-action 'self'; frame-ancestors 'none'";
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// How many headers [`secure`] adds, about.
const HEADERS: usize = 10;

/// A counter that starts at random: two processes do not name their requests alike.
struct RequestIds {
    prefix: u64,
    next: AtomicU64,
}

impl RequestIds {
    fn next(&self) -> String {
        format!("{:08x}{:08x}", self.prefix >> 32, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// What the layer needs besides the application.
#[derive(Clone)]
pub struct Frame {
    app: App,
    ids: std::sync::Arc<RequestIds>,
    in_flight: Gauge,
}

/// Counted while it lives: a client that goes away takes its request with it.
struct InFlight(Gauge);

impl InFlight {
    fn begin(gauge: &Gauge) -> Self {
        gauge.increment(1);
        Self(gauge.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

impl Frame {
    #[must_use]
    pub fn new(app: App) -> Self {
        let prefix = app.db.env().random.as_ref().u64();
        let ids = std::sync::Arc::new(RequestIds { prefix, next: AtomicU64::new(1) });
        Self { app, ids, in_flight: metrics::gauge!("http_requests_in_flight") }
    }
}

/// What is known of a request before it is handled.
struct Seen {
    method: Method,
    path: String,
    route: String,
    client: Client,
    lang: Lang,
    request_id: String,
    began: Instant,
}

impl Seen {
    fn of(frame: &Frame, request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            route: route.to_owned(),
            client: Client::of(request.headers(), request.extensions(), &frame.app.config.trusted_proxies),
            lang: spoken(request).0,
            request_id: frame.ids.next(),
            began: Instant::now(),
        }
    }

    fn is_api(&self) -> bool {
        is_api(&self.path)
    }

    fn occasion(&self) -> Occasion<'_> {
        Occasion { lang: self.lang, path: &self.path, request_id: &self.request_id }
    }
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Pages have an address in each language; the API knows no such parameter.
fn spoken(request: &Request) -> Spoken {
    if is_api(request.uri().path()) {
        return Spoken::of(request.headers());
    }
    Spoken::at(request.uri(), request.headers())
}

/// The outermost layer.
pub async fn frame(State(frame): State<Frame>, mut request: Request, next: Next) -> Response {
    let seen = Seen::of(&frame, &request);
    request.extensions_mut().insert(Spoken(seen.lang));
    let _counted = InFlight::begin(&frame.in_flight);
    let limit = Duration::from_secs(frame.app.config.request_timeout_s);
    let (request, patience) = Patience::with(request);
    let handled = AssertUnwindSafe(next.run(request)).catch_unwind();
    let response = match patience.wait(limit, handled).await {
        Some(Ok(response)) => response,
        Some(Err(panic)) => Failure::from(Error::new(Code::Internal).because(words(&*panic))).into_response(),
        None => Failure::from(Code::Timeout).into_response(),
    };
    let mut response = tell(response, &seen);
    secure(&frame.app, &seen, response.headers_mut());
    record(&seen, response.status());
    response
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let told = panic.downcast_ref::<String>().map(String::as_str);
    let told = told.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("a handler panicked: {}", told.unwrap_or("without words"))
}

/// Gives a failure its body: a problem for programs, a page for people.
fn tell(mut response: Response, seen: &Seen) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED && response.extensions().get::<Told>().is_none() {
        let allowed = response.headers().get(axum::http::header::ALLOW).cloned();
        response = Failure::from(Code::MethodNotAllowed).into_response();
        if let Some(allowed) = allowed {
            response.headers_mut().insert(axum::http::header::ALLOW, allowed);
        }
    }
    let Some(Told(failure)) = response.extensions_mut().remove::<Told>() else { return response };
    problem::log(&failure, seen.occasion());
    problem::write_headers(&failure, &mut response);
    if seen.is_api() {
        problem::write_json(&failure, seen.occasion(), response)
    } else {
        crate::page::write_error(&failure, seen.occasion(), response)
    }
}

fn secure(app: &App, seen: &Seen, headers: &mut HeaderMap) {
    headers.reserve(HEADERS);
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(X_FRAME_OPTIONS, "DENY");
    put(REFERRER_POLICY, "same-origin");
    put(CONTENT_SECURITY_POLICY, if seen.is_api() { API_POLICY } else { PAGE_POLICY });
    put(CROSS_ORIGIN_OPENER, "same-origin");
    put(PERMISSIONS, "camera=(), geolocation=(), microphone=(), payment=()");
    put(CACHE_CONTROL, "no-store");
    put(CONTENT_LANGUAGE, seen.lang.tag());
    if app.config.secure {
        put(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if let Ok(id) = HeaderValue::try_from(seen.request_id.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
}

fn record(seen: &Seen, status: StatusCode) {
    let took = seen.began.elapsed();
    crate::tally::request(&seen.method, &seen.route, status, took);
    tracing::info!(
        target: "access",
        request_id = seen.request_id,
        method = seen.method.as_str(),
        path = seen.path,
        route = seen.route,
        status = status.as_u16(),
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        client = %seen.client.0,
    );
}
