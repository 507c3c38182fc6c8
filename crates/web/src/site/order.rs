//! One order: where it stands, giving it up, confirming that it has arrived.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Cx, Result};
use mall::account::UserId;
use mall::aftersale;
use mall::order::{self, OrderId, step};
use mall::payment;
use store::Tx;

use super::cart::Nothing;
use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::show;
use super::view::{OrderPage, Tab};
use crate::app::App;
use crate::page::Form;
use crate::params::Path;
use crate::problem::Failure;

pub async fn order(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
) -> Result<Response, Failure> {
    let user = member.id();
    let (order, lines, payments, cases) = app
        .db
        .read(move |tx| {
            let order = order::own(tx, user, id)?;
            let (payments, cases) = (payment::of_order(tx, id)?, aftersale::of_order(tx, id)?);
            Ok((order, order::lines(tx, id)?, payments, cases))
        })
        .await?;
    let shopper = &member.shopper;
    let lang = shopper.lang();
    let actions = show::order::actions(&order, app.now());
    let page = OrderPage {
        layout: shopper.layout(&app, &order.number, Tab::Orders).await?,
        id: order.id.to_string(),
        kind: order.kind,
        state: order.state,
        placed_at: order.times.placed.into(),
        expires_at: actions.pay.then(|| order.times.expires.into()),
        steps: show::order::steps(&order, lang),
        ship_to: show::order::ship_to(order.recipient.as_ref()),
        carrier: show::order::parcel(&order),
        lines: show::order::lines(&lines, lang)?,
        totals: show::order::totals(order.kind, order.total),
        paid_by: show::order::paid_by(&payments, lang),
        refunded: show::order::refunded(&order),
        aftersales: cases.iter().map(show::aftersale::row).collect(),
        actions,
        note: order.note,
        number: order.number,
    };
    shopper.show(&app, &page)
}

type Step = fn(&mut Tx<'_>, &Cx, UserId, OrderId) -> Result<()>;

/// Takes a step that the reader asked for. An order that has moved on meanwhile is shown as it is.
async fn take(app: &App, member: &Member, id: OrderId, step: Step, note: Note) -> Result<Response, Failure> {
    let user = member.id();
    let here = format!("/orders/{id}");
    match app.db.write(member.actor(), move |tx, cx| step(tx, cx, user, id)).await {
        Ok(()) => Ok(go_saying(app, &here, note)),
        Err(error) if error.code() == Code::OrderMoved => Ok(go(&here)),
        Err(error) => Err(error.into()),
    }
}

pub async fn cancel(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    take(&app, &member, id, step::cancel, Note::OrderCancelled).await
}

pub async fn receive(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    take(&app, &member, id, step::confirm_receipt, Note::OrderReceived).await
}
