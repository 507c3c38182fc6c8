//! All routes, and what is around them.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::Code;
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::frame::{self, Frame};
use crate::problem::Failure;
use crate::{api, assets, desk, docs, live, media, ops, site};

const SERVICE_WORKER_ALLOWED: HeaderName = HeaderName::from_static("service-worker-allowed");

/// The whole site. Answers from the cache are sent as they are: compressing one anew each time costs more than
/// sending it.
pub fn router(app: App) -> Router {
    let api = api::routes();
    let others = Router::new()
        .merge(api.others)
        .merge(desk::routes(&app))
        .merge(docs::routes(api.document))
        .merge(ops::routes())
        .merge(site::routes(&app))
        .route("/notify/alipay", post(api::notify_alipay))
        .merge(media::routes())
        .route("/assets/{file}", get(asset))
        .fallback(async || Failure::from(Code::NotFound))
        .layer(CompressionLayer::new());
    Router::new()
        .merge(api.kept)
        .merge(site::kept_routes(&app))
        .merge(live::routes())
        .merge(others)
        .layer(middleware::from_fn_with_state(Frame::new(app.clone()), frame::frame))
        .with_state(app)
}

async fn asset(request: Request) -> Response {
    match assets::serve(request.uri().path()) {
        Some(asset) => {
            let headers = [
                (CONTENT_TYPE, asset.mime),
                (CACHE_CONTROL, assets::CACHE_CONTROL),
                (ETAG, asset.etag),
                // `worker.js` looks after the whole site, though it lies below.
                (SERVICE_WORKER_ALLOWED, "/"),
            ];
            (headers, asset.bytes).into_response()
        }
        None => Failure::from(Code::NotFound).into_response(),
    }
}
