//! Orders: placing them, following them, their steps.

use axum::extract::State;
use kernel::{Code, Error, PageAsk, Result};
use mall::account::{self, AddressId, Place as AddressPlace, UserId};
use mall::order::cart::{self, CartOwner};
use mall::order::{self, OrderId, OrderState, Place, Recipient, list, step};
use mall::payment::{self, Method};
use mall::pricing::Wanted;
use mall::stock::Quantity;
use serde::Deserialize;
use store::Tx;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::addresses::AddressBody;
use super::answer::{Many, Nothing, Numbers, One, Page, page_ask};
use super::cart::{WantedBody, unknown_sku, wanted};
use super::doc;
use super::view::CashBody;
use super::view::order::{OrderDetail, OrderView};
use crate::app::App;
use crate::auth::Member;
use crate::once::{Kept, Made, Once};
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_orders, place_order))
        .routes(routes!(get_order))
        .routes(routes!(cancel_order))
        .routes(routes!(confirm_receipt))
}

/// What is ordered, and where it goes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderBody {
    /// 1 to 2,000 lines; without them, everything in the cart, which is empty afterwards.
    lines: Option<Vec<WantedBody>>,
    /// One of the address book; or give `address`. A service needs neither.
    #[schema(value_type = Option<String>)]
    address_id: Option<AddressId>,
    address: Option<AddressBody>,
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
    /// The total that the buyer saw; another one stops the order.
    expected_total: Option<CashBody>,
    /// `balance` pays at once, in the same step; the order fails when the balance does not cover it.
    #[schema(schema_with = doc::payment_method)]
    pay_with: Option<Method>,
}

#[derive(Clone, Debug)]
enum To {
    Nowhere,
    Book(AddressId),
    Given(AddressPlace),
}

/// A checked [`OrderBody`].
#[derive(Clone, Debug)]
struct Ask {
    user: UserId,
    lines: Option<Vec<Wanted>>,
    to: To,
    body: OrderBody,
    expected_total: Option<kernel::Money>,
}

impl OrderBody {
    fn parse(self, user: UserId) -> Result<Ask> {
        let to = match (self.address_id, &self.address) {
            (Some(id), None) => To::Book(id),
            (None, Some(address)) => To::Given(address.parse()?),
            (None, None) => To::Nowhere,
            (Some(_), Some(_)) => {
                return Err(Error::field(
                    "address",
                    "must not be given with address_id",
                    "不能与 address_id 同时提供",
                ));
            }
        };
        let lines = self.lines.as_deref().map(|lines| wanted(lines, "lines")).transpose()?;
        let expected_total =
            self.expected_total.as_ref().map(|cash| cash.parse("expected_total")).transpose()?;
        Ok(Ask { user, lines, to, body: self, expected_total })
    }
}

impl Ask {
    /// Looks up what the body only names.
    fn place(&self, tx: &mut Tx<'_>) -> Result<Place> {
        let lines = match &self.lines {
            Some(lines) => lines.clone(),
            None => cart_lines(tx, self.user)?,
        };
        let place = match &self.to {
            To::Nowhere => None,
            To::Given(place) => Some(place.clone()),
            To::Book(id) => {
                let missing = |error: Error| match error.code() {
                    Code::NotFound => {
                        Error::field("address_id", "is not in the address book", "不在地址簿中")
                    }
                    _ => error,
                };
                Some(account::address(tx, self.user, *id).map_err(missing)?.place)
            }
        };
        Ok(Place {
            user: self.user,
            lines,
            recipient: place.map(recipient),
            note: self.body.note.trim().to_owned(),
            expected_total: self.expected_total,
        })
    }
}

fn cart_lines(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Wanted>> {
    let items = cart::items(tx, CartOwner::Member(user))?;
    items
        .into_iter()
        .map(|item| Ok(Wanted { sku: item.sku, quantity: Quantity::new(item.quantity)? }))
        .collect()
}

/// The address as the parcel shows it.
#[must_use]
pub fn recipient(place: AddressPlace) -> Recipient {
    let parts = [place.province, place.city, place.district, place.postcode];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Recipient { name: place.recipient, phone: place.phone, region: parts.join(" "), street: place.street }
}

/// Places an order: prices are the server's, the stock is reserved
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = OrderBody, security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header)),
    responses((status = 201, body = One<OrderDetail>), doc::OwnChange))]
async fn place_order(
    State(app): State<App>,
    member: Member,
    Once { body, request }: Once<OrderBody>,
) -> Result<Kept, Failure> {
    let (user, terms) = (member.id(), app.terms);
    let ask = body.parse(user)?;
    let kept = request
        .run(&app, member.actor(), user, move |tx, cx| {
            let place = ask.place(tx)?;
            let whole = order::place(tx, cx, terms, &place).map_err(unknown_sku)?;
            if ask.lines.is_none() {
                let skus: Vec<_> = place.lines.iter().map(|line| line.sku).collect();
                cart::take_out(tx, CartOwner::Member(user), &skus)?;
            }
            let id = whole.order.id;
            let view = match ask.body.pay_with {
                None => OrderDetail::placed(whole, Vec::new())?,
                Some(Method::Alipay) => {
                    let payment = payment::start_alipay(tx, cx, user, id)?;
                    OrderDetail::placed(whole, vec![payment.into()])?
                }
                Some(Method::Balance) => {
                    payment::pay_by_balance(tx, cx, user, id)?;
                    let paid = order::get(tx, id)?;
                    OrderDetail::of(tx, paid)?
                }
            };
            Ok(Made { location: format!("/api/v1/orders/{id}"), view })
        })
        .await?;
    Ok(kept)
}

/// Which orders. Give `cursor` to go on, or `page` to leaf through all of them by number.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct OrderQuery {
    #[param(schema_with = doc::order_state)]
    state: Option<OrderState>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
    /// A page number, from 1; not together with `cursor` or `state`.
    #[param(minimum = 1)]
    page: Option<i64>,
}

/// One's orders, newest first
#[utoipa::path(get, path = "/orders", tag = "orders", params(OrderQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<OrderView>), doc::OwnRead))]
async fn list_orders(
    State(app): State<App>,
    member: Member,
    Query(query): Query<OrderQuery>,
) -> Result<Many<OrderView>, Failure> {
    let (user, ask) = (member.id(), page_ask(query.limit, query.cursor.as_deref())?);
    if let Some(page) = query.page {
        if query.cursor.is_some() || query.state.is_some() {
            return Err(Error::field(
                "page",
                "does not go with cursor or state",
                "不能与 cursor 或 state 同用",
            )
            .into());
        }
        return numbered(&app, user, page, &ask).await;
    }
    let (state, wanted) = (query.state, ask.clone());
    let orders = app.db.read(move |tx| list::of_user(tx, user, state, &wanted)).await?;
    Ok(Many::paged(orders, &ask, Into::into))
}

async fn numbered(app: &App, user: UserId, page: i64, ask: &PageAsk) -> Result<Many<OrderView>, Failure> {
    let limit = ask.limit();
    let found = app.db.read(move |tx| list::page_of_user(tx, user, page, limit)).await?;
    let numbers = Numbers::new(found.page, found.pages, found.total);
    Ok(Many {
        data: found.items.into_iter().map(Into::into).collect(),
        page: Page { limit, next: None, numbers: Some(numbers) },
    })
}

/// One order, with all that belongs to it
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::OwnRead))]
async fn get_order(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    let user = member.id();
    let data = app
        .db
        .read(move |tx| {
            let order = order::own(tx, user, id)?;
            OrderDetail::of(tx, order)
        })
        .await?;
    Ok(One { data })
}

/// Gives an unpaid order up; its stock can be sold again
#[utoipa::path(post, path = "/orders/{id}/cancel", tag = "orders", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<OrderDetail>), doc::OwnChange))]
async fn cancel_order(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
) -> Result<One<OrderDetail>, Failure> {
    let user = member.id();
    let data = app
        .db
        .write(member.actor(), move |tx, cx| {
            step::cancel(tx, cx, user, id)?;
            let order = order::own(tx, user, id)?;
            OrderDetail::of(tx, order)
        })
        .await?;
    Ok(One { data })
}

/// Says that all is well: the order is completed
#[utoipa::path(post, path = "/orders/{id}/confirm-receipt", tag = "orders", request_body = Option<Nothing>,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)), security(("bearer" = [])),
    responses((status = 200, body = One<OrderDetail>), doc::OwnChange))]
async fn confirm_receipt(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
    Once { request, .. }: Once<Nothing>,
) -> Result<Kept, Failure> {
    let user = member.id();
    let kept = request
        .run(&app, member.actor(), user, move |tx, cx| {
            step::confirm_receipt(tx, cx, user, id)?;
            let order = order::own(tx, user, id)?;
            Ok(Made { location: String::new(), view: OrderDetail::of(tx, order)? })
        })
        .await?;
    Ok(kept)
}
