//! The OpenAPI document, and what is served beside the API.

use serde_json::Value;
use testkit::{TestApp, db_test};

fn committed() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    std::fs::read_to_string(&path).unwrap_or_default()
}

#[test]
fn the_committed_document_is_that_of_the_code() {
    let generated = web::api::openapi_json();
    assert!(
        committed() == generated,
        "openapi.json is old: write it anew with `cargo run -- openapi > openapi.json`"
    );
}

#[test]
fn every_route_says_what_it_is_and_how_it_fails() {
    let document: Value = serde_json::from_str(&web::api::openapi_json()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = std::collections::HashSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let named = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 3), "{named}");
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{named}");
            assert!(!operation["tags"].as_array().unwrap().is_empty(), "{named}");
            let responses = operation["responses"].as_object().unwrap();
            if !path.ends_with("/problems") {
                assert!(responses.contains_key("500") && responses.contains_key("503"), "{named}");
            }
            let is_staff = path.starts_with("/api/v1/staff/");
            assert_eq!(is_staff, operation["tags"][0] == "staff", "{named}");
            if is_staff {
                assert!(responses.contains_key("403") && responses.contains_key("401"), "{named}");
            }
        }
    }
    assert!(ids.len() > 60, "{}", ids.len());
}

#[db_test]
async fn the_documentation_is_served_offline(app: TestApp) {
    let page = app.get("/api/docs/").await.expect(200);
    assert!(page.text().contains("swagger-ui"));
    assert!(!page.text().contains("http://") && !page.text().contains("https://"), "{}", page.text());
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'self'"));
    let settings = app.get("/api/docs/swagger-initializer.js").await.expect(200).text();
    assert!(
        settings.contains("\"validatorUrl\": \"none\"") || settings.contains("\"validatorUrl\":\"none\""),
        "{settings}"
    );
    let served = app.get("/api/openapi.json").await.expect(200).json();
    assert_eq!(served["openapi"], "3.1.0");
}

#[db_test]
async fn the_server_says_how_it_is(app: TestApp) {
    assert_eq!(app.get("/healthz").await.expect(200).text(), "ok\n");
    app.index().await;
    assert_eq!(app.get("/readyz").await.expect(200).text(), "ready\n");
    app.get("/metrics").await.expect(200);
    app.wait_s(61).await;
    let told = app.get("/readyz").await.expect(200).text();
    assert!(told.contains("the search index was last kept 61 s ago"), "{told}");
    app.web().stop_accepting();
    app.get("/readyz").await.expect(503);
    app.get("/healthz").await.expect(200);
}

#[db_test]
async fn every_answer_is_guarded_and_named(app: TestApp) {
    for path in ["/healthz", "/api/v1/products", "/api/v1/nothing", "/nothing"] {
        let reply = app.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
        assert!(
            reply.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(reply.header("x-request-id").unwrap().len(), 16, "{path}");
    }
}

#[db_test]
async fn what_is_not_there_is_a_problem_or_a_page(app: TestApp) {
    let missing = app.get("/api/v1/nothing").header("accept-language", "en").await.expect(404);
    assert_eq!(missing.code(), "not_found");
    let problem = missing.json();
    assert_eq!(
        (&problem["instance"], &problem["title"]),
        (&"/api/v1/nothing".into(), &"There is no such thing.".into())
    );
    assert_eq!(problem["request_id"], missing.header("x-request-id").unwrap());
    let method = app.delete("/api/v1/products").await.expect(405);
    assert_eq!(method.code(), "method_not_allowed");
    assert!(method.header("allow").unwrap().contains("GET"));
    let page = app.get("/nothing").await.expect(404);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for id in ["0", "-1", "x", "99999999999999999999", "1%00", "%ff", "1e3"] {
        app.get(format!("/api/v1/products/{id}")).await.expect(404);
    }
    let kind = app.get(problem["type"].as_str().unwrap()).await.expect(200).data();
    assert_eq!(kind["status"], 404);
}
