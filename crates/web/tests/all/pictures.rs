//! Pictures that people hand in: of themselves, and of what was wrong with the goods.

use mall::media::Blobs;
use serde_json::{Value, json};
use testkit::{Call, Person, TestApp, db_test};

use crate::catalogue::PNG;

/// A photo as a phone would send it, of one colour.
pub fn photo(width: u32, red: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(width, 200, image::Rgb([red, 120, 40]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A form with fields, and files that are all JPEG.
pub fn form(fields: &[(&str, &str)], name: &str, files: &[&[u8]]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (field, value) in fields {
        let part = format!("--story\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for file in files {
        let head = format!(
            "--story\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"x.jpg\"\r\n\
             content-type: image/jpeg\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--story--\r\n");
    ("multipart/form-data; boundary=story".to_owned(), body)
}

fn with_file(call: Call, file: &[u8]) -> Call {
    let (kind, body) = form(&[], "file", &[file]);
    call.body(&kind, body)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A case about a lamp that arrived broken; its address.
async fn case_of(app: &TestApp, shopper: &Person) -> String {
    let lamp = app.item("lamp").insert().await;
    app.give_money(shopper, 100_000).await;
    let order = app.buy_and_pay(shopper, lamp, 2, "o").await;
    let claim = json!({"lines": [{"line": 1, "quantity": 1}], "reason": "broken"});
    let at = format!("/api/v1/orders/{}/aftersales", text(&order["id"]));
    let case = app.post(at).by(shopper).key("c").json(&claim).await.expect(201).data();
    format!("aftersales/{}", text(&case["id"]))
}

#[db_test]
async fn an_avatar_is_shown_replaced_and_removed(app: TestApp) {
    let anna = app.person("anna").await;
    let at = "/api/v1/me/avatar";
    app.get(at).by(&anna).await.expect(404);
    let first = with_file(app.put(at).by(&anna), &photo(400, 10)).await.expect(200).data();
    let shown = app.get(text(&first["url"])).await.expect(200);
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    assert_eq!(shown.header("cache-control"), Some("public, max-age=31536000, immutable"));
    app.work().await;
    for size in first["sizes"].as_array().unwrap() {
        let sized = app.get(text(&size["url"])).await.expect(200);
        assert_eq!(sized.header("content-type"), size["mime"].as_str());
        let read = image::load_from_memory(&sized.body).unwrap();
        let (width, height) = (u64::from(read.width()), u64::from(read.height()));
        assert_eq!((Some(width), Some(height)), (size["width"].as_u64(), size["height"].as_u64()));
    }
    let second = with_file(app.put(at).by(&anna), &photo(300, 200)).await.expect(200).data();
    assert_ne!(first["hash"], second["hash"]);
    assert_eq!(app.get(at).by(&anna).await.expect(200).data()["hash"], second["hash"]);
    app.delete(at).by(&anna).await.expect(204);
    app.get(at).by(&anna).await.expect(404);
    with_file(app.put(at), &photo(300, 200)).await.expect(401);
}

#[db_test]
async fn while_a_size_is_made_the_picture_stands_in_and_nobody_keeps_it(app: TestApp) {
    let anna = app.person("anna").await;
    let kept = with_file(app.put("/api/v1/me/avatar").by(&anna), &photo(400, 10)).await.expect(200).data();
    let webp = format!("{}/160.webp", text(&kept["url"]));
    let early = app.get(&webp).await.expect(200);
    assert_eq!(early.header("content-type"), Some("image/jpeg"));
    assert_eq!((early.header("cache-control"), early.header("etag")), (Some("public, max-age=30"), None));
    app.work().await;
    let late = app.get(&webp).await.expect(200);
    assert_eq!(late.header("content-type"), Some("image/webp"));
    let etag = late.header("etag").unwrap().to_owned();
    app.get(&webp).header("if-none-match", &etag).await.expect(304);
    for absent in ["161.webp", "160.png", "160.svg", "640.jpg", "160", "../160.webp"] {
        app.get(format!("{}/{absent}", text(&kept["url"]))).await.expect(404);
    }
}

/// Forgets the objects behind an address as if somebody had deleted them by hand: those that `is_lost` says, by what
/// is in them.
fn lose(app: &TestApp, is_lost: impl Fn(&[u8]) -> bool) {
    for object in app.blobs().names() {
        let bytes = app.blobs().get(&object).unwrap().unwrap();
        if is_lost(&bytes) {
            app.blobs().delete(&object).unwrap();
        }
    }
}

/// A width of a format, as the store holds it.
fn is_of(bytes: &[u8], format: image::ImageFormat, width: u32) -> bool {
    image::guess_format(bytes).unwrap() == format && image::load_from_memory(bytes).unwrap().width() == width
}

#[db_test]
async fn a_lost_size_leaves_no_hole_and_is_made_again(app: TestApp) {
    let anna = app.person("anna").await;
    let kept = with_file(app.put("/api/v1/me/avatar").by(&anna), &photo(700, 10)).await.expect(200).data();
    app.work().await;
    let webp = format!("{}/160.webp", text(&kept["url"]));
    lose(&app, |bytes| is_of(bytes, image::ImageFormat::WebP, 160));
    for _ in 0..2 {
        let instead = app.get(&webp).await.expect(200);
        assert_eq!(
            (instead.header("cache-control"), instead.header("etag")),
            (Some("public, max-age=30"), None)
        );
        assert!(is_of(&instead.body, image::ImageFormat::Jpeg, 160), "the older format, in the same width");
    }
    app.work().await;
    let again = app.get(&webp).await.expect(200);
    assert_eq!(again.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(is_of(&again.body, image::ImageFormat::WebP, 160));
}

#[db_test]
async fn a_lost_picture_is_shown_by_what_is_left_of_it(app: TestApp) {
    let anna = app.person("anna").await;
    let kept = with_file(app.put("/api/v1/me/avatar").by(&anna), &photo(700, 10)).await.expect(200).data();
    app.work().await;
    lose(&app, |bytes| is_of(bytes, image::ImageFormat::Jpeg, 700));
    let instead = app.get(text(&kept["url"])).await.expect(200);
    assert_eq!((instead.header("cache-control"), instead.header("etag")), (Some("public, max-age=30"), None));
    assert!(is_of(&instead.body, image::ImageFormat::Jpeg, 640), "the largest of its sizes");
    // Another, of which nothing is in the memory of the server.
    let kept = with_file(app.put("/api/v1/me/avatar").by(&anna), &photo(701, 20)).await.expect(200).data();
    lose(&app, |_| true);
    app.get(text(&kept["url"])).await.expect(503);
    app.work().await;
}

#[db_test]
async fn every_refusal_says_what_is_wrong(app: TestApp) {
    let anna = app.person("anna").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let photo = photo(400, 10);
    let bomb = bomb();
    for (file, status, code) in [
        (&svg[..], 415, "picture_drawn"),
        (b"PK\x03\x04 not a picture", 415, "picture_type"),
        (PNG, 422, "picture_mislabelled"),
        (&photo[..20], 422, "picture_cut"),
        (&photo[..photo.len() / 2], 422, "picture_cut"),
        (&PNG[..PNG.len() / 2], 422, "picture_mislabelled"),
        (&bomb, 413, "picture_too_big"),
        (&vec![0; 10 * 1024 * 1024 + 1], 413, "too_large"),
    ] {
        let call = app.put("/api/v1/me/avatar").by(&anna).header("accept-language", "en");
        let refused = with_file(call, file).await.expect(status);
        assert_eq!(refused.code(), code);
        assert!(refused.json()["title"].as_str().unwrap().ends_with('.'), "{}", refused.text());
    }
    assert!(app.blobs().names().is_empty(), "nothing of it was kept");
}

/// A JPEG that says it has 60,000 × 60,000 pixels.
fn bomb() -> Vec<u8> {
    let mut bytes = photo(400, 10);
    let frame = bytes.windows(2).position(|mark| mark == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    bytes
}

#[db_test]
async fn photos_of_a_case_are_for_its_owner_and_staff(app: TestApp) {
    let (anna, bert) = (app.person("anna").await, app.person("bert").await);
    let case = case_of(&app, &anna).await;
    let (own, of_staff) = (format!("/api/v1/{case}"), format!("/api/v1/staff/{case}"));
    let added = with_file(app.post(format!("{own}/photos")).by(&anna), &photo(400, 10)).await.expect(201);
    let at = added.header("location").unwrap().to_owned();
    assert_eq!(added.data()["photos"][0]["url"], at.as_str());
    app.work().await;
    let name = at.rsplit('/').next().unwrap().to_owned();
    let staff = app.staff("staff", &[mall::account::Permission::OrderRead]).await;
    let other = app.staff("other", &[mall::account::Permission::CatalogWrite]).await;
    let seen = app.get(format!("{at}?size=160.webp")).by(&anna).await.expect(200);
    assert_eq!(seen.header("content-type"), Some("image/webp"));
    assert_eq!(seen.header("cache-control"), Some("private, no-store"));
    let listed = app.get(&of_staff).by(&staff).await.expect(200).data();
    let by_staff = text(&listed["photos"][0]["url"]);
    app.get(&by_staff).by(&staff).await.expect(200);
    app.get(&by_staff).by(&other).await.expect(403);
    app.get(&by_staff).by(&anna).await.expect(403);
    app.get(&at).by(&bert).await.expect(404);
    app.get(&at).await.expect(401);
    let public =
        [format!("/media/{name}"), format!("/media/{}", &name[..64]), format!("/media/{name}/160.webp")];
    for public in public {
        app.get(public).await.expect(404);
        app.get(format!("/api/v1/{case}x/photos/{name}")).by(&anna).await.expect(404);
    }
    with_file(app.post(format!("{own}/photos")).by(&bert), &photo(400, 20)).await.expect(404);
}

#[db_test]
async fn a_case_has_six_photos_at_most_and_none_once_it_is_decided(app: TestApp) {
    let anna = app.person("anna").await;
    let case = case_of(&app, &anna).await;
    let photos = format!("/api/v1/{case}/photos");
    for red in 0..6 {
        with_file(app.post(&photos).by(&anna), &photo(300, red * 40)).await.expect(201);
    }
    with_file(app.post(&photos).by(&anna), &photo(300, 0)).await.expect(201);
    let refused = with_file(app.post(&photos).by(&anna), &photo(301, 0)).await.expect(422);
    assert_eq!(refused.json()["details"][0]["field"], "photos");
    let staff = app.admin("boss").await;
    let approve = format!("/api/v1/staff/{case}/approve");
    app.post(approve).by(&staff).key("a").json(&json!({"answer": "sorry"})).await.expect(200);
    assert_eq!(
        with_file(app.post(&photos).by(&anna), &photo(300, 0)).await.expect(409).code(),
        "aftersale_moved"
    );
}

#[db_test]
async fn a_store_that_is_out_is_told_and_nothing_is_lost(app: TestApp) {
    let anna = app.person("anna").await;
    let at = "/api/v1/me/avatar";
    app.blobs().outage(true);
    let refused = with_file(app.put(at).by(&anna), &photo(300, 9)).await.expect(503);
    assert_eq!(refused.code(), "media_unavailable");
    assert!(refused.header("retry-after").is_some());
    app.get(at).by(&anna).await.expect(404);
    app.blobs().outage(false);
    let kept = with_file(app.put(at).by(&anna), &photo(300, 9)).await.expect(200).data();
    app.get(text(&kept["url"])).await.expect(200);
}
