//! Staff look after products, categories and stock.

use axum::extract::State;
use kernel::{Error, Result};
use mall::account::Permission;
use mall::catalog::{self, CategoryDraft, CategoryId, OnSale, ProductDraft, SkuId, Sort, SpuId};
use mall::desk::{self, catalogue};
use mall::stock::{self, Level, Movement, MovementId, MovementKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::product_body::ProductBody;
use crate::api::answer::{Created, ListQuery, Many, One};
use crate::api::catalog::ProductQuery;
use crate::api::doc;
use crate::api::view::product::{CardView, CategoryView, ProductView};
use crate::api::view::{Bilingual, Stamp};
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_all_products, create_product))
        .routes(routes!(get_any_product, replace_product, set_product_on_sale))
        .routes(routes!(create_category))
        .routes(routes!(rename_category))
        .routes(routes!(get_stock, set_stock))
        .routes(routes!(list_stock_movements))
}

/// As the shoppers' list, and whether on sale.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct StaffProductQuery {
    q: Option<String>,
    category: Option<String>,
    tag: Option<String>,
    #[param(schema_with = doc::product_sort)]
    sort: Option<Sort>,
    /// `both` when it is not given.
    #[param(schema_with = doc::on_sale)]
    on_sale: Option<OnSale>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Products, on sale or not
#[utoipa::path(get, path = "/products", tag = "staff", params(StaffProductQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<CardView>), doc::StaffRead))]
async fn list_all_products(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<StaffProductQuery>,
) -> Result<Many<CardView>, Failure> {
    let StaffProductQuery { q, category, tag, sort, on_sale, limit, cursor } = query;
    let public = ProductQuery { q, category, tag, sort, limit, cursor, ..ProductQuery::default() };
    let (ask, page) = public.parse(on_sale.unwrap_or(OnSale::Both))?;
    let (user, wanted) = (staff.id(), page.clone());
    let cards = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::CatalogWrite)?;
            catalog::list(tx, &ask, &wanted)
        })
        .await?;
    Ok(Many::paged(cards, &page, Into::into))
}

/// One product, on sale or not
#[utoipa::path(get, path = "/products/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<ProductView>), doc::StaffRead))]
async fn get_any_product(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<SpuId>,
) -> Result<One<ProductView>, Failure> {
    let user = staff.id();
    let data = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::CatalogWrite)?;
            let product = catalog::get(tx, id)?;
            ProductView::of(tx, product)
        })
        .await?;
    Ok(One { data })
}

/// Makes a product
#[utoipa::path(post, path = "/products", tag = "staff", request_body = ProductBody, security(("bearer" = [])),
    responses((status = 201, body = One<ProductView>), doc::StaffChange))]
async fn create_product(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<ProductBody>,
) -> Result<Created<ProductView>, Failure> {
    let draft = body.parse()?;
    let data = app
        .db
        .write(staff.actor(), move |tx, cx| {
            let product = catalogue::create_product(tx, cx, &draft)?;
            ProductView::of(tx, product)
        })
        .await?;
    Ok(Created { location: format!("/api/v1/staff/products/{}", data.id), data })
}

/// Makes a product what the body says; SKUs that it does not name are retired
#[utoipa::path(put, path = "/products/{id}", tag = "staff", request_body = ProductBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<ProductView>), doc::StaffChange))]
async fn replace_product(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<SpuId>,
    Json(body): Json<ProductBody>,
) -> Result<One<ProductView>, Failure> {
    let kind = body.kind;
    let draft = body.parse()?;
    let data = app
        .db
        .write(staff.actor(), move |tx, cx| {
            catalogue::revise_product(tx, cx, id, |stored| {
                Ok(ProductDraft { kind: kind.unwrap_or(stored.kind), ..draft.clone() })
            })?;
            let product = catalog::get(tx, id)?;
            ProductView::of(tx, product)
        })
        .await?;
    Ok(One { data })
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OnSaleBody {
    on_sale: bool,
}

/// Puts a product on sale, or takes it off
#[utoipa::path(patch, path = "/products/{id}", tag = "staff", request_body = OnSaleBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<ProductView>), doc::StaffChange))]
async fn set_product_on_sale(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<SpuId>,
    Json(body): Json<OnSaleBody>,
) -> Result<One<ProductView>, Failure> {
    let data = app
        .db
        .write(staff.actor(), move |tx, cx| {
            catalogue::set_on_sale(tx, cx, id, body.on_sale)?;
            let product = catalog::get(tx, id)?;
            ProductView::of(tx, product)
        })
        .await?;
    Ok(One { data })
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CategoryBody {
    #[schema(value_type = Option<String>)]
    parent: Option<CategoryId>,
    name: Bilingual,
}

/// Makes a category, behind its siblings
#[utoipa::path(post, path = "/categories", tag = "staff", request_body = CategoryBody, security(("bearer" = [])),
    responses((status = 201, body = One<CategoryView>), doc::StaffChange))]
async fn create_category(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<CategoryBody>,
) -> Result<Created<CategoryView>, Failure> {
    let draft = CategoryDraft { parent: body.parent, name: body.name.into() };
    let category =
        app.db.write(staff.actor(), move |tx, cx| catalogue::create_category(tx, cx, &draft)).await?;
    Ok(Created { location: format!("/api/v1/categories/{}", category.id), data: category.into() })
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CategoryNameBody {
    name: Bilingual,
}

/// Renames a category
#[utoipa::path(patch, path = "/categories/{id}", tag = "staff", request_body = CategoryNameBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<CategoryView>), doc::StaffChange))]
async fn rename_category(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<CategoryId>,
    Json(body): Json<CategoryNameBody>,
) -> Result<One<CategoryView>, Failure> {
    let name = body.name.into();
    let category = app
        .db
        .write(staff.actor(), move |tx, cx| {
            catalogue::rename_category(tx, cx, id, &name)?;
            catalog::category(tx, id)
        })
        .await?;
    Ok(One { data: category.into() })
}

/// What there is of a SKU; `available + reserved + sold = received`.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct StockView {
    received: i64,
    available: i64,
    reserved: i64,
    sold: i64,
}

impl From<Level> for StockView {
    fn from(level: Level) -> Self {
        let Level { received, available, reserved, sold } = level;
        Self { received, available, reserved, sold }
    }
}

/// The stock of a SKU
#[utoipa::path(get, path = "/skus/{id}/stock", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<StockView>), doc::StaffRead))]
async fn get_stock(
    State(app): State<App>,
    staff: Staff,
    Path(sku): Path<SkuId>,
) -> Result<One<StockView>, Failure> {
    let user = staff.id();
    let level = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, user, Permission::StockWrite)?;
            catalog::offers(tx, &[sku])?;
            stock::level(tx, sku)
        })
        .await?;
    Ok(One { data: level.into() })
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StockBody {
    /// What was counted.
    #[schema(minimum = 0, maximum = 1_000_000)]
    available: i64,
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
}

const NOTE_CHARS_MAX: usize = 200;

/// Corrects what is available of a SKU to what was counted
#[utoipa::path(put, path = "/skus/{id}/stock", tag = "staff", request_body = StockBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<StockView>), doc::StaffChange))]
async fn set_stock(
    State(app): State<App>,
    staff: Staff,
    Path(sku): Path<SkuId>,
    Json(body): Json<StockBody>,
) -> Result<One<StockView>, Failure> {
    if body.note.chars().count() > NOTE_CHARS_MAX {
        return Err(Error::field("note", "must be at most 200 characters", "最多 200 字").into());
    }
    let level = app
        .db
        .write(staff.actor(), move |tx, cx| {
            catalogue::set_stock(tx, cx, sku, body.available, body.note.trim())?;
            stock::level(tx, sku)
        })
        .await?;
    Ok(One { data: level.into() })
}

/// One change of a stock.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MovementView {
    #[schema(value_type = String)]
    id: MovementId,
    #[schema(schema_with = doc::movement_kind)]
    kind: MovementKind,
    quantity: i64,
    /// The order it belongs to.
    order: Option<String>,
    note: String,
    at: Stamp,
}

impl From<Movement> for MovementView {
    fn from(movement: Movement) -> Self {
        Self {
            id: movement.id,
            kind: movement.kind,
            quantity: movement.quantity,
            order: (movement.order != 0).then(|| movement.order.to_string()),
            note: movement.note,
            at: movement.at.into(),
        }
    }
}

/// Every change of a SKU's stock, newest first
#[utoipa::path(get, path = "/skus/{id}/movements", tag = "staff", params(("id" = String, Path), ListQuery),
    security(("bearer" = [])), responses((status = 200, body = Many<MovementView>), doc::StaffRead))]
async fn list_stock_movements(
    State(app): State<App>,
    staff: Staff,
    Path(sku): Path<SkuId>,
    Query(query): Query<ListQuery>,
) -> Result<Many<MovementView>, Failure> {
    let (user, ask) = (staff.id(), query.parse()?);
    let page = ask.clone();
    let movements = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::StockWrite)?;
            catalog::offers(tx, &[sku])?;
            stock::movements(tx, sku, &page)
        })
        .await?;
    Ok(Many::paged(movements, &ask, Into::into))
}
