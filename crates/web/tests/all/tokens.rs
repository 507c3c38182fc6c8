//! Access tokens that are not ours, not any more, or not whole.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use testkit::{Person, TestApp, db_test};

fn part(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

async fn refused(app: &TestApp, token: &str) -> String {
    app.get("/api/v1/me").bearer(token).await.expect(401).code()
}

#[db_test]
async fn a_tampered_token_is_refused(app: TestApp) {
    let (mine, stranger) = (app.person("mine").await, app.person("stranger").await);
    let token = mine.access(&app);
    let parts: Vec<_> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("a token has three parts") };
    let other = stranger.access(&app);
    let others: Vec<_> = other.split('.').collect();
    let mut flipped = signature.as_bytes().to_vec();
    flipped[5] = if flipped[5] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let none = part(r#"{"alg":"none","typ":"JWT","kid":"k1"}"#);
    let capital = part(r#"{"alg":"NONE","typ":"JWT","kid":"k1"}"#);
    let keyed = part(r#"{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AAAA"}}"#);
    let pathed = part(r#"{"alg":"HS256","typ":"JWT","kid":"../../dev/null"}"#);
    for tampered in [
        format!("{none}.{claims}."),
        format!("{capital}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{keyed}.{claims}.{signature}"),
        format!("{pathed}.{claims}.{signature}"),
        format!("{header}.{}.{signature}", others[1]),
        format!("{header}.{claims}.{flipped}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("{token}.{token}"),
        String::new(),
        "a.b.c".to_owned(),
        "x".repeat(5_000),
    ] {
        assert_eq!(refused(&app, &tampered).await, "token_invalid", "{tampered}");
    }
    app.get("/api/v1/me").bearer(&token).await.expect(200);
}

#[db_test]
async fn a_token_lives_a_quarter_of_an_hour(app: TestApp) {
    let mine = app.person("mine").await;
    let token = mine.access(&app);
    app.clock().advance_s(899);
    app.get("/api/v1/me").bearer(&token).await.expect(200);
    app.clock().advance_s(1);
    assert_eq!(refused(&app, &token).await, "token_expired");
}

#[db_test]
async fn a_token_names_its_own_users_session(app: TestApp) {
    let (mine, stranger) = (app.person("mine").await, app.person("stranger").await);
    let crossed = Person { session: mine.session, ..stranger.clone() };
    assert_eq!(refused(&app, &crossed.access(&app)).await, "token_invalid");
    let id = stranger.id;
    app.write(move |tx, cx| mall::account::lock(tx, cx, id)).await.unwrap();
    let locked = app.get("/api/v1/me").by(&stranger).await.expect(403);
    assert_eq!(locked.code(), "account_locked");
}

#[db_test]
async fn other_ways_to_say_who_one_is_are_refused(app: TestApp) {
    let mine = app.person("mine").await;
    let token = mine.access(&app);
    for value in [format!("Basic {token}"), token.clone(), format!("Bearer{token}"), "Bearer".to_owned()] {
        app.get("/api/v1/me").header("authorization", &value).await.expect(401);
    }
    app.get("/api/v1/me").header("authorization", &format!("bearer {token}")).await.expect(200);
    let query = app.get(format!("/api/v1/me?access_token={token}")).await;
    query.expect(401);
}
