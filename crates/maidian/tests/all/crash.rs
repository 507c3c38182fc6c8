//! A server that is killed in the middle of its work: whatever it answered for is there after the next start.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::{Currency, Money, PageAsk, Random, Text2};
use mall::account::UserId;
use mall::catalog::{self, ProductDraft, SkuDraft, SkuId};
use mall::ledger::{self, AccountKey, Book, Posting, TransferKind};
use mall::order::{OrderId, OrderState, list};
use mall::stock::{self, Quantity};
use outside::random::SystemRandom;
use serde_json::{Value, json};
use testkit::{TestDb, db_test};
use tokio::task::JoinHandle;

use crate::program::{Home, Server, free_address};

const KILLS: usize = 20;
const SHOPPERS: usize = 6;
/// What an order is, in minor units.
const PRICE: i64 = 1_290;
const BALANCE: i64 = 1_000_000_000;
/// The server works for so long before it is killed, at most; drawn anew each time.
pub const UPTIME_MS_MAX: u64 = 350;

/// One who orders over the API.
pub struct Shopper {
    http: reqwest::Client,
    address: SocketAddr,
    token: String,
    sku: SkuId,
}

/// Orders by their idempotency key, and the state that was told.
type Acknowledged = HashMap<String, (OrderId, OrderState)>;

impl Shopper {
    pub fn new(address: SocketAddr, token: String, sku: SkuId) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        Self { http, address, token, sku }
    }

    /// Orders without pause until told to stop; what was acknowledged.
    async fn shop(self, stop: Arc<AtomicBool>) -> Acknowledged {
        let mut acknowledged = Acknowledged::new();
        for number in 0.. {
            if stop.load(Ordering::Acquire) {
                break;
            }
            let key = format!("order-{number}");
            // Every third order is left to be paid.
            let (pay_with, expected) = match number % 3 {
                0 => (None, OrderState::Placed),
                _ => (Some("balance"), OrderState::Paid),
            };
            let data = self.place(&key, pay_with).await;
            let (order, state) = (text(&data, "id").parse().unwrap(), text(&data, "state").parse().unwrap());
            assert_eq!(expected, state);
            assert!(acknowledged.insert(key, (order, state)).is_none());
        }
        acknowledged
    }

    /// Places an order, repeating what was cut off under its key until it is answered.
    pub async fn place(&self, key: &str, pay_with: Option<&str>) -> Value {
        let mut body = json!({
            "lines": [{ "sku": self.sku, "quantity": 1 }],
            "address": {
                "recipient": "麦小禾", "phone": "13800000001",
                "province": "湖北省", "city": "武汉市", "street": "珞喻路 1037 号",
            },
        });
        if let Some(method) = pay_with {
            body["pay_with"] = json!(method);
        }
        loop {
            let asked = self
                .http
                .post(format!("http://{}/api/v1/orders", self.address))
                .bearer_auth(&self.token)
                .header("Idempotency-Key", key)
                .json(&body);
            if let Some((status, mut answer)) = answer_to(asked).await {
                // Busy is an answer too, and a repetition may come while the first is under way.
                match status {
                    201 => return answer["data"].take(),
                    503 => {}
                    _ => panic!("{status}: {answer}"),
                }
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// The whole answer, or nothing when it was cut off.
async fn answer_to(asked: reqwest::RequestBuilder) -> Option<(u16, Value)> {
    let answer = asked.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.json().await.ok()?))
}

fn text<'a>(data: &'a Value, name: &str) -> &'a str {
    data[name].as_str().unwrap()
}

pub async fn register(address: SocketAddr, name: &str) -> (UserId, String) {
    let body = json!({ "username": name, "password": "wheat gold and ink green" });
    let answer = reqwest::Client::new()
        .post(format!("http://{address}/api/v1/auth/register"))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    let answer: Value = answer.json().await.unwrap();
    let user = answer["data"]["user"].as_str().unwrap().parse().unwrap();
    (user, answer["data"]["access_token"].as_str().unwrap().to_owned())
}

/// A product that nobody can buy out.
pub fn sell(db: &TestDb) -> SkuId {
    let price = Money::new(PRICE, Currency::CNY).unwrap();
    let draft = ProductDraft {
        handle: "lamp".to_owned(),
        title: Text2::new("台灯", "Lamp"),
        on_sale: true,
        skus: vec![SkuDraft::single("LAMP", price, price)],
        ..ProductDraft::default()
    };
    db.write(move |tx, cx| {
        let sku = catalog::create(tx, cx, &draft)?.skus[0].id;
        stock::receive(tx, cx, sku, Quantity::new(Quantity::MAX)?, "crash")?;
        Ok(sku)
    })
    .unwrap()
}

fn fill_wallet(db: &TestDb, user: UserId) {
    let posting = Posting {
        key: format!("opening:{user}"),
        kind: TransferKind::Opening,
        reference: user.raw(),
        from: AccountKey::platform(user.bucket(), Book::Capital),
        to: AccountKey::wallet(user),
        amount: Money::new(BALANCE, Currency::CNY).unwrap(),
    };
    db.write(move |tx, cx| ledger::post(tx, cx, &posting)).unwrap();
}

/// Every order of a user, by id.
fn orders_of(db: &TestDb, user: UserId) -> HashMap<OrderId, OrderState> {
    let mut orders = HashMap::new();
    let mut after = None;
    loop {
        let mut ask = PageAsk::first(PageAsk::LIMIT_MAX);
        ask.after = after.take();
        let page = db.read(move |tx| list::of_user(tx, user, None, &ask)).unwrap();
        orders.extend(page.items.iter().map(|order| (order.id, order.state)));
        match page.next {
            Some(next) => after = Some(next),
            None => return orders,
        }
    }
}

fn start(home: &Home, address: SocketAddr) -> Server {
    let mut command = home.command(&["serve"]);
    command.env("MAIDIAN_SERVER_LISTEN", address.to_string()).env("MAIDIAN_LOG_LEVEL", "error");
    Server::start(command, address)
}

#[db_test]
fn what_was_answered_survives_every_kill(db: TestDb) {
    let home = Home::new(db.url());
    let sku = sell(&db);
    let address = free_address();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut server = start(&home, address);
    let stop = Arc::new(AtomicBool::new(false));
    let mut shoppers: Vec<(UserId, JoinHandle<Acknowledged>)> = Vec::new();
    for number in 0..SHOPPERS {
        let (user, token) = runtime.block_on(register(address, &format!("shopper-{number}")));
        fill_wallet(&db, user);
        shoppers.push((user, runtime.spawn(Shopper::new(address, token, sku).shop(stop.clone()))));
    }
    let random: &dyn Random = &SystemRandom;
    for _ in 0..KILLS {
        std::thread::sleep(Duration::from_millis(random.below(UPTIME_MS_MAX)));
        server.kill();
        // Nobody writes now: the books must balance as they were left.
        home.run(&["audit"]).well();
        server = start(&home, address);
    }
    std::thread::sleep(Duration::from_millis(UPTIME_MS_MAX));
    stop.store(true, Ordering::Release);
    let mut orders = 0;
    for (user, shopper) in shoppers {
        let acknowledged = runtime.block_on(shopper).unwrap();
        orders += acknowledged.len();
        let kept = orders_of(&db, user);
        for (key, (order, state)) in &acknowledged {
            assert_eq!(kept.get(order), Some(state), "{key} was acknowledged");
        }
        assert_eq!(kept.len(), acknowledged.len(), "a repeated request places nothing twice");
    }
    assert!(server.stop().success());
    home.run(&["audit"]).well();
    println!("{orders} orders were acknowledged over {KILLS} kills");
    assert!(KILLS <= orders, "the server hardly worked: {orders} orders");
}
