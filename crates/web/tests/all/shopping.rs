//! From the product list to the refund.

use kernel::Code;
use mall::account::Permission;
use mall::payment::PaymentId;
use serde_json::{Value, json};
use testkit::{Person, TestApp, db_test, order_of};

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// Asks for a QR code while the worker fetches it; the payment as it is answered.
async fn presented(app: &TestApp, shopper: &Person, at: &str) -> Value {
    let pay = {
        let (app, shopper, at) = (app.clone(), shopper.clone(), at.to_owned());
        tokio::spawn(async move {
            let body = json!({"method": "alipay"});
            app.post(format!("{at}/payments")).by(&shopper).key("p1").json(&body).await
        })
    };
    while !pay.is_finished() {
        app.work().await;
    }
    pay.await.unwrap().expect(201).data()
}

#[db_test]
async fn a_lamp_is_bought_by_qr_delivered_and_refunded(app: TestApp) {
    let lamp = app.item("lamp").price(9_900).stock(3).insert().await;
    let shopper = app.person("shopper").await;
    let staff = app.admin("boss").await;

    let found = app.get("/api/v1/products?q=lamp").await.expect(200).json();
    assert_eq!(found["data"][0]["price_min"], json!({"amount": "99.00", "minor": 9900, "currency": "CNY"}));
    let page = app.get(format!("/api/v1/products/{}", lamp.spu)).await.expect(200).data();
    assert_eq!(page["skus"][0]["available"], 3);

    let quote = json!({"lines": [{"sku": lamp.sku.to_string(), "quantity": 2}]});
    let quote = app.post("/api/v1/quotes").json(&quote).await.expect(200).data();
    assert_eq!(quote["total"]["amount"], "198.00");
    let mut body = order_of(lamp, 2);
    body["expected_total"] = json!({"amount": quote["total"]["amount"]});
    let placed = app.post("/api/v1/orders").by(&shopper).key("o1").json(&body).await.expect(201);
    let order = placed.data();
    let at = format!("/api/v1/orders/{}", id(&order));
    assert_eq!(placed.header("location"), Some(at.as_str()));
    assert_eq!((&order["state"], &order["total"]["amount"]), (&json!("placed"), &json!("198.00")));
    assert_eq!(app.level(lamp).await.reserved, 2);

    let payment = presented(&app, &shopper, &at).await;
    assert_eq!(payment["state"], "waiting");
    let svg = app.get(payment["qr_svg"].as_str().unwrap()).by(&shopper).await.expect(200);
    assert!(svg.text().starts_with("<svg") && svg.header("content-type") == Some("image/svg+xml"));

    let payment: PaymentId = id(&payment).parse().unwrap();
    app.gateway().pay(payment).unwrap();
    assert_eq!(app.notify(payment).await, "success");
    app.work().await;
    let paid = app.get(at.as_str()).by(&shopper).await.expect(200).data();
    assert_eq!((&paid["state"], &paid["payments"][0]["state"]), (&json!("paid"), &json!("succeeded")));
    assert_eq!(app.level(lamp).await.sold, 2);

    let desk = format!("/api/v1/staff/orders/{}", id(&order));
    app.post(format!("{desk}/pack")).by(&staff).await.expect(200);
    let parcel = json!({"carrier": "顺丰速运", "tracking": "SF1"});
    app.post(format!("{desk}/ship")).by(&staff).json(&parcel).await.expect(200);
    app.post(format!("{desk}/deliver")).by(&staff).await.expect(200);
    let done = app.post(format!("{at}/confirm-receipt")).by(&shopper).key("c1").await.expect(200).data();
    assert_eq!(done["state"], "completed");
    let steps: Vec<_> = done["timeline"].as_array().unwrap().iter().map(|step| &step["state"]).collect();
    assert_eq!(steps, ["placed", "paid", "packing", "shipped", "delivered", "completed"]);

    let claim = json!({"lines": [{"line": 1, "quantity": 1}], "with_return": true, "reason": "它不亮"});
    let case =
        app.post(format!("{at}/aftersales")).by(&shopper).key("a1").json(&claim).await.expect(201).data();
    assert_eq!((&case["state"], &case["amount"]["amount"]), (&json!("requested"), &json!("99.00")));
    let case_at = format!("/api/v1/staff/aftersales/{}", id(&case));
    let yes = json!({"answer": "请寄回"});
    app.post(format!("{case_at}/approve")).by(&staff).key("s1").json(&yes).await.expect(200);
    let sent = json!({"carrier": "中通", "tracking": "ZT1"});
    let own = format!("/api/v1/aftersales/{}/send", id(&case));
    app.post(own).by(&shopper).json(&sent).await.expect(200);
    app.post(format!("{case_at}/receive")).by(&staff).key("s2").await.expect(200);
    app.work().await;

    let last = app.get(at.as_str()).by(&shopper).await.expect(200).data();
    assert_eq!(last["aftersales"][0]["state"], "refunded");
    assert_eq!(
        (&last["refunds"][0]["state"], &last["refunded"]["amount"]),
        (&json!("succeeded"), &json!("99.00"))
    );
    assert_eq!(app.gateway().held_minor(kernel::Currency::CNY), 9_900);
    assert_eq!((app.level(lamp).await.sold, app.level(lamp).await.available), (1, 2));
    let proofs = app.get("/api/v1/staff/audit").by(&staff).await.expect(200).json();
    assert!(proofs["data"].as_array().unwrap().iter().all(|proof| proof["holds"] == true), "{proofs}");
    app.assert_sound().await;
}

#[db_test]
async fn the_last_lamp_is_sold_once(app: TestApp) {
    let lamp = app.item("lamp").stock(1).insert().await;
    let (first, second) = (app.person("first").await, app.person("second").await);
    let (a, b) = tokio::join!(app.buy(&first, lamp, 1, "k"), app.buy(&second, lamp, 1, "k"));
    let mut answers = [a.status.as_u16(), b.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409]);
    let refused = if a.status == 409 { a } else { b };
    assert_eq!(refused.code(), "sold_out");
    assert_eq!(refused.json()["details"][0]["field"], "lines[0]");
    app.assert_sound().await;
}

#[db_test]
async fn the_balance_pays_in_one_step_or_not_at_all(app: TestApp) {
    let tea = app.item("tea").price(1_000).insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 2_500).await;
    let order = app.buy_and_pay(&shopper, tea, 2, "one").await;
    assert_eq!((&order["state"], &order["payments"][0]["method"]), (&json!("paid"), &json!("balance")));
    let wallet = app.get("/api/v1/wallet").by(&shopper).await.expect(200).data();
    assert_eq!(wallet["balance"]["amount"], "5.00");
    let mut body = order_of(tea, 1);
    body["pay_with"] = json!("balance");
    let refused = app.post("/api/v1/orders").by(&shopper).key("two").json(&body).await.expect(409);
    assert_eq!(refused.code(), Code::InsufficientBalance.wire());
    let list = app.get("/api/v1/orders").by(&shopper).await.expect(200).json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "the refused order was never placed");
    assert_eq!(app.level(tea).await.reserved, 0);
    let entries = app.get("/api/v1/wallet/entries").by(&shopper).await.expect(200).json();
    assert_eq!(entries["data"][0]["amount"]["amount"], "-20.00");
    app.assert_sound().await;
}

#[db_test]
async fn an_order_is_given_up_or_refunded_before_it_is_shipped(app: TestApp) {
    let tea = app.item("tea").price(1_000).stock(5).insert().await;
    let shopper = app.person("shopper").await;
    let staff = app.staff("support", &[Permission::AftersaleDecide, Permission::OrderRead]).await;
    app.give_money(&shopper, 5_000).await;

    let unpaid = app.buy(&shopper, tea, 1, "one").await.expect(201).data();
    let at = format!("/api/v1/orders/{}/cancel", id(&unpaid));
    let cancelled = app.post(at.as_str()).by(&shopper).await.expect(200).data();
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(app.post(at.as_str()).by(&shopper).await.expect(409).code(), "order_moved");

    let paid = app.buy_and_pay(&shopper, tea, 3, "two").await;
    let claim = json!({"lines": [{"line": 1, "quantity": 3}], "with_return": true, "reason": "买多了"});
    let claims = format!("/api/v1/orders/{}/aftersales", id(&paid));
    let case = app.post(claims.as_str()).by(&shopper).key("c").json(&claim).await.expect(201).data();
    assert_eq!(case["with_return"], false, "what was not shipped need not come back");
    let again = app.post(claims.as_str()).by(&shopper).key("d").json(&claim).await.expect(409);
    assert_eq!(again.code(), "refund_too_much");
    let approve = format!("/api/v1/staff/aftersales/{}/approve", id(&case));
    app.post(approve).by(&staff).key("y").json(&json!({"answer": "好的"})).await.expect(200);
    app.work().await;
    let order = app.get(format!("/api/v1/orders/{}", id(&paid))).by(&shopper).await.expect(200).data();
    assert_eq!(order["state"], "refunded");
    assert_eq!(app.level(tea).await.available, 5);
    let wallet = app.get("/api/v1/wallet").by(&shopper).await.expect(200).data();
    assert_eq!(wallet["balance"]["amount"], "50.00");
    app.assert_sound().await;
}

#[db_test]
async fn a_changed_price_stops_the_order(app: TestApp) {
    let tea = app.item("tea").price(1_000).insert().await;
    let shopper = app.person("shopper").await;
    let mut body = order_of(tea, 1);
    body["expected_total"] = json!({"amount": "9.99", "currency": "CNY"});
    let refused = app.post("/api/v1/orders").by(&shopper).key("k").json(&body).await.expect(409);
    assert_eq!(refused.code(), "price_changed");
}

#[db_test]
async fn orders_are_listed_by_cursor_and_by_page_number(app: TestApp) {
    let tea = app.item("tea").stock(100).insert().await;
    let shopper = app.person("shopper").await;
    for index in 0..13 {
        app.buy(&shopper, tea, 1, &format!("k{index}")).await.expect(201);
    }
    let mut seen = Vec::new();
    let mut at = "/api/v1/orders?limit=5".to_owned();
    loop {
        let page = app.get(at.as_str()).by(&shopper).await.expect(200).json();
        seen.extend(page["data"].as_array().unwrap().iter().map(id));
        let Some(next) = page["page"]["next"].as_str() else { break };
        at = format!("/api/v1/orders?limit=5&cursor={next}");
    }
    assert_eq!(seen.len(), 13);
    let numbered = app.get("/api/v1/orders?limit=1&page=12").by(&shopper).await.expect(200).json();
    assert_eq!(numbered["data"][0]["id"], seen[11].as_str());
    let numbers = &numbered["page"]["numbers"];
    assert_eq!(numbers["first"], json!([1, 2, 3, 4, 5]));
    assert_eq!(numbers["last"], json!([9, 10, 11, 12, 13]));
    assert_eq!((&numbers["pages"], &numbers["total"]), (&json!(13), &json!(13)));
    let beyond = app.get("/api/v1/orders?limit=1&page=14").by(&shopper).await.expect(422);
    assert_eq!(beyond.json()["details"][0]["field"], "page");
    app.get("/api/v1/orders?cursor=zz").by(&shopper).await.expect(422);
    app.get("/api/v1/orders?state=cancelled").by(&shopper).await.expect(200);
}
