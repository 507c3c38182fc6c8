//! Staff look after jobs and messages, and read the record and the proofs.

use axum::extract::State;
use kernel::{Code, Error, Result};
use mall::account::{self, Channel, Message, MessageId, MessageState, Permission};
use mall::desk::{self, StaffAction, system};
use mall::proof::Proof;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use work::job::{self, JobId, JobState, Listed};

use crate::api::answer::{ListQuery, Many, One, page_ask};
use crate::api::doc;
use crate::api::view::Stamp;
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs))
        .routes(routes!(count_jobs))
        .routes(routes!(get_job, edit_job))
        .routes(routes!(retry_job))
        .routes(routes!(list_messages))
        .routes(routes!(list_actions))
        .routes(routes!(run_audit))
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct JobView {
    #[schema(value_type = String)]
    id: JobId,
    #[schema(example = "payment.precreate")]
    kind: String,
    /// What the job is told.
    payload: Value,
    #[schema(schema_with = doc::job_state)]
    state: JobState,
    run_at: Stamp,
    attempts: i64,
    tries_max: i64,
    last_error: String,
    result: String,
    created_at: Stamp,
    finished_at: Option<Stamp>,
}

impl From<Listed> for JobView {
    fn from(job: Listed) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            payload: serde_json::from_str(&job.payload).unwrap_or(Value::String(job.payload)),
            state: job.state,
            run_at: job.run_at.into(),
            attempts: job.attempts,
            tries_max: job.tries_max,
            last_error: job.last_error,
            result: job.result,
            created_at: job.created_at.into(),
            finished_at: (job.finished_at.0 != 0).then_some(job.finished_at.into()),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct JobQuery {
    /// `dead` when it is not given: what waits for a person.
    #[param(schema_with = doc::job_state)]
    state: Option<JobState>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Jobs in one state, newest first
#[utoipa::path(get, path = "/jobs", tag = "staff", params(JobQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<JobView>), doc::StaffRead))]
async fn list_jobs(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<JobQuery>,
) -> Result<Many<JobView>, Failure> {
    let (user, ask) = (staff.id(), page_ask(query.limit, query.cursor.as_deref())?);
    let (state, page) = (query.state.unwrap_or(JobState::Dead), ask.clone());
    let jobs = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::JobsManage)?;
            job::list(tx, state, &page)
        })
        .await?;
    Ok(Many::paged(jobs, &ask, Into::into))
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct JobCountView {
    #[schema(schema_with = doc::job_state)]
    state: JobState,
    count: i64,
}

/// How many jobs are in each state
#[utoipa::path(get, path = "/job-counts", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = Many<JobCountView>), doc::StaffRead))]
async fn count_jobs(State(app): State<App>, staff: Staff) -> Result<Many<JobCountView>, Failure> {
    let user = staff.id();
    let counts = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::JobsManage)?;
            job::counts(tx)
        })
        .await?;
    Ok(Many::whole(counts, |(state, count)| JobCountView { state, count }))
}

/// One job
#[utoipa::path(get, path = "/jobs/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<JobView>), doc::StaffRead))]
async fn get_job(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<JobId>,
) -> Result<One<JobView>, Failure> {
    let user = staff.id();
    let found = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, user, Permission::JobsManage)?;
            job::get(tx, id)
        })
        .await?;
    Ok(One { data: found.into() })
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JobBody {
    /// What the job is told from now on; at most 64 KiB.
    payload: Value,
}

/// Mends what a dead job is told
#[utoipa::path(patch, path = "/jobs/{id}", tag = "staff", request_body = JobBody, params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<JobView>), doc::StaffChange))]
async fn edit_job(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<JobId>,
    Json(body): Json<JobBody>,
) -> Result<One<JobView>, Failure> {
    if !body.payload.is_object() {
        return Err(Error::field("payload", "must be an object", "须为对象").into());
    }
    let (user, payload) = (staff.id(), body.payload.to_string());
    let mended = app
        .db
        .write(staff.actor(), move |tx, cx| {
            desk::permit_reading(tx, user, Permission::JobsManage)?;
            job::get(tx, id)?;
            system::edit_job(tx, cx, id, &payload)?;
            job::get(tx, id)
        })
        .await?;
    Ok(One { data: mended.into() })
}

/// Gives a dead job all its tries again
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<JobView>), doc::StaffChange))]
async fn retry_job(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<JobId>,
) -> Result<One<JobView>, Failure> {
    let user = staff.id();
    let retried = app
        .db
        .write(staff.actor(), move |tx, cx| {
            desk::permit_reading(tx, user, Permission::JobsManage)?;
            job::get(tx, id)?;
            system::retry_job(tx, cx, id)?;
            job::get(tx, id)
        })
        .await?;
    Ok(One { data: retried.into() })
}

/// An SMS or a mail.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MessageView {
    #[schema(value_type = String)]
    id: MessageId,
    #[schema(schema_with = doc::channel)]
    channel: Channel,
    recipient: String,
    subject: String,
    body: String,
    #[schema(schema_with = doc::message_state)]
    state: MessageState,
    /// Why it was refused.
    reason: String,
    created_at: Stamp,
}

impl From<Message> for MessageView {
    fn from(message: Message) -> Self {
        Self {
            id: message.id,
            channel: message.channel,
            recipient: message.recipient,
            subject: message.subject,
            body: message.body,
            state: message.state,
            reason: message.reason,
            created_at: message.created_at.into(),
        }
    }
}

/// SMS and mails, newest first
#[utoipa::path(get, path = "/messages", tag = "staff", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<MessageView>), doc::StaffRead))]
async fn list_messages(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Many<MessageView>, Failure> {
    let (user, ask) = (staff.id(), query.parse()?);
    let page = ask.clone();
    let messages = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::MessagesRead)?;
            account::messages(tx, &page)
        })
        .await?;
    Ok(Many::paged(messages, &ask, Into::into))
}

/// One thing that a member of staff did.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ActionView {
    ordinal: i64,
    staff: String,
    #[schema(example = "order.ship")]
    action: String,
    subject: String,
    /// What was decided.
    detail: Value,
    at: Stamp,
    /// Of this entry and the one before it.
    hash: String,
}

impl From<StaffAction> for ActionView {
    fn from(action: StaffAction) -> Self {
        Self {
            ordinal: action.ordinal,
            staff: action.staff.to_string(),
            action: action.action,
            subject: action.subject,
            detail: serde_json::from_str(&action.detail).unwrap_or(Value::String(action.detail)),
            at: action.at.into(),
            hash: action.hash,
        }
    }
}

/// The record of staff actions, newest first
#[utoipa::path(get, path = "/actions", tag = "staff", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<ActionView>), doc::StaffRead))]
async fn list_actions(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Many<ActionView>, Failure> {
    let (user, ask) = (staff.id(), query.parse()?);
    let page = ask.clone();
    let actions = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::AuditRead)?;
            desk::actions(tx, &page)
        })
        .await?;
    Ok(Many::paged(actions, &ask, Into::into))
}

/// A statement about the books, and the rows that contradict it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ProofView {
    claim: &'static str,
    holds: bool,
    broken: Vec<String>,
}

impl From<Proof> for ProofView {
    fn from(proof: Proof) -> Self {
        Self { claim: proof.claim, holds: proof.holds(), broken: proof.broken }
    }
}

/// Checks every proof about the books now. Reads every row of them
#[utoipa::path(get, path = "/audit", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = Many<ProofView>), doc::StaffRead))]
async fn run_audit(State(app): State<App>, staff: Staff) -> Result<Many<ProofView>, Failure> {
    let user = staff.id();
    // One at a time: it keeps a reader thread busy.
    let _turn = app.audit_turn.try_lock().map_err(|_| Code::Busy)?;
    let audit = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::AuditRead)?;
            desk::audit(tx)
        })
        .await?;
    Ok(Many::whole(audit.proofs, Into::into))
}
