//! Accounts: who gets in, who does not, and what is remembered of it.

use std::sync::LazyLock;

use kernel::{Code, Lang, PageAsk, SeededRandom};
use mall::account::{
    self, Checked, CodeAsk, Device, Limits, Opened, PasswordHash, Phone, Purpose, Refusal, Register,
    SessionKind, User, Username, VerifiedPhone, password,
};
use testkit::{TestDb, db_test};

mod addresses;
mod codes;
mod messages;
mod passwords;
mod sessions;
mod staff;

const PASSWORD: &str = "wheat gold & ink green";

/// Hashing is slow, so that the tests share one.
static HASH: LazyLock<PasswordHash> =
    LazyLock::new(|| password::hash(&SeededRandom::new(7), PASSWORD).expect("a good password"));

fn username(name: &str) -> Username {
    Username::parse(name).expect("a good username")
}

fn phone() -> Phone {
    Phone::parse("13812345678").expect("a good number")
}

fn person(name: &str) -> Register {
    Register {
        username: username(name),
        phone: None,
        hash: Some(HASH.clone()),
        display_name: name.to_owned(),
    }
}

fn register(db: &TestDb, name: &str) -> User {
    let ask = person(name);
    db.write(move |tx, cx| account::register(tx, cx, &ask)).expect("a free name")
}

fn device(kind: SessionKind) -> Device {
    Device { kind, agent: "Firefox\n on a test".into(), address: "192.0.2.1".into() }
}

fn open(db: &TestDb, user: &User, kind: SessionKind) -> Opened {
    let id = user.id;
    db.write(move |tx, cx| account::sign_in(tx, cx, id, &device(kind))).expect("an open session")
}

fn code_of<T: std::fmt::Debug>(outcome: kernel::Result<T>) -> Code {
    outcome.expect_err("a refusal").code()
}

fn ask_code(db: &TestDb, phone: Phone, purpose: Purpose, address: &str) -> Checked<kernel::Time> {
    let ask = CodeAsk { phone, purpose, address: address.to_owned(), lang: Lang::Zh };
    db.write(move |tx, cx| account::request_code(tx, cx, &ask, &Limits::default())).unwrap()
}

/// The digits of the newest SMS, as staff see it.
fn newest_code(db: &TestDb) -> String {
    let page = db.read(|tx| account::messages(tx, &PageAsk::first(1))).unwrap();
    page.items[0].body.chars().filter(char::is_ascii_digit).take(6).collect()
}

#[db_test]
fn a_name_is_taken_once_however_it_is_typed(db: TestDb) {
    let user = register(&db, "XiaoMai");
    assert_eq!(user.username.as_str(), "xiaomai");
    assert_eq!(user.id.bucket(), kernel::Bucket::of_username("xiaomai"));
    let again = person("ｘｉａｏｍａｉ");
    assert_eq!(code_of(db.write(move |tx, cx| account::register(tx, cx, &again))), Code::UsernameTaken);
    let found = db.read(|tx| account::find(tx, " XIAOMAI ")).unwrap().unwrap();
    assert_eq!(found, user);
    assert!(db.read(|tx| account::find(tx, "nobody")).unwrap().is_none());
    assert!(db.read(|tx| account::find(tx, "not a name!")).unwrap().is_none());
}

#[db_test]
fn a_number_is_taken_once_and_finds_its_user(db: TestDb) {
    let with_phone = |name: &str| Register { phone: Some(VerifiedPhone::vouched(phone())), ..person(name) };
    let first = with_phone("first");
    let first = db.write(move |tx, cx| account::register(tx, cx, &first)).unwrap();
    let second = with_phone("second");
    assert_eq!(code_of(db.write(move |tx, cx| account::register(tx, cx, &second))), Code::PhoneTaken);
    // The name of the one who was refused is free again.
    let second = register(&db, "second");
    let found = db.read(|tx| account::find(tx, "+86 138-1234-5678")).unwrap().unwrap();
    assert_eq!(found.id, first.id);

    let other = VerifiedPhone::vouched(Phone::parse("13900000000").unwrap());
    let (first_id, second_id) = (first.id, second.id);
    db.write(move |tx, _| account::bind_phone(tx, first_id, &other)).unwrap();
    db.write(move |tx, _| account::bind_phone(tx, second_id, &VerifiedPhone::vouched(phone()))).unwrap();
    let found = db.read(|tx| account::find(tx, "13812345678")).unwrap().unwrap();
    assert_eq!((found.id, found.phone), (second.id, Some(phone())));
    let taken = move |tx: &mut store::Tx<'_>, _: &kernel::Cx| {
        account::bind_phone(tx, first_id, &VerifiedPhone::vouched(phone()))
    };
    assert_eq!(code_of(db.write(taken)), Code::PhoneTaken);
}

#[db_test]
fn a_guest_is_found_again_and_never_gets_in(db: TestDb) {
    let guest =
        || move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| account::guest(tx, cx, &username("guest-17850"));
    let first = db.write(guest()).unwrap();
    assert_eq!(db.write(guest()).unwrap(), first);
    register(&db, "person");
    assert_eq!(code_of(db.write(|tx, cx| account::guest(tx, cx, &username("person")))), Code::UsernameTaken);
    assert!(db.read(|tx| account::credentials(tx, "guest-17850")).unwrap().is_none());
    let id = first.id;
    assert_eq!(
        code_of(db.write(move |tx, cx| account::sign_in(tx, cx, id, &device(SessionKind::Site)))),
        Code::Forbidden
    );
    assert_eq!(
        code_of(db.write(move |tx, cx| account::set_password(tx, cx, id, &HASH, None))),
        Code::NotFound
    );
    assert_eq!(code_of(db.write(move |tx, cx| account::make_admin(tx, cx, id))), Code::Forbidden);
}

#[db_test]
fn staff_list_users_newest_first(db: TestDb) {
    for name in ["one", "two", "three"] {
        register(&db, name);
        // Ids of one millisecond are in the order of their buckets.
        db.clock.advance_s(1);
    }
    let page = db.read(|tx| account::users(tx, &PageAsk::first(2))).unwrap();
    let names: Vec<_> = page.items.iter().map(|user| user.username.as_str().to_owned()).collect();
    assert_eq!(names, ["three", "two"]);
    let rest = PageAsk::new(Some(2), page.next).unwrap();
    let page = db.read(move |tx| account::users(tx, &rest)).unwrap();
    assert_eq!((page.items[0].username.as_str(), page.next), ("one", None));
}

#[db_test]
fn locking_takes_effect_at_once_and_can_be_undone(db: TestDb) {
    let user = register(&db, "xiaomai");
    let opened = open(&db, &user, SessionKind::Site);
    let id = user.id;
    db.write(move |tx, cx| account::lock(tx, cx, id)).unwrap();
    assert_eq!(code_of(db.write(move |tx, cx| account::lock(tx, cx, id))), Code::UserMoved);
    let now = db.db.env().clock.now();
    let token = opened.token.clone();
    let seen = db.read(move |tx| account::site_session(tx, now, &token));
    assert_eq!(code_of(seen), Code::AccountLocked);
    let sign_in = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        account::sign_in(tx, cx, id, &device(SessionKind::Site))
    };
    assert_eq!(code_of(db.write(sign_in)), Code::AccountLocked);
    db.write(move |tx, _| account::unlock(tx, id)).unwrap();
    assert_eq!(code_of(db.write(move |tx, _| account::unlock(tx, id))), Code::UserMoved);
    db.write(sign_in).unwrap();
    // What was ended stays ended.
    let seen = db.read(move |tx| account::site_session(tx, now, &opened.token));
    assert_eq!(code_of(seen), Code::TokenInvalid);
}

#[db_test]
fn a_user_is_renamed_within_bounds(db: TestDb) {
    let id = register(&db, "xiaomai").id;
    db.write(move |tx, _| account::rename(tx, id, " 小麦 ")).unwrap();
    assert_eq!(db.read(move |tx| account::user(tx, id)).unwrap().display_name, "小麦");
    for name in ["", "a\u{0}b", &"长".repeat(41)] {
        let name = name.to_owned();
        assert_eq!(code_of(db.write(move |tx, _| account::rename(tx, id, &name))), Code::Invalid);
    }
}

/// How long a refusal asks to wait; panics when there was none.
fn waits<T>(checked: Checked<T>) -> i64 {
    match checked {
        Checked::Refused(Refusal { code: Code::TooMany, wait_s }) => wait_s,
        Checked::Refused(refusal) => panic!("refused, but not for haste: {refusal:?}"),
        Checked::Passed(_) => panic!("it passed"),
    }
}
