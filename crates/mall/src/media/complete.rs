//! Sizes that are missing: their job gave up, their object was lost, or the picture is from before there were sizes.
//! A schedule asks for them again, a bounded number at a turn and one after the other, so that other jobs come between.

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Cx, Result};
use work::schedule::Cadence;
use work::{Schedule, When};

use super::jobs::MakeSizes;
use super::store::sizes as store;

/// After a picture was kept, its own job tries for more than a day.
pub(super) const FIRST_ASKED_AFTER_S: i64 = 2 * DAY_S;
const ASKED_AGAIN_AFTER_S: i64 = DAY_S;

const EVERY_S: i64 = 1_800;
/// Pictures of one turn: their jobs are spread over most of the time until the next.
const ASKED_MAX: i64 = 100;
const APART_S: i64 = 15;

fn ask(tx: &mut Tx<'_>, cx: &Cx, hash: String, after_s: i64) -> Result<()> {
    store::ask_at(tx, &hash, cx.now.plus_s(ASKED_AGAIN_AFTER_S))?;
    let job = MakeSizes { hash, is_again: true };
    work::job::enqueue(tx, cx, &job, When::At(cx.now.plus_s(after_s)), Some(&job.hash))
}

pub(super) fn lost(tx: &mut Tx<'_>, cx: &Cx, object: &str) -> Result<()> {
    store::lost(tx, object)?.map_or(Ok(()), |hash| ask(tx, cx, hash, 0))
}

fn turn(tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
    let due = store::due(tx, cx.now, ASKED_MAX)?;
    (0..).zip(due).try_for_each(|(place, hash)| ask(tx, cx, hash, place * APART_S))
}

pub fn schedule() -> Schedule {
    Schedule { name: "media.complete", cadence: Cadence::EveryS(EVERY_S), enqueue: turn }
}
