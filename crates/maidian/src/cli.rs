//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rustix::fs::Mode;

use crate::commands::{
    audit, backup, bench, completions, config, demo, export, import, migrate, openapi, replay, restore,
    search, serve, user, worker,
};
use crate::config::{Config, load};
use crate::trouble::Result;

/// 麦店 Maidian: a shop that runs from one program and one file.
#[derive(Debug, Parser)]
#[command(name = "maidian", version, about)]
pub struct Cli {
    /// The configuration file [default: MAIDIAN_CONFIG, or maidian.toml if it is here]
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a campus shop with goods, people, orders and an Alipay sandbox, and serve it
    Demo(demo::Demo),
    /// Serve the shop
    Serve(serve::Serve),
    /// Run the jobs in the background only
    Worker(worker::Work),
    /// Bring the database's tables up to date
    Migrate(migrate::Migrate),
    /// Bring goods in
    #[command(subcommand)]
    Import(import::Import),
    /// Bring goods out
    #[command(subcommand)]
    Export(export::Export),
    /// Run recorded orders through the shop
    #[command(subcommand)]
    Replay(replay::Replay),
    /// Look after the search index
    #[command(subcommand)]
    Search(search::Search),
    /// Prove that the books are sound; fails when they are not
    Audit(audit::Audit),
    /// Write everything into one file, while the shop is open
    Backup(backup::Backup),
    /// Fill a fresh database from a backup
    Restore(restore::Restore),
    /// Show or check the configuration
    #[command(subcommand)]
    Config(config::Show),
    /// Add users and administrators
    #[command(subcommand)]
    User(user::User),
    /// Measure what this machine makes of this program
    Bench(bench::Bench),
    /// Print the API's description (OpenAPI 3.1)
    Openapi(openapi::Openapi),
    /// Print completions for a shell
    Completions(completions::Completions),
}

impl Cli {
    /// Runs the command; `FAILURE` is what it found, not that it failed.
    ///
    /// # Errors
    /// One sentence for each thing that is wrong.
    pub fn run(self) -> Result<ExitCode> {
        // Databases, logs, keys, reports: what this program writes is its owner's affair alone.
        rustix::process::umask(Mode::from_raw_mode(0o077));
        let config = || -> Result<Config> { load(self.config.as_deref()) };
        match self.command {
            Command::Demo(command) => command.run(self.config.as_deref()),
            Command::Serve(command) => command.run(config()?),
            Command::Worker(command) => command.run(&config()?),
            Command::Migrate(command) => command.run(&config()?),
            Command::Import(command) => command.run(&config()?),
            Command::Export(command) => command.run(&config()?),
            Command::Replay(command) => command.run(&config()?),
            Command::Search(command) => command.run(&config()?),
            Command::Audit(command) => command.run(&config()?),
            Command::Backup(command) => command.run(&config()?),
            Command::Restore(command) => command.run(&config()?),
            Command::Config(command) => command.run(self.config.as_deref()),
            Command::User(command) => command.run(&config()?),
            Command::Bench(command) => command.run(),
            Command::Openapi(command) => command.run(),
            Command::Completions(command) => command.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
