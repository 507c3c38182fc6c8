//! A transaction: the one way in which the business speaks to a database.

use kernel::{Code, Error, FromValue, Result, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::dialect::{Engine, render};
use crate::postgres::Conn;
use crate::record::Recorded;
use crate::sql::Sql;

/// Tells the rest of the process, after the commit, that something happened. Never relied on for truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub kind: &'static str,
    pub entity: i64,
}

enum Driver<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Conn),
}

/// One open transaction. A failed statement breaks it on both engines: whatever follows fails too, and
/// it is rolled back.
pub struct Tx<'c> {
    driver: Driver<'c>,
    notices: Vec<Notice>,
    broken: bool,
    retryable: bool,
    record: Option<Vec<Recorded>>,
    /// Without a transaction, a second statement would see another moment than the first.
    reads_left: Option<u8>,
}

/// One row of an answer.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// # Errors
    /// [`Code::Store`] when the column is missing or holds something else.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T> {
        match self {
            Self::Sqlite(row) => T::from_value(sqlite_value(row.get_ref(index).map_err(failed)?)?),
            Self::Postgres(row) => T::from_value(crate::postgres::value(row, index)?),
        }
    }
}

fn sqlite_value(value: ValueRef<'_>) -> Result<Value<'_>> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(bytes) => Value::Text(std::str::from_utf8(bytes).map_err(failed)?),
        ValueRef::Blob(bytes) => Value::Blob(bytes),
        ValueRef::Real(_) => return Err(Error::new(Code::Store).because("a column holds a float")),
    })
}

struct SqliteParam<'a>(Value<'a>);

impl rusqlite::ToSql for SqliteParam<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn sqlite(connection: &'c rusqlite::Connection) -> Self {
        Self::new(Driver::Sqlite(connection))
    }

    pub(crate) fn postgres(conn: &'c mut Conn) -> Self {
        Self::new(Driver::Postgres(conn))
    }

    fn new(driver: Driver<'c>) -> Self {
        Self { driver, notices: Vec::new(), broken: false, retryable: false, record: None, reads_left: None }
    }

    /// For a closure without a transaction around it.
    pub(crate) fn for_one_read(self) -> Self {
        Self { reads_left: Some(1), ..self }
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.driver {
            Driver::Sqlite(_) => Engine::Sqlite,
            Driver::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; the number of rows it changed.
    ///
    /// # Errors
    /// [`Code::AlreadyExists`] when a unique key is taken, [`Code::TextNotAllowed`] for a NUL in a text,
    /// [`Code::Store`] for everything else.
    pub fn execute(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64> {
        self.check(sql, params, false)?;
        let outcome = match &mut self.driver {
            Driver::Sqlite(connection) => execute_sqlite(connection, sql, params),
            Driver::Postgres(conn) => conn.execute(sql, params).map_err(|error| pg_failed(sql, error)),
        };
        self.note(outcome)
    }

    /// All rows of an answer. The statement carries its own `limit`.
    ///
    /// # Errors
    /// As [`Tx::execute`], and whatever `map` returns.
    pub fn all<T>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.rows(sql, params, map, usize::MAX)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub fn optional<T>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(sql, params, map, 1)?.pop())
    }

    /// The row that must be there.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it is not; as [`Tx::all`].
    pub fn one<T>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.optional(sql, params, map)?.ok_or_else(|| Code::NotFound.into())
    }

    /// The first rows of an answer; no row after them is read.
    fn rows<T>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
        max: usize,
    ) -> Result<Vec<T>> {
        self.check(sql, params, true)?;
        let outcome = match &mut self.driver {
            Driver::Sqlite(connection) => query_sqlite(connection, sql, params, map, max),
            Driver::Postgres(conn) => query_postgres(conn, sql, params, map, max),
        };
        self.note(outcome)
    }

    /// Lets the engine read a statement without running it.
    ///
    /// # Errors
    /// [`Code::Store`] with the engine's words when it does not understand.
    pub fn prepare(&mut self, sql: Sql) -> Result<()> {
        let outcome = match &mut self.driver {
            Driver::Sqlite(connection) => connection
                .prepare_cached(&render(Engine::Sqlite, sql.text))
                .map(|_| ())
                .map_err(|error| sqlite_failed(sql, error)),
            Driver::Postgres(conn) => conn.prepare(sql).map(|_| ()).map_err(|error| pg_failed(sql, error)),
        };
        self.note(outcome)
    }

    /// Tells the process after the commit; see [`Notice`].
    pub fn notify(&mut self, kind: &'static str, entity: i64) {
        self.notices.push(Notice { kind, entity });
    }

    pub(crate) fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    pub(crate) fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// From now on every statement is remembered; see [`crate::record`].
    pub(crate) fn record(&mut self) {
        self.record = Some(Vec::new());
    }

    pub(crate) fn recorded(&mut self) -> Vec<Recorded> {
        self.record.take().unwrap_or_default()
    }

    fn check(&mut self, sql: Sql, params: &[Value<'_>], is_query: bool) -> Result<()> {
        if self.broken {
            return Err(Error::new(Code::Store).because("the transaction is broken by an earlier failure"));
        }
        if let Some(left) = self.reads_left {
            let told = "a point read is one statement that changes nothing";
            self.reads_left = Some(
                left.checked_sub(1)
                    .filter(|_| is_query)
                    .ok_or_else(|| Error::new(Code::Store).because(told))?,
            );
        }
        // PostgreSQL cannot store a NUL in a text; the same input must fare the same on both engines.
        let nul = |value: &Value<'_>| matches!(value, Value::Text(text) if text.as_bytes().contains(&0));
        if params.iter().any(nul) {
            return Err(Code::TextNotAllowed.into());
        }
        if let Some(record) = &mut self.record {
            record.push(Recorded::new(sql, params, is_query));
        }
        Ok(())
    }

    fn note<T>(&mut self, outcome: Result<T, Failure>) -> Result<T> {
        outcome.map_err(|failure| {
            self.broken = true;
            self.retryable |= failure.retryable;
            failure.error
        })
    }
}

/// A failed statement, and whether running the whole transaction again may help.
pub(crate) struct Failure {
    pub error: Error,
    pub retryable: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, retryable: false }
    }
}

fn execute_sqlite(connection: &rusqlite::Connection, sql: Sql, params: &[Value<'_>]) -> Result<u64, Failure> {
    let params = rusqlite::params_from_iter(params.iter().map(|value| SqliteParam(*value)));
    connection
        .prepare_cached(&render(Engine::Sqlite, sql.text))
        .and_then(|mut statement| statement.execute(params))
        .map(|rows| rows as u64)
        .map_err(|error| sqlite_failed(sql, error))
}

fn query_sqlite<T>(
    connection: &rusqlite::Connection,
    sql: Sql,
    params: &[Value<'_>],
    mut map: impl FnMut(&Row<'_>) -> Result<T>,
    max: usize,
) -> Result<Vec<T>, Failure> {
    let mut statement = connection
        .prepare_cached(&render(Engine::Sqlite, sql.text))
        .map_err(|error| sqlite_failed(sql, error))?;
    let mut rows = statement
        .query(rusqlite::params_from_iter(params.iter().map(|value| SqliteParam(*value))))
        .map_err(|error| sqlite_failed(sql, error))?;
    let mut items = Vec::new();
    while items.len() < max
        && let Some(row) = rows.next().map_err(|error| sqlite_failed(sql, error))?
    {
        items.push(map(&Row::Sqlite(row))?);
    }
    Ok(items)
}

fn query_postgres<T>(
    conn: &mut Conn,
    sql: Sql,
    params: &[Value<'_>],
    mut map: impl FnMut(&Row<'_>) -> Result<T>,
    max: usize,
) -> Result<Vec<T>, Failure> {
    let rows = conn.query(sql, params).map_err(|error| pg_failed(sql, error))?;
    Ok(rows.iter().take(max).map(|row| map(&Row::Postgres(row))).collect::<Result<_>>()?)
}

pub(crate) fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Code::Store).because(error)
}

fn sqlite_failed(sql: Sql, error: rusqlite::Error) -> Failure {
    use rusqlite::ErrorCode;
    let unique = [rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE, rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY];
    let code = match error.sqlite_error() {
        Some(inner) if unique.contains(&inner.extended_code) => Code::AlreadyExists,
        Some(inner) if matches!(inner.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Code::Busy
        }
        _ => Code::Store,
    };
    Error::new(code).because(format!("{}: {error}", sql.name)).into()
}

fn pg_failed(sql: Sql, error: postgres::Error) -> Failure {
    use postgres::error::SqlState;
    let state = error.code().cloned();
    let is = |code: SqlState| state.as_ref() == Some(&code);
    let retryable = is(SqlState::T_R_SERIALIZATION_FAILURE) || is(SqlState::T_R_DEADLOCK_DETECTED);
    let code = if is(SqlState::UNIQUE_VIOLATION) {
        Code::AlreadyExists
    } else if retryable {
        Code::Busy
    } else {
        Code::Store
    };
    let error = Error::new(code).because(format!("{}: {}", sql.name, crate::postgres::tell(&error)));
    Failure { error, retryable }
}
