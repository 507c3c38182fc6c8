//! Bodies, queries and headers written to break something. None may give a 5xx.

use serde_json::{Value, json};
use testkit::{Person, TestApp, db_test, order_of};

async fn place(app: &TestApp, shopper: &Person, body: impl Into<Vec<u8>>) -> (u16, String, String) {
    let reply = app.post("/api/v1/orders").by(shopper).key("hostile").json_bytes(body.into()).await;
    let problem = reply.json();
    let field = problem["details"][0]["field"].as_str().unwrap_or_default().to_owned();
    (reply.status.as_u16(), reply.code(), field)
}

#[db_test]
async fn what_is_not_clear_is_refused_by_name(app: TestApp) {
    let shopper = app.person("shopper").await;
    let sku = app.item("lamp").insert().await.sku;
    let address = testkit::address();
    let line =
        |rest: &str| format!(r#"{{"lines":[{{"sku":"{sku}","quantity":{rest}}}],"address":{address}}}"#);
    let refused = async |body: String| place(&app, &shopper, body).await;
    let told = |status: u16, code: &str, field: &str| (status, code.to_owned(), field.to_owned());

    assert_eq!(refused(line("1,\"price\":\"0.01\"")).await, told(422, "invalid", "lines[0].price"));
    assert_eq!(refused(line("1,\"quantity\":2")).await, told(422, "invalid", "lines[0].quantity"));
    assert_eq!(refused(line("1,\"quantit\\u0079\":2")).await, told(422, "invalid", "lines[0].quantity"));
    for quantity in ["0", "-1", "1000001", "9223372036854775807", "-9223372036854775808"] {
        assert_eq!(refused(line(quantity)).await, told(422, "invalid", "lines[0].quantity"), "{quantity}");
    }
    for quantity in ["1.5", "1e1", "\"1\"", "null", "true", "[1]", "{}", "9223372036854775808", "1e308"] {
        assert_eq!(refused(line(quantity)).await, told(422, "invalid", "lines[0].quantity"), "{quantity}");
    }
    for quantity in ["1e999", "01", "+1", "0x1", "NaN", "Infinity", "1,", ""] {
        assert_eq!(refused(line(quantity)).await, told(400, "malformed_body", ""), "{quantity}");
    }
    let nul = line("1").replace("麦小麦", "麦\\u0000麦");
    assert_eq!(refused(nul).await, told(422, "text_not_allowed", "address.recipient"));
    let surrogate = line("1").replace("麦小麦", "\\ud800");
    assert_eq!(refused(surrogate).await, told(400, "malformed_body", ""));
    assert_eq!(refused(String::new()).await.0, 422, "no body is an empty one, and lacks an address");
    assert_eq!(refused("[]".into()).await.0, 422);
    assert_eq!(refused("\u{feff}{}".into()).await.0, 400);
    let deep = format!(r#"{{"lines":{}{}}}"#, "[".repeat(40), "]".repeat(40));
    assert_eq!(refused(deep).await.1, "invalid");
    assert_eq!(refused("[".repeat(500_000)).await.0, 422);
    let bytes = [b"{\"note\":\"".as_slice(), &[0xff, 0xfe], b"\"}"].concat();
    assert_eq!(place(&app, &shopper, bytes).await.0, 400);
    let list = app.get("/api/v1/orders").by(&shopper).await.expect(200).json();
    assert_eq!(list["data"], json!([]), "nothing was placed");
}

#[db_test]
async fn a_body_has_a_size_and_a_type(app: TestApp) {
    let shopper = app.person("shopper").await;
    let lamp = app.item("lamp").insert().await;
    let mut large = order_of(lamp, 1);
    large["note"] = json!("x".repeat(1024 * 1024));
    let (status, code, _) = place(&app, &shopper, large.to_string()).await;
    assert_eq!((status, code.as_str()), (413, "too_large"));
    large["note"] = json!("麦".repeat(501));
    assert_eq!(place(&app, &shopper, large.to_string()).await.2, "note");
    let body = order_of(lamp, 1).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "x"] {
        let refused = app.post("/api/v1/orders").by(&shopper).key("k").body(kind, body.clone()).await;
        assert_eq!(refused.expect(415).code(), "unsupported_type");
    }
}

/// Texts that have broken programs: markup, SQL, shells, formats, scripts, control and bidirectional characters.
const TEXTS: &[&str] = &[
    "'; drop table orders; --",
    "\" or 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "../../../../etc/passwd",
    "$(reboot) `reboot` | reboot",
    "%s%n%x %00 %0d%0a",
    "\r\nset-cookie: a=b",
    "\u{202e}gnp.exe \u{200b}\u{feff}",
    "Z\u{351}\u{36b}\u{343}\u{32a}\u{302}a\u{334}l\u{349}g\u{30d}o",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "田中さん 社會科學院 部落格",
    "ﷺ ٱلسَّلَامُ",
    "\u{1}\u{2}\u{7f}\u{85}\u{2028}\u{2029}",
    "1e309",
    "-0",
    "null",
    "\\\\\"\\u0000",
    "__proto__",
];

#[db_test]
async fn no_text_breaks_anything(app: TestApp) {
    let lamp = app.item("lamp").stock(1_000).insert().await;
    let shopper = app.person("shopper").await;
    for (index, text) in TEXTS.iter().enumerate() {
        let mut body = order_of(lamp, 1);
        body["note"] = json!(text);
        let placed = app.post("/api/v1/orders").by(&shopper).key(&format!("k{index}")).json(&body).await;
        assert_eq!(placed.expect(201).data()["note"], text.trim(), "a note is kept as it was written");
        let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let searched = app.get(format!("/api/v1/products?q={escaped}")).await;
        assert!(searched.status.as_u16() < 500, "{text:?}: {}", searched.text());
        let login = json!({"login": text, "password": text});
        let refused = app.post("/api/v1/auth/login").json(&login).await;
        assert!(matches!(refused.status.as_u16(), 401 | 422 | 429), "{text:?}: {}", refused.text());
        let register = json!({"username": text, "password": "wheat gold and ink", "display_name": text});
        let refused = app.post("/api/v1/auth/register").json(&register).await;
        assert!(refused.status.as_u16() < 500, "{text:?}: {}", refused.text());
        for path in
            [format!("/api/v1/orders/{escaped}"), format!("/media/{escaped}"), format!("/assets/{escaped}")]
        {
            let missing = app.get(path).by(&shopper).await;
            assert!(matches!(missing.status.as_u16(), 400 | 404), "{text:?}: {}", missing.text());
        }
    }
    app.assert_sound().await;
}

/// Every value of a good body replaced, one at a time, by values of every other kind.
fn spoilt(good: &Value) -> Vec<Value> {
    let wrong = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(""),
        json!("x".repeat(5_000)),
        json!("\u{0}"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"x": 1}),
    ];
    match good {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                let replaced = |value: Value| {
                    let mut body = good.clone();
                    body[name] = value;
                    body
                };
                let deeper = spoilt(value).into_iter();
                wrong.clone().into_iter().chain(deeper).map(replaced).collect::<Vec<_>>()
            })
            .collect(),
        Value::Array(items) => {
            items.iter().take(1).flat_map(spoilt).map(|item| json!([item])).chain([json!([null])]).collect()
        }
        _ => Vec::new(),
    }
}

#[db_test]
async fn no_spoilt_body_is_our_fault(app: TestApp) {
    let boss = app.admin("boss").await;
    let lamp = app.item("lamp").stock(100_000).insert().await;
    let mut order = order_of(lamp, 1);
    order["note"] = json!("note");
    order["expected_total"] = json!({"amount": "12.34", "currency": "CNY"});
    order["pay_with"] = json!("balance");
    let product = json!({
        "handle": "h", "title": {"zh": "a", "en": "b"}, "tags": ["t"], "on_sale": true, "currency": "CNY",
        "options": [{"name": {"zh": "c"}, "values": [{"zh": "d"}]}], "pictures": [{"hash": "0"}],
        "skus": [{"code": "c", "choice": [0], "price": "1.00", "list_price": "1.00", "weight_g": 1, "barcode": "1"}],
    });
    let cart = json!({"items": [{"sku": lamp.sku.to_string(), "quantity": 1}]});
    let login = json!({"login": "boss", "password": "p"});
    let code = json!({"phone": "13812345678", "purpose": "sign_in"});
    let stock = json!({"available": 1, "note": "n"});
    let set = format!("/api/v1/staff/skus/{}/stock", lamp.sku);
    let calls = [
        ("POST", "/api/v1/orders", &order),
        ("POST", "/api/v1/staff/products", &product),
        ("POST", "/api/v1/cart/items", &cart),
        ("POST", "/api/v1/auth/login", &login),
        ("POST", "/api/v1/auth/codes", &code),
        ("PUT", set.as_str(), &stock),
    ];
    let mut seen = 0;
    for (method, path, good) in calls {
        for body in spoilt(good) {
            seen += 1;
            let call = app.call(method.parse().unwrap(), path).by(&boss).key(&format!("s{seen}"));
            let reply = call.json(&body).await;
            assert!(reply.status.as_u16() < 500, "{method} {path} {body}: {}", reply.text());
            if !reply.status.is_success() {
                assert!(!reply.code().is_empty());
            }
        }
    }
    assert!(seen > 300, "{seen}");
    app.assert_sound().await;
}
