//! Nothing is missed: not in a storm, not by who comes late or reads too slowly.

use std::collections::BTreeSet;
use std::time::Duration;

use kernel::Actor;
use mall::account::UserId;
use mall::order::events::OrderShipped;
use mall::order::{OrderId, OrderState};
use store::{Db, Transactor};
use testkit::{TestApp, db_test};
use work::event::{self, Event};

use super::ear::{Ear, Heard};

/// Tells of an order that nobody has placed.
fn tell(db: &Db, user: UserId, order: i64) {
    let order = OrderId::from_raw((user.raw() & (0xff << 14)) | order << 22);
    let told = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        event::emit(tx, cx, &OrderShipped { order, user, state: OrderState::Shipped })
    };
    db.transact(Actor::System, told).unwrap();
}

async fn told(app: &TestApp, after: i64) -> BTreeSet<String> {
    let events = app.read(move |tx| event::since(tx, after, event::ALL_KINDS, 10_000)).await.unwrap();
    let shipped = events.iter().filter(|event| event.kind == OrderShipped::KIND);
    shipped.map(|event| event.id.to_string()).collect()
}

const TELLERS: i64 = 4;
const STORM: i64 = 100;

/// Two servers write at once, another two are listened to in turns, and the line breaks all the time.
#[db_test]
async fn nothing_is_missed_in_a_storm(app: TestApp) {
    let member = app.person("member").await;
    let nodes = [app.serve(|_| {}).await, app.serve(|_| {}).await];
    let mut ear = Ear::of(&app, &nodes[0], &member, None).await;
    let mut after = ear.seq.clone();
    let (user, web) = (member.id, app.web().db.clone());
    let other = nodes[0].web.db.clone();
    let tellers: Vec<_> = (0..TELLERS)
        .map(|teller| {
            let db = if teller % 2 == 0 { web.clone() } else { other.clone() };
            let app = app.clone();
            tokio::task::spawn_blocking(move || {
                for n in 0..STORM {
                    tell(&db, user, 1 + teller * STORM + n);
                    app.clock().advance_us(700);
                    std::thread::sleep(Duration::from_millis(10));
                }
            })
        })
        .collect();
    let mut heard = BTreeSet::new();
    let mut turn = 0;
    while !tellers.iter().all(tokio::task::JoinHandle::is_finished) {
        ear.hear(1 + turn % 4, &mut heard).await;
        after = after.max(ear.seq.clone());
        ear.hang_up();
        turn += 1;
        ear = Ear::of(&app, &nodes[turn % 2], &member, Some(&after)).await;
    }
    // Whatever is still on its way has a second; then it is asked for once more.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let mut last = Ear::of(&app, &nodes[0], &member, Some(&after)).await;
    while !last.is_silent(300).await {
        last.hear(1, &mut heard).await;
    }
    let told = told(&app, 0).await;
    assert_eq!(told.len(), usize::try_from(TELLERS * STORM).unwrap());
    let mut last = Ear::of(&app, &nodes[1], &member, Some(&after)).await;
    last.hear(told.len(), &mut heard).await;
    assert!(turn > 3, "the line broke {turn} times");
    assert_eq!(told.difference(&heard).count(), 0);
}

/// An event with a smaller id than those that are known: its server's clock is behind, or its transaction was slow.
#[db_test]
async fn what_appears_behind_newer_events_is_heard_too(app: TestApp) {
    let member = app.person("member").await;
    app.clock().advance_s(60);
    let node = app.serve(|_| {}).await;
    let mut ear = Ear::of(&app, &node, &member, None).await;
    let user = member.id;
    let db = app.web().db.clone();
    tokio::task::spawn_blocking(move || tell(&db, user, 1)).await.unwrap();
    let newer = ear.expect("order").await["seq"].clone();
    let writer = app.clone();
    tokio::task::spawn_blocking(move || tell(&writer.open_db(20), user, 2)).await.unwrap();
    let late = ear.expect("order").await["seq"].clone();
    let number = |seq: &serde_json::Value| seq.as_str().unwrap().parse::<i64>().unwrap();
    assert!(number(&late) < number(&newer));
    ear.hang_up();
    // Whoever has seen only the newer one hears of the late one when they come back; the newer one comes again.
    let mut back = Ear::of(&app, &node, &member, newer.as_str()).await;
    assert_eq!(back.expect("order").await["seq"], late);
    assert_eq!(back.expect("order").await["seq"], newer);
}

/// Enough to fill the queue and what the system keeps for a socket.
const FLOOD: i64 = 600;

#[db_test]
async fn who_reads_too_slowly_is_dropped_and_finds_everything_again(app: TestApp) {
    let member = app.person("member").await;
    let node = app.serve(|_| {}).await;
    let mut slow = Ear::of(&app, &node, &member, None).await;
    let after = slow.seq.clone();
    let (db, user) = (app.web().db.clone(), member.id);
    tokio::task::spawn_blocking(move || (1..=FLOOD).for_each(|n| tell(&db, user, n))).await.unwrap();
    let told = told(&app, 0).await;
    assert_eq!(told.len(), usize::try_from(FLOOD).unwrap());
    // It has not read a word so far.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut heard = 0;
    let code = loop {
        match slow.next().await {
            Heard::Said(_) => heard += 1,
            Heard::Ended(code) => break code,
        }
    };
    assert!(heard < FLOOD, "{heard} of {FLOOD} were heard");
    assert_eq!(code, Some(4_008), "it is told to come back at once");
    let mut back = Ear::of(&app, &node, &member, Some(&after)).await;
    let mut found = BTreeSet::new();
    back.hear(told.len(), &mut found).await;
    assert_eq!(found, told);
}
