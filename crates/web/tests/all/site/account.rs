//! Signing in and out, in all ways there are, and the account's own page.

use testkit::{TestApp, db_test};

use super::browser::Browser;
use super::{ADDRESS, first_address, member};

const PASSWORD: &str = "wheat & ink green";

#[db_test]
async fn who_comes_back_gets_where_they_wanted(app: TestApp) {
    let mut browser = member(&app, "shopper").await;
    let account = browser.get("/account").await.expect(200);
    account.shows("@shopper");
    browser.send(&account, "/logout", &[]).await.expect(200).shows("You are signed out");
    let door = browser.get("/orders?state=done").await.expect(200);
    assert_eq!(door.path, "/login?back=/orders%3Fstate%3Ddone");
    let wrong = browser.send(&door, "/login", &[("who", "shopper"), ("password", "nearly right")]).await;
    let wrong = wrong.expect(422);
    wrong.shows("The name or the password is wrong.");
    wrong.shows("value=\"shopper\"");
    wrong.hides("nearly right");
    let back =
        browser.send(&wrong, "/login", &[("who", "Shopper"), ("password", PASSWORD)]).await.expect(200);
    assert_eq!(back.path, "/orders?state=done");
    assert_eq!(browser.get("/login?back=/cart").await.path, "/cart");
}

#[db_test]
async fn one_is_led_only_to_this_site(app: TestApp) {
    member(&app, "shopper").await;
    for away in ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"] {
        let mut browser = Browser::new(&app);
        let door = browser.get("/login").await.expect(200);
        let fields = [("who", "shopper"), ("password", PASSWORD), ("back", away)];
        assert_eq!(browser.send(&door, "/login", &fields).await.expect(200).path, "/", "{away}");
        let path = format!("/lang?to=zh&back={away}");
        assert_eq!(browser.ask(&path, &[]).await.header("location"), Some("/"), "{away}");
    }
}

#[db_test]
async fn guessing_is_slowed_down(app: TestApp) {
    member(&app, "shopper").await;
    let mut browser = Browser::new(&app);
    let door = browser.get("/login").await.expect(200);
    let guess = [("who", "shopper"), ("password", "nearly right")];
    for _ in 0..5 {
        browser.send(&door, "/login", &guess).await.expect(422);
    }
    let slowed = browser.send(&door, "/login", &guess).await.expect(429);
    slowed.shows("Too many tries");
    assert!(slowed.reply.header("retry-after").is_some());
}

#[db_test]
async fn a_bad_name_or_password_is_told_at_its_field(app: TestApp) {
    let mut browser = Browser::new(&app);
    let form = browser.get("/register").await.expect(200);
    let weak =
        browser.send(&form, "/register", &[("username", "?"), ("password", "12345678")]).await.expect(422);
    assert!(weak.wrong("username").is_some() && weak.wrong("password").is_some());
    weak.hides("12345678");
    member(&app, "shopper").await;
    let taken = browser.send(&form, "/register", &[("username", "SHOPPER"), ("password", PASSWORD)]).await;
    assert_eq!(taken.expect(409).wrong("username"), Some("is taken"));
}

fn code_in(app: &TestApp) -> String {
    let body = app.courier().delivered().last().unwrap().body.clone();
    let digits: Vec<char> = body.chars().collect();
    let run = digits.windows(6).find(|run| run.iter().all(char::is_ascii_digit)).unwrap();
    run.iter().collect()
}

#[db_test]
async fn a_phone_and_a_code_are_enough(app: TestApp) {
    let mut browser = Browser::new(&app);
    let door = browser.get("/login?by=code&back=/addresses").await.expect(200);
    let nonsense = browser.send(&door, "/login/code/send", &[("phone", "12")]).await.expect(422);
    assert!(nonsense.wrong("phone").is_some());
    let sent = browser.send(&door, "/login/code/send", &[("phone", "138 1234 5678")]).await.expect(200);
    sent.shows("A code was sent to 138 1234 5678");
    app.work().await;
    let wrong = browser.send(&sent, "/login/code", &[("code", "000000")]).await.expect(422);
    assert_eq!(wrong.wrong("code"), Some("The code is wrong or has expired."));
    let code = code_in(&app);
    let book = browser.send(&wrong, "/login/code", &[("code", &code)]).await.expect(200);
    assert_eq!(book.path, "/addresses");

    let account = browser.get("/account").await.expect(200);
    account.shows("138****5678");
    account.shows("Set a password");
    let set = browser.send(&account, "/account/password", &[("new", PASSWORD)]).await.expect(200);
    set.shows("Your password was changed");
    let mut other = Browser::new(&app);
    let door = other.get("/login").await.expect(200);
    let fields = [("who", "13812345678"), ("password", PASSWORD)];
    assert_eq!(other.send(&door, "/login", &fields).await.expect(200).path, "/");
}

#[db_test]
async fn a_number_is_bound_and_helps_out_when_the_password_is_forgotten(app: TestApp) {
    let mut browser = member(&app, "shopper").await;
    let account = browser.get("/account").await.expect(200);
    let sent = browser.send(&account, "/account/phone/send", &[("phone", "13812345678")]).await.expect(200);
    app.work().await;
    let wrong = browser.send(&sent, "/account/phone", &[("code", "1")]).await.expect(422);
    assert!(wrong.wrong("code").is_some());
    let bound = browser.send(&sent, "/account/phone", &[("code", &code_in(&app))]).await.expect(200);
    bound.shows("138****5678");

    app.clock().advance_s(3_600);
    let mut other = Browser::new(&app);
    let form = other.get("/login/reset").await.expect(200);
    let sent = other.send(&form, "/login/reset/send", &[("phone", "13812345678")]).await.expect(200);
    app.work().await;
    let code = code_in(&app);
    let weak = other.send(&sent, "/login/reset", &[("code", &code), ("new", "12345678")]).await.expect(422);
    assert!(weak.wrong("new").is_some());
    let door =
        other.send(&sent, "/login/reset", &[("code", &code), ("new", "another fine word")]).await.expect(200);
    assert!(door.path.starts_with("/login"), "{}", door.path);
    // Whoever held a session has to sign in again.
    assert!(browser.get("/account").await.path.starts_with("/login"));
    let fields = [("who", "shopper"), ("password", "another fine word")];
    other.send(&door, "/login", &fields).await.expect(200).shows("Welcome");
}

#[db_test]
async fn the_profile_and_the_devices_are_ones_own_affair(app: TestApp) {
    let mut browser = member(&app, "shopper").await;
    let account = browser.get("/account").await.expect(200);
    let long = "长".repeat(41);
    let refused = browser.send(&account, "/account", &[("name", &long)]).await.expect(422);
    assert!(refused.wrong("name").is_some());
    refused.shows(&long);
    browser.send(&account, "/account", &[("name", "<i>小麦</i>")]).await.expect(200).shows("&#60;i&#62;小麦");
    let change = |current: &'static str| [("current", current), ("new", "another fine word")];
    let wrong = browser.send(&account, "/account/password", &change("nearly right")).await.expect(422);
    assert_eq!(wrong.wrong("current"), Some("That is not your current password"));

    let mut phone = Browser::new(&app);
    let door = phone.get("/login").await.expect(200);
    phone.send(&door, "/login", &[("who", "shopper"), ("password", PASSWORD)]).await.expect(200);
    browser.send(&account, "/account/password", &change(PASSWORD)).await.expect(200);
    assert!(phone.get("/account").await.path.starts_with("/login"), "other sessions end");
    browser.get("/account").await.expect(200).shows("This one");
    let out = browser.send(&account, "/account/sign-out-everywhere", &[]).await.expect(200);
    assert_eq!(out.path, "/login");
    assert!(browser.get("/account").await.path.starts_with("/login"));
}

#[db_test]
async fn the_address_book_is_kept(app: TestApp) {
    let mut browser = member(&app, "shopper").await;
    let form = browser.get("/addresses/new").await.expect(200);
    let mut bad = ADDRESS;
    (bad[0].1, bad[1].1) = ("", "12");
    let refused = browser.send(&form, "/addresses", &bad).await.expect(422);
    assert!(refused.wrong("name").is_some() && refused.wrong("phone").is_some());
    refused.shows("余杭塘路 866 号");
    let mut second = ADDRESS.to_vec();
    second[0].1 = "麦大田";
    second.push(("default", "1"));
    let book = browser.send(&form, "/addresses", &second).await.expect(200);
    assert_eq!(book.path, "/addresses");
    let first = book.html.find("麦大田").unwrap();
    assert!(first < book.html.find("麦小田").unwrap(), "the default one comes first");
    let action = format!("/addresses/{}", first_address(&book.html));
    let form = browser.get(&action).await.expect(200);
    form.shows("13812345678");
    form.hides("+8613812345678");
    let mut changed = ADDRESS;
    changed[5].1 = "新的街道 1 号";
    browser.send(&form, &action, &changed).await.expect(200).shows("新的街道 1 号");
    let gone = browser.send(&book, &format!("{action}/remove"), &[]).await.expect(200);
    gone.hides("新的街道 1 号");
}
