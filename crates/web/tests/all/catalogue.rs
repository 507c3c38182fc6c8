//! What anybody reads: finished answers that change when the catalogue does.

use mall::account::Permission;
use serde_json::json;
use testkit::{TestApp, db_test};

#[db_test]
async fn an_answer_is_kept_until_the_product_changes(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let staff = app.staff("staff", &[Permission::CatalogWrite, Permission::StockWrite]).await;
    let at = format!("/api/v1/products/{}", lamp.spu);
    let first = app.get(at.as_str()).await.expect(200);
    let etag = first.header("etag").unwrap().to_owned();
    let known = app.get(at.as_str()).header("if-none-match", &etag).await.expect(304);
    assert!(known.body.is_empty() && known.header("etag") == Some(etag.as_str()));

    let off = format!("/api/v1/staff/products/{}", lamp.spu);
    app.clock().advance_s(1);
    app.patch(off.as_str()).by(&staff).json(&json!({"on_sale": false})).await.expect(200);
    app.get(at.as_str()).await.expect(404);
    let list = app.get("/api/v1/products").await.expect(200).json();
    assert_eq!(list["data"], json!([]));
    app.patch(off.as_str()).by(&staff).json(&json!({"on_sale": true})).await.expect(200);
    app.get(at.as_str()).header("if-none-match", &etag).await.expect(200);
}

#[db_test]
async fn products_are_filtered_sorted_and_continued(app: TestApp) {
    for (name, price) in [("lamp", 9_900), ("tea", 500), ("cup", 1_500), ("teapot", 4_000)] {
        app.item(name).price(price).insert().await;
    }
    let titles = async |query: &str| -> Vec<String> {
        let list = app.get(format!("/api/v1/products?{query}")).await.expect(200).json();
        let cards = list["data"].as_array().unwrap().clone();
        cards.iter().map(|card| card["handle"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("sort=price").await, ["tea", "cup", "teapot", "lamp"]);
    assert_eq!(titles("sort=price_desc&limit=2").await, ["lamp", "teapot"]);
    assert_eq!(titles("sort=price&min=5.01&max=40").await, ["cup", "teapot"]);
    assert_eq!(titles("sort=price&q=TEA").await, ["tea", "teapot"]);
    assert_eq!(titles("q=%25").await, [""; 0]);
    assert_eq!(titles("currency=GBP").await, [""; 0]);
    let first = app.get("/api/v1/products?sort=price&limit=3").await.expect(200).json();
    let next = first["page"]["next"].as_str().unwrap();
    assert_eq!(titles(&format!("sort=price&limit=3&cursor={next}")).await, ["lamp"]);
    for wrong in
        ["limit=0", "limit=101", "limit=x", "sort=cheap", "cursor=?", "min=-", "category=x", "colour=red"]
    {
        app.get(format!("/api/v1/products?{wrong}")).await.expect(422);
    }
    app.get("/api/v1/products?category=7").await.expect(404);
}

#[db_test]
async fn staff_make_categories_products_and_stock(app: TestApp) {
    let staff = app.staff("staff", &[Permission::CatalogWrite, Permission::StockWrite]).await;
    let category = json!({"name": {"zh": "灯具", "en": "Lamps"}});
    let category = app.post("/api/v1/staff/categories").by(&staff).json(&category).await.expect(201).data();
    let body = json!({
        "handle": "desk-lamp", "title": {"zh": "台灯", "en": "Desk lamp"}, "on_sale": true, "unit": "盏",
        "category": category["id"],
        "options": [{"name": {"zh": "颜色", "en": "Colour"}, "values": [{"zh": "金"}, {"zh": "绿"}]}],
        "skus": [
            {"code": "DL-1", "choice": [0], "price": "99.00", "list_price": "129.00"},
            {"code": "DL-2", "choice": [1], "price": "99.50", "on_sale": false},
        ],
    });
    let made = app.post("/api/v1/staff/products").by(&staff).json(&body).await.expect(201);
    let product = made.data();
    let sku = product["skus"][0]["id"].as_str().unwrap().to_owned();
    let stock = json!({"available": 12, "note": "盘点"});
    let at = format!("/api/v1/staff/skus/{sku}/stock");
    let level = app.put(at.as_str()).by(&staff).json(&stock).await.expect(200).data();
    assert_eq!((&level["available"], &level["received"]), (&json!(12), &json!(12)));
    app.put(at.as_str()).by(&staff).json(&json!({"available": 10})).await.expect(200);
    let movements =
        app.get(format!("/api/v1/staff/skus/{sku}/movements")).by(&staff).await.expect(200).json();
    assert_eq!(
        (&movements["data"][0]["quantity"], &movements["data"][1]["note"]),
        (&json!(-2), &json!("盘点"))
    );

    let public = format!("/api/v1/products/{}", product["id"].as_str().unwrap());
    let shown = app.get(public.as_str()).await.expect(200).data();
    assert_eq!(shown["skus"].as_array().unwrap().len(), 1, "what is off sale is not shown");
    assert_eq!(shown["categories"][0]["name"]["en"], "Lamps");
    let tree = app.get("/api/v1/categories").await.expect(200).json();
    assert_eq!(tree["data"][0]["id"], category["id"]);
    let at = format!("/api/v1/categories/{}", category["id"].as_str().unwrap());
    assert_eq!(app.get(at.as_str()).await.expect(200).data()["breadcrumbs"][0]["depth"], 1);
    let renamed = format!("/api/v1/staff/categories/{}", category["id"].as_str().unwrap());
    app.patch(renamed).by(&staff).json(&json!({"name": {"zh": "灯", "en": "Lights"}})).await.expect(200);
    assert_eq!(app.get(public.as_str()).await.expect(200).data()["categories"][0]["name"]["en"], "Lights");

    let mut wrong = body.clone();
    wrong["skus"][0]["price"] = json!("-1.00");
    wrong["handle"] = json!("another");
    let refused = app.post("/api/v1/staff/products").by(&staff).json(&wrong).await.expect(422);
    assert_eq!(refused.json()["details"][0]["field"], "skus[0].price");
    let taken = app.post("/api/v1/staff/products").by(&staff).json(&body).await.expect(422);
    assert_eq!(taken.json()["details"][0]["field"], "handle");
}

fn form(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let boundary = "story-boundary";
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"x.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let mut body = head.into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// A PNG of one transparent pixel.
pub const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0x0, 0x0, 0x0, 0xd, 0x49, 0x48, 0x44, 0x52, 0x0, 0x0, 0x0,
    0x1, 0x0, 0x0, 0x0, 0x1, 0x8, 0x6, 0x0, 0x0, 0x0, 0x1f, 0x15, 0xc4, 0x89, 0x0, 0x0, 0x0, 0xb, 0x49, 0x44,
    0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x0, 0x2, 0x0, 0x0, 0x5, 0x0, 0x1, 0x7a, 0x5e, 0xab, 0x3f, 0x0, 0x0,
    0x0, 0x0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

#[db_test]
async fn a_picture_is_recoded_and_served(app: TestApp) {
    let staff = app.staff("staff", &[Permission::CatalogWrite]).await;
    let upload = async |name: &str, bytes: &[u8]| {
        let (kind, body) = form(name, bytes);
        app.post("/api/v1/staff/pictures").by(&staff).body(&kind, body).await
    };
    let kept = upload("file", PNG).await.expect(201).data();
    let served = app.get(kept["url"].as_str().unwrap()).await.expect(200);
    assert_eq!(served.header("content-type"), Some("image/png"));
    assert!(served.header("cache-control").unwrap().contains("immutable"));
    let etag = served.header("etag").unwrap().to_owned();
    app.get(kept["url"].as_str().unwrap()).header("if-none-match", &etag).await.expect(304);
    assert_eq!(served.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(upload("file", b"<svg onload=alert(1)>").await.expect(415).code(), "picture_drawn");
    assert_eq!(upload("file", b"%PDF-1.7").await.expect(415).code(), "picture_type");
    assert_eq!(upload("file", &PNG[..40]).await.expect(422).code(), "file_unreadable");
    upload("other", PNG).await.expect(422);
    assert_eq!(upload("file", &vec![0; 10 * 1024 * 1024 + 20_000]).await.expect(413).code(), "too_large");
    app.post("/api/v1/staff/pictures").by(&staff).json(&json!({})).await.expect(415);
    app.work().await;
    app.blobs().outage(true);
    let away = upload("file", &[PNG, b"other".as_slice()].concat()).await;
    assert_eq!(away.status, 201, "the same pixels are here already: nothing is put");
    for path in ["/media/x", "/media/..%2f..%2fetc%2fpasswd", &format!("/media/{}", "0".repeat(64))] {
        app.get(path).await.expect(404);
    }
}
