//! Services through the pages: bought without an address, followed, given back; never mixed with goods.

use mall::order::{OrderId, step};
use serde_json::json;
use testkit::{TestApp, db_test};

use super::browser::Browser;
use super::{add, chosen_address, give_money, id_in, member};

/// A new member without any address.
async fn newcomer(app: &TestApp) -> Browser {
    let mut browser = Browser::new(app);
    browser.register("shopper", "/").await.expect(200);
    give_money(app, "shopper", 100_000).await;
    browser
}

const BY_BALANCE: &[(&str, &str)] = &[("address", ""), ("pay", "balance"), ("note", "")];

async fn begin(app: &TestApp, order: &str) {
    let id: OrderId = order.parse().unwrap();
    app.write(move |tx, cx| step::work(tx, cx, id)).await.unwrap();
}

#[db_test]
async fn a_service_is_bought_without_an_address_and_followed(app: TestApp) {
    let errand = app.item("errand").service().price(300).stock(3).insert().await;
    let mut browser = newcomer(&app).await;
    let product = browser.get(&format!("/p/{}", errand.spu)).await.expect(200);
    product.shows("Service, nothing is sent");
    product.shows("Only 3 places left");
    product.hides("In stock");

    let checkout = browser.get(&format!("/checkout?sku={}&n=2", errand.sku)).await.expect(200);
    checkout.shows("No address needed");
    checkout.hides("Add an address first");
    checkout.hides("Shipping");
    let paid = browser.send(&checkout, "/checkout", BY_BALANCE).await.expect(200);
    let order = id_in(&paid.path);
    let at = format!("/orders/{order}");
    paid.shows("The shop will see to your order soon.");
    for goods_only in ["Deliver to", "Packing", "Shipped", "Shipping", "parcel"] {
        paid.hides(goods_only);
    }
    browser.get("/orders?state=to-ship").await.expect(200).shows("The errand");
    begin(&app, &order).await;
    let working = browser.get(&at).await.expect(200);
    working.shows("The shop is working on it.");
    working.hides("Confirm receipt");
    browser.get("/orders?state=to-ship").await.expect(200).shows("In progress");
    let id: OrderId = order.parse().unwrap();
    app.write(move |tx, cx| step::finish(tx, cx, id)).await.unwrap();
    browser.get(&at).await.expect(200).shows("The service is done.");
    browser.get("/orders?state=done").await.expect(200).shows("The errand");
    let mut chinese = Browser::new(&app).carry("lang", "zh");
    let page = chinese.get(&format!("/p/{}", errand.spu)).await.expect(200);
    page.shows("服务，无需寄送");
    page.shows("仅剩 1 个名额");
    app.work().await;
    app.assert_sound().await;
}

#[db_test]
async fn somebody_can_be_asked_to_come(app: TestApp) {
    let film = app.item("film").service().insert().await;
    let mut browser = member(&app, "shopper").await;
    let checkout = browser.get(&format!("/checkout?sku={}&n=1", film.sku)).await.expect(200);
    assert_eq!(chosen_address(&checkout.html), "", "nowhere, unless the reader says where");
    let book = checkout.html.split("name=\"address\" value=\"").nth(2).unwrap();
    let address = book.split('"').next().unwrap();
    let fields = [("address", address), ("pay", "alipay"), ("note", "")];
    let pay = browser.send(&checkout, "/checkout", &fields).await.expect(200);
    let order = browser.get(&format!("/orders/{}", id_in(&pay.path))).await.expect(200);
    order.shows("麦小田");
    for wrong in ["x", "7"] {
        let fields = [("address", wrong), ("pay", "alipay"), ("note", ""), ("key", wrong)];
        let refused = browser.send(&checkout, "/checkout", &fields).await.expect(422);
        assert!(refused.wrong("address").is_some(), "{wrong}");
    }
    app.assert_sound().await;
}

#[db_test]
async fn a_mixed_cart_is_bought_in_two_orders(app: TestApp) {
    let errand = app.item("errand").service().price(300).insert().await;
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut browser = member(&app, "shopper").await;
    give_money(&app, "shopper", 100_000).await;
    add(&mut browser, lamp, "1").await.expect(200);
    browser.get("/cart").await.expect(200).hides("/checkout?kind=");
    let cart = add(&mut browser, errand, "2").await.expect(200);
    cart.shows("Buy the goods");
    cart.shows("Buy the services");
    let refused = browser.get("/checkout").await.expect(200);
    assert_eq!(refused.path, "/cart");
    refused.shows("Goods and services are ordered apart.");

    let services = browser.get("/checkout?kind=service").await.expect(200);
    services.shows("The errand");
    services.hides("The lamp");
    browser.send(&services, "/checkout", BY_BALANCE).await.expect(200).shows("¥6.00");
    let cart = browser.get("/cart").await.expect(200);
    cart.shows("The lamp");
    cart.hides("The errand");
    let goods = browser.get("/checkout?kind=goods").await.expect(200);
    let nowhere = browser.send(&goods, "/checkout", BY_BALANCE).await.expect(422);
    assert!(nowhere.wrong("address").is_some(), "goods go somewhere");
    let address = chosen_address(&goods.html);
    let fields = [("address", address.as_str()), ("pay", "balance"), ("note", "")];
    browser.send(&nowhere, "/checkout", &fields).await.expect(200).shows("¥10.00");
    browser.get("/cart").await.expect(200).shows("Your cart is empty");
    assert_eq!(browser.get("/checkout?kind=gift").await.path, "/cart");
    assert_eq!(browser.get("/checkout?kind=service").await.path, "/cart");
    app.work().await;
    app.assert_sound().await;
}

#[db_test]
async fn a_service_in_progress_is_refunded(app: TestApp) {
    let errand = app.item("errand").service().price(300).insert().await;
    let mut browser = newcomer(&app).await;
    let checkout = browser.get(&format!("/checkout?sku={}&n=2", errand.sku)).await.expect(200);
    let paid = browser.send(&checkout, "/checkout", BY_BALANCE).await.expect(200);
    let order = id_in(&paid.path);
    begin(&app, &order).await;
    let at = format!("/orders/{order}/refund");
    let page = browser.get(&at).await.expect(200);
    page.shows("Which services?");
    page.shows("How many (up to 2)");
    for goods_only in ["What about the goods?", "Arrived broken", "Did not arrive", "Pieces"] {
        page.hides(goods_only);
    }
    let fields = [("n-1", "2"), ("reason", "mind"), ("note", "")];
    let case = browser.send(&page, &at, &fields).await.expect(200);
    case.shows("Your request was sent");
    case.shows("<h2 id=\"what\">Services</h2>");
    case.hides("What about the goods?");
    let id: mall::aftersale::AftersaleId =
        case.path.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap();
    app.write(move |tx, cx| mall::aftersale::approve(tx, cx, id, "好的")).await.unwrap();
    app.work().await;
    let over = browser.get(&format!("/orders/{order}")).await.expect(200);
    over.shows("Refunded");
    assert_eq!(app.level(errand).await.available, 10);
    app.assert_sound().await;
}

const MARK: &str = "<span class=\"badge info stamp-kind\">Service</span>";

#[db_test]
async fn lists_mark_what_is_a_service(app: TestApp) {
    app.item("errand").service().insert().await;
    app.item("lamp").insert().await;
    let mut browser = Browser::new(&app);
    for (list, cards, services) in [("/", 2, 1), ("/search?q=errand", 1, 1), ("/search?q=lamp", 1, 0)] {
        let page = browser.get(list).await.expect(200);
        let count = |mark: &str| page.html.matches(mark).count();
        assert_eq!((count("<li class=\"stamp\">"), count(MARK)), (cards, services), "{list}");
    }
    let cards = app.get("/api/v1/products?sort=newest").await.expect(200).json();
    let cards = cards["data"].as_array().unwrap();
    let kinds: Vec<_> = cards.iter().map(|card| (&card["handle"], &card["kind"])).collect();
    let told = [("lamp", "goods"), ("errand", "service")].map(|(name, kind)| (json!(name), json!(kind)));
    assert_eq!(kinds, told.each_ref().map(|(name, kind)| (name, kind)));
}
