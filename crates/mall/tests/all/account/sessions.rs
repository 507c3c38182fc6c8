//! Sessions and their tokens.

use kernel::Time;
use mall::account::{Claims, Keys, SESSIONS_MAX, Signed};

use super::*;

const DAY_S: i64 = 86_400;

fn now(db: &TestDb) -> Time {
    db.db.env().clock.now()
}

fn authenticate(db: &TestDb, claims: Claims) -> kernel::Result<Signed> {
    let now = now(db);
    db.read(move |tx| account::authenticate(tx, now, &claims))
}

fn site(db: &TestDb, token: &str) -> kernel::Result<Signed> {
    let (now, token) = (now(db), token.to_owned());
    db.read(move |tx| account::site_session(tx, now, &token))
}

fn refresh(db: &TestDb, token: &str) -> Checked<Opened> {
    let token = token.to_owned();
    db.write(move |tx, cx| account::refresh(tx, cx, &token, "192.0.2.2")).unwrap()
}

fn claims(opened: &Opened) -> Claims {
    Claims { user: opened.user, session: opened.session }
}

#[db_test]
fn an_access_token_is_good_while_its_session_lives(db: TestDb) {
    let user = register(&db, "xiaomai");
    let opened = open(&db, &user, SessionKind::Api);
    let keys = Keys::new("maidian", "api", &[("k1".into(), vec![1; 32])]).unwrap();
    let tokens = keys.tokens(&opened, now(&db)).unwrap();
    let read = keys.read(&tokens.access, now(&db)).unwrap();
    let signed = authenticate(&db, read).unwrap();
    assert_eq!((signed.user, signed.is_staff()), (user.id, false));
    db.write(move |tx, cx| account::sign_out(tx, cx, &signed)).unwrap();
    assert_eq!(code_of(authenticate(&db, read)), Code::TokenInvalid);
    assert_eq!(code_of(refresh(&db, &tokens.refresh).into_result()), Code::TokenInvalid);
}

#[db_test]
fn a_refresh_token_is_good_once_and_its_reuse_ends_the_family(db: TestDb) {
    let user = register(&db, "xiaomai");
    let first = open(&db, &user, SessionKind::Api);
    let other = open(&db, &user, SessionKind::Api);
    db.clock.advance_s(900);
    let second = refresh(&db, &first.token).into_result().unwrap();
    assert_eq!((second.session, second.user), (first.session, user.id));
    assert!(second.expires_at > first.expires_at);
    let third = refresh(&db, &second.token).into_result().unwrap();
    assert!(authenticate(&db, claims(&third)).is_ok());
    // Anyone of the earlier ones, not only the last.
    assert_eq!(code_of(refresh(&db, &first.token).into_result()), Code::TokenReused);
    assert_eq!(code_of(refresh(&db, &third.token).into_result()), Code::TokenInvalid);
    assert_eq!(code_of(authenticate(&db, claims(&third))), Code::TokenInvalid);
    assert!(authenticate(&db, claims(&other)).is_ok());
}

#[db_test]
fn whoever_guesses_a_token_ends_nothing(db: TestDb) {
    let user = register(&db, "xiaomai");
    let (api, cookie) = (open(&db, &user, SessionKind::Api), open(&db, &user, SessionKind::Site));
    // The session's id is no secret; the rest is made up.
    let forged = format!("{}{}", &api.token[..10], "A".repeat(86));
    let unknown = "A".repeat(96);
    for token in [forged.as_str(), &unknown, "", "麦店", &cookie.token, &api.token[..95], "\0"] {
        assert_eq!(code_of(refresh(&db, token).into_result()), Code::TokenInvalid);
    }
    for token in [api.token.as_str(), &forged[..54], &unknown[..54], "", "\0"] {
        assert_eq!(code_of(site(&db, token)), Code::TokenInvalid);
    }
    assert!(site(&db, &cookie.token).is_ok());
    assert!(refresh(&db, &api.token).into_result().is_ok());
    // A cookie's session gives no access to the API, nor one's own session to another user.
    assert_eq!(code_of(authenticate(&db, claims(&cookie))), Code::TokenInvalid);
    let other = register(&db, "other");
    assert_eq!(
        code_of(authenticate(&db, Claims { user: other.id, session: api.session })),
        Code::TokenInvalid
    );
}

#[db_test]
fn an_idle_session_expires_and_a_used_one_lives_on_but_not_for_ever(db: TestDb) {
    let user = register(&db, "xiaomai");
    let (idle, used) = (open(&db, &user, SessionKind::Site), open(&db, &user, SessionKind::Site));
    assert!(!site(&db, &used.token).unwrap().is_stale(now(&db)));
    for _ in 0..8 {
        db.clock.advance_s(20 * DAY_S);
        let signed = site(&db, &used.token).unwrap();
        assert!(signed.is_stale(now(&db)));
        db.write(move |tx, cx| account::keep_alive(tx, cx, &signed)).unwrap();
        assert!(!site(&db, &used.token).unwrap().is_stale(now(&db)));
    }
    assert_eq!(code_of(site(&db, &idle.token)), Code::TokenExpired);
    db.clock.advance_s(20 * DAY_S);
    assert_eq!(code_of(site(&db, &used.token)), Code::TokenExpired);

    let api = open(&db, &user, SessionKind::Api);
    db.clock.advance_s(30 * DAY_S);
    assert_eq!(code_of(refresh(&db, &api.token).into_result()), Code::TokenExpired);
    assert_eq!(code_of(authenticate(&db, claims(&api))), Code::TokenExpired);
}

#[db_test]
fn people_see_their_sessions_and_end_them(db: TestDb) {
    let (user, other) = (register(&db, "xiaomai"), register(&db, "other"));
    let (a, b) = (open(&db, &user, SessionKind::Api), open(&db, &user, SessionKind::Site));
    let (at, id, stranger) = (now(&db), user.id, other.id);
    let listed = db.read(move |tx| account::sessions(tx, at, id)).unwrap();
    assert_eq!(listed.iter().map(|session| session.id).collect::<Vec<_>>(), [b.session, a.session]);
    assert_eq!((listed[0].kind, listed[0].agent.as_str()), (SessionKind::Site, "Firefox on a test"));
    let (first, second) = (a.session, b.session);
    let ended = db.write(move |tx, cx| account::end_session(tx, cx, stranger, first));
    assert_eq!(code_of(ended), Code::NotFound);
    db.write(move |tx, cx| account::end_session(tx, cx, id, first)).unwrap();
    assert_eq!(code_of(authenticate(&db, claims(&a))), Code::TokenInvalid);
    let c = open(&db, &user, SessionKind::Api);
    let ended = db.write(move |tx, cx| account::revoke_all(tx, cx, id, Some(second))).unwrap();
    assert_eq!(ended, 1);
    assert_eq!(code_of(authenticate(&db, claims(&c))), Code::TokenInvalid);
    assert!(site(&db, &b.token).is_ok());
    assert_eq!(db.write(move |tx, cx| account::revoke_all(tx, cx, id, None)).unwrap(), 1);
    assert_eq!(code_of(site(&db, &b.token)), Code::TokenInvalid);
}

#[db_test]
fn the_oldest_session_makes_room(db: TestDb) {
    let user = register(&db, "xiaomai");
    let first = open(&db, &user, SessionKind::Site);
    let second = open(&db, &user, SessionKind::Site);
    for _ in 1..SESSIONS_MAX {
        open(&db, &user, SessionKind::Api);
    }
    assert_eq!(code_of(site(&db, &first.token)), Code::TokenInvalid);
    assert!(site(&db, &second.token).is_ok());
}

#[db_test]
fn of_two_who_refresh_at_once_one_wins_and_the_family_ends(db: TestDb) {
    let user = register(&db, "xiaomai");
    let opened = open(&db, &user, SessionKind::Api);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..2).map(|_| scope.spawn(|| refresh(&db, &opened.token).into_result())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(
        outcomes.into_iter().any(|outcome| outcome.is_err_and(|error| error.code() == Code::TokenReused))
    );
    assert_eq!(code_of(authenticate(&db, claims(&opened))), Code::TokenInvalid);
}
