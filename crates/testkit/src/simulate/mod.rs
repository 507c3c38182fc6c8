//! The simulator: the whole business in one thread, from one seed, with no real time and no network.
//!
//! The real use cases run on the real store (SQLite in memory) against twins of the outside that lose, repeat,
//! reorder and forge. The proofs of the books are checked as it goes. A run is cut into epochs, each a fresh
//! shop, so that a story stays short enough to read and a long run does not slow down.

mod act;
mod check;
mod faults;
mod gateway;
mod shoppers;
mod shrink;
mod staff;
mod world;

use std::fmt;

pub use act::Act;
use world::World;

/// Steps of one epoch.
const EPOCH_STEPS: u64 = 1_000;
/// How often the proofs are checked within an epoch.
const CHECK_EVERY: usize = 25;

/// What went wrong, and the shortest story found that leads there.
#[derive(Debug)]
pub struct Failure {
    pub seed: u64,
    pub epoch: u64,
    /// The step of the whole run at which it was noticed.
    pub step: u64,
    pub what: String,
    pub story: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {} failed in epoch {} at step {}:", self.seed, self.epoch, self.step)?;
        writeln!(f, "  {}", self.what)?;
        writeln!(f, "The shortest story that leads there ({} steps):", self.story.len())?;
        for (index, line) in self.story.iter().enumerate() {
            writeln!(f, "  {:>3}. {line}", index + 1)?;
        }
        Ok(())
    }
}

/// What a sound run did, to show that it did something.
#[derive(Debug, Default)]
pub struct Summary {
    pub steps: u64,
    pub refused: u64,
    pub orders: u64,
    /// Services that were rendered.
    pub served: u64,
    pub payments: u64,
    pub revived: u64,
    pub sent_back: u64,
    pub refunds: u64,
    pub checks: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} steps ({} refused by a rule), {} orders ({} services done), {} payments ({} revived an order, {} went back), \
             {} refunds, {} checks of every proof",
            self.steps,
            self.refused,
            self.orders,
            self.served,
            self.payments,
            self.revived,
            self.sent_back,
            self.refunds,
            self.checks
        )
    }
}

/// Runs `steps` steps from a seed; `progress` is told the steps done after each epoch.
///
/// # Errors
/// The first failure, with its shortened story.
pub fn run(seed: u64, steps: u64, mut progress: impl FnMut(u64)) -> Result<Summary, Box<Failure>> {
    let mut summary = Summary::default();
    let epochs = steps.div_ceil(EPOCH_STEPS);
    for epoch in 0..epochs {
        let count = EPOCH_STEPS.min(steps - epoch * EPOCH_STEPS);
        let acts = act::draw(seed, epoch, count);
        if let Err((at, what)) = play(seed, epoch, &acts, &mut summary) {
            // Another failure would be another story.
            let kind = what.split(':').next().unwrap_or_default().to_owned();
            let reaches_there = |acts: &[Act]| {
                let played = play(seed, epoch, acts, &mut Summary::default());
                played.is_err_and(|(_, other)| other.starts_with(&kind))
            };
            let short = shrink::shorten(acts[..at.min(acts.len())].to_vec(), reaches_there);
            let what =
                play(seed, epoch, &short, &mut Summary::default()).err().map_or(what, |(_, what)| what);
            let step = epoch * EPOCH_STEPS + at as u64;
            return Err(Box::new(Failure { seed, epoch, step, what, story: tell(seed, epoch, &short) }));
        }
        progress(summary.steps);
    }
    Ok(summary)
}

/// Plays one epoch; on failure, after how many acts and what.
fn play(seed: u64, epoch: u64, acts: &[Act], summary: &mut Summary) -> Result<(), (usize, String)> {
    let mut world = World::new(seed, epoch).map_err(|error| (0, error.to_string()))?;
    for (index, act) in acts.iter().enumerate() {
        let done = index + 1;
        match act.play(&mut world) {
            Ok(_) => {}
            Err(error) if world.is_excused(&error) => summary.refused += 1,
            Err(error) => return Err((done, format!("{act:?}: {error}"))),
        }
        if done % CHECK_EVERY == 0 {
            check::proofs(&world).map_err(|what| (done, what))?;
            summary.checks += 1;
        }
    }
    check::wind_down(&mut world).map_err(|what| (acts.len(), what))?;
    summary.checks += 1;
    summary.steps += acts.len() as u64;
    check::count(&world, summary).map_err(|what| (acts.len(), what))
}

/// The story in words.
fn tell(seed: u64, epoch: u64, acts: &[Act]) -> Vec<String> {
    let Ok(mut world) = World::new(seed, epoch) else { return Vec::new() };
    acts.iter()
        .map(|act| match act.play(&mut world) {
            Ok(told) => told,
            Err(error) => format!("{:?} is refused: {error}", act.kind),
        })
        .collect()
}
