//! The worker: claims jobs, runs their handlers, records how they ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use kernel::{Actor, Code, Error, Result};
use store::{Db, Transactor};

use crate::handlers::{ErasedEffect, Handler, Handlers};
use crate::lease::{self, Claimed};
use crate::schedule::{self, Schedule};

/// Jobs claimed at once.
const CLAIM_MAX: i64 = 16;
/// How long an idle worker sleeps before it looks again.
const IDLE: Duration = Duration::from_millis(100);
/// How long a worker waits after the database failed it.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Runs jobs on any database, real or simulated, in steps.
pub struct Runner {
    handlers: Handlers,
    schedules: Vec<Schedule>,
}

impl Runner {
    #[must_use]
    pub fn new(handlers: Handlers, schedules: Vec<Schedule>) -> Self {
        Self { handlers, schedules }
    }

    /// Claims what is due and runs it; how many jobs were run, well or badly.
    ///
    /// # Errors
    /// Only when the database fails: a job's own failure is recorded with the job.
    pub fn step<D: Transactor>(&self, db: &D) -> Result<usize> {
        let claimed = db.transact(Actor::System, |tx, cx| lease::claim(tx, cx, CLAIM_MAX))?;
        let count = claimed.len();
        for job in claimed {
            self.run(db, &job)?;
        }
        Ok(count)
    }

    /// Enters the schedules that are new.
    ///
    /// # Errors
    /// [`Code::Store`].
    pub fn enter_schedules<D: Transactor>(&self, db: &D) -> Result<()> {
        let schedules = self.schedules.clone();
        db.transact(Actor::System, move |tx, cx| {
            schedules.iter().try_for_each(|schedule| schedule::enter(tx, cx, schedule))
        })
    }

    /// Gives every schedule its turn if it has come.
    ///
    /// # Errors
    /// Whatever enqueueing returns.
    pub fn turn_schedules<D: Transactor>(&self, db: &D) -> Result<()> {
        let schedules = self.schedules.clone();
        db.transact(Actor::System, move |tx, cx| {
            for schedule in &schedules {
                if schedule::is_due(tx, schedule, cx.now)? {
                    schedule::turn(tx, cx, schedule)?;
                }
            }
            Ok(())
        })
    }

    fn run<D: Transactor>(&self, db: &D, job: &Claimed) -> Result<()> {
        let outcome = match self.handlers.of(&job.kind) {
            Ok(Handler::Pure(run)) => {
                let (run, claimed) = (Arc::clone(run), job.clone());
                db.transact(Actor::System, move |tx, cx| {
                    run(tx, cx, &claimed.payload)?;
                    lease::finish(tx, cx, &claimed)
                })
            }
            Ok(Handler::Effect(effect)) => run_effect(db, effect, job),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(error) if error.code() == Code::JobMoved => {
                tracing::warn!(job = %job.id, kind = job.kind, "the lease was lost; another worker has the job");
                Ok(())
            }
            Err(error) => record_failure(db, job, &error),
        }
    }
}

fn run_effect<D: Transactor>(db: &D, effect: &ErasedEffect, job: &Claimed) -> Result<()> {
    let (prepare, claimed) = (Arc::clone(&effect.prepare), job.clone());
    let ask = db.transact(Actor::System, move |tx, cx| prepare(tx, cx, &claimed.payload))?;
    let outcome = ask.map(|ask| (effect.call)(&ask)).transpose()?;
    let (settle, claimed) = (Arc::clone(&effect.settle), job.clone());
    db.transact(Actor::System, move |tx, cx| {
        if let Some(outcome) = &outcome {
            settle(tx, cx, &claimed.payload, outcome)?;
        }
        lease::finish(tx, cx, &claimed)
    })
}

fn record_failure<D: Transactor>(db: &D, job: &Claimed, error: &Error) -> Result<()> {
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, %error, "a job failed");
    let (claimed, told) = (job.clone(), error.to_string());
    db.transact(Actor::System, move |tx, cx| lease::fail(tx, cx, &claimed, &told))
}

/// Threads that run jobs until told to stop.
pub struct Worker {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// # Errors
    /// [`Code::Store`] when schedules cannot be entered, [`Code::Internal`] when a thread cannot be started.
    pub fn start(db: &Db, runner: Runner, threads: usize) -> Result<Self> {
        runner.enter_schedules(db)?;
        let stop = Arc::new(AtomicBool::new(false));
        let runner = Arc::new(runner);
        let spawn = |index: usize| {
            let (db, runner, stop) = (db.clone(), Arc::clone(&runner), Arc::clone(&stop));
            std::thread::Builder::new()
                .name(format!("worker-{index}"))
                .spawn(move || work(&db, &runner, index == 0, &stop))
                .map_err(|error| Error::new(Code::Internal).because(error))
        };
        let threads = (0..threads.max(1)).map(spawn).collect::<Result<_>>()?;
        Ok(Self { stop, threads })
    }

    /// Lets every thread finish the job it is at.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Release);
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

fn work(db: &Db, runner: &Runner, first: bool, stop: &AtomicBool) {
    while !stop.load(Ordering::Acquire) {
        let turned = if first { turn_if_due(db, runner) } else { Ok(()) };
        match turned.and_then(|()| step_if_due(db, runner)) {
            Ok(0) => std::thread::sleep(IDLE),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the worker could not reach the database");
                std::thread::sleep(AFTER_FAILURE);
            }
        }
    }
}

fn step_if_due(db: &Db, runner: &Runner) -> Result<usize> {
    let now = db.env().clock.now();
    let due = db.read_blocking(move |tx| lease::is_due(tx, now))?;
    if due { runner.step(db) } else { Ok(0) }
}

fn turn_if_due(db: &Db, runner: &Runner) -> Result<()> {
    let (schedules, now) = (runner.schedules.clone(), db.env().clock.now());
    let due = db.read_blocking(move |tx| {
        for schedule in &schedules {
            if schedule::is_due(tx, schedule, now)? {
                return Ok(true);
            }
        }
        Ok(false)
    })?;
    if due { runner.turn_schedules(db) } else { Ok(()) }
}
