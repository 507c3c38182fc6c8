//! Orders on their way, and after-sale cases.

use mall::account::Permission;
use testkit::{TestApp, db_test};

use super::{claim, press, staff, text};
use crate::browser::Browser;

const DISPATCH: &[Permission] = &[Permission::OrderRead, Permission::OrderShip];

async fn support(app: &TestApp) -> Browser {
    staff(app, "support", &[Permission::OrderRead, Permission::AftersaleDecide]).await
}

#[db_test]
async fn an_order_goes_from_the_queue_to_the_door(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 100_000).await;
    let mut desk = staff(&app, "dispatch", DISPATCH).await;
    desk.get("/desk/orders").await.expect(200).shows("No orders here");
    let order = app.buy_and_pay(&shopper, lamp, 2, "one").await;
    let second = app.buy_and_pay(&shopper, lamp, 1, "two").await;
    let (at, number) = (format!("/desk/orders/{}", text(&order["id"])), text(&order["number"]));
    desk.get("/desk").await.expect(200).shows("To begin");
    let queue = desk.get("/desk/orders").await.expect(200);
    queue.shows(&number);
    queue.shows(&text(&second["number"]));

    let packed = press(&mut desk, &queue, &format!("{at}/pack")).await.expect(200);
    assert_eq!(packed.path, "/desk/orders?state=paid", "back to the queue");
    packed.shows("The order is being packed.");
    packed.hides(&number);
    press(&mut desk, &queue, &format!("{at}/pack")).await.expect(409);

    let found = desk.get(&format!("/desk/orders?q=%20{}", number.to_lowercase())).await.expect(200);
    assert_eq!(found.path, at, "a number leads to its order");
    desk.get("/desk/orders?q=nope").await.expect(200).shows("There is no order “NOPE”.");
    let ship = format!("{at}/ship");
    let empty = desk.submit(&found, &ship, &[("carrier", "中通"), ("tracking", " ")]).await.expect(422);
    assert!(empty.wrong("tracking").is_some());
    empty.shows("value=\"中通\"");
    let shipped = desk.submit(&found, &ship, &[("carrier", "中通"), ("tracking", "ZT1")]).await.expect(200);
    shipped.shows("The order has been shipped.");
    shipped.shows("ZT1");
    let there = press(&mut desk, &shipped, &format!("{at}/deliver")).await.expect(200);
    there.shows("The order is marked as delivered.");
    there.hides("/deliver\"");
    there.hides("Transfers");
    app.assert_sound().await;
}

#[db_test]
async fn goods_come_back_and_the_money_goes(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 10_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 2, "one").await;
    let mut dispatch = staff(&app, "dispatch", DISPATCH).await;
    let order_at = format!("/desk/orders/{}", text(&order["id"]));
    let page = dispatch.get(&order_at).await.expect(200);
    let page = press(&mut dispatch, &page, &format!("{order_at}/pack")).await.expect(200);
    let parcel = [("carrier", "中通"), ("tracking", "ZT1")];
    dispatch.submit(&page, &format!("{order_at}/ship"), &parcel).await.expect(200);
    let case = claim(&app, &shopper, &order, true).await;
    let at = format!("/desk/aftersales/{case}");
    dispatch.get(&at).await.expect(200).hides("name=\"answer\"");

    let mut desk = support(&app).await;
    let queue = desk.get("/desk/aftersales").await.expect(200);
    queue.shows(&at);
    let page = desk.get(&at).await.expect(200);
    page.shows("它不亮");
    let decide = format!("{at}/decide");
    let long = "长".repeat(501);
    for answer in [" ", long.as_str()] {
        let refused = desk.submit(&page, &decide, &[("answer", answer), ("do", "approve")]).await.expect(422);
        assert!(refused.wrong("answer").is_some());
    }
    desk.submit(&page, &decide, &[("answer", "x"), ("do", "destroy")]).await.expect(422);
    let approved = desk.submit(&page, &decide, &[("answer", "请寄回\r\n杭州"), ("do", "approve")]).await;
    approved.expect(200).shows("The case is approved.");
    desk.submit(&page, &decide, &[("answer", "no"), ("do", "reject")]).await.expect(409);
    let sent = serde_json::json!({"carrier": "中通", "tracking": "ZT2"});
    app.post(format!("/api/v1/aftersales/{case}/send")).by(&shopper).json(&sent).await.expect(200);
    let returning = desk.get(&at).await.expect(200);
    returning.shows("ZT2");
    let received = press(&mut desk, &returning, &format!("{at}/receive")).await.expect(200);
    received.shows("The goods are back; the refund is on its way.");
    app.work().await;
    let done = desk.get(&at).await.expect(200);
    done.shows("Refunded");
    done.hides("/receive\"");
    assert_eq!(app.level(lamp).await.available, 9);
    desk.get("/desk/aftersales?state=refunded").await.expect(200).shows(&at);
    dispatch.get(&order_at).await.expect(200).shows("claimed 1");
    app.assert_sound().await;
}

#[db_test]
async fn a_case_is_rejected_with_an_answer(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 10_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 1, "one").await;
    let at = format!("/desk/aftersales/{}", claim(&app, &shopper, &order, false).await);
    let mut desk = support(&app).await;
    let page = desk.get(&at).await.expect(200);
    let said = [("answer", "<b>已发货</b>"), ("do", "reject")];
    let rejected = desk.submit(&page, &format!("{at}/decide"), &said).await.expect(200);
    rejected.shows("The case is rejected.");
    rejected.shows("&#60;b&#62;已发货");
    app.assert_sound().await;
}

#[db_test]
async fn a_long_queue_has_pages(app: TestApp) {
    let lamp = app.item("lamp").price(1).stock(60).insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 100).await;
    for n in 0..53 {
        app.buy_and_pay(&shopper, lamp, 1, &n.to_string()).await;
    }
    let mut desk = staff(&app, "dispatch", DISPATCH).await;
    let rows = |page: &crate::browser::Page| page.html.matches("<th scope=\"row\"><a class=\"mono\"").count();
    let first = desk.get("/desk/orders").await.expect(200);
    assert_eq!(rows(&first), 50);
    let next = first.html.split_once("rel=\"next\" href=\"").unwrap().1.split('"').next().unwrap();
    let second = desk.get(&next.replace("&#38;", "&")).await.expect(200);
    assert_eq!(rows(&second), 3);
    second.shows("Newest");
    desk.get("/desk/orders?after=zz").await.expect(422);
}
