//! Codes by SMS.

use super::*;

fn sign_in(db: &TestDb, code: &str) -> Checked<Opened> {
    let code = code.to_owned();
    db.write(move |tx, cx| account::sign_in_by_code(tx, cx, &phone(), &code, &device(SessionKind::Site)))
        .unwrap()
}

fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

#[db_test]
fn a_new_number_gets_an_account_and_then_the_same_one(db: TestDb) {
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    let code = newest_code(&db);
    assert_eq!(code.len(), 6);
    let first = sign_in(&db, &code).into_result().unwrap();
    // Used up.
    assert_eq!(code_of(sign_in(&db, &code).into_result()), Code::BadCode);
    let user = db.read(|tx| account::find(tx, "13812345678")).unwrap().unwrap();
    assert_eq!((user.id, user.phone, user.has_password), (first.user, Some(phone()), false));
    db.clock.advance_s(60);
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    let again = sign_in(&db, &format!(" {} ", newest_code(&db))).into_result().unwrap();
    assert_eq!(again.user, first.user);
}

#[db_test]
fn the_fifth_wrong_try_ends_a_code(db: TestDb) {
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    let code = newest_code(&db);
    for _ in 0..4 {
        assert_eq!(code_of(sign_in(&db, &wrong(&code)).into_result()), Code::BadCode);
    }
    assert!(sign_in(&db, &code).into_result().is_ok());

    db.clock.advance_s(60);
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    let code = newest_code(&db);
    for text in ["", "12345", "麦店", &wrong(&code), &"9".repeat(1_000_000)] {
        assert_eq!(code_of(sign_in(&db, text).into_result()), Code::BadCode);
    }
    assert_eq!(code_of(sign_in(&db, &code).into_result()), Code::BadCode);
}

#[db_test]
fn a_code_lives_five_minutes_and_a_newer_one_ends_it(db: TestDb) {
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    let first = newest_code(&db);
    db.clock.advance_s(299);
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    let second = newest_code(&db);
    assert_ne!(first, second);
    assert_eq!(code_of(sign_in(&db, &first).into_result()), Code::BadCode);
    db.clock.advance_s(300);
    assert_eq!(code_of(sign_in(&db, &second).into_result()), Code::BadCode);
}

#[db_test]
fn a_code_is_good_for_one_purpose(db: TestDb) {
    ask_code(&db, phone(), Purpose::ResetPassword, "a").into_result().unwrap();
    let code = newest_code(&db);
    assert_eq!(code_of(sign_in(&db, &code).into_result()), Code::BadCode);
    // No account has the number, and the answer is that of a wrong code.
    let reset = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        account::reset_password(tx, cx, &phone(), &code, &HASH)
    };
    assert_eq!(code_of(db.write(reset).unwrap().into_result()), Code::BadCode);
}

#[db_test]
fn a_forgotten_password_is_reset_and_every_session_ends(db: TestDb) {
    let ask = Register { phone: Some(VerifiedPhone::vouched(phone())), hash: None, ..person("xiaomai") };
    let user = db.write(move |tx, cx| account::register(tx, cx, &ask)).unwrap();
    let opened = open(&db, &user, SessionKind::Site);
    ask_code(&db, phone(), Purpose::ResetPassword, "a").into_result().unwrap();
    let code = newest_code(&db);
    let changed = db.write(move |tx, cx| account::reset_password(tx, cx, &phone(), &code, &HASH)).unwrap();
    assert_eq!(changed.into_result().unwrap().id, user.id);
    let now = db.db.env().clock.now();
    assert_eq!(code_of(db.read(move |tx| account::site_session(tx, now, &opened.token))), Code::TokenInvalid);
    assert!(db.read(|tx| account::credentials(tx, "xiaomai")).unwrap().is_some());
}

#[db_test]
fn a_number_is_asked_for_a_few_codes_only(db: TestDb) {
    let ask = || ask_code(&db, phone(), Purpose::SignIn, "a");
    ask().into_result().unwrap();
    assert_eq!(waits(ask()), 60);
    // Another purpose is no way around.
    assert_eq!(waits(ask_code(&db, phone(), Purpose::ResetPassword, "b")), 60);
    for _ in 0..4 {
        db.clock.advance_s(60);
        ask().into_result().unwrap();
    }
    db.clock.advance_s(60);
    assert_eq!(waits(ask()), 3_600 - 5 * 60);
    db.clock.advance_s(3_600);
    for _ in 0..5 {
        ask().into_result().unwrap();
        db.clock.advance_s(60);
    }
    db.clock.advance_s(3_600);
    // Ten in a day.
    assert!(waits(ask()) > 12 * 3_600);
    db.clock.advance_s(86_400);
    ask().into_result().unwrap();
}

#[db_test]
fn an_address_asks_for_twenty_codes_an_hour(db: TestDb) {
    let number = |n: i64| Phone::parse(&format!("138000000{n:02}")).unwrap();
    for n in 0..20 {
        ask_code(&db, number(n), Purpose::SignIn, "a").into_result().unwrap();
    }
    assert_eq!(waits(ask_code(&db, number(20), Purpose::SignIn, "a")), 3_600);
    ask_code(&db, number(21), Purpose::SignIn, "b").into_result().unwrap();
}

#[db_test]
fn all_numbers_together_have_a_limit(db: TestDb) {
    let limits = Limits { all_day: 1, ..Limits::default() };
    let ask = move |number: &str, address: &str| {
        let (phone, address) = (Phone::parse(number).unwrap(), address.to_owned());
        let ask = CodeAsk { phone, purpose: Purpose::SignIn, address, lang: Lang::En };
        db.write(move |tx, cx| account::request_code(tx, cx, &ask, &limits)).unwrap()
    };
    ask("13800000001", "a").into_result().unwrap();
    assert_eq!(waits(ask("13800000002", "b")), 86_400);
}
