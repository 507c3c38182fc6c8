//! Who comes in, who does not, and who has to go.

use std::time::Duration;

use mall::account::{self, Device, SessionKind};
use testkit::{Person, TestApp, db_test};

use super::ear::{Ear, knock};

/// A session of the site; its cookie.
async fn cookie(app: &TestApp, person: &Person) -> String {
    let user = person.id;
    let opened = app.write(move |tx, cx| {
        let device = Device { kind: SessionKind::Site, agent: "story".into(), address: "192.0.2.1".into() };
        account::sign_in(tx, cx, user, &device)
    });
    format!("session={}", opened.await.unwrap().token)
}

#[db_test]
async fn only_our_own_pages_listen_by_cookie(app: TestApp) {
    let member = app.person("member").await;
    let node = app.serve(|_| {}).await;
    let cookie = cookie(&app, &member).await;
    let ours = node.url("");
    let mut page = knock(&node, "/live", &[("cookie", &cookie), ("origin", &ours)]).await.unwrap();
    page.expect("hello").await;
    for foreign in ["https://evil.example", "null"] {
        let refused = knock(&node, "/live", &[("cookie", &cookie), ("origin", foreign)]).await;
        assert_eq!(refused.err(), Some(403));
        assert_eq!(knock(&node, "/live", &[("origin", foreign)]).await.err(), Some(403));
    }
    // A token is no cookie: no browser sends it by itself, so its page may be anywhere.
    let protocol = format!("maidian.v1, bearer.{}", member.access(&app));
    let headers = [("sec-websocket-protocol", protocol.as_str()), ("origin", "https://partner.example")];
    knock(&node, "/live", &headers).await.unwrap().expect("hello").await;
    let refused = knock(&node, "/live", &[("authorization", "Bearer no-token")]).await;
    assert_eq!(refused.err(), Some(401));
    // Never in the address, which is written into logs.
    assert_eq!(knock(&node, "/live?token=x", &[]).await.err(), Some(422));
}

#[db_test]
async fn who_is_signed_out_hears_nothing_more(app: TestApp) {
    let (member, other) = (app.person("member").await, app.person("other").await);
    let node = app.serve(|config| config.live.ping_every = Duration::from_millis(200)).await;
    let cookie = cookie(&app, &member).await;
    let mut page = knock(&node, "/live", &[("cookie", &cookie)]).await.unwrap();
    let mut program = Ear::of(&app, &node, &member, None).await;
    let mut bystander = Ear::of(&app, &node, &other, None).await;
    page.expect("hello").await;
    let user = member.id;
    app.write(move |tx, cx| account::revoke_all(tx, cx, user, None)).await.unwrap();
    assert_eq!((page.end().await, program.end().await), (Some(4_001), Some(4_001)));
    // Pings are answered while it is read, so it stays.
    for _ in 0..5 {
        bystander.is_silent(200).await;
    }
    bystander.say("{\"after\":\"1\"}").await;
    bystander.expect("reset").await;
}

#[db_test]
async fn there_is_room_for_so_many(app: TestApp) {
    let member = app.person("member").await;
    let node = app
        .serve(|config| {
            config.live.connections_max = 3;
            config.live.per_user_max = 1;
            config.live.per_address_max = 2;
        })
        .await;
    let first = Ear::of(&app, &node, &member, None).await;
    let bearer = format!("Bearer {}", member.access(&app));
    assert_eq!(knock(&node, "/live", &[("authorization", &bearer)]).await.err(), Some(429));
    let mut second = knock(&node, "/live", &[]).await.unwrap();
    second.expect("hello").await;
    assert_eq!(knock(&node, "/live", &[]).await.err(), Some(429));
    first.hang_up();
    tokio::time::sleep(Duration::from_millis(200)).await;
    Ear::of(&app, &node, &member, None).await;
}

#[db_test]
async fn a_server_that_stops_says_so(app: TestApp) {
    let node = app.serve(|_| {}).await;
    let mut visitor = knock(&node, "/live", &[]).await.unwrap();
    visitor.expect("hello").await;
    node.web.stop_accepting();
    assert_eq!(visitor.end().await, Some(1_012));
    assert_eq!(knock(&node, "/live", &[]).await.err(), Some(503));
    node.web.live.wait_for_end(Duration::from_secs(5)).await;
}

#[db_test]
async fn what_makes_no_sense_ends_the_talk(app: TestApp) {
    let node = app.serve(|_| {}).await;
    let long = format!("{{\"after\":\"{}\"}}", "1".repeat(2_000));
    for nonsense in ["hello", "{\"after\":\"x\"}", "{\"after\":\"1\",\"more\":1}", &long] {
        let mut visitor = knock(&node, "/live", &[]).await.unwrap();
        visitor.expect("hello").await;
        visitor.say(nonsense).await;
        let code = visitor.end().await;
        assert!(matches!(code, Some(1_008 | 1_009) | None), "{nonsense:.20}: {code:?}");
    }
    app.get("/live").await.expect(426);
    assert_eq!(knock(&node, "/live?after=x", &[]).await.err(), Some(422));
}

#[db_test]
async fn one_may_ask_for_days_whether_the_line_holds_but_not_for_the_past(app: TestApp) {
    let node = app.serve(|_| {}).await;
    let mut visitor = knock(&node, "/live", &[]).await.unwrap();
    visitor.expect("hello").await;
    for _ in 0..1_200 {
        visitor.ping().await;
    }
    for _ in 0..20 {
        visitor.say("{\"after\":\"1\"}").await;
        visitor.expect("reset").await;
    }
    visitor.say("{\"after\":\"1\"}").await;
    assert_eq!(visitor.end().await, Some(1_008));
}
