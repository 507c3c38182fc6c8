//! `TestApp`: the real router over a database of the test's own, with the outside in memory.

mod call;
mod node;
mod people;
mod shop;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Actor, Cx, ManualClock, Result};
use mall::desk::Audit;
use mall::payment::PaymentId;
use mall::search::Searcher;
use outside::twin::{BlobsTwin, CourierTwin, GatewayTwin};
use store::{Db, Tx};
use work::Runner;
use work::job::JobState;

pub use call::{Call, Reply};
pub use node::Node;
pub use people::{Person, address};
pub use shop::{Item, NewItem, order_of, order_of_service};

use crate::db::{Engine, TestDb};

/// Jobs one story may run before it counts as running in circles.
const STEPS_MAX: usize = 10_000;

struct Inner {
    db: TestDb,
    app: web::App,
    router: axum::Router,
    runner: Runner,
    gateway: Arc<GatewayTwin>,
    courier: Arc<CourierTwin>,
    blobs: Arc<BlobsTwin>,
    search: Arc<Searcher>,
    _home: tempfile::TempDir,
}

/// What the servers of a story share besides the database.
struct Services {
    gateway: Arc<GatewayTwin>,
    search: Arc<Searcher>,
    blobs: Arc<BlobsTwin>,
}

/// The web floor of one server. All servers of a story have the same secrets.
fn new_app(db: Db, services: Services, config: web::WebConfig) -> web::App {
    let key = ("k1".to_owned(), b"a secret that only tests know of".to_vec());
    let keys = mall::account::Keys::new("maidian", "maidian", &[key]).expect("the key is long enough");
    web::App::new(web::Parts {
        db,
        gateway: services.gateway,
        search: services.search,
        blobs: services.blobs,
        terms: mall::order::Terms::default(),
        keys,
        code_limits: mall::account::Limits::default(),
        form_secret: b"another secret of tests".to_vec(),
        config,
        metrics: Arc::new(String::new),
    })
}

/// Cheap to clone, so that a story can do two things at once.
#[derive(Clone)]
pub struct TestApp(Arc<Inner>);

impl TestApp {
    fn new(db: TestDb) -> Self {
        let gateway = Arc::new(GatewayTwin::default());
        let courier = Arc::new(CourierTwin::default());
        let blobs = Arc::new(BlobsTwin::default());
        let world = mall::World { gateway: gateway.clone(), courier: courier.clone(), blobs: blobs.clone() };
        let runner = Runner::new(mall::handlers(&world), mall::schedules());
        let home = tempfile::tempdir().expect("a temporary directory");
        let search = Arc::new(Searcher::new(home.path()));
        let services = Services { gateway: gateway.clone(), search: search.clone(), blobs: blobs.clone() };
        let app = new_app(db.db.clone(), services, web::WebConfig::default());
        let router = web::router(app.clone());
        let inner = Inner { db, app, router, runner, gateway, courier, blobs, search, _home: home };
        Self(Arc::new(inner))
    }

    #[must_use]
    pub fn clock(&self) -> &ManualClock {
        &self.0.db.clock
    }

    #[must_use]
    pub fn gateway(&self) -> &GatewayTwin {
        &self.0.gateway
    }

    #[must_use]
    pub fn courier(&self) -> &CourierTwin {
        &self.0.courier
    }

    #[must_use]
    pub fn blobs(&self) -> &BlobsTwin {
        &self.0.blobs
    }

    /// The application itself, for its keys and form tokens.
    #[must_use]
    pub fn web(&self) -> &web::App {
        &self.0.app
    }

    /// Runs a transaction as the system.
    ///
    /// # Errors
    /// Whatever the closure returns.
    pub async fn write<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.db.db.write(Actor::System, run).await
    }

    /// # Errors
    /// Whatever the closure returns.
    pub async fn read<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.db.db.read(run).await
    }

    /// Runs the jobs that are due, and those that they enqueue, until none is left.
    ///
    /// # Panics
    /// When the database fails, or jobs enqueue jobs without end.
    pub async fn work(&self) {
        let inner = Arc::clone(&self.0);
        // The worker waits for the database, which no task of the runtime may do.
        let worked = tokio::task::spawn_blocking(move || {
            for _ in 0..STEPS_MAX {
                if inner.runner.step(&inner.db.db).expect("the database runs jobs") == 0 {
                    return;
                }
            }
            panic!("the jobs have no end");
        });
        worked.await.expect("the worker ends well");
    }

    /// Lets the search index take in what has changed, and writes down what was searched for.
    ///
    /// # Panics
    /// When the index cannot be kept.
    pub async fn index(&self) {
        let inner = Arc::clone(&self.0);
        let turned = tokio::task::spawn_blocking(move || {
            inner.search.turn(&inner.db.db)?;
            inner.search.flush(&inner.db.db)
        });
        turned.await.expect("the turn ends well").expect("the index is kept");
    }

    /// Lets time pass, running what falls due on the way.
    pub async fn wait_s(&self, seconds: i64) {
        const STEP_S: i64 = 60;
        let mut left = seconds;
        while left > 0 {
            self.clock().advance_s(left.min(STEP_S));
            left -= STEP_S;
            self.work().await;
        }
    }

    /// Delivers the gateway's notification about a payment, as it stands now; the word it is answered with.
    ///
    /// # Panics
    /// When the gateway has nothing to tell.
    pub async fn notify(&self, payment: PaymentId) -> String {
        let raw = self.0.gateway.notification(payment).expect("the gateway has news of the payment");
        self.post("/notify/alipay").form_bytes(raw).await.text()
    }

    /// Every proof about goods, money and the record.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn audit(&self) -> Audit {
        self.read(mall::desk::audit).await.expect("the audit runs")
    }

    /// # Panics
    /// With the audit's report, when a proof is broken.
    pub async fn assert_sound(&self) {
        let audit = self.audit().await;
        assert!(audit.is_sound(), "{audit}");
    }

    /// A story leaves no job without a handler, and none that failed for good.
    fn assert_settled(&self) {
        let dead = self.0.db.read(|tx| {
            let ask = kernel::PageAsk::first(20);
            work::job::list(tx, JobState::Dead, &ask)
        });
        let dead = dead.expect("the jobs can be read").items;
        let told: Vec<_> = dead.iter().map(|job| format!("{}: {}", job.kind, job.last_error)).collect();
        assert!(dead.is_empty(), "jobs were left dead: {told:#?}");
    }
}

/// What `#[db_test]` makes of an asynchronous test.
///
/// # Panics
/// When the story does, or when it leaves a dead job behind.
pub fn run<F>(engine: Engine, _story: &'static str, story: impl FnOnce(TestApp) -> F)
where
    F: Future<Output = ()>,
{
    let db = TestDb::new(engine);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the story");
    let app = TestApp::new(db);
    runtime.block_on(story(app.clone()));
    app.assert_settled();
    runtime.shutdown_timeout(Duration::from_secs(5));
}
