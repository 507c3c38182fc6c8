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
    /// Requests answered well.
    pub requests: usize,
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
) -> Result<Measured> {
    let began = Instant::now();
    let tasks: Vec<_> =
        (0..clients).map(|client| runtime.spawn(one(server, client, began + time, script.clone()))).collect();
    let mut all = Tally::default();
    for task in tasks {
        let one = runtime.block_on(task).map_err(|error| Trouble::new(error.to_string()))??;
        all.add(one);
    }
    Ok(all.measured(began.elapsed()))
}

/// One request.
///
/// # Errors
/// As [`run`].
pub fn ask(runtime: &Runtime, server: SocketAddr, request: &[u8]) -> Result<Answer> {
    runtime.block_on(async {
        let mut connection = Connection::open(server).await?;
        connection.exchange(request).await?;
        let head = String::from_utf8_lossy(&connection.read[..connection.head_bytes]).into_owned();
        Ok(Answer { status: connection.status, head, body: connection.body().to_vec() })
    })
}

async fn one(server: SocketAddr, client: usize, until: Instant, script: impl Script) -> Result<Tally> {
    let mut connection = Connection::open(server).await?;
    let (mut tally, mut request) = (Tally::default(), Vec::new());
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

#[derive(Default)]
struct Tally {
    took_us: Vec<u32>,
    refused: u64,
    first_refusal: Option<String>,
}

impl Tally {
    fn note(&mut self, answer: &Connection, took: Duration) {
        if (200..300).contains(&answer.status) {
            self.took_us.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
            return;
        }
        self.refused += 1;
        let body = String::from_utf8_lossy(answer.body());
        self.first_refusal.get_or_insert_with(|| format!("{} {body}", answer.status));
    }

    fn add(&mut self, other: Self) {
        self.took_us.extend(other.took_us);
        self.refused += other.refused;
        self.first_refusal = self.first_refusal.take().or(other.first_refusal);
    }

    fn measured(mut self, time: Duration) -> Measured {
        self.took_us.sort_unstable();
        let count = self.took_us.len();
        let at = |percent: usize| {
            self.took_us.get(count * percent / 100).map_or(0.0, |us| f64::from(*us) / 1_000.0)
        };
        Measured {
            per_s: count as f64 / time.as_secs_f64(),
            p50_ms: at(50),
            p99_ms: at(99),
            cpu_us: None,
            requests: count,
            refused: self.refused,
            first_refusal: self.first_refusal,
        }
    }
}

/// A connection and the last answer that came over it.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    status: u16,
    head_bytes: usize,
    body_bytes: usize,
}

impl Connection {
    async fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024), status: 0, head_bytes: 0, body_bytes: 0 })
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await.map_err(broken)?;
        self.read.clear();
        self.head_bytes = loop {
            match end_of_head(&self.read) {
                Some(end) => break end,
                None if self.read.len() < HEAD_BYTES_MAX => self.more().await?,
                None => return Err(Trouble::new("the head of an answer is too long")),
            }
        };
        (self.status, self.body_bytes) = head(&self.read[..self.head_bytes])?;
        if BODY_BYTES_MAX < self.body_bytes {
            return Err(Trouble::new("an answer is too long"));
        }
        while self.read.len() < self.head_bytes + self.body_bytes {
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
        &self.read[self.head_bytes..self.head_bytes + self.body_bytes]
    }
}

fn broken(error: std::io::Error) -> Trouble {
    Trouble::new(format!("the connection to the server: {error}"))
}

fn end_of_head(read: &[u8]) -> Option<usize> {
    read.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// The status and the length of the body.
fn head(bytes: &[u8]) -> Result<(u16, usize)> {
    let told = || Trouble::new(format!("not an answer: {}", String::from_utf8_lossy(bytes)));
    let text = std::str::from_utf8(bytes).map_err(|_| told())?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|word| word.parse().ok());
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    // No content: such answers have no length.
    let length = length.or((status == Some(204)).then_some(0));
    status.zip(length).ok_or_else(told)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;

    use super::*;

    #[test]
    fn a_head_tells_its_status_and_length() {
        assert_eq!(head(b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n").unwrap(), (201, 12));
        assert_eq!(head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), (204, 0));
        assert!(head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(head(b"hello\r\n\r\n").is_err());
    }

    #[test]
    fn what_is_answered_well_is_counted_and_what_is_refused_is_told() {
        let runtime = crate::service::runtime().unwrap();
        let router = Router::new()
            .route("/well", get(async || "well"))
            .route("/badly", get(async || (StatusCode::CONFLICT, "sold out")));
        let server = super::super::floor::serve(&runtime, router).unwrap();
        let to = |path: &'static str| {
            move |_: usize, _: u64, request: &mut Vec<u8>| {
                request.extend_from_slice(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
            }
        };
        let time = Duration::from_millis(50);
        let well = run(&runtime, server, 2, time, &to("/well")).unwrap();
        assert!(well.per_s > 0.0 && well.refused == 0, "{well:?}");
        let badly = run(&runtime, server, 2, time, &to("/badly")).unwrap();
        assert_eq!((badly.per_s, badly.first_refusal.as_deref()), (0.0, Some("409 sold out")));
        assert!(badly.refused > 0);
    }
}
