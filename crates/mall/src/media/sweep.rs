//! Objects that no row names: left by a crash between putting and saying so, or by a job that lost a race.
//!
//! A row names an object before it is put, and a name is never used twice. So an object that is in the store and in
//! no row will never be in one, however long the sweep takes.

use ::store::Tx;
use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use work::schedule::Cadence;
use work::{Effect, Payload, Schedule, When};

use super::blobs::{Blobs, is_object, shelves};
use super::jobs::failed;
use super::store::sweep::is_named;

/// Objects looked at by one job.
const LOOKED_AT_MAX: usize = 500;

/// Looks for strays among the objects after this one, and on to the last.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {
    after: String,
}

impl Payload for Sweep {
    const KIND: &'static str = "media.sweep";
    const LEASE_S: u16 = 900;
}

/// Deletes objects that no row names.
#[derive(Debug, Serialize, Deserialize)]
pub struct DropStrays {
    objects: Vec<String>,
}

impl Payload for DropStrays {
    const KIND: &'static str = "media.drop_strays";
    const LEASE_S: u16 = 300;
}

impl Effect<dyn Blobs> for Sweep {
    type Ask = String;
    type Outcome = std::result::Result<Vec<String>, String>;

    fn prepare(&self, _tx: &mut Tx<'_>, _cx: &Cx) -> Result<Option<String>> {
        Ok(Some(self.after.clone()))
    }

    fn call(blobs: &dyn Blobs, after: String) -> Self::Outcome {
        let mut found = Vec::new();
        for shelf in shelves().filter(|shelf| after.get(..2).is_none_or(|first| first <= shelf.as_str())) {
            let left = LOOKED_AT_MAX - found.len();
            if left == 0 {
                break;
            }
            found.extend(blobs.list(&shelf, &after, left).map_err(|error| error.to_string())?);
        }
        Ok(found)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, outcome: Self::Outcome) -> Result<()> {
        let listed = outcome.map_err(failed)?;
        if listed.len() == LOOKED_AT_MAX
            && let Some(last) = listed.last()
        {
            work::job::enqueue(tx, cx, &Self { after: last.clone() }, When::Now, None)?;
        }
        let mut strays = Vec::new();
        for object in listed {
            if is_object(&object) && !is_named(tx, &object)? {
                strays.push(object);
            }
        }
        if strays.is_empty() {
            return Ok(());
        }
        tracing::info!(count = strays.len(), "objects in the media store that no row names");
        work::job::enqueue(tx, cx, &DropStrays { objects: strays }, When::Now, None)
    }
}

impl Effect<dyn Blobs> for DropStrays {
    type Ask = Vec<String>;
    type Outcome = Option<String>;

    fn prepare(&self, tx: &mut Tx<'_>, _cx: &Cx) -> Result<Option<Vec<String>>> {
        // A payload can be edited by hand; what a row names is never deleted here.
        let mut strays = Vec::new();
        for object in &self.objects {
            if is_object(object) && !is_named(tx, object)? {
                strays.push(object.clone());
            }
        }
        Ok((!strays.is_empty()).then_some(strays))
    }

    fn call(blobs: &dyn Blobs, objects: Vec<String>) -> Option<String> {
        objects.iter().try_for_each(|object| blobs.delete(object)).err().map(|error| error.to_string())
    }

    fn settle(&self, _tx: &mut Tx<'_>, _cx: &Cx, failure: Option<String>) -> Result<()> {
        failure.map_or(Ok(()), |told| Err(failed(told)))
    }
}

pub fn schedule() -> Schedule {
    Schedule {
        name: "media.sweep",
        cadence: Cadence::DailyAt { hour: 4, minute: 40 },
        enqueue: |tx, cx| {
            work::job::enqueue(tx, cx, &Sweep { after: String::new() }, When::Now, Some("sweep"))
        },
    }
}
