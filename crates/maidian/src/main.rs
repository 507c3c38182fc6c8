use std::process::ExitCode;

use clap::Parser;

/// A page takes a dozen allocations and so does an order; this one makes them cheaper than the system's does.
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
