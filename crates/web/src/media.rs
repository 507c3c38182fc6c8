//! Pictures, served under their name: what an address shows never changes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use kernel::{Code, Error, Result};
use mall::account::UserId;
use mall::aftersale::{self, AftersaleId};
use mall::media::{self, Blobs, Found, Name, Place, Size};
use moka::future::Cache;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::IntoParams;

use crate::app::App;
use crate::params::{Path, PathPair};
use crate::problem::Failure;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// While a size is being made, the picture itself stands in for it.
const FOR_NOW: &str = "public, max-age=30";
/// For pictures that not everybody may see.
const FOR_NOBODY: &str = "private, no-store";
/// A drawing opened by itself may style itself and do nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Calls of the store at the same time, at most: each holds a thread.
const CALLS_MAX: usize = 64;
/// Requests that hand pictures in at the same time, at most: each may hold tens of megabytes.
const UPLOADS_MAX: usize = 16;
/// How long a call or an upload waits for its turn.
const TURN_WAIT: Duration = Duration::from_secs(5);
/// Objects up to here are kept in memory: the small sizes, of which a page shows dozens.
const KEPT_BYTES_MAX: usize = 96 * 1024;
const CACHE_BYTES_MAX: u64 = 24 * 1024 * 1024;

/// The store of objects, as handlers reach it. An object never changes, so what is kept in memory is never wrong.
pub struct Pictures {
    blobs: Arc<dyn Blobs>,
    turns: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    small: Cache<String, Bytes>,
}

impl Pictures {
    #[must_use]
    pub fn new(blobs: Arc<dyn Blobs>) -> Self {
        let weigh =
            |name: &String, bytes: &Bytes| u32::try_from(name.len() + bytes.len()).unwrap_or(u32::MAX);
        let small = Cache::builder().weigher(weigh).max_capacity(CACHE_BYTES_MAX).build();
        let (turns, uploads) = (Semaphore::new(CALLS_MAX), Semaphore::new(UPLOADS_MAX));
        Self { blobs, turns: Arc::new(turns), uploads: Arc::new(uploads), small }
    }

    /// Calls the store on a thread that may wait.
    async fn call<T, F>(&self, run: F) -> Result<T>
    where
        F: FnOnce(&dyn Blobs) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = tokio::time::timeout(TURN_WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Code::MediaUnavailable.into()) };
        let blobs = Arc::clone(&self.blobs);
        let called = tokio::task::spawn_blocking(move || {
            // Given back when the call ends, not when whoever asked has gone.
            let _turn = turn;
            run(blobs.as_ref())
        });
        called.await.map_err(|panic| Error::new(Code::Internal).because(panic))?
    }

    /// Waits for the turn to read what somebody hands in; held until it is kept.
    ///
    /// # Errors
    /// [`Code::Busy`].
    pub async fn upload_turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(TURN_WAIT, Arc::clone(&self.uploads).acquire_owned()).await;
        turn.ok().and_then(std::result::Result::ok).ok_or_else(|| Code::Busy.into())
    }

    /// Puts an object; durable when this returns.
    ///
    /// # Errors
    /// [`Code::MediaUnavailable`].
    pub async fn put(&self, object: String, bytes: Vec<u8>) -> Result<()> {
        metrics::counter!("media_puts_total").increment(1);
        self.call(move |blobs| blobs.put(&object, bytes)).await
    }

    async fn get(&self, object: String) -> Result<Bytes> {
        if let Some(bytes) = self.small.get(&object).await {
            return Ok(bytes);
        }
        metrics::counter!("media_gets_total").increment(1);
        let name = object.clone();
        let read = self.call(move |blobs| blobs.get(&name)).await?;
        let absent = || Error::new(Code::MediaUnavailable).because(format!("object {object} is missing"));
        let bytes = Bytes::from(read.ok_or_else(absent)?);
        if bytes.len() <= KEPT_BYTES_MAX {
            self.small.insert(object, bytes.clone()).await;
        }
        Ok(bytes)
    }
}

/// In which size a private picture is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct SizeQuery {
    /// Such as `640.webp`; whole when it is not given.
    size: Option<String>,
}

impl SizeQuery {
    /// # Errors
    /// [`Code::NotFound`] unless it is a size.
    pub fn size(&self) -> Result<Option<Size>> {
        self.size.as_deref().map(str::parse).transpose()
    }
}

pub fn routes() -> Router<App> {
    Router::new().route("/media/{name}", get(picture)).route("/media/{name}/{size}", get(sized))
}

async fn picture(
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<Name>,
) -> Result<Response, Failure> {
    serve(&app, &headers, name, None).await
}

async fn sized(
    State(app): State<App>,
    headers: HeaderMap,
    PathPair(name, size): PathPair<Name, Size>,
) -> Result<Response, Failure> {
    serve(&app, &headers, name, Some(size)).await
}

async fn serve(app: &App, headers: &HeaderMap, name: Name, size: Option<Size>) -> Result<Response, Failure> {
    let etag = etag(&name, size)?;
    if headers.get(IF_NONE_MATCH) == Some(&etag) {
        return Ok(finished(StatusCode::NOT_MODIFIED.into_response(), Some(etag), FOR_EVER));
    }
    let now = app.now();
    let found = app.db.point(move |tx| media::find(tx, now, &name, size)).await?.ok_or(Code::NotFound)?;
    let is_exact = found.is_exact;
    let response = body(app, found).await?;
    // A picture that stands in for a size must not be taken for it later.
    Ok(if is_exact { finished(response, Some(etag), FOR_EVER) } else { finished(response, None, FOR_NOW) })
}

/// A picture whose address asks who is there; the caller has asked. Nobody on the way keeps it.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::MediaUnavailable`].
pub async fn serve_private(app: &App, name: Name, size: Option<Size>) -> Result<Response, Failure> {
    let found = app.db.point(move |tx| media::find_private(tx, &name, size)).await?.ok_or(Code::NotFound)?;
    Ok(finished(body(app, found).await?, None, FOR_NOBODY))
}

/// A photo of a user's own case.
///
/// # Errors
/// [`Code::NotFound`], also for a case of somebody else; as [`serve_private`].
pub async fn serve_own_photo(
    app: &App,
    user: UserId,
    case: AftersaleId,
    name: Name,
    size: Option<Size>,
) -> Result<Response, Failure> {
    let asked = name.clone();
    let check = move |tx: &mut store::Tx<'_>| {
        let case = aftersale::own(tx, user, case)?;
        aftersale::check_photo(tx, case.id, &asked)
    };
    app.db.read(check).await?;
    serve_private(app, name, size).await
}

async fn body(app: &App, found: Found) -> Result<Response> {
    let bytes = match found.place {
        Place::Row(bytes) => Bytes::from(bytes),
        Place::Object(object) => app.pictures.get(object).await?,
    };
    Ok(([(CONTENT_TYPE, found.mime.word())], bytes).into_response())
}

fn etag(name: &Name, size: Option<Size>) -> Result<HeaderValue> {
    let size = size.map(|size| format!("/{size}")).unwrap_or_default();
    HeaderValue::try_from(format!("\"{name}{size}\"")).map_err(|_| Code::NotFound.into())
}

fn finished(mut response: Response, etag: Option<HeaderValue>, keep: &'static str) -> Response {
    let answer = response.headers_mut();
    if let Some(etag) = etag {
        answer.insert(ETAG, etag);
    }
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
