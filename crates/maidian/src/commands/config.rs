//! `maidian config`.

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;

use super::say;
use crate::config::{load, print, schema};
use crate::trouble::{Result, Trouble};

#[derive(Debug, Subcommand)]
pub enum Show {
    /// The configuration in effect, every key under what it means
    Print,
    /// Whether the configuration is sound: a sentence for each mistake
    Check,
    /// The JSON schema of the configuration file
    Schema,
}

impl Show {
    /// # Errors
    /// The mistakes of the configuration.
    pub fn run(self, file: Option<&Path>) -> Result<ExitCode> {
        match self {
            Self::Print => {
                let text = print(&load(file)?).map_err(|error| Trouble::new(error.to_string()))?;
                say(text.trim_end())?;
            }
            Self::Check => {
                load(file)?;
                say("The configuration is sound.")?;
            }
            Self::Schema => say(format_args!("{:#}", schema()))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
