//! Followers miss nothing, though transactions commit out of order.

use std::time::Duration;

use kernel::{Bucket, Cx, Result, id, params};
use store::{Tx, sql};
use testkit::{TestDb, db_test};
use work::event::ALL_KINDS;
use work::follow::Follower;

sql! {
    LATE = "insert into events (id, kind, entity, payload, at) values (?1, ?2, 0, '{}', ?3)";
}

const KINDS: [&str; 5] = ["first", "slow", "later", "one", "never"];

fn tell(tx: &mut Tx<'_>, cx: &Cx, id: i64, kind: &str) -> Result<()> {
    tx.execute(LATE, params![id, kind, cx.now]).map(|_| ())
}

fn kinds(follower: &mut Follower, db: &TestDb) -> Vec<String> {
    follower.next(&db.db).unwrap().into_iter().map(|told| told.kind).collect()
}

#[db_test]
fn an_event_that_comes_late_is_heard_once(db: TestDb) {
    let now = db.db.env().clock.now();
    let slow = db.write(|_, cx| cx.id(Bucket::COMMON)).unwrap();
    db.write(|tx, cx| tell(tx, cx, cx.id(Bucket::COMMON)?, "first")).unwrap();
    let mut follower = Follower::after(id::first_at(now), KINDS);
    assert_eq!(kinds(&mut follower, &db), ["first"]);
    assert_eq!(kinds(&mut follower, &db), [""; 0]);
    db.write(move |tx, cx| tell(tx, cx, slow, "slow")).unwrap();
    assert_eq!(kinds(&mut follower, &db), ["slow"]);
    db.write(|tx, cx| tell(tx, cx, cx.id(Bucket::COMMON)?, "of no interest")).unwrap();
    db.clock.advance_s(3_600);
    db.write(|tx, cx| tell(tx, cx, cx.id(Bucket::COMMON)?, "later")).unwrap();
    assert_eq!(kinds(&mut follower, &db), ["later"]);
    assert_eq!(kinds(&mut follower, &db), [""; 0]);
}

/// Transactions may take long, and clocks of servers differ.
#[db_test]
fn what_appears_far_behind_or_far_ahead_hides_nothing(db: TestDb) {
    let mut follower = Follower::after(id::first_at(db.db.env().clock.now()), KINDS);
    let slow = db.write(|_, cx| cx.id(Bucket::COMMON)).unwrap();
    db.clock.advance_s(25);
    let ahead = id::first_at(db.db.env().clock.now().plus_s(300));
    db.write(move |tx, cx| {
        tell(tx, cx, cx.id(Bucket::COMMON)?, "first")?;
        tell(tx, cx, ahead, "never")
    })
    .unwrap();
    assert_eq!(kinds(&mut follower, &db), ["first", "never"]);
    db.write(|tx, cx| tell(tx, cx, cx.id(Bucket::COMMON)?, "later")).unwrap();
    assert_eq!(kinds(&mut follower, &db), ["later"], "though another is five minutes ahead");
    db.write(move |tx, cx| tell(tx, cx, slow, "slow")).unwrap();
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(kinds(&mut follower, &db), ["slow"], "it took 25 seconds");
    assert_eq!(kinds(&mut follower, &db), [""; 0]);
    let mut restarted = Follower::after(ahead, KINDS);
    db.clock.advance_s(1);
    db.write(|tx, cx| tell(tx, cx, cx.id(Bucket::COMMON)?, "one")).unwrap();
    assert!(kinds(&mut restarted, &db).contains(&"one".to_owned()), "what is heard last may be ahead, too");
    let mut next = Follower::after(slow, ALL_KINDS);
    assert_eq!(
        kinds(&mut next, &db),
        ["slow", "first", "later", "one", "never"],
        "whoever begins there hears all"
    );
}

#[db_test]
fn many_are_handed_out_in_parts_and_each_once(db: TestDb) {
    let mut follower = Follower::after(id::first_at(db.db.env().clock.now()), KINDS);
    for _ in 0..6 {
        db.write(|tx, cx| (0..1_100).try_for_each(|_| tell(tx, cx, cx.id(Bucket::COMMON)?, "one"))).unwrap();
        // No more ids fit into a few milliseconds.
        db.clock.advance_s(1);
    }
    let mut heard = 0;
    loop {
        let part = follower.next(&db.db).unwrap();
        if part.is_empty() {
            break;
        }
        heard += part.len();
    }
    assert_eq!(heard, 6_600);
}
