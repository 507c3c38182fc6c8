//! Registering, signing in and out.

use mall::account::Channel;
use serde_json::{Value, json};
use testkit::{Reply, TestApp, address, db_test};

const PASSWORD: &str = "wheat gold and ink green";

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

async fn register(app: &TestApp, username: &str) -> Value {
    let body = json!({"username": username, "password": PASSWORD});
    app.post("/api/v1/auth/register").json(&body).await.expect(201).data()
}

async fn login(app: &TestApp, login: &str, password: &str) -> Reply {
    app.post("/api/v1/auth/login").json(&json!({"login": login, "password": password})).await
}

/// The six digits of the newest SMS.
async fn code(app: &TestApp) -> String {
    app.work().await;
    let sent = app.courier().delivered();
    let sms = sent.iter().rfind(|message| message.channel == Channel::Sms).unwrap();
    sms.body.chars().filter(char::is_ascii_digit).take(6).collect()
}

async fn ask_code(app: &TestApp, phone: &str, purpose: &str) -> Reply {
    app.post("/api/v1/auth/codes").json(&json!({"phone": phone, "purpose": purpose})).await
}

#[db_test]
async fn one_registers_signs_in_and_out(app: TestApp) {
    let tokens = register(&app, "xiaomai").await;
    let access = text(&tokens, "access_token");
    let me = app.get("/api/v1/me").bearer(&access).await.expect(200).data();
    assert_eq!((&me["username"], &me["has_password"]), (&json!("xiaomai"), &json!(true)));
    app.post("/api/v1/auth/logout").bearer(&access).await.expect(204);
    let gone = app.get("/api/v1/me").bearer(&access).await.expect(401);
    assert_eq!(gone.code(), "token_invalid");
    assert!(gone.header("www-authenticate").unwrap().contains("invalid_token"));
    let again = login(&app, "XiaoMai", PASSWORD).await.expect(200).data();
    app.get("/api/v1/me").bearer(&text(&again, "access_token")).await.expect(200);
}

#[db_test]
async fn a_form_is_told_everything_in_the_readers_language(app: TestApp) {
    let body = json!({"username": "?", "password": "short", "phone": "12"});
    let refused = app.post("/api/v1/auth/register").header("accept-language", "zh-CN").json(&body).await;
    let problem = refused.expect(422).json();
    let fields: Vec<_> = problem["details"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
    assert_eq!(fields, ["username", "password", "phone"]);
    assert_eq!(problem["title"], "有些内容填写有误。");
    register(&app, "taken").await;
    let body = json!({"username": "taken", "password": PASSWORD});
    let taken = app.post("/api/v1/auth/register").header("accept-language", "en").json(&body).await;
    assert_eq!(taken.expect(409).json()["title"], "This name is taken.");
}

#[db_test]
async fn wrong_passwords_are_counted(app: TestApp) {
    register(&app, "xiaomai").await;
    for _ in 0..5 {
        assert_eq!(login(&app, "xiaomai", "not the password").await.expect(401).code(), "bad_credentials");
    }
    let stopped = login(&app, "xiaomai", PASSWORD).await.expect(429);
    assert_eq!(stopped.code(), "too_many");
    let wait_s: i64 = stopped.header("retry-after").unwrap().parse().unwrap();
    app.clock().advance_s(wait_s);
    login(&app, "xiaomai", PASSWORD).await.expect(200);
    let nobody = login(&app, "nobody-here", "whatever it is").await.expect(401);
    assert_eq!(nobody.code(), "bad_credentials", "the answer does not tell names from non-names");
}

#[db_test]
async fn a_refresh_token_is_good_once(app: TestApp) {
    let tokens = register(&app, "xiaomai").await;
    let refresh =
        async |token: &str| app.post("/api/v1/auth/refresh").json(&json!({"refresh_token": token})).await;
    let first = text(&tokens, "refresh_token");
    let next = refresh(&first).await.expect(200).data();
    app.get("/api/v1/me").bearer(&text(&next, "access_token")).await.expect(200);
    assert_eq!(refresh(&first).await.expect(401).code(), "token_reused");
    let ended = app.get("/api/v1/me").bearer(&text(&next, "access_token")).await.expect(401);
    assert_eq!(ended.code(), "token_invalid", "whoever stole it is signed out too");
    assert_eq!(refresh("rubbish").await.expect(401).code(), "token_invalid");
}

#[db_test]
async fn revoking_all_ends_every_session_at_once(app: TestApp) {
    let here = register(&app, "xiaomai").await;
    let there = login(&app, "xiaomai", PASSWORD).await.expect(200).data();
    let (here, there) = (text(&here, "access_token"), text(&there, "access_token"));
    let sessions = app.get("/api/v1/me/sessions").bearer(&here).await.expect(200).json();
    let sessions = sessions["data"].as_array().unwrap().clone();
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    let other = sessions.iter().find(|session| session["current"] == false).unwrap();
    let at = format!("/api/v1/me/sessions/{}", text(other, "id"));
    app.delete(at.as_str()).bearer(&here).await.expect(204);
    app.delete(at.as_str()).bearer(&here).await.expect(404);
    app.get("/api/v1/me").bearer(&there).await.expect(401);
    app.post("/api/v1/auth/revoke-all").bearer(&here).await.expect(204);
    app.get("/api/v1/me").bearer(&here).await.expect(401);
}

#[db_test]
async fn a_code_signs_in_and_five_wrong_tries_end_it(app: TestApp) {
    let phone = "13812345678";
    ask_code(&app, phone, "sign_in").await.expect(201);
    let too_soon = ask_code(&app, phone, "sign_in").await.expect(429);
    assert!(too_soon.header("retry-after").unwrap().parse::<i64>().unwrap() <= 60);
    let right = code(&app).await;
    let wrong = if right == "000000" { "111111" } else { "000000" };
    let sign_in = async |code: &str| {
        app.post("/api/v1/auth/login/code").json(&json!({"phone": phone, "code": code})).await
    };
    for _ in 0..5 {
        assert_eq!(sign_in(wrong).await.expect(401).code(), "bad_code");
    }
    sign_in(&right).await.expect(401);
    app.clock().advance_s(61);
    ask_code(&app, phone, "sign_in").await.expect(201);
    let tokens = sign_in(&code(&app).await).await.expect(200).data();
    let me = app.get("/api/v1/me").bearer(&text(&tokens, "access_token")).await.expect(200).data();
    assert_eq!((&me["phone"], &me["has_password"]), (&json!("+8613812345678"), &json!(false)));
}

#[db_test]
async fn a_phone_is_proven_bound_and_resets_the_password(app: TestApp) {
    let tokens = register(&app, "xiaomai").await;
    let access = text(&tokens, "access_token");
    let phone = "13900001111";
    ask_code(&app, phone, "sign_in").await.expect(201);
    let for_sign_in = code(&app).await;
    let bind = async |code: &str| {
        app.put("/api/v1/me/phone").bearer(&access).json(&json!({"phone": phone, "code": code})).await
    };
    bind(&for_sign_in).await.expect(401);
    app.clock().advance_s(61);
    ask_code(&app, phone, "bind_phone").await.expect(201);
    bind(&code(&app).await).await.expect(204);
    app.clock().advance_s(61);
    ask_code(&app, phone, "reset_password").await.expect(201);
    let body = json!({"phone": phone, "code": code(&app).await, "password": "another good password"});
    app.post("/api/v1/auth/password/reset").json(&body).await.expect(204);
    app.get("/api/v1/me").bearer(&access).await.expect(401);
    login(&app, phone, "another good password").await.expect(200);
    login(&app, "xiaomai", PASSWORD).await.expect(401);
}

#[db_test]
async fn a_new_password_ends_the_other_sessions(app: TestApp) {
    let here = text(&register(&app, "xiaomai").await, "access_token");
    let there = text(&login(&app, "xiaomai", PASSWORD).await.expect(200).data(), "access_token");
    let change = async |current: &str, new: &str| {
        app.put("/api/v1/me/password").bearer(&here).json(&json!({"current": current, "new": new})).await
    };
    assert_eq!(change("wrong one", "a second good one").await.expect(401).code(), "bad_credentials");
    assert_eq!(change(PASSWORD, "12345678").await.expect(422).code(), "password_weak");
    change(PASSWORD, "a second good one").await.expect(204);
    app.get("/api/v1/me").bearer(&there).await.expect(401);
    app.get("/api/v1/me").bearer(&here).await.expect(200);
}

#[db_test]
async fn the_address_book_is_ones_own(app: TestApp) {
    let (mine, stranger) = (app.person("mine").await, app.person("stranger").await);
    let first = app.post("/api/v1/addresses").by(&mine).json(&address()).await.expect(201);
    let at = first.header("location").unwrap().to_owned();
    assert_eq!(first.data()["is_default"], true);
    let second = app.post("/api/v1/addresses").by(&mine).json(&address()).await.expect(201).data();
    let there = format!("/api/v1/addresses/{}", text(&second, "id"));
    let patch = json!({"street": "文三路 1 号", "is_default": true});
    let changed = app.patch(there.as_str()).by(&mine).json(&patch).await.expect(200).data();
    assert_eq!((&changed["street"], &changed["city"]), (&json!("文三路 1 号"), &json!("杭州市")));
    let list = app.get("/api/v1/addresses").by(&mine).await.expect(200).json();
    assert_eq!(list["data"][0]["id"], second["id"], "the default one is first");
    app.get(at.as_str()).by(&stranger).await.expect(404);
    app.patch(at.as_str()).by(&stranger).json(&patch).await.expect(404);
    app.delete(at.as_str()).by(&stranger).await.expect(404);
    app.delete(at.as_str()).by(&mine).await.expect(204);
    app.get(at.as_str()).by(&mine).await.expect(404);
    let refused = app.patch(there.as_str()).by(&mine).json(&json!({"phone": "1"})).await.expect(422);
    assert_eq!(refused.json()["details"][0]["field"], "phone");
}
