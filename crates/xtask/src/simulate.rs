//! `cargo xtask simulate`: builds the simulator and runs it.

use clap::Args;

use crate::{Result, process, workspace};

#[derive(Args)]
pub struct Arguments {
    /// The same seed tells the same story
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Steps to run; proofs are checked as it goes
    #[arg(long, default_value_t = 100_000)]
    steps: u64,
}

/// # Errors
/// When a proof is broken: the seed, the step and the shortest story are printed.
pub fn command(arguments: &Arguments) -> Result<bool> {
    let (seed, steps) = (arguments.seed.to_string(), arguments.steps.to_string());
    let mut simulate = workspace::cargo(&workspace::root());
    simulate.args(["run", "--quiet", "--release", "--package", "testkit", "--bin", "simulate", "--"]);
    simulate.args(["--seed", &seed, "--steps", &steps]);
    process::run(&mut simulate)?;
    Ok(true)
}
