//! Events reach their subscribers in the order of their entity.

use serde::{Deserialize, Serialize};
use store::Tx;
use testkit::{TestDb, db_test};
use work::event::{self, Event};
use work::{Handlers, Job, Payload, Runner};

use super::{mark, marks, prepare};

#[derive(Serialize, Deserialize)]
struct LampLit {
    lamp: i64,
    step: i64,
}

impl Event for LampLit {
    const KIND: &'static str = "test.lamp_lit";
    fn entity(&self) -> i64 {
        self.lamp
    }
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Listen(LampLit);

impl Payload for Listen {
    const KIND: &'static str = "test.listen";
}

work::subscribe!("test.lamp_lit" => Listen);

impl Job for Listen {
    fn run(&self, tx: &mut Tx<'_>, cx: &kernel::Cx) -> kernel::Result<()> {
        mark(tx, cx, &format!("lamp {} step {}", self.0.lamp, self.0.step))
    }
}

#[db_test]
fn events_of_one_entity_are_handled_in_order(db: TestDb) {
    prepare(&db);
    for step in 1..=3 {
        db.write(move |tx, cx| event::emit(tx, cx, &LampLit { lamp: 5, step })).unwrap();
    }
    let runner = Runner::new(Handlers::default().job::<Listen>(), Vec::new());
    // One at a time: the second waits until the first is done.
    assert_eq!((0..4).map(|_| runner.step(&db.db).unwrap()).collect::<Vec<_>>(), [1, 1, 1, 0]);
    assert_eq!(marks(&db), ["lamp 5 step 1", "lamp 5 step 2", "lamp 5 step 3"]);
    let kept = db.read(|tx| event::of_entity(tx, 5, 0, 10)).unwrap();
    assert_eq!(kept.len(), 3);
}
