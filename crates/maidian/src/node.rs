//! Holds this process's node number: renews its lease, and stops the issue of ids as soon as it might be lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kernel::{Actor, Code, Result};
use store::Db;
use store::node::{self, LEASE_S, Lease, RENEW_S};

/// One try to reach the database takes no longer; a lost lease must be noticed in time.
const TRY: Duration = Duration::from_secs(10);
/// How long after a failure it is tried again.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Without a renewal for so long, another process may be about to take the number.
const SAFE: Duration = Duration::from_secs(LEASE_S.unsigned_abs() - 2 * TRY.as_secs());

/// Keeps a lease until it is stopped. Dropped without being stopped, the lease runs out by itself.
pub struct Keeper {
    stop: Arc<Stop>,
    thread: JoinHandle<Option<Lease>>,
    db: Db,
}

#[derive(Default)]
struct Stop {
    is_set: AtomicBool,
    waiting: Mutex<()>,
    told: Condvar,
}

impl Stop {
    /// Waits, but not longer than until it is set.
    fn wait(&self, time: Duration) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.told.wait_timeout_while(waiting, time, |()| !self.is_set());
    }

    fn set(&self) {
        let _waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_set.store(true, Ordering::Release);
        self.told.notify_all();
    }

    fn is_set(&self) -> bool {
        self.is_set.load(Ordering::Acquire)
    }
}

impl Keeper {
    /// Takes a number and keeps it.
    ///
    /// # Errors
    /// [`Code::NoNode`] when all are held; [`Code::Store`]; [`Code::Internal`] when no thread can be had.
    pub fn start(db: &Db) -> Result<Self> {
        let lease = db.lease_node()?;
        tracing::debug!(node = lease.node, "a node number was leased");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let runtime = runtime.map_err(|error| kernel::Error::new(Code::Internal).because(error))?;
        let stop = Arc::new(Stop::default());
        let (kept, told) = (db.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("node-keeper".to_owned())
            .spawn(move || keep(&kept, lease, &told, &runtime))
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

fn keep(db: &Db, lease: Lease, stop: &Stop, runtime: &tokio::runtime::Runtime) -> Option<Lease> {
    let mut held = Some(lease);
    let mut renewed = Instant::now();
    let mut pause = Duration::from_secs(RENEW_S);
    loop {
        stop.wait(pause);
        if stop.is_set() {
            return held;
        }
        let began = Instant::now();
        let tried = runtime.block_on(async { tokio::time::timeout(TRY, hold(db, held.as_ref())).await });
        pause = match tried.unwrap_or_else(|_| Err(Code::Busy.into())) {
            Ok(lease) => {
                if held.as_ref() != Some(&lease) {
                    tracing::warn!(node = lease.node, "another node number was leased");
                }
                db.env().ids.assign(lease.node);
                held = Some(lease);
                renewed = began;
                Duration::from_secs(RENEW_S)
            }
            Err(error) => {
                let is_lost = error.code() == Code::NoNode;
                if is_lost || SAFE < renewed.elapsed() {
                    tracing::error!(%error, "the node number is lost: nothing is written until there is another");
                    db.env().ids.withdraw();
                    held = None;
                } else {
                    tracing::warn!(%error, "the node number could not be renewed yet");
                }
                AFTER_FAILURE
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
