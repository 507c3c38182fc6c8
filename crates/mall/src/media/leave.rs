//! Pictures that nobody shows go by themselves: marked in one transaction, deleted from the store, then forgotten.
//!
//! Between the mark and the end the picture may be handed in again. It then gets another object
//! ([`super::upload`]), so what is deleted here is never what somebody has just put there; and nobody can begin to
//! show a picture that is marked.

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use work::schedule::Cadence;
use work::{Effect, Job, Payload, Schedule, When};

use super::blobs::Blobs;
use super::jobs::failed;
use super::store::leave::{self as rows, Leaving};
use super::{UNOWNED_KEPT_S, store};

/// Pictures that one job marks.
const MARKED_MAX: i64 = 500;
/// Pictures that one job lets go.
const LEAVING_MAX: i64 = 50;
/// Deletions that fail before the store is taken to be out: each may take long.
const FAILURES_MAX: usize = 10;
/// What could not be deleted is come back for after this.
const COME_BACK_AFTER_S: i64 = 3_600;
/// Days for which is kept what people handed in.
const UPLOADS_KEPT_DAYS: i64 = 7;

/// Marks the pictures that nobody shows any more. Those that are nowhere but in their row go at once.
#[derive(Debug, Serialize, Deserialize)]
pub struct MarkUnowned {}

impl Payload for MarkUnowned {
    const KIND: &'static str = "media.mark_unowned";
}

impl Job for MarkUnowned {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        store::forget_uploads(tx, cx.now.micros().div_euclid(DAY_S * 1_000_000) - UPLOADS_KEPT_DAYS)?;
        let marked = rows::mark(tx, cx.now.minus_s(UNOWNED_KEPT_S), MARKED_MAX)?;
        rows::forget_inside(tx)?;
        if marked == MARKED_MAX.unsigned_abs() {
            // A full share means that there is more.
            return work::job::enqueue(tx, cx, &Self {}, When::Now, None);
        }
        forget_from_the_first(tx, cx, When::Now)
    }
}

fn forget_from_the_first(tx: &mut Tx<'_>, cx: &Cx, when: When) -> Result<()> {
    let key = if when == When::Now { "now" } else { "later" };
    work::job::enqueue(tx, cx, &ForgetUnowned { after: String::new() }, when, Some(key))
}

/// Lets the pictures go that are marked.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetUnowned {
    /// Those after this hash: what cannot be deleted holds up nothing behind it.
    #[serde(default)]
    after: String,
}

impl Payload for ForgetUnowned {
    const KIND: &'static str = "media.forget_unowned";
    const LEASE_S: u16 = 900;
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Gone {
    left: Vec<Leaving>,
    /// Why others could not be deleted, the first of them.
    failure: Option<String>,
}

impl Effect<dyn Blobs> for ForgetUnowned {
    type Ask = Vec<Leaving>;
    type Outcome = Gone;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<Vec<Leaving>>> {
        let leaving = rows::leaving(tx, &self.after, LEAVING_MAX)?;
        let Some(last) = leaving.last() else { return Ok(None) };
        if leaving.len() as u64 == LEAVING_MAX.unsigned_abs() {
            // Once, however often this job is tried.
            let next = Self { after: last.hash.clone() };
            work::job::enqueue(tx, cx, &next, When::Now, Some(&next.after))?;
        }
        Ok(Some(leaving))
    }

    fn call(blobs: &dyn Blobs, leaving: Vec<Leaving>) -> Gone {
        let mut gone = Gone { left: Vec::new(), failure: None };
        let mut failures = 0;
        for one in leaving {
            if failures == FAILURES_MAX {
                break;
            }
            let own = Some(&one.object).filter(|object| !object.is_empty());
            let deleted = own.into_iter().chain(&one.sizes).try_for_each(|object| blobs.delete(object));
            match deleted {
                Ok(()) => gone.left.push(one),
                Err(error) => {
                    failures += 1;
                    gone.failure.get_or_insert_with(|| error.to_string());
                }
            }
        }
        gone
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, gone: Gone) -> Result<()> {
        let Gone { left, failure } = gone;
        match failure {
            // The store is out, or what stays has been come back for already.
            Some(told) if left.is_empty() => return Err(failed(told)),
            Some(told) => {
                tracing::warn!(told, "some pictures could not be deleted; they are come back for");
                forget_from_the_first(tx, cx, When::At(cx.now.plus_s(COME_BACK_AFTER_S)))?;
            }
            None => {}
        }
        left.iter().try_for_each(|one| rows::forget(tx, one))
    }
}

pub fn schedule() -> Schedule {
    Schedule {
        name: "media.forget_unowned",
        cadence: Cadence::DailyAt { hour: 4, minute: 10 },
        enqueue: |tx, cx| work::job::enqueue(tx, cx, &MarkUnowned {}, When::Now, Some("mark_unowned")),
    }
}
