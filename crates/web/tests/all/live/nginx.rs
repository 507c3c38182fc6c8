//! Through a real nginx, with the very file that the documentation gives.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use testkit::{Node, TestApp, db_test};

use super::ear::{Ear, knock_at};

const SAMPLE: &str = include_str!("../../../../../docs/nginx.conf");
const PATIENCE: Duration = Duration::from_secs(20);

/// A running nginx. It is gone before its directory is.
struct Nginx {
    child: Child,
    address: SocketAddr,
    _directory: TempDir,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "the sample has {from:?} once");
    text.replace(from, to)
}

impl Nginx {
    fn start(address: SocketAddr, nodes: &[&Node]) -> Self {
        let program = std::env::var_os("MAIDIAN_TEST_NGINX").unwrap_or_else(|| {
            panic!("MAIDIAN_TEST_NGINX is not set. `cargo xtask test` finds nginx, installs it when it is missing, and sets it.")
        });
        let directory = tempfile::tempdir().unwrap();
        let servers: Vec<String> = nodes.iter().map(|node| format!("server {};", node.address)).collect();
        let site = once(SAMPLE, "server 127.0.0.1:8080;", &servers.join("\n    "));
        let site = once(&site, "listen 80;", &format!("listen {address};"));
        std::fs::write(directory.path().join("maidian.conf"), site).unwrap();
        let at = directory.path().display();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {at}/{kind};"))
            .join("\n");
        let main = format!(
            "daemon off;\nmaster_process off;\npid {at}/nginx.pid;\nerror_log {at}/error.log;\n\
             events {{ worker_connections 256; }}\nhttp {{\naccess_log off;\n{temporary}\ninclude {at}/maidian.conf;\n}}\n"
        );
        let file = directory.path().join("nginx.conf");
        std::fs::write(&file, main).unwrap();
        let mut command = Command::new(program);
        command.arg("-p").arg(directory.path()).arg("-c").arg(&file);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut nginx = Self { child: command.spawn().unwrap(), address, _directory: directory };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = nginx.child.try_wait().unwrap();
            assert!(ended.is_none() && began.elapsed() < PATIENCE, "{ended:?}: {}", nginx.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        nginx
    }

    fn log(&self) -> String {
        let log = Path::new(self._directory.path()).join("error.log");
        std::fs::read_to_string(log).unwrap_or_default()
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

async fn server(app: &TestApp, site: SocketAddr) -> Node {
    app.serve(|config| {
        config.base_url = format!("http://{site}");
        config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
        config.live.per_address_max = 3;
        config.live.ping_every = Duration::from_millis(500);
    })
    .await
}

#[db_test]
async fn listeners_come_through_nginx_and_go_on_at_another_server(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let buyer = app.person("buyer").await;
    app.give_money(&buyer, 100_000).await;
    let site = free_address();
    let (one, other) = (server(&app, site).await, server(&app, site).await);
    let nginx = Nginx::start(site, &[&one, &other]);
    let ours = format!("http://{site}");
    let bearer = format!("Bearer {}", buyer.access(&app));
    let headers = [("authorization", bearer.as_str()), ("origin", ours.as_str())];
    let mut ear: Ear = knock_at(nginx.address, "/live", &headers).await.unwrap();
    ear.expect("hello").await;
    let order = app.buy_and_pay(&buyer, lamp, 1, "k").await;
    assert_eq!(ear.expect("order").await["data"], json!({ "order": order["id"], "state": "placed" }));
    ear.expect("order").await;
    let paid = ear.expect("payment").await;
    // Several heartbeats long nothing is said, and the line holds.
    assert!(ear.is_quiet(1_800).await);

    // A foreign page is refused here too, and a client's own word about its address is not believed.
    let evil = [("origin", "https://evil.example")];
    assert_eq!(knock_at(nginx.address, "/live", &evil).await.err(), Some(403));
    let mut visitors = Vec::new();
    for n in 0..5 {
        let forged = format!("203.0.113.{n}");
        let knocked = knock_at(nginx.address, "/live", &[("x-forwarded-for", forged.as_str())]).await;
        visitors.push(knocked.map_err(|status| assert_eq!(status, 429)).ok());
    }
    let inside = visitors.iter().flatten().count();
    assert!((4..=5).contains(&inside), "{inside} of 5: two servers have three places each");
    drop(visitors);

    // The server that it hears of stops; it goes on at the other, and nothing is missed in between.
    one.web.stop_accepting();
    other.web.stop_accepting();
    assert_eq!(ear.end().await, Some(1_012));
    let third = server(&app, site).await;
    drop(nginx);
    let nginx = Nginx::start(site, &[&one, &third]);
    let second = app.buy_and_pay(&buyer, lamp, 1, "l").await;
    let after = format!("/live?after={}", paid["seq"].as_str().unwrap());
    let mut back = knock_at(nginx.address, &after, &headers).await.unwrap();
    back.expect("hello").await;
    let mut orders = Vec::new();
    for _ in 0..6 {
        orders.push(back.any().await["data"]["order"].clone());
    }
    assert!(orders[3..].iter().all(|told| *told == second["id"]), "{orders:?}");
}

#[db_test]
async fn kept_pages_are_packed_by_nginx_and_known_again(app: TestApp) {
    // Short answers are not worth packing.
    for name in ["lamp", "tea", "mug", "pen"] {
        app.item(name).insert().await;
    }
    let site = free_address();
    let node = server(&app, site).await;
    let nginx = Nginx::start(site, &[&node]);
    let client = reqwest::Client::new();
    let ask = |tag: Option<String>| {
        let request =
            client.get(format!("http://{}/api/v1/products", nginx.address)).header("accept-encoding", "gzip");
        match tag {
            Some(tag) => request.header("if-none-match", tag),
            None => request,
        }
    };
    let first = ask(None).send().await.unwrap();
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let vary: Vec<_> = first.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(vary.join(",").to_lowercase().contains("accept-encoding"), "{vary:?}");
    assert_eq!(ask(Some(tag)).send().await.unwrap().status(), 304);
    let page = client.get(format!("http://{}/", nginx.address)).header("accept-encoding", "gzip");
    let page = page.send().await.unwrap();
    assert_eq!(page.headers()["content-encoding"], "gzip");
    assert!(page.headers()["etag"].to_str().unwrap().starts_with("W/"), "a packed page has a weak tag");
}
