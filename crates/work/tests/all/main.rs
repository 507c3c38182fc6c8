//! Durable work against real databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod follow;
mod jobs;
mod once;
mod schedules;
mod subscribers;

use kernel::{Code, Cx, Result, params};
use serde::{Deserialize, Serialize};
use store::{Tx, sql};
use testkit::TestDb;
use work::{Effect, Handlers, Job, Payload};

sql! {
    CREATE = "create table marks (id bigint primary key, note text not null)";
    MARK = "insert into marks (id, note) values (?1, ?2)";
    MARKS = "select note from marks order by id";
}

/// Leaves a mark that can be counted.
fn mark(tx: &mut Tx<'_>, cx: &Cx, note: &str) -> Result<()> {
    tx.execute(MARK, params![cx.id(kernel::Bucket::COMMON)?, note]).map(|_| ())
}

fn marks(db: &TestDb) -> Vec<String> {
    db.read(|tx| tx.all(MARKS, &[], |row| row.get(0))).unwrap()
}

fn prepare(db: &TestDb) {
    db.write(|tx, _| tx.execute(CREATE, &[])).unwrap();
}

#[derive(Serialize, Deserialize)]
struct Mark {
    note: String,
}

impl Mark {
    fn of(note: &str) -> Self {
        Self { note: note.to_owned() }
    }
}

impl Payload for Mark {
    const KIND: &'static str = "test.mark";
    const TRIES_MAX: u16 = 3;
}

impl Job for Mark {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        mark(tx, cx, &self.note)?;
        if self.note == "poison" { Err(Code::Internal.into()) } else { Ok(()) }
    }
}

/// Asks a world that answers what it was told.
#[derive(Serialize, Deserialize)]
struct Ask {}

impl Payload for Ask {
    const KIND: &'static str = "test.ask";
}

struct Oracle {
    answer: std::sync::Mutex<Vec<Option<u64>>>,
}

impl Effect<Oracle> for Ask {
    type Ask = u64;
    type Outcome = Option<u64>;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<u64>> {
        mark(tx, cx, "asked")?;
        Ok(Some(20))
    }

    fn call(world: &Oracle, ask: u64) -> Option<u64> {
        world.answer.lock().unwrap().pop().flatten().map(|answer| answer + ask)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, outcome: Option<u64>) -> Result<()> {
        let answer = outcome.ok_or(Code::GatewayUnavailable)?;
        mark(tx, cx, &format!("answered {answer}"))
    }
}

fn handlers() -> Handlers {
    Handlers::default().job::<Mark>()
}
