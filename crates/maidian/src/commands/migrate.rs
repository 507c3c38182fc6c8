//! `maidian migrate`: every command that opens the database does this too; this one does nothing else.

use std::process::ExitCode;

use clap::Args;

use super::say;
use crate::config::Config;
use crate::house;
use crate::trouble::Result;

#[derive(Debug, Args)]
pub struct Migrate {}

impl Migrate {
    /// # Errors
    /// One sentence.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        house::with_reader(&config.store, |_| Ok(()))?;
        say("The database is up to date.")?;
        Ok(ExitCode::SUCCESS)
    }
}
