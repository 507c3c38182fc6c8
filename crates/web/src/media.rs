//! Pictures, served under their hash: what an address shows never changes.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::Code;
use mall::media;

use crate::app::App;
use crate::params::Path;
use crate::problem::Failure;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A drawing opened by itself may style itself and do nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

pub async fn picture(
    State(app): State<App>,
    headers: HeaderMap,
    Path(hash): Path<String>,
) -> Result<Response, Failure> {
    let etag = HeaderValue::try_from(format!("\"{hash}\"")).map_err(|_| Code::NotFound)?;
    let mut response = if headers.get(IF_NONE_MATCH) == Some(&etag) && media::is_hash(&hash) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let blob = app.db.point(move |tx| media::get(tx, &hash)).await?.ok_or(Code::NotFound)?;
        ([(CONTENT_TYPE, blob.mime.word())], blob.bytes).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(ETAG, etag);
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}
