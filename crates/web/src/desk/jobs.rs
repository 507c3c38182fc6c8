//! Jobs: the queues, one job, mending and retrying what is dead.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Result};
use mall::desk;
use serde::Deserialize;
use work::job::{self, JobId, JobState, Listed};

use super::queue::{Queue, QueueQuery};
use super::said::Said;
use super::show;
use super::view::{JobPage, JobRow, JobsPage, Section};
use super::worker::{Nothing, Worker, onward};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::FieldErrors;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/jobs", get(queue))
        .route("/desk/jobs/{id}", get(look_at))
        .route("/desk/jobs/{id}/edit", post(edit))
        .route("/desk/jobs/{id}/retry", post(retry))
}

fn row(job: &Listed) -> JobRow {
    JobRow {
        id: job.id.to_string(),
        kind: job.kind.clone(),
        state: job.state,
        run_at: job.run_at.into(),
        attempts: job.attempts,
        tries_max: job.tries_max,
        last_error: job.last_error.clone(),
    }
}

async fn queue(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<QueueQuery<JobState>>,
) -> Result<Response, Failure> {
    let Queue { tabs, items, older } = Queue::read(&app, &worker, &query, job::list).await?;
    let now = app.now();
    let overdue = worker.read(&app, Section::Jobs, move |tx| job::overdue(tx, now)).await?;
    let layout = worker.layout(Section::Jobs, worker.t().jobs);
    let rows = items.iter().map(row).collect();
    worker.show(&app, &JobsPage { layout, tabs, overdue: show::count(overdue), rows, older })
}

/// The page of a job, with the payload as stored or as typed.
async fn page(
    app: &App,
    worker: &Worker,
    id: JobId,
    typed: Option<String>,
    errors: FieldErrors,
) -> Result<JobPage, Failure> {
    let job = worker.read(app, Section::Jobs, move |tx| job::get(tx, id)).await?;
    Ok(JobPage {
        layout: worker.layout(Section::Jobs, job.kind.clone()),
        row: row(&job),
        created_at: job.created_at.into(),
        finished_at: (job.finished_at.micros() != 0).then(|| job.finished_at.into()),
        result: job.result,
        payload: typed.unwrap_or(job.payload),
        errors,
    })
}

async fn look_at(State(app): State<App>, worker: Worker, Path(id): Path<JobId>) -> Result<Response, Failure> {
    let page = page(&app, &worker, id, None, FieldErrors::default()).await?;
    worker.show(&app, &page)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mended {
    payload: String,
}

async fn edit(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<JobId>,
    Form(Mended { payload }): Form<Mended>,
) -> Result<Response, Failure> {
    let typed = payload.clone();
    match worker.act(&app, move |tx, cx| desk::system::edit_job(tx, cx, id, &typed)).await {
        Ok(()) => Ok(onward(&app, &format!("/desk/jobs/{id}"), Said::Saved)),
        Err(error) if error.code() == Code::Invalid => {
            let errors = worker.faults(error)?;
            let page = page(&app, &worker, id, Some(payload), errors).await?;
            worker.refuse(&app, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn retry(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<JobId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::system::retry_job(tx, cx, id)).await?;
    Ok(onward(&app, &format!("/desk/jobs/{id}"), Said::JobRetried))
}
