//! A database in memory, used from one thread: the simulator's. Commits can be made to fail.

use std::cell::Cell;
use std::sync::Arc;

use kernel::{Actor, Code, Cx, Env, Error, Result};
use rusqlite::Connection;

use crate::command::guarded;
use crate::db::Transactor;
use crate::migrate::{self, Migration};
use crate::tx::{Tx, failed};
use crate::{number, sqlite};

pub struct Session {
    connection: Connection,
    env: Arc<Env>,
    fail_next: Cell<bool>,
}

impl Session {
    /// # Errors
    /// [`Code::Store`] when a migration is not SQL.
    pub fn memory(env: Arc<Env>, migrations: &[Migration]) -> Result<Self> {
        let connection = sqlite::memory()?;
        migrate::sqlite(&connection, migrations, env.clock.now().micros())?;
        Ok(Self { connection, env, fail_next: Cell::new(false) })
    }

    /// The next commit will fail, as if the disk were full: nothing of its transaction stays.
    pub fn fail_next_commit(&self) {
        self.fail_next.set(true);
    }

    /// # Errors
    /// Whatever the closure returns; [`Code::Store`] when the commit fails.
    pub fn write<T>(&self, actor: Actor, run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T>) -> Result<T> {
        if self.env.numbers.is_low() {
            self.env.numbers.refill(number::reserve(&mut Tx::sqlite(&self.connection))?);
        }
        self.step("begin immediate")?;
        let result = guarded(|| run(&mut Tx::sqlite(&self.connection), &Cx::new(&self.env, actor)));
        if result.is_ok() && self.fail_next.take() {
            self.step("rollback")?;
            return Err(Error::new(Code::Store).because("the commit was made to fail"));
        }
        self.step(if result.is_ok() { "commit" } else { "rollback" })?;
        result
    }

    /// # Errors
    /// Whatever the closure returns.
    pub fn read<T>(&self, run: impl Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        run(&mut Tx::sqlite(&self.connection))
    }

    fn step(&self, text: &str) -> Result<()> {
        self.connection.prepare_cached(text).and_then(|mut step| step.execute([])).map_err(failed)?;
        Ok(())
    }
}

impl Transactor for Session {
    fn transact<T, F>(&self, actor: Actor, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.write(actor, run)
    }
}
