//! What nothing can be faster than on this machine: a bare route with the same bytes, and the same statements in a
//! plain loop.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use store::record::{self, Transaction};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::config::StoreConfig;
use crate::trouble::{Result, Trouble};

/// A route of axum, without anything around it, that answers with finished bytes; where it listens.
///
/// # Errors
/// When no port is free.
pub fn bare_route(runtime: &Runtime, body: Vec<u8>) -> Result<SocketAddr> {
    let body = axum::body::Bytes::from(body);
    let answer = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], body) }
    };
    serve(runtime, Router::new().route("/", get(answer)))
}

/// Serves a router on a free port until the runtime ends.
///
/// # Errors
/// When no port is free.
pub fn serve(runtime: &Runtime, router: Router) -> Result<SocketAddr> {
    let told = |error: std::io::Error| Trouble::new(format!("no free port on 127.0.0.1: {error}"));
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).map_err(told)?;
    let address = listener.local_addr().map_err(told)?;
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// How long a plain loop over their statements takes: on SQLite one connection and a server's batch a commit, on
/// PostgreSQL a server's connections side by side and one a commit.
///
/// # Errors
/// When a statement fails.
pub fn plain_loop(store: &StoreConfig, transactions: &[Transaction]) -> Result<Duration> {
    let (url, per_commit) = (&store.url, usize::from(store.batch_max));
    let connections = if url.starts_with("sqlite:") { 1 } else { usize::from(store.connections) };
    let parts: Vec<Vec<Transaction>> = (0..connections)
        .map(|part| transactions.iter().skip(part).step_by(connections).cloned().collect())
        .collect();
    std::thread::scope(|scope| {
        let runs: Vec<_> =
            parts.iter().map(|part| scope.spawn(|| record::run_again(url, part, per_commit))).collect();
        let mut slowest = Duration::ZERO;
        for run in runs {
            let took = run.join().map_err(|_| Trouble::new("the plain loop panicked"))??;
            slowest = slowest.max(took);
        }
        Ok(slowest)
    })
}
