//! One after-sale case.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Cx, Result};
use mall::aftersale::{self, AftersaleId, AftersaleState, PHOTOS_MAX};
use mall::catalog::SpuKind;
use mall::media::Name;
use mall::order;
use serde::Deserialize;
use store::Tx;

use super::cart::Nothing;
use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::view::{AftersalePage, FieldErrors, Picture, Tab};
use super::{fault, show};
use crate::app::App;
use crate::media::{Looker, SizeQuery, serve_photo};
use crate::page::{FileForm, Form};
use crate::params::{Path, PathPair, Query};
use crate::problem::Failure;
use crate::upload;

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
    let (case, claimed, order, lines, photos) = app
        .db
        .read(move |tx| {
            let case = aftersale::own(tx, user, id)?;
            let (order, lines) = (order::own(tx, user, case.order)?, order::lines(tx, case.order)?);
            Ok((case, aftersale::lines(tx, id)?, order, lines, aftersale::photos(tx, id)?))
        })
        .await?;
    let shopper = &member.shopper;
    let lang = shopper.lang();
    let is_open = case.state == AftersaleState::Requested;
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
        photos_left: if is_open { PHOTOS_MAX.saturating_sub(photos.len()) } else { 0 },
        photos: Picture::photos(&format!("/aftersales/{id}"), &photos, shopper.t().photo),
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

/// A photo of one's own case.
pub async fn photo(
    State(app): State<App>,
    member: Member,
    PathPair(id, name): PathPair<AftersaleId, Name>,
    Query(query): Query<SizeQuery>,
) -> Result<Response, Failure> {
    serve_photo(&app, Looker::Buyer(member.id()), id, name, query.size()?).await
}

pub async fn add_photos(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AftersaleId>,
    FileForm { form: Nothing {}, files, turn: _turn }: FileForm<Nothing>,
) -> Result<Response, Failure> {
    let user = member.id();
    app.db.read(move |tx| aftersale::own(tx, user, id).map(drop)).await?;
    let added = match upload::put_photos(&app, member.actor(), user, files).await {
        Ok(photos) => {
            let add = move |tx: &mut Tx<'_>, cx: &Cx| {
                photos.iter().try_for_each(|photo| aftersale::add_photo(tx, cx, user, id, photo).map(drop))
            };
            app.db.write(member.actor(), add).await
        }
        Err(error) => Err(error),
    };
    let here = format!("/aftersales/{id}");
    match added {
        Ok(()) => Ok(go_saying(&app, &here, Note::PhotosAdded)),
        Err(error) if error.code() == Code::AftersaleMoved => Ok(go(&here)),
        Err(error) if !error.details().is_empty() => {
            let errors = fault::fields(&error, member.shopper.lang(), &[]);
            let page = page(&app, &member, id, Parcel::default(), errors).await?;
            member.shopper.refuse(&app, &error.into(), &page)
        }
        Err(error) => Err(error.into()),
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
