//! The JSON API under `/api/v1`: one file a slice. A handler parses, calls one use case, and renders.

mod account;
mod addresses;
mod aftersales;
pub mod answer;
mod auth;
mod cart;
mod catalog;
mod doc;
mod front;
mod orders;
mod payments;
mod problems;
mod search;
mod staff;
mod upload;
pub mod view;

pub use payments::notify_alipay;
pub use search::meant;

use axum::Router;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

use self::doc::Shared;
use crate::app::App;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Maidian 麦店",
        description = "The API of the shop. Ids are texts, money is decimal text with its smallest unit beside it, \
                       times are UTC. Lists are continued by `cursor`. Failures are problems by RFC 9457, in Chinese \
                       or English by `Accept-Language`; programs decide by their `code`. Every POST that creates or \
                       moves money needs an `Idempotency-Key`: the same key and body get the same answer.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    modifiers(&Shared),
    components(schemas(Problem)),
    tags(
        (name = "auth", description = "Registering and signing in"),
        (name = "account", description = "Oneself: name, password, sessions, addresses, balance"),
        (name = "catalogue", description = "Categories and products"),
        (name = "orders", description = "Cart, quotes, orders, payments, after-sale"),
        (name = "staff", description = "For members of staff with the permission"),
        (name = "meta", description = "About the API itself"),
    )
)]
struct Skeleton;

/// The routes and their document.
pub struct Api {
    /// Answers from the cache.
    pub kept: Router<App>,
    pub others: Router<App>,
    pub document: Document,
}

#[must_use]
pub fn routes() -> Api {
    let v1 = OpenApiRouter::new()
        .merge(auth::routes())
        .merge(account::routes())
        .merge(addresses::routes())
        .merge(cart::routes())
        .merge(orders::routes())
        .merge(payments::routes())
        .merge(aftersales::routes())
        .merge(problems::routes())
        .merge(search::routes())
        .nest("/staff", staff::routes());
    let kept =
        OpenApiRouter::with_openapi(Skeleton::openapi()).merge(catalog::routes()).merge(front::routes());
    let (kept, document) = kept.split_for_parts();
    let (others, document) = OpenApiRouter::with_openapi(document).nest("/api/v1", v1).split_for_parts();
    Api { kept, others, document }
}

/// The OpenAPI document, as it is committed.
#[must_use]
pub fn openapi() -> Document {
    routes().document
}

/// The document's text, as it is committed and served.
#[must_use]
pub fn openapi_json() -> String {
    // A document is texts, numbers and maps of them: it always has a JSON form.
    let mut text = openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
