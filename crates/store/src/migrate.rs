//! Migrations: plain SQL, applied once, in order, with checksums, by one process at a time.

use kernel::{Code, Error, Result, params};
use sha2::{Digest, Sha256};

use crate::dialect::{Engine, words};
use crate::postgres::Conn;
use crate::sql;
use crate::tx::{Tx, failed};

/// One step of the schema. Its text never changes once released: the checksum is kept.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// The engine's own tables.
pub const STORE: Migration =
    Migration { name: "0000_store", sql: include_str!("../migrations/0000_store.sql") };

const LIST: &str = "create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at bigint not null)";
/// Any number, as long as every version of the program uses the same.
const ADVISORY_LOCK: &str = "select pg_advisory_xact_lock(719620261120)";

sql! {
    APPLIED = "select name, checksum from schema_migrations order by name";
    RECORD = "insert into schema_migrations (name, checksum, applied_at) values (?1, ?2, ?3)";
}

trait Runner {
    fn batch(&mut self, text: &str) -> Result<()>;
    fn tx(&mut self) -> Tx<'_>;
    fn engine(&self) -> Engine;
}

impl Runner for &rusqlite::Connection {
    fn batch(&mut self, text: &str) -> Result<()> {
        self.execute_batch(text).map_err(failed)
    }
    fn tx(&mut self) -> Tx<'_> {
        Tx::sqlite(self)
    }
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }
}

impl Runner for &mut Conn {
    fn batch(&mut self, text: &str) -> Result<()> {
        Conn::batch(self, text)
            .map_err(|error| Error::new(Code::Store).because(crate::postgres::tell(&error)))
    }
    fn tx(&mut self) -> Tx<'_> {
        Tx::postgres(self)
    }
    fn engine(&self) -> Engine {
        Engine::Postgres
    }
}

pub fn sqlite(
    connection: &rusqlite::Connection,
    migrations: &[Migration],
    now_us: i64,
) -> Result<Vec<String>> {
    run(connection, "begin exclusive", migrations, now_us)
}

pub fn postgres(conn: &mut Conn, migrations: &[Migration], now_us: i64) -> Result<Vec<String>> {
    run(conn, &format!("begin; {ADVISORY_LOCK}"), migrations, now_us)
}

/// Applies what is missing, all in one transaction; the names of what was applied.
fn run(mut runner: impl Runner, begin: &str, migrations: &[Migration], now_us: i64) -> Result<Vec<String>> {
    runner.batch(begin)?;
    let outcome = apply(&mut runner, migrations, now_us);
    runner.batch(if outcome.is_ok() { "commit" } else { "rollback" })?;
    outcome
}

fn apply(runner: &mut impl Runner, migrations: &[Migration], now_us: i64) -> Result<Vec<String>> {
    runner.batch(LIST)?;
    let applied = runner.tx().all(APPLIED, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    if let Some((newer, _)) = applied.iter().find(|(name, _)| !migrations.iter().any(|m| m.name == name)) {
        return Err(Error::new(Code::Store).because(format!(
            "the database was migrated by a newer version of the program ({newer}); it must not be used by this one"
        )));
    }
    let mut fresh = Vec::new();
    for migration in migrations {
        let checksum = hex::encode(Sha256::digest(migration.sql));
        match applied.iter().find(|(name, _)| name == migration.name) {
            Some((_, known)) if *known == checksum => {}
            Some(_) => {
                let told = format!("migration {} has changed since it was applied", migration.name);
                return Err(Error::new(Code::Store).because(told));
            }
            None => {
                let text = words(runner.engine(), migration.sql);
                runner.batch(&text).map_err(|error| {
                    Error::new(Code::Store).because(format!("migration {}: {error}", migration.name))
                })?;
                runner.tx().execute(RECORD, params![migration.name, checksum, now_us])?;
                fresh.push(migration.name.to_owned());
            }
        }
    }
    Ok(fresh)
}
