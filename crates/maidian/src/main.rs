use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match maidian::cli::Cli::parse().run() {
        Ok(code) => code,
        Err(trouble) => {
            for sentence in trouble.to_string().lines() {
                eprintln!("maidian: {sentence}");
            }
            ExitCode::FAILURE
        }
    }
}
