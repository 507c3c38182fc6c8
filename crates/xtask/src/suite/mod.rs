//! `cargo xtask test`: one command for everything, the same here and in CI.

mod steps;

use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::{Result, interrupt, workspace};
use steps::{STEPS, Stage, Step};

#[derive(Args)]
pub struct Arguments {
    /// Run only this step and those it needs; may be given several times
    #[arg(long, value_name = "STEP", value_parser = PossibleValuesParser::new(STEPS.iter().map(|step| step.name)))]
    only: Vec<String>,
}

/// Runs the steps and prints the closing table. What they started is stopped before it is printed.
///
/// # Errors
/// When the suite cannot even begin; a failing step is `Ok(false)`.
pub fn command(arguments: &Arguments) -> Result<bool> {
    interrupt::watch()?;
    let chosen = choose(STEPS, &arguments.only);
    let report = run(&chosen, Stage::new(workspace::root()));
    println!("\n{report}");
    Ok(report.failed() == 0)
}

/// All steps, or those named with what they need; in the order of the list.
fn choose<'a>(steps: &'a [Step], only: &[String]) -> Vec<&'a Step> {
    let mut wanted: BTreeSet<&str> = only.iter().map(String::as_str).collect();
    // A step needs only steps before it, so one walk from the last to the first finds all.
    for step in steps.iter().rev() {
        if wanted.contains(step.name) {
            wanted.extend(step.after);
        }
    }
    steps.iter().filter(|step| only.is_empty() || wanted.contains(step.name)).collect()
}

fn run(steps: &[&Step], mut stage: Stage) -> Report {
    let mut report = Report { rows: Vec::new() };
    for step in steps {
        let outcome = report.obstacle(step).unwrap_or_else(|| {
            println!("\n== {}: {}", step.name, step.about);
            attempt(step, &mut stage)
        });
        report.rows.push(Row { name: step.name, outcome });
    }
    report
}

fn attempt(step: &Step, stage: &mut Stage) -> Outcome {
    let begin = Instant::now();
    let result = (step.run)(stage);
    let took = begin.elapsed();
    match result {
        Ok(()) => {
            println!("-- {}: passed in {:.1} s", step.name, took.as_secs_f64());
            Outcome::Passed { took }
        }
        Err(failure) => {
            println!("-- {}: FAILED after {:.1} s\n{failure}", step.name, took.as_secs_f64());
            Outcome::Failed { took, why: failure.to_string() }
        }
    }
}

struct Report {
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    outcome: Outcome,
}

enum Outcome {
    Passed {
        took: Duration,
    },
    Failed {
        took: Duration,
        why: String,
    },
    /// Counted as failed: a step that did not run has proved nothing.
    NotRun {
        why: String,
    },
}

impl Report {
    /// Why a step cannot be run, if it cannot.
    fn obstacle(&self, step: &Step) -> Option<Outcome> {
        if interrupt::requested() {
            return Some(Outcome::NotRun { why: "interrupted".to_owned() });
        }
        let broken =
            self.rows.iter().find(|row| step.after.contains(&row.name) && !row.outcome.is_passed())?;
        Some(Outcome::NotRun { why: format!("needs `{}`", broken.name) })
    }

    fn passed(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome.is_passed()).count()
    }

    fn failed(&self) -> usize {
        self.rows.len() - self.passed()
    }
}

impl Outcome {
    fn is_passed(&self) -> bool {
        matches!(self, Self::Passed { .. })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<10} {:<8} {:>8}", "step", "result", "seconds")?;
        for Row { name, outcome } in &self.rows {
            match outcome {
                Outcome::Passed { took } => {
                    writeln!(out, "{name:<10} {:<8} {:>8.1}", "passed", took.as_secs_f64())?;
                }
                Outcome::Failed { took, why } => {
                    let why = why.lines().next().unwrap_or_default();
                    writeln!(out, "{name:<10} {:<8} {:>8.1}  {why}", "FAILED", took.as_secs_f64())?;
                }
                Outcome::NotRun { why } => writeln!(out, "{name:<10} {:<8} {:>8}  {why}", "NOT RUN", "-")?,
            }
        }
        write!(out, "\n{} passed, {} failed", self.passed(), self.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    const SAMPLE: &[Step] = &[
        Step { name: "ground", about: "", after: &[], run: |_| Err(Failure::new("it rains\nhard")) },
        Step { name: "wall", about: "", after: &["ground"], run: |_| Ok(()) },
        Step { name: "roof", about: "", after: &["wall"], run: |_| Ok(()) },
        Step { name: "garden", about: "", after: &[], run: |_| Ok(()) },
    ];

    fn names(steps: &[&Step]) -> Vec<&'static str> {
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn only_brings_what_the_step_needs() {
        assert_eq!(names(&choose(SAMPLE, &["roof".to_owned()])), ["ground", "wall", "roof"]);
        assert_eq!(names(&choose(SAMPLE, &["garden".to_owned()])), ["garden"]);
        assert_eq!(choose(SAMPLE, &[]).len(), SAMPLE.len());
    }

    #[test]
    fn every_step_needs_only_steps_before_it() {
        for (at, step) in STEPS.iter().enumerate() {
            for need in step.after {
                assert!(STEPS[..at].iter().any(|before| before.name == *need), "{} after {need}", step.name);
            }
        }
    }

    #[test]
    fn what_could_not_run_counts_as_failed_and_the_rest_still_runs() {
        let report = run(&choose(SAMPLE, &[]), Stage::new(workspace::root()));
        let text = report.to_string();
        assert_eq!(text.lines().last(), Some("1 passed, 3 failed"));
        let row = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        assert!(row("ground").contains("FAILED") && row("ground").ends_with("it rains"));
        assert!(row("wall").contains("NOT RUN") && row("wall").ends_with("needs `ground`"));
        assert!(row("roof").ends_with("needs `wall`"));
        assert!(row("garden").contains("passed"));
    }
}
