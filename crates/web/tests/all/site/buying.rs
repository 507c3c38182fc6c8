//! From the shelf to the paid order.

use testkit::{TestApp, db_test};

use super::browser::{Browser, Page};
use super::{ADDRESS, add, buy, chosen_address, give_money, id_in, member};

#[db_test]
async fn a_visitor_finds_a_lamp_joins_and_pays_by_qr(app: TestApp) {
    let lamp = app.item("lamp").price(9_900).stock(3).insert().await;
    let mut browser = Browser::new(&app);
    browser.get("/").await.expect(200).shows("The lamp");
    browser.get("/search?q=LAMP").await.expect(200).shows("The lamp");
    let vain = browser.get("/search?q=candle").await.expect(200);
    vain.shows("Nothing matches");
    vain.hides("In stock only");
    // What sells is shown instead, but not to someone who has a filter to loosen.
    vain.shows("The lamp");
    let sifted = browser.get("/search?q=candle&max=9").await.expect(200);
    sifted.shows("Clear filter");
    sifted.hides("The lamp");

    let cart = add(&mut browser, lamp, "2").await.expect(200);
    assert_eq!(cart.path, "/cart");
    cart.shows("Added to your cart");
    cart.shows("198.00");
    browser.get("/").await.shows("Items in cart: 2");

    let door = browser.get("/checkout").await.expect(200);
    assert_eq!(door.path, "/login?back=/checkout");
    let checkout = browser.register("shopper", "/checkout").await.expect(200);
    assert_eq!(checkout.path, "/checkout");
    checkout.shows("Add an address first");
    let checkout = browser.send(&checkout, "/addresses", &ADDRESS).await.expect(200);
    assert!(checkout.path.starts_with("/checkout?address="), "{}", checkout.path);
    checkout.shows("麦小田");
    let address = chosen_address(&checkout.html);
    let fields = [("address", address.as_str()), ("pay", "alipay"), ("note", "<b>轻放</b>")];
    let pay = browser.send(&checkout, "/checkout", &fields).await.expect(200);
    let order = id_in(&pay.path);
    assert_eq!(pay.path, format!("/orders/{order}/pay"));
    pay.shows("data-state=\"preparing\"");
    assert_eq!(app.level(lamp).await.reserved, 2);
    browser.get("/cart").await.shows("Your cart is empty");

    app.work().await;
    let status = format!("/orders/{order}/pay/status");
    assert_eq!(browser.get(&status).await.reply.json()["state"], "waiting");
    browser.get(&pay.path).await.expect(200).shows("<svg class=\"qr\"");
    let id: mall::order::OrderId = order.parse().unwrap();
    let payment = app.read(move |tx| mall::payment::of_order(tx, id)).await.unwrap()[0].id;
    app.gateway().pay(payment).unwrap();
    assert_eq!(app.notify(payment).await, "success");
    assert_eq!(browser.get(&status).await.reply.json()["state"], "paid");
    browser.get(&pay.path).await.expect(200).shows("Payment received");

    let shown = browser.get(&format!("/orders/{order}")).await.expect(200);
    shown.shows("&#60;b&#62;轻放");
    shown.shows("Alipay ·");
    browser.get("/orders?state=to-ship").await.expect(200).shows("The lamp");
    browser.get("/orders?state=unpaid").await.expect(200).hides("The lamp");
    app.assert_sound().await;
}

#[db_test]
async fn a_form_sent_twice_is_one_order(app: TestApp) {
    let lamp = app.item("lamp").stock(9).insert().await;
    let mut browser = member(&app, "shopper").await;
    let page = browser.get(&format!("/checkout?sku={}&n=1", lamp.sku)).await.expect(200);
    let address = chosen_address(&page.html);
    let fields = [("address", address.as_str()), ("pay", "alipay"), ("note", "")];
    let first = browser.send(&page, "/checkout", &fields).await.expect(200);
    let second = browser.send(&page, "/checkout", &fields).await.expect(200);
    assert_eq!(first.path, second.path);
    assert_eq!(app.level(lamp).await.reserved, 1);
    let other = [("address", address.as_str()), ("pay", "alipay"), ("note", "another")];
    let refused = browser.send(&page, "/checkout", &other).await.expect(409);
    refused.shows("another");
    assert_ne!(page.hidden("/checkout")[1], refused.hidden("/checkout")[1], "another key for another try");
    app.assert_sound().await;
}

async fn send(browser: &mut Browser, page: &Page, fields: [(&str, String); 4]) -> Page {
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    browser.send(page, "/checkout", &fields).await
}

#[db_test]
async fn what_stands_in_the_way_is_told_on_the_page(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).stock(2).insert().await;
    let mut browser = member(&app, "shopper").await;
    let page = browser.get(&format!("/checkout?sku={}&n=2", lamp.sku)).await.expect(200);
    let address = chosen_address(&page.html);
    let sent = |total: &str, pay: &str| {
        let (total, pay) = (total.to_owned(), pay.to_owned());
        [("address", address.clone()), ("pay", pay), ("note", "kept".to_owned()), ("total", total)]
    };
    let dearer = send(&mut browser, &page, sent("1999", "alipay")).await.expect(409);
    dearer.shows("A price has changed");
    dearer.shows("kept");
    let poor = send(&mut browser, &page, sent("2000", "balance")).await.expect(409);
    assert_eq!(poor.wrong("pay"), Some("The balance does not cover this."));
    let unchosen = send(&mut browser, &page, sent("2000", "")).await.expect(422);
    assert!(unchosen.wrong("pay").is_some());
    assert_eq!(app.level(lamp).await.reserved, 0);

    let mut rival = member(&app, "rival").await;
    buy(&mut rival, lamp, "1", "alipay").await.expect(200);
    let late = send(&mut browser, &page, sent("2000", "alipay")).await.expect(409);
    late.shows("The lamp");
    late.shows("not enough");
    app.assert_sound().await;
}

#[db_test]
async fn the_balance_pays_at_once(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut browser = member(&app, "shopper").await;
    give_money(&app, "shopper", 5_000).await;
    let order = buy(&mut browser, lamp, "3", "balance").await.expect(200);
    order.shows("Paid");
    order.shows("Maidian balance");
    browser.get("/account").await.expect(200).shows("<span class=\"whole\">20</span>");
    app.assert_sound().await;
}

#[db_test]
async fn a_cart_is_mended_and_what_is_gone_is_told(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).stock(5).insert().await;
    let cup = app.item("cup").price(500).stock(1).insert().await;
    let mut browser = Browser::new(&app);
    add(&mut browser, lamp, "1").await.expect(200);
    add(&mut browser, cup, "1").await.expect(200);
    let sku = lamp.sku.to_string();
    let cart = browser.get("/cart").await.expect(200);
    let token = cart.hidden("/cart/set").into_iter().find(|(name, _)| name == "csrf").unwrap();
    let set = |n: &str| vec![token.clone(), ("sku".into(), sku.clone()), ("n".into(), n.into())];
    assert_eq!(browser.post("/cart/set", &set("4"), &[]).await.status, 303);
    browser.get("/cart").await.shows("¥40.00");
    for wrong in ["-1", "x", "", "99999999999999999999", "1.5"] {
        let reply = browser.post("/cart/set", &set(wrong), &[]).await.expect(422);
        assert!(reply.text().contains("The quantity is out of range."), "{wrong}");
    }
    assert_eq!(browser.post("/cart/set", &set("9"), &[]).await.status, 303);
    browser.get("/cart").await.shows("5 at most");

    let mut rival = member(&app, "rival").await;
    buy(&mut rival, cup, "1", "alipay").await.expect(200);
    let cart = browser.get("/cart").await;
    cart.shows("No longer available");
    browser.send(&cart, "/cart/tidy", &[]).await.expect(200).hides("The cup");
    assert_eq!(browser.post("/cart/set", &set("0"), &[]).await.status, 303);
    browser.get("/cart").await.shows("Your cart is empty");
}

#[db_test]
async fn a_script_adds_without_leaving_the_page(app: TestApp) {
    let lamp = app.item("lamp").stock(5).insert().await;
    let mut browser = Browser::new(&app);
    let page = browser.get(&format!("/p/{}", lamp.spu)).await.expect(200);
    let pairs = page.filled("/cart/add", &[("n", "2"), ("then", "cart")]);
    let json = [("accept", "application/json")];
    let reply = browser.post("/cart/add", &pairs, &json).await.expect(200);
    assert_eq!(
        (&reply.json()["count"], reply.json()["message"].as_str()),
        (&2.into(), Some("Added to your cart"))
    );
    assert_eq!(browser.get("/cart/count").await.reply.json()["count"], 2);
}

#[db_test]
async fn what_was_chosen_wrongly_comes_back_with_the_product(app: TestApp) {
    let lamp = app.item("lamp").stock(5).insert().await;
    let mut browser = Browser::new(&app);
    let page = browser.get(&format!("/p/{}", lamp.spu)).await.expect(200);
    for wrong in ["0", "-3", "a lot", "9999999999999999999999"] {
        let again = browser.send(&page, "/cart/add", &[("n", wrong), ("then", "cart")]).await.expect(422);
        assert_eq!(again.wrong("n"), Some("The quantity is out of range."), "{wrong}");
        again.shows(&format!("value=\"{wrong}\""));
    }
    let unchosen =
        browser.send(&page, "/cart/add", &[("sku", ""), ("n", "1"), ("then", "cart")]).await.expect(409);
    assert!(unchosen.wrong("sku").is_some());
    let gone = app.item("gone").off_sale().insert().await;
    let refused = browser.send(&page, "/cart/add", &[("sku", &gone.sku.to_string()), ("n", "1")]).await;
    assert_eq!(refused.expect(409).wrong("sku"), Some("This item is not on sale."));
}
