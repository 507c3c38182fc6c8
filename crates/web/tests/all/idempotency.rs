//! The same request twice is one order.

use serde_json::json;
use testkit::{TestApp, db_test, order_of};

#[db_test]
async fn the_same_key_and_body_get_the_same_answer(app: TestApp) {
    let lamp = app.item("lamp").stock(5).insert().await;
    let shopper = app.person("shopper").await;
    let first = app.buy(&shopper, lamp, 2, "key-1").await.expect(201);
    let second = app.buy(&shopper, lamp, 2, "key-1").await.expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    assert_eq!(app.level(lamp).await.reserved, 2);

    let other = app.buy(&shopper, lamp, 1, "key-1").await.expect(409);
    assert_eq!(other.code(), "idempotency_conflict");
    let stranger = app.person("stranger").await;
    let theirs = app.buy(&stranger, lamp, 2, "key-1").await.expect(201);
    assert_ne!(theirs.data()["id"], first.data()["id"], "keys of two users never meet");
    app.assert_sound().await;
}

#[db_test]
async fn a_key_is_needed_and_has_a_form(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    let body = order_of(lamp, 1);
    let keyless = app.post("/api/v1/orders").by(&shopper).json(&body).await.expect(400);
    assert_eq!(keyless.code(), "idempotency_key_missing");
    for key in ["", "with space", &"k".repeat(129)] {
        let refused = app.post("/api/v1/orders").by(&shopper).key(key).json(&body).await.expect(400);
        assert_eq!(refused.code(), "idempotency_key_missing", "{key:?}");
    }
    let unread = app.post("/api/v1/orders").by(&shopper).key("k").json_bytes("{").await.expect(400);
    assert_eq!(unread.code(), "malformed_body");
}

#[db_test]
async fn a_refused_request_keeps_no_answer(app: TestApp) {
    let lamp = app.item("lamp").stock(1).insert().await;
    let (first, second) = (app.person("first").await, app.person("second").await);
    let held = app.buy(&first, lamp, 1, "k").await.expect(201).data();
    app.buy(&second, lamp, 1, "again").await.expect(409);
    let at = format!("/api/v1/orders/{}/cancel", held["id"].as_str().unwrap());
    app.post(at).by(&first).await.expect(200);
    app.buy(&second, lamp, 1, "again").await.expect(201);
}

#[db_test]
async fn many_at_once_are_one_order(app: TestApp) {
    let lamp = app.item("lamp").stock(50).insert().await;
    let shopper = app.person("shopper").await;
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (app, shopper) = (app.clone(), shopper.clone());
        waiting.spawn(async move { app.buy(&shopper, lamp, 1, "once").await });
    }
    let replies = waiting.join_all().await;
    let made: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert!(replies.iter().all(|reply| matches!(reply.status.as_u16(), 201 | 503)), "{replies:?}");
    assert!(!made.is_empty() && made.iter().all(|reply| reply.body == made[0].body));
    assert_eq!(app.level(lamp).await.reserved, 1);
}

#[db_test]
async fn a_payment_is_begun_once(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 100_000).await;
    let order = app.buy(&shopper, lamp, 1, "o").await.expect(201).data();
    let at = format!("/api/v1/orders/{}/payments", order["id"].as_str().unwrap());
    let body = json!({"method": "balance"});
    let first = app.post(at.as_str()).by(&shopper).key("p").json(&body).await.expect(201).data();
    let second = app.post(at.as_str()).by(&shopper).key("p").json(&body).await.expect(201).data();
    assert_eq!(first, second);
    let third = app.post(at.as_str()).by(&shopper).key("q").json(&body).await.expect(409);
    assert_eq!(third.code(), "order_moved");
    app.assert_sound().await;
}
