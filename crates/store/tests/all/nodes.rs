//! Node numbers: no two holders at once.

use kernel::Code;
use store::node;
use testkit::{TestDb, db_test};

#[db_test]
fn numbers_are_lent_once_until_they_run_out(db: TestDb) {
    // One is held by the test database itself.
    let leases: Vec<_> = (0..31).map(|_| db.write(node::lease).unwrap()).collect();
    let mut numbers: Vec<_> = leases.iter().map(|lease| lease.node).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 31);
    assert_eq!(db.write(node::lease).unwrap_err().code(), Code::NoNode);
}

#[db_test]
fn a_lease_that_ran_out_is_lent_again_and_cannot_be_renewed(db: TestDb) {
    let lost = db.write(node::lease).unwrap();
    db.clock.advance_s(node::LEASE_S + 1);
    let taken: Vec<_> = (0..2).map(|_| db.write(node::lease).unwrap()).collect();
    assert!(taken.iter().any(|lease| lease.node == lost.node));
    let renewed = db.write(move |tx, cx| node::renew(tx, cx, &lost));
    assert_eq!(renewed.unwrap_err().code(), Code::NoNode);
}

#[db_test]
fn a_released_number_is_free_at_once_and_a_renewed_one_stays(db: TestDb) {
    let (first, second) = (db.write(node::lease).unwrap(), db.write(node::lease).unwrap());
    let released = first.clone();
    db.write(move |tx, _| node::release(tx, &released)).unwrap();
    assert_eq!(db.write(node::lease).unwrap().node, first.node);
    db.clock.advance_s(node::LEASE_S - 1);
    let renewed = second.clone();
    db.write(move |tx, cx| node::renew(tx, cx, &renewed)).unwrap();
    db.clock.advance_s(2);
    let after: Vec<_> = (0..4).filter_map(|_| db.write(node::lease).ok()).map(|lease| lease.node).collect();
    assert!(!after.contains(&second.node));
}
