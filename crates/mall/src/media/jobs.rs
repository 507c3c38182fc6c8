//! The job that makes the sizes of a picture.

use ::store::Tx;
use kernel::{Code, Cx, Error, Result};
use serde::{Deserialize, Serialize};
use work::{Effect, Payload};

use super::blobs::Blobs;
use super::name::Size;
use super::store::sizes::{self as store, Planned};
use super::{recode, sizes};

/// Makes what is missing of a picture's sizes, in an object each.
#[derive(Debug, Serialize, Deserialize)]
pub struct MakeSizes {
    pub hash: String,
    /// Asked by [`super::complete`], which asks again: a failure is written down and not tried again before.
    #[serde(default)]
    pub is_again: bool,
}

impl Payload for MakeSizes {
    const KIND: &'static str = "media.make_sizes";
    /// With the pauses between them, more than a day: a store may be away for some hours.
    const TRIES_MAX: u16 = 40;
    const LEASE_S: u16 = 180;
}

/// Where the picture is, and what is to be made of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ask {
    object: String,
    planned: Vec<Planned>,
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Outcome {
    Made {
        tint: u8,
        objects: Vec<String>,
    },
    /// The picture is not in its object.
    Gone {
        object: String,
    },
    Failed(String),
}

impl Effect<dyn Blobs> for MakeSizes {
    type Ask = Ask;
    type Outcome = Outcome;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<Ask>> {
        // Let go meanwhile, or a drawing.
        let Some((object, shape)) = store::source(tx, &self.hash)? else { return Ok(None) };
        let planned = store::plan(tx, cx, &self.hash, shape)?;
        if planned.is_empty() {
            store::all_made(tx, &self.hash)?;
            return Ok(None);
        }
        Ok(Some(Ask { object, planned }))
    }

    fn call(blobs: &dyn Blobs, ask: Ask) -> Outcome {
        make(blobs, &ask).unwrap_or_else(|error| Outcome::Failed(error.to_string()))
    }

    fn settle(&self, tx: &mut Tx<'_>, _cx: &Cx, outcome: Outcome) -> Result<()> {
        let told = match outcome {
            Outcome::Made { tint, objects } => {
                store::looked(tx, &self.hash, tint)?;
                objects.iter().try_for_each(|object| store::made(tx, &self.hash, object))?;
                return store::all_made(tx, &self.hash);
            }
            Outcome::Gone { object } => {
                let now = store::source(tx, &self.hash)?;
                if now.is_none_or(|(now, _)| now != object) {
                    return Ok(());
                }
                format!("object {object} is not in the media store")
            }
            Outcome::Failed(told) => told,
        };
        if !self.is_again {
            return Err(failed(told));
        }
        tracing::warn!(picture = self.hash, told, "the sizes of a picture cannot be made");
        Ok(())
    }
}

fn make(blobs: &dyn Blobs, ask: &Ask) -> Result<Outcome> {
    let Some(bytes) = blobs.get(&ask.object)? else {
        return Ok(Outcome::Gone { object: ask.object.clone() });
    };
    let picture = recode::decode_own(&bytes)?;
    let mut objects = Vec::with_capacity(ask.planned.len());
    for Planned { width, mime, object } in &ask.planned {
        blobs.put(object, sizes::write(&picture, Size { width: *width, mime: *mime })?)?;
        objects.push(object.clone());
    }
    Ok(Outcome::Made { tint: recode::tint(&picture), objects })
}

/// Puts the job back.
pub(super) fn failed(told: String) -> Error {
    Error::new(Code::MediaUnavailable).because(told)
}
