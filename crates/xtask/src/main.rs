//! `cargo xtask …`: the developer's commands. One file a command; this one only names them.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{Result, bench, postgres, s3, simulate, suite, tidy, workspace};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The developer's commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the house rules: floors, slice order, sizes, forbidden words
    Tidy,
    /// Run everything, the same here and in CI: needs, format, lints, tidy and every test
    Test(suite::Arguments),
    /// Start a private PostgreSQL, print its URL and keep it until Ctrl-C
    Postgres(postgres::Arguments),
    /// Start a private S3 server, print its URL and keep it until Ctrl-C
    S3(s3::Arguments),
    /// Build the program as it is shipped and measure it on both engines, beside floors of the same run
    Bench(bench::Arguments),
    /// Run the whole business from one seed, under faults, and check the books at every step
    Simulate(simulate::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Tidy => tidy::command(&workspace::root()),
        Command::Test(arguments) => suite::command(&arguments),
        Command::Postgres(arguments) => postgres::command(&arguments),
        Command::S3(arguments) => s3::command(&arguments),
        Command::Bench(arguments) => bench::command(&arguments),
        Command::Simulate(arguments) => simulate::command(&arguments),
    };
    exit_code(outcome)
}

/// A command has already printed what a reader needs when it answers `Ok(false)`.
fn exit_code(outcome: Result<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
