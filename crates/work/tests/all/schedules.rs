//! Schedules: once for every turn, whoever looks.

use testkit::{TestDb, db_test};
use work::job::{self, When};
use work::{Cadence, Runner, Schedule};

use super::{Mark, handlers, marks, prepare};

#[db_test]
fn a_turn_is_taken_once_by_whoever_is_first(db: TestDb) {
    prepare(&db);
    let schedule = Schedule {
        name: "test",
        cadence: Cadence::EveryS(60),
        enqueue: |tx, cx| job::enqueue(tx, cx, &Mark::of("turn"), When::Now, None),
    };
    let nodes = [Runner::new(handlers(), vec![schedule]), Runner::new(handlers(), vec![schedule])];
    for _ in 0..3 {
        for node in &nodes {
            node.enter_schedules(&db.db).unwrap();
            node.turn_schedules(&db.db).unwrap();
            node.step(&db.db).unwrap();
        }
        db.clock.advance_s(60);
    }
    assert_eq!(marks(&db), ["turn", "turn"], "the first turn comes after one period");
}
