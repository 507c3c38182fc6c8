//! Services at the desk: written down, worked on, done.

use mall::account::Permission;
use mall::catalog::{self, SpuId, SpuKind};
use serde_json::json;
use testkit::{TestApp, db_test, order_of_service};

use super::{press, staff, text};

#[db_test]
async fn a_service_goes_from_the_queue_to_its_end(app: TestApp) {
    let errand = app.item("errand").service().price(300).insert().await;
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 100_000).await;
    let mut body = order_of_service(errand, 2);
    body["pay_with"] = json!("balance");
    let order = app.post("/api/v1/orders").by(&shopper).key("s").json(&body).await.expect(201).data();
    let goods = app.buy_and_pay(&shopper, lamp, 1, "g").await;
    let at = format!("/desk/orders/{}", text(&order["id"]));
    let mut desk = staff(&app, "dispatch", &[Permission::OrderRead, Permission::OrderShip]).await;

    let queue = desk.get("/desk/orders").await.expect(200);
    queue.hides(&format!("{at}/pack"));
    queue.hides(&format!("/desk/orders/{}/work", text(&goods["id"])));
    let page = desk.get(&at).await.expect(200);
    page.shows("The buyer named no address.");
    page.shows("Paid. The service is to be begun.");
    page.hides("/pack\"");
    let begun = press(&mut desk, &queue, &format!("{at}/work")).await.expect(200);
    assert_eq!(begun.path, "/desk/orders?state=paid", "back to the queue");
    begun.shows("The service has begun.");
    begun.hides(&text(&order["number"]));
    press(&mut desk, &queue, &format!("{at}/work")).await.expect(409);

    desk.get("/desk").await.expect(200).shows("Services in progress");
    desk.get("/desk/orders?state=working").await.expect(200).shows(&text(&order["number"]));
    let page = desk.get(&at).await.expect(200);
    page.hides("Tracking number");
    let done = press(&mut desk, &page, &format!("{at}/finish")).await.expect(200);
    done.shows("The service is done; the money is earned.");
    done.hides("/finish\"");
    press(&mut desk, &page, &format!("{at}/finish")).await.expect(409);
    app.work().await;
    app.assert_sound().await;
}

#[db_test]
async fn a_product_is_written_down_as_a_service(app: TestApp) {
    let mut desk = staff(&app, "goods", &[Permission::CatalogWrite]).await;
    let blank = desk.get("/desk/products/new").await.expect(200);
    let typed = [
        ("handle", "errand"),
        ("kind", "service"),
        ("title.en", "Errand"),
        ("skus[0].price", "3"),
        ("do", "save"),
    ];
    let made = desk.submit(&blank, "/desk/products", &typed).await.expect(200);
    let id: SpuId = made.path.rsplit('/').next().unwrap().parse().unwrap();
    let kind = || app.read(move |tx| catalog::get(tx, id));
    assert_eq!(kind().await.unwrap().kind, SpuKind::Service);
    let saved =
        desk.submit(&made, &made.path, &[("title.en", "An errand"), ("do", "save")]).await.expect(200);
    assert_eq!(kind().await.unwrap().kind, SpuKind::Service, "the form shows what is stored");
    app.write(move |tx, cx| catalog::add_sales(tx, cx, id, 1)).await.unwrap();
    let refused = desk.submit(&saved, &saved.path, &[("kind", "goods"), ("do", "save")]).await.expect(422);
    assert_eq!(refused.wrong("kind"), Some("stays as it is once one was sold"));
}
