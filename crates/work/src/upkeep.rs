//! The house keeping of this crate's own tables, itself a job.

use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::{Cadence, Handlers, Job, Payload, Schedule, When, event, job, once};

const JOBS_KEPT_S: i64 = 7 * 86_400;
const EVENTS_KEPT_S: i64 = 30 * 86_400;
/// Rows that go in one transaction: small enough not to hold others up.
const AT_ONCE: i64 = 2_000;

/// Deletes what is too old to be of use, a little at a time.
#[derive(Serialize, Deserialize)]
pub struct Upkeep {}

impl Payload for Upkeep {
    const KIND: &'static str = "work.upkeep";
}

impl Job for Upkeep {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        let gone = [
            job::forget(tx, cx.now.minus_s(JOBS_KEPT_S), AT_ONCE)?,
            event::forget(tx, cx.now.minus_s(EVENTS_KEPT_S), AT_ONCE)?,
            once::forget(tx, cx.now.minus_s(once::KEEP_S), AT_ONCE)?,
        ];
        // A full share means that there is more: go on at once.
        let more = gone.iter().any(|rows| *rows == AT_ONCE.unsigned_abs());
        if more { job::enqueue(tx, cx, &Self {}, When::Now, None) } else { Ok(()) }
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<Upkeep>()
}

#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule {
        name: "work.upkeep",
        cadence: Cadence::EveryS(600),
        enqueue: |tx, cx| job::enqueue(tx, cx, &Upkeep {}, When::Now, Some("upkeep")),
    }]
}
