//! Jobs: what the program still has to do, and what it could not.

use askama::Template;
use work::job::JobState;

use crate::i18n::Moment;
use crate::site::view::FieldErrors;

use super::{Count, Layout, Older, TabLink, Worded};

/// `GET /desk/jobs`
#[derive(Debug, Template)]
#[template(path = "desk/jobs.html")]
pub struct JobsPage {
    pub layout: Layout,
    pub tabs: Vec<TabLink>,
    /// Jobs that should have run by now.
    pub overdue: Count,
    pub rows: Vec<JobRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct JobRow {
    pub id: String,
    pub kind: String,
    pub state: JobState,
    pub run_at: Moment,
    pub attempts: i64,
    pub tries_max: i64,
    pub last_error: String,
}

/// `GET /desk/jobs/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/job.html")]
pub struct JobPage {
    pub layout: Layout,
    pub row: JobRow,
    pub created_at: Moment,
    pub finished_at: Option<Moment>,
    pub result: String,
    /// As stored, or as typed.
    pub payload: String,
    /// Field `payload`.
    pub errors: FieldErrors,
}

impl JobPage {
    /// Only what has given up can be mended and tried again.
    fn is_dead(&self) -> bool {
        self.row.state == JobState::Dead
    }
}
