//! The workbench of these tests: a sandbox on a free port, a client that knows it, and a merchant that listens.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use outside::alipay::{
    Answer, Client, Config, Expected, Precreate, Query, Report, Sandbox, SandboxConfig, SigningKey, TradeKey,
    Trust, VerifyingKey, notify,
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// 2026-11-20 12:00:00 in Beijing.
pub const NOON_US: i64 = 1_795_147_200_000_000;
/// Alipay's waits, in seconds, become milliseconds and less: the first retry comes after 24 ms.
pub const TIME_FACTOR: u32 = 10_000;

pub struct Bench {
    pub sandbox: Sandbox,
    pub client: Client,
    pub shop: Shop,
    pub url: String,
    now_us: Arc<AtomicI64>,
    server: JoinHandle<std::io::Result<()>>,
    _keys: TempDir,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.server.abort();
        self.shop.server.abort();
    }
}

impl Bench {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// Starts with a changed configuration. The keys are the committed test keys: making new ones takes long.
    pub async fn start_with(change: impl FnOnce(&mut SandboxConfig)) -> Self {
        let keys = tempfile::tempdir().unwrap();
        std::fs::write(keys.path().join("app_private_key.pem"), app_key_pem()).unwrap();
        std::fs::write(keys.path().join("alipay_private_key.pem"), alipay_key_pem()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let now_us = Arc::new(AtomicI64::new(NOON_US));
        let clock = now_us.clone();
        let mut config = SandboxConfig {
            time_factor: TIME_FACTOR,
            clock: Arc::new(move || clock.load(Ordering::SeqCst)),
            ..SandboxConfig::local(keys.path(), &url)
        };
        change(&mut config);
        let certificates = config.certificates.clone();
        let sandbox = Sandbox::open(config).unwrap();
        let server = tokio::spawn(sandbox.clone().serve(listener));
        let shop = Shop::open().await;
        let merchant = sandbox.merchant().unwrap();
        let client = Client::new(Config {
            gateway: merchant.gateway,
            app_id: merchant.app_id,
            app_key: SigningKey::load(&merchant.app_private_key_pem).unwrap(),
            trust: match certificates {
                Some(certificates) => Trust::Certificates(certificates),
                None => Trust::Key(VerifyingKey::load(&merchant.alipay_public_key_pem).unwrap()),
            },
            notify_url: Some(shop.url.clone()),
            app_auth_token: None,
            timeout_ms: 2_000,
        })
        .unwrap();
        Self { sandbox, client, shop, url, now_us, server, _keys: keys }
    }

    pub fn now_us(&self) -> i64 {
        self.now_us.load(Ordering::SeqCst)
    }

    pub fn advance_s(&self, seconds: i64) {
        self.now_us.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub async fn offer(&self, out_trade_no: &str, total_fen: i64) -> String {
        let answer = self.client.precreate(&precreate(out_trade_no, total_fen), self.now_us()).await;
        expect(answer).qr_code
    }

    /// Precreated and paid.
    pub async fn paid(&self, out_trade_no: &str, total_fen: i64) {
        self.offer(out_trade_no, total_fen).await;
        self.sandbox.pay(out_trade_no).unwrap();
    }

    pub async fn query(&self, out_trade_no: &str) -> Answer<outside::alipay::TradeState> {
        self.client.query(&Query { trade: ours(out_trade_no) }, self.now_us()).await
    }

    /// What a notification's body comes to.
    pub fn report(&self, raw: &[u8]) -> Report {
        let expected = Expected {
            alipay_key: self.client.alipay_key(),
            app_id: "2021000000000001",
            seller_id: "2088000000000001",
        };
        notify::inspect(raw, expected).unwrap()
    }
}

pub fn app_key_pem() -> &'static str {
    include_str!("../keys/app_private_pkcs8.pem")
}

pub fn alipay_key_pem() -> &'static str {
    include_str!("../keys/alipay_private_pkcs8.pem")
}

pub fn ours(out_trade_no: &str) -> TradeKey {
    TradeKey::OutTradeNo(out_trade_no.into())
}

pub fn precreate(out_trade_no: &str, total_fen: i64) -> Precreate {
    Precreate {
        out_trade_no: out_trade_no.into(),
        total_fen,
        subject: "台灯 & lamp 100% \"/\"".into(),
        body: Some("<b>两件</b>".into()),
        passback_params: Some("k=v&w=中".into()),
        ..Precreate::default()
    }
}

pub fn expect<T: std::fmt::Debug>(answer: Answer<T>) -> T {
    match answer {
        Answer::Ok(done) => done,
        other => panic!("not done: {other:?}"),
    }
}

pub fn refusal<T: std::fmt::Debug>(answer: Answer<T>) -> outside::alipay::Refusal {
    match answer {
        Answer::Refused(refusal) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

pub fn unknown<T: std::fmt::Debug>(answer: Answer<T>) -> outside::alipay::Unknown {
    match answer {
        Answer::Unknown(unknown) => unknown,
        other => panic!("not unknown: {other:?}"),
    }
}

/// A merchant's notification address.
pub struct Shop {
    pub url: String,
    inbox: Inbox,
    server: JoinHandle<std::io::Result<()>>,
}

#[derive(Clone, Default)]
struct Inbox {
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
    refuses: Arc<AtomicBool>,
}

impl Shop {
    async fn open() -> Self {
        let inbox = Inbox::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notify?shop=1", listener.local_addr().unwrap());
        let router = Router::new().route("/notify", post(take)).with_state(inbox.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inbox, server }
    }

    /// Answers with anything but `success` from now on, or again with `success`.
    pub fn refuse(&self, refuses: bool) {
        self.inbox.refuses.store(refuses, Ordering::SeqCst);
    }

    pub fn bodies(&self) -> Vec<Vec<u8>> {
        self.inbox.bodies.lock().unwrap().clone()
    }

    /// Waits for so many notifications, at most five seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<Vec<u8>> {
        for _ in 0..500 {
            if count <= self.bodies().len() {
                return self.bodies();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} of {count} notifications came", self.bodies().len());
    }
}

async fn take(State(inbox): State<Inbox>, body: Bytes) -> &'static str {
    inbox.bodies.lock().unwrap().push(body.to_vec());
    // Almost right is wrong.
    if inbox.refuses.load(Ordering::SeqCst) { "success\n" } else { notify::ACCEPTED }
}
