//! What search engines find: an address in each language, data about goods, the sitemap.

use std::collections::BTreeMap;

use kernel::{Text2, params};
use mall::catalog::{self, CategoryDraft, ProductDraft, SpuId};
use serde_json::Value;
use store::sql;
use testkit::{TestApp, db_test};

use super::browser::{Browser, Page};

/// The value of the attribute behind what a tag begins with.
fn after<'a>(page: &'a Page, begins: &str) -> Option<&'a str> {
    Some(page.html.split_once(begins)?.1.split_once('"')?.0)
}

fn canonical(page: &Page) -> Option<&str> {
    after(page, "<link rel=\"canonical\" href=\"")
}

/// The JSON-LD of a page.
fn data(page: &Page) -> Value {
    let rest = page.html.split_once("<script type=\"application/ld+json\">").unwrap().1;
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[db_test]
async fn a_page_has_an_address_in_each_language(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let at = format!("/p/{}", lamp.spu);
    let mut browser = Browser::new(&app);
    let plain = browser.get(&at).await.expect(200);
    plain.shows("Add to cart");
    let english = browser.get(&format!("{at}?lang=en&o1=9&utm_source=x")).await.expect(200);
    let chinese = browser.get(&format!("{at}?lang=zh")).await.expect(200);
    chinese.shows("<html lang=\"zh-CN\">");
    chinese.shows("加入购物车");
    assert_eq!(chinese.reply.header("content-language"), Some("zh-CN"));
    assert_ne!(chinese.reply.header("etag"), english.reply.header("etag"));
    assert_eq!(canonical(&plain), canonical(&english));
    let here = canonical(&chinese).unwrap();
    assert!(here.starts_with("http") && here.ends_with(&format!("{at}?lang=zh")), "{here}");
    for page in [&plain, &english, &chinese] {
        assert_eq!(after(page, "hreflang=\"zh\" href=\""), canonical(&chinese));
        assert_eq!(after(page, "hreflang=\"en\" href=\""), canonical(&english));
        assert_eq!(after(page, "hreflang=\"x-default\" href=\""), canonical(&chinese));
    }
    // The way to the other language does not lead back to the address that names this one.
    let search = browser.get("/search?q=lamp&lang=zh").await.expect(200);
    search.shows("/lang?to=en&#38;back=/search%3Fq%3Dlamp\"");
    assert_eq!(browser.ask("/api/v1/products?lang=zh", &[]).await.status, 422, "the API knows no such word");
}

#[db_test]
async fn sitemaps_are_written_one_at_a_time(app: TestApp) {
    app.item("lamp").insert().await;
    let mut browser = Browser::new(&app);
    for path in ["/sitemap.xml", "/sitemap/goods/0"] {
        let turn = app.web().sitemap_turn.lock().await;
        let soon = std::time::Duration::from_millis(100);
        assert!(tokio::time::timeout(soon, browser.ask(path, &[])).await.is_err(), "{path} waits");
        drop(turn);
        browser.ask(path, &[]).await.expect(200);
    }
}

#[db_test]
async fn every_page_says_what_it_is(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = Browser::new(&app);
    for (path, is_found) in [
        ("/".to_owned(), true),
        ("/c".to_owned(), true),
        (format!("/p/{}", lamp.spu), true),
        ("/search?q=lamp".to_owned(), false),
        ("/cart".to_owned(), false),
        ("/login".to_owned(), false),
        ("/nowhere".to_owned(), false),
    ] {
        let page = browser.get(&path).await;
        let said = after(&page, "<meta name=\"description\" content=\"").unwrap();
        assert!(!said.is_empty(), "{path}");
        assert_eq!(canonical(&page).is_some(), is_found, "{path}");
    }
    let tree = browser.get("/c").await.expect(200);
    let Some(category) = after(&tree, "href=\"/c/") else { return };
    let list = browser.get(&format!("/c/{category}?sort=sales&min=1")).await.expect(200);
    assert!(canonical(&list).unwrap().ends_with(&format!("/c/{category}?lang=en")));
}

#[db_test]
async fn a_product_is_told_to_programs(app: TestApp) {
    let lamp = app.item("lamp").price(1_990).stock(1).insert().await;
    let hostile = app
        .write(move |tx, cx| {
            let lights = CategoryDraft { parent: None, name: Text2::new("灯具", "Lights") };
            let category = catalog::create_category(tx, cx, &lights)?;
            let name = Text2::new("</script><script>alert(1)</script>", "</script><!--");
            let product = catalog::get(tx, lamp.spu)?;
            let draft = ProductDraft { title: name, category: Some(category.id), ..product.draft() };
            catalog::update(tx, cx, lamp.spu, &draft)
        })
        .await
        .unwrap();
    let mut browser = Browser::new(&app);
    let page = browser.get(&format!("/p/{}", hostile.id)).await.expect(200);
    let told = data(&page);
    let [product, way] = &told["@graph"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(product["name"], "</script><!--");
    assert_eq!(product["offers"]["price"], "19.90");
    assert_eq!(product["offers"]["priceCurrency"], "CNY");
    assert_eq!(product["offers"]["availability"], "https://schema.org/InStock");
    assert_eq!(product["url"].as_str(), canonical(&page));
    let steps = way["itemListElement"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    assert_eq!((&steps[2]["position"], &steps[2]["item"]), (&Value::from(3), &product["url"]));
    assert!(!page.html.contains("<script>"), "{}", page.html);
}

#[db_test]
async fn the_sitemap_names_what_is_on_sale(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let gone = app.item("gone").insert().await;
    app.write(move |tx, cx| catalog::set_on_sale(tx, cx, gone.spu, false)).await.unwrap();
    let mut browser = Browser::new(&app);
    let robots = browser.ask("/robots.txt", &[]).await.expect(200).text();
    let site = robots.split_once("Sitemap: ").unwrap().1.split_once("/sitemap.xml\n").unwrap().0.to_owned();
    let map = browser.ask("/sitemap.xml", &[]).await.expect(200);
    assert_eq!(map.header("content-type"), Some("application/xml; charset=utf-8"));
    let text = map.text();
    let entry = format!("<loc>{site}/p/{}?lang=en</loc><lastmod>", lamp.spu);
    assert!(text.contains(&entry) && text.contains(&format!("<loc>{site}/c?lang=zh</loc>")), "{text}");
    assert!(!text.contains(&format!("/p/{}", gone.spu)), "{text}");
    let known = map.header("etag").unwrap().to_owned();
    browser.ask("/sitemap.xml", &[("if-none-match", &known)]).await.expect(304);
    app.write(move |tx, cx| catalog::set_on_sale(tx, cx, gone.spu, true)).await.unwrap();
    let text = browser.ask("/sitemap.xml", &[("if-none-match", &known)]).await.expect(200).text();
    assert!(text.contains(&format!("/p/{}", gone.spu)), "{text}");
    let goods = browser.ask("/sitemap/goods/0", &[]).await.expect(200).text();
    assert_eq!(goods.matches("<url>").count(), 4);
    let rest = browser.ask(&format!("/sitemap/goods/{}", lamp.spu.raw()), &[]).await.expect(200).text();
    assert_eq!(rest.matches("<url>").count(), 2);
    browser.ask(&format!("/sitemap/goods/{}", gone.spu.raw()), &[]).await.expect(404);
    assert!(browser.ask("/sitemap/shelves.xml", &[]).await.expect(200).text().contains("/c?lang=en"));
}

sql! {
    COPY = "
        insert into catalog_spus (id, handle, title_zh, title_en, subtitle_zh, subtitle_en, description_zh,
            description_en, unit, source, category_id, category_path, options, on_sale, currency, price_min_minor,
            price_max_minor, list_price_minor, cover, sales, title_lower, import_hash, import_skus_hash, created_at,
            updated_at)
        with recursive numbers (n) as (
            select cast(1 as bigint) union all select n + 1 from numbers where n < ?2)
        select id + n, handle || n, title_zh, title_en, subtitle_zh, subtitle_en, description_zh, description_en, unit,
            source, category_id, category_path, options, on_sale, currency, price_min_minor, price_max_minor,
            list_price_minor, cover, sales, title_lower, import_hash, import_skus_hash, created_at, updated_at
          from catalog_spus, numbers where id = ?1";
}

/// What stands between `<loc>` and `</loc>`, with how often it does.
fn places(xml: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for rest in xml.split("<loc>").skip(1) {
        *found.entry(rest.split_once("</loc>").unwrap().0.to_owned()).or_default() += 1;
    }
    found
}

async fn read(app: &TestApp, path: &str) -> String {
    Browser::new(app).ask(path, &[]).await.expect(200).text()
}

#[db_test]
async fn a_large_shop_has_a_sitemap_in_files(app: TestApp) {
    const FILE: i64 = 10_000;
    let lamp = app.item("lamp").insert().await.spu;
    app.clock().advance_s(1);
    let desk = app.item("desk").insert().await.spu;
    let copy = async |spu: SpuId, copies: i64| {
        app.write(move |tx, _| tx.execute(COPY, params![spu, copies])).await.unwrap();
    };
    copy(lamp, FILE - 2).await;
    let whole = read(&app, "/sitemap.xml").await;
    assert!(whole.contains("<urlset"), "it fits into one file: {whole:.200}");
    let site = whole.split_once("<loc>").unwrap().1.split_once("/?lang").unwrap().0.to_owned();
    // Two files, both full.
    copy(desk, FILE).await;
    for on_sale in [false, true] {
        app.write(move |tx, cx| catalog::set_on_sale(tx, cx, desk, on_sale)).await.unwrap();
    }
    let index = read(&app, "/sitemap.xml").await;
    assert!(index.contains("<sitemapindex"), "{index:.200}");
    let files: Vec<String> = places(&index).into_keys().collect();
    assert_eq!(files.len(), 3, "{files:?}");
    let mut told = BTreeMap::new();
    for file in &files {
        let found = places(&read(&app, file.strip_prefix(&site).unwrap()).await);
        assert!(found.len() <= 50_000);
        for (place, times) in found {
            *told.entry(place).or_default() += times;
        }
    }
    assert!(told.values().all(|times: &usize| *times == 1));
    assert_eq!(
        told.keys().filter(|place| place.contains("/p/")).count(),
        2 * 20_000,
        "each in two languages"
    );
}
