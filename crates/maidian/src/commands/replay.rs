//! `maidian replay orders FILE`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, Subcommand};
use mall::ledger;
use store::Db;
use work::job::{self, JobState};

use super::{audit, say};
use crate::config::Config;
use crate::replay::{self, Rejected};
use crate::trouble::{Result, Trouble};
use crate::{house, logs};

#[derive(Debug, Subcommand)]
pub enum Replay {
    /// Orders recorded as the "Online Retail" data set has them, into a fresh database; then the audit
    Orders(Orders),
}

#[derive(Debug, Args)]
pub struct Orders {
    /// The CSV file
    file: PathBuf,
    /// Only the first so many invoices
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Where rows that were not taken are written, with the reason
    #[arg(long, value_name = "FILE", default_value = "replay-report.csv")]
    report: PathBuf,
}

impl Replay {
    /// # Errors
    /// When the file or the database cannot be used. Books that are not sound are a `FAILURE`.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        let Self::Orders(orders) = self;
        let _logs = logs::start(&config.log)?;
        house::with_writer(&config.store, |db| orders.replay(db))
    }
}

impl Orders {
    fn replay(&self, db: &Db) -> Result<ExitCode> {
        let began = Instant::now();
        let (plan, mut sheet) = replay::read(&self.file, self.limit)?;
        let outcome = replay::run(db, &plan, &mut sheet);
        // What was rejected until then is told whatever happened.
        write(&self.report, &mut sheet.rejected)?;
        let tally = outcome?;
        say(&tally)?;
        say(format_args!("report     {}", self.report.display()))?;
        let took = began.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = tally.rows as f64 / took.max(0.001);
        say(format_args!("took       {took:.1} s, {rate:.0} rows a second\n"))?;
        books(db)?;
        audit::prove(db)
    }
}

fn write(file: &Path, rejected: &mut [Rejected]) -> Result<()> {
    let told = |error: &dyn std::fmt::Display| Trouble::file(file, error);
    rejected.sort_by_key(|rejected| rejected.row);
    let out = File::create(file).map_err(|error| told(&error))?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["row", "invoice", "reason"]).map_err(|error| told(&error))?;
    for Rejected { row, invoice, reason } in rejected {
        let row = row.to_string();
        writer.write_record([row.as_str(), invoice, reason]).map_err(|error| told(&error))?;
    }
    writer.flush().map_err(|error| told(&error))
}

/// What the books hold, and whether a job was given up.
fn books(db: &Db) -> Result<()> {
    let (totals, jobs) = db.read_blocking(|tx| Ok((ledger::totals(tx)?, job::counts(tx)?)))?;
    for total in totals {
        let amount = kernel::Money::new(total.balance_minor, total.currency);
        let amount = amount.map_or_else(|_| total.balance_minor.to_string(), kernel::Money::decimal);
        say(format_args!("book       {:<12} {} {amount:>16}", total.book.word(), total.currency))?;
    }
    let dead = jobs.iter().find(|(state, _)| *state == JobState::Dead).map_or(0, |(_, count)| *count);
    say(format_args!("jobs       {dead} given up\n"))
}
