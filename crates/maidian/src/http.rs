//! Listening: a bounded number of connections, limits on how long a request's head may take and on how long nothing of
//! an answer may be accepted, and a graceful end.

use std::future::Future;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use crate::trouble::{Result, Trouble};

/// The head of a request must be there within this: slow ones hold connections for nothing.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// A peer that accepts no byte for so long, while there is something to send, has gone or holds us up on purpose. How
/// long an answer takes in all does not matter. What is slow to come is `web`'s to limit.
pub const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// After an error of `accept` that time may heal: no file descriptors left, say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Takes the address, before anything slow is begun.
///
/// # Errors
/// A sentence that names the address and the key to change.
pub fn bind(listen: &str, key: &str) -> Result<StdListener> {
    let variable = format!("MAIDIAN_{}", key.replace('.', "_").to_uppercase());
    let address: SocketAddr = crate::config::address(key, listen).map_err(Trouble::new)?;
    let listener = StdListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Trouble::new(format!("{listen} is in use; set {key} or {variable}")),
        ErrorKind::PermissionDenied => {
            Trouble::new(format!("{listen} may not be listened on by this user; set {key} or {variable}"))
        }
        _ => Trouble::new(format!("{listen} cannot be listened on ({error}); set {key} or {variable}")),
    })?;
    listener.set_nonblocking(true).map_err(|error| Trouble::new(format!("{listen}: {error}")))?;
    Ok(listener)
}

/// How much is served, and how it ends.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections_max: u32,
    pub stall_timeout: Duration,
    /// How long requests under way may take after `stop`.
    pub stop_within: Duration,
}

/// Serves until `stop`, then until what is under way has ended, within limits.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(
    listener: StdListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let listener = TcpListener::from_std(listener).map_err(|error| Trouble::new(error.to_string()))?;
    let room = Arc::new(Semaphore::new(usize::try_from(limits.connections_max).unwrap_or(1)));
    let (tell_stop, stopping) = watch::channel(());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accept = async {
            // Room first: whoever comes too much waits in the system's queue, not in ours.
            let room = Arc::clone(&room).acquire_owned().await;
            (room, listener.accept().await)
        };
        let (room, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accept => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                limit_stalls(&stream, limits.stall_timeout);
                let connection = connection(stream, peer, router.clone(), stopping.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(room);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, tell_stop));
    // Every connection holds a share of the room: all of it is free when the last has ended.
    let all_ended = room.acquire_many(limits.connections_max);
    if tokio::time::timeout(limits.stop_within, all_ended).await.is_err() {
        tracing::warn!("some requests were cut off: they took longer than server.stop_within_s");
    }
    Ok(())
}

/// Leaves it to the system, which alone knows what the peer has accepted: bytes that were sent and not acknowledged, or
/// not sent because the peer's window is closed (`TCP_USER_TIMEOUT` of RFC 5482). What is written after that fails.
fn limit_stalls(stream: &TcpStream, timeout: Duration) {
    let timeout_ms = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, timeout_ms) {
        tracing::debug!(%error, "a connection has no limit on stalls");
    }
}

/// Carries one connection to its end: at a stop, what it has begun is answered and nothing more is read.
async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, mut stopping: watch::Receiver<()>) {
    // Answers are written whole: waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection broke");
    }
}

/// Ends when the process is asked to stop: SIGTERM or SIGINT.
///
/// # Errors
/// When signals cannot be listened to.
pub fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| Trouble::new(format!("signals: {error}")));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    use super::*;

    fn limits(stall_timeout: Duration) -> Limits {
        Limits { connections_max: 4, stall_timeout, stop_within: Duration::from_secs(5) }
    }

    /// More than the buffers of both ends hold.
    const LARGE: usize = 16 * 1024 * 1024;
    const PEER_HOLDS: u32 = 64 * 1024;

    /// Counts itself out when the server lets go of it.
    struct Held(Arc<AtomicUsize>);

    impl Drop for Held {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    impl AsRef<[u8]> for Held {
        fn as_ref(&self) -> &[u8] {
            static BYTES: [u8; LARGE] = [0; LARGE];
            &BYTES
        }
    }

    /// A server whose only answer is large, and how many answers it has let go of.
    fn large_answers(stall_timeout: Duration) -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = bind("127.0.0.1:0", "server.listen").unwrap();
        let address = listener.local_addr().unwrap();
        let let_go = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&let_go);
        let answer = get(move || async move { axum::body::Bytes::from_owner(Held(counted)) });
        let router = Router::new().route("/", answer);
        tokio::spawn(serve(listener, router, limits(stall_timeout), std::future::pending()));
        (address, let_go)
    }

    async fn ask(address: SocketAddr) -> TcpStream {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(PEER_HOLDS).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await.unwrap();
        stream
    }

    #[tokio::test]
    async fn who_reads_nothing_is_let_go() {
        let (address, let_go) = large_answers(Duration::from_secs(1));
        let idle = ask(address).await;
        let is_over = async {
            while let_go.load(Ordering::SeqCst) == 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), is_over).await.expect("its bytes are let go");
        drop(idle);
    }

    #[tokio::test]
    async fn who_reads_slowly_but_steadily_gets_it_all() {
        let (address, _) = large_answers(Duration::from_secs(1));
        let mut slow = ask(address).await;
        let began = std::time::Instant::now();
        let (mut read, mut part) = (0, vec![0; 128 * 1024]);
        loop {
            match slow.read(&mut part).await.expect("the connection is carried on") {
                0 => break,
                count => read += count,
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        assert!(LARGE < read && Duration::from_secs(2) < began.elapsed(), "{read} bytes");
    }

    #[tokio::test]
    async fn what_was_begun_is_answered_and_nothing_new_is_taken() {
        let listener = bind("127.0.0.1:0", "server.listen").unwrap();
        let address = listener.local_addr().unwrap();
        let (begun, has_begun) = oneshot::channel::<()>();
        let begun = std::sync::Mutex::new(Some(begun));
        let begun = Arc::new(begun);
        let slow = get(move || async move {
            let _ = begun.lock().unwrap().take().map(|begun| begun.send(()));
            tokio::time::sleep(Duration::from_millis(200)).await;
            "done"
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let limits = limits(Duration::from_secs(30));
        let router = Router::new().route("/", slow);
        let server = tokio::spawn(serve(listener, router, limits, async { stopped.await.unwrap() }));
        let asked = tokio::spawn(reqwest::get(format!("http://{address}/")));
        has_begun.await.unwrap();
        stop.send(()).unwrap();
        assert_eq!(asked.await.unwrap().unwrap().text().await.unwrap(), "done");
        server.await.unwrap().unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }

    #[test]
    fn a_busy_port_is_one_sentence() {
        let first = bind("127.0.0.1:0", "server.listen").unwrap();
        let address = first.local_addr().unwrap().to_string();
        let told = bind(&address, "server.listen").unwrap_err().to_string();
        assert_eq!(told, format!("{address} is in use; set server.listen or MAIDIAN_SERVER_LISTEN"));
    }
}
