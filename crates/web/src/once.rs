//! Requests that may be repeated safely: every POST that creates or moves money names itself by a key.

use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Code, Cx, Error, Result};
use mall::account::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::Tx;
use work::once::{Answer, Scope};

use crate::api::answer::One;
use crate::app::App;
use crate::json;
use crate::problem::Failure;

pub const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const KEY_BYTES_MAX: usize = 128;

/// A JSON body under an `Idempotency-Key`.
#[derive(Clone, Debug)]
pub struct Once<T> {
    pub body: T,
    pub request: Named,
}

/// A request and the key it is known by.
#[derive(Clone, Debug)]
pub struct Named {
    key: String,
    hash: [u8; 32],
}

/// # Errors
/// [`Code::IdempotencyKeyMissing`] unless there is one key of 1 to 128 visible ASCII characters.
fn key(headers: &HeaderMap) -> Result<String> {
    let mut keys = headers.get_all(KEY).iter();
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return Err(Code::IdempotencyKeyMissing.into());
    };
    let is_visible = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_graphic);
    if key.is_empty() || key.len() > KEY_BYTES_MAX || !is_visible(key.as_bytes()) {
        let error = Error::new(Code::IdempotencyKeyMissing);
        return Err(error.with_detail(
            KEY,
            "must be 1 to 128 visible ASCII characters",
            "须为 1 到 128 个可见 ASCII 字符",
        ));
    }
    key.to_str().map(str::to_owned).map_err(|_| Code::IdempotencyKeyMissing.into())
}

impl<T: DeserializeOwned> FromRequest<App> for Once<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let key = key(request.headers())?;
        let mut hasher = Sha256::new();
        hasher.update(request.method().as_str());
        hasher.update([0]);
        hasher.update(request.uri().path());
        hasher.update([0]);
        let (parts, body) = request.into_parts();
        let bytes = json::read_body(body, json::BODY_BYTES_MAX).await?;
        hasher.update(&bytes);
        let body = if bytes.is_empty() {
            // Steps that need no words may come without any.
            json::parse(b"{}")?
        } else {
            json::check_content_type(&parts.headers)?;
            json::parse(&bytes)?
        };
        Ok(Self { body, request: Named { key, hash: hasher.finalize().into() } })
    }
}

/// What the work made or changed.
pub struct Made<V> {
    /// Where the new thing is; empty when nothing is new.
    pub location: String,
    pub view: V,
}

impl Named {
    /// Does the work once; a repetition gets the same answer.
    ///
    /// # Errors
    /// [`Code::IdempotencyConflict`] when the key was used for something else; whatever `work` returns.
    pub async fn run<V: Serialize>(
        self,
        app: &App,
        actor: Actor,
        owner: UserId,
        work: impl Fn(&mut Tx<'_>, &Cx) -> Result<Made<V>> + Send + 'static,
    ) -> Result<Kept> {
        let scope =
            Scope { bucket: owner.bucket(), owner: owner.raw(), key: self.key, request_hash: self.hash };
        let answer = app
            .db
            .write(actor, move |tx, cx| {
                work::once::run(tx, cx, &scope, |tx, cx| {
                    let made = work(tx, cx)?;
                    let body = serde_json::to_string(&One { data: made.view })
                        .map_err(|error| Error::new(Code::Internal).because(error))?;
                    // One text is kept: the location, a line break (which it cannot contain), the body.
                    Ok(format!("{}\n{body}", made.location))
                })
            })
            .await?;
        Ok(Kept(answer))
    }
}

/// The kept answer, of this request or of the same one before.
#[derive(Debug)]
pub struct Kept(Answer);

impl Kept {
    #[must_use]
    pub fn location(&self) -> &str {
        self.0.body.split_once('\n').map_or("", |(location, _)| location)
    }

    #[must_use]
    pub fn is_replayed(&self) -> bool {
        self.0.replayed
    }
}

/// 201 when something new has a location, else 200.
impl IntoResponse for Kept {
    fn into_response(self) -> Response {
        let (location, body) = self.0.body.split_once('\n').unwrap_or(("", &self.0.body));
        let status = if location.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
        let json = HeaderValue::from_static("application/json");
        let mut response = (status, [(CONTENT_TYPE, json)], body.to_owned()).into_response();
        if let (StatusCode::CREATED, Ok(location)) = (status, HeaderValue::try_from(location)) {
            response.headers_mut().insert(LOCATION, location);
        }
        if self.0.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_short_visible_text() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(KEY, HeaderValue::from_bytes(value.as_bytes()).unwrap());
            }
            key(&headers).map_err(|error| error.code())
        };
        assert_eq!(read(&["a-1_b"]), Ok("a-1_b".to_owned()));
        assert_eq!(read(&[&"k".repeat(128)]).unwrap().len(), 128);
        for bad in [&[][..], &[""], &["a b"], &["麦"], &["a", "b"], &[&"k".repeat(129)]] {
            assert_eq!(read(bad), Err(Code::IdempotencyKeyMissing), "{bad:?}");
        }
    }
}
