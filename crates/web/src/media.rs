//! Pictures, served under their name: what an address shows never changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use kernel::{Actor, Code, Error, Result};
use mall::account::{Permission, UserId};
use mall::aftersale::{self, AftersaleId};
use mall::desk;
use mall::media::{self, Blobs, Found, Name, Place, Size};
use moka::future::Cache;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::IntoParams;

use crate::app::App;
use crate::params::{Path, PathPair};
use crate::problem::Failure;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// While a size is being made, the nearest that is there stands in for it.
const FOR_NOW: &str = "public, max-age=30";
/// For pictures that not everybody may see.
const FOR_NOBODY: &str = "private, no-store";
/// A drawing opened by itself may style itself and do nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Calls of the store at the same time, at most: each holds a thread.
const CALLS_MAX: usize = 64;
/// Requests that hand pictures in at the same time, at most: each may hold tens of megabytes.
const UPLOADS_MAX: usize = 16;
/// Of those, of one person at most: whose line is slow waits for themselves.
const UPLOADS_EACH_MAX: usize = 3;
/// How long a call or an upload waits for its turn.
const TURN_WAIT: Duration = Duration::from_secs(5);
/// Objects up to here are kept in memory: the small sizes, of which a page shows dozens.
const KEPT_BYTES_MAX: usize = 96 * 1024;
const CACHE_BYTES_MAX: u64 = 24 * 1024 * 1024;

/// The store of objects, as handlers reach it. An object never changes, so what is kept in memory is never wrong.
pub struct Pictures {
    blobs: Arc<dyn Blobs>,
    turns: Arc<Semaphore>,
    uploads: Uploads,
    small: Cache<String, Bytes>,
}

/// Turns to hand pictures in: so many in all, so many each.
struct Uploads {
    all: Arc<Semaphore>,
    each: Mutex<HashMap<UserId, Arc<Semaphore>>>,
}

/// The turn to hand pictures in; given back when it is dropped.
#[derive(Debug)]
pub struct UploadTurn {
    _own: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Uploads {
    fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(UPLOADS_MAX)), each: Mutex::default() }
    }

    fn own(&self, user: UserId) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        // Who hands nothing in, and waits for nothing, is forgotten: there are never more than requests.
        each.retain(|_, turns| Arc::strong_count(turns) > 1);
        Arc::clone(each.entry(user).or_insert_with(|| Arc::new(Semaphore::new(UPLOADS_EACH_MAX))))
    }

    /// Whoever has enough of their own does not wait for everybody's.
    async fn turn(&self, user: UserId) -> Option<UploadTurn> {
        let own = self.own(user).acquire_owned().await.ok()?;
        let of_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(UploadTurn { _own: own, _of_all: of_all })
    }
}

impl Pictures {
    #[must_use]
    pub fn new(blobs: Arc<dyn Blobs>) -> Self {
        let weigh =
            |name: &String, bytes: &Bytes| u32::try_from(name.len() + bytes.len()).unwrap_or(u32::MAX);
        let small = Cache::builder().weigher(weigh).max_capacity(CACHE_BYTES_MAX).build();
        Self { blobs, turns: Arc::new(Semaphore::new(CALLS_MAX)), uploads: Uploads::new(), small }
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
    pub async fn upload_turn(&self, user: UserId) -> Result<UploadTurn> {
        let turn = tokio::time::timeout(TURN_WAIT, self.uploads.turn(user)).await;
        turn.ok().flatten().ok_or_else(|| Code::Busy.into())
    }

    /// Puts an object; durable when this returns.
    ///
    /// # Errors
    /// [`Code::MediaUnavailable`].
    pub async fn put(&self, object: String, bytes: Vec<u8>) -> Result<()> {
        metrics::counter!("media_puts_total").increment(1);
        self.call(move |blobs| blobs.put(&object, bytes)).await
    }

    /// The object's bytes, unless it is not there.
    async fn get(&self, object: &str) -> Result<Option<Bytes>> {
        if let Some(bytes) = self.small.get(object).await {
            return Ok(Some(bytes));
        }
        metrics::counter!("media_gets_total").increment(1);
        let name = object.to_owned();
        let Some(read) = self.call(move |blobs| blobs.get(&name)).await? else { return Ok(None) };
        let bytes = Bytes::from(read);
        if bytes.len() <= KEPT_BYTES_MAX {
            self.small.insert(object.to_owned(), bytes.clone()).await;
        }
        Ok(Some(bytes))
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
    let found = app.db.point(move |tx| media::find(tx, now, &name, size)).await?;
    let (response, is_exact) = body(app, found).await?;
    // A picture that stands in for a size must not be taken for it later.
    Ok(if is_exact { finished(response, Some(etag), FOR_EVER) } else { finished(response, None, FOR_NOW) })
}

/// Who looks at the photos of a case.
#[derive(Clone, Copy, Debug)]
pub enum Looker {
    /// Only at those of their own.
    Buyer(UserId),
    /// Who may read orders, at all of them.
    Staff(UserId),
}

/// A photo of a case. Its address asks who is there, and nobody on the way keeps it.
///
/// # Errors
/// [`Code::NotFound`], also for a case of somebody else; [`Code::Forbidden`]; [`Code::MediaUnavailable`].
pub async fn serve_photo(
    app: &App,
    looker: Looker,
    case: AftersaleId,
    name: Name,
    size: Option<Size>,
) -> Result<Response, Failure> {
    let look = move |tx: &mut store::Tx<'_>| {
        match looker {
            Looker::Buyer(user) => aftersale::own(tx, user, case).map(drop)?,
            Looker::Staff(user) => desk::permit_reading(tx, user, Permission::OrderRead)?,
        }
        aftersale::check_photo(tx, case, &name)?;
        media::find_private(tx, &name, size)
    };
    let (response, _) = body(app, app.db.glance(look).await?).await?;
    Ok(finished(response, None, FOR_NOBODY))
}

/// The first of these whose bytes are there, and whether it is what was asked for.
async fn body(app: &App, found: Vec<Found>) -> Result<(Response, bool)> {
    if found.is_empty() {
        return Err(Code::NotFound.into());
    }
    for Found { mime, place, is_exact } in found {
        let bytes = match place {
            Place::Row(bytes) => Some(Bytes::from(bytes)),
            Place::Object(object) => read(app, object).await?,
        };
        if let Some(bytes) = bytes {
            return Ok((([(CONTENT_TYPE, mime.word())], bytes).into_response(), is_exact));
        }
    }
    Err(Error::new(Code::MediaUnavailable).because("nothing of the picture is in the media store"))
}

/// An object. One that is missing is told of, so that a size is made again; whoever asked does not suffer from it.
async fn read(app: &App, object: String) -> Result<Option<Bytes>> {
    let bytes = app.pictures.get(&object).await?;
    if bytes.is_none() {
        metrics::counter!("media_lost_total").increment(1);
        tracing::error!(object, "an object that a row names is not in the media store");
        if let Err(error) = app.db.write(Actor::System, move |tx, cx| media::lost(tx, cx, &object)).await {
            tracing::warn!(%error, "a lost size could not be asked for again");
        }
    }
    Ok(bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn at_once(uploads: &Uploads, user: UserId) -> Option<UploadTurn> {
        tokio::time::timeout(Duration::from_millis(50), uploads.turn(user)).await.ok().flatten()
    }

    #[tokio::test]
    async fn who_hands_in_slowly_holds_up_nobody_else() {
        let uploads = Uploads::new();
        let (anna, bert) = (UserId::from_raw(1), UserId::from_raw(2));
        let mut of_anna = Vec::new();
        while let Some(turn) = at_once(&uploads, anna).await {
            of_anna.push(turn);
        }
        assert_eq!(of_anna.len(), UPLOADS_EACH_MAX);
        let of_bert = at_once(&uploads, bert).await.expect("anna has not taken all turns");
        of_anna.pop();
        assert!(at_once(&uploads, anna).await.is_some(), "her own turn comes back");
        drop((of_anna, of_bert));
        drop(at_once(&uploads, bert).await);
        assert_eq!(uploads.each.lock().unwrap().len(), 1, "who is done is forgotten");
        assert_eq!(uploads.all.available_permits(), UPLOADS_MAX);
    }

    #[tokio::test]
    async fn all_together_have_a_limit() {
        let uploads = Uploads::new();
        let mut held = Vec::new();
        for user in 0..100 {
            held.extend(at_once(&uploads, UserId::from_raw(user)).await);
        }
        assert_eq!(held.len(), UPLOADS_MAX);
    }
}
