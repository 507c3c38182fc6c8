//! A client of `/live`.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use testkit::{Node, Person, TestApp};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Nothing takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Ear {
    socket: WebSocketStream<TcpStream>,
    /// The last `seq` that was heard.
    pub seq: String,
}

/// What comes out of a socket.
#[derive(Debug)]
pub enum Heard {
    Said(Value),
    /// The code that it was closed with; `None` when it broke off.
    Ended(Option<u16>),
}

/// Why a handshake failed: its status.
pub async fn knock(node: &Node, path: &str, headers: &[(&str, &str)]) -> Result<Ear, u16> {
    knock_at(node.address, path, headers).await
}

pub async fn knock_at(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Result<Ear, u16> {
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    for (name, value) in headers {
        let name: axum::http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let socket = TcpSocket::new_v4().unwrap();
    // As small as the server's: who does not read is found out after a few messages.
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let config = WebSocketConfig::default().read_buffer_size(1_024);
    match tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await {
        Ok((socket, _)) => Ok(Ear { socket, seq: String::new() }),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{path}: {error}"),
    }
}

impl Ear {
    /// Comes in with the person's token, and hears the greeting.
    pub async fn of(app: &TestApp, node: &Node, person: &Person, after: Option<&str>) -> Self {
        let path = after.map_or("/live".to_owned(), |after| format!("/live?after={after}"));
        let bearer = format!("Bearer {}", person.access(app));
        let mut ear = knock(node, &path, &[("authorization", &bearer)]).await.unwrap();
        ear.expect("hello").await;
        ear
    }

    pub async fn next(&mut self) -> Heard {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("something is said");
            match next {
                Some(Ok(Message::Text(text))) => {
                    let said: Value = serde_json::from_str(&text).unwrap();
                    self.seq = said["seq"].as_str().unwrap().to_owned();
                    return Heard::Said(said);
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Ended(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Ended(None),
            }
        }
    }

    /// The next message, which is of a type.
    pub async fn expect(&mut self, kind: &str) -> Value {
        match self.next().await {
            Heard::Said(said) => {
                assert_eq!(said["type"], kind, "{said}");
                said
            }
            Heard::Ended(code) => panic!("ended with {code:?}, and {kind} was expected"),
        }
    }

    /// The code that the connection is closed with; messages before it are passed over.
    pub async fn end(&mut self) -> Option<u16> {
        loop {
            if let Heard::Ended(code) = self.next().await {
                return code;
            }
        }
    }

    /// Whether nothing is said for a while.
    pub async fn is_silent(&mut self, for_ms: u64) -> bool {
        tokio::time::timeout(Duration::from_millis(for_ms), self.socket.next()).await.is_err()
    }

    /// Whether nothing but heartbeats comes for a while, and the line holds.
    pub async fn is_quiet(&mut self, for_ms: u64) -> bool {
        tokio::time::timeout(Duration::from_millis(for_ms), self.next()).await.is_err()
    }

    /// The next message, whatever it is about.
    pub async fn any(&mut self) -> Value {
        match self.next().await {
            Heard::Said(said) => said,
            Heard::Ended(code) => panic!("ended with {code:?}"),
        }
    }

    pub async fn say(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    /// Asks whether the line holds, and waits for the answer.
    pub async fn ping(&mut self) {
        self.socket.send(Message::Ping("?".into())).await.unwrap();
        loop {
            match tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("pings are answered") {
                Some(Ok(Message::Pong(_))) => return,
                Some(Ok(Message::Ping(_))) => {}
                other => panic!("no answer but {other:?}"),
            }
        }
    }

    /// Breaks off without a word.
    pub fn hang_up(self) {
        drop(self);
    }

    /// Reads until `wanted` more were heard or the connection ends; the `seq` of each.
    pub async fn hear(&mut self, wanted: usize, heard: &mut BTreeSet<String>) {
        for _ in 0..wanted {
            match self.next().await {
                Heard::Said(said) => {
                    assert_ne!(said["type"], "reset", "nothing is older than five minutes here");
                    if said["type"] != "hello" {
                        heard.insert(said["seq"].as_str().unwrap().to_owned());
                    }
                }
                Heard::Ended(_) => return,
            }
        }
    }
}
