//! `maidian worker`.

use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::trouble::Result;
use crate::{logs, service};

#[derive(Debug, Args)]
pub struct Work {}

impl Work {
    /// # Errors
    /// One sentence.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        let logs = logs::start(&config.log)?;
        service::run_worker(config, &logs)?;
        Ok(ExitCode::SUCCESS)
    }
}
