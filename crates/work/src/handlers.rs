//! Handlers of jobs: pure ones run in one transaction; effects speak with the outside between two.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Code, Cx, Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Tx;

use crate::job::Payload;

/// A job that needs nothing but the database. Its work and its end are one transaction.
pub trait Job: Payload {
    /// # Errors
    /// Any error puts the job back for another try.
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()>;
}

/// A job that speaks with the outside, in three steps: record the intent, call with an idempotency key,
/// record the outcome. It may die between any two of them and is then begun again.
pub trait Effect<World: ?Sized>: Payload {
    type Ask: Serialize + DeserializeOwned + Send + 'static;
    type Outcome: Serialize + DeserializeOwned + Send + 'static;

    /// Records the intent; `None` when there is nothing left to do.
    ///
    /// # Errors
    /// Any error puts the job back for another try.
    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<Self::Ask>>;

    /// Calls the outside. May block; no transaction is open.
    fn call(world: &World, ask: Self::Ask) -> Self::Outcome;

    /// Records the outcome. An error puts the job back, to be begun again from [`Effect::prepare`].
    ///
    /// # Errors
    /// Any error puts the job back for another try.
    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, outcome: Self::Outcome) -> Result<()>;
}

pub(crate) type Run = Arc<dyn Fn(&mut Tx<'_>, &Cx, &str) -> Result<()> + Send + Sync>;
type Prepare = Arc<dyn Fn(&mut Tx<'_>, &Cx, &str) -> Result<Option<String>> + Send + Sync>;
type Call = Arc<dyn Fn(&str) -> Result<String> + Send + Sync>;
type Settle = Arc<dyn Fn(&mut Tx<'_>, &Cx, &str, &str) -> Result<()> + Send + Sync>;

/// An effect with its types forgotten: asks and outcomes travel as JSON, so that the closures of the two
/// transactions can be run again.
#[derive(Clone)]
pub(crate) struct ErasedEffect {
    pub prepare: Prepare,
    pub call: Call,
    pub settle: Settle,
}

#[derive(Clone)]
pub(crate) enum Handler {
    Pure(Run),
    Effect(ErasedEffect),
}

/// Which code runs which kind of job.
#[derive(Clone, Default)]
pub struct Handlers {
    by_kind: HashMap<&'static str, Handler>,
}

impl Handlers {
    /// # Panics
    /// When two handlers claim one kind: a mistake of the wiring.
    #[must_use]
    pub fn job<J: Job>(self) -> Self {
        let run: Run = Arc::new(|tx, cx, payload| parse::<J>(payload)?.run(tx, cx));
        self.with(J::KIND, Handler::Pure(run))
    }

    /// # Panics
    /// As [`Handlers::job`].
    #[must_use]
    pub fn effect<E, World>(self, world: &Arc<World>) -> Self
    where
        E: Effect<World>,
        World: Send + Sync + ?Sized + 'static,
    {
        let world = Arc::clone(world);
        let effect = ErasedEffect {
            prepare: Arc::new(|tx, cx, payload| {
                let ask = parse::<E>(payload)?.prepare(tx, cx)?;
                ask.map(|ask| write(&ask)).transpose()
            }),
            call: Arc::new(move |ask| write(&E::call(&world, parse(ask)?))),
            settle: Arc::new(|tx, cx, payload, outcome| parse::<E>(payload)?.settle(tx, cx, parse(outcome)?)),
        };
        self.with(E::KIND, Handler::Effect(effect))
    }

    fn with(mut self, kind: &'static str, handler: Handler) -> Self {
        let earlier = self.by_kind.insert(kind, handler);
        assert!(earlier.is_none(), "two handlers for jobs of kind {kind}");
        self
    }

    pub(crate) fn of(&self, kind: &str) -> Result<&Handler> {
        let told = || Error::new(Code::Internal).because(format!("no handler for jobs of kind {kind}"));
        self.by_kind.get(kind).ok_or_else(told)
    }

    /// The kinds that have a handler, for a test that no subscription is left without one.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.by_kind.keys().copied()
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| Error::new(Code::Internal).because(format!("payload: {error}")))
}

fn write<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::new(Code::Internal).because(error))
}
