//! `maidian completions SHELL`.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::trouble::{Result, Trouble};

#[derive(Debug, Args)]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    /// # Errors
    /// When the standard output is closed.
    pub fn run(self) -> Result<ExitCode> {
        // The generator panics when it cannot write: it is given memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "maidian", &mut script);
        let written = std::io::stdout().lock().write_all(&script);
        written.map_err(|error| Trouble::new(format!("the standard output: {error}")))?;
        Ok(ExitCode::SUCCESS)
    }
}
