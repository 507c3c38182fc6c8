//! `maidian audit`.

use std::process::ExitCode;

use clap::Args;
use mall::desk;
use store::Db;

use super::say;
use crate::config::Config;
use crate::house;
use crate::trouble::Result;

#[derive(Debug, Args)]
pub struct Audit {}

impl Audit {
    /// # Errors
    /// When the books cannot be read.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        house::with_reader(&config.store, prove)
    }
}

/// Prints the proofs; `FAILURE` when one does not hold.
pub(super) fn prove(db: &Db) -> Result<ExitCode> {
    let report = db.read_blocking(desk::audit)?;
    say(&report)?;
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
