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
use work::{Effect, Payload, Schedule, When};

use super::blobs::Blobs;
use super::jobs::failed;
use super::store::leave::{self as rows, Leaving};
use super::{UNOWNED_KEPT_S, store};

/// Pictures that one job lets go.
const LEAVING_MAX: i64 = 50;
/// Days for which is kept what people handed in.
const UPLOADS_KEPT_DAYS: i64 = 7;

/// Lets the pictures go that nobody shows any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetUnowned {}

impl Payload for ForgetUnowned {
    const KIND: &'static str = "media.forget_unowned";
    const LEASE_S: u16 = 900;
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Gone {
    left: Vec<Leaving>,
    /// Why one could not be deleted.
    failure: Option<String>,
}

impl Effect<dyn Blobs> for ForgetUnowned {
    type Ask = Vec<Leaving>;
    type Outcome = Gone;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<Vec<Leaving>>> {
        store::forget_uploads(tx, cx.now.micros().div_euclid(DAY_S * 1_000_000) - UPLOADS_KEPT_DAYS)?;
        let marked = rows::mark(tx, cx.now.minus_s(UNOWNED_KEPT_S), LEAVING_MAX)?;
        if marked == LEAVING_MAX.unsigned_abs() {
            // A full share means that there is more.
            work::job::enqueue(tx, cx, &Self {}, When::Now, None)?;
        }
        let leaving = rows::leaving(tx, LEAVING_MAX)?;
        Ok((!leaving.is_empty()).then_some(leaving))
    }

    fn call(blobs: &dyn Blobs, leaving: Vec<Leaving>) -> Gone {
        let mut gone = Gone { left: Vec::new(), failure: None };
        for one in leaving {
            let own = Some(&one.object).filter(|object| !object.is_empty());
            let deleted = own.into_iter().chain(&one.sizes).try_for_each(|object| blobs.delete(object));
            if let Err(error) = deleted {
                gone.failure = Some(error.to_string());
                break;
            }
            gone.left.push(one);
        }
        gone
    }

    fn settle(&self, tx: &mut Tx<'_>, _cx: &Cx, gone: Gone) -> Result<()> {
        if let Some(told) = gone.failure {
            // All of it is begun again: what is deleted already is deleted once more, which changes nothing.
            return Err(failed(told));
        }
        gone.left.iter().try_for_each(|one| rows::forget(tx, one))
    }
}

pub fn schedule() -> Schedule {
    Schedule {
        name: "media.forget_unowned",
        cadence: Cadence::DailyAt { hour: 4, minute: 10 },
        enqueue: |tx, cx| work::job::enqueue(tx, cx, &ForgetUnowned {}, When::Now, Some("forget_unowned")),
    }
}
