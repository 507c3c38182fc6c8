//! What a transaction promises, on both engines.

use std::sync::Arc;

use kernel::{Actor, Code, Error, params};
use store::{Db, Options, sql};
use testkit::{TestDb, db_test};

sql! {
    CREATE = "create table notes (id bigint primary key, text text, body {blob})";
    ADD = "insert into notes (id, text, body) values (?1, ?2, ?3)";
    ADD_QUIETLY = "insert into notes (id, text) values (?1, ?2) on conflict do nothing";
    READ = "select id, text, body from notes where id = ?1";
    COUNT = "select count(*) from notes";
    IDS = "select id from notes order by id";
    BUMP_ALL = "update notes set text = text || ?1 returning id";
    BUMPED = "select count(*) from notes where text like '%!'";
    BUMP = "update notes set text = text || ?2 where id = ?1";
}

fn notes(db: &TestDb) {
    db.write(|tx, _| tx.execute(CREATE, &[])).unwrap();
}

fn count(db: &TestDb) -> i64 {
    db.read(|tx| tx.one(COUNT, &[], |row| row.get(0))).unwrap()
}

#[db_test]
fn values_come_back_as_they_went(db: TestDb) {
    notes(&db);
    db.write(|tx, _| tx.execute(ADD, params![i64::MIN, "牛奶 '); drop table notes; --", vec![0u8, 255]]))
        .unwrap();
    let row = db.read(|tx| {
        tx.one(READ, params![i64::MIN], |row| {
            Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<Vec<u8>>(2)?))
        })
    });
    assert_eq!(row.unwrap(), (i64::MIN, "牛奶 '); drop table notes; --".to_owned(), vec![0, 255]));
    let missing = db.read(|tx| tx.one(READ, params![7i64], |row| row.get::<i64>(0)));
    assert_eq!(missing.unwrap_err().code(), Code::NotFound);
}

#[db_test]
fn of_many_rows_only_the_first_is_read(db: TestDb) {
    notes(&db);
    let (first, read, bumped) = db
        .write(|tx, _| {
            for id in 1..=3i64 {
                tx.execute(ADD, params![id, "note", vec![0u8]])?;
            }
            let mut read = 0;
            let first = tx.optional(IDS, &[], |row| {
                read += 1;
                row.get::<i64>(0)
            })?;
            // A statement that changes rows changes all of them, however few of its answers are read.
            tx.optional(BUMP_ALL, params!["!"], |row| row.get::<i64>(0))?;
            Ok((first, read, tx.one(BUMPED, &[], |row| row.get::<i64>(0))?))
        })
        .unwrap();
    assert_eq!((first, read, bumped), (Some(1), 1, 3));
}

#[db_test]
fn a_closure_that_fails_leaves_nothing(db: TestDb) {
    notes(&db);
    let failed: kernel::Result<()> = db.write(|tx, _| {
        tx.execute(ADD, params![1i64, "gone", vec![0u8]])?;
        Err(Error::new(Code::SoldOut))
    });
    assert_eq!(failed.unwrap_err().code(), Code::SoldOut);
    assert_eq!(count(&db), 0);
}

#[db_test]
fn a_panic_is_an_error_and_the_database_goes_on(db: TestDb) {
    notes(&db);
    let panicked: kernel::Result<()> = db.write(|tx, _| {
        tx.execute(ADD, params![1i64, "gone", vec![0u8]])?;
        panic!("on purpose");
    });
    assert_eq!(panicked.unwrap_err().code(), Code::Internal);
    db.write(|tx, _| tx.execute(ADD, params![2i64, "kept", vec![0u8]])).unwrap();
    assert_eq!(count(&db), 1);
}

#[db_test]
fn a_failed_statement_breaks_the_transaction_on_both_engines(db: TestDb) {
    notes(&db);
    db.write(|tx, _| tx.execute(ADD, params![1i64, "first", vec![0u8]])).unwrap();
    let broken = db.write(|tx, _| {
        let taken = tx.execute(ADD, params![1i64, "again", vec![0u8]]).unwrap_err();
        assert_eq!(taken.code(), Code::AlreadyExists);
        tx.execute(ADD, params![2i64, "after", vec![0u8]])
    });
    assert_eq!(broken.unwrap_err().code(), Code::Store);
    assert_eq!(count(&db), 1);
    assert_eq!(db.write(|tx, _| tx.execute(ADD_QUIETLY, params![1i64, "again"])).unwrap(), 0);
}

#[db_test]
fn a_nul_in_a_text_is_refused_on_both_engines(db: TestDb) {
    notes(&db);
    let refused = db.write(|tx, _| tx.execute(ADD_QUIETLY, params![1i64, "a\0b"]));
    assert_eq!(refused.unwrap_err().code(), Code::TextNotAllowed);
}

#[db_test]
fn many_writers_at_once_lose_nothing(db: TestDb) {
    notes(&db);
    db.write(|tx, _| tx.execute(ADD_QUIETLY, params![1i64, ""])).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    db.write(|tx, _| tx.execute(BUMP, params![1i64, "x"])).unwrap();
                }
            });
        }
    });
    let text: String = db.read(|tx| tx.one(READ, params![1i64], |row| row.get(1))).unwrap();
    assert_eq!(text.len(), 200);
}

#[db_test]
fn transactions_that_wait_for_each_other_are_run_again(db: TestDb) {
    notes(&db);
    db.write(|tx, _| {
        tx.execute(ADD_QUIETLY, params![1i64, ""])?;
        tx.execute(ADD_QUIETLY, params![2i64, ""])
    })
    .unwrap();
    std::thread::scope(|scope| {
        for (first, second) in [(1i64, 2i64), (2, 1)] {
            let db = &db;
            scope.spawn(move || {
                for _ in 0..40 {
                    db.write(move |tx, _| {
                        tx.execute(BUMP, params![first, "x"])?;
                        std::thread::yield_now();
                        tx.execute(BUMP, params![second, "x"])
                    })
                    .unwrap();
                }
            });
        }
    });
    for id in [1i64, 2] {
        let text: String = db.read(move |tx| tx.one(READ, params![id], |row| row.get(1))).unwrap();
        assert_eq!(text.len(), 80);
    }
}

#[db_test]
fn listeners_are_told_after_the_commit_and_of_nothing_else(db: TestDb) {
    let mut told = db.db.notices();
    let _: kernel::Result<()> = db.write(|tx, _| {
        tx.notify("lamp.lit", 1);
        Err(Code::SoldOut.into())
    });
    db.write(|tx, _| {
        tx.notify("lamp.lit", 2);
        Ok(())
    })
    .unwrap();
    let notices = told.blocking_recv().unwrap();
    assert_eq!(notices.iter().map(|notice| notice.entity).collect::<Vec<_>>(), [2]);
    assert!(told.try_recv().is_err());
}

#[db_test]
fn a_point_read_is_one_statement_that_changes_nothing(db: TestDb) {
    notes(&db);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let counted = |tx: &mut store::Tx<'_>| tx.one(COUNT, &[], |row| row.get::<i64>(0));
    assert_eq!(runtime.block_on(db.db.point(counted)).unwrap(), 0);
    let twice = move |tx: &mut store::Tx<'_>| Ok((counted(tx)?, counted(tx)?));
    assert_eq!(runtime.block_on(db.db.point(twice)).unwrap_err().code(), Code::Store);
    assert_eq!(runtime.block_on(db.db.glance(twice)).unwrap(), (0, 0));
    let write = |tx: &mut store::Tx<'_>| tx.execute(ADD_QUIETLY, params![1i64, "note"]);
    assert_eq!(runtime.block_on(db.db.point(write)).unwrap_err().code(), Code::Store);
    assert_eq!(runtime.block_on(db.db.glance(write)).unwrap_err().code(), Code::Store);
    assert_eq!(count(&db), 0);
}

#[db_test]
fn a_full_queue_answers_at_once(db: TestDb) {
    let mut options = Options::new(db.url());
    (options.queue_max, options.connections) = (1, 1);
    let small = Db::open(&options, Arc::clone(db.db.env()), &mall::migrations()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(std::sync::Mutex::new(held));
    let answers = runtime.block_on(async {
        let blocked = {
            let (small, held) = (small.clone(), Arc::clone(&held));
            tokio::spawn(async move {
                small.write(Actor::System, move |_, _| Ok(held.lock().unwrap().recv().is_ok())).await
            })
        };
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let waiting: Vec<_> = (0..4)
            .map(|_| {
                let small = small.clone();
                tokio::spawn(async move { small.write(Actor::System, |_, _| Ok(true)).await })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        hold.send(()).unwrap();
        let mut answers = vec![blocked.await.unwrap()];
        for answer in waiting {
            answers.push(answer.await.unwrap());
        }
        answers
    });
    let busy = answers.iter().filter(|answer| matches!(answer, Err(e) if e.code() == Code::Busy)).count();
    assert_eq!((answers.len(), busy), (5, 3), "one runs, one waits, three are told to come back");
}
