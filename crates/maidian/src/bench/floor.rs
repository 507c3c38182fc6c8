//! What nothing can be faster than on this machine: a bare route with the same bytes, and the same statements in a
//! plain loop.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use store::record::{self, Transaction};
use tokio::net::TcpListener;

use crate::config::StoreConfig;
use crate::service;
use crate::trouble::{Result, Trouble};

/// Serves a route of axum that answers with the bytes of a file, without anything around it, until the process is
/// ended. A process of its own, as the program under test has one.
///
/// # Errors
/// When the file cannot be read or the port is taken.
pub fn serve_bare(address: SocketAddr, file: &Path) -> Result<()> {
    let body = Bytes::from(std::fs::read(file).map_err(|error| Trouble::file(file, error))?);
    let answer = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], body) }
    };
    let router = Router::new().route("/", get(answer));
    let served =
        service::runtime()?.block_on(async { axum::serve(TcpListener::bind(address).await?, router).await });
    served.map_err(|error: std::io::Error| Trouble::new(format!("{address}: {error}")))
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
