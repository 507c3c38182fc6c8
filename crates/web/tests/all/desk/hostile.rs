//! What is typed at the desk to break it. None of it may give a 5xx.

use kernel::Text2;
use mall::catalog::{CategoryDraft, create_category};
use testkit::{TestApp, db_test};

use super::{admin, claim, pair, system, text, token, upload};
use crate::browser::Browser;

const TYPED: [&str; 14] = [
    "",
    " ",
    "\0",
    "\u{202e}\u{200b}",
    "<script>alert(1)</script>",
    "'; drop table users; --",
    "-1",
    "1e9",
    "1.234",
    "9223372036854775808",
    "{{7*7}}${7*7}",
    "🌾🌾",
    "/desk\\@evil.example",
    "{\"a\":{}}",
];

const HEAD: [&str; 15] = [
    "handle",
    "kind",
    "title.zh",
    "title.en",
    "subtitle.zh",
    "description.en",
    "category",
    "tags",
    "unit",
    "currency",
    "options[0].name.zh",
    "options[0].values",
    "options[2].values",
    "options[3].values",
    "unknown",
];
const SKUS: [&str; 12] = [
    "do",
    "skus[0].keep",
    "skus[0].id",
    "skus[0].choice",
    "skus[0].label",
    "skus[0].code",
    "skus[0].price",
    "skus[0].list_price",
    "skus[0].weight_g",
    "skus[0].barcode",
    "skus[99].keep",
    "skus[100].keep",
];

/// Every form of the desk about a thing, with the names of its fields.
fn forms(things: &[(&'static str, String)]) -> Vec<(String, Vec<&'static str>)> {
    let mut forms = vec![
        ("/desk/products".to_owned(), HEAD.to_vec()),
        ("/desk/products".to_owned(), SKUS.to_vec()),
        ("/desk/categories".to_owned(), vec!["name.zh", "name.en", "parent"]),
        ("/desk/login".to_owned(), vec!["who", "password", "back"]),
    ];
    for (list, id) in things {
        let acts: &[(&str, &[&str])] = match *list {
            "orders" => &[
                ("/pack", &["back"]),
                ("/ship", &["carrier", "tracking"]),
                ("/deliver", &[]),
                ("/work", &["back"]),
                ("/finish", &[]),
            ],
            "aftersales" => &[("/decide", &["answer", "do"]), ("/receive", &[])],
            "products" => &[
                ("", &HEAD),
                ("", &SKUS),
                ("/sale", &["on", "back"]),
                ("/pictures/first", &["at"]),
                ("/pictures/remove", &["at"]),
                ("/pictures", &["file"]),
            ],
            "categories" => &[("", &["name.zh", "name.en"]), ("/move", &["parent", "position"])],
            "stock" => &[("", &["stock", "note"])],
            "users" => &[("/grant", &["role"]), ("/revoke", &["role"])],
            "jobs" => &[("/edit", &["payload"])],
            other => panic!("{other} has no forms here"),
        };
        forms.extend(acts.iter().map(|(act, names)| (format!("/desk/{list}/{id}{act}"), names.to_vec())));
    }
    forms
}

async fn things(app: &TestApp) -> Vec<(&'static str, String)> {
    let lamp = app.item("lamp").insert().await;
    let shopper = app.person("shopper").await;
    app.give_money(&shopper, 100_000).await;
    let order = app.buy_and_pay(&shopper, lamp, 2, "o").await;
    let draft = CategoryDraft { parent: None, name: Text2::new("灯", "Lamps") };
    let category = app.write(move |tx, cx| create_category(tx, cx, &draft)).await.unwrap();
    vec![
        ("orders", text(&order["id"])),
        ("aftersales", claim(app, &shopper, &order, false).await),
        ("products", lamp.spu.to_string()),
        ("categories", category.id.to_string()),
        ("stock", lamp.sku.to_string()),
        ("users", shopper.id.to_string()),
        ("jobs", super::dead_job(app).await.to_string()),
    ]
}

#[db_test]
async fn nothing_typed_into_a_form_breaks_it(app: TestApp) {
    let things = things(&app).await;
    let mut desk = admin(&app).await;
    let csrf = token(&mut desk).await;
    let huge = "长".repeat(50_000);
    for typed in TYPED.into_iter().chain([huge.as_str()]) {
        for (at, names) in forms(&things) {
            let mut fields = vec![csrf.clone()];
            fields.extend(names.iter().map(|name| pair(name, typed)));
            let reply = desk.post(&at, &fields, &[]).await;
            let status = reply.status.as_u16();
            assert!((200..500).contains(&status), "{at} {typed:?}: {status}");
            assert!(!reply.text().contains("<script>alert"), "{at}");
            assert!(reply.header("location").is_none_or(|to| to.starts_with("/desk")), "{at} {typed:?}");
        }
    }
    for (at, names) in forms(&things) {
        let mut fields = vec![csrf.clone(), pair("role2", "admin")];
        fields.extend(names.iter().map(|name| pair(name, "1")));
        if at != "/desk/login" {
            let status = desk.post(&at, &fields, &[]).await.status.as_u16();
            assert!([415, 422].contains(&status), "{at} takes what it does not know: {status}");
        }
        fields.extend(names.first().map(|name| pair(name, "2")));
        let status = desk.post(&at, &fields, &[]).await.status.as_u16();
        assert!([415, 422].contains(&status), "{at}: {status}");
    }
    system::retry_dead(&app).await;
    app.assert_sound().await;
}

#[db_test]
async fn no_table_is_too_large(app: TestApp) {
    let mut desk = admin(&app).await;
    let csrf = token(&mut desk).await;
    let many = (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
    let options: Vec<_> = (0..3).map(|n| pair(&format!("options[{n}].values"), &many)).collect();
    let fields = [vec![csrf.clone(), pair("do", "grid")], options].concat();
    let page = desk.post("/desk/products", &fields, &[]).await.expect(422);
    assert!(page.text().contains("more than 100 combinations"), "{}", page.text());
    let pairs: Vec<_> = (0..3_000).map(|n| pair(&format!("skus[{n}].code"), "x")).collect();
    desk.post("/desk/products", &[vec![csrf.clone()], pairs].concat(), &[]).await.expect(422);
    let huge = pair("description.zh", &"x".repeat(2 * 1024 * 1024));
    desk.post("/desk/products", &[csrf, huge], &[]).await.expect(413);
}

#[db_test]
async fn nothing_in_an_address_breaks_a_page(app: TestApp) {
    let mut desk = admin(&app).await;
    let lamp = app.item("lamp").insert().await;
    for typed in
        ["%00", "%ff%fe", "%", "9223372036854775808", "-1", "0", "%3Cscript%3Ealert(1)%3C/script%3E", "1f.2"]
    {
        for at in [
            format!("/desk/{typed}"),
            format!("/desk/orders/{typed}"),
            format!("/desk/orders?q={typed}"),
            format!("/desk/orders?state={typed}&after={typed}"),
            format!("/desk/aftersales?state=requested&after={typed}"),
            format!("/desk/products?q={typed}&sale=both"),
            format!("/desk/products?category={typed}&after={typed}"),
            format!("/desk/products/{typed}"),
            format!("/desk/categories/{typed}"),
            format!("/desk/stock?q={typed}"),
            format!("/desk/stock/{}?after={typed}", lamp.sku),
            format!("/desk/notices?after={typed}"),
            format!("/desk/refunds?state=failed&after={typed}"),
            format!("/desk/ledger/transfers?bucket=0&after={typed}"),
            format!("/desk/ledger/transfers/{typed}"),
            format!("/desk/ledger/statement?who={typed}&bucket={typed}"),
            format!("/desk/ledger/statement?book=escrow&after={typed}"),
            format!("/desk/users?q={typed}"),
            format!("/desk/users?after={typed}"),
            format!("/desk/messages?after={typed}"),
            format!("/desk/jobs?state=dead&after={typed}"),
            format!("/desk/record?after={typed}"),
            format!("/desk/login?back={typed}"),
        ] {
            let reply = desk.ask(&at, &[]).await;
            assert!(reply.status.as_u16() < 500, "{at}: {}", reply.status);
            assert!(!reply.text().contains("<script>alert"), "{at}");
        }
    }
}

#[db_test]
async fn a_file_needs_its_token_before_it_is_read(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut desk = admin(&app).await;
    let csrf = token(&mut desk).await.1;
    let at = format!("/desk/products/{}/pictures", lamp.spu);
    upload(&app, &desk, &at, "forged", crate::catalogue::PNG).await.expect(403);
    upload(&app, &desk, &at, &csrf, &vec![0; 11 * 1024 * 1024]).await.expect(413);
    upload(&app, &desk, "/desk/products/7/pictures", &csrf, crate::catalogue::PNG).await.expect(404);
    let form = [pair("csrf", &csrf)];
    desk.post(&at, &form, &[]).await.expect(415);
    let nobody = Browser::new(&app);
    upload(&app, &nobody, &at, &csrf, crate::catalogue::PNG).await.expect(303);
}
