//! What nobody may do, and what nothing may break.

use testkit::{TestApp, db_test};
use web::assets;

use super::browser::Browser;
use super::{add, member};

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[db_test]
async fn a_form_needs_its_readers_token(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let sku = lamp.sku.to_string();
    let fields =
        |token: &str| vec![pair("csrf", token), pair("sku", &sku), pair("n", "1"), pair("then", "cart")];
    let token_of = |page: super::browser::Page| {
        page.hidden("/cart/add").into_iter().find(|(name, _)| name == "csrf").unwrap().1
    };
    let at = format!("/p/{}", lamp.spu);
    let (mut one, mut two) = (Browser::new(&app), Browser::new(&app));
    let (own, other) = (token_of(one.get(&at).await), token_of(two.get(&at).await));
    assert_ne!(own, other);
    for forged in ["", "x", other.as_str(), "\u{1}token\u{1}"] {
        let reply = one.post("/cart/add", &fields(forged), &[]).await.expect(403);
        assert!(reply.text().contains("<!doctype html>"));
    }
    one.post("/cart/add", &fields(&own), &[]).await.expect(303);
    // The session has a token of its own.
    one.register("shopper", "/").await.expect(200);
    one.post("/cart/add", &fields(&own), &[]).await.expect(403);
}

#[db_test]
async fn no_other_site_sends_forms(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = Browser::new(&app);
    let page = browser.get(&format!("/p/{}", lamp.spu)).await.expect(200);
    let fields = page.filled("/cart/add", &[("n", "1"), ("then", "cart")]);
    for headers in [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("origin", "https://evil.example")],
    ] {
        browser.post("/cart/add", &fields, &headers).await.expect(403);
    }
    browser.post("/cart/add", &fields, &[("sec-fetch-site", "same-origin")]).await.expect(303);
}

#[db_test]
async fn who_is_not_signed_in_is_led_to_the_door(app: TestApp) {
    let mut browser = Browser::new(&app);
    for path in [
        "/checkout",
        "/orders",
        "/orders/7",
        "/orders/7/pay",
        "/orders/7/pay/status",
        "/orders/7/refund",
        "/aftersales/7",
        "/aftersales/7/photos/x",
        "/addresses",
        "/addresses/new",
        "/addresses/7",
        "/account",
    ] {
        let reply = browser.ask(path, &[]).await.expect(303);
        let to = reply.header("location").unwrap();
        assert!(to.starts_with("/login?back=/"), "{path}: {to}");
    }
    for path in [
        "/checkout",
        "/orders/7/pay",
        "/orders/7/cancel",
        "/orders/7/receive",
        "/orders/7/refund",
        "/aftersales/7/send",
        "/aftersales/7/withdraw",
        "/addresses",
        "/addresses/7",
        "/addresses/7/default",
        "/addresses/7/remove",
        "/account",
        "/account/phone",
        "/account/phone/send",
        "/account/password",
        "/account/sign-out-everywhere",
        "/logout",
    ] {
        let reply = browser.post(path, &[], &[]).await.expect(303);
        assert!(reply.header("location").unwrap().starts_with("/login"), "{path}");
    }
}

const HOSTILE: [&str; 14] = [
    "'%20or%201=1--",
    "%00",
    "%ff%fe",
    "%",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "9223372036854775808",
    "-1",
    "0",
    "%E2%80%AE%E2%80%8B",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "{{7*7}}${7*7}",
    "%F0%9F%8C%BE%F0%9F%8C%BE",
    "%01token%01",
    "....//....//",
];

#[db_test]
async fn nothing_typed_into_an_address_breaks_a_page(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = member(&app, "shopper").await;
    for hostile in HOSTILE {
        for path in [
            format!("/p/{hostile}"),
            format!("/c/{hostile}"),
            format!("/orders/{hostile}"),
            format!("/orders/{hostile}/pay"),
            format!("/aftersales/{hostile}"),
            format!("/addresses/{hostile}"),
            format!("/media/{hostile}"),
            format!("/media/{hostile}/{hostile}"),
            format!("/aftersales/{hostile}/photos/{hostile}?size={hostile}"),
            format!("/assets/{hostile}"),
            format!("/{hostile}"),
            format!("/search?q={hostile}&min={hostile}&max={hostile}&sort={hostile}&after={hostile}"),
            format!("/p/{}?o1={hostile}&o2={hostile}&n={hostile}", lamp.spu),
            format!("/orders?state={hostile}&page={hostile}&after={hostile}"),
            format!("/checkout?sku={hostile}&n={hostile}&address={hostile}"),
            format!("/login?by={hostile}&back={hostile}"),
            format!("/lang?to={hostile}&back={hostile}"),
        ] {
            let reply = browser.ask(&path, &[]).await;
            assert!(reply.status.as_u16() < 500, "{path}: {}", reply.status);
            assert!(!reply.text().contains("<script>alert"), "{path}");
        }
    }
}

#[db_test]
async fn nothing_typed_into_a_form_breaks_it(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = member(&app, "shopper").await;
    add(&mut browser, lamp, "1").await.expect(200);
    let account = browser.get("/account").await.expect(200);
    let token = account.hidden("/logout").remove(0);
    let huge = "长".repeat(50_000);
    for typed in ["", "\0", "\u{202e}\u{200b}", "<script>", "'; drop table users; --", "-1", "1e9", &huge] {
        for (path, names) in [
            ("/cart/add", &["sku", "n", "back", "then"][..]),
            ("/cart/set", &["sku", "n"]),
            ("/cart/remove", &["sku"]),
            ("/checkout", &["key", "total", "sku", "n", "address", "note", "pay"]),
            ("/orders/7/pay", &["pay"]),
            ("/orders/7/refund", &["key", "n-1", "reason", "goods_back", "note"]),
            ("/aftersales/7/send", &["carrier", "tracking"]),
            (
                "/addresses",
                &["name", "phone", "region", "city", "district", "street", "postcode", "default", "back"],
            ),
            ("/account", &["name"]),
            ("/account/avatar", &["file"]),
            ("/account/avatar/remove", &[]),
            ("/aftersales/7/photos", &["photos"]),
            ("/account/phone", &["phone", "code"]),
            ("/account/phone/send", &["phone"]),
            ("/login", &["who", "password", "back"]),
            ("/login/code", &["phone", "code", "back"]),
            ("/login/reset", &["phone", "code", "new", "back"]),
            ("/register", &["username", "password", "back"]),
        ] {
            let mut fields = vec![token.clone()];
            fields.extend(names.iter().map(|name| pair(name, typed)));
            let reply = browser.post(path, &fields, &[]).await;
            assert!(
                reply.status.is_client_error() || reply.status.is_redirection(),
                "{path}: {}",
                reply.status
            );
        }
    }
    let unknown = [token.clone(), pair("name", "x"), pair("role", "admin")];
    browser.post("/account", &unknown, &[]).await.expect(422);
    let twice = [token, pair("name", "x"), pair("name", "y")];
    browser.post("/account", &twice, &[]).await.expect(422);
}

#[db_test]
async fn failures_are_pages_and_answers_are_guarded(app: TestApp) {
    let mut browser = Browser::new(&app);
    let lost = browser.get("/no/such/page").await.expect(404);
    lost.shows("This page is gone");
    lost.hides("There is no such thing.");
    assert_eq!(lost.reply.header("content-type"), Some("text/html; charset=utf-8"));
    for path in ["/", "/login", "/no/such/page"] {
        let reply = browser.ask(path, &[]).await;
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("content-language"), Some("en"));
    }
    assert_eq!(browser.ask("/login", &[]).await.header("cache-control"), Some("no-store"));
    assert!(browser.ask("/robots.txt", &[]).await.text().contains("Disallow: /desk"));
    let icon = browser.ask("/favicon.ico", &[]).await;
    let icon = browser.ask(icon.header("location").unwrap(), &[]).await.expect(200);
    assert_eq!(icon.header("content-type"), Some("image/svg+xml"));
    assert_eq!(icon.header("cache-control"), Some("public, max-age=31536000, immutable"));
}

#[db_test]
async fn the_language_is_the_readers(app: TestApp) {
    let mut browser = Browser::new(&app);
    browser.get("/").await.shows("Every grain counts");
    let chinese = browser.get("/lang?to=zh&back=/login").await.expect(200);
    assert_eq!(chinese.path, "/login");
    chinese.shows("欢迎回来");
    browser.get("/").await.shows("粒粒皆好物");
    browser.get("/nowhere").await.shows("这一页找不到了");
}

#[db_test]
async fn the_page_for_no_connection_stands_by_itself(app: TestApp) {
    let mut browser = Browser::new(&app);
    for (lang, title) in [("zh", "连不上麦店"), ("en", "The shop cannot be reached")] {
        let page = browser.ask(&format!("/offline?lang={lang}"), &[]).await.expect(200);
        assert!(page.header("set-cookie").is_none() && page.text().contains(title));
    }
    // Whatever the page needs is kept with it.
    let worker = browser.ask(assets::url("worker.js"), &[]).await.expect(200);
    assert_eq!(worker.header("service-worker-allowed"), Some("/"));
    let worker = worker.text();
    let page = browser.ask("/offline", &[]).await.text();
    let style = browser.ask(assets::url("site.css"), &[]).await.text();
    let mut needed = 0;
    for rest in page.split("\"/assets/").skip(1).chain(style.split("\"/assets/").skip(1)) {
        let file = rest.split_once('"').unwrap().0;
        assert!(worker.contains(&format!("\"/assets/{file}\"")), "{file}");
        needed += 1;
    }
    assert!(needed >= 4, "{needed}: a style sheet, a script, pictures");
}
