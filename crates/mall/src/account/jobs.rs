//! Work of this slice that runs by itself: carrying messages out, and sweeping what has run out.

use std::sync::Arc;

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Code, Cx, Error, Result};
use serde::{Deserialize, Serialize};
use work::schedule::{Cadence, Schedule};
use work::{Effect, Handlers, Job, Payload, When};

use super::message::{Courier, Delivery, MessageState, Outgoing};
use super::model::MessageId;
use super::store::{code, message, session, throttle};
use super::text::clip;

/// Carries one message out.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendMessage {
    pub message: MessageId,
}

impl Payload for SendMessage {
    const KIND: &'static str = "message.send";
}

impl Effect<dyn Courier> for SendMessage {
    type Ask = Outgoing;
    type Outcome = Delivery;

    fn prepare(&self, tx: &mut Tx<'_>, _cx: &Cx) -> Result<Option<Outgoing>> {
        let found = message::get(tx, self.message)?;
        Ok((found.state == MessageState::Waiting).then_some(Outgoing {
            id: found.id,
            channel: found.channel,
            recipient: found.recipient,
            subject: found.subject,
            body: found.body,
            created_at: found.created_at,
        }))
    }

    fn call(courier: &(dyn Courier + 'static), ask: Outgoing) -> Delivery {
        courier.deliver(&ask)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, outcome: Delivery) -> Result<()> {
        match outcome {
            Delivery::Delivered => message::settle(tx, self.message, MessageState::Sent, "", cx.now),
            Delivery::Refused(reason) => {
                message::settle(tx, self.message, MessageState::Refused, &clip(&reason, 500), cx.now)
            }
            // Back into the queue, to be tried again later.
            Delivery::Unknown(reason) => Err(Error::new(Code::Busy).because(reason)),
        }
    }
}

/// Deletes what has run out: sessions, codes and counters that mean nothing any more, and old messages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

/// Rows of one table that one run deletes, so that no transaction is long; more wait for the next run.
const SWEEP_MAX: i64 = 500;
const SWEEP_EVERY_S: i64 = 600;
const MESSAGES_KEPT_S: i64 = 90 * DAY_S;
/// Sessions are kept a while after their end, for questions about who was signed in.
const SESSIONS_KEPT_S: i64 = 30 * DAY_S;

impl Payload for Sweep {
    const KIND: &'static str = "account.sweep";
}

impl Job for Sweep {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        session::sweep(tx, cx.now.minus_s(SESSIONS_KEPT_S), SWEEP_MAX)?;
        code::sweep(tx, cx.now, SWEEP_MAX)?;
        throttle::sweep(tx, cx.now, SWEEP_MAX)?;
        message::sweep(tx, cx.now.minus_s(MESSAGES_KEPT_S), SWEEP_MAX)?;
        Ok(())
    }
}

/// The handlers of this slice's jobs.
#[must_use]
pub fn handlers(handlers: Handlers, courier: &Arc<dyn Courier>) -> Handlers {
    handlers.effect::<SendMessage, dyn Courier>(courier).job::<Sweep>()
}

/// What of this slice comes round by the clock.
#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule {
        name: "account.sweep",
        cadence: Cadence::EveryS(SWEEP_EVERY_S),
        enqueue: |tx, cx| work::job::enqueue(tx, cx, &Sweep {}, When::Now, Some("sweep")),
    }]
}
