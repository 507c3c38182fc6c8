//! Statements as they were run, and the plain loop that runs them again: the floor that benchmarks compare with.

use std::path::Path;
use std::time::{Duration, Instant};

use kernel::{Actor, Code, Cx, Error, Result, Value};

use crate::db::Transactor;
use crate::postgres::Conn;
use crate::sql::Sql;
use crate::sqlite;
use crate::tx::{Tx, failed};

/// One statement with the values it was run with.
#[derive(Clone, Debug)]
pub struct Recorded {
    sql: Sql,
    params: Vec<Owned>,
    is_query: bool,
}

#[derive(Clone, Debug)]
enum Owned {
    Null,
    Int(i64),
    Text(Box<str>),
    Blob(Box<[u8]>),
}

impl Owned {
    fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(number) => Self::Int(number),
            Value::Text(text) => Self::Text(text.into()),
            Value::Blob(bytes) => Self::Blob(bytes.into()),
        }
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(text),
            Self::Blob(bytes) => Value::Blob(bytes),
        }
    }
}

impl Recorded {
    pub(crate) fn new(sql: Sql, params: &[Value<'_>], is_query: bool) -> Self {
        Self { sql, params: params.iter().map(|value| Owned::of(*value)).collect(), is_query }
    }

    fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let params: Vec<_> = self.params.iter().map(Owned::value).collect();
        if self.is_query {
            tx.all(self.sql, &params, |_| Ok(())).map(|_| ())
        } else {
            tx.execute(self.sql, &params).map(|_| ())
        }
    }
}

/// The statements of one transaction.
pub type Transaction = Vec<Recorded>;

/// Runs the transactions again with nothing around them, on one connection; how long it took. On SQLite one
/// commit carries `per_commit` of them.
///
/// # Errors
/// [`Code::Store`] when a statement fails.
pub fn run_again(url: &str, transactions: &[Transaction], per_commit: usize) -> Result<Duration> {
    match url.strip_prefix("sqlite:") {
        Some(path) => again_sqlite(Path::new(path), transactions, per_commit),
        None => again_postgres(url, transactions),
    }
}

fn again_sqlite(path: &Path, transactions: &[Transaction], per_commit: usize) -> Result<Duration> {
    let connection = sqlite::open(path, true)?;
    let began = Instant::now();
    for batch in transactions.chunks(per_commit.max(1)) {
        connection.execute_batch("begin immediate").map_err(failed)?;
        let mut tx = Tx::sqlite(&connection);
        batch.iter().flatten().try_for_each(|statement| statement.run(&mut tx))?;
        connection.execute_batch("commit").map_err(failed)?;
    }
    Ok(began.elapsed())
}

fn again_postgres(url: &str, transactions: &[Transaction]) -> Result<Duration> {
    let lost = |error| Error::new(Code::Store).because(crate::postgres::tell(&error));
    let mut conn = Conn::open(url)?;
    let began = Instant::now();
    for transaction in transactions {
        conn.batch("begin").map_err(lost)?;
        let mut tx = Tx::postgres(&mut conn);
        transaction.iter().try_for_each(|statement| statement.run(&mut tx))?;
        conn.batch("commit").map_err(lost)?;
    }
    Ok(began.elapsed())
}

/// What `count` transactions do, statement by statement. They are run one after the other, and nothing of them
/// stays in the database.
///
/// # Errors
/// Whatever the closure returns.
pub fn record(
    db: &impl Transactor,
    count: usize,
    run: impl Fn(&mut Tx<'_>, &Cx, usize) -> Result<()> + Send + 'static,
) -> Result<Vec<Transaction>> {
    let (tell, told) = std::sync::mpsc::channel();
    let outcome = db.transact(Actor::System, move |tx, cx| -> Result<()> {
        for index in 0..count {
            tx.record();
            run(tx, cx, index)?;
            let _ = tell.send(tx.recorded());
        }
        // An error is how a transaction is rolled back.
        Err(Code::Invalid.into())
    });
    let mut transactions: Vec<_> = told.try_iter().collect();
    // An attempt that the engine broke off was begun again from the first.
    match (outcome, transactions.len().checked_sub(count)) {
        (Err(error), None) => Err(error),
        (_, begun_before) => Ok(transactions.split_off(begun_before.unwrap_or(0))),
    }
}
