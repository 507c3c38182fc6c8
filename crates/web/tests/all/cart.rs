//! Carts of visitors and members.

use kernel::{Currency, Money, Text2};
use mall::catalog::{self, ProductDraft, SkuDraft, SkuId};
use mall::stock::{self, Quantity};
use serde_json::{Value, json};
use testkit::{TestApp, db_test};

fn items(skus: &[SkuId], quantity: i64) -> Value {
    let items: Vec<_> =
        skus.iter().map(|sku| json!({"sku": sku.to_string(), "quantity": quantity})).collect();
    json!({ "items": items })
}

#[db_test]
async fn a_visitors_cart_comes_along_at_sign_in(app: TestApp) {
    let (tea, cup) = (app.item("tea").price(500).insert().await, app.item("cup").price(1_000).insert().await);
    let empty = app.get("/api/v1/cart").await.expect(200).data();
    assert_eq!((&empty["token"], &empty["pieces"]), (&Value::Null, &json!(0)));
    let added = app.post("/api/v1/cart/items").json(&items(&[tea.sku], 2)).await.expect(200);
    let token = added.header("x-cart-token").unwrap().to_owned();
    assert_eq!(added.data()["token"], token.as_str());
    app.post("/api/v1/cart/items")
        .header("x-cart-token", &token)
        .json(&items(&[tea.sku, cup.sku], 1))
        .await
        .expect(200);
    let set = format!("/api/v1/cart/items/{}", cup.sku);
    let cart = app.put(set.as_str()).header("x-cart-token", &token).json(&json!({"quantity": 4})).await;
    let cart = cart.expect(200).data();
    assert_eq!((&cart["pieces"], &cart["total"]["amount"]), (&json!(7), &json!("55.00")));
    app.get("/api/v1/cart").header("x-cart-token", "1").await.expect(200);
    app.get("/api/v1/cart").header("x-cart-token", "nonsense").await.expect(422);

    let body = json!({"username": "xiaomai", "password": "wheat gold and ink"});
    let tokens =
        app.post("/api/v1/auth/register").header("x-cart-token", &token).json(&body).await.expect(201).data();
    let access = tokens["access_token"].as_str().unwrap();
    let mine = app.get("/api/v1/cart").bearer(access).await.expect(200).data();
    assert_eq!((&mine["pieces"], &mine["token"]), (&json!(7), &Value::Null));
    let left = app.get("/api/v1/cart").header("x-cart-token", &token).await.expect(200).data();
    assert_eq!(left["pieces"], 0);
    app.delete(set.as_str()).bearer(access).await.expect(204);
    app.delete(set.as_str()).bearer(access).await.expect(404);
}

#[db_test]
async fn what_cannot_be_ordered_cannot_be_added(app: TestApp) {
    let (hidden, tea) = (app.item("hidden").off_sale().insert().await, app.item("tea").insert().await);
    let refused = app.post("/api/v1/cart/items").json(&items(&[tea.sku, hidden.sku], 1)).await.expect(409);
    assert_eq!(
        (refused.code().as_str(), &refused.json()["details"][0]["field"]),
        ("not_on_sale", &json!("items[1]"))
    );
    app.post("/api/v1/cart/items").json(&items(&[SkuId::from_raw(7)], 1)).await.expect(404);
    for quantity in [0, -1, 1_000_001, i64::MAX, i64::MIN] {
        let refused = app.post("/api/v1/cart/items").json(&items(&[tea.sku], quantity)).await.expect(422);
        assert_eq!(refused.json()["details"][0]["field"], "items[0].quantity");
    }
    app.post("/api/v1/cart/items").json(&json!({"items": []})).await.expect(422);
    app.post("/api/v1/cart/items").json(&items(&vec![tea.sku; 2_001], 1)).await.expect(422);
}

/// As many SKUs as it takes, a hundred to a product.
async fn many_skus(app: &TestApp, count: usize) -> Vec<SkuId> {
    let products = count.div_ceil(100);
    let made = app
        .write(move |tx, cx| {
            let mut skus = Vec::new();
            for product in 0..products {
                let price = Money::new(100, Currency::CNY)?;
                let sizes = (0..100).map(|size| Text2::new(format!("{size} 码"), format!("size {size}")));
                let draft = ProductDraft {
                    handle: format!("shoe-{product}"),
                    title: Text2::new("鞋", "Shoe"),
                    on_sale: true,
                    options: vec![catalog::Choices {
                        name: Text2::new("尺码", "Size"),
                        values: sizes.collect(),
                    }],
                    skus: (0..100)
                        .map(|size| SkuDraft {
                            choice: vec![size],
                            ..SkuDraft::single(format!("S{product}-{size}"), price, price)
                        })
                        .collect(),
                    ..ProductDraft::default()
                };
                for sku in catalog::create(tx, cx, &draft)?.skus {
                    stock::receive(tx, cx, sku.id, Quantity::new(5)?, "story")?;
                    skus.push(sku.id);
                }
            }
            Ok(skus)
        })
        .await
        .unwrap();
    made.into_iter().take(count).collect()
}

#[db_test]
async fn a_cart_of_1114_lines_is_ordered_whole(app: TestApp) {
    let skus = many_skus(&app, 1_114).await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 1_000_000).await;
    let cart = app.post("/api/v1/cart/items").by(&shopper).json(&items(&skus, 2)).await.expect(200).data();
    assert_eq!(cart["lines"].as_array().unwrap().len(), 1_114);
    assert_eq!(cart["total"]["amount"], "2228.00");
    let address = app.address_of(&shopper).await;
    let body = json!({"address_id": address, "pay_with": "balance"});
    let order = app.post("/api/v1/orders").by(&shopper).key("all").json(&body).await.expect(201).data();
    assert_eq!((&order["line_count"], &order["state"]), (&json!(1_114), &json!("paid")));
    assert_eq!(order["total"]["amount"], "2228.00");
    let cart = app.get("/api/v1/cart").by(&shopper).await.expect(200).data();
    assert_eq!(cart["pieces"], 0, "what was ordered has left the cart");
    let again = app.post("/api/v1/orders").by(&shopper).key("more").json(&body).await.expect(422);
    assert_eq!(again.code(), "cart_empty");
    app.assert_sound().await;
}

#[db_test]
async fn lines_of_one_sku_are_one_line(app: TestApp) {
    let tea = app.item("tea").price(500).stock(5).insert().await;
    let shopper = app.person("shopper").await;
    let line = |quantity: i64| json!({"sku": tea.sku.to_string(), "quantity": quantity});
    let body = json!({"lines": [line(2), line(2)], "address": testkit::address()});
    let order = app.post("/api/v1/orders").by(&shopper).key("k").json(&body).await.expect(201).data();
    assert_eq!((&order["line_count"], &order["lines"][0]["quantity"]), (&json!(1), &json!(4)));
    let body = json!({"lines": [line(1_000_000), line(1_000_000)]});
    app.post("/api/v1/quotes").json(&body).await.expect(422);
}
