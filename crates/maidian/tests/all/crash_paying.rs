//! The same for money: the gateway outlives the shop that is killed, and every notification that the shop has
//! answered with `success` is in its books.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kernel::Random;
use mall::order::{self, OrderId, OrderState};
use outside::alipay::sandbox::DeliveryOutcome;
use outside::alipay::{Sandbox, SandboxConfig};
use outside::random::SystemRandom;
use serde_json::Value;
use tempfile::TempDir;
use testkit::{TestDb, db_test};
use tokio::runtime::Runtime;

use crate::crash::{Shopper, UPTIME_MS_MAX, register, sell};
use crate::program::{Home, Server, free_address};

const KILLS: usize = 20;
const BUYERS: usize = 4;
/// Alipay's waits of minutes become milliseconds.
const TIME_FACTOR: u32 = 20_000;

/// A gateway in this process, which nobody kills.
struct Alipay {
    sandbox: Sandbox,
    keys: TempDir,
    url: String,
}

impl Alipay {
    fn open(runtime: &Runtime) -> Self {
        let keys = tempfile::tempdir().unwrap();
        let app_key = include_str!("../../../outside/tests/keys/app_private_pkcs8.pem");
        std::fs::write(keys.path().join("app_private_key.pem"), app_key).unwrap();
        let alipay_key = include_str!("../../../outside/tests/keys/alipay_private_pkcs8.pem");
        std::fs::write(keys.path().join("alipay_private_key.pem"), alipay_key).unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let local = SandboxConfig::local(keys.path(), &url);
        let sandbox = {
            let _entered = runtime.enter();
            Sandbox::open(SandboxConfig { time_factor: TIME_FACTOR, ..local }).unwrap()
        };
        runtime.spawn(sandbox.clone().serve(listener));
        Self { sandbox, keys, url }
    }

    fn start_shop(&self, home: &Home, address: SocketAddr) -> Server {
        let key = |name: &str| self.keys.path().join(name);
        let mut command = home.command(&["serve"]);
        command
            .env("MAIDIAN_SERVER_LISTEN", address.to_string())
            .env("MAIDIAN_LOG_LEVEL", "error")
            .env("MAIDIAN_ALIPAY_GATEWAY", format!("{}/gateway.do", self.url))
            .env("MAIDIAN_ALIPAY_APP_ID", "2021000000000001")
            .env("MAIDIAN_ALIPAY_SELLER_ID", "2088000000000001")
            .env("MAIDIAN_ALIPAY_APP_KEY_FILE", key("app_private_key.pem"))
            .env("MAIDIAN_ALIPAY_ALIPAY_KEY_FILE", key("alipay_public_key.pem"));
        Server::start(command, address)
    }

    /// Pays whatever is offered, until told to stop; the numbers of what was paid.
    async fn pay_everything(self: Arc<Self>, stop: Arc<AtomicBool>) -> Vec<String> {
        let mut paid = Vec::new();
        while !stop.load(Ordering::Acquire) {
            for trade in self.sandbox.trades() {
                if trade.status == "OFFERED" && self.sandbox.pay(&trade.out_trade_no).is_ok() {
                    paid.push(trade.out_trade_no);
                }
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        paid
    }
}

/// Places orders to be paid by QR until told to stop; order by the number of its payment.
async fn order(shopper: Shopper, stop: Arc<AtomicBool>) -> Vec<(String, OrderId)> {
    let mut orders = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Acquire) {
            break;
        }
        let data: Value = shopper.place(&format!("order-{number}"), Some("alipay")).await;
        let order = data["id"].as_str().unwrap().parse().unwrap();
        orders.push((data["payments"][0]["id"].as_str().unwrap().to_owned(), order));
    }
    orders
}

fn state_of(db: &TestDb, order: OrderId) -> OrderState {
    db.read(move |tx| order::get(tx, order)).unwrap().state
}

#[db_test]
fn money_that_was_acknowledged_survives_every_kill(db: TestDb) {
    let home = Home::new(db.url());
    let sku = sell(&db);
    let runtime = Runtime::new().unwrap();
    let alipay = Arc::new(Alipay::open(&runtime));
    let address = free_address();
    let mut server = alipay.start_shop(&home, address);
    let stop = Arc::new(AtomicBool::new(false));
    let paying = runtime.spawn(alipay.clone().pay_everything(stop.clone()));
    let mut buyers = Vec::new();
    for number in 0..BUYERS {
        let (_, token) = runtime.block_on(register(address, &format!("buyer-{number}")));
        buyers.push(runtime.spawn(order(Shopper::new(address, token, sku), stop.clone())));
    }
    let random: &dyn Random = &SystemRandom;
    for _ in 0..KILLS {
        std::thread::sleep(Duration::from_millis(random.below(UPTIME_MS_MAX)));
        server.kill();
        home.run(&["audit"]).well();
        server = alipay.start_shop(&home, address);
    }
    std::thread::sleep(Duration::from_millis(UPTIME_MS_MAX));
    stop.store(true, Ordering::Release);
    let paid = runtime.block_on(paying).unwrap();
    let orders: Vec<_> = buyers.into_iter().flat_map(|buyer| runtime.block_on(buyer).unwrap()).collect();

    let deliveries = alipay.sandbox.deliveries();
    let acknowledged = |payment: &str| {
        deliveries.iter().any(|told| {
            let is_it = told.event == "paid" && told.out_trade_no == payment;
            is_it && told.outcome == DeliveryOutcome::Accepted
        })
    };
    let mut waiting = Vec::new();
    for (payment, order) in orders.iter().filter(|(payment, _)| paid.contains(payment)) {
        let state = state_of(&db, *order);
        assert!(state == OrderState::Paid || !acknowledged(payment), "{payment} was acknowledged: {state}");
        waiting.push(*order);
    }
    // What was paid but not acknowledged is told again or asked about.
    let began = Instant::now();
    while !waiting.is_empty() && began.elapsed() < Duration::from_secs(90) {
        waiting.retain(|order| state_of(&db, *order) != OrderState::Paid);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(waiting.is_empty(), "{} orders were paid and do not know it", waiting.len());
    assert!(server.stop().success());
    home.run(&["audit"]).well();
    println!("{} of {} orders were paid over {KILLS} kills", paid.len(), orders.len());
    assert!(!paid.is_empty());
}
