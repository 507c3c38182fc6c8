//! The long-running program: database, worker, web, sandbox; put together, and taken apart in order.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use kernel::Env;
use mall::order::Terms;
use mall::search::Searcher;
use outside::alipay::Sandbox;
use store::Db;
use tokio::runtime::Runtime;
use web::live::LiveConfig;
use web::{App, Parts, WebConfig};
use work::{Runner, Worker};

use crate::config::{Config, ServerConfig};
use crate::http::{self, Limits};
use crate::logs::Logs;
use crate::node::Keeper;
use crate::searching::Searching;
use crate::trouble::{Result, Trouble};
use crate::{house, secrets, telemetry};

/// How long tasks that nobody waits for may take to notice the end.
const RUNTIME_END: Duration = Duration::from_secs(2);
/// How long sockets may take to be told that the server stops.
const LIVE_END: Duration = Duration::from_secs(2);

/// What `serve` and `demo` run.
pub struct Service {
    config: Config,
    runtime: Runtime,
    listener: TcpListener,
    sandbox: Option<(Sandbox, TcpListener)>,
    db: Db,
    keeper: Keeper,
    worker: Option<Worker>,
    world: mall::World,
}

impl Service {
    /// Takes the ports first, so that a busy one is told before anything is touched.
    ///
    /// # Errors
    /// One sentence.
    pub fn open(config: Config) -> Result<Self> {
        let listener = http::bind(&config.server.listen, "server.listen")?;
        let sandbox_listener = if config.alipay.sandbox {
            Some(http::bind(&config.alipay.sandbox_listen, "alipay.sandbox_listen")?)
        } else {
            None
        };
        let runtime = runtime()?;
        let db = house::open(&config.store)?;
        let keeper = Keeper::start(&db)?;
        let (world, sandbox) = house::world(&config, runtime.handle())?;
        let sandbox = sandbox.zip(sandbox_listener);
        Ok(Self { config, runtime, listener, sandbox, db, keeper, worker: None, world })
    }

    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Starts the jobs: what `demo` does before it serves needs them too.
    ///
    /// # Errors
    /// One sentence.
    pub fn start_worker(&mut self) -> Result<()> {
        if 0 < self.config.worker.threads {
            let runner = Runner::new(mall::handlers(&self.world), mall::schedules());
            self.worker = Some(Worker::start(&self.db, runner, usize::from(self.config.worker.threads))?);
        }
        Ok(())
    }

    /// Serves until the process is asked to stop.
    ///
    /// # Errors
    /// One sentence.
    pub fn run(self, logs: &Logs) -> Result<()> {
        let Self { config, runtime, listener, sandbox, db, keeper, worker, world } = self;
        let searcher = Arc::new(Searcher::new(&config.search.dir));
        let searching = Searching::start(&db, Arc::clone(&searcher))?;
        let outcome = runtime.block_on(async {
            if let Some((sandbox, listener)) = sandbox {
                serve_sandbox(sandbox, listener)?;
            }
            let app = app(&config, &db, world, searcher, logs)?;
            serve(&config.server, listener, app).await
        });
        if let Some(worker) = worker {
            worker.stop();
        }
        searching.stop();
        runtime.shutdown_timeout(RUNTIME_END);
        keeper.stop();
        db.close();
        tracing::info!("stopped");
        outcome
    }
}

/// The runtime that handlers and the gateway's client run on.
///
/// # Errors
/// When the system has no threads to give.
pub fn runtime() -> Result<Runtime> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("web").build();
    built.map_err(|error| Trouble::new(format!("no threads to run on: {error}")))
}

fn serve_sandbox(sandbox: Sandbox, listener: TcpListener) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener);
    let listener = listener.map_err(|error| Trouble::new(format!("the Alipay sandbox: {error}")))?;
    tokio::spawn(async move {
        if let Err(error) = sandbox.serve(listener).await {
            tracing::error!(%error, "the Alipay sandbox stopped");
        }
    });
    Ok(())
}

fn app(config: &Config, db: &Db, world: mall::World, search: Arc<Searcher>, logs: &Logs) -> Result<App> {
    let env: &Env = db.env();
    let secrets = secrets::open(&config.auth.keys_file, env.random.as_ref())?;
    Ok(App::new(Parts {
        db: db.clone(),
        gateway: world.gateway,
        search,
        blobs: world.blobs,
        terms: Terms { pay_within_s: i64::from(config.order.pay_within_s) },
        keys: secrets.token_keys,
        code_limits: mall::account::Limits::default(),
        form_secret: secrets.form,
        config: web_config(&config.server)?,
        metrics: telemetry::start(logs)?,
    }))
}

fn web_config(server: &ServerConfig) -> Result<WebConfig> {
    let base_url = server.site();
    Ok(WebConfig {
        secure: base_url.starts_with("https://"),
        base_url,
        trusted_proxies: server
            .trusted_proxies
            .iter()
            .map(|network| network.parse())
            .collect::<Result<_, kernel::Error>>()?,
        request_timeout_s: u64::from(server.request_timeout_s),
        cache_ttl_ms: u64::from(server.cache_ttl_ms),
        cache_bytes_max: u64::from(server.cache_mb) * 1024 * 1024,
        slow_max: usize::from(server.slow_max),
        live: live_config(server),
    })
}

fn live_config(server: &ServerConfig) -> LiveConfig {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    LiveConfig {
        connections_max: number(server.live_connections_max),
        per_user_max: number(server.live_per_user_max),
        per_address_max: number(server.live_per_address_max),
        kept_max: number(server.live_kept_max),
        ..LiveConfig::default()
    }
}

async fn serve(config: &ServerConfig, listener: TcpListener, app: App) -> Result<()> {
    let stop = http::stop_signal()?;
    let limits = Limits {
        connections_max: config.connections_max,
        stall_timeout: http::STALL_TIMEOUT,
        stop_within: Duration::from_secs(u64::from(config.stop_within_s)),
    };
    tracing::info!(url = config.site(), listen = config.listen, "serving");
    let router = web::router(app.clone());
    web::live::follow(&app);
    let listening = app.clone();
    let drain = Duration::from_secs(u64::from(config.drain_s));
    let stopping = async move {
        stop.await;
        tracing::info!("stopping");
        app.stop_accepting();
        tokio::time::sleep(drain).await;
    };
    let served = http::serve(listener, router, limits, stopping).await;
    listening.live.wait_for_end(LIVE_END).await;
    served
}

/// The worker by itself, for a machine that serves no pages.
///
/// # Errors
/// One sentence.
pub fn run_worker(config: &Config, logs: &Logs) -> Result<()> {
    let metrics_listen = &config.worker.metrics_listen;
    let listener = if metrics_listen.is_empty() {
        None
    } else {
        Some(http::bind(metrics_listen, "worker.metrics_listen")?)
    };
    let runtime = runtime()?;
    let db = house::open(&config.store)?;
    let keeper = Keeper::start(&db)?;
    // A sandbox opened here signs as the one that is served elsewhere; nobody reaches it.
    let (world, _sandbox) = house::world(config, runtime.handle())?;
    let runner = Runner::new(mall::handlers(&world), mall::schedules());
    let worker = Worker::start(&db, runner, usize::from(config.worker.threads.max(1)))?;
    let outcome = runtime.block_on(async {
        let stop = http::stop_signal()?;
        let render = telemetry::start(logs)?;
        tracing::info!(threads = config.worker.threads.max(1), "working");
        match listener {
            Some(listener) => {
                let stop_within = Duration::from_secs(1);
                let limits = Limits { connections_max: 64, stall_timeout: http::STALL_TIMEOUT, stop_within };
                http::serve(listener, worker_routes(render), limits, stop).await
            }
            None => {
                stop.await;
                Ok(())
            }
        }
    });
    worker.stop();
    runtime.shutdown_timeout(RUNTIME_END);
    keeper.stop();
    db.close();
    tracing::info!("stopped");
    outcome
}

fn worker_routes(render: telemetry::Render) -> axum::Router {
    use axum::routing::get;
    axum::Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/metrics", get(move || async move { render() }))
}
