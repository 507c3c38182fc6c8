//! Migrations: applied once, checked for ever.

use std::sync::Arc;

use store::{Db, Migration, Options, STATEMENTS};
use testkit::{TestDb, db_test};

const FIRST: Migration = Migration { name: "9000_first", sql: "create table a (id bigint primary key);" };

fn open(db: &TestDb, extra: &[Migration]) -> kernel::Result<Db> {
    let mut migrations = mall::migrations();
    migrations.extend_from_slice(extra);
    Db::open(&Options::new(db.url()), Arc::clone(db.db.env()), &migrations)
}

#[db_test]
fn a_second_start_applies_nothing_and_a_newer_database_is_refused(db: TestDb) {
    open(&db, &[FIRST]).unwrap().close();
    open(&db, &[FIRST]).unwrap().close();
    let refused = open(&db, &[]).err().unwrap().to_string();
    assert!(refused.contains("newer version") && refused.contains("9000_first"), "{refused}");
}

#[db_test]
fn a_migration_that_changed_is_refused(db: TestDb) {
    open(&db, &[FIRST]).unwrap().close();
    let changed = Migration { sql: "create table b (id bigint primary key);", ..FIRST };
    let refused = open(&db, &[changed]).err().unwrap().to_string();
    assert!(refused.contains("has changed"), "{refused}");
}

#[db_test]
fn a_migration_that_fails_leaves_nothing(db: TestDb) {
    let broken =
        Migration { name: "9001_broken", sql: "create table c (id bigint); create table c (id bigint);" };
    assert!(open(&db, &[FIRST, broken]).is_err());
    open(&db, &[]).unwrap().close();
}

#[db_test]
fn every_statement_of_the_program_prepares(db: TestDb) {
    assert!(STATEMENTS.len() > 100, "the business is linked in");
    let faults: Vec<_> = STATEMENTS
        .iter()
        .filter(|sql| !sql.name.starts_with("all::"))
        .filter_map(|sql| db.read(|tx| tx.prepare(*sql)).err())
        .map(|error| error.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
