//! What travels to a database thread: a closure, and the way its answer takes back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use kernel::{Actor, Code, Cx, Env, Error, Result};
use tokio::sync::oneshot;

use crate::tx::Tx;

/// What a closure needs around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// A transaction that is committed when the closure succeeds.
    Transaction,
    /// One snapshot for all that it reads.
    Snapshot,
    /// Nothing: it reads by one statement.
    Nothing,
}

/// Work for a database thread. A transaction may be run again after [`Command::run`] said that it failed.
pub trait Command: Send {
    fn around(&self) -> Around;
    /// Whether the transaction should be kept.
    fn run(&mut self, tx: &mut Tx<'_>, env: &Arc<Env>) -> bool;
    /// Sends the last run's result, unless the commit failed.
    fn answer(self: Box<Self>, commit: Result<()>);
}

pub struct Call<F, T> {
    actor: Actor,
    around: Around,
    closure: F,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> Call<F, T> {
    pub fn new(actor: Actor, around: Around, closure: F) -> (Self, oneshot::Receiver<Result<T>>) {
        let (reply, answer) = oneshot::channel();
        (Self { actor, around, closure, result: None, reply }, answer)
    }
}

impl<F, T> Command for Call<F, T>
where
    F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send,
    T: Send,
{
    fn around(&self) -> Around {
        self.around
    }

    fn run(&mut self, tx: &mut Tx<'_>, env: &Arc<Env>) -> bool {
        let result = guarded(|| (self.closure)(tx, &Cx::new(env, self.actor)));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, commit: Result<()>) {
        let result = self.result.unwrap_or_else(|| Err(Code::Busy.into()));
        // The one who asked may have gone away; the work is done all the same.
        let _ = self.reply.send(commit.and(result));
    }
}

/// A panic inside a use case is a bug, but it must not take the database thread with it.
pub fn guarded<T>(run: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let told = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without words");
        tracing::error!(panic = told, "a use case panicked");
        Err(Error::new(Code::Internal).because(told.to_owned()))
    })
}
