//! The load: clients that each keep one connection and send the next request when the last is answered. It does
//! as little as it can, for it shares the machine with what it measures.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::trouble::{Result, Trouble};

/// The longest head of an answer that is read.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Headers of an answer that are read.
const HEADERS_MAX: usize = 64;
/// The longest body of an answer that is read.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Writes a client's next request: which client, how many it sent before.
pub trait Script: Fn(usize, u64, &mut Vec<u8>) + Clone + Send + 'static {}

impl<F: Fn(usize, u64, &mut Vec<u8>) + Clone + Send + 'static> Script for F {}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Requests answered well, a second.
    pub per_s: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// The server's time on the processor a request, in microseconds, where that was asked for.
    pub cpu_us: Option<f64>,
    /// Answers that were not 2xx; the first is kept in words.
    pub refused: u64,
    pub first_refusal: Option<String>,
}

/// An answer as far as it is looked at.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The cookies that a browser would send from now on, as a line of a request's head; empty when there are none.
    #[must_use]
    pub fn cookies(&self) -> String {
        let set = self.head.split("\r\n").filter_map(|line| line.split_once(": "));
        let set = set.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let kept: Vec<_> = set.filter_map(|(_, cookie)| cookie.split(';').next()).collect();
        if kept.is_empty() { String::new() } else { format!("Cookie: {}\r\n", kept.join("; ")) }
    }
}

/// Sends requests from `clients` connections for a time.
///
/// # Errors
/// When the server cannot be reached or does not speak HTTP/1.1.
pub fn run(
    runtime: &Runtime,
    server: SocketAddr,
    clients: usize,
    time: Duration,
    script: &impl Script,
) -> Result<Load> {
    let began = Instant::now();
    let tasks: Vec<_> =
        (0..clients).map(|client| runtime.spawn(one(server, client, began + time, script.clone()))).collect();
    let mut all = Load::default();
    for task in tasks {
        all.add(runtime.block_on(task).map_err(|error| Trouble::new(error.to_string()))??);
    }
    all.time = began.elapsed();
    Ok(all)
}

/// One request.
///
/// # Errors
/// As [`run`].
pub fn ask(runtime: &Runtime, server: SocketAddr, request: &[u8]) -> Result<Answer> {
    runtime.block_on(async {
        let mut connection = Connection::open(server).await?;
        connection.exchange(request).await?;
        let head = String::from_utf8_lossy(&connection.read[..connection.head.bytes]).into_owned();
        Ok(Answer { status: connection.head.status, head, body: connection.body().to_vec() })
    })
}

async fn one(server: SocketAddr, client: usize, until: Instant, script: impl Script) -> Result<Load> {
    let mut connection = Connection::open(server).await?;
    let (mut tally, mut request) = (Load::default(), Vec::new());
    for sent in 0.. {
        let begin = Instant::now();
        if until <= begin {
            break;
        }
        request.clear();
        script(client, sent, &mut request);
        connection.exchange(&request).await?;
        tally.note(&connection, begin.elapsed());
    }
    Ok(tally)
}

/// What was asked and answered in a time.
#[derive(Default)]
pub struct Load {
    time: Duration,
    took_us: Vec<u32>,
    refused: u64,
    first_refusal: Option<String>,
}

impl Load {
    fn note(&mut self, answer: &Connection, took: Duration) {
        if (200..300).contains(&answer.head.status) {
            self.took_us.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
            return;
        }
        self.refused += 1;
        let body = String::from_utf8_lossy(answer.body());
        self.first_refusal.get_or_insert_with(|| format!("{} {body}", answer.head.status));
    }

    /// As if one had followed the other.
    pub fn add(&mut self, other: Self) {
        self.time += other.time;
        self.took_us.extend(other.took_us);
        self.refused += other.refused;
        self.first_refusal = self.first_refusal.take().or(other.first_refusal);
    }

    /// The figures, with what the server spent on the processor in this time, in seconds.
    #[must_use]
    pub fn measured(mut self, spent_s: Option<f64>) -> Measured {
        self.took_us.sort_unstable();
        let count = self.took_us.len();
        let at = |percent: usize| {
            self.took_us.get(count * percent / 100).map_or(0.0, |us| f64::from(*us) / 1_000.0)
        };
        Measured {
            per_s: count as f64 / self.time.as_secs_f64(),
            p50_ms: at(50),
            p99_ms: at(99),
            cpu_us: spent_s.map(|spent| spent * 1e6 / count.max(1) as f64),
            refused: self.refused,
            first_refusal: self.first_refusal,
        }
    }
}

/// A connection and the last answer that came over it.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    head: Head,
}

impl Connection {
    async fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(64 * 1024),
            head: Head { status: 0, bytes: 0, body_bytes: 0 },
        })
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await.map_err(broken)?;
        self.read.clear();
        self.more().await?;
        self.head = loop {
            match head(&self.read)? {
                Some(head) => break head,
                None if self.read.len() < HEAD_BYTES_MAX => self.more().await?,
                None => return Err(Trouble::new("the head of an answer is too long")),
            }
        };
        if BODY_BYTES_MAX < self.head.body_bytes {
            return Err(Trouble::new("an answer is too long"));
        }
        while self.read.len() < self.head.bytes + self.head.body_bytes {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await.map_err(broken)? {
            0 => Err(Trouble::new("the server closed the connection")),
            _ => Ok(()),
        }
    }

    fn body(&self) -> &[u8] {
        &self.read[self.head.bytes..self.head.bytes + self.head.body_bytes]
    }
}

fn broken(error: std::io::Error) -> Trouble {
    Trouble::new(format!("the connection to the server: {error}"))
}

/// What the head of an answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    bytes: usize,
    body_bytes: usize,
}

/// `None` when there is more of the head to come.
fn head(read: &[u8]) -> Result<Option<Head>> {
    let told = || Trouble::new(format!("not an answer: {}", String::from_utf8_lossy(read)));
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(bytes) = response.parse(read).map_err(|_| told())? else {
        return Ok(None);
    };
    let status = response.code.ok_or_else(told)?;
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
    // No content: such answers have no length.
    let body_bytes = length.or((status == 204).then_some(0)).ok_or_else(told)?;
    Ok(Some(Head { status, bytes, body_bytes }))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;

    use super::*;

    #[test]
    fn a_head_tells_its_status_and_length() {
        let created = b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(head(created).unwrap(), Some(Head { status: 201, bytes: 44, body_bytes: 12 }));
        assert_eq!(head(&created[..40]).unwrap(), None);
        assert_eq!(head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap().body_bytes, 0);
        assert!(head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(head(b"hello\r\n\r\n").is_err());
    }

    #[test]
    fn what_is_answered_well_is_counted_and_what_is_refused_is_told() {
        let runtime = crate::service::runtime().unwrap();
        let router = Router::new()
            .route("/well", get(async || "well"))
            .route("/badly", get(async || (StatusCode::CONFLICT, "sold out")));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let server = listener.local_addr().unwrap();
        runtime.spawn(async { axum::serve(listener, router).await });
        let to = |path: &'static str| {
            move |_: usize, _: u64, request: &mut Vec<u8>| {
                request.extend_from_slice(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
            }
        };
        let time = Duration::from_millis(50);
        let well = run(&runtime, server, 2, time, &to("/well")).unwrap().measured(None);
        assert!(well.per_s > 0.0 && well.refused == 0, "{well:?}");
        let badly = run(&runtime, server, 2, time, &to("/badly")).unwrap().measured(None);
        assert_eq!((badly.per_s, badly.first_refusal.as_deref()), (0.0, Some("409 sold out")));
        assert!(badly.refused > 0);
    }
}
