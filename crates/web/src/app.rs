//! What every handler shares: the database, the gateway, the keys, the limits.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::{Code, Error, PageAsk, Result, Time};
use mall::account;
use mall::media::Blobs;
use mall::order::Terms;
use mall::payment::Gateway;
use mall::search::{Findings, SearchAsk, Searcher, Suggestions};
use store::Db;
use tokio::sync::Semaphore;

use crate::board::{self, Boards};
use crate::cache::Cache;
use crate::client::Network;
use crate::csrf::Csrf;
use crate::heat::Heat;
use crate::live::{Live, LiveConfig};
use crate::media::Pictures;
use crate::site::shared::{self, Visitors};

/// What the web floor is told by the configuration.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Where people reach the shop, without a slash at the end: `https://shop.example`.
    pub base_url: String,
    /// Whether cookies are sent over TLS only, and browsers told to come by TLS only.
    pub secure: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// A request that takes longer is given up, in seconds; counted anew with every piece of its body.
    pub request_timeout_s: u64,
    /// How long finished answers are kept at most, in milliseconds: the net under events that other nodes write.
    pub cache_ttl_ms: u64,
    /// What finished answers may take of the memory, in bytes.
    pub cache_bytes_max: u64,
    /// How many slow computations (password hashes, pictures) run at once.
    pub slow_max: usize,
    /// Sockets of live updates.
    pub live: LiveConfig,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            base_url: "http://127.0.0.1:8080".to_owned(),
            secure: false,
            trusted_proxies: Vec::new(),
            request_timeout_s: 20,
            cache_ttl_ms: 2_000,
            cache_bytes_max: 32 * 1024 * 1024,
            slow_max: 2,
            live: LiveConfig::default(),
        }
    }
}

/// Prints the metrics in Prometheus' format.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// What the binary (or a test) puts together.
pub struct Parts {
    pub db: Db,
    pub gateway: Arc<dyn Gateway>,
    pub search: Arc<Searcher>,
    pub blobs: Arc<dyn Blobs>,
    pub terms: Terms,
    pub keys: account::Keys,
    pub code_limits: account::Limits,
    /// The secret behind form tokens; the same on every node.
    pub form_secret: Vec<u8>,
    pub config: WebConfig,
    pub metrics: RenderMetrics,
}

pub struct Inner {
    pub db: Db,
    pub gateway: Arc<dyn Gateway>,
    pub search: Arc<Searcher>,
    pub pictures: Pictures,
    pub terms: Terms,
    pub keys: account::Keys,
    pub code_limits: account::Limits,
    pub csrf: Csrf,
    pub config: WebConfig,
    pub metrics: RenderMetrics,
    pub cache: Cache,
    pub visitors: Visitors,
    pub boards: Boards,
    pub heat: Heat,
    pub live: Live,
    pub started_at: Time,
    /// Held by whoever has all proofs checked.
    pub audit_turn: tokio::sync::Mutex<()>,
    /// Held by whoever walks along all goods for a sitemap.
    pub sitemap_turn: Arc<tokio::sync::Mutex<()>>,
    is_ready: AtomicBool,
    slow: Arc<Semaphore>,
    /// Pictures are taken apart one at a time, so that signing in never waits for them.
    decoding: Arc<Semaphore>,
    /// As many searches at once as there are processors: more would only be slower each.
    searching: Arc<Semaphore>,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// How long a slow computation waits for its turn before the caller is told to come back.
const SLOW_WAIT: Duration = Duration::from_secs(5);

impl App {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { db, gateway, search, blobs, terms, keys, code_limits, form_secret, config, metrics } =
            parts;
        let ttl = Duration::from_millis(config.cache_ttl_ms);
        let cache = Cache::new(config.cache_bytes_max, ttl, Arc::clone(&db.env().clock), db.notices());
        let visitors = shared::visitors(ttl);
        let boards = board::kept(ttl);
        Self(Arc::new(Inner {
            csrf: Csrf::new(&form_secret),
            started_at: db.env().clock.now(),
            audit_turn: tokio::sync::Mutex::new(()),
            sitemap_turn: Arc::default(),
            is_ready: AtomicBool::new(true),
            slow: Arc::new(Semaphore::new(config.slow_max.max(1))),
            decoding: Arc::new(Semaphore::new(1)),
            searching: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from))),
            db,
            gateway,
            search,
            pictures: Pictures::new(blobs),
            terms,
            keys,
            code_limits,
            live: Live::new(config.live),
            config,
            metrics,
            cache,
            visitors,
            boards,
            heat: Heat::default(),
        }))
    }

    #[must_use]
    pub fn now(&self) -> Time {
        self.db.env().clock.now()
    }

    /// Where a page is found from outside; `path` begins with a slash.
    #[must_use]
    pub fn address_of(&self, path: &str) -> Option<String> {
        Some(format!("{}{path}", self.config.base_url))
    }

    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_ready.load(Ordering::Acquire)
    }

    /// Since when the search index may be wrong, in seconds.
    pub(crate) fn search_age_s(&self) -> i64 {
        self.now().since_s(self.search.kept_at().unwrap_or(self.started_at))
    }

    /// At shutdown: `/readyz` says no from now on, so that no new visitors are sent here; who listens
    /// is told to come back.
    pub fn stop_accepting(&self) {
        self.is_ready.store(false, Ordering::Release);
        self.live.stop();
    }

    /// Runs what takes tens of milliseconds on a thread of its own; a bounded number at once.
    ///
    /// # Errors
    /// [`Code::Busy`] when its turn does not come; [`Code::Internal`] when it panics.
    pub async fn slow<T, F>(&self, run: F) -> Result<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        in_turn(&self.slow, run).await
    }

    /// Takes a picture apart: as [`App::slow`], in a row of its own.
    ///
    /// # Errors
    /// As [`App::slow`].
    pub async fn decode<T, F>(&self, run: F) -> Result<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        in_turn(&self.decoding, run).await
    }

    /// Searches for goods; `None` while there is no index.
    ///
    /// # Errors
    /// As [`Searcher::find`]; as [`App::slow`].
    pub async fn find(&self, ask: SearchAsk, page: PageAsk) -> Result<Option<Findings>> {
        let search = Arc::clone(&self.search);
        in_turn(&self.searching, move || search.find(&ask, &page)).await?
    }

    /// Reads titles for a search: as slow as the search itself.
    ///
    /// # Errors
    /// As [`App::slow`].
    pub async fn read_titles<T, F>(&self, read: F) -> Result<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        in_turn(&self.searching, read).await
    }

    /// What to offer while somebody types.
    ///
    /// # Errors
    /// As [`Searcher::suggest`]; as [`App::slow`].
    pub async fn suggest(&self, typed: String) -> Result<Suggestions> {
        let search = Arc::clone(&self.search);
        in_turn(&self.searching, move || search.suggest(&typed)).await?
    }
}

/// The turn is kept until the computation ends, though its caller may be gone by then.
async fn in_turn<T, F>(turns: &Arc<Semaphore>, run: F) -> Result<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let turn = tokio::time::timeout(SLOW_WAIT, Arc::clone(turns).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return Err(Code::Busy.into()) };
    let run = move || {
        let answer = run();
        drop(turn);
        answer
    };
    tokio::task::spawn_blocking(run).await.map_err(|panic| Error::new(Code::Internal).because(panic))
}
