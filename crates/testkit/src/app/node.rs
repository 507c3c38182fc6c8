//! Other servers of a story: each over its own connection to the story's database, behind a real socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use kernel::{Env, ManualClock, SeededRandom};
use store::{Db, Options};
use tokio::net::TcpSocket;
use tokio::task::JoinHandle;

use super::{Services, TestApp, new_app};

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 64;

/// A server that listens on a port of this machine until it is dropped.
pub struct Node {
    pub web: web::App,
    pub address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Node {
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl TestApp {
    /// The story's database, opened as another server would, whose clock is behind by so much.
    ///
    /// # Panics
    /// When it cannot be opened.
    #[must_use]
    pub fn open_db(&self, behind_s: i64) -> Db {
        let clock = if behind_s == 0 {
            Arc::clone(&self.0.db.clock)
        } else {
            Arc::new(ManualClock::at(self.web().now().minus_s(behind_s)))
        };
        let env = Env::new(clock, Arc::new(SeededRandom::new(self.0.db.db.env().random.u64())));
        let mut options = Options::new(self.0.db.url());
        options.connections = 3;
        let db =
            Db::open(&options, Arc::new(env), &mall::migrations()).expect("the test database opens again");
        db.lease_node().expect("another node number");
        db
    }

    /// Starts another server of the shop.
    ///
    /// # Panics
    /// When there is no port for it.
    pub async fn serve(&self, configure: impl FnOnce(&mut web::WebConfig)) -> Node {
        let app = self.clone();
        let db = tokio::task::spawn_blocking(move || app.open_db(0)).await.expect("a database");
        let socket = TcpSocket::new_v4().expect("a socket");
        // Small, so that a story can show what becomes of somebody who does not read.
        socket.set_send_buffer_size(4_096).expect("a small buffer");
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
        let listener = socket.listen(BACKLOG).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let mut config =
            web::WebConfig { base_url: format!("http://{address}"), ..web::WebConfig::default() };
        configure(&mut config);
        let services = Services {
            gateway: self.0.gateway.clone(),
            search: self.0.search.clone(),
            blobs: self.0.blobs.clone(),
        };
        let web = new_app(db, services, config);
        web::live::follow(&web);
        let router = web::router(web.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Node { web, address, server }
    }
}
