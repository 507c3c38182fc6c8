//! Staff carry orders out.

use axum::extract::State;
use kernel::{Cx, Error, PageAsk, Paged, Result};
use mall::account::Permission;
use mall::desk;
use mall::order::{self, Order, OrderId, OrderState, list};
use serde::Deserialize;
use store::Tx;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Many, One, page_ask};
use crate::api::doc;
use crate::api::view::order::{OrderDetail, OrderView};
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_all_orders))
        .routes(routes!(get_any_order))
        .routes(routes!(pack_order))
        .routes(routes!(ship_order))
        .routes(routes!(deliver_order))
        .routes(routes!(work_order))
        .routes(routes!(finish_order))
}

/// Orders in one state, or the one with a number.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct StaffOrderQuery {
    /// `paid` when neither is given: what waits to be packed or worked on.
    #[param(schema_with = doc::order_state)]
    state: Option<OrderState>,
    /// As people read it.
    number: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

fn find(tx: &mut Tx<'_>, query: &StaffOrderQuery, ask: &PageAsk) -> Result<Paged<Order>> {
    match &query.number {
        Some(number) => Ok(Paged { items: vec![order::by_number(tx, number)?], next: None }),
        None => list::in_state(tx, query.state.unwrap_or(OrderState::Paid), ask),
    }
}

/// Orders in one state, newest first; or the one with a number
#[utoipa::path(get, path = "/orders", tag = "staff", params(StaffOrderQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<OrderView>), doc::StaffRead))]
async fn list_all_orders(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<StaffOrderQuery>,
) -> Result<Many<OrderView>, Failure> {
    if query.number.is_some() && query.state.is_some() {
        return Err(Error::field("number", "does not go with state", "不能与 state 同用").into());
    }
    let (user, ask) = (staff.id(), page_ask(query.limit, query.cursor.as_deref())?);
    let page = ask.clone();
    let orders = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::OrderRead)?;
            find(tx, &query, &page)
        })
        .await?;
    Ok(Many::paged(orders, &ask, Into::into))
}

/// One order, whoever it belongs to
#[utoipa::path(get, path = "/orders/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::StaffRead))]
async fn get_any_order(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    let user = staff.id();
    let data = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::OrderRead)?;
            let order = order::get(tx, id)?;
            OrderDetail::of(tx, order)
        })
        .await?;
    Ok(One { data })
}

fn shown(tx: &mut Tx<'_>, id: OrderId) -> Result<OrderDetail> {
    let order = order::get(tx, id)?;
    OrderDetail::of(tx, order)
}

/// Takes one step of an order, and tells what it is then.
async fn step(
    app: &App,
    staff: &Staff,
    id: OrderId,
    take: impl Fn(&mut Tx<'_>, &Cx) -> Result<()> + Send + 'static,
) -> Result<One<OrderDetail>, Failure> {
    let data = app
        .db
        .write(staff.actor(), move |tx, cx| {
            take(tx, cx)?;
            shown(tx, id)
        })
        .await?;
    Ok(One { data })
}

/// Begins to pack a paid order
#[utoipa::path(post, path = "/orders/{id}/pack", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::StaffChange))]
async fn pack_order(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    step(&app, &staff, id, move |tx, cx| desk::orders::pack(tx, cx, id)).await
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShipBody {
    #[schema(example = "顺丰速运")]
    carrier: String,
    #[schema(example = "SF1234567890123")]
    tracking: String,
}

/// The parcel has left
#[utoipa::path(post, path = "/orders/{id}/ship", tag = "staff", request_body = ShipBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<OrderDetail>), doc::StaffChange))]
async fn ship_order(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<OrderId>,
    Json(body): Json<ShipBody>,
) -> Result<One<OrderDetail>, Failure> {
    step(&app, &staff, id, move |tx, cx| desk::orders::ship(tx, cx, id, &body.carrier, &body.tracking)).await
}

/// The parcel has arrived
#[utoipa::path(post, path = "/orders/{id}/deliver", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::StaffChange))]
async fn deliver_order(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    step(&app, &staff, id, move |tx, cx| desk::orders::deliver(tx, cx, id)).await
}

/// Begins with a paid service
#[utoipa::path(post, path = "/orders/{id}/work", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::StaffChange))]
async fn work_order(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    step(&app, &staff, id, move |tx, cx| desk::orders::work(tx, cx, id)).await
}

/// The service was rendered: its order is done
#[utoipa::path(post, path = "/orders/{id}/finish", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::StaffChange))]
async fn finish_order(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    step(&app, &staff, id, move |tx, cx| desk::orders::finish(tx, cx, id)).await
}
