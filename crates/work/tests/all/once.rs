//! Repeated requests: one answer.

use kernel::{Bucket, Code};
use testkit::{TestDb, db_test};
use work::once::{self, Scope};

use super::{mark, marks, prepare};

fn scope(key: &str, hash: u8) -> Scope {
    Scope { bucket: Bucket(7), owner: 1, key: key.to_owned(), request_hash: [hash; 32] }
}

#[db_test]
fn the_same_request_is_answered_the_same_and_done_once(db: TestDb) {
    prepare(&db);
    let ask = |scope: Scope| {
        db.write(move |tx, cx| {
            once::run(tx, cx, &scope, |tx, cx| {
                mark(tx, cx, "done")?;
                Ok(format!("answer at {}", cx.now.micros()))
            })
        })
    };
    let first = ask(scope("k", 1)).unwrap();
    db.clock.advance_s(5);
    let again = ask(scope("k", 1)).unwrap();
    assert_eq!((first.body, first.replayed, again.replayed), (again.body, false, true));
    assert_eq!(ask(scope("k", 2)).unwrap_err().code(), Code::IdempotencyConflict);
    let other = Scope { owner: 2, ..scope("k", 1) };
    assert!(!ask(other).unwrap().replayed);
    assert_eq!(marks(&db), ["done", "done"]);
}

#[db_test]
fn what_failed_may_be_tried_again_under_its_key(db: TestDb) {
    let failed = db.write(|tx, cx| once::run(tx, cx, &scope("k", 1), |_, _| Err(Code::SoldOut.into())));
    assert_eq!(failed.unwrap_err().code(), Code::SoldOut);
    let done = db.write(|tx, cx| once::run(tx, cx, &scope("k", 1), |_, _| Ok("now".to_owned())));
    assert!(!done.unwrap().replayed);
}
