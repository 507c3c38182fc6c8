//! Categories and products, as anybody reads them: finished answers from the cache.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Code, Error, Lang, PageAsk, Result};
use mall::catalog::{self, CategoryId, ListAsk, OnSale, Sort, SpuId};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Many, One, page_ask};
use super::doc;
use super::view::product::{CardView, CategoryDetail, CategoryView, ProductView};
use super::view::{currency, money};
use crate::app::App;
use crate::cache::{Finished, Key};
use crate::params::{Path, Query};
use crate::problem::Failure;

/// Under their whole paths: a nested router takes each path apart and puts it together again.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_categories))
        .routes(routes!(get_category))
        .routes(routes!(list_products))
        .routes(routes!(get_product))
}

pub(super) fn finished<T: Serialize>(answer: &T) -> Result<Finished> {
    let bytes = serde_json::to_vec(answer).map_err(|error| Error::new(Code::Internal).because(error))?;
    Ok(Finished::new(bytes, "application/json"))
}

/// These answers hold both languages and everybody's prices.
pub(super) fn key(kind: &'static str, id: i64, query: impl Into<Box<str>>) -> Key {
    Key { kind, id, price_tier: 0, lang: Lang::Zh, query: query.into() }
}

/// The whole tree, each category before those below it
#[utoipa::path(get, path = "/api/v1/categories", tag = "catalogue",
    responses((status = 200, body = Many<CategoryView>), doc::PublicList))]
async fn list_categories(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    let fill = async {
        let tree = app.db.read(|tx| catalog::subtree(tx, None)).await?;
        finished(&Many::<CategoryView>::whole(tree, Into::into))
    };
    Ok(app.cache.get(key("api.categories", 0, ""), fill).await?.answer(&headers))
}

/// One category, with the way to it and all below it
#[utoipa::path(get, path = "/api/v1/categories/{id}", tag = "catalogue", params(("id" = String, Path)),
    responses((status = 200, body = One<CategoryDetail>), doc::PublicOne))]
async fn get_category(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<CategoryId>,
) -> Result<Response, Failure> {
    let fill = async {
        let data = app
            .db
            .read(move |tx| {
                let breadcrumbs = catalog::breadcrumbs(tx, id)?.into_iter().map(Into::into).collect();
                let mut tree = catalog::subtree(tx, Some(id))?.into_iter();
                let category = tree.next().ok_or(Code::NotFound)?.into();
                Ok(CategoryDetail { category, breadcrumbs, below: tree.map(Into::into).collect() })
            })
            .await?;
        finished(&One { data })
    };
    Ok(app.cache.get(key("api.category", id.raw(), ""), fill).await?.answer(&headers))
}

/// Which products, and in which order.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct ProductQuery {
    /// Words of the title, in either language.
    pub q: Option<String>,
    /// Id of a category; those below it count too.
    pub category: Option<String>,
    pub tag: Option<String>,
    /// The lowest price wanted, such as `9.90`.
    pub min: Option<String>,
    /// The highest price wanted.
    pub max: Option<String>,
    /// ISO 4217; CNY when a price is asked about.
    pub currency: Option<String>,
    /// `newest` when it is not given.
    #[param(schema_with = doc::product_sort)]
    pub sort: Option<Sort>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    pub cursor: Option<String>,
}

const WORDS_CHARS_MAX: usize = 100;

impl ProductQuery {
    /// # Errors
    /// [`Code::Invalid`] naming the parameter; [`Code::BadCursor`].
    pub fn parse(self, on_sale: OnSale) -> Result<(ListAsk, PageAsk)> {
        let words = self.q.unwrap_or_default();
        if words.chars().count() > WORDS_CHARS_MAX {
            return Err(Error::field("q", "must be at most 100 characters", "最多 100 个字符"));
        }
        let by_price = matches!(self.sort, Some(Sort::Price | Sort::PriceDesc));
        let asks_price = self.min.is_some() || self.max.is_some() || by_price;
        let named = self.currency.as_deref().map(|text| currency(Some(text), "currency")).transpose()?;
        let priced_in = named.unwrap_or_default();
        let price = |text: Option<&str>, field| {
            text.map(|text| money(text, priced_in, field).map(kernel::Money::minor)).transpose()
        };
        let category = self.category.map(|id| id.parse::<CategoryId>()).transpose();
        let ask = ListAsk {
            category: category.map_err(|_| Error::field("category", "is not an id", "编号格式不正确"))?,
            tag: self.tag,
            price_min: price(self.min.as_deref(), "min")?,
            price_max: price(self.max.as_deref(), "max")?,
            currency: if asks_price { Some(priced_in) } else { named },
            words,
            on_sale,
            sort: self.sort.unwrap_or(Sort::Newest),
        };
        Ok((ask, page_ask(self.limit, self.cursor.as_deref())?))
    }
}

/// Products on sale
#[utoipa::path(get, path = "/api/v1/products", tag = "catalogue", params(ProductQuery),
    responses((status = 200, body = Many<CardView>), doc::PublicList))]
async fn list_products(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ProductQuery>,
) -> Result<Response, Failure> {
    let (ask, page) = query.parse(OnSale::Only)?;
    let key = key("api.products", 0, format!("{ask:?} {page:?}"));
    let fill = async {
        let limits = page.clone();
        let cards = app.db.read(move |tx| catalog::list(tx, &ask, &page)).await?;
        finished(&Many::<CardView>::paged(cards, &limits, Into::into))
    };
    Ok(app.cache.get(key, fill).await?.answer(&headers))
}

/// One product on sale, with the stock of each SKU
#[utoipa::path(get, path = "/api/v1/products/{id}", tag = "catalogue", params(("id" = String, Path)),
    responses((status = 200, body = One<ProductView>), doc::PublicOne))]
async fn get_product(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<SpuId>,
) -> Result<Response, Failure> {
    let fill = async {
        let data = app
            .db
            .read(move |tx| {
                let product = catalog::get(tx, id)?;
                // What is not on sale yet is nobody's business.
                if !product.on_sale {
                    return Err(Code::NotFound.into());
                }
                Ok(ProductView::of(tx, product)?.public())
            })
            .await?;
        finished(&One { data })
    };
    Ok(app.cache.get(key("api.product", id.raw(), ""), fill).await?.answer(&headers))
}
