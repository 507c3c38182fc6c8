//! `maidian openapi`.

use std::process::ExitCode;

use clap::Args;

use super::say;
use crate::trouble::Result;

#[derive(Debug, Args)]
pub struct Openapi {}

impl Openapi {
    /// # Errors
    /// When the standard output is closed.
    pub fn run(self) -> Result<ExitCode> {
        say(web::api::openapi_json().trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
