//! What is announced, what is hot, what is bought together, as anybody reads them: finished answers from the cache.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Error, Result};
use mall::catalog::{self, CategoryId, SpuId};
use mall::rank;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Many, page_ask};
use super::catalog::{finished, key};
use super::doc;
use super::view::front::AnnouncementView;
use super::view::product::CardView;
use crate::app::App;
use crate::params::{Path, Query};
use crate::problem::Failure;

/// Under their whole paths: a nested router takes each path apart and puts it together again.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_announcements))
        .routes(routes!(list_hot_products))
        .routes(routes!(list_products_together))
}

/// What is announced now, the newest first. Changes are told over `/live`
#[utoipa::path(get, path = "/api/v1/announcements", tag = "catalogue",
    responses((status = 200, body = Many<AnnouncementView>), doc::PublicList))]
async fn list_announcements(State(app): State<App>) -> Result<Many<AnnouncementView>, Failure> {
    Ok(Many::whole(app.board().await?.shown.clone(), Into::into))
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct HotQuery {
    /// Id of a category; those below it count too.
    category: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Products that people look at and buy these days, the hottest first
#[utoipa::path(get, path = "/api/v1/products/hot", tag = "catalogue", params(HotQuery),
    responses((status = 200, body = Many<CardView>), doc::PublicList))]
async fn list_hot_products(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<HotQuery>,
) -> Result<Response, Failure> {
    let category = query.category.map(|id| id.parse::<CategoryId>()).transpose();
    let category = category.map_err(|_| Error::field("category", "is not an id", "编号格式不正确"))?;
    let page = page_ask(query.limit, query.cursor.as_deref())?;
    let key = key("api.hot", 0, format!("{category:?} {page:?}"));
    let fill = async {
        let limits = page.clone();
        let cards = app.db.read(move |tx| rank::hot(tx, category, &page)).await?;
        finished(&Many::<CardView>::paged(cards, &limits, Into::into))
    };
    Ok(app.cache.get(key, fill).await?.answer(&headers))
}

/// Neighbours that are told.
const TOGETHER_MAX: usize = 10;

/// Products that are bought with this one rather than with others, the closest first
#[utoipa::path(get, path = "/api/v1/products/{id}/together", tag = "catalogue", params(("id" = String, Path)),
    responses((status = 200, body = Many<CardView>), doc::PublicOne))]
async fn list_products_together(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<SpuId>,
) -> Result<Response, Failure> {
    let fill = async {
        let now = app.now();
        let cards = app
            .db
            .read(move |tx| {
                // What is not on sale yet is nobody's business.
                catalog::card(tx, id)?.filter(|card| card.on_sale).ok_or(kernel::Code::NotFound)?;
                rank::together(tx, now, id, TOGETHER_MAX)
            })
            .await?;
        finished(&Many::<CardView>::whole(cards, Into::into))
    };
    Ok(app.cache.get(key("api.together", id.raw(), ""), fill).await?.answer(&headers))
}
