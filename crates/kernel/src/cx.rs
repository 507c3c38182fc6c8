//! The context of a use case: who acts, when, and where ids and randomness come from.

use std::sync::Arc;

use crate::number::{Mark, NumberIssuer};
use crate::{Bucket, Clock, IdIssuer, Random, Result, Time};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A visitor who has not signed in.
    Nobody,
    /// A signed-in user, by raw id.
    User(i64),
    /// A member of staff, by raw id of the user.
    Staff(i64),
    /// The program itself: a job, a command, a notification.
    System,
}

/// What the process offers to every use case.
pub struct Env {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub ids: IdIssuer,
    pub numbers: NumberIssuer,
}

impl Env {
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random, ids: IdIssuer::default(), numbers: NumberIssuer::default() }
    }
}

/// Carried through every use case of one transaction. `now` stands still within it.
#[derive(Clone)]
pub struct Cx {
    pub actor: Actor,
    pub now: Time,
    env: Arc<Env>,
}

impl Cx {
    #[must_use]
    pub fn new(env: &Arc<Env>, actor: Actor) -> Self {
        Self { actor, now: env.clock.now(), env: Arc::clone(env) }
    }

    /// The same transaction, acting as somebody else: a job that acts for the system, say.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    /// # Errors
    /// See [`IdIssuer::issue`].
    pub fn id(&self, bucket: Bucket) -> Result<i64> {
        self.env.ids.issue(self.now, bucket)
    }

    /// # Errors
    /// See [`NumberIssuer::issue`].
    pub fn number(&self, mark: Mark) -> Result<String> {
        self.env.numbers.issue(mark, self.now)
    }

    #[must_use]
    pub fn random(&self) -> &dyn Random {
        self.env.random.as_ref()
    }
}
