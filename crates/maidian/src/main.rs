use std::process::ExitCode;

use clap::Parser;

/// Measured with `maidian bench`: a sixth less time on the processor for a page than with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
