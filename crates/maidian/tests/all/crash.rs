//! A server that is killed in the middle of its work: whatever it answered for is there after the next start.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
const UPTIME_MS_MAX: u64 = 350;

/// One who orders without pause, and keeps what was acknowledged.
struct Shopper {
    http: reqwest::Client,
    address: SocketAddr,
    token: String,
    sku: SkuId,
    acknowledged: Acknowledged,
}

/// Orders by their idempotency key, and the state that was told.
#[derive(Default)]
struct Acknowledged(HashMap<String, (OrderId, OrderState)>);

impl Shopper {
    /// Orders until told to stop. A request that was cut off is repeated under its key until it is answered.
    async fn shop(mut self, stop: Arc<AtomicBool>, count: Arc<AtomicU64>) -> Acknowledged {
        for number in 0.. {
            if stop.load(Ordering::Acquire) {
                break;
            }
            let key = format!("order-{number}");
            // Every third order is left to be paid.
            let order = self.place(&key, number % 3 != 0).await;
            let earlier = self.acknowledged.0.insert(key, order);
            assert!(earlier.is_none());
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.acknowledged
    }

    async fn place(&self, key: &str, is_paid: bool) -> (OrderId, OrderState) {
        let mut body = json!({
            "lines": [{ "sku": self.sku, "quantity": 1 }],
            "address": {
                "recipient": "麦小禾", "phone": "13800000001",
                "province": "湖北省", "city": "武汉市", "street": "珞喻路 1037 号",
            },
        });
        if is_paid {
            body["pay_with"] = json!("balance");
        }
        loop {
            let asked = self
                .http
                .post(format!("http://{}/api/v1/orders", self.address))
                .bearer_auth(&self.token)
                .header("Idempotency-Key", key)
                .json(&body);
            if let Ok(answer) = asked.send().await {
                let status = answer.status();
                if let Ok(answer) = answer.json::<Value>().await {
                    // Busy is an answer too; anything else than these two is a bug.
                    if status.as_u16() == 503 {
                        continue;
                    }
                    assert_eq!(status.as_u16(), 201, "{answer}");
                    let data = &answer["data"];
                    let order = data["id"].as_str().unwrap().parse().unwrap();
                    let state = data["state"].as_str().unwrap().parse().unwrap();
                    assert_eq!(state, if is_paid { OrderState::Paid } else { OrderState::Placed });
                    return (order, state);
                }
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn register(address: SocketAddr, name: &str) -> (UserId, String) {
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
fn sell(db: &TestDb) -> SkuId {
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
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut shoppers: Vec<(UserId, JoinHandle<Acknowledged>)> = Vec::new();
    for number in 0..SHOPPERS {
        let (user, token) = runtime.block_on(register(address, &format!("shopper-{number}")));
        fill_wallet(&db, user);
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        let shopper = Shopper { http, address, token, sku, acknowledged: Acknowledged::default() };
        shoppers.push((user, runtime.spawn(shopper.shop(stop.clone(), count.clone()))));
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
    for (user, shopper) in shoppers {
        let acknowledged = runtime.block_on(shopper).unwrap().0;
        let kept = orders_of(&db, user);
        for (key, (order, state)) in &acknowledged {
            assert_eq!(kept.get(order), Some(state), "{key} was acknowledged");
        }
        assert_eq!(kept.len(), acknowledged.len(), "a repeated request places nothing twice");
    }
    assert!(server.stop().success());
    home.run(&["audit"]).well();
    let orders = count.load(Ordering::Relaxed);
    println!("{orders} orders were acknowledged over {KILLS} kills");
    assert!(KILLS as u64 <= orders, "the server hardly worked: {orders} orders");
}
