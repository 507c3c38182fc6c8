//! Finished answers: bytes with their ETag, kept until what they tell has changed.
//!
//! A change is told by a notice after its commit; one that another node made, or that a replica has just heard of, by
//! the event that [`crate::live`] reads; and whatever went past both is found out by age. A cache is never the truth:
//! nothing decides by it.

use std::future::Future;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kernel::{Clock, Error, Lang, Result, Time};
use mall::catalog::{CatalogChanged, CategoryChanged};
use mall::front::{Announced, FrontChanged};
use mall::order::cart::{self, CartOwner};
use mall::stock::StockTurned;
use sha2::{Digest, Sha256};
use store::Notice;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;
use work::event::Event;

/// What an answer is about, and for whom it is written. Everything that changes it is in here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Such as `api.product`; each names one handler.
    pub kind: &'static str,
    /// Raw id of what it tells about; 0 for lists.
    pub id: i64,
    /// Whose prices it shows; 0 for everybody's.
    pub price_tier: u8,
    pub lang: Lang,
    /// Whatever else was asked, in one fixed form.
    pub query: Box<str>,
}

/// An answer as it is sent.
#[derive(Clone, Debug)]
pub struct Finished {
    pub bytes: Bytes,
    /// Where a reader's own parts go, in order; none in answers that are the same for everybody.
    pub seams: Box<[Seam]>,
    pub etag: HeaderValue,
    pub content_type: HeaderValue,
}

/// Bytes of a finished answer that stand for a part of its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seam {
    pub bytes: std::ops::Range<usize>,
    /// Which of the reader's parts.
    pub part: usize,
}

impl Finished {
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>, content_type: &'static str) -> Self {
        let bytes = bytes.into();
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..12]));
        // Hexadecimal digits are always a header value.
        let etag = HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { bytes, seams: Box::default(), etag, content_type: HeaderValue::from_static(content_type) }
    }

    /// The answer, or 304 when the client has it. Clients keep it but ask each time.
    #[must_use]
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = if is_known(request, &self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Response::new(Body::from(self.bytes.clone()));
            response.headers_mut().insert(CONTENT_TYPE, self.content_type.clone());
            response
        };
        response.headers_mut().insert(ETAG, self.etag.clone());
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, cookie"));
        response
    }
}

/// Whether the client has it already. A proxy that compresses makes tags weak (`W/`).
#[must_use]
pub fn is_known(request: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = request.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut tags = known.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes())
}

/// Versions of what answers tell about, so that a change makes them all stale at once. Ids share slots: a change
/// of one drops its neighbours too, which costs a refill and nothing else.
const SLOTS: usize = 1_024;
/// The slot of everything that is not about one id.
const LISTS: i64 = 0;

struct Versions(Vec<AtomicU64>);

impl Default for Versions {
    fn default() -> Self {
        Self((0..SLOTS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Versions {
    fn slot(&self, id: i64) -> &AtomicU64 {
        // Multiplied by a large odd number, so that ids issued in a row do not share slots.
        let mixed = id.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54;
        &self.0[mixed as usize % SLOTS]
    }

    fn of(&self, id: i64) -> u64 {
        self.slot(id).load(Ordering::Acquire)
    }

    fn bump(&self, id: i64) {
        self.slot(id).fetch_add(1, Ordering::AcqRel);
    }

    fn bump_all(&self) {
        for slot in &self.0 {
            slot.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// Looked up with the version that its subject has now; one of an older version is never found again.
#[derive(PartialEq, Eq, Hash)]
struct Versioned {
    key: Key,
    version: u64,
}

type Notices = Receiver<Arc<Vec<Notice>>>;

/// Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    answers: moka::future::Cache<Versioned, Arc<Finished>>,
    versions: Arc<Versions>,
    carts: Arc<Versions>,
    /// Another one after each change of what is announced.
    board: Arc<AtomicU64>,
    /// When the next thing begins or ends by itself, in microseconds: what is kept does not outlive that.
    turn: Arc<AtomicI64>,
    clock: Arc<dyn Clock>,
    notices: Arc<Mutex<Notices>>,
}

/// Nothing begins or ends by itself.
const NEVER: i64 = i64::MAX;

/// What one kept answer takes besides its bytes, about.
const OVERHEAD_BYTES: usize = 256;

impl Cache {
    #[must_use]
    pub fn new(bytes_max: u64, ttl: Duration, clock: Arc<dyn Clock>, notices: Notices) -> Self {
        let weigh = |key: &Versioned, answer: &Arc<Finished>| {
            let bytes = answer.bytes.len() + key.key.query.len() + OVERHEAD_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let answers =
            moka::future::Cache::builder().max_capacity(bytes_max).weigher(weigh).time_to_live(ttl).build();
        Self {
            answers,
            versions: Arc::default(),
            carts: Arc::default(),
            board: Arc::default(),
            turn: Arc::new(AtomicI64::new(NEVER)),
            clock,
            notices: Arc::new(Mutex::new(notices)),
        }
    }

    /// The kept answer, or a new one; however many ask at once, one makes it.
    ///
    /// # Errors
    /// What `fill` returns; failures are not kept.
    pub async fn get(&self, key: Key, fill: impl Future<Output = Result<Finished>>) -> Result<Arc<Finished>> {
        // The version is read before the database is: a change in between leaves a stale answer under a version
        // that nobody looks up.
        self.catch_up();
        let version = self.versions.of(key.id);
        let fill = async { fill.await.map(Arc::new) };
        let kept = self.answers.try_get_with(Versioned { key, version }, fill).await;
        kept.map_err(|error: Arc<Error>| match Arc::try_unwrap(error) {
            Ok(error) => error,
            Err(shared) => shared.public_copy(),
        })
    }

    /// The version of a cart: another one after each change that this node has made.
    pub fn cart_version(&self, owner: CartOwner) -> u64 {
        self.catch_up();
        self.carts.of(owner.raw())
    }

    /// The version of what is announced.
    pub fn board_version(&self) -> u64 {
        self.catch_up();
        self.board.load(Ordering::Acquire)
    }

    /// Something that an answer shows, or does not show yet, begins or ends at a moment.
    pub fn turns_at(&self, turn: Option<Time>) {
        if let Some(turn) = turn {
            self.turn.fetch_min(turn.micros(), Ordering::AcqRel);
        }
    }

    /// Forgets what has begun or ended since the last look. Whoever fills it again says when the next turn is.
    fn take_turn(&self) {
        let turn = self.turn.load(Ordering::Acquire);
        if turn == NEVER || self.clock.now().micros() < turn {
            return;
        }
        // A fill that was under way has told its turn before it read the clock, or is of an older version.
        let _ = self.turn.compare_exchange(turn, NEVER, Ordering::AcqRel, Ordering::Acquire);
        self.board.fetch_add(1, Ordering::AcqRel);
        self.versions.bump(LISTS);
    }

    /// Forgets what a notice of this node, or an event of any, makes stale.
    pub fn hear(&self, kind: &str, entity: i64) {
        if kind == CategoryChanged::KIND {
            // Every product shows the categories above it.
            self.versions.bump_all();
        } else if kind == CatalogChanged::KIND || kind == StockTurned::KIND {
            self.versions.bump(entity);
            self.versions.bump(LISTS);
        } else if kind == FrontChanged::KIND {
            self.versions.bump(LISTS);
        } else if kind == Announced::KIND {
            self.board.fetch_add(1, Ordering::AcqRel);
            self.versions.bump(LISTS);
        } else if kind == cart::CHANGED {
            self.carts.bump(entity);
        }
    }

    fn forget_all(&self) {
        self.versions.bump_all();
        self.carts.bump_all();
        self.board.fetch_add(1, Ordering::AcqRel);
    }

    /// Hears what was committed up to now. Done by whoever reads, so that a change is seen by the next request of
    /// the one who made it.
    fn catch_up(&self) {
        self.take_turn();
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match notices.try_recv() {
                Ok(told) => told.iter().for_each(|notice| self.hear(notice.kind, notice.entity)),
                Err(TryRecvError::Lagged(_)) => self.forget_all(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use kernel::Code;

    use super::*;

    fn key(id: i64) -> Key {
        Key { kind: "test", id, price_tier: 0, lang: Lang::Zh, query: "".into() }
    }

    fn cache() -> Cache {
        let (_, notices) = tokio::sync::broadcast::channel(4);
        Cache::new(1_000_000, Duration::from_secs(60), clock(), notices)
    }

    const NOW: Time = Time(1_795_161_600_000_000);

    fn clock() -> Arc<kernel::ManualClock> {
        Arc::new(kernel::ManualClock::at(NOW))
    }

    #[tokio::test]
    async fn one_fills_for_all_who_ask() {
        let (cache, fills) = (cache(), AtomicUsize::new(0));
        let ask = || {
            cache.get(key(1), async {
                fills.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(Finished::new("x", "text/plain"))
            })
        };
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        assert_eq!(fills.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_change_drops_its_product_and_the_lists() {
        let cache = cache();
        let text = |answer: Arc<Finished>| answer.bytes.clone();
        let fill = |text: &'static str| async move { Ok(Finished::new(text, "text/plain")) };
        for id in [0, 7, 8] {
            cache.get(key(id), fill("old")).await.unwrap();
        }
        cache.hear("catalog.changed", 7);
        assert_eq!(text(cache.get(key(7), fill("new")).await.unwrap()), "new");
        assert_eq!(text(cache.get(key(0), fill("new")).await.unwrap()), "new");
        assert_eq!(text(cache.get(key(8), fill("new")).await.unwrap()), "old");
        cache.hear("order.placed", 8);
        assert_eq!(text(cache.get(key(8), fill("new")).await.unwrap()), "old");
    }

    #[tokio::test]
    async fn what_changed_while_it_was_filled_is_not_kept() {
        let cache = cache();
        let during = async {
            cache.hear("catalog.changed", 7);
            Ok(Finished::new("old", "text/plain"))
        };
        cache.get(key(7), during).await.unwrap();
        let fresh = cache.get(key(7), async { Ok(Finished::new("new", "text/plain")) }).await.unwrap();
        assert_eq!(fresh.bytes, "new");
    }

    #[tokio::test]
    async fn failures_are_told_and_not_kept() {
        let cache = cache();
        let failed = cache.get(key(1), async { Err(Code::NotFound.into()) }).await;
        assert_eq!(failed.unwrap_err().code(), Code::NotFound);
        assert!(cache.get(key(1), async { Ok(Finished::new("x", "text/plain")) }).await.is_ok());
    }

    #[tokio::test]
    async fn nothing_outlives_the_turn_of_what_it_shows() {
        let (_tell, notices) = tokio::sync::broadcast::channel(1);
        let clock = clock();
        let cache = Cache::new(1_000_000, Duration::from_secs(60), clock.clone(), notices);
        let fill = |text: &'static str, turn_s: i64| {
            let cache = cache.clone();
            async move {
                cache.turns_at(Some(NOW.plus_s(turn_s)));
                Ok(Finished::new(text, "text/plain"))
            }
        };
        cache.get(key(0), fill("first", 90)).await.unwrap();
        cache.turns_at(Some(NOW.plus_s(60)));
        let board = cache.board_version();
        clock.advance_s(59);
        assert_eq!(cache.get(key(0), fill("no", 90)).await.unwrap().bytes, "first");
        clock.advance_s(1);
        assert_eq!(cache.get(key(0), fill("second", 90)).await.unwrap().bytes, "second");
        assert_ne!(cache.board_version(), board);
        clock.advance_s(30);
        assert_eq!(cache.get(key(0), fill("third", 120)).await.unwrap().bytes, "third");
    }

    #[test]
    fn a_cart_has_another_version_when_it_has_changed() {
        let cache = cache();
        let [mine, other] = [7, 8].map(|raw| CartOwner::Visitor(cart::VisitorId::from_raw(raw)));
        let before = [mine, other].map(|owner| cache.cart_version(owner));
        cache.hear(cart::CHANGED, mine.raw());
        assert_ne!(cache.cart_version(mine), before[0]);
        assert_eq!(cache.cart_version(other), before[1]);
    }

    #[tokio::test]
    async fn what_was_missed_drops_everything() {
        let (tell, notices) = tokio::sync::broadcast::channel(1);
        let cache = Cache::new(1_000_000, Duration::from_secs(60), clock(), notices);
        let fill = |text: &'static str| async move { Ok(Finished::new(text, "text/plain")) };
        cache.get(key(8), fill("old")).await.unwrap();
        for entity in 0..3 {
            tell.send(Arc::new(vec![Notice { kind: "catalog.changed", entity }])).unwrap();
        }
        assert_eq!(cache.get(key(8), fill("new")).await.unwrap().bytes, "new");
    }

    #[test]
    fn who_has_it_is_told_so() {
        let finished = Finished::new("body", "text/plain");
        let ask = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, value.parse().unwrap());
            finished.answer(&headers).status()
        };
        let tag = finished.etag.to_str().unwrap();
        assert_eq!(finished.answer(&HeaderMap::new()).status(), StatusCode::OK);
        assert_eq!(ask(tag), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&format!("\"other\", W/{tag}")), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("\"other\""), StatusCode::OK);
    }
}
