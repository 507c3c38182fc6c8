//! The macro as the compiler expands it, against a small `testkit` of this file's own.

extern crate self as testkit;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use testkit_macros::db_test;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct TestApp {
    engine: Engine,
    test: &'static str,
}

pub struct TestDb {
    engine: Engine,
}

pub fn run<F>(engine: Engine, test: &'static str, story: impl FnOnce(TestApp) -> F)
where
    F: Future<Output = ()>,
{
    let mut story = pin!(story(TestApp { engine, test }));
    let ended = story.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(ended, Poll::Ready(()), "these stories wait for nothing");
}

pub fn run_db(engine: Engine, story: impl FnOnce(TestDb)) {
    story(TestDb { engine });
}

fn is_either(engine: Engine) -> bool {
    [Engine::Sqlite, Engine::Postgres].contains(&engine)
}

/// The body sees its neighbours.
#[db_test]
async fn an_app_story(app: TestApp) {
    assert!(is_either(app.engine));
    assert!(app.test.ends_with("::an_app_story"), "{}", app.test);
}

#[db_test]
fn a_database_story(db: TestDb) {
    assert!(is_either(db.engine));
}

#[db_test]
#[should_panic(expected = "on purpose")]
fn a_story_that_fails(db: TestDb) {
    assert!(!is_either(db.engine), "on purpose");
}
