//! Signing in by password: what is counted, what waits, what is forgiven.

use mall::account::{Candidate, PasswordAttempt, Signed, Verified};

use super::*;

fn attempt(db: &TestDb, name: &str, address: &str) -> Checked<Candidate> {
    let ask = PasswordAttempt { login_name: name.to_owned(), address: address.to_owned() };
    db.write(move |tx, cx| account::attempt_password(tx, cx, &ask)).unwrap()
}

fn verified(db: &TestDb, name: &str, address: &str) -> Verified {
    attempt(db, name, address).into_result().unwrap().check(PASSWORD).expect("the right password")
}

fn sign_in(db: &TestDb, verified: &Verified) -> kernel::Result<Opened> {
    let verified = verified.clone();
    db.write(move |tx, cx| account::sign_in_verified(tx, cx, &verified, &device(SessionKind::Site)))
}

#[db_test]
fn the_right_password_opens_a_session(db: TestDb) {
    let user = register(&db, "xiaomai");
    let right = verified(&db, "XiaoMai", "a");
    assert!(!right.is_outdated());
    let opened = sign_in(&db, &right).unwrap();
    let now = db.db.env().clock.now();
    let signed: Signed = db.read(move |tx| account::site_session(tx, now, &opened.token)).unwrap();
    assert_eq!((signed.user, signed.display_name.as_str()), (user.id, "xiaomai"));
    assert!(attempt(&db, "xiaomai", "a").into_result().unwrap().check("wrong password").is_none());
    assert!(attempt(&db, "nobody", "a").into_result().unwrap().check(PASSWORD).is_none());
}

#[db_test]
fn guessing_one_name_waits_longer_and_longer(db: TestDb) {
    register(&db, "xiaomai");
    register(&db, "other");
    for _ in 0..5 {
        assert!(attempt(&db, "xiaomai", "a").into_result().is_ok());
    }
    assert_eq!(waits(attempt(&db, "xiaomai", "b")), 30);
    assert_eq!(waits(attempt(&db, "XIAOMAI", "c")), 30);
    assert!(attempt(&db, "other", "a").into_result().is_ok());
    db.clock.advance_s(30);
    assert!(attempt(&db, "xiaomai", "a").into_result().is_ok());
    assert_eq!(waits(attempt(&db, "xiaomai", "a")), 60);
    db.clock.advance_s(60);
    // The right one after the wait: forgiven, and the count begins anew.
    sign_in(&db, &verified(&db, "xiaomai", "a")).unwrap();
    for _ in 0..5 {
        assert!(attempt(&db, "xiaomai", "a").into_result().is_ok());
    }
    assert_eq!(waits(attempt(&db, "xiaomai", "a")), 30);
    // A quiet day does, too.
    db.clock.advance_s(86_400);
    assert!(attempt(&db, "xiaomai", "a").into_result().is_ok());
    assert!(attempt(&db, "xiaomai", "a").into_result().is_ok());
}

#[db_test]
fn names_that_do_not_exist_wait_as_well(db: TestDb) {
    for name in ["nobody", "not a name at all!"] {
        for _ in 0..5 {
            assert!(attempt(&db, name, name).into_result().is_ok());
        }
        assert_eq!(waits(attempt(&db, name, name)), 30);
    }
}

#[db_test]
fn guessing_many_names_from_one_address_waits(db: TestDb) {
    register(&db, "xiaomai");
    for n in 0..30 {
        assert!(attempt(&db, &format!("name{n}"), "a").into_result().is_ok(), "try {n}");
    }
    assert_eq!(waits(attempt(&db, "xiaomai", "a")), 30);
    assert!(attempt(&db, "xiaomai", "b").into_result().is_ok());
}

#[db_test]
fn a_busy_address_whose_people_know_their_passwords_does_not_wait(db: TestDb) {
    register(&db, "xiaomai");
    let right = verified(&db, "xiaomai", "dormitory");
    for _ in 0..40 {
        assert!(attempt(&db, "xiaomai", "dormitory").into_result().is_ok());
        sign_in(&db, &right).unwrap();
    }
}

#[db_test]
fn another_password_ends_the_other_sessions_and_what_the_old_one_began(db: TestDb) {
    let user = register(&db, "xiaomai");
    let (kept, ended) = (open(&db, &user, SessionKind::Site), open(&db, &user, SessionKind::Site));
    let late = verified(&db, "xiaomai", "a");
    let hash = password::hash(&SeededRandom::new(1), "another password").unwrap();
    let (id, keep) = (user.id, kept.session);
    db.write(move |tx, cx| account::set_password(tx, cx, id, &hash, Some(keep))).unwrap();
    let now = db.db.env().clock.now();
    assert!(db.read(move |tx| account::site_session(tx, now, &kept.token)).is_ok());
    assert_eq!(code_of(db.read(move |tx| account::site_session(tx, now, &ended.token))), Code::TokenInvalid);
    assert_eq!(code_of(sign_in(&db, &late)), Code::BadCredentials);
    assert!(attempt(&db, "xiaomai", "a").into_result().unwrap().check("another password").is_some());
}

#[db_test]
fn a_hash_is_renewed_once(db: TestDb) {
    register(&db, "xiaomai");
    let right = verified(&db, "xiaomai", "a");
    let renewed = password::hash(&SeededRandom::new(2), PASSWORD).unwrap();
    let (old, new) = (right.clone(), renewed.clone());
    db.write(move |tx, _| account::renew_hash(tx, &old, &new)).unwrap();
    assert_eq!(db.read(|tx| account::credentials(tx, "xiaomai")).unwrap().unwrap().hash, renewed);
    // From the old one again: it is gone, so nothing happens.
    db.write(move |tx, _| account::renew_hash(tx, &right, &HASH)).unwrap();
    assert_eq!(db.read(|tx| account::credentials(tx, "xiaomai")).unwrap().unwrap().hash, renewed);
}
