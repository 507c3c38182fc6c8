//! The desk's news: for staff who may see orders, and nobody else.

use std::time::Duration;

use mall::account::{self, Permission};
use serde_json::{Value, json};
use testkit::{Person, TestApp, db_test};

use super::ear::{Ear, knock};
use crate::desk::staff;

async fn refusal(app: &TestApp, node: &testkit::Node, person: &Person) -> Option<u16> {
    let bearer = format!("Bearer {}", person.access(app));
    knock(node, "/live?topic=desk", &[("authorization", &bearer)]).await.err()
}

async fn at_the_desk(app: &TestApp, node: &testkit::Node, person: &Person) -> Ear {
    let bearer = format!("Bearer {}", person.access(app));
    let mut ear = knock(node, "/live?topic=desk", &[("authorization", &bearer)]).await.unwrap();
    ear.expect("hello").await;
    ear
}

#[db_test]
async fn the_desk_hears_of_everybodys_orders_and_others_are_refused(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let (buyer, other) = (app.person("buyer").await, app.person("other").await);
    app.give_money(&buyer, 100_000).await;
    let clerk = app.staff("clerk", &[Permission::OrderRead]).await;
    let keeper = app.staff("keeper", &[Permission::CatalogWrite]).await;
    let node = app.serve(|config| config.live.ping_every = Duration::from_secs(1)).await;
    assert_eq!(knock(&node, "/live?topic=desk", &[]).await.err(), Some(401));
    for person in [&other, &keeper] {
        assert_eq!(refusal(&app, &node, person).await, Some(403));
        app.get("/live/poll?topic=desk").by(person).await.expect(403);
    }
    app.get("/live/poll?topic=desk").await.expect(401);
    app.get("/live/poll?topic=all").by(&clerk).await.expect(422);
    let start = app.get("/live/poll?topic=desk").by(&clerk).await.expect(200).json();
    let mut ear = at_the_desk(&app, &node, &clerk).await;
    let mut own = Ear::of(&app, &node, &clerk, None).await;
    let order = app.buy_and_pay(&buyer, lamp, 1, "k").await;
    for state in ["placed", "paid"] {
        let told = ear.expect("order").await;
        assert_eq!(told["data"], json!({ "order": order["id"], "state": state }));
    }
    assert!(own.is_quiet(600).await, "who did not ask for it is not told");
    let path = format!("/live/poll?topic=desk&after={}", start["seq"].as_str().unwrap());
    let news = app.get(&path).by(&clerk).await.expect(200).json();
    let states: Vec<&Value> =
        news["messages"].as_array().unwrap().iter().map(|told| &told["data"]["state"]).collect();
    assert_eq!(states, ["placed", "paid"], "payments are the buyer's");
    // Somebody who does other work from now on is told so within a heartbeat.
    let user = clerk.id;
    app.write(move |tx, _| account::revoke(tx, user, "only-clerk")).await.unwrap();
    assert_eq!(ear.end().await, Some(4_001));
    app.get(&path).by(&clerk).await.expect(403);
}

#[db_test]
async fn the_desks_lists_listen_where_one_may_hear(app: TestApp) {
    let mut clerk = staff(&app, "clerk", &[Permission::OrderRead]).await;
    for path in ["/desk", "/desk/orders", "/desk/aftersales"] {
        let page = clerk.get(path).await.expect(200);
        page.shows("data-live-topic=\"desk\"");
        page.shows("/assets/desk.");
        page.shows("data-says");
        // On a narrow screen the brand is a picture alone; of two searches each says what for.
        page.shows("aria-label=\"Maidian desk\"");
        page.shows("role=\"search\" aria-label=");
    }
    let mut keeper = staff(&app, "keeper", &[Permission::CatalogWrite]).await;
    keeper.get("/desk").await.expect(200).hides("data-live-topic");
}
