//! The payment inbox, refunds, and the ledger.

use mall::account::Permission;
use mall::payment::PaymentId;
use outside::twin::Mishap;
use serde_json::{Value, json};
use testkit::{Item, Person, TestApp, db_test};

use super::{claim, press, staff, text};
use crate::browser::Page;

/// An order that waits to be paid by QR, and its payment.
async fn waiting(app: &TestApp, shopper: &Person, item: Item) -> (Value, PaymentId) {
    let order = app.buy(shopper, item, 1, "order").await.expect(201).data();
    let at = format!("/api/v1/orders/{}/payments", text(&order["id"]));
    let begun =
        app.post(at).by(shopper).key("pay").json(&json!({"method": "alipay"})).await.expect(201).data();
    app.work().await;
    (order, text(&begun["id"]).parse().unwrap())
}

/// The first link to a thing of a list.
fn first_link(page: &Page, list: &str) -> String {
    let rest = page.html.split_once(&format!("href=\"{list}/")).unwrap().1;
    format!("{list}/{}", rest.split_once('"').unwrap().0)
}

#[db_test]
async fn a_notice_is_judged_again(app: TestApp) {
    let lamp = app.item("lamp").price(9_900).insert().await;
    let shopper = app.person("shopper").await;
    let (order, payment) = waiting(&app, &shopper, lamp).await;
    let mut desk = staff(&app, "money", &[Permission::PaymentRead, Permission::PaymentReplay]).await;
    desk.get("/desk/notices").await.expect(200).shows("No notifications yet");
    app.gateway().pay(payment).unwrap();
    let news = app.gateway().news(payment).unwrap();
    app.post("/notify/alipay").form_bytes(app.gateway().forged(&news)).await.expect(200);
    let forged = desk.get("/desk/notices").await.expect(200);
    forged.shows("Rejected");
    let at = first_link(&forged, "/desk/notices");
    let page = desk.get(&at).await.expect(200);
    page.shows("Signature</span><span class=\"unseen\"> failed");
    let again = press(&mut desk, &page, &format!("{at}/replay")).await.expect(200);
    again.shows("Judged again.");
    again.shows("Rejected");
    assert_eq!(app.notify(payment).await, "success");
    let applied = desk.get("/desk/notices").await.expect(200);
    applied.shows("Applied");
    let at = first_link(&applied, "/desk/notices");
    let page = desk.get(&at).await.expect(200);
    page.hides(&text(&order["number"]));
    page.shows("The order took the money.");
    press(&mut desk, &page, &format!("{at}/replay")).await.expect(200);
    // Whoever only reads has no button, and whoever may see orders has the way to it.
    let mut reader = staff(&app, "reader", &[Permission::PaymentRead, Permission::OrderRead]).await;
    let read = reader.get(&at).await.expect(200);
    read.hides("/replay\"");
    read.shows(&text(&order["number"]));
    app.assert_sound().await;
}

#[db_test]
async fn what_is_no_form_is_shown_as_it_came(app: TestApp) {
    for raw in [&b"<script>alert(1)</script>"[..], b"a=%ff&a=<script>alert(2)</script>", &[0xff, 0xfe, 0]] {
        app.post("/notify/alipay").form_bytes(raw.to_vec()).await.expect(200);
    }
    let mut desk = staff(&app, "money", &[Permission::PaymentRead, Permission::PaymentReplay]).await;
    let list = desk.get("/desk/notices").await.expect(200);
    let links = list.html.split("href=\"/desk/notices/").skip(1).map(|rest| rest.split('"').next().unwrap());
    let links: Vec<_> = links.map(str::to_owned).collect();
    assert!(!links.is_empty());
    for id in links {
        let at = format!("/desk/notices/{id}");
        let page = desk.get(&at).await.expect(200);
        page.hides("<script>alert");
        press(&mut desk, &page, &format!("{at}/replay")).await.expect(200).shows("Rejected");
    }
}

#[db_test]
async fn a_refund_that_was_refused_is_tried_again(app: TestApp) {
    let lamp = app.item("lamp").price(9_900).insert().await;
    let shopper = app.person("shopper").await;
    let (order, payment) = waiting(&app, &shopper, lamp).await;
    app.gateway().pay(payment).unwrap();
    assert_eq!(app.notify(payment).await, "success");
    let case = claim(&app, &shopper, &order, false).await;
    let mut support = staff(&app, "support", &[Permission::OrderRead, Permission::AftersaleDecide]).await;
    let at = format!("/desk/aftersales/{case}");
    let page = support.get(&at).await.expect(200);
    let yes = [("answer", "好"), ("do", "approve")];
    app.gateway().misbehave(Mishap::Refused);
    support.submit(&page, &format!("{at}/decide"), &yes).await.expect(200);
    app.work().await;
    support.get(&at).await.expect(200).shows("Refused");

    let mut desk = staff(&app, "money", &[Permission::PaymentRead, Permission::PaymentReplay]).await;
    desk.get("/desk").await.expect(200).shows("Refunds refused");
    let failed = desk.get("/desk/refunds").await.expect(200);
    let action = failed.html.split_once("action=\"/desk/refunds/").unwrap().1;
    let action = format!("/desk/refunds/{}", action.split_once('"').unwrap().0);
    let retried = press(&mut desk, &failed, &action).await.expect(200);
    retried.shows("The refund will be tried again.");
    retried.hides(&action);
    press(&mut desk, &failed, &action).await.expect(409);
    app.work().await;
    desk.get("/desk/refunds?state=succeeded").await.expect(200).shows("Arrived");
    app.assert_sound().await;
}

#[db_test]
async fn the_ledger_is_browsed(app: TestApp) {
    let mut desk = staff(&app, "books", &[Permission::LedgerRead, Permission::OrderRead]).await;
    desk.get("/desk/ledger").await.expect(200).shows("The books are empty.");
    let lamp = app.item("lamp").price(1_000).insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 10_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 3, "k").await;
    let books = desk.get("/desk/ledger").await.expect(200);
    books.shows("Escrow");
    let bucket = shopper.id.bucket().number();
    let transfers = desk.get(&format!("/desk/ledger/transfers?bucket={bucket}")).await.expect(200);
    transfers.shows("Opening");
    let at = first_link(&transfers, "/desk/ledger/transfers");
    let transfer = desk.get(&at).await.expect(200);
    transfer.shows(&text(&order["number"]));
    transfer.shows("−¥30.00");
    let own = format!("/desk/ledger/statement?book=wallet&currency=CNY&who={}", shopper.name);
    let statement = desk.get(&own).await.expect(200);
    statement.shows("¥70.00");
    statement.shows(&at);
    // From an entry on to its account, and back.
    let account =
        transfer.html.split_once("href=\"/desk/ledger/statement").unwrap().1.split('"').next().unwrap();
    let account = format!("/desk/ledger/statement{}", account.replace("&#38;", "&"));
    desk.get(&account).await.expect(200).shows(&at);
    desk.get(&format!("/desk/orders/{}", text(&order["id"]))).await.expect(200).shows("Transfers");
    desk.get("/desk/ledger/statement").await.expect(200).shows("This account has no entries");

    let nobody = desk.get("/desk/ledger/statement?who=nobody").await.expect(422);
    assert_eq!(nobody.wrong("who"), Some("There is no such user"));
    for wrong in ["256", "-1", "x", "1e1", "%20"] {
        let at = format!("/desk/ledger/statement?bucket={wrong}");
        assert!(desk.get(&at).await.expect(422).wrong("bucket").is_some(), "{wrong}");
        let at = format!("/desk/ledger/transfers?bucket={wrong}");
        assert!(desk.get(&at).await.expect(422).wrong("bucket").is_some(), "{wrong}");
    }
    desk.get("/desk/ledger/statement?currency=XXX").await.expect(422);
    desk.get("/desk/ledger/statement?book=nonsense").await.expect(422);
}
