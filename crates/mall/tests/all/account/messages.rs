//! SMS and mail, and the sweeping.

use std::sync::{Arc, Mutex};

use mall::account::{Channel, Courier, Delivery, MessageState, Outgoing};
use work::{Handlers, Runner, job};

use super::*;

/// Answers as told and remembers what it was given.
struct Fake {
    answers: Mutex<Vec<Delivery>>,
    given: Mutex<Vec<Outgoing>>,
}

impl Courier for Fake {
    fn deliver(&self, message: &Outgoing) -> Delivery {
        self.given.lock().unwrap().push(message.clone());
        self.answers.lock().unwrap().pop().expect("an answer")
    }
}

fn courier(answers: &[Delivery]) -> Arc<Fake> {
    let answers = answers.iter().rev().cloned().collect();
    Arc::new(Fake { answers: Mutex::new(answers), given: Mutex::default() })
}

fn runner(fake: &Arc<Fake>) -> Runner {
    let courier: Arc<dyn Courier> = fake.clone();
    Runner::new(account::handlers(Handlers::default(), &courier), account::schedules())
}

fn states(db: &TestDb) -> Vec<(Channel, MessageState, String)> {
    let page = db.read(|tx| account::messages(tx, &PageAsk::first(10))).unwrap();
    page.items.into_iter().map(|message| (message.channel, message.state, message.reason)).collect()
}

#[db_test]
fn a_message_is_carried_out_once_it_can_be(db: TestDb) {
    let fake = courier(&[Delivery::Unknown("no answer".into()), Delivery::Delivered]);
    let runner = runner(&fake);
    db.write(|tx, cx| account::send_sms(tx, cx, &phone(), "您的订单已发货")).unwrap();
    assert_eq!(runner.step(&db.db).unwrap(), 1);
    assert_eq!(states(&db), [(Channel::Sms, MessageState::Waiting, String::new())]);
    db.clock.advance_s(3_600);
    assert_eq!(runner.step(&db.db).unwrap(), 1);
    assert_eq!(states(&db), [(Channel::Sms, MessageState::Sent, String::new())]);
    let given = fake.given.lock().unwrap();
    assert_eq!(given[0], given[1]);
    assert_eq!((given[0].recipient.as_str(), given[0].body.as_str()), ("+8613812345678", "您的订单已发货"));
}

#[db_test]
fn a_refused_message_is_not_tried_again(db: TestDb) {
    let runner = runner(&courier(&[Delivery::Refused("no such box\n".into())]));
    db.write(|tx, cx| account::send_mail(tx, cx, "mai@example.com", "Hello", "Line one\nLine two")).unwrap();
    runner.step(&db.db).unwrap();
    assert_eq!(states(&db), [(Channel::Mail, MessageState::Refused, "no such box".to_owned())]);
    db.clock.advance_s(86_400);
    assert_eq!(runner.step(&db.db).unwrap(), 0);
}

#[db_test]
fn messages_have_bounds(db: TestDb) {
    let mail = |to: &str, subject: &str, body: &str| {
        let (to, subject, body) = (to.to_owned(), subject.to_owned(), body.to_owned());
        code_of(db.write(move |tx, cx| account::send_mail(tx, cx, &to, &subject, &body)))
    };
    for to in ["", "mai", "@example.com", "mai@", "a@b c", "a@b.c\r\nBcc: x@y.z"] {
        assert_eq!(mail(to, "s", "b"), Code::Invalid, "{to:?}");
    }
    assert_eq!(mail("a@b.c", "one\r\ntwo", "b"), Code::Invalid);
    assert_eq!(mail("a@b.c", "s", &"x".repeat(20_001)), Code::Invalid);
    assert_eq!(mail("a@b.c", "s", "\0"), Code::TextNotAllowed);
    let long = "长".repeat(501);
    assert_eq!(code_of(db.write(move |tx, cx| account::send_sms(tx, cx, &phone(), &long))), Code::Invalid);
    assert!(states(&db).is_empty());
}

#[db_test]
fn what_has_run_out_is_swept(db: TestDb) {
    let runner = runner(&courier(&[Delivery::Delivered]));
    runner.enter_schedules(&db.db).unwrap();
    let user = register(&db, "xiaomai");
    let opened = open(&db, &user, SessionKind::Site);
    ask_code(&db, phone(), Purpose::SignIn, "a").into_result().unwrap();
    runner.step(&db.db).unwrap();
    let sweep = |after_s: i64| {
        db.clock.advance_s(after_s);
        runner.turn_schedules(&db.db).unwrap();
        assert_eq!(runner.step(&db.db).unwrap(), 1);
    };
    sweep(600);
    assert_eq!(states(&db).len(), 1);
    sweep(91 * 86_400);
    assert!(states(&db).is_empty());
    let now = db.db.env().clock.now();
    let seen = db.read(move |tx| account::site_session(tx, now, &opened.token));
    assert_eq!(code_of(seen), Code::TokenInvalid);
    assert!(db.read(|tx| job::list(tx, job::JobState::Dead, &PageAsk::first(1))).unwrap().items.is_empty());
    assert_eq!(db.read(move |tx| account::user(tx, user.id)).unwrap().username, username("xiaomai"));
}
