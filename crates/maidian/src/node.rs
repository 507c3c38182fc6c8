//! Holds this process's node number: renews its lease, and stops the issue of ids as soon as it might be lost.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kernel::{Actor, Code, Result};
use store::Db;
use store::node::{self, LEASE_S, Lease, RENEW_S};

use crate::stop::Stop;

/// How long things may take.
#[derive(Clone, Copy)]
struct Pace {
    renew_every: Duration,
    /// One try to reach the database takes no longer; a lost lease must be noticed in time.
    try_for: Duration,
    after_failure: Duration,
    /// Without a renewal for so long, another process may be about to take the number.
    safe: Duration,
}

const TRY_S: u64 = 10;
const PACE: Pace = Pace {
    renew_every: Duration::from_secs(RENEW_S),
    try_for: Duration::from_secs(TRY_S),
    after_failure: Duration::from_secs(1),
    safe: Duration::from_secs(LEASE_S.unsigned_abs() - 2 * TRY_S),
};

/// Keeps a lease until it is stopped. Dropped without being stopped, the lease runs out by itself.
pub struct Keeper {
    stop: Arc<Stop>,
    thread: JoinHandle<Option<Lease>>,
    db: Db,
}

impl Keeper {
    /// Takes a number and keeps it.
    ///
    /// # Errors
    /// [`Code::NoNode`] when all are held; [`Code::Store`]; [`Code::Internal`] when no thread can be had.
    pub fn start(db: &Db) -> Result<Self> {
        Self::of(db, db.lease_node()?, PACE)
    }

    fn of(db: &Db, lease: Lease, pace: Pace) -> Result<Self> {
        tracing::debug!(node = lease.node, "a node number was leased");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let runtime = runtime.map_err(|error| kernel::Error::new(Code::Internal).because(error))?;
        let stop = Arc::new(Stop::default());
        let (kept, told) = (db.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("node-keeper".to_owned())
            .spawn(move || keep(&kept, lease, pace, &told, &runtime))
            .map_err(|error| kernel::Error::new(Code::Internal).because(error))?;
        Ok(Self { stop, thread, db: db.clone() })
    }

    /// Gives the number back. Call when nothing is written any more.
    pub fn stop(self) {
        use store::Transactor;
        self.stop.set();
        let lease = self.thread.join().ok().flatten();
        self.db.env().ids.withdraw();
        if let Some(lease) = lease {
            // If it fails, the lease runs out by itself.
            let released = self.db.transact(Actor::System, move |tx, _| node::release(tx, &lease));
            if let Err(error) = released {
                tracing::warn!(%error, "the node number could not be given back");
            }
        }
    }
}

fn keep(db: &Db, lease: Lease, pace: Pace, stop: &Stop, runtime: &tokio::runtime::Runtime) -> Option<Lease> {
    let mut held = Some(lease);
    let mut renewed = Instant::now();
    let mut pause = pace.renew_every;
    loop {
        stop.wait(pause);
        if stop.is_set() {
            return held;
        }
        let began = Instant::now();
        let tried =
            runtime.block_on(async { tokio::time::timeout(pace.try_for, hold(db, held.as_ref())).await });
        pause = match tried.unwrap_or_else(|_| Err(Code::Busy.into())) {
            Ok(lease) => {
                if held.as_ref() != Some(&lease) {
                    tracing::warn!(node = lease.node, "another node number was leased");
                }
                db.env().ids.assign(lease.node);
                held = Some(lease);
                renewed = began;
                pace.renew_every
            }
            Err(error) => {
                let is_lost = error.code() == Code::NoNode;
                if is_lost || pace.safe < renewed.elapsed() {
                    tracing::error!(%error, "the node number is lost: nothing is written until there is another");
                    db.env().ids.withdraw();
                    held = None;
                } else {
                    tracing::warn!(%error, "the node number could not be renewed yet");
                }
                pace.after_failure
            }
        };
    }
}

/// Renews what is held, or takes a new number.
async fn hold(db: &Db, held: Option<&Lease>) -> Result<Lease> {
    match held.cloned() {
        Some(lease) => {
            let kept = lease.clone();
            db.write(Actor::System, move |tx, cx| node::renew(tx, cx, &lease)).await?;
            Ok(kept)
        }
        None => db.write(Actor::System, node::lease).await,
    }
}

#[cfg(test)]
mod tests {
    use store::Transactor;
    use testkit::{TestDb, db_test};

    use super::*;

    const HASTE: Pace = Pace {
        renew_every: Duration::from_millis(10),
        try_for: Duration::from_secs(10),
        after_failure: Duration::from_millis(300),
        safe: Duration::from_secs(10),
    };

    fn can_issue(db: &TestDb) -> bool {
        db.write(|_, cx| cx.id(kernel::Bucket::COMMON)).is_ok()
    }

    fn wait_until(what: impl Fn() -> bool) {
        let began = Instant::now();
        while !what() {
            assert!(began.elapsed() < Duration::from_secs(20));
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[db_test]
    fn a_lost_number_stops_the_issue_of_ids_until_there_is_another(db: TestDb) {
        let lease = db.db.lease_node().unwrap();
        let keeper = Keeper::of(&db.db, lease.clone(), HASTE).unwrap();
        assert!(can_issue(&db));
        let lost = lease.clone();
        let thief = db.db.transact(Actor::System, move |tx, cx| {
            node::release(tx, &lost)?;
            node::lease(tx, cx)
        });
        assert_eq!(thief.unwrap().node, lease.node);
        wait_until(|| !can_issue(&db));
        wait_until(|| can_issue(&db));
        keeper.stop();
        assert!(!can_issue(&db));
    }

    #[db_test]
    fn a_number_is_given_back_at_the_end(db: TestDb) {
        let lease = db.db.lease_node().unwrap();
        Keeper::of(&db.db, lease.clone(), PACE).unwrap().stop();
        assert_eq!(db.db.lease_node().unwrap().node, lease.node);
    }
}
