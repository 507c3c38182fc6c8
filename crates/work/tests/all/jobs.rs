//! Jobs: run once when all goes well, again when it does not, and never for ever.

use std::sync::{Arc, Mutex};

use kernel::{Code, PageAsk};
use testkit::{TestDb, db_test};
use work::job::{self, JobState, When};
use work::{Handlers, Runner};

use super::{Ask, Mark, Oracle, handlers, marks, prepare};

fn enqueue(db: &TestDb, note: &'static str, key: Option<&'static str>) {
    db.write(move |tx, cx| job::enqueue(tx, cx, &Mark::of(note), When::Now, key)).unwrap();
}

fn in_state(db: &TestDb, state: JobState) -> Vec<job::Listed> {
    db.read(move |tx| job::list(tx, state, &PageAsk::first(50))).unwrap().items
}

#[db_test]
fn a_job_runs_once(db: TestDb) {
    prepare(&db);
    enqueue(&db, "once", None);
    let runner = Runner::new(handlers(), Vec::new());
    assert_eq!(runner.step(&db.db).unwrap(), 1);
    assert_eq!(runner.step(&db.db).unwrap(), 0);
    assert_eq!(marks(&db), ["once"]);
    assert_eq!(in_state(&db, JobState::Done).len(), 1);
}

#[db_test]
fn a_job_of_a_transaction_that_failed_never_was(db: TestDb) {
    prepare(&db);
    let _: kernel::Result<()> = db.write(|tx, cx| {
        job::enqueue(tx, cx, &Mark::of("never"), When::Now, None)?;
        Err(Code::SoldOut.into())
    });
    assert_eq!(Runner::new(handlers(), Vec::new()).step(&db.db).unwrap(), 0);
}

#[db_test]
fn two_unfinished_jobs_never_share_a_key(db: TestDb) {
    prepare(&db);
    let runner = Runner::new(handlers(), Vec::new());
    enqueue(&db, "first", Some("key"));
    enqueue(&db, "second", Some("key"));
    assert_eq!(runner.step(&db.db).unwrap(), 1);
    enqueue(&db, "third", Some("key"));
    assert_eq!(runner.step(&db.db).unwrap(), 1);
    assert_eq!(marks(&db), ["first", "third"]);
}

#[db_test]
fn a_job_waits_for_its_time(db: TestDb) {
    prepare(&db);
    let runner = Runner::new(handlers(), Vec::new());
    db.write(|tx, cx| job::enqueue(tx, cx, &Mark::of("later"), When::At(cx.now.plus_s(60)), None)).unwrap();
    assert_eq!(runner.step(&db.db).unwrap(), 0);
    db.clock.advance_s(60);
    assert_eq!(runner.step(&db.db).unwrap(), 1);
}

#[db_test]
fn a_poison_job_ends_dead_the_queue_moves_on_and_staff_can_mend_it(db: TestDb) {
    prepare(&db);
    let runner = Runner::new(handlers(), Vec::new());
    enqueue(&db, "poison", None);
    enqueue(&db, "healthy", None);
    for _ in 0..6 {
        runner.step(&db.db).unwrap();
        db.clock.advance_s(3_600);
    }
    assert_eq!(marks(&db), ["healthy"], "what a failed job did is rolled back");
    let dead = in_state(&db, JobState::Dead);
    assert_eq!((dead.len(), dead[0].attempts), (1, 3));
    assert!(dead[0].last_error.contains("internal"));
    let id = dead[0].id;
    assert_eq!(db.write(move |tx, _| job::edit(tx, id, "{")).unwrap_err().code(), Code::Invalid);
    db.write(move |tx, cx| {
        job::edit(tx, id, r#"{"note":"mended"}"#)?;
        job::retry(tx, cx, id)
    })
    .unwrap();
    assert_eq!(runner.step(&db.db).unwrap(), 1);
    assert_eq!(marks(&db), ["healthy", "mended"]);
    assert_eq!(db.write(move |tx, cx| job::retry(tx, cx, id)).unwrap_err().code(), Code::JobMoved);
}

#[db_test]
fn a_kind_nobody_handles_ends_dead_and_harms_nothing(db: TestDb) {
    prepare(&db);
    enqueue(&db, "unknown", None);
    let runner = Runner::new(Handlers::default(), Vec::new());
    for _ in 0..6 {
        runner.step(&db.db).unwrap();
        db.clock.advance_s(3_600);
    }
    assert!(in_state(&db, JobState::Dead)[0].last_error.contains("no handler"));
}

#[db_test]
fn an_effect_that_dies_between_its_steps_is_begun_again(db: TestDb) {
    prepare(&db);
    // Popped from the end: the first answer is lost, the second arrives.
    let oracle = Arc::new(Oracle { answer: Mutex::new(vec![Some(22), None]) });
    let runner = Runner::new(Handlers::default().effect::<Ask, Oracle>(&oracle), Vec::new());
    db.write(|tx, cx| job::enqueue(tx, cx, &Ask {}, When::Now, None)).unwrap();
    runner.step(&db.db).unwrap();
    assert_eq!(marks(&db), ["asked"]);
    db.clock.advance_s(60);
    runner.step(&db.db).unwrap();
    assert_eq!(marks(&db), ["asked", "asked", "answered 42"]);
    assert_eq!(in_state(&db, JobState::Done).len(), 1);
}

#[db_test]
fn a_worker_that_died_loses_its_lease(db: TestDb) {
    prepare(&db);
    db.write(|tx, cx| job::enqueue(tx, cx, &Dies {}, When::Now, None)).unwrap();
    let world = Arc::new(());
    let dies = Runner::new(handlers().effect::<Dies, ()>(&world), Vec::new());
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dies.step(&db.db)));
    assert!(died.is_err(), "the call to the outside killed the worker");
    assert_eq!(in_state(&db, JobState::Running).len(), 1);
    db.clock.advance_s(61);
    assert!(dies_again(&dies, &db), "the job is run again after its lease");
}

fn dies_again(runner: &Runner, db: &TestDb) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runner.step(&db.db))).is_err()
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Dies {}

impl work::Payload for Dies {
    const KIND: &'static str = "test.dies";
}

impl work::Effect<()> for Dies {
    type Ask = ();
    type Outcome = ();

    fn prepare(&self, _: &mut store::Tx<'_>, _: &kernel::Cx) -> kernel::Result<Option<()>> {
        Ok(Some(()))
    }

    fn call((): &(), (): ()) {
        panic!("the worker dies here");
    }

    fn settle(&self, _: &mut store::Tx<'_>, _: &kernel::Cx, (): ()) -> kernel::Result<()> {
        Ok(())
    }
}
