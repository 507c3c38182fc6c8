//! Carts, of visitors and members, and quotes.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Result};
use mall::catalog::SkuId;
use mall::order::cart::{self, CartOwner, VisitorId};
use mall::pricing::{self, LINES_MAX, Wanted};
use mall::rank;
use mall::stock::Quantity;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Done, One};
use super::doc;
use super::view::cart::{CartView, QuoteView};
use crate::app::App;
use crate::auth::{Buyer, CART_TOKEN, From};
use crate::json::Json;
use crate::params::Path;
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_cart))
        .routes(routes!(add_to_cart))
        .routes(routes!(set_cart_item, remove_cart_item))
        .routes(routes!(quote))
}

/// One line that is wanted.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedBody {
    #[schema(value_type = String)]
    pub sku: SkuId,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub quantity: i64,
}

/// # Errors
/// [`Code::CartEmpty`], [`Code::TooManyLines`], [`Code::Invalid`] naming the line.
pub fn wanted(lines: &[WantedBody], field: &str) -> Result<Vec<Wanted>> {
    if lines.is_empty() {
        return Err(Code::CartEmpty.into());
    }
    if lines.len() > LINES_MAX {
        return Err(Code::TooManyLines.into());
    }
    let parse = |(index, line): (usize, &WantedBody)| {
        let quantity = Quantity::of_field(format!("{field}[{index}].quantity"), line.quantity)?;
        Ok(Wanted { sku: line.sku, quantity })
    };
    lines.iter().enumerate().map(parse).collect()
}

/// The cart as it is now; a visitor is told the token that names it.
async fn shown(app: &App, owner: CartOwner) -> Result<Response, Failure> {
    let lines = app.db.read(move |tx| cart::view(tx, owner)).await?;
    let token = match owner {
        CartOwner::Member(_) => None,
        CartOwner::Visitor(visitor) => Some(visitor.to_string()),
    };
    let mut headers = HeaderMap::new();
    if let Some(Ok(value)) = token.as_ref().map(|token| token.parse()) {
        headers.insert(CART_TOKEN, value);
    }
    Ok((headers, One { data: CartView::new(token, lines) }).into_response())
}

/// The cart of the member, or of the visitor named by `X-Cart-Token`
#[utoipa::path(get, path = "/cart", tag = "orders", security((), ("bearer" = [])),
    params(("X-Cart-Token" = Option<String>, Header)),
    responses((status = 200, body = One<CartView>), doc::OwnRead))]
async fn get_cart(State(app): State<App>, buyer: Buyer) -> Result<Response, Failure> {
    match buyer.owner() {
        Some(owner) => shown(&app, owner).await,
        None => Ok(One { data: CartView::new(None, Vec::new()) }.into_response()),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddBody {
    /// 1 to 2,000 lines, all added or none.
    items: Vec<WantedBody>,
}

/// Adds pieces. A visitor without a token gets one, in the answer and in its `X-Cart-Token`
#[utoipa::path(post, path = "/cart/items", tag = "orders", request_body = AddBody, security((), ("bearer" = [])),
    params(("X-Cart-Token" = Option<String>, Header)),
    responses((status = 200, body = One<CartView>), doc::OwnChange))]
async fn add_to_cart(
    State(app): State<App>,
    buyer: Buyer,
    from: From,
    Json(body): Json<AddBody>,
) -> Result<Response, Failure> {
    let wanted = wanted(&body.items, "items")?;
    let drawn = || CartOwner::Visitor(VisitorId::draw(app.db.env().random.as_ref()));
    let owner = buyer.owner().unwrap_or_else(drawn);
    let carting = app.heat.carting(from.client);
    app.db
        .write(buyer.actor(), move |tx, cx| {
            let mut counted = BTreeSet::new();
            wanted.iter().enumerate().try_for_each(|(index, line)| {
                let counts = |spu| counted.insert(spu) && carting.counts(spu);
                rank::add_to_cart(tx, cx, owner, (line.sku, line.quantity), counts).map_err(|error| {
                    error.with_detail(format!("items[{index}]"), "cannot be added", "无法加入")
                })
            })
        })
        .await?;
    shown(&app, owner).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuantityBody {
    #[schema(minimum = 1, maximum = 1_000_000)]
    quantity: i64,
}

/// Sets how many pieces of a SKU are in the cart
#[utoipa::path(put, path = "/cart/items/{sku}", tag = "orders", request_body = QuantityBody,
    params(("sku" = String, Path), ("X-Cart-Token" = Option<String>, Header)), security((), ("bearer" = [])),
    responses((status = 200, body = One<CartView>), doc::OwnChange))]
async fn set_cart_item(
    State(app): State<App>,
    buyer: Buyer,
    Path(sku): Path<SkuId>,
    Json(body): Json<QuantityBody>,
) -> Result<Response, Failure> {
    let owner = buyer.owner().ok_or(Code::NotFound)?;
    let quantity = Quantity::of_field("quantity", body.quantity)?;
    app.db.write(buyer.actor(), move |tx, _| cart::set(tx, owner, sku, quantity)).await?;
    shown(&app, owner).await
}

/// Takes a SKU out of the cart
#[utoipa::path(delete, path = "/cart/items/{sku}", tag = "orders",
    params(("sku" = String, Path), ("X-Cart-Token" = Option<String>, Header)), security((), ("bearer" = [])),
    responses((status = 204), doc::OwnChange))]
async fn remove_cart_item(
    State(app): State<App>,
    buyer: Buyer,
    Path(sku): Path<SkuId>,
) -> Result<Done, Failure> {
    let owner = buyer.owner().ok_or(Code::NotFound)?;
    app.db.write(buyer.actor(), move |tx, _| cart::remove(tx, owner, sku)).await?;
    Ok(Done)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuoteBody {
    /// 1 to 2,000 lines; those of one SKU are added up.
    lines: Vec<WantedBody>,
}

/// What an order would cost now. Nothing is reserved
#[utoipa::path(post, path = "/quotes", tag = "orders", request_body = QuoteBody,
    responses((status = 200, body = One<QuoteView>), doc::PublicSend))]
async fn quote(State(app): State<App>, Json(body): Json<QuoteBody>) -> Result<One<QuoteView>, Failure> {
    let wanted = wanted(&body.lines, "lines")?;
    let quote = app.db.read(move |tx| pricing::quote(tx, &wanted)).await.map_err(unknown_sku)?;
    Ok(One { data: quote.into() })
}

/// A SKU that never was is a mistake in the body, not in the address.
pub fn unknown_sku(error: Error) -> Error {
    if error.code() == Code::NotFound {
        Error::field("lines", "names something that does not exist", "含有不存在的商品")
    } else {
        error
    }
}
