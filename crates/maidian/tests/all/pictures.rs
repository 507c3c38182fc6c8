//! Pictures through the program, kept in a directory or by an S3 server, and in its backups.

use mall::media::Blobs;
use outside::blobs::{Bucket, S3};
use serde_json::Value;
use testkit::{Engine, TestDb};
use tokio::runtime::Runtime;

use crate::program::{Home, Server};

const PASSWORD: &str = "a good passphrase";

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// The program told to keep pictures by the S3 server.
fn told_of(home: &Home, s3: &S3) {
    home.write("s3.secret", &format!("{}\n", s3.secret));
    let config = format!(
        "[media]\ns3_endpoint = \"{}\"\ns3_bucket = \"{}\"\ns3_region = \"{}\"\ns3_key_id = \"{}\"\n\
         s3_secret_file = \"s3.secret\"\ns3_prefix = \"{}\"\n",
        s3.endpoint, s3.bucket, s3.region, s3.key_id, s3.prefix
    );
    home.write("maidian.toml", &config);
}

fn photo() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(400, 300, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 7])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Signs in and hands in a picture of oneself: the status, and what is said.
async fn hand_in(server: &Server) -> (u16, Value) {
    let client = reqwest::Client::new();
    let site = format!("http://{}/api/v1", server.address);
    let credentials = serde_json::json!({ "login": "boss", "password": PASSWORD });
    let signed = client.post(format!("{site}/auth/login")).json(&credentials).send().await.unwrap();
    let signed: Value = signed.json().await.unwrap();
    let head = "--story\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.png\"\r\n\
                content-type: image/png\r\n\r\n";
    let body = [head.as_bytes(), &photo(), b"\r\n--story--\r\n"].concat();
    let answer = client
        .put(format!("{site}/me/avatar"))
        .bearer_auth(signed["data"]["access_token"].as_str().unwrap_or_else(|| panic!("{signed}")))
        .header("content-type", "multipart/form-data; boundary=story")
        .body(body)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn fetch(server: &Server, path: &str) -> (u16, String, Vec<u8>) {
    let answer = reqwest::get(format!("http://{}{path}", server.address)).await.unwrap();
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    (answer.status().as_u16(), kind.unwrap_or_default(), answer.bytes().await.unwrap().to_vec())
}

/// Waits until the job has made the size.
async fn made(server: &Server, path: &str) -> Vec<u8> {
    loop {
        let (status, kind, bytes) = fetch(server, path).await;
        assert_eq!(status, 200);
        if kind == "image/webp" {
            return bytes;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn add_boss(home: &Home) {
    home.run_with(&["user", "admin", "boss", "--password-stdin"], &format!("{PASSWORD}\n")).well();
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

#[test]
fn pictures_are_kept_by_an_s3_server_and_served_from_it() {
    let (db, runtime) = (TestDb::new(Engine::Sqlite), runtime());
    let home = Home::new(db.url());
    let s3 = testkit::s3(&format!("program-{}", std::process::id()));
    told_of(&home, &s3);
    add_boss(&home);
    let server = home.serve();
    let (status, kept) = runtime.block_on(hand_in(&server));
    assert_eq!(status, 200, "{kept}");
    let url = text(&kept["data"]["url"]);
    let (status, kind, bytes) = runtime.block_on(fetch(&server, &url));
    assert_eq!((status, kind.as_str()), (200, "image/jpeg"));
    let webp = runtime.block_on(made(&server, &format!("{url}/160.webp")));
    assert_eq!(image::load_from_memory(&webp).unwrap().width(), 160);
    let bucket = Bucket::s3(&s3, runtime.handle().clone()).unwrap();
    let objects = bucket.list(&text(&kept["data"]["hash"])[..2], "", 100).unwrap();
    assert_eq!(objects.len(), 6, "the picture, and its sizes");
    assert!(objects.iter().any(|object| bucket.get(object).unwrap().as_ref() == Some(&bytes)));
    assert!(!home.path("var/media").exists());
    assert!(server.stop().success());
}

#[test]
fn a_store_that_refuses_is_unavailable_and_the_shop_stays_open() {
    let (db, runtime) = (TestDb::new(Engine::Sqlite), runtime());
    let home = Home::new(db.url());
    told_of(&home, &S3 { secret: "guessed".to_owned(), ..testkit::s3("refused") });
    add_boss(&home);
    let server = home.serve();
    let (status, told) = runtime.block_on(hand_in(&server));
    assert_eq!((status, told["code"].as_str()), (503, Some("media_unavailable")), "{told}");
    assert_eq!(runtime.block_on(fetch(&server, "/")).0, 200);
    assert!(server.stop().success());
}

#[test]
fn a_backup_brings_its_pictures_along() {
    let (db, runtime) = (TestDb::new(Engine::Sqlite), runtime());
    let home = Home::new(db.url());
    add_boss(&home);
    let server = home.serve();
    let (_, kept) = runtime.block_on(hand_in(&server));
    let url = text(&kept["data"]["url"]);
    let (_, _, bytes) = runtime.block_on(fetch(&server, &url));
    runtime.block_on(made(&server, &format!("{url}/320.webp")));
    assert!(server.stop().success());
    let said = home.run(&["backup", "shop.backup"]).well();
    assert!(said.contains("objects of pictures are in shop.backup.media"), "{said}");
    let file = home.path("shop.backup").display().to_string();

    // The other shop keeps its pictures elsewhere.
    let other = TestDb::new(Engine::Postgres);
    let there = Home::new(other.url());
    told_of(&there, &testkit::s3(&format!("restored-{}", std::process::id())));
    there.run(&["restore", &file]).well();
    let server = there.serve();
    assert_eq!(runtime.block_on(fetch(&server, &url)).2, bytes);
    assert!(server.stop().success());

    std::fs::remove_file(home.path("shop.backup.media")).unwrap();
    let bare = TestDb::new(Engine::Sqlite);
    let told = Home::new(bare.url()).run(&["restore", &file]).badly();
    assert!(told.contains("are not in the media store"), "{told}");
    let said = home.run(&["backup", "rows.backup", "--without-pictures"]).well();
    assert!(said.contains("pictures are not in it") && !home.path("rows.backup.media").exists(), "{said}");
}

#[test]
fn a_backup_that_lacks_a_picture_says_whose_it_is() {
    let (db, runtime) = (TestDb::new(Engine::Sqlite), runtime());
    let home = Home::new(db.url());
    add_boss(&home);
    let server = home.serve();
    let (_, kept) = runtime.block_on(hand_in(&server));
    let (url, hash) = (text(&kept["data"]["url"]), text(&kept["data"]["hash"]));
    let (_, _, bytes) = runtime.block_on(fetch(&server, &url));
    runtime.block_on(made(&server, &format!("{url}/320.webp")));
    assert!(server.stop().success());
    let bucket = Bucket::directory(&home.path("var/media"), runtime.handle().clone()).unwrap();
    let objects = bucket.list(&hash[..2], "", 100).unwrap();
    let whole = objects.iter().find(|object| bucket.get(object).unwrap().as_ref() == Some(&bytes)).unwrap();
    bucket.delete(whole).unwrap();

    let told = home.run(&["backup", "shop.backup"]).badly();
    let name = url.rsplit('/').next().unwrap();
    assert!(told.contains("1 objects of pictures are not in the media store"), "{told}");
    assert!(told.contains(&format!("picture {name} (shown by avatar ")) && told.contains(whole), "{told}");
    // What is left has been saved.
    let other = TestDb::new(Engine::Sqlite);
    let there = Home::new(other.url());
    let told = there.run(&["restore", &home.path("shop.backup").display().to_string()]).badly();
    assert!(told.contains(&format!("1 of the {} objects", objects.len())), "{told}");
    let restored = Bucket::directory(&there.path("var/media"), runtime.handle().clone()).unwrap();
    assert_eq!(restored.list(&hash[..2], "", 100).unwrap().len(), objects.len() - 1);
}
