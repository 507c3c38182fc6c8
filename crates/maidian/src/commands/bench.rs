//! `maidian bench`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::bench::{Plan, floor, run};
use crate::trouble::{Result, Trouble};

#[derive(Debug, Args)]
pub struct Bench {
    /// An empty database to measure on [default: SQLite in a temporary directory]
    #[arg(long, value_name = "URL")]
    store_url: Option<String>,
    /// Clients that order at the same time
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    clients: u16,
    /// How long each thing is measured, in seconds
    #[arg(long, value_name = "S", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
    /// Orders in the history whose pages are read; 0 leaves them out
    #[arg(long, value_name = "N", default_value_t = 2_000_000,
        value_parser = clap::value_parser!(i64).range(0..=100_000_000))]
    history: i64,
    /// Serve this file's bytes by a bare route and do nothing else: what the pages are measured against
    #[arg(long, value_name = "FILE", hide = true, requires = "listen")]
    bare_route: Option<PathBuf>,
    #[arg(long, value_name = "ADDRESS", hide = true)]
    listen: Option<SocketAddr>,
}

impl Bench {
    /// # Errors
    /// One sentence.
    pub fn run(self) -> Result<ExitCode> {
        if let Some((file, address)) = self.bare_route.zip(self.listen) {
            floor::serve_bare(address, &file)?;
            return Ok(ExitCode::SUCCESS);
        }
        let dir = tempfile::Builder::new().prefix("maidian-bench-").tempdir();
        let dir = dir.map_err(|error| Trouble::new(format!("no temporary directory: {error}")))?;
        let own = || format!("sqlite:{}", dir.path().join("maidian.db").display());
        let plan = Plan {
            store_url: self.store_url.unwrap_or_else(own),
            dir: dir.path().to_path_buf(),
            clients: usize::from(self.clients),
            time: Duration::from_secs(u64::from(self.seconds)),
            history: self.history,
        };
        let is_sound = run(&plan, &mut std::io::stdout().lock())?;
        Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
