//! `cargo xtask bench`: builds the program as it is shipped and lets it measure itself on both engines.

use clap::Args;

use crate::cluster::{Cluster, Durability};
use crate::{Result, interrupt, needs, process, workspace};

#[derive(Args)]
pub struct Arguments {
    /// How long each thing is measured, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u16,
    /// Orders in the history whose pages are read
    #[arg(long, default_value_t = 2_000_000)]
    history: u64,
}

/// # Errors
/// When something that is needed is missing, the build or a measurement fails, or the books do not balance after it.
pub fn command(arguments: &Arguments) -> Result<bool> {
    interrupt::watch()?;
    needs::ensure()?;
    let root = workspace::root();
    process::run(workspace::cargo(&root).args(["build", "--release", "--locked", "--package", "maidian"]))?;
    let (seconds, history) = (arguments.seconds.to_string(), arguments.history.to_string());
    let measure = |store_url: Option<&str>| {
        let mut bench = workspace::cargo(&root);
        bench.args(["run", "--quiet", "--release", "--locked", "--package", "maidian", "--", "bench"]);
        bench.args(["--seconds", &seconds, "--history", &history]);
        bench.args(store_url.into_iter().flat_map(|url| ["--store-url", url]));
        process::run(&mut bench)
    };
    println!("\n== SQLite");
    measure(None)?;
    println!("\n== PostgreSQL");
    let cluster = Cluster::start(Durability::Full)?;
    measure(Some(&cluster.url()))?;
    Ok(true)
}
