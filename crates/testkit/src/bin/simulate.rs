//! `cargo xtask simulate`: runs the business from a seed and says how fast.

use std::process::ExitCode;
use std::time::Instant;

/// Between two lines of progress.
const TOLD_EVERY: u64 = 100_000;

fn number(name: &str, fallback: u64) -> Result<u64, String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    match (arguments.next(), arguments.next()) {
        (None, _) => Ok(fallback),
        (Some(_), Some(value)) => {
            value.replace('_', "").parse().map_err(|_| format!("{name} wants a number, not {value}"))
        }
        (Some(_), None) => Err(format!("{name} wants a number")),
    }
}

fn main() -> ExitCode {
    let (seed, steps) = match (number("--seed", 1), number("--steps", 100_000)) {
        (Ok(seed), Ok(steps)) => (seed, steps),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    let mut told = 0;
    let outcome = testkit::simulate::run(seed, steps, |done| {
        if done / TOLD_EVERY > told {
            told = done / TOLD_EVERY;
            eprintln!("{done} steps, {:.0} a second", done as f64 / started.elapsed().as_secs_f64());
        }
    });
    match outcome {
        Ok(summary) => {
            let seconds = started.elapsed().as_secs_f64();
            println!("seed {seed}: {summary}; {seconds:.1} s, {:.0} steps a second", steps as f64 / seconds);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("{failure}");
            ExitCode::FAILURE
        }
    }
}
