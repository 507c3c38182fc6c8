//! How one gets on from a page: in the language it was read in, and past what does not fit.

use kernel::{Currency, Money, Text2};
use mall::account::Permission;
use mall::catalog::{self, ProductDraft, SkuDraft};
use testkit::{TestApp, db_test};

use super::add;
use super::browser::Browser;

const ENGLISH: &str = "<html lang=\"en\">";
const CHINESE: &str = "<html lang=\"zh-CN\">";

#[db_test]
async fn who_comes_by_an_address_in_a_language_reads_on_in_it(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let at = format!("/p/{}", lamp.spu);
    let mut browser = Browser::new(&app);
    browser.get(&at).await.expect(200).shows(ENGLISH);
    browser.get(&format!("{at}?lang=zh")).await.expect(200).shows(CHINESE);
    for next in [&*at, "/", "/c", "/search?q=lamp", "/cart", "/login", "/nowhere"] {
        browser.get(next).await.shows(CHINESE);
    }
    add(&mut browser, lamp, "1").await.expect(200).shows("已加入购物车");
    // A page that the browser has already speaks for what comes after it, too.
    let known = browser.get(&at).await.expect(200);
    let mut again = Browser::new(&app).carry("visitor", &visitor(&browser));
    let tag = known.reply.header("etag").unwrap();
    again.ask(&format!("{at}?lang=zh"), &[("if-none-match", tag)]).await.expect(304);
    again.get("/").await.shows(CHINESE);

    // Nobody else hears of it, though the page was kept; and one who has the language is not told again.
    let stranger = Browser::new(&app).ask(&at, &[]).await.expect(200);
    let cookies = |reply: &testkit::Reply| {
        let all = reply.headers.get_all("set-cookie").iter();
        all.filter(|cookie| cookie.to_str().unwrap().starts_with("lang=")).count()
    };
    assert_eq!(cookies(&stranger), 0);
    assert_eq!(cookies(&browser.ask(&format!("{at}?lang=zh"), &[]).await), 0);
    assert_eq!(cookies(&browser.ask(&format!("{at}?lang=fr"), &[]).await), 0);
    browser.get(&format!("/lang?to=en&back={at}")).await.shows(ENGLISH);
    browser.get("/cart?lang=zh").await.shows(CHINESE);
    // The API knows no such word, and the page for when the shop cannot be reached is nobody's.
    assert_eq!(cookies(&Browser::new(&app).ask("/offline?lang=zh", &[]).await), 0);
}

fn visitor(browser: &Browser) -> String {
    let header = browser.header();
    header.split("; ").find_map(|pair| pair.strip_prefix("visitor=")).unwrap().to_owned()
}

/// Sold out, and newer than what can be had: more than are looked through for one page.
const SOLD_OUT: usize = 240;

#[db_test]
async fn who_finds_nothing_in_stock_at_first_can_look_further(app: TestApp) {
    app.item("lamp").insert().await;
    let fill = app.write(|tx, cx| {
        let price = Money::new(100, Currency::CNY)?;
        for number in 0..SOLD_OUT {
            let handle = format!("gone-{number}");
            let draft = ProductDraft {
                title: Text2::new("卖完的", "Gone"),
                on_sale: true,
                skus: vec![SkuDraft::single(handle.clone(), price, price)],
                handle,
                ..ProductDraft::default()
            };
            catalog::create(tx, cx, &draft)?;
        }
        Ok(())
    });
    fill.await.unwrap();
    let mut browser = Browser::new(&app);
    let first = browser.get("/search?stock=1").await.expect(200);
    first.hides("The lamp");
    first.shows("There is more to look at.");
    let rest = first.html.split_once("<a class=\"btn gold\" href=\"").unwrap().1;
    let on = rest.split_once("\">Look further</a>").unwrap().0.replace("&#38;", "&");
    let second = browser.get(&on).await.expect(200);
    second.shows("The lamp");
    second.hides("There is more to look at.");
    browser.get("/search?stock=1&min=999").await.expect(200).shows("Nothing here fits");
}

#[db_test]
async fn a_kept_page_is_told_what_was_announced_since_it_was_made(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    app.item("lamp2").insert().await;
    let mut browser = Browser::new(&app);
    let mut moments = Vec::new();
    for path in ["/", "/c", "/search?q=lamp", "/cart", &format!("/p/{}", lamp.spu)] {
        let page = browser.get(path).await.expect(200);
        let rest =
            page.html.split_once(" data-live-after=\"").unwrap_or_else(|| panic!("{path}: {}", page.html));
        moments.push(rest.1.split_once('"').unwrap().0.to_owned());
    }
    // Longer ago than what is told again in any case.
    app.clock().advance_s(60);
    let editor = app.staff("editor", &[Permission::FrontWrite]).await;
    let body = serde_json::json!({ "title": { "en": "Down tonight" } });
    app.post("/api/v1/staff/announcements").by(&editor).json(&body).await.expect(201);
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    app.clock().advance_s(60);
    for moment in moments {
        let told = app.get(format!("/live/poll?after={moment}")).await.expect(200).json();
        assert_eq!(told["messages"][0]["type"], "announcement", "{told}");
    }
}

#[db_test]
async fn what_is_sent_twice_because_its_answer_was_lost_is_in_the_cart_once(app: TestApp) {
    let lamp = app.item("lamp").stock(9).insert().await;
    let mut browser = Browser::new(&app);
    let page = browser.get(&format!("/p/{}", lamp.spu)).await.expect(200);
    let form = |n: &str, key: &str| page.filled("/cart/add", &[("n", n), ("then", "cart"), ("key", key)]);
    let json = [("accept", "application/json")];
    for _ in 0..2 {
        let reply = browser.post("/cart/add", &form("2", "a"), &json).await.expect(200);
        assert_eq!(reply.json()["count"], 2);
    }
    assert_eq!(browser.post("/cart/add", &form("2", "b"), &json).await.expect(200).json()["count"], 4);
    browser.post("/cart/add", &form("3", "a"), &json).await.expect(409);
    browser.post("/cart/add", &form("3", &"k".repeat(65)), &json).await.expect(400);
    // Without a name it is another wish each time.
    for count in [6, 8] {
        let reply = browser.post("/cart/add", &form("2", ""), &json).await.expect(200);
        assert_eq!(reply.json()["count"], count);
    }
}
