//! Paying for an order.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Currency, Money, Result};
use mall::account::UserId;
use mall::ledger::{self, AccountKey};
use mall::order::{self, Order, OrderId};
use mall::payment::{self, Payment};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::view::{FieldErrors, PayMethod, PayPage, PayState, Tab};
use super::{fault, show};
use crate::app::App;
use crate::json::Json;
use crate::page::Form;
use crate::params::Path;
use crate::problem::Failure;

struct Known {
    order: Order,
    payments: Vec<Payment>,
    balance: Money,
}

fn look(tx: &mut Tx<'_>, user: UserId, id: OrderId) -> Result<Known> {
    let order = order::own(tx, user, id)?;
    Ok(Known {
        payments: payment::of_order(tx, id)?,
        balance: ledger::balance(tx, AccountKey::wallet(user), Currency::CNY)?,
        order,
    })
}

async fn page(app: &App, member: &Member, id: OrderId, errors: FieldErrors) -> Result<PayPage> {
    let user = member.id();
    let Known { order, payments, balance } = app.db.glance(move |tx| look(tx, user, id)).await?;
    let now = app.now();
    let state = show::pay::state(&order, &payments, now);
    let attempt = show::pay::newest(&payments).filter(|_| state == PayState::Waiting);
    let shopper = &member.shopper;
    Ok(PayPage {
        layout: shopper.layout(app, shopper.t().pay_title, Tab::None).await?,
        order: order.id.to_string(),
        number: order.number,
        amount: order.total.into(),
        state,
        expires_at: order.times.expires.into(),
        left_s: u64::try_from(order.times.expires.since_s(now)).unwrap_or(0),
        qr: attempt.and_then(show::pay::qr),
        open: attempt.and_then(show::pay::open),
        balance: balance.into(),
        errors,
    })
}

pub async fn look_at(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
) -> Result<Response, Failure> {
    let mut page = page(&app, &member, id, FieldErrors::default()).await?;
    // An address of its own for the language link, though a form may have led here.
    page.layout.path = format!("/orders/{id}/pay");
    member.shopper.show(&app, &page)
}

#[derive(Debug, Serialize)]
pub struct Status {
    state: &'static str,
}

/// What the page's script asks again and again.
pub async fn status(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
) -> Result<Json<Status>, Failure> {
    let user = member.id();
    let (order, payments) =
        app.db.glance(move |tx| Ok((order::own(tx, user, id)?, payment::of_order(tx, id)?))).await?;
    let state = show::pay::state(&order, &payments, app.now()).code();
    Ok(Json(Status { state }))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    pay: String,
}

pub async fn pay(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
    Form(form): Form<Pay>,
) -> Result<Response, Failure> {
    let user = member.id();
    let way = PayMethod::from_code(&form.pay).ok_or(Code::MalformedBody)?;
    let done = app
        .db
        .write(member.actor(), move |tx, cx| match way {
            PayMethod::Alipay => payment::start_alipay(tx, cx, user, id).map(drop),
            PayMethod::Balance => payment::pay_by_balance(tx, cx, user, id).map(drop),
        })
        .await;
    let here = format!("/orders/{id}/pay");
    match done {
        Ok(()) if way == PayMethod::Balance => Ok(go_saying(&app, &format!("/orders/{id}"), Note::OrderPaid)),
        // Paid, cancelled or expired meanwhile: the page tells which.
        Err(error) if error.code() == Code::OrderMoved => Ok(go(&here)),
        Ok(()) => Ok(go(&here)),
        Err(error) => {
            let errors = [("pay", error.code().sentence(member.shopper.reader.lang))].into_iter().collect();
            let failure = fault::mendable(error)?;
            let mut page = page(&app, &member, id, errors).await?;
            page.layout.path = here;
            member.shopper.refuse(&app, &failure, &page)
        }
    }
}
