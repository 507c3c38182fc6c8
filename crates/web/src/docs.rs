//! The API's documentation, served offline: the document and Swagger UI.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::middleware;
use axum::response::Response;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::app::App;

/// Swagger UI writes its own styles into the page.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DOCUMENT: &str = "/api/openapi.json";

async fn own_policy(mut response: Response) -> Response {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

pub fn routes(document: OpenApi) -> Router<App> {
    // A validator on another host would be told of every document.
    let config = Config::new([DOCUMENT]).validator_url("none").try_it_out_enabled(true);
    let ui = SwaggerUi::new("/api/docs").url(DOCUMENT, document).config(config);
    Router::from(ui).layer(middleware::map_response(own_policy))
}
