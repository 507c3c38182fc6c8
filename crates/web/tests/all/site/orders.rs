//! Following an order, and asking for the money back.

use kernel::Code;
use mall::aftersale::{self, AftersaleId};
use mall::order::{OrderId, step};
use testkit::{TestApp, db_test};

use super::{buy, first_address, give_money, id_in, member};

async fn ship(app: &TestApp, order: &str) {
    let id: OrderId = order.parse().unwrap();
    app.write(move |tx, cx| {
        step::pack(tx, cx, id)?;
        step::ship(tx, cx, id, "顺丰", "SF1400012345678")
    })
    .await
    .unwrap();
}

#[db_test]
async fn an_order_is_followed_to_the_door(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut browser = member(&app, "shopper").await;
    give_money(&app, "shopper", 9_000).await;
    let paid = buy(&mut browser, lamp, "1", "balance").await.expect(200);
    let order = id_in(&paid.path);
    let at = format!("/orders/{order}");
    ship(&app, &order).await;
    let shipped = browser.get(&at).await.expect(200);
    shipped.shows("SF1400012345678");
    shipped.shows("Your parcel is on its way.");
    let receive = format!("{at}/receive");
    let done = browser.send(&shipped, &receive, &[]).await.expect(200);
    done.shows("All done.");
    // The button of a page left open does nothing more, and shows how things are.
    browser.send(&shipped, &receive, &[]).await.expect(200).shows("All done.");
    browser.get("/orders?state=done").await.expect(200).shows("The lamp");
    app.assert_sound().await;
}

#[db_test]
async fn an_order_is_given_up(app: TestApp) {
    let lamp = app.item("lamp").stock(1).insert().await;
    let mut browser = member(&app, "shopper").await;
    let pay = buy(&mut browser, lamp, "1", "alipay").await.expect(200);
    let order = id_in(&pay.path);
    let at = format!("/orders/{order}");
    let page = browser.get(&at).await.expect(200);
    let cancelled = browser.send(&page, &format!("{at}/cancel"), &[]).await.expect(200);
    cancelled.shows("The order was cancelled");
    assert_eq!(app.level(lamp).await.available, 1);
    browser.get(&pay.path).await.expect(200).shows("This order is closed");
    app.work().await;
    app.assert_sound().await;
}

#[db_test]
async fn an_order_that_nobody_pays_expires(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = member(&app, "shopper").await;
    let pay = buy(&mut browser, lamp, "1", "alipay").await.expect(200);
    app.wait_s(20 * 60).await;
    browser.get(&pay.path).await.expect(200).shows("This order is closed");
    let status = browser.get(&format!("{}/status", pay.path)).await.reply.json();
    assert_eq!(status["state"], "closed");
    let again = browser.get(&format!("/orders/{}", id_in(&pay.path))).await.expect(200);
    again.shows("Expired");
    again.hides("/cancel");
}

#[db_test]
async fn goods_go_back_and_the_money_comes_back(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut browser = member(&app, "shopper").await;
    give_money(&app, "shopper", 9_000).await;
    let paid = buy(&mut browser, lamp, "3", "balance").await.expect(200);
    let order = id_in(&paid.path);
    ship(&app, &order).await;
    let at = format!("/orders/{order}/refund");
    let page = browser.get(&at).await.expect(200);
    let wish =
        |n: &'static str| [("n-1", n), ("reason", "broken"), ("goods_back", "yes"), ("note", "底座裂了")];
    let none = browser.send(&page, &at, &wish("0")).await.expect(422);
    none.shows("must name each line once");
    none.shows("底座裂了");
    assert!(browser.send(&page, &at, &wish("4")).await.expect(409).wrong("n-1").unwrap().contains('3'));
    assert!(browser.send(&page, &at, &wish("x")).await.expect(422).wrong("n-1").is_some());
    let unsaid = [("n-1", "1"), ("reason", "no such"), ("goods_back", "yes")];
    assert!(browser.send(&page, &at, &unsaid).await.expect(422).wrong("reason").is_some());

    let case = browser.send(&page, &at, &wish("2")).await.expect(200);
    case.shows("20");
    case.shows("底座裂了");
    // Sent twice, it is the same case.
    assert_eq!(browser.send(&page, &at, &wish("2")).await.expect(200).path, case.path);
    let id: AftersaleId = id_in(&case.path).parse().unwrap();
    app.write(move |tx, cx| aftersale::approve(tx, cx, id, "请寄回杭州")).await.unwrap();
    let approved = browser.get(&case.path).await.expect(200);
    approved.shows("请寄回杭州");
    let send = format!("{}/send", case.path);
    let empty = browser.send(&approved, &send, &[("carrier", "中通"), ("tracking", " ")]).await.expect(422);
    assert!(empty.wrong("tracking").is_some());
    empty.shows("value=\"中通\"");
    let sent = browser.send(&approved, &send, &[("carrier", "中通"), ("tracking", "ZT1")]).await.expect(200);
    sent.shows("ZT1");
    app.write(move |tx, cx| aftersale::receive(tx, cx, id)).await.unwrap();
    app.work().await;
    browser.get(&case.path).await.expect(200).shows("The money went back the way it came.");
    browser.get(&format!("/orders/{order}")).await.expect(200).shows("2 in a refund");
    browser.get("/account").await.shows("<span class=\"whole\">80</span>");
    app.assert_sound().await;
}

#[db_test]
async fn a_request_is_withdrawn(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut browser = member(&app, "shopper").await;
    give_money(&app, "shopper", 9_000).await;
    let paid = buy(&mut browser, lamp, "1", "balance").await.expect(200);
    let at = format!("/orders/{}/refund", id_in(&paid.path));
    let page = browser.get(&at).await.expect(200);
    let wish = [("n-1", "1"), ("reason", "mind"), ("goods_back", "no")];
    let case = browser.send(&page, &at, &wish).await.expect(200);
    let gone = browser.send(&case, &format!("{}/withdraw", case.path), &[]).await.expect(200);
    gone.shows("You withdrew this request.");
    let id: AftersaleId = id_in(&case.path).parse().unwrap();
    let late = app.write(move |tx, cx| aftersale::approve(tx, cx, id, "好的")).await;
    assert_eq!(late.unwrap_err().code(), Code::AftersaleMoved);
    // Nothing is claimed any more: it can be asked for again.
    browser.get(&at).await.expect(200).shows("up to 1");
}

#[db_test]
async fn many_orders_have_pages(app: TestApp) {
    let lamp = app.item("lamp").price(100).stock(100).insert().await;
    let mut browser = member(&app, "shopper").await;
    for _ in 0..23 {
        buy(&mut browser, lamp, "1", "alipay").await.expect(200);
    }
    let rows = |page: &super::browser::Page| page.html.matches("class=\"ticket order-row\"").count();
    let first = browser.get("/orders").await.expect(200);
    assert_eq!(rows(&first), 10);
    first.shows("Orders: 23");
    first.shows("/orders?page=3");
    assert_eq!(rows(&browser.get("/orders?page=3").await.expect(200)), 3);
    for beyond in ["4", "0", "-1", "x", "9223372036854775807"] {
        browser.get(&format!("/orders?page={beyond}")).await.expect(200);
    }
    let mut seen = 0;
    let mut at = Some("/orders?state=unpaid".to_owned());
    while let Some(path) = at {
        let page = browser.get(&path).await.expect(200);
        seen += rows(&page);
        at = page
            .html
            .split_once("rel=\"next\" href=\"")
            .map(|(_, rest)| rest.split_once('"').unwrap().0.replace("&amp;", "&").replace("&#38;", "&"));
    }
    assert_eq!(seen, 23);
}

#[db_test]
async fn nobody_sees_anothers(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut owner = member(&app, "owner").await;
    give_money(&app, "owner", 9_000).await;
    let paid = buy(&mut owner, lamp, "1", "balance").await.expect(200);
    let order = id_in(&paid.path);
    let at = format!("/orders/{order}/refund");
    let page = owner.get(&at).await.expect(200);
    let wish = [("n-1", "1"), ("reason", "mind"), ("goods_back", "no")];
    let case = owner.send(&page, &at, &wish).await.expect(200);
    let book = owner.get("/addresses").await.expect(200);
    let address = first_address(&book.html);

    let mut stranger = member(&app, "stranger").await;
    let own_form = stranger.get("/addresses").await;
    let token =
        own_form.html.split_once("name=\"csrf\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    for path in [
        format!("/orders/{order}"),
        format!("/orders/{order}/pay"),
        format!("/orders/{order}/pay/status"),
        at,
        case.path.clone(),
        format!("/addresses/{address}"),
    ] {
        stranger.get(&path).await.expect(404);
    }
    let token = ("csrf".to_owned(), token);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let key = pair("key", "k1");
    let wish = [key, pair("n-1", "1"), pair("reason", "mind"), pair("goods_back", "no")];
    let place = super::ADDRESS.map(|(name, value)| pair(name, value));
    for (path, fields) in [
        (format!("/orders/{order}/cancel"), vec![]),
        (format!("/orders/{order}/receive"), vec![]),
        (format!("/orders/{order}/pay"), vec![pair("pay", "alipay")]),
        (format!("/orders/{order}/refund"), wish.to_vec()),
        (format!("{}/withdraw", case.path), vec![]),
        (format!("{}/send", case.path), vec![pair("carrier", "a"), pair("tracking", "b")]),
        (format!("/addresses/{address}"), place.to_vec()),
        (format!("/addresses/{address}/default"), vec![]),
    ] {
        let fields = [vec![token.clone()], fields].concat();
        stranger.post(&path, &fields, &[]).await.expect(404);
    }
    stranger.post(&format!("/addresses/{address}/remove"), &[token], &[]).await.expect(303);
    owner.get(&format!("/addresses/{address}")).await.expect(200);
}
