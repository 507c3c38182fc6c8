//! A sandbox that speaks the gateway's own protocol, for the demo, for tests, and for any Alipay client.
//!
//! It verifies what clients sign, signs what it answers, shows the page on which a buyer "scans and pays",
//! and sends notifications on Alipay's schedule. Everything that can go wrong with the real one can be switched on.
//! One app, one seller, trades in memory: it is not a bank.

mod book;
mod gateway;
mod keyring;
mod methods;
mod notice;
mod notifier;
mod pages;
mod switches;
mod trade;
mod words;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::keys::{KeyError, VerifyingKey};
use super::{Certificates, TradeStatus};
use book::{Book, News};
use keyring::Keyring;
use notifier::Notifier;

pub use notifier::{Delivery, DeliveryOutcome};
pub use switches::{FaultKind, Forgery, GatewayFault, Switches};

/// Where the sandbox takes its time from.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How often trades past their deadline are closed when nobody calls.
const SWEEP_EVERY: Duration = Duration::from_millis(500);

/// What a sandbox needs to know.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Where the keys are kept.
    pub keys_dir: PathBuf,
    /// The address browsers and phones reach the sandbox at, without a slash at the end.
    pub public_url: String,
    pub app_id: String,
    pub seller_id: String,
    pub seller_email: String,
    /// Shown to the buyer.
    pub merchant_name: String,
    /// The notification schedule runs so many times faster than Alipay's 4m, 10m, 10m, 1h, 2h, 6h, 15h.
    pub time_factor: u32,
    /// Notifications go to loopback addresses only unless this is set.
    pub notify_anywhere: bool,
    /// Trades kept in memory, at most.
    pub trades_max: usize,
    /// Microseconds since the epoch.
    pub clock: Clock,
    /// Certificate mode: requests must carry these serial numbers, answers carry Alipay's.
    pub certificates: Option<Certificates>,
}

impl SandboxConfig {
    /// A sandbox for a demo on this machine.
    pub fn local(keys_dir: impl Into<PathBuf>, public_url: impl Into<String>) -> Self {
        Self {
            keys_dir: keys_dir.into(),
            public_url: public_url.into(),
            app_id: "2021000000000001".into(),
            seller_id: "2088000000000001".into(),
            seller_email: "seller@sandbox.example".into(),
            merchant_name: "沙箱商家 Sandbox shop".into(),
            time_factor: 1,
            notify_anywhere: false,
            trades_max: 100_000,
            clock: Arc::new(crate::clock::SystemClock::now_us),
            certificates: None,
        }
    }
}

/// Why a sandbox does not start.
#[derive(Debug)]
pub enum SandboxError {
    Directory(io::Error),
    Key(KeyError),
    Http(reqwest::Error),
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(error) => write!(f, "the sandbox's key directory cannot be used: {error}"),
            Self::Key(error) => write!(f, "a key of the sandbox cannot be used: {error}"),
            Self::Http(error) => write!(f, "the sandbox's HTTP client cannot be made: {error}"),
        }
    }
}

impl std::error::Error for SandboxError {}

/// What a merchant configures to use the sandbox.
#[derive(Clone)]
pub struct Merchant {
    pub gateway: String,
    pub app_id: String,
    pub seller_id: String,
    /// Secret.
    pub app_private_key_pem: String,
    pub alipay_public_key_pem: String,
}

/// One trade, as the handle shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TradeView {
    pub out_trade_no: String,
    pub trade_no: Option<String>,
    /// `OFFERED` before the scan, then Alipay's status.
    pub status: String,
    pub total_fen: i64,
    pub refunded_fen: i64,
    pub qr_code: String,
}

/// A running sandbox. Clones are the same sandbox; it stops notifying when the last clone and router are gone.
#[derive(Clone)]
pub struct Sandbox {
    core: Arc<Core>,
    _worker: Arc<Worker>,
}

/// Ends the background task with the sandbox.
struct Worker(JoinHandle<()>);

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What handlers and the background task share.
pub(crate) struct Core {
    config: SandboxConfig,
    keys: Keyring,
    app_key: VerifyingKey,
    book: Mutex<Book>,
    switches: Mutex<Switches>,
    notifier: Notifier,
}

impl Core {
    fn now_us(&self) -> i64 {
        (self.config.clock)()
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // A sandbox goes on after a panic in one request; its trades are only play money.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends what is past its deadline, then does `step`, then tells what happened.
    fn with_book<T>(&self, step: impl FnOnce(&mut Book, i64, &mut Vec<News>) -> T) -> T {
        let now_us = self.now_us();
        let mut news = Vec::new();
        let outcome = {
            let mut book = self.book();
            news.extend(book.sweep(now_us));
            step(&mut book, now_us, &mut news)
        };
        self.tell(news);
        outcome
    }

    fn tell(&self, news: Vec<News>) {
        let switches = self.switches().clone();
        for item in news {
            self.notifier.enqueue(&item, &switches, self.now_us());
        }
    }
}

impl Sandbox {
    /// Loads or makes the keys and starts the background task; needs a tokio runtime.
    ///
    /// # Errors
    /// See [`SandboxError`].
    pub fn open(config: SandboxConfig) -> Result<Self, SandboxError> {
        let keys = Keyring::open(&config.keys_dir)?;
        let app_key = keys.app.verifying_key().map_err(SandboxError::Key)?;
        let core = Arc::new(Core {
            book: Mutex::new(Book::new(config.trades_max)),
            switches: Mutex::new(Switches::default()),
            notifier: Notifier::new(config.time_factor).map_err(SandboxError::Http)?,
            config,
            keys,
            app_key,
        });
        let worker = Worker(tokio::spawn(notifier::run(core.clone())));
        Ok(Self { core, _worker: Arc::new(worker) })
    }

    /// The gateway, the buyer's page, and the sandbox's own pages.
    pub fn router(&self) -> Router {
        Router::new().merge(gateway::routes()).merge(pages::routes()).with_state(self.clone())
    }

    /// Serves until the listener fails.
    ///
    /// # Errors
    /// What the listener says.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        axum::serve(listener, self.router()).await
    }

    /// # Errors
    /// [`SandboxError::Key`] when the cryptographic library fails.
    pub fn merchant(&self) -> Result<Merchant, SandboxError> {
        let core = &self.core;
        Ok(Merchant {
            gateway: format!("{}/gateway.do", core.config.public_url),
            app_id: core.config.app_id.clone(),
            seller_id: core.config.seller_id.clone(),
            app_private_key_pem: core.keys.app.to_pkcs8_pem().map_err(SandboxError::Key)?,
            alipay_public_key_pem: core.keys.alipay.public_pem().map_err(SandboxError::Key)?,
        })
    }

    pub fn switches(&self) -> Switches {
        self.core.switches().clone()
    }

    /// Sets all switches; numbers above their bounds are brought down to them.
    pub fn set_switches(&self, switches: Switches) {
        *self.core.switches() = switches.bounded();
    }

    /// Scans the code, as a buyer does; `false` when there is none.
    pub fn scan(&self, out_trade_no: &str) -> bool {
        self.core.with_book(|book, now_us, _| {
            book.scan(out_trade_no, now_us);
            book.get(out_trade_no).is_some()
        })
    }

    /// Scans and pays, as a buyer does.
    ///
    /// # Errors
    /// Alipay's sub code, when it cannot be paid.
    pub fn pay(&self, out_trade_no: &str) -> Result<(), &'static str> {
        self.core.with_book(|book, now_us, news| {
            book.scan(out_trade_no, now_us);
            let paid = book.pay(out_trade_no, now_us).map_err(|(sub_code, _)| sub_code)?;
            news.push(paid);
            Ok(())
        })
    }

    /// Scans and cancels, as a buyer does: the trade is closed.
    ///
    /// # Errors
    /// Alipay's sub code, when it cannot be cancelled.
    pub fn cancel(&self, out_trade_no: &str) -> Result<(), &'static str> {
        self.core.with_book(|book, now_us, news| {
            book.scan(out_trade_no, now_us);
            let closed = book.close(out_trade_no, now_us).map_err(|(sub_code, _)| sub_code)?;
            news.push(closed);
            Ok(())
        })
    }

    pub fn trade(&self, out_trade_no: &str) -> Option<TradeView> {
        self.core.with_book(|book, _, _| book.get(out_trade_no).map(|trade| self.view(trade)))
    }

    /// The latest trades, newest first.
    pub fn trades(&self) -> Vec<TradeView> {
        self.core.with_book(|book, _, _| book.recent().map(|trade| self.view(trade)).collect())
    }

    /// How many trades are in memory.
    pub fn trade_count(&self) -> usize {
        self.core.book().len()
    }

    /// The latest attempts to deliver notifications, newest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.core.notifier.deliveries()
    }

    fn view(&self, trade: &trade::Trade) -> TradeView {
        TradeView {
            out_trade_no: trade.offer.out_trade_no.clone(),
            trade_no: trade.trade_no.clone(),
            status: trade.state.status().map_or("OFFERED", TradeStatus::as_str).to_owned(),
            total_fen: trade.offer.total_fen,
            refunded_fen: trade.refunded_fen(),
            qr_code: format!("{}/pay/{}", self.core.config.public_url, trade.token),
        }
    }
}

/// Whether an address is on this machine, told from the address alone: no name is looked up.
pub(super) fn is_loopback(url: &reqwest::Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}
