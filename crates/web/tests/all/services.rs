//! Services by the API: ordered without an address, worked on, done.

use serde_json::{Value, json};
use testkit::{Item, Person, TestApp, db_test, order_of, order_of_service};

async fn paid(app: &TestApp, shopper: &Person, item: Item, quantity: i64) -> Value {
    let mut body = order_of_service(item, quantity);
    body["pay_with"] = json!("balance");
    app.post("/api/v1/orders").by(shopper).key("o").json(&body).await.expect(201).data()
}

fn at(order: &Value) -> String {
    format!("/api/v1/staff/orders/{}", order["id"].as_str().unwrap())
}

fn lines(items: &[Item]) -> Value {
    items.iter().map(|item| json!({"sku": item.sku.to_string(), "quantity": 1})).collect()
}

#[db_test]
async fn a_service_is_ordered_worked_on_and_done(app: TestApp) {
    let errand = app.item("errand").service().price(300).insert().await;
    let (shopper, staff) = (app.person("shopper").await, app.admin("boss").await);
    app.give_money(&shopper, 10_000).await;
    let product = app.get(format!("/api/v1/products/{}", errand.spu)).await.expect(200).data();
    assert_eq!(product["kind"], "service");
    let quote = json!({"lines": lines(&[errand])});
    assert_eq!(app.post("/api/v1/quotes").json(&quote).await.expect(200).data()["kind"], "service");

    let order = paid(&app, &shopper, errand, 2).await;
    assert_eq!((&order["kind"], &order["state"]), (&json!("service"), &json!("paid")));
    assert_eq!(order["recipient"], Value::Null);
    for goods_only in ["pack", "deliver"] {
        let refused = app.post(format!("{}/{goods_only}", at(&order))).by(&staff).await.expect(409);
        assert_eq!(refused.code(), "order_moved", "{goods_only}");
    }
    app.post(format!("{}/finish", at(&order))).by(&staff).await.expect(409);
    let working = app.post(format!("{}/work", at(&order))).by(&staff).await.expect(200).data();
    assert_eq!(working["state"], "working");
    let queue = app.get("/api/v1/staff/orders?state=working").by(&staff).await.expect(200).json();
    assert_eq!(queue["data"][0]["id"], order["id"]);
    app.wait_s(60).await;
    let done = app.post(format!("{}/finish", at(&order))).by(&staff).await.expect(200).data();
    let steps: Vec<_> = done["timeline"].as_array().unwrap().iter().map(|step| &step["state"]).collect();
    assert_eq!(steps, ["placed", "paid", "working", "done"]);
    app.work().await;
    app.assert_sound().await;
}

#[db_test]
async fn goods_and_services_are_ordered_apart(app: TestApp) {
    let errand = app.item("errand").service().insert().await;
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    let mut body = order_of(lamp, 1);
    body["lines"] = lines(&[lamp, errand]);
    let refused = app.post("/api/v1/orders").by(&shopper).key("a").json(&body).await.expect(409);
    assert_eq!(refused.code(), "kind_mix");
    assert_eq!(refused.json()["details"], json!([{"field": "lines[1]", "reason": "是服务，需单独下单"}]));
    let quote = json!({"lines": lines(&[errand, lamp])});
    assert_eq!(app.post("/api/v1/quotes").json(&quote).await.expect(409).code(), "kind_mix");

    let nowhere = order_of_service(lamp, 1);
    let refused = app.post("/api/v1/orders").by(&shopper).key("b").json(&nowhere).await.expect(422);
    assert_eq!(refused.json()["details"][0]["field"], "address_id");
    let to_the_door = order_of(errand, 1);
    let order = app.post("/api/v1/orders").by(&shopper).key("c").json(&to_the_door).await.expect(201).data();
    assert_eq!((&order["kind"], order["recipient"].is_object()), (&json!("service"), true));
    let cart = json!({"items": lines(&[lamp, errand])});
    let cart = app.post("/api/v1/cart/items").by(&shopper).json(&cart).await.expect(200).data();
    let kinds: Vec<_> = cart["lines"].as_array().unwrap().iter().map(|line| &line["kind"]).collect();
    assert!(kinds.contains(&&json!("goods")) && kinds.contains(&&json!("service")), "{kinds:?}");
    app.assert_sound().await;
}

#[db_test]
async fn a_product_keeps_its_kind_unless_told_otherwise(app: TestApp) {
    let (shopper, staff) = (app.person("shopper").await, app.admin("boss").await);
    app.give_money(&shopper, 10_000).await;
    let errand = app.item("errand").service().price(300).insert().await;
    let place = format!("/api/v1/staff/products/{}", errand.spu);
    let mut body = json!({
        "handle": "errand", "title": {"zh": "跑腿", "en": "Errand"}, "on_sale": true,
        "skus": [{"code": "code-errand", "price": "3.00"}],
    });
    let kept = app.put(&place).by(&staff).json(&body).await.expect(200).data();
    assert_eq!(kept["kind"], "service", "an old client says nothing of kinds");
    body["kind"] = json!("goods");
    assert_eq!(app.put(&place).by(&staff).json(&body).await.expect(200).data()["kind"], "goods");
    body["kind"] = json!("service");
    app.put(&place).by(&staff).json(&body).await.expect(200);
    paid(&app, &shopper, errand, 1).await;
    app.work().await;
    body["kind"] = json!("goods");
    let refused = app.put(&place).by(&staff).json(&body).await.expect(422);
    assert_eq!(refused.json()["details"][0]["field"], "kind");
    body["kind"] = json!("gift");
    app.put(&place).by(&staff).json(&body).await.expect(422);
}
