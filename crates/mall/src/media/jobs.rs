//! Pictures that nobody shows go by themselves.

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use work::schedule::{Cadence, Schedule};
use work::{Handlers, Job, Payload, When};

use super::forget_unowned;

/// Time enough to save the product that a picture was handed in for.
pub const UNOWNED_KEPT_S: i64 = DAY_S;
/// Blobs that one transaction deletes: each may be as large as [`super::BYTES_MAX`].
const FORGOTTEN_MAX: i64 = 100;

/// Deletes the blobs that nobody shows any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetUnowned {}

impl Payload for ForgetUnowned {
    const KIND: &'static str = "media.forget_unowned";
}

impl Job for ForgetUnowned {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        let gone = forget_unowned(tx, cx.now.minus_s(UNOWNED_KEPT_S), FORGOTTEN_MAX)?;
        // A full share means that there is more: go on at once.
        let more = gone == FORGOTTEN_MAX.unsigned_abs();
        if more { work::job::enqueue(tx, cx, &Self {}, When::Now, None) } else { Ok(()) }
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<ForgetUnowned>()
}

/// What of this slice comes round by the clock: at an hour when the shop sleeps.
#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule {
        name: "media.forget_unowned",
        cadence: Cadence::DailyAt { hour: 4, minute: 10 },
        enqueue: |tx, cx| work::job::enqueue(tx, cx, &ForgetUnowned {}, When::Now, Some("forget_unowned")),
    }]
}
