//! `maidian serve`.

use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::logs;
use crate::service::Service;
use crate::trouble::Result;

#[derive(Debug, Args)]
pub struct Serve {}

impl Serve {
    /// # Errors
    /// One sentence.
    pub fn run(self, config: Config) -> Result<ExitCode> {
        let logs = logs::start(&config.log)?;
        let mut service = Service::open(config)?;
        service.start_worker()?;
        service.run(&logs)?;
        Ok(ExitCode::SUCCESS)
    }
}
