//! Pictures of products from before a picture's name said what it is. Once its sizes have been made
//! ([`crate::media`]), the product names it anew, so that pages offer the sizes without the product being saved.

use ::store::Tx;
use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use work::schedule::Cadence;
use work::{Job, Payload, Schedule, When, event};

use super::store::{category, naming as store};
use super::{CatalogChanged, SpuId};
use crate::media;

/// Products looked at in one transaction.
const LOOKED_AT_MAX: i64 = 100;
const EVERY_S: i64 = 3_600;

/// Names the pictures of the products after this one.
#[derive(Debug, Serialize, Deserialize)]
pub struct NamePictures {
    after: i64,
}

impl Payload for NamePictures {
    const KIND: &'static str = "catalog.name_pictures";
}

impl Job for NamePictures {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        let found = store::spus(tx, self.after, LOOKED_AT_MAX)?;
        if found.is_empty() {
            return Ok(());
        }
        // Every change of a product waits here.
        category::lock(tx)?;
        found.iter().try_for_each(|spu| name(tx, cx, *spu))?;
        match found.last() {
            Some(last) if found.len() as u64 == LOOKED_AT_MAX.unsigned_abs() => {
                work::job::enqueue(tx, cx, &Self { after: last.raw() }, When::Now, None)
            }
            _ => Ok(()),
        }
    }
}

fn name(tx: &mut Tx<'_>, cx: &Cx, spu: SpuId) -> Result<()> {
    let mut is_changed = false;
    for bare in store::bare(tx, spu)? {
        let known = media::named(tx, &bare)?.map(|name| name.to_string());
        if let Some(known) = known.filter(|known| *known != bare) {
            store::rename(tx, spu, &bare, &known)?;
            is_changed = true;
        }
    }
    if is_changed { event::emit(tx, cx, &CatalogChanged { spu }) } else { Ok(()) }
}

pub fn schedule() -> Schedule {
    Schedule {
        name: "catalog.name_pictures",
        cadence: Cadence::EveryS(EVERY_S),
        enqueue: |tx, cx| {
            // As a rule there is nothing to do, and no job is made for it.
            if store::spus(tx, 0, 1)?.is_empty() {
                return Ok(());
            }
            work::job::enqueue(tx, cx, &NamePictures { after: 0 }, When::Now, Some("name_pictures"))
        },
    }
}
