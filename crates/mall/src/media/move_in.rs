//! Pictures of before the store: their bytes are moved out of the database, one a job, at night, when all servers of
//! the shop have been upgraded.

use ::store::Tx;
use kernel::{Cx, Error, Result};
use serde::{Deserialize, Serialize};
use work::schedule::Cadence;
use work::{Effect, Payload, Schedule, When};

use super::blobs::{Blobs, object_name};
use super::jobs::{MakeSizes, failed};
use super::store::move_in as store;

/// Moves the first picture after this one, and those after it.
#[derive(Debug, Serialize, Deserialize)]
pub struct MoveIn {
    after: String,
}

impl Payload for MoveIn {
    const KIND: &'static str = "media.move_in";
    const LEASE_S: u16 = 180;
}

/// The bytes go through memory only, and no job's row: at most [`super::BYTES_MAX`] of them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ask {
    hash: String,
    object: String,
    bytes_hex: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Outcome {
    hash: String,
    object: String,
    failure: Option<String>,
}

impl Effect<dyn Blobs> for MoveIn {
    type Ask = Ask;
    type Outcome = Outcome;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<Ask>> {
        let Some(inside) = store::next(tx, &self.after)? else { return Ok(None) };
        let fresh = object_name(&inside.hash, cx.id(kernel::Bucket::COMMON)?);
        let object = store::intend(tx, &inside, &fresh)?;
        Ok(Some(Ask { hash: inside.hash, object, bytes_hex: hex::encode(inside.bytes) }))
    }

    fn call(blobs: &dyn Blobs, ask: Ask) -> Outcome {
        let put = hex::decode(&ask.bytes_hex)
            .map_err(|error| Error::new(kernel::Code::Internal).because(error))
            .and_then(|bytes| blobs.put(&ask.object, bytes));
        Outcome { hash: ask.hash, object: ask.object, failure: put.err().map(|error| error.to_string()) }
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, outcome: Outcome) -> Result<()> {
        let Outcome { hash, object, failure } = outcome;
        if let Some(told) = failure {
            return Err(failed(told));
        }
        // Not when it is leaving by now: its object is then swept up as a stray.
        if store::moved(tx, &hash, &object)? {
            work::job::enqueue(
                tx,
                cx,
                &MakeSizes { hash: hash.clone(), is_again: false },
                When::Now,
                Some(&hash),
            )?;
        }
        work::job::enqueue(tx, cx, &Self { after: hash }, When::Now, None)
    }
}

pub fn schedule() -> Schedule {
    Schedule {
        name: "media.move_in",
        cadence: Cadence::DailyAt { hour: 4, minute: 20 },
        enqueue: |tx, cx| {
            work::job::enqueue(tx, cx, &MoveIn { after: String::new() }, When::Now, Some("move_in"))
        },
    }
}
