//! The front of the shop: composed, announced, hot.

use std::time::Duration;

use kernel::{Currency, Money, Text2};
use mall::account::Permission;
use mall::catalog::{self, CategoryDraft, ProductDraft, SkuDraft};
use mall::order::cart::VisitorId;
use serde_json::{Value, json};
use testkit::{Item, Person, TestApp, db_test};

use crate::browser::Browser;
use crate::catalogue::PNG;
use crate::desk::{pair, staff, token, upload};

async fn editor(app: &TestApp) -> Person {
    app.staff("editor", &[Permission::FrontWrite]).await
}

async fn compose(app: &TestApp, editor: &Person, revision: &Value, blocks: Value) -> testkit::Reply {
    let body = json!({ "revision": revision, "blocks": blocks });
    app.put("/api/v1/staff/home").by(editor).json(&body).await
}

fn at(html: &str, text: &str) -> usize {
    html.find(text).unwrap_or_else(|| panic!("{text} is not on the page"))
}

#[db_test]
async fn the_home_page_is_what_staff_compose(app: TestApp) {
    let (lamp, tea) = (app.item("lamp").insert().await, app.item("tea").insert().await);
    let editor = editor(&app).await;
    let mut visitor = Browser::new(&app);
    let plain = visitor.get("/").await.expect(200);
    plain.shows("Every grain counts");
    let home = app.get("/api/v1/staff/home").by(&editor).await.expect(200).data();
    assert_eq!(home["is_composed"], false);
    let blocks = json!([
        { "kind": "recommended", "title": { "en": "For the desk" }, "products": [lamp.spu.to_string()] },
        { "kind": "banner", "title": { "en": "Term begins" }, "subtitle": { "en": "Lamps & tea" }, "link": "/c" },
        { "kind": "banner", "title": { "en": "Not yet" }, "is_on": false },
        { "kind": "new" },
    ]);
    let composed = compose(&app, &editor, &home["revision"], blocks.clone()).await.expect(200).data();
    assert_eq!(composed["is_composed"], true);
    let page = visitor.get("/").await.expect(200);
    page.hides("Not yet");
    page.hides("class=\"hero\"");
    assert!(at(&page.html, "For the desk") < at(&page.html, "Term begins"));
    assert!(at(&page.html, "Term begins") < at(&page.html, "Just in"));
    page.shows("Lamps &#38; tea");
    // Who was slower is told so, and nothing of it is kept.
    let late = compose(&app, &editor, &home["revision"], json!([])).await.expect(409);
    assert_eq!(late.code(), "outdated");
    // What goes off sale goes from the list that was picked by hand.
    app.write(move |tx, cx| catalog::set_on_sale(tx, cx, lamp.spu, false)).await.unwrap();
    let page = visitor.get("/").await.expect(200);
    page.hides("For the desk");
    page.shows(&format!("/p/{}", tea.spu));
    let wrong = json!([{ "kind": "banner", "title": { "en": "x" }, "link": "https://evil.example" }]);
    let refused = compose(&app, &editor, &composed["revision"], wrong).await.expect(422);
    assert_eq!(refused.json()["details"][0]["field"], "blocks[0].link");
    app.assert_sound().await;
}

#[db_test]
async fn windows_open_and_close_on_kept_pages(app: TestApp) {
    let editor = editor(&app).await;
    let node = app.serve(|config| config.cache_ttl_ms = 600_000).await;
    let client = reqwest::Client::new();
    let home = || async {
        let reply = client.get(node.url("/")).header("accept-language", "en").send().await.unwrap();
        reply.text().await.unwrap()
    };
    let (from, until) = (app.web().now().plus_s(60), app.web().now().plus_s(120));
    let window = json!({ "from": from.to_string(), "until": until.to_string() });
    let blocks =
        json!([{ "kind": "banner", "title": { "en": "One minute only" }, "window": window.clone() }]);
    compose(&app, &editor, &json!(1), blocks).await.expect(200);
    let body = json!({ "title": { "en": "Mind the gap" }, "window": window });
    app.post("/api/v1/staff/announcements").by(&editor).json(&body).await.expect(201);
    tokio::time::sleep(Duration::from_millis(900)).await;
    for (passes_s, is_shown) in [(0, false), (59, false), (1, true), (59, true), (1, false)] {
        app.clock().advance_s(passes_s);
        let page = home().await;
        assert_eq!(page.contains("One minute only"), is_shown, "{passes_s}");
        assert_eq!(page.contains("Mind the gap"), is_shown, "{passes_s}");
    }
    app.work().await;
}

#[db_test]
async fn an_announcement_is_on_every_page_and_reaches_open_ones(app: TestApp) {
    let editor = editor(&app).await;
    let lamp = app.item("lamp").insert().await;
    let mut visitor = Browser::new(&app);
    visitor.get("/cart").await.expect(200).hides("data-announcement");
    let body = json!({
        "title": { "zh": "今晚停机", "en": "Down <tonight>" }, "body": { "en": "Ten minutes" }, "level": "warn", "link": "/c",
    });
    let made = app.post("/api/v1/staff/announcements").by(&editor).json(&body).await.expect(201).data();
    for path in ["/", "/cart", "/login", &format!("/p/{}", lamp.spu)] {
        let page = visitor.get(path).await.expect(200);
        page.shows("Down &#60;tonight&#62;");
        page.shows("href=\"/c\"");
    }
    assert_eq!(app.get("/api/v1/announcements").await.expect(200).data()[0]["id"], made["id"]);
    let only_home = json!({ "title": { "en": "Welcome" }, "place": "home" });
    app.post("/api/v1/staff/announcements").by(&editor).json(&only_home).await.expect(201);
    visitor.get("/").await.expect(200).shows("Welcome");
    visitor.get("/cart").await.expect(200).hides("Welcome");
    let at = format!("/api/v1/staff/announcements/{}", made["id"].as_str().unwrap());
    let changed = json!({ "revision": 1, "announcement": { "title": { "en": "Up again" } } });
    app.put(&at).by(&editor).json(&changed).await.expect(200);
    app.put(&at).by(&editor).json(&changed).await.expect(409);
    let page = visitor.get("/cart").await.expect(200);
    page.shows("Up again");
    page.hides("tonight");
    app.delete(&at).by(&editor).await.expect(204);
    app.delete(&at).by(&editor).await.expect(404);
    visitor.get("/cart").await.expect(200).hides("Up again");
    app.assert_sound().await;
}

#[db_test]
async fn staff_compose_at_the_desk(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut desk = staff(&app, "editor", &[Permission::FrontWrite]).await;
    let csrf = token(&mut desk).await.1;
    upload(&app, &desk, "/desk/home/pictures", &csrf, PNG).await.expect(303);
    let page = desk.get("/desk/home").await.expect(200);
    page.shows("A new banner");
    // A block is added to the form, and saved with the rest of it.
    let mut pairs = page.fields("/desk/home");
    pairs.retain(|(name, _)| name != "add");
    pairs.extend([pair("add", "recommended"), pair("do", "add")]);
    let added = desk.post("/desk/home", &pairs, &[]).await.expect(200).text();
    assert!(added.contains("blocks[4].products"), "{added}");
    pairs.retain(|(name, _)| name != "add" && name != "do");
    let banner = pairs.iter().position(|(name, _)| name == "blocks[3].title.en").unwrap();
    pairs[banner].1 = "Lamps for all".to_owned();
    let link = pairs.iter().position(|(name, _)| name == "blocks[3].link").unwrap();
    pairs[link].1 = "/c".to_owned();
    pairs.push(pair("blocks[3].on", "1"));
    pairs.extend([
        pair("blocks[4].kind", "recommended"),
        pair("blocks[4].on", "1"),
        pair("blocks[4].place", "1"),
    ]);
    let products = format!("https://shop.example/p/{}?o1=0", lamp.spu);
    pairs.extend([pair("blocks[4].products", &products), pair("blocks[4].count", "5"), pair("do", "save")]);
    desk.post("/desk/home", &pairs, &[]).await.expect(303);
    let shop = Browser::new(&app).get("/").await.expect(200);
    assert!(at(&shop.html, "Picked for you") < at(&shop.html, "Lamps for all"));
    // The same form again is of an old revision.
    let old = desk.post("/desk/home", &pairs, &[]).await.expect(422).text();
    assert!(old.contains("Somebody else has changed this"), "{old}");
    // A page of many blocks is folded; what is wrong stands open.
    let page = desk.get("/desk/home").await.expect(200);
    assert!(page.html.matches("<details class=\"fold\">").count() == 5, "{}", page.html);
    let mut pairs = page.fields("/desk/home");
    pairs.retain(|(name, _)| name != "add");
    let wrong = pairs.iter().position(|(name, _)| name == "blocks[0].from").unwrap();
    pairs[wrong].1 = "tomorrow".to_owned();
    pairs.push(pair("do", "save"));
    let again = desk.post("/desk/home", &pairs, &[]).await.expect(422).text();
    assert_eq!(again.matches("<details class=\"fold\" open>").count(), 1, "{again}");
    assert!(at(&again, "<details class=\"fold\" open>") < at(&again, "<legend><span class=\"num\">Block 2"));
    app.assert_sound().await;
}

#[db_test]
async fn staff_announce_at_the_desk(app: TestApp) {
    let mut desk = staff(&app, "editor", &[Permission::FrontWrite]).await;
    let page = desk.get("/desk/announcements").await.expect(200);
    let fields = [
        ("title.zh", "上新"),
        ("title.en", "New"),
        ("from", "2026-11-20T17:00"),
        ("until", "2026-11-20T16:00"),
    ];
    let again = desk.submit(&page, "/desk/announcements", &fields).await.expect(422);
    assert!(again.wrong("until").is_some(), "{}", again.html);
    let made = desk.submit(&again, "/desk/announcements", &[("until", "")]).await.expect(200);
    made.shows("Not yet");
    let id =
        made.html.split_once("href=\"/desk/announcements/").unwrap().1.split_once('"').unwrap().0.to_owned();
    let one = desk.get(&format!("/desk/announcements/{id}")).await.expect(200);
    let shown = desk.submit(&one, &format!("/desk/announcements/{id}"), &[("from", "")]).await.expect(200);
    shown.shows("Shown now");
    Browser::new(&app).get("/c").await.expect(200).shows("data-announcement");
    let gone = desk.submit(&shown, &format!("/desk/announcements/{id}/remove"), &[]).await.expect(200);
    gone.shows("Nothing has been announced");
    app.assert_sound().await;
}

/// What people look at, put into carts and buy is hot, on the home page and in the API.
#[db_test]
async fn what_is_looked_at_is_hot(app: TestApp) {
    let names = ["lamp", "tea", "mug"];
    let mut items: Vec<Item> = Vec::new();
    for name in names {
        items.push(app.item(name).insert().await);
    }
    for visitor in 0..6 {
        let agent = [("user-agent", "Mozilla/5.0 (iPhone)")];
        let mut browser = Browser::new(&app).at_address(format!("203.0.113.{visitor}"));
        browser.get("/cart").await;
        // Six look at tea, two of them at the mug; looking again does not count.
        for _ in 0..3 {
            browser.ask(&format!("/p/{}", items[1].spu), &agent).await.expect(200);
        }
        if visitor < 2 {
            browser.ask(&format!("/p/{}", items[2].spu), &agent).await.expect(200);
        }
    }
    let crawler = [("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")];
    for _ in 0..20 {
        Browser::new(&app).ask(&format!("/p/{}", items[0].spu), &crawler).await.expect(200);
    }
    app.web().flush_heat().await;
    app.wait_s(10).await;
    let hot = |path: &'static str| {
        let app = app.clone();
        async move {
            let data = app.get(path).await.expect(200).data();
            data.as_array()
                .unwrap()
                .iter()
                .map(|card| card["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        }
    };
    let ids = |wanted: &[usize]| wanted.iter().map(|at| items[*at].spu.to_string()).collect::<Vec<_>>();
    assert_eq!(hot("/api/v1/products/hot").await, ids(&[1, 2]));
    let page = Browser::new(&app).get("/").await.expect(200);
    let section = page.html.split_once("Hot now").unwrap().1;
    assert!(at(section, &format!("/p/{}", items[1].spu)) < at(section, &format!("/p/{}", items[2].spu)));
    app.get("/api/v1/products/hot?category=x").await.expect(422);
    // One in a cart outweighs the two who looked at the mug.
    let body = json!({ "items": [{ "sku": items[0].sku.to_string(), "quantity": 1 }] });
    app.post("/api/v1/cart/items").json(&body).await.expect(200);
    // It is folded with the next look.
    let late = [("user-agent", "Mozilla/5.0 (iPhone)")];
    Browser::new(&app).ask(&format!("/p/{}", items[1].spu), &late).await.expect(200);
    app.web().flush_heat().await;
    app.wait_s(10).await;
    assert_eq!(hot("/api/v1/products/hot?limit=3").await, ids(&[1, 0, 2]));
    // What is sold out comes last on the page.
    let sold_out = items[1].sku;
    app.write(move |tx, cx| mall::stock::set_level(tx, cx, sold_out, 0, "story")).await.unwrap();
    let page = Browser::new(&app).get("/").await.expect(200);
    let section = page.html.split_once("Hot now").unwrap().1;
    assert!(at(section, &format!("/p/{}", items[2].spu)) < at(section, &format!("/p/{}", items[1].spu)));
}

/// Whoever makes up a cookie for each request, and a cart for each piece, is one shopper.
#[db_test]
async fn a_program_makes_nothing_hot(app: TestApp) {
    let item = app.item("lamp").insert().await;
    let line = json!({ "sku": item.sku.to_string(), "quantity": 1 });
    let body = json!({ "items": vec![line; 40] });
    for _ in 0..5 {
        let made_up = VisitorId::draw(app.web().db.env().random.as_ref()).to_string();
        let browser = Browser::new(&app).carry("visitor", &made_up);
        let mut browser = browser.at_address("203.0.113.1");
        let agent = [("user-agent", "Mozilla/5.0 (iPhone)")];
        let shown = browser.ask(&format!("/p/{}", item.spu), &agent).await.expect(200);
        assert!(shown.header("set-cookie").is_none(), "the cookie is believed");
        app.post("/api/v1/cart/items").from_address("203.0.113.1").json(&body).await.expect(200);
    }
    app.web().flush_heat().await;
    app.wait_s(10).await;
    let now = app.web().now();
    let score = app.read(move |tx| mall::rank::score(tx, now, item.spu)).await.unwrap();
    assert!((5.9..=6.0).contains(&score), "a look and a cart: {score}");
}

async fn in_category(app: &TestApp, name: &'static str) -> Item {
    app.write(move |tx, cx| {
        let draft = CategoryDraft { parent: None, name: Text2::new(name, name) };
        let category = Some(catalog::create_category(tx, cx, &draft)?.id);
        let price = Money::new(100, Currency::CNY)?;
        let draft = ProductDraft {
            handle: name.to_owned(),
            title: Text2::new(name, name),
            on_sale: true,
            category,
            skus: vec![SkuDraft::single(format!("code-{name}"), price, price)],
            ..ProductDraft::default()
        };
        let product = catalog::create(tx, cx, &draft)?;
        let sku = product.skus[0].id;
        mall::stock::set_level(tx, cx, sku, 100, "story")?;
        Ok(Item { spu: product.id, sku })
    })
    .await
    .unwrap()
}

#[db_test]
async fn what_is_bought_together_is_on_the_page(app: TestApp) {
    let (pen, ink, paper) =
        (in_category(&app, "pen").await, in_category(&app, "ink").await, in_category(&app, "paper").await);
    let buyer = app.person("buyer").await;
    app.give_money(&buyer, 1_000_000).await;
    for n in 0..4 {
        let line = |item: Item| json!({ "sku": item.sku.to_string(), "quantity": 1 });
        let lines = json!([line(pen), line(ink), line(paper)]);
        let body = json!({ "lines": lines, "address": testkit::address(), "pay_with": "balance" });
        app.post("/api/v1/orders").by(&buyer).key(&format!("k{n}")).json(&body).await.expect(201);
    }
    app.work().await;
    app.wait_s(10).await;
    let together = app.get(format!("/api/v1/products/{}/together", pen.spu)).await.expect(200).data();
    assert_eq!(together.as_array().unwrap().len(), 2);
    let page = Browser::new(&app).get(&format!("/p/{}", pen.spu)).await.expect(200);
    let section = page.html.split_once("Often bought together").unwrap().1;
    at(section, &format!("/p/{}", ink.spu));
    at(section, &format!("/p/{}", paper.spu));
    app.get("/api/v1/products/7/together").await.expect(404);
}
