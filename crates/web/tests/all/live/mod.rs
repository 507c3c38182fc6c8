//! Stories of those who listen: two servers on one database, behind real sockets.

mod desk;
mod door;
mod ear;
mod nginx;
mod resume;

use std::time::Duration;

use mall::catalog;
use serde_json::json;
use testkit::{TestApp, db_test};

use ear::{Ear, knock};

#[db_test]
async fn a_buyer_hears_of_the_order_on_another_server_and_nobody_else_does(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let (buyer, other) = (app.person("buyer").await, app.person("other").await);
    app.give_money(&buyer, 100_000).await;
    let node = app.serve(|_| {}).await;
    let mut ear = Ear::of(&app, &node, &buyer, None).await;
    let mut others = Ear::of(&app, &node, &other, None).await;
    let mut visitor = knock(&node, "/live", &[]).await.unwrap();
    visitor.expect("hello").await;
    let order = app.buy_and_pay(&buyer, lamp, 1, "k").await;
    let (placed, paid) = (ear.expect("order").await, ear.expect("order").await);
    assert_eq!(placed["data"], json!({ "order": order["id"], "state": "placed" }));
    assert_eq!(paid["data"], json!({ "order": order["id"], "state": "paid" }));
    let payment = ear.expect("payment").await;
    let told = json!({
        "payment": order["payments"][0]["id"], "order": order["id"], "state": "succeeded",
    });
    assert_eq!(payment["data"], told);
    assert!(others.is_silent(600).await && visitor.is_silent(10).await);
}

#[db_test]
async fn kept_pages_of_another_server_are_right_within_a_second(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let node = app.serve(|config| config.cache_ttl_ms = 600_000).await;
    let client = reqwest::Client::new();
    let page = || async {
        let reply = client.get(node.url(&format!("/p/{}", lamp.spu))).header("accept-language", "en");
        reply.send().await.unwrap().text().await.unwrap()
    };
    assert!(!page().await.contains("No longer on sale"));
    app.write(move |tx, cx| catalog::set_on_sale(tx, cx, lamp.spu, false)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(950)).await;
    assert!(page().await.contains("No longer on sale"));
}

#[db_test]
async fn who_cannot_open_a_socket_asks_again_and_again(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let buyer = app.person("buyer").await;
    app.give_money(&buyer, 100_000).await;
    let start = app.get("/live/poll").by(&buyer).await.expect(200).json();
    assert_eq!((&start["reset"], &start["messages"]), (&json!(false), &json!([])));
    let order = app.buy_and_pay(&buyer, lamp, 1, "k").await;
    tokio::time::sleep(Duration::from_millis(900)).await;
    let path = format!("/live/poll?after={}", start["seq"].as_str().unwrap());
    let reply = app.get(&path).by(&buyer).await.expect(200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let messages = reply.json()["messages"].as_array().unwrap().clone();
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert!(messages.iter().all(|message| message["data"]["order"] == order["id"]));
    assert_eq!(app.get(&path).await.expect(200).json()["messages"], json!([]), "nobody hears of nothing");
    // Five minutes later nobody knows what there was.
    app.clock().advance_s(400);
    let later = app.person("later").await;
    app.give_money(&later, 100_000).await;
    app.buy_and_pay(&later, lamp, 1, "l").await;
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(app.get(&path).by(&buyer).await.expect(200).json()["reset"], json!(true));
    app.get("/live/poll?after=x").await.expect(422);
    app.get("/live/poll?token=x").await.expect(422);
}
