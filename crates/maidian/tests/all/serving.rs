//! A server from its start to its end.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use kernel::params;
use mall::catalog;
use serde_json::json;
use store::sql;
use testkit::{Engine, TestDb, db_test};

use crate::program::{Home, Server, free_address, get, get_as, mode_of};

#[db_test]
fn a_server_serves_and_stops_when_it_is_asked(db: TestDb) {
    let home = Home::new(db.url());
    let server = home.serve();
    assert_eq!(get(server.address, "/healthz"), Some((200, "ok\n".to_owned())));
    let (status, metrics) = get(server.address, "/metrics").unwrap();
    assert_eq!(status, 200);
    for name in ["log_lines_dropped_total 0", "http_requests_total", "uptime_seconds"] {
        assert!(metrics.contains(name), "{name}: {metrics}");
    }
    assert_eq!(mode_of(&home.path("var/keys.toml")), 0o600);
    let address = server.address;
    assert!(server.stop().success());
    assert!(get(address, "/healthz").is_none());
    // The number of its node was given back: many starts in a row do not use them up.
    for _ in 0..3 {
        assert!(home.serve().stop().success());
    }
    home.run(&["audit"]).well();
}

sql! {
    NOTED = "select cast(coalesce(sum(amount), 0) as bigint) from rank_deltas where kind = ?1";
}

fn noted(db: &TestDb, kind: &'static str) -> i64 {
    db.read(move |tx| tx.one(NOTED, params![kind], |row| row.get(0))).unwrap()
}

/// What is hot is counted: looks when the server stops, carts even when it is killed.
#[db_test]
fn a_server_that_ends_has_written_down_what_shoppers_did(db: TestDb) {
    let sku = crate::crash::sell(&db);
    let spu = db.read(move |tx| Ok(catalog::offers(tx, &[sku])?[0].spu)).unwrap();
    let home = Home::new(db.url());
    let server = home.serve();
    let page = format!("/p/{spu}");
    assert_eq!(get_as(server.address, &page, "Mozilla/5.0 (iPhone)").unwrap().0, 200);
    assert!(server.stop().success());
    assert_eq!(noted(&db, "view"), 1, "it was asked to stop within the five seconds");
    let server = home.serve();
    let body = json!({ "items": [{ "sku": sku, "quantity": 2 }] });
    let cart = format!("http://{}/api/v1/cart/items", server.address);
    let added = tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(async move { reqwest::Client::new().post(cart).json(&body).send().await.unwrap() });
    assert_eq!(added.status().as_u16(), 200);
    server.kill();
    assert_eq!(noted(&db, "cart"), 1, "what was answered for is in the database");
}

#[test]
fn a_busy_port_is_one_sentence_and_nothing_else_happens() {
    let home = Home::new("sqlite:var/maidian.db");
    let busy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap().to_string();
    let mut command = home.command(&["serve"]);
    let output = command.env("MAIDIAN_SERVER_LISTEN", &address).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!("maidian: {address} is in use; set server.listen or MAIDIAN_SERVER_LISTEN\n")
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(!home.path("var/maidian.db").exists());
}

#[db_test]
fn a_worker_works_alone(db: TestDb) {
    let home = Home::new(db.url());
    let address = free_address();
    let mut command = home.command(&["worker"]);
    command.env("MAIDIAN_WORKER_METRICS_LISTEN", address.to_string());
    let worker = Server::start_when(command, address, "/healthz");
    let (_, metrics) = get(address, "/metrics").unwrap();
    assert!(metrics.contains("log_lines_dropped_total"), "{metrics}");
    assert!(worker.stop().success());
}

#[test]
fn two_servers_share_one_database() {
    let db = TestDb::new(Engine::Postgres);
    let home = Home::new(db.url());
    let (first, second) = (home.serve(), home.serve());
    assert!(first.stop().success());
    assert_eq!(get(second.address, "/readyz").unwrap().0, 200);
    assert!(second.stop().success());
}

#[test]
fn the_demo_opens_a_shop_and_finds_it_again() {
    let home = Home::new("unused");
    let demo = || {
        let (shop, sandbox) = (free_address(), free_address());
        let (listen, sandbox_listen) = (shop.to_string(), sandbox.to_string());
        let mut command = home.command(&["demo", "--listen", &listen, "--sandbox-listen", &sandbox_listen]);
        command.env_remove("MAIDIAN_STORE_URL");
        (Server::start(command, shop), sandbox)
    };
    let (server, sandbox) = demo();
    assert_eq!(get(sandbox, "/").unwrap().0, 200);
    let passwords = std::fs::read_to_string(home.path("var/demo-passwords.toml")).unwrap();
    assert!(passwords.contains("xiaomai = ") && passwords.contains("admin = "), "{passwords}");
    for private in ["demo-passwords.toml", "keys.toml", "maidian.db", "maidian.toml", "maidian.log"] {
        assert_eq!(mode_of(&home.path("var").join(private)), 0o600, "{private}");
    }
    // What is hot is counted by a job, which may not have run yet.
    let began = Instant::now();
    let home_page = loop {
        let (_, page) = get(server.address, "/").unwrap();
        // Categories, and four lists.
        if page.matches("<section class=\"band\"").count() == 5 {
            break page;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{page}");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(home_page.matches("<div class=\"banner\">").count(), 3);
    assert_eq!(home_page.matches("class=\"banner-picture\"").count(), 3);
    assert_eq!(home_page.matches("data-announcement=").count(), 2);
    assert!(server.stop().success());

    let began = Instant::now();
    let (server, _) = demo();
    let (_, home_page) = get(server.address, "/").unwrap();
    assert_eq!(home_page.matches("data-announcement=").count(), 2, "they are announced once");
    assert!(began.elapsed() < Duration::from_secs(10), "a second start only looks: {:?}", began.elapsed());
    assert_eq!(std::fs::read_to_string(home.path("var/demo-passwords.toml")).unwrap(), passwords);
    assert!(server.stop().success());

    let mut audit = home.command(&["--config", "var/maidian.toml", "audit"]);
    let output = audit.env_remove("MAIDIAN_STORE_URL").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let mut export = home.command(&["--config", "var/maidian.toml", "export", "products"]);
    let output = export.env_remove("MAIDIAN_STORE_URL").output().unwrap();
    let goods = String::from_utf8(output.stdout).unwrap();
    assert!(250 < goods.lines().count(), "{} lines", goods.lines().count());
}

/// Sends a request whose body comes in pieces, with a pause before each, and reads until the server closes.
fn in_pieces(server: &Server, pieces: &[&str], pause: Duration) -> String {
    let mut stream = std::net::TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n\
                content-length: 33\r\nconnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    for piece in pieces {
        std::thread::sleep(pause);
        stream.write_all(piece.as_bytes()).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_body_may_come_slowly_and_one_that_stops_ends_the_connection() {
    let home = Home::new("sqlite:var/maidian.db");
    home.write("maidian.toml", "[server]\nrequest_timeout_s = 2\n");
    let server = home.serve();
    let pieces = ["{\"login\":\"a", "nna\",", "\"passw", "ord\":\"x", "yz\"}"];
    assert_eq!(pieces.concat().len(), 33);
    let slow = in_pieces(&server, &pieces, Duration::from_millis(800));
    assert_eq!(slow, "HTTP/1.1 401 Unauthorized", "four seconds in all, never two without a piece");
    let began = Instant::now();
    let stopped = in_pieces(&server, &pieces[..2], Duration::ZERO);
    assert_eq!(stopped, "HTTP/1.1 503 Service Unavailable");
    assert!(began.elapsed() < Duration::from_secs(20));
    assert!(server.stop().success());
}
