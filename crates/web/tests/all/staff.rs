//! What staff see and do, and the record it leaves.

use mall::account::Permission;
use serde_json::{Value, json};
use testkit::{TestApp, db_test};

#[db_test]
async fn every_staff_action_is_in_the_record(app: TestApp) {
    let staff = app.admin("boss").await;
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 10_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 1, "k").await;
    let at = format!("/api/v1/staff/orders/{}", order["id"].as_str().unwrap());
    let waiting = app.get("/api/v1/staff/orders").by(&staff).await.expect(200).json();
    assert_eq!(waiting["data"][0]["id"], order["id"]);
    let number = order["number"].as_str().unwrap();
    let by_number =
        app.get(format!("/api/v1/staff/orders?number={number}")).by(&staff).await.expect(200).json();
    assert_eq!(by_number["data"][0]["id"], order["id"]);
    app.post(format!("{at}/ship"))
        .by(&staff)
        .json(&json!({"carrier": "a", "tracking": "b"}))
        .await
        .expect(409);
    app.post(format!("{at}/pack")).by(&staff).await.expect(200);
    app.post(format!("{at}/ship"))
        .by(&staff)
        .json(&json!({"carrier": " ", "tracking": "b"}))
        .await
        .expect(422);
    app.post(format!("{at}/ship"))
        .by(&staff)
        .json(&json!({"carrier": "a", "tracking": "b"}))
        .await
        .expect(200);

    let actions = app.get("/api/v1/staff/actions").by(&staff).await.expect(200).json();
    let names: Vec<_> = actions["data"].as_array().unwrap().iter().map(|action| &action["action"]).collect();
    assert_eq!(names, ["order.ship", "order.pack"], "what was refused left nothing");
    assert_eq!(actions["data"][0]["detail"]["tracking"], "b");
    app.assert_sound().await;
}

#[db_test]
async fn staff_browse_the_ledger(app: TestApp) {
    let staff = app.staff("books", &[Permission::LedgerRead]).await;
    let lamp = app.item("lamp").price(1_000).insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 10_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 3, "k").await;
    let books = app.get("/api/v1/staff/ledger/books").by(&staff).await.expect(200).json();
    let sum: i64 =
        books["data"].as_array().unwrap().iter().map(|book| book["balance_minor"].as_i64().unwrap()).sum();
    assert_eq!(sum, 0);
    let payment = order["payments"][0]["id"].as_str().unwrap();
    let about = app.get(format!("/api/v1/staff/ledger/transfers?reference={payment}")).by(&staff).await;
    let about = about.expect(200).json();
    assert_eq!(
        (&about["data"][0]["kind"], &about["data"][0]["amount"]["amount"]),
        (&json!("payment"), &json!("30.00"))
    );
    let transfer = about["data"][0]["id"].as_str().unwrap();
    let entries = app.get(format!("/api/v1/staff/ledger/transfers/{transfer}/entries")).by(&staff).await;
    let entries = entries.expect(200).json();
    let sides: i64 =
        entries["data"].as_array().unwrap().iter().map(|one| one["amount"]["minor"].as_i64().unwrap()).sum();
    assert_eq!(sides, 0);
    let bucket = shopper.id.bucket().number();
    let listed =
        app.get(format!("/api/v1/staff/ledger/transfers?bucket={bucket}")).by(&staff).await.expect(200);
    assert_eq!(listed.json()["data"].as_array().unwrap().len(), 2);
    for wrong in ["bucket=256", "bucket=-1", "reference=x", "bucket=1&reference=1"] {
        app.get(format!("/api/v1/staff/ledger/transfers?{wrong}")).by(&staff).await.expect(422);
    }
    app.get("/api/v1/staff/ledger/transfers/7/entries").by(&staff).await.expect(404);
}

#[db_test]
async fn a_dead_job_is_found_mended_and_retried(app: TestApp) {
    let staff = app.staff("jobs", &[Permission::JobsManage]).await;
    crate::desk::dead_job(&app).await;
    let dead = app.get("/api/v1/staff/jobs").by(&staff).await.expect(200).json();
    let id = dead["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(dead["data"][0]["payload"], json!({"word": "x"}));
    let at = format!("/api/v1/staff/jobs/{id}");
    app.patch(at.as_str()).by(&staff).json(&json!({"payload": "no object"})).await.expect(422);
    let mended = app.patch(at.as_str()).by(&staff).json(&json!({"payload": {"word": "y"}})).await.expect(200);
    assert_eq!(mended.data()["payload"], json!({"word": "y"}));
    let retried = app.post(format!("{at}/retry")).by(&staff).await.expect(200).data();
    assert_eq!((&retried["state"], &retried["attempts"]), (&json!("ready"), &json!(0)));
    assert_eq!(app.post(format!("{at}/retry")).by(&staff).await.expect(409).code(), "job_moved");
    app.patch(at.as_str()).by(&staff).json(&json!({"payload": {}})).await.expect(409);
    let counts = app.get("/api/v1/staff/job-counts").by(&staff).await.expect(200).json();
    let ready = counts["data"].as_array().unwrap().iter().find(|count| count["state"] == "ready").cloned();
    assert_ne!(ready.unwrap_or(Value::Null), Value::Null);
}

#[db_test]
async fn accounts_are_locked_and_roles_given_at_once(app: TestApp) {
    let (boss, shopper) = (app.admin("boss").await, app.person("shopper").await);
    let at = format!("/api/v1/staff/users/{}", shopper.id);
    app.get("/api/v1/staff/me").by(&shopper).await.expect(403);
    app.post(format!("{at}/roles")).by(&boss).json(&json!({"role": "nonsense"})).await.expect(422);
    app.post(format!("{at}/roles")).by(&boss).json(&json!({"role": "dispatcher"})).await.expect(204);
    let me = app.get("/api/v1/staff/me").by(&shopper).await.expect(200).data();
    assert_eq!(me["permissions"], json!(["order.read", "order.ship"]));
    assert_eq!(app.get(at.as_str()).by(&boss).await.expect(200).data()["roles"], json!(["dispatcher"]));
    app.post(format!("{at}/roles/revoke")).by(&boss).json(&json!({"role": "dispatcher"})).await.expect(204);
    app.get("/api/v1/staff/orders").by(&shopper).await.expect(403);
    app.post(format!("{at}/lock")).by(&boss).await.expect(204);
    app.get("/api/v1/me").by(&shopper).await.expect(403);
    app.post(format!("{at}/unlock")).by(&boss).await.expect(204);
    let own = format!("/api/v1/staff/users/{}/roles/revoke", boss.id);
    let last = app.post(own).by(&boss).json(&json!({"role": "admin"})).await.expect(409);
    assert_eq!(last.code(), "last_admin");
    let users = app.get("/api/v1/staff/users").by(&boss).await.expect(200).json();
    assert_eq!(users["data"].as_array().unwrap().len(), 2);
    let roles = app.get("/api/v1/staff/roles").by(&boss).await.expect(200).json();
    assert!(roles["data"].as_array().unwrap().iter().any(|role| role["name"] == "admin"));
}

#[db_test]
async fn staff_read_the_outbox(app: TestApp) {
    let staff = app.staff("desk", &[Permission::MessagesRead]).await;
    let body = json!({"phone": "13812345678", "purpose": "sign_in"});
    app.post("/api/v1/auth/codes").json(&body).await.expect(201);
    app.work().await;
    let messages = app.get("/api/v1/staff/messages").by(&staff).await.expect(200).json();
    assert_eq!(
        (&messages["data"][0]["state"], &messages["data"][0]["channel"]),
        (&json!("sent"), &json!("sms"))
    );
}
