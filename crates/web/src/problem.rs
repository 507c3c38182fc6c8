//! Failures as clients see them: RFC 9457 problems, in the reader's language.
//!
//! A handler's failure becomes an empty answer that carries it; [`crate::frame`] writes the body, for it knows
//! the language and the request. This is the only place that knows which status a kind of failure has.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Kind, Lang};
use mall::account::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not done.
#[derive(Debug)]
pub struct Failure {
    pub error: Error,
    /// When another try may help, in seconds.
    wait_s: Option<i64>,
}

impl Failure {
    #[must_use]
    pub fn status(&self) -> StatusCode {
        status(self.error.code())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let wait_s = match error.code().kind() {
            Kind::TooMany => Some(60),
            Kind::Busy => Some(1),
            _ => None,
        };
        Self { error, wait_s }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Error::new(code).into()
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { error: refusal.code.into(), wait_s: (refusal.wait_s > 0).then_some(refusal.wait_s) }
    }
}

/// The status of each code: by its kind, but for what HTTP tells apart more finely.
#[must_use]
pub fn status(code: Code) -> StatusCode {
    match code {
        Code::MalformedBody | Code::IdempotencyKeyMissing => return StatusCode::BAD_REQUEST,
        Code::MethodNotAllowed => return StatusCode::METHOD_NOT_ALLOWED,
        _ => {}
    }
    match code.kind() {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A failure on its way to [`crate::frame`].
#[derive(Clone, Debug)]
pub struct Told(pub Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Told(Arc::new(self)));
        response
    }
}

/// One field and what is wrong with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Such as `lines[2].quantity`.
    #[schema(example = "lines[2].quantity")]
    pub field: String,
    pub reason: String,
}

/// A failure by RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Where this sort of problem is explained.
    #[serde(rename = "type")]
    #[schema(example = "/api/v1/problems/sold_out")]
    pub kind: String,
    /// A sentence in the reader's language.
    pub title: String,
    #[schema(example = 409)]
    pub status: u16,
    /// Stable: programs decide by it.
    #[schema(example = "sold_out")]
    pub code: &'static str,
    /// What exactly is wrong here, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    pub details: Vec<FieldProblem>,
    /// The path of the request.
    pub instance: String,
    /// Names the request in the logs.
    pub request_id: String,
}

/// The request that failed.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    pub lang: Lang,
    pub path: &'a str,
    pub request_id: &'a str,
}

impl Problem {
    #[must_use]
    pub fn new(error: &Error, occasion: Occasion<'_>) -> Self {
        let Occasion { lang, path, request_id } = occasion;
        let code = error.code();
        let details: Vec<_> = error
            .details()
            .iter()
            .map(|detail| FieldProblem {
                field: detail.field.clone(),
                reason: detail.reason.get(lang).to_owned(),
            })
            .collect();
        Self {
            kind: format!("/api/v1/problems/{}", code.wire()),
            title: code.sentence(lang).to_owned(),
            status: status(code).as_u16(),
            code: code.wire(),
            detail: details.first().map(|first| format!("{}: {}", first.field, first.reason)),
            details,
            instance: path.to_owned(),
            request_id: request_id.to_owned(),
        }
    }
}

/// Writes what a failure carries besides its body: who may try again when, and how to sign in.
pub fn write_headers(failure: &Failure, response: &mut Response) {
    let headers = response.headers_mut();
    if let Some(wait_s) = failure.wait_s {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait_s));
    }
    if failure.status() == StatusCode::UNAUTHORIZED {
        let challenge = match failure.error.code() {
            Code::TokenExpired | Code::TokenInvalid | Code::TokenReused => {
                "Bearer realm=\"maidian\", error=\"invalid_token\""
            }
            _ => "Bearer realm=\"maidian\"",
        };
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
}

/// Logs the cause, which is never sent.
pub fn log(failure: &Failure, occasion: Occasion<'_>) {
    let Occasion { path, request_id, .. } = occasion;
    if failure.status().is_server_error() && failure.error.code().kind() == Kind::Internal {
        tracing::error!(request_id, path, error = %failure.error, "a request failed");
    } else {
        tracing::debug!(request_id, path, error = %failure.error, "a request was refused");
    }
}

/// The failure's body as JSON, in place of the empty one.
#[must_use]
pub fn write_json(failure: &Failure, occasion: Occasion<'_>, mut response: Response) -> Response {
    let problem = Problem::new(&failure.error, occasion);
    // A struct of texts and numbers always has a JSON form.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let json = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    *response.body_mut() = Body::from(body);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_speaks_the_readers_language_and_hides_the_cause() {
        let error = Error::field("lines[0]", "is sold out", "已售罄").because("secret cause");
        let occasion = Occasion { lang: Lang::Zh, path: "/api/v1/orders", request_id: "r1" };
        let text = serde_json::to_string(&Problem::new(&error, occasion)).unwrap();
        assert!(text.contains("已售罄") && text.contains("\"status\":422"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn waiting_and_signing_in_are_told_by_headers() {
        let busy = Failure::from(Code::Busy);
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        write_headers(&busy, &mut response);
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        let expired = Failure::from(Code::TokenExpired);
        write_headers(&expired, &mut response);
        assert!(response.headers()[WWW_AUTHENTICATE].to_str().unwrap().contains("invalid_token"));
    }
}
