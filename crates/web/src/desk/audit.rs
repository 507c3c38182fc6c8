//! What staff did, and whether the books hold.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kernel::Result;
use mall::account::{self, UserId};
use mall::desk::{self, StaffAction};
use store::Tx;

use super::show;
use super::view::{ActionRow, AuditPage, ProofRow, RecordPage, Section};
use super::worker::{After, Nothing, Worker, page_ask};
use crate::app::App;
use crate::page::Form;
use crate::params::Query;
use crate::problem::Failure;

pub fn routes() -> Router<App> {
    Router::new().route("/desk/record", get(record)).route("/desk/audit", get(ask).post(run))
}

/// The usernames of those who acted.
fn names(tx: &mut Tx<'_>, actions: &[StaffAction]) -> Result<HashMap<UserId, String>> {
    let mut names = HashMap::new();
    for action in actions {
        if let Entry::Vacant(unknown) = names.entry(action.staff) {
            unknown.insert(account::user(tx, action.staff)?.username.to_string());
        }
    }
    Ok(names)
}

/// The page of what an action was done to: `order 7` is at `/desk/orders/7`.
fn href(subject: &str, worker: &Worker) -> Option<String> {
    let (kind, id) = subject.split_once(' ')?;
    let section = match kind {
        "order" => Section::Orders,
        "aftersale" => Section::Aftersales,
        "product" => Section::Products,
        "category" => Section::Categories,
        "sku" => Section::Stock,
        "notice" => Section::Notices,
        "job" => Section::Jobs,
        "user" => Section::Users,
        _ => return None,
    };
    worker.sees(section).then(|| format!("{}/{id}", section.href()))
}

async fn record(
    State(app): State<App>,
    worker: Worker,
    Query(After { after }): Query<After>,
) -> Result<Response, Failure> {
    let page = page_ask(&after)?;
    let (actions, names) = worker
        .read(&app, Section::Record, move |tx| {
            let actions = desk::actions(tx, &page)?;
            let names = names(tx, &actions.items)?;
            Ok((actions, names))
        })
        .await?;
    let older = show::older("/desk/record", &after, &actions);
    let row = |action: StaffAction| ActionRow {
        ordinal: action.ordinal,
        at: action.at.into(),
        staff: names.get(&action.staff).cloned().unwrap_or_default(),
        href: href(&action.subject, &worker),
        action: action.action,
        subject: action.subject,
        detail: action.detail,
        hash: action.hash,
    };
    let rows = actions.items.into_iter().map(row).collect();
    worker.show(&app, &RecordPage { layout: worker.layout(Section::Record, worker.t().record), rows, older })
}

async fn ask(State(app): State<App>, worker: Worker) -> Result<Response, Failure> {
    worker.read(&app, Section::Audit, |_| Ok(())).await?;
    worker.show(&app, &AuditPage { layout: worker.layout(Section::Audit, worker.t().audit), proofs: None })
}

/// Asked for by a form, for it reads all of the books: no link, no reload and no robot should.
async fn run(
    State(app): State<App>,
    worker: Worker,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let audit = worker.read(&app, Section::Audit, desk::audit).await?;
    let lang = worker.lang().into();
    let row = |proof: mall::proof::Proof| ProofRow::new(proof.claim, lang, proof.broken);
    let proofs = Some(audit.proofs.into_iter().map(row).collect());
    worker.show(&app, &AuditPage { layout: worker.layout(Section::Audit, worker.t().audit), proofs })
}
