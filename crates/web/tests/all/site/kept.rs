//! Pages kept as finished bytes: fresh when something changes, and each reader's own.

use kernel::Text2;
use mall::catalog::{self, CategoryDraft, Choices, ProductDraft, SkuDraft};
use mall::stock::{self, Quantity};
use testkit::{Item, TestApp, db_test};

use super::add;
use super::browser::Browser;

#[db_test]
async fn a_page_is_sent_once_to_who_has_it(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = Browser::new(&app);
    browser.get("/cart").await.expect(200);
    for path in ["/".to_owned(), "/c".to_owned(), format!("/p/{}", lamp.spu)] {
        let first = browser.ask(&path, &[]).await.expect(200);
        let tag = first.header("etag").unwrap().to_owned();
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
        let known = browser.ask(&path, &[("if-none-match", &tag)]).await.expect(304);
        assert!(known.body.is_empty());
        // As it comes back through a proxy that compresses, or among others.
        browser.ask(&path, &[("if-none-match", &format!("\"x\", W/{tag}"))]).await.expect(304);
        let mut other = Browser::new(&app);
        other.get("/cart").await;
        other.ask(&path, &[("if-none-match", &tag)]).await.expect(200);
    }
    add(&mut browser, lamp, "1").await;
    browser.get("/").await.shows("Items in cart: 1");
    Browser::new(&app).get("/").await.shows("Items in cart: 0");
}

#[db_test]
async fn what_was_changed_is_shown_at_once(app: TestApp) {
    let lamp = app.item("lamp").price(1_000).insert().await;
    let mut browser = Browser::new(&app);
    let at = format!("/p/{}", lamp.spu);
    browser.get(&at).await.expect(200).shows("The lamp");
    browser.get("/").await.expect(200).shows("The lamp");
    app.write(move |tx, cx| catalog::set_on_sale(tx, cx, lamp.spu, false)).await.unwrap();
    // The cache hears of it after the commit, on a task of its own.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    browser.get(&at).await.expect(200).shows("No longer on sale");
    browser.get("/").await.expect(200).hides("The lamp");
}

/// A shirt in two colours and two sizes; there is no blue one in S.
async fn shirt(app: &TestApp) -> Item {
    let text = Text2::new;
    app.write(move |tx, cx| {
        let category =
            catalog::create_category(tx, cx, &CategoryDraft { parent: None, name: text("服饰", "Clothes") })?;
        let price = |minor| kernel::Money::new(minor, kernel::Currency::CNY);
        let sku = |code: &str, choice: &[usize], minor| {
            Ok::<_, kernel::Error>(SkuDraft {
                choice: choice.to_vec(),
                ..SkuDraft::single(code.to_owned(), price(minor)?, price(minor)?)
            })
        };
        let draft = ProductDraft {
            handle: "shirt".to_owned(),
            title: text("短袖", "The shirt"),
            category: Some(category.id),
            options: vec![
                Choices {
                    name: text("颜色", "Colour"), values: vec![text("红", "red"), text("蓝", "blue")]
                },
                Choices { name: text("尺码", "Size"), values: vec![text("小", "S"), text("大", "L")] },
            ],
            on_sale: true,
            skus: vec![sku("rs", &[0, 0], 5_000)?, sku("rl", &[0, 1], 6_000)?, sku("bl", &[1, 1], 7_000)?],
            ..ProductDraft::default()
        };
        let product = catalog::create(tx, cx, &draft)?;
        for sku in &product.skus {
            stock::receive(tx, cx, sku.id, Quantity::new(3)?, "story")?;
        }
        Ok(Item { spu: product.id, sku: product.skus[1].id })
    })
    .await
    .unwrap()
}

#[db_test]
async fn options_lead_to_what_is_bought(app: TestApp) {
    let shirt = shirt(&app).await;
    let mut browser = Browser::new(&app);
    let at = format!("/p/{}", shirt.spu);
    let open = browser.get(&at).await.expect(200);
    open.shows("Choose the options first");
    assert!(!open.hidden("/cart/add").iter().any(|(name, _)| name == "sku"));
    let none = browser.get(&format!("{at}?o1=1&o2=0")).await.expect(200);
    none.shows("Sold out");
    let chosen = browser.get(&format!("{at}?o1=0&o2=1&utm_source=poster")).await.expect(200);
    chosen.shows("red · L");
    chosen.shows("Only 3 left");
    let cart = browser.send(&chosen, "/cart/add", &[("n", "2"), ("then", "cart")]).await.expect(200);
    cart.shows("120.00");
    let buy = browser.send(&chosen, "/cart/add", &[("n", "1"), ("then", "buy")]).await.expect(200);
    assert_eq!(buy.path, format!("/login?back=/checkout%3Fsku%3D{}%26n%3D1", shirt.sku));
}

#[db_test]
async fn lists_are_sifted_and_go_onward(app: TestApp) {
    shirt(&app).await;
    for n in 0..36 {
        app.item(&format!("cup{n:02}")).price(100 + n).stock(n % 2).insert().await;
    }
    let mut browser = Browser::new(&app);
    let tree = browser.get("/c").await.expect(200);
    let category = tree.html.split_once("href=\"/c/").unwrap().1.split_once('"').unwrap().0.to_owned();
    browser.get(&format!("/c/{category}?sort=-price")).await.expect(200).shows("The shirt");
    let none = browser.get(&format!("/c/{category}?min=900")).await.expect(200);
    none.shows("Nothing here fits");
    let typed = browser.get(&format!("/c/{category}?min=ten&max=%3Cb%3E")).await.expect(200);
    assert!(typed.wrong("min").is_some() && typed.wrong("max").is_some());
    typed.shows("value=\"ten\"");

    let cards = |page: &super::browser::Page| page.html.matches("<li class=\"stamp").count();
    let first = browser.get("/search?q=cup&sort=price").await.expect(200);
    first.shows("Products: 36");
    assert_eq!(cards(&first), 30);
    let next = first.html.split_once("rel=\"next\" href=\"").unwrap().1.split_once('"').unwrap().0;
    let second = browser.get(&next.replace("&#38;", "&").replace("&amp;", "&")).await.expect(200);
    assert_eq!(cards(&second), 6);
    second.shows("First page");
    let stocked = browser.get("/search?q=cup&stock=1").await.expect(200);
    assert_eq!(cards(&stocked), 18);
    stocked.hides("stamp gone");
    browser.get("/search?q=cup&after=1.2.3").await.expect(422);
    browser.get("/search?q=cup&after=rubbish").await.expect(200);
}
