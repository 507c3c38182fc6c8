//! Notifications as the gateway, the network and forgers send them.

use kernel::Currency;
use mall::account::Permission;
use mall::payment::PaymentId;
use outside::twin::Mishap;
use serde_json::{Value, json};
use testkit::{Item, Person, TestApp, db_test};

/// An order that waits to be paid by QR: its address, and the payment.
async fn waiting(app: &TestApp, shopper: &Person, item: Item) -> (String, PaymentId) {
    let order = app.buy(shopper, item, 1, "order").await.expect(201).data();
    let at = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let id = begin(app, shopper, &at, "pay").await;
    app.work().await;
    (at, id)
}

/// Begins to pay without waiting for the code: no worker runs meanwhile.
async fn begin(app: &TestApp, shopper: &Person, at: &str, key: &str) -> PaymentId {
    let body = json!({"method": "alipay"});
    let begun = app.post(format!("{at}/payments")).by(shopper).key(key).json(&body).await.expect(201).data();
    begun["id"].as_str().unwrap().parse().unwrap()
}

async fn order(app: &TestApp, shopper: &Person, at: &str) -> Value {
    app.get(at).by(shopper).await.expect(200).data()
}

#[db_test]
async fn a_notification_counts_once_and_a_forged_one_never(app: TestApp) {
    let lamp = app.item("lamp").price(9_900).insert().await;
    let shopper = app.person("shopper").await;
    let staff = app.staff("staff", &[Permission::PaymentRead, Permission::PaymentReplay]).await;
    let (at, payment) = waiting(&app, &shopper, lamp).await;
    let told = async |raw: Vec<u8>| app.post("/notify/alipay").form_bytes(raw).await.expect(200);

    app.gateway().pay(payment).unwrap();
    let news = app.gateway().news(payment).unwrap();
    assert_eq!(told(app.gateway().forged(&news)).await.text(), "fail");
    let mut wrong = news.clone();
    wrong.amount_minor = 1;
    assert_eq!(told(app.gateway().sign(&wrong)).await.text(), "fail");
    wrong = news.clone();
    wrong.seller_id = "another".to_owned();
    assert_eq!(told(app.gateway().sign(&wrong)).await.text(), "fail");
    assert_eq!(told(b"rubbish".to_vec()).await.text(), "fail");
    assert_eq!(told(vec![b'a'; 65 * 1024]).await.text(), "fail");
    assert_eq!(order(&app, &shopper, &at).await["state"], "placed");

    let answer = told(app.gateway().sign(&news)).await;
    assert_eq!(
        (answer.text().as_str(), answer.header("content-type")),
        ("success", Some("text/plain; charset=utf-8"))
    );
    assert_eq!(app.notify(payment).await, "success");
    assert_eq!(order(&app, &shopper, &at).await["state"], "paid");

    let inbox = app.get("/api/v1/staff/payment-notices").by(&staff).await.expect(200).json();
    let outcomes: Vec<_> =
        inbox["data"].as_array().unwrap().iter().map(|notice| &notice["outcome"]).collect();
    assert_eq!(outcomes, ["known", "applied", "rejected", "rejected", "rejected", "rejected"]);
    let forged = inbox["data"][5].clone();
    assert_eq!(
        (&forged["verdict"]["signature"], &forged["verdict"]["amount"]),
        (&json!(false), &Value::Null)
    );
    let replay = format!("/api/v1/staff/payment-notices/{}/replay", forged["id"].as_str().unwrap());
    let judged = app.post(replay).by(&staff).key("r").await.expect(200).data();
    assert_eq!(judged["outcome"], "rejected");
    app.assert_sound().await;
}

#[db_test]
async fn an_order_paid_after_it_expired_is_revived(app: TestApp) {
    let lamp = app.item("lamp").stock(1).insert().await;
    let shopper = app.person("shopper").await;
    let (at, payment) = waiting(&app, &shopper, lamp).await;
    app.wait_s(16 * 60).await;
    assert_eq!(order(&app, &shopper, &at).await["state"], "expired");
    assert_eq!(app.level(lamp).await.available, 1);
    app.gateway().pay(payment).unwrap();
    assert_eq!(app.notify(payment).await, "success");
    assert_eq!(order(&app, &shopper, &at).await["state"], "paid");
    assert_eq!(app.level(lamp).await.sold, 1);
    app.assert_sound().await;
}

#[db_test]
async fn money_for_an_order_whose_stock_is_gone_goes_back(app: TestApp) {
    let lamp = app.item("lamp").price(9_900).stock(1).insert().await;
    let (slow, quick) = (app.person("slow").await, app.person("quick").await);
    app.give_money(&quick, 9_900).await;
    let (at, payment) = waiting(&app, &slow, lamp).await;
    app.wait_s(16 * 60).await;
    app.buy_and_pay(&quick, lamp, 1, "k").await;
    app.gateway().pay(payment).unwrap();
    assert_eq!(app.notify(payment).await, "success");
    app.work().await;
    let late = order(&app, &slow, &at).await;
    assert_eq!((&late["state"], &late["payments"][0]["state"]), (&json!("expired"), &json!("succeeded")));
    assert_eq!(late["refunds"][0]["state"], "succeeded");
    assert_eq!(app.gateway().held_minor(Currency::CNY), 0);
    app.assert_sound().await;
}

#[db_test]
async fn a_lost_notification_is_made_up_by_asking(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    let (at, payment) = waiting(&app, &shopper, lamp).await;
    app.gateway().pay(payment).unwrap();
    app.wait_s(5 * 60).await;
    assert_eq!(order(&app, &shopper, &at).await["state"], "paid");
    assert_eq!(app.notify(payment).await, "success", "the late notification tells what is known");
    app.assert_sound().await;
}

#[db_test]
async fn a_refused_code_is_told_and_tried_anew(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.gateway().misbehave(Mishap::Refused);
    let (at, payment) = waiting(&app, &shopper, lamp).await;
    let failed = app.get(format!("/api/v1/payments/{payment}")).by(&shopper).await.expect(200).data();
    assert_eq!((&failed["state"], &failed["qr"]), (&json!("failed"), &Value::Null));
    app.get(format!("/api/v1/payments/{payment}/qr.svg")).by(&shopper).await.expect(404);
    let next = begin(&app, &shopper, &at, "again").await;
    assert_ne!(next, payment);
    app.work().await;
    let shown = app.get(format!("/api/v1/payments/{next}")).by(&shopper).await.expect(200).data();
    assert_eq!(shown["state"], "waiting");
}

#[db_test]
async fn a_gateway_that_answers_nothing_loses_nothing(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.gateway().misbehave(Mishap::AnswerLost);
    let (at, payment) = waiting(&app, &shopper, lamp).await;
    app.wait_s(120).await;
    app.gateway().pay(payment).unwrap();
    assert_eq!(app.notify(payment).await, "success");
    assert_eq!(order(&app, &shopper, &at).await["state"], "paid");
    app.assert_sound().await;
}
