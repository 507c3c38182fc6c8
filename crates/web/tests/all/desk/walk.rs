//! Every route of the desk, called as nobody, as a shopper, without the permission, with it, and without a token.

use mall::account::Permission;
use testkit::{Reply, TestApp, db_test};

use super::{at_the_desk, pair, staff, token, upload};
use crate::browser::Browser;
use crate::catalogue::PNG;
use crate::desk::dead_job;

struct Route {
    method: &'static str,
    path: &'static str,
    /// None where any member of staff may.
    needs: Option<Permission>,
    fields: &'static [(&'static str, &'static str)],
}

const fn get(path: &'static str, needs: Permission) -> Route {
    Route { method: "GET", path, needs: Some(needs), fields: &[] }
}

const fn post(
    path: &'static str,
    needs: Permission,
    fields: &'static [(&'static str, &'static str)],
) -> Route {
    Route { method: "POST", path, needs: Some(needs), fields }
}

const PRODUCT: &[(&str, &str)] = &[
    ("handle", "walked"),
    ("title.en", "Walked"),
    ("currency", "CNY"),
    ("skus[0].keep", "1"),
    ("skus[0].price", "1.00"),
];
const NAME: &[(&str, &str)] = &[("name.en", "Walked")];
const ROLE: &[(&str, &str)] = &[("role", "support")];

const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/desk", needs: None, fields: &[] },
    get("/desk/orders", Permission::OrderRead),
    get("/desk/orders/{id}", Permission::OrderRead),
    post("/desk/orders/{id}/pack", Permission::OrderShip, &[]),
    post("/desk/orders/{id}/ship", Permission::OrderShip, &[("carrier", "c"), ("tracking", "t")]),
    post("/desk/orders/{id}/deliver", Permission::OrderShip, &[]),
    post("/desk/orders/{id}/work", Permission::OrderShip, &[]),
    post("/desk/orders/{id}/finish", Permission::OrderShip, &[]),
    get("/desk/aftersales", Permission::OrderRead),
    get("/desk/aftersales/{id}", Permission::OrderRead),
    get("/desk/aftersales/{id}/photos/{name}", Permission::OrderRead),
    post(
        "/desk/aftersales/{id}/decide",
        Permission::AftersaleDecide,
        &[("answer", "yes"), ("do", "approve")],
    ),
    post("/desk/aftersales/{id}/receive", Permission::AftersaleDecide, &[]),
    get("/desk/products", Permission::CatalogWrite),
    post("/desk/products", Permission::CatalogWrite, PRODUCT),
    get("/desk/products/new", Permission::CatalogWrite),
    get("/desk/products/{id}", Permission::CatalogWrite),
    post("/desk/products/{id}", Permission::CatalogWrite, PRODUCT),
    post("/desk/products/{id}/sale", Permission::CatalogWrite, &[("on", "1")]),
    post("/desk/products/{id}/pictures", Permission::CatalogWrite, &[]),
    post("/desk/products/{id}/pictures/first", Permission::CatalogWrite, &[("at", "0")]),
    post("/desk/products/{id}/pictures/remove", Permission::CatalogWrite, &[("at", "0")]),
    get("/desk/searches", Permission::CatalogWrite),
    post("/desk/searches", Permission::CatalogWrite, &[("words", "a,b")]),
    post("/desk/searches/synonyms/{id}", Permission::CatalogWrite, &[("words", "a,b"), ("seen", "1")]),
    post("/desk/searches/synonyms/{id}/remove", Permission::CatalogWrite, &[("words", "")]),
    get("/desk/categories", Permission::CatalogWrite),
    post("/desk/categories", Permission::CatalogWrite, NAME),
    get("/desk/categories/{id}", Permission::CatalogWrite),
    post("/desk/categories/{id}", Permission::CatalogWrite, NAME),
    post("/desk/categories/{id}/move", Permission::CatalogWrite, &[("parent", ""), ("position", "1")]),
    post("/desk/categories/{id}/remove", Permission::CatalogWrite, &[]),
    get("/desk/stock", Permission::StockWrite),
    get("/desk/stock/{sku}", Permission::StockWrite),
    post("/desk/stock/{sku}", Permission::StockWrite, &[("stock", "3")]),
    get("/desk/home", Permission::FrontWrite),
    post("/desk/home", Permission::FrontWrite, &[("revision", "1"), ("do", "save")]),
    post("/desk/home/pictures", Permission::FrontWrite, &[]),
    get("/desk/announcements", Permission::FrontWrite),
    post("/desk/announcements", Permission::FrontWrite, &[("title.en", "Walked")]),
    get("/desk/announcements/{id}", Permission::FrontWrite),
    post("/desk/announcements/{id}", Permission::FrontWrite, &[("revision", "1"), ("title.en", "Walked")]),
    post("/desk/announcements/{id}/remove", Permission::FrontWrite, &[]),
    get("/desk/notices", Permission::PaymentRead),
    get("/desk/notices/{id}", Permission::PaymentRead),
    post("/desk/notices/{id}/replay", Permission::PaymentReplay, &[]),
    get("/desk/refunds", Permission::PaymentRead),
    post("/desk/refunds/{id}/retry", Permission::PaymentReplay, &[]),
    get("/desk/ledger", Permission::LedgerRead),
    get("/desk/ledger/transfers", Permission::LedgerRead),
    get("/desk/ledger/transfers/{id}", Permission::LedgerRead),
    get("/desk/ledger/statement", Permission::LedgerRead),
    get("/desk/users", Permission::UsersRead),
    get("/desk/users/{id}", Permission::UsersRead),
    post("/desk/users/{id}/lock", Permission::UsersManage, &[]),
    post("/desk/users/{id}/unlock", Permission::UsersManage, &[]),
    post("/desk/users/{id}/grant", Permission::UsersManage, ROLE),
    post("/desk/users/{id}/revoke", Permission::UsersManage, ROLE),
    get("/desk/messages", Permission::MessagesRead),
    get("/desk/jobs", Permission::JobsManage),
    get("/desk/jobs/{id}", Permission::JobsManage),
    post("/desk/jobs/{id}/edit", Permission::JobsManage, &[("payload", "{}")]),
    post("/desk/jobs/{id}/retry", Permission::JobsManage, &[]),
    get("/desk/record", Permission::AuditRead),
    get("/desk/audit", Permission::AuditRead),
    post("/desk/audit", Permission::AuditRead, &[]),
];

/// Open to everybody: the door.
const OPEN: [&str; 2] = ["/desk/login", "/desk/logout"];

impl Route {
    fn at(&self, id: &str) -> String {
        self.path.replace("{id}", id).replace("{sku}", id).replace("{name}", &"0".repeat(64))
    }

    /// The request, with a form's token.
    async fn call(&self, app: &TestApp, browser: &mut Browser, id: &str, csrf: &str) -> Reply {
        let at = self.at(id);
        if self.method == "GET" {
            return browser.ask(&at, &[]).await;
        }
        if at.ends_with("/pictures") {
            return upload(app, browser, &at, csrf, PNG).await;
        }
        let mut pairs = vec![pair("csrf", csrf)];
        pairs.extend(self.fields.iter().map(|(name, value)| pair(name, value)));
        browser.post(&at, &pairs, &[]).await
    }
}

#[test]
fn no_route_is_missing_from_the_table() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk");
    let mut written = Vec::new();
    for file in std::fs::read_dir(sources).unwrap().map(|entry| entry.unwrap().path()) {
        if file.is_file() {
            let text = std::fs::read_to_string(file).unwrap();
            let paths = text.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            written.extend(paths.map(str::to_owned));
        }
    }
    assert!(written.len() > 40, "the routes are written otherwise now: {written:?}");
    for path in written {
        let is_known = OPEN.contains(&path.as_str()) || ROUTES.iter().any(|route| route.path == path);
        assert!(is_known, "{path} is new: put it into the table");
    }
}

#[db_test]
async fn nobody_comes_past_the_door(app: TestApp) {
    let mut nobody = Browser::new(&app);
    for route in ROUTES {
        let reply = route.call(&app, &mut nobody, "7", "").await.expect(303);
        let to = reply.header("location").unwrap();
        let back = if route.method == "GET" { route.at("7") } else { "/".to_owned() };
        assert_eq!(to, format!("/desk/login?back={back}"), "{}", route.path);
    }
    let door = nobody.get("/desk/orders?state=packing").await.expect(200);
    door.shows("value=\"/desk/orders?state=packing\"");
}

#[db_test]
async fn a_shopper_is_refused(app: TestApp) {
    let person = app.person("shopper").await;
    let mut shopper = at_the_desk(&app, person.id).await;
    let csrf = shopper.get("/account").await.expect(200).hidden("/logout").remove(0).1;
    for route in ROUTES {
        let reply = route.call(&app, &mut shopper, "7", &csrf).await.expect(403);
        let page = reply.text();
        assert!(page.contains("<!doctype html>") && !page.contains("class=\"rail\""), "{}", route.path);
    }
}

#[db_test]
async fn each_route_opens_to_one_permission(app: TestApp) {
    let mut walked = 0;
    for permission in Permission::ALL {
        let name = format!("s-{}", permission.word().replace('.', "-"));
        let mut browser = staff(&app, &name, &[*permission]).await;
        let csrf = token(&mut browser).await.1;
        for route in ROUTES {
            let reply = route.call(&app, &mut browser, "7", &csrf).await;
            let (status, told) = (reply.status.as_u16(), reply.text());
            assert!(status < 500, "{} {}: {told}", route.method, route.path);
            let is_open = route.needs.is_none_or(|needed| needed == *permission);
            assert_eq!(status != 403, is_open, "{} {} by {permission}: {status}", route.method, route.path);
            walked += 1;
        }
    }
    assert_eq!(walked, ROUTES.len() * Permission::ALL.len());
}

#[db_test]
async fn a_form_without_its_token_does_nothing(app: TestApp) {
    let mut browser = super::admin(&app).await;
    let mut other = staff(&app, "other", Permission::ALL).await;
    let others = token(&mut other).await.1;
    for route in ROUTES.iter().filter(|route| route.method == "POST") {
        for forged in ["", "x", others.as_str()] {
            let reply = route.call(&app, &mut browser, "7", forged).await.expect(403);
            assert!(reply.text().contains("open too long"), "{}: {}", route.path, reply.text());
        }
    }
    let mut pairs = vec![pair("csrf", &others)];
    browser.post("/desk/logout", &pairs, &[]).await.expect(403);
    pairs[0] = token(&mut browser).await;
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
        browser.post("/desk/audit", &pairs, &headers).await.expect(403);
    }
    browser.post("/desk/audit", &pairs, &[]).await.expect(200);
    app.assert_sound().await;
}

/// The id of one thing of each kind that has a page.
async fn one_of_each(app: &TestApp) -> Vec<(&'static str, String)> {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 100_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 2, "o").await;
    let case = super::claim(app, &shopper, &order, false).await;
    app.post("/notify/alipay").form_bytes(b"a=b".to_vec()).await.expect(200);
    let category = app
        .write(|tx, cx| {
            let name = kernel::Text2::new("灯", "Lamps");
            mall::catalog::create_category(tx, cx, &mall::catalog::CategoryDraft { parent: None, name })
        })
        .await
        .unwrap();
    let draft =
        mall::front::Draft { title: kernel::Text2::new("新", "New"), ..mall::front::Draft::default() };
    let announcement = app.write(move |tx, cx| mall::front::announce(tx, cx, &draft)).await.unwrap().id;
    let payment: mall::payment::PaymentId = order["payments"][0]["id"].as_str().unwrap().parse().unwrap();
    let (notice, transfer) = app
        .read(move |tx| {
            let notices = mall::payment::notice::list(tx, &kernel::PageAsk::first(1))?;
            Ok((notices.items[0].id, mall::ledger::of_reference(tx, payment.raw())?[0].id))
        })
        .await
        .unwrap();
    vec![
        ("/desk/orders", super::text(&order["id"])),
        ("/desk/aftersales", case),
        ("/desk/products", lamp.spu.to_string()),
        ("/desk/categories", category.id.to_string()),
        ("/desk/stock", lamp.sku.to_string()),
        ("/desk/announcements", announcement.to_string()),
        ("/desk/notices", notice.to_string()),
        ("/desk/ledger/transfers", transfer.to_string()),
        ("/desk/users", shopper.id.to_string()),
        ("/desk/jobs", dead_job(app).await.to_string()),
    ]
}

#[db_test]
async fn every_page_is_shown_in_both_languages_to_who_may_see_it(app: TestApp) {
    let things = one_of_each(&app).await;
    // A photo is no page.
    let pages = ROUTES.iter().filter(|route| route.method == "GET" && !route.path.ends_with("{name}"));
    for route in pages {
        let id = things
            .iter()
            .find(|(list, _)| route.path.strip_prefix(list).is_some_and(|rest| rest.starts_with("/{")));
        let at = route.at(id.map_or("", |(_, id)| id));
        let name = format!("s{}", route.path.replace(['/', '{', '}'], "-"));
        let mut browser = staff(&app, name.trim_end_matches('-'), route.needs.as_slice()).await;
        for (lang, tag) in [("en", "<html lang=\"en\">"), ("zh", "<html lang=\"zh-CN\">")] {
            browser.get(&format!("/lang?to={lang}&back={at}")).await.expect(200).shows(tag);
        }
        let page = browser.get(&at).await.expect(200);
        page.shows("class=\"rail\"");
        page.hides("{}");
    }
    super::system::retry_dead(&app).await;
}
