//! One after-sale case.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Result};
use mall::aftersale::{self, AftersaleId};
use mall::catalog::SpuKind;
use mall::order;
use serde::Deserialize;

use super::cart::Nothing;
use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::view::{AftersalePage, FieldErrors, Tab};
use super::{fault, show};
use crate::app::App;
use crate::page::Form;
use crate::params::Path;
use crate::problem::Failure;

/// The parcel that goes back, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    carrier: String,
    tracking: String,
}

async fn page(
    app: &App,
    member: &Member,
    id: AftersaleId,
    typed: Parcel,
    errors: FieldErrors,
) -> Result<AftersalePage> {
    let user = member.id();
    let (case, claimed, order, lines) = app
        .db
        .read(move |tx| {
            let case = aftersale::own(tx, user, id)?;
            let (order, lines) = (order::own(tx, user, case.order)?, order::lines(tx, case.order)?);
            Ok((case, aftersale::lines(tx, id)?, order, lines))
        })
        .await?;
    let shopper = &member.shopper;
    let lang = shopper.lang();
    let mut layout = shopper.layout(app, &case.number, Tab::Orders).await?;
    layout.path = format!("/aftersales/{id}");
    Ok(AftersalePage {
        layout,
        id: case.id.to_string(),
        order: case.order.to_string(),
        order_number: order.number,
        is_service: order.kind == SpuKind::Service,
        state: case.state,
        steps: show::aftersale::steps(&case, lang),
        lines: show::aftersale::lines(&lines, &claimed, lang)?,
        amount: case.amount.into(),
        goods_back: case.with_return,
        asked_at: case.requested_at.into(),
        can_withdraw: show::aftersale::can_withdraw(&case),
        answer: Some(case.answer).filter(|answer| !answer.is_empty()),
        reason: case.reason,
        number: case.number,
        carrier: typed.carrier,
        tracking: typed.tracking,
        errors,
    })
}

pub async fn look_at(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
) -> Result<Response, Failure> {
    let page = page(&app, &member, id, Parcel::default(), FieldErrors::default()).await?;
    member.shopper.show(&app, &page)
}

pub async fn send(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
    Form(form): Form<Parcel>,
) -> Result<Response, Failure> {
    let user = member.id();
    let sent = form.clone();
    let done = app
        .db
        .write(member.actor(), move |tx, cx| aftersale::send(tx, cx, user, id, &sent.carrier, &sent.tracking))
        .await;
    let here = format!("/aftersales/{id}");
    match done {
        Ok(()) => Ok(go_saying(&app, &here, Note::ParcelSent)),
        Err(error) if error.code() == Code::AftersaleMoved => Ok(go(&here)),
        Err(error) => {
            let errors = fault::fields(&error, member.shopper.lang(), &[]);
            let failure = fault::mendable(error)?;
            let page = page(&app, &member, id, form, errors).await?;
            member.shopper.refuse(&app, &failure, &page)
        }
    }
}

pub async fn withdraw(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let user = member.id();
    let here = format!("/aftersales/{id}");
    match app.db.write(member.actor(), move |tx, cx| aftersale::withdraw(tx, cx, user, id)).await {
        Ok(()) => Ok(go_saying(&app, &here, Note::CaseWithdrawn)),
        Err(error) if error.code() == Code::AftersaleMoved => Ok(go(&here)),
        Err(error) => Err(error.into()),
    }
}
