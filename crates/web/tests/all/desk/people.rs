//! The door, users, their roles, and what was sent to them.

use mall::account::{self, Permission};
use serde_json::json;
use testkit::{TestApp, db_test};

use super::{admin, press, staff};
use crate::browser::{Browser, Page};

const PASSWORD: &str = "wheat & ink green";

/// Fills in the form of the door.
async fn knock(browser: &mut Browser, back: &str, password: &str) -> Page {
    let door = browser.get(&format!("/desk/login?back={back}")).await.expect(200);
    browser.submit(&door, "/desk/login", &[("who", "mai"), ("password", password)]).await
}

#[db_test]
async fn staff_come_and_go(app: TestApp) {
    Browser::new(&app).register("mai", "/").await.expect(200);
    let mut browser = Browser::new(&app);
    let wrong = knock(&mut browser, "", "not the password").await.expect(422);
    wrong.shows("value=\"mai\"");
    wrong.hides("not the password");
    let no_role = knock(&mut browser, "", PASSWORD).await.expect(403);
    no_role.shows("This account has no role at the desk.");
    browser.get("/desk").await.expect(200).shows("Sign in to the desk");

    let id = app.read(|tx| account::find(tx, "mai")).await.unwrap().unwrap().id;
    app.write(move |tx, cx| account::grant(tx, cx, id, "dispatcher")).await.unwrap();
    let inside = knock(&mut browser, "/desk/orders", PASSWORD).await.expect(200);
    assert_eq!(inside.path, "/desk/orders");
    inside.shows("Dispatcher");
    inside.hides("href=\"/desk/users\"");
    assert_eq!(browser.get("/desk/login?back=/desk/orders").await.path, "/desk/orders", "is in already");
    let out = press(&mut browser, &inside, "/desk/logout").await.expect(200);
    assert_eq!(out.path, "/desk/login");
    browser.get("/desk/orders").await.expect(200).shows("Sign in to the desk");
    for elsewhere in ["https://evil.example/", "//evil.example", "/orders", "/deskjet"] {
        let mut other = Browser::new(&app);
        assert_eq!(knock(&mut other, elsewhere, PASSWORD).await.expect(200).path, "/desk", "{elsewhere}");
    }
}

#[db_test]
async fn the_door_is_not_tried_for_ever(app: TestApp) {
    Browser::new(&app).register("mai", "/").await.expect(200);
    let mut browser = Browser::new(&app);
    let mut last = knock(&mut browser, "", "wrong").await;
    for _ in 0..20 {
        last = knock(&mut browser, "", "wrong").await;
    }
    assert_eq!(last.status, 429);
    assert!(last.reply.header("retry-after").is_some());
    last.shows("class=\"say bad\"");
}

#[db_test]
async fn roles_are_given_and_taken_at_once(app: TestApp) {
    let mut boss = admin(&app).await;
    let shopper = app.person("shopper").await;
    let mut own = super::at_the_desk(&app, shopper.id).await;
    let refused = own.get("/desk").await.expect(403);
    refused.hides("href=\"/desk\"");
    for open in ["/desk/login", "/"] {
        refused.shows(&format!("href=\"{open}\""));
        assert_eq!(own.get(open).await.expect(200).path, open);
    }
    let list = boss.get("/desk/users").await.expect(200);
    list.shows("Administrator");
    let at = format!("/desk/users/{}", shopper.id);
    list.shows(&at);
    assert_eq!(boss.get("/desk/users?q=%20shopper").await.expect(200).path, at);
    boss.get("/desk/users?q=nobody").await.expect(200).shows("No users found");

    let page = boss.get(&at).await.expect(200);
    page.shows("No role.");
    let grant = format!("{at}/grant");
    boss.submit(&page, &grant, &[("role", "nonsense")]).await.expect(422);
    let granted = boss.submit(&page, &grant, &[("role", "dispatcher")]).await.expect(200);
    granted.shows("The role is granted.");
    granted.shows("pack and ship");
    own.get("/desk").await.expect(200).shows("Dispatcher");
    press(&mut boss, &granted, &format!("{at}/revoke")).await.expect(200).shows("The role is revoked.");
    own.get("/desk").await.expect(403);

    let locked = press(&mut boss, &page, &format!("{at}/lock")).await.expect(200);
    locked.shows("The account is locked.");
    own.get("/account").await.expect(200).shows("action=\"/login\"");
    let unlocked = press(&mut boss, &locked, &format!("{at}/unlock")).await.expect(200);
    unlocked.shows("The account is unlocked.");
    unlocked.shows("Active");
}

#[db_test]
async fn the_last_administrator_stays(app: TestApp) {
    let mut boss = admin(&app).await;
    let id = app.read(|tx| account::find(tx, "boss")).await.unwrap().unwrap().id;
    let at = format!("/desk/users/{id}");
    let page = boss.get(&at).await.expect(200);
    let refused = press(&mut boss, &page, &format!("{at}/revoke")).await.expect(409);
    refused.shows("<!doctype html>");
    press(&mut boss, &page, &format!("{at}/lock")).await.expect(409);
    boss.get(&at).await.expect(200).shows("Administrator");
}

#[db_test]
async fn two_administrators_do_not_lock_each_other_out(app: TestApp) {
    let (one, two) = (app.admin("one").await.id, app.admin("two").await.id);
    let lock = |id| app.write(move |tx, cx| account::lock(tx, cx, id));
    let (a, b) = tokio::join!(lock(one), lock(two));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert_eq!(a.and(b).unwrap_err().code(), kernel::Code::LastAdmin);
}

#[db_test]
async fn who_only_reads_users_changes_none(app: TestApp) {
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 4_200).await;
    let mut reader = staff(&app, "reader", &[Permission::UsersRead]).await;
    let page = reader.get(&format!("/desk/users/{}", shopper.id)).await.expect(200);
    for hidden in ["/grant\"", "/lock\"", "¥42.00", "Newest orders"] {
        page.hides(hidden);
    }
}

#[db_test]
async fn the_outbox_is_read(app: TestApp) {
    let mut desk = staff(&app, "outbox", &[Permission::MessagesRead]).await;
    desk.get("/desk/messages").await.expect(200).shows("Nothing has been sent yet");
    let body = json!({"phone": "13812345678", "purpose": "sign_in"});
    app.post("/api/v1/auth/codes").json(&body).await.expect(201);
    app.work().await;
    let outbox = desk.get("/desk/messages").await.expect(200);
    outbox.shows("SMS");
    outbox.shows("Sent");
    let sent = app.courier().delivered();
    outbox.shows(&sent[0].body);
}

#[db_test]
async fn one_page_says_what_was_done_and_only_one(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut desk = staff(&app, "goods", &[Permission::CatalogWrite]).await;
    let at = format!("/desk/products/{}", lamp.spu);
    let page = desk.get(&at).await.expect(200);
    let done = press(&mut desk, &page, &format!("{at}/sale")).await.expect(200);
    done.shows("It is off sale now.");
    desk.get(&at).await.expect(200).hides("It is off sale now.");
    // The shop keeps its own word, and a word nobody knows is not said.
    let mut odd = Browser::new(&app).carry("desk_said", "no-such-word").carry("said", "welcome");
    odd.get("/desk/login").await.expect(200).hides("class=\"say");
}
