//! Searching through the real router: the API, the page, the desk.

use kernel::{Currency, Money, Result, Text2};
use mall::account::Permission;
use mall::catalog::{self, ProductDraft, SkuDraft};
use mall::stock;
use serde_json::{Value, json};
use testkit::{TestApp, db_test};

fn draft(handle: &str, title: &str, price: i64) -> Result<ProductDraft> {
    let price = Money::new(price, Currency::CNY)?;
    Ok(ProductDraft {
        handle: handle.to_owned(),
        title: Text2::new(title, ""),
        on_sale: true,
        skus: vec![SkuDraft::single(handle, price, price)],
        ..ProductDraft::default()
    })
}

async fn item(app: &TestApp, handle: &'static str, title: &'static str, price: i64, stock: i64) {
    let made = app.write(move |tx, cx| {
        let sku = catalog::create(tx, cx, &draft(handle, title, price)?)?.skus[0].id;
        stock::set_level(tx, cx, sku, stock, "opening")
    });
    made.await.unwrap();
}

async fn shop(app: &TestApp) {
    for (handle, title, price, stock) in [
        ("milk", "纯牛奶", 350, 9),
        ("yogurt", "酸牛奶", 550, 0),
        ("bank", "充电宝", 9_900, 3),
        ("case", "iPhone 手机壳", 1_990, 5),
    ] {
        item(app, handle, title, price, stock).await;
    }
    app.index().await;
}

fn handles(found: &Value) -> Vec<&str> {
    found["data"].as_array().unwrap().iter().map(|hit| hit["handle"].as_str().unwrap()).collect()
}

#[db_test]
async fn the_api_finds_filters_counts_and_explains(app: TestApp) {
    app.get("/api/v1/search?q=x").await.expect(503);
    shop(&app).await;
    let find = async |query: &str| app.get(format!("/api/v1/search?{query}")).await.expect(200).json();
    for query in
        ["q=%E7%89%9B%E5%A5%B6", "q=niunai", "q=niu%E5%A5%B6", "q=nai%20niu", "q=%E5%A5%88%E7%89%9B", "q=nn"]
    {
        assert_eq!(handles(&find(query).await), ["milk", "yogurt"], "{query}");
    }
    assert_eq!(handles(&find("q=cdb").await), ["bank"]);
    assert_eq!(handles(&find("q=nn&in_stock=true").await), ["milk"]);
    assert_eq!(handles(&find("q=nn&sort=price_desc").await), ["yogurt", "milk"]);
    assert_eq!(handles(&find("q=nn&min=4.00").await), ["yogurt"]);
    assert_eq!(handles(&find("q=nn&currency=GBP").await), [""; 0]);

    let bent = find("q=ipone").await;
    assert_eq!((handles(&bent), bent["bent"].as_str()), (vec!["case"], Some("slips")));
    assert_eq!(bent["did_you_mean"], "iphone");
    let why = find("q=niunai&explain=true&facets=true").await;
    let first = &why["data"][0]["why"];
    assert_eq!(first["matches"], json!([{"typed": "niunai", "how": "sound", "text": "牛奶"}]));
    let parts = ["words", "sales", "short_title", "sold_out"].map(|part| first[part].as_f64().unwrap());
    assert!((parts.iter().sum::<f64>() - first["score"].as_f64().unwrap()).abs() < 1e-3);
    assert_eq!((&why["facets"]["in_stock"], &why["total"]), (&json!(1), &json!(2)));
    assert_eq!(why["facets"]["prices"], json!([{"from_minor": 0, "to_minor": 1000, "count": 2}]));

    let page = find("q=nn&limit=1").await;
    let next = page["page"]["next"].as_str().unwrap();
    let rest = find(&format!("q=nn&limit=1&cursor={next}")).await;
    assert_eq!((handles(&rest), &rest["page"]["next"]), (vec!["yogurt"], &json!(null)));
    for wrong in
        ["limit=0", "sort=cheap", "cursor=?", "cursor=9.9.9", "cursor=1", "min=-", "category=x", "colour=red"]
    {
        app.get(format!("/api/v1/search?q=nn&{wrong}")).await.expect(422);
    }
    app.get(format!("/api/v1/search?q={}", "n".repeat(101))).await.expect(422);
}

#[db_test]
async fn hints_come_while_one_types(app: TestApp) {
    shop(&app).await;
    let hints =
        async |typed: &str| app.get(format!("/api/v1/search/suggestions?q={typed}")).await.expect(200).data();
    let offered = hints("niun").await;
    let goods = offered["products"].as_array().unwrap();
    assert_eq!(
        goods.iter().map(|card| card["handle"].as_str().unwrap()).collect::<Vec<_>>(),
        ["milk", "yogurt"]
    );
    assert_eq!(hints("").await, json!({"queries": [], "categories": [], "products": []}));
    let piece = app.get("/search/suggest?q=cdb").await.expect(200).text();
    assert!(
        piece.contains("role=\"option\"") && piece.contains("充电宝") && !piece.contains("<html"),
        "{piece}"
    );
}

#[db_test]
async fn the_page_marks_corrects_and_narrows_down(app: TestApp) {
    item(&app, "early", "早餐牛奶", 350, 1).await;
    let early = app.get("/search?q=%E7%89%9B%E5%A5%B6").await.expect(200).text();
    assert!(early.contains("早餐牛奶"), "without an index, titles are searched for the words");
    shop(&app).await;
    let page = app.get("/search?q=niunai").await.expect(200).text();
    assert!(page.contains("<mark>牛奶</mark>"), "{page}");
    assert!(page.contains("sort=price") && page.contains("aria-current=\"true\""));
    let bent = app.get("/search?q=ipone").await.expect(200).text();
    assert!(bent.contains("/search?q=iphone\">iphone</a>"), "{bent}");
    let hostile = app
        .get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E&c=x&tag=%22%3E&min=a&after=zz")
        .await
        .expect(200)
        .text();
    assert!(!hostile.contains("<script>alert"));
    let narrow = app.get("/search?q=nn&min=4&stock=1").await.expect(200).text();
    assert!(!narrow.contains("<mark>"), "nothing is left");
}

#[db_test]
async fn what_was_asked_for_is_what_is_shown_though_the_index_is_late(app: TestApp) {
    shop(&app).await;
    let find = async |query: &str| app.get(format!("/api/v1/search?{query}")).await.expect(200).json();
    let page = async |query: &str| app.get(format!("/search?{query}")).await.expect(200).text();
    assert_eq!(handles(&find("q=nn&in_stock=true&max=4").await), ["milk"]);
    assert!(page("q=nn&stock=1&max=4").await.contains("<mark>牛奶</mark>"));
    let (milk, sku) = app
        .read(|tx| {
            let milk = catalog::by_handle(tx, "milk")?.unwrap();
            Ok((milk, catalog::skus_on_sale(tx, &[milk])?[0].0))
        })
        .await
        .unwrap();
    app.write(move |tx, cx| stock::set_level(tx, cx, sku, 0, "sold elsewhere")).await.unwrap();
    assert_eq!(handles(&find("q=nn&in_stock=true").await), [""; 0]);
    assert!(!page("q=nn&stock=1").await.contains("<mark>牛奶</mark>"));
    let dearer = draft("milk", "纯牛奶", 450).unwrap();
    app.write(move |tx, cx| catalog::update(tx, cx, milk, &dearer).map(drop)).await.unwrap();
    assert_eq!(handles(&find("q=nn&max=4").await), [""; 0]);
    assert!(!page("q=nn&max=4").await.contains("<mark>牛奶</mark>"));
    assert_eq!(handles(&find("q=nn&max=6").await), ["milk", "yogurt"]);
}

#[db_test]
async fn staff_make_synonyms_of_what_found_nothing(app: TestApp) {
    shop(&app).await;
    let staff = app.staff("staff", &[Permission::CatalogWrite]).await;
    // One home has all of these addresses.
    for address in ["2001:db8:1:2::1", "2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6"] {
        let none = app.get("/api/v1/search?q=%E7%94%B5%E6%BA%90%E7%A0%96").from_address(address);
        assert_eq!(none.await.expect(200).json()["total"], 0);
        app.get("/search?q=%E7%94%B5%E6%BA%90%E7%A0%96").from_address(address).await.expect(200);
    }
    app.index().await;
    let vain = app.get("/api/v1/staff/search/queries?list=vain").by(&staff).await.expect(200).json();
    assert_eq!(vain["data"], json!([{"query": "电源砖", "searches": 1, "found": 0}]));

    let body = json!({"words": ["电源砖", "充电宝"]});
    let made = app.post("/api/v1/staff/search/synonyms").by(&staff).json(&body).await.expect(201).data();
    app.index().await;
    let found = app.get("/api/v1/search?q=%E7%94%B5%E6%BA%90%E7%A0%96").await.expect(200).json();
    assert_eq!(handles(&found), ["bank"]);
    let at = format!("/api/v1/staff/search/synonyms/{}", made["id"].as_str().unwrap());
    let one = json!({"words": ["电源砖"]});
    let refused = app.patch(at.as_str()).by(&staff).json(&one).await.expect(422).json();
    assert_eq!(refused["details"][0]["field"], "words");
    let change = json!({"words": ["电源砖", "电瓶"], "updated_at": made["updated_at"]});
    app.patch(at.as_str()).by(&staff).json(&change).await.expect(200);
    let refused = app.patch(at.as_str()).by(&staff).json(&change).await.expect(409);
    assert_eq!(refused.code(), "outdated");
    assert!(refused.text().contains("电源砖、电瓶"), "{}", refused.text());
    let any = json!({"words": ["电源砖", "充电宝"]});
    app.patch(at.as_str()).by(&staff).json(&any).await.expect(200);
    app.delete(at.as_str()).by(&staff).await.expect(204);
    app.delete(at.as_str()).by(&staff).await.expect(404);
}
