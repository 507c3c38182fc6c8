//! The SQLite driver: one writer thread that commits many closures at once, and reader connections beside it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use kernel::{Code, Env, Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::command::{Around, Command};
use crate::number;
use crate::tx::{Notice, Tx, failed};

/// The first version without the WAL-reset corruption of 3.7.0 to 3.51.2.
const VERSION_MIN: i32 = 3_051_003;
const STATEMENT_CACHE: usize = 512;

/// Opens a connection with the settings every connection shares.
pub fn open(path: &Path, writable: bool) -> Result<Connection> {
    if rusqlite::version_number() < VERSION_MIN {
        let found = rusqlite::version();
        return Err(
            Error::new(Code::Store).because(format!("SQLite {found} can corrupt its log; 3.51.3 is needed"))
        );
    }
    let flags = if writable {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    };
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| Error::new(Code::Store).because(format!("{}: {error}", path.display())))?;
    settle(&connection, writable)?;
    Ok(connection)
}

/// A database that lives in memory only, for the simulator.
pub fn memory() -> Result<Connection> {
    let connection = Connection::open_in_memory().map_err(failed)?;
    keep_statements(&connection)?;
    Ok(connection)
}

/// Statements are prepared once. Without the planner's guarantee, one whose values might fit a partial index is
/// prepared anew for each of them.
fn keep_statements(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    Ok(())
}

fn settle(connection: &Connection, writable: bool) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5)).map_err(failed)?;
    keep_statements(connection)?;
    let pragmas = if writable {
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 8000;
         pragma journal_size_limit = 134217728; pragma cache_size = -32768; pragma temp_store = memory;"
    } else {
        "pragma query_only = on; pragma cache_size = -4096; pragma temp_store = memory;"
    };
    connection.execute_batch(pragmas).map_err(failed)
}

/// How much one commit may carry.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    pub commands_max: usize,
    pub time_max: Duration,
}

/// Runs until every sender is gone: what was accepted is finished before the thread ends.
pub fn write_loop(
    connection: &Connection,
    queue: &Receiver<Box<dyn Command>>,
    env: &Arc<Env>,
    batch: Batch,
    publish: impl Fn(Vec<Notice>),
) {
    while let Ok(first) = queue.recv() {
        let mut done = Vec::new();
        let mut notices = Vec::new();
        let outcome = begin(connection, env).and_then(|()| {
            let started = Instant::now();
            let mut next = Some(first);
            while let Some(mut command) = next {
                let kept = run_one(connection, env, command.as_mut(), &mut notices);
                done.push(command);
                kept?;
                let room = done.len() < batch.commands_max && started.elapsed() < batch.time_max;
                next = if room { queue.try_recv().ok() } else { None };
            }
            connection.execute_batch("commit").map_err(failed)
        });
        if let Err(error) = &outcome {
            tracing::error!(%error, commands = done.len(), "a batch was not committed");
            let _ = connection.execute_batch("rollback");
        }
        // Told before it is answered: whoever has the answer finds caches that have heard of it.
        if outcome.is_ok() && !notices.is_empty() {
            publish(notices);
        }
        for command in done {
            command.answer(outcome.as_ref().copied().map_err(Error::public_copy));
        }
    }
}

fn begin(connection: &Connection, env: &Arc<Env>) -> Result<()> {
    if env.numbers.is_low() {
        connection.execute_batch("begin immediate").map_err(failed)?;
        let segment = number::reserve(&mut Tx::sqlite(connection));
        connection.execute_batch(if segment.is_ok() { "commit" } else { "rollback" }).map_err(failed)?;
        env.numbers.refill(segment?);
    }
    connection.prepare_cached("begin immediate").and_then(|mut begin| begin.execute([])).map_err(failed)?;
    Ok(())
}

/// Runs one command inside a savepoint; an error here means that the whole batch is lost.
fn run_one(
    connection: &Connection,
    env: &Arc<Env>,
    command: &mut dyn Command,
    notices: &mut Vec<Notice>,
) -> Result<()> {
    let savepoint = |text: &str| -> Result<()> {
        connection.prepare_cached(text).and_then(|mut statement| statement.execute([])).map_err(failed)?;
        Ok(())
    };
    savepoint("savepoint command")?;
    let mut tx = Tx::sqlite(connection);
    if command.run(&mut tx, env) {
        notices.append(&mut tx.take_notices());
    } else {
        savepoint("rollback to command")?;
    }
    savepoint("release command")
}

/// Reader connections, lent one at a time.
pub struct Readers {
    open: Box<dyn Fn() -> Result<Connection> + Send + Sync>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub fn new(open: impl Fn() -> Result<Connection> + Send + Sync + 'static) -> Self {
        Self { open: Box::new(open), idle: Mutex::new(Vec::new()) }
    }

    /// Runs a closure on a connection of its own; within one snapshot, unless it reads by one statement.
    pub fn run<T>(&self, around: Around, closure: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let lent = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = lent.map_or_else(|| (self.open)(), Ok)?;
        let step = |text: &str| -> Result<()> {
            if around == Around::Nothing {
                return Ok(());
            }
            connection
                .prepare_cached(text)
                .and_then(|mut statement| statement.execute([]))
                .map_err(failed)?;
            Ok(())
        };
        step("begin")?;
        let mut tx = Tx::sqlite(&connection);
        if around == Around::Nothing {
            tx = tx.for_one_read();
        }
        let result = crate::command::guarded(|| closure(&mut tx));
        step("rollback")?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        result
    }
}
