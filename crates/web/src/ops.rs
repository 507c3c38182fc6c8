//! For those who run the server: is it alive, is it ready, what has it done.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;

/// The index is kept a few times a second. Whoever is silent for so long fails, or makes it anew.
const SEARCH_AGE_MAX_S: i64 = 60;

/// The process answers; nothing else is asked.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers, and the server is not about to stop.
async fn readyz(State(app): State<App>) -> Response {
    if !app.is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match app.db.point(|tx| work::job::overdue(tx, kernel::Time(0))).await {
        Ok(_) => match app.search_age_s() {
            // A shop without it is worse, but a shop: visitors are still to be sent here.
            age_s if SEARCH_AGE_MAX_S < age_s => {
                format!("ready, but the search index was last kept {age_s} s ago: see the log\n")
                    .into_response()
            }
            _ => "ready\n".into_response(),
        },
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

async fn metrics(State(app): State<App>) -> Response {
    #[expect(clippy::cast_precision_loss, reason = "queues are short, uptimes are rounded")]
    {
        metrics::gauge!("store_queue_length").set(app.db.queued() as f64);
        metrics::gauge!("search_index_age_seconds").set(app.search_age_s() as f64);
        metrics::gauge!("search_index_goods").set(app.search.goods() as f64);
        metrics::gauge!("uptime_seconds").set(app.now().since_s(app.started_at) as f64);
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], (app.metrics)()).into_response()
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
}
