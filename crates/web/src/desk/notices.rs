//! The inbox of payment notifications.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Result};
use mall::account::Permission;
use mall::desk;
use mall::order;
use mall::payment::{self, Notice, NoticeId, PaymentId, notice};
use store::Tx;

use super::said::Said;
use super::show;
use super::view::{Check, Link, NoticePage, NoticeRow, NoticesPage, Section};
use super::worker::{After, Nothing, Worker, onward, page_ask};
use crate::app::App;
use crate::i18n::desk::DeskText;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;

/// Fields of a notification that are shown one by one; all of it is shown as it came.
const FIELDS_MAX: usize = 100;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/notices", get(inbox))
        .route("/desk/notices/{id}", get(look_at))
        .route("/desk/notices/{id}/replay", post(replay))
}

fn row(notice: &Notice, t: &'static DeskText) -> NoticeRow {
    NoticeRow {
        id: notice.id.to_string(),
        at: notice.received_at.into(),
        source: notice.source.clone(),
        trade: notice.out_trade_no.clone(),
        status: notice.trade_status.clone(),
        outcome: notice.outcome,
        checks: Check::all(notice.verdict, t),
    }
}

async fn inbox(
    State(app): State<App>,
    worker: Worker,
    Query(After { after }): Query<After>,
) -> Result<Response, Failure> {
    let ask = page_ask(&after)?;
    let notices = worker.read(&app, Section::Notices, move |tx| notice::list(tx, &ask)).await?;
    let t = worker.t();
    worker.show(
        &app,
        &NoticesPage {
            layout: worker.layout(Section::Notices, t.notices),
            older: show::older("/desk/notices", &after, &notices),
            rows: notices.items.iter().map(|notice| row(notice, t)).collect(),
        },
    )
}

/// The order that a notification pays, if it names one of our payments.
fn order_of(tx: &mut Tx<'_>, notice: &Notice) -> Result<Option<Link>> {
    let Ok(payment) = notice.out_trade_no.parse::<PaymentId>() else { return Ok(None) };
    match payment::get(tx, payment) {
        Ok(payment) => {
            let order = order::get(tx, payment.order)?;
            Ok(Some(Link::new(order.number, format!("/desk/orders/{}", order.id))))
        }
        Err(error) if error.code() == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<NoticeId>,
) -> Result<Response, Failure> {
    let (notice, order) = worker
        .read(&app, Section::Notices, move |tx| {
            let notice = notice::get_one(tx, id)?;
            let order = order_of(tx, &notice)?;
            Ok((notice, order))
        })
        .await?;
    let t = worker.t();
    let fields = form_urlencoded::parse(&notice.raw).take(FIELDS_MAX);
    let is_form = notice.raw.contains(&b'=');
    worker.show(
        &app,
        &NoticePage {
            layout: worker.layout(Section::Notices, t.notices),
            row: row(&notice, t),
            order: order.filter(|_| worker.sees(Section::Orders)),
            fields: if is_form {
                fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
            } else {
                Vec::new()
            },
            raw: String::from_utf8_lossy(&notice.raw).into_owned(),
            handled_at: (notice.handled_at.micros() != 0).then(|| notice.handled_at.into()),
            notify_id: notice.notify_id,
            note: told(notice.note, t),
            may_replay: worker.may(Permission::PaymentReplay),
        },
    )
}

/// What is kept beside a verdict, in the reader's language where it is one of the shop's own sentences.
fn told(note: String, t: &'static DeskText) -> String {
    let known = match note.as_str() {
        "Paid" => t.note_paid,
        "Revived" => t.note_revived,
        "Refused" => t.note_refused,
        "meant for another app or seller" => t.note_stranger,
        "no such payment" => t.note_no_payment,
        "amount or currency differ from what was asked" => t.note_amount,
        _ => return note,
    };
    known.to_owned()
}

async fn replay(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<NoticeId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let staff = worker.id();
    let raw = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, staff, Permission::PaymentReplay)?;
            Ok(notice::get_one(tx, id)?.raw)
        })
        .await?;
    let checked = app.gateway.check(&raw);
    worker.act(&app, move |tx, cx| desk::money::replay_notice(tx, cx, id, &checked)).await?;
    Ok(onward(&app, &format!("/desk/notices/{id}"), Said::Replayed))
}
