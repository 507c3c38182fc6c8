//! `cargo xtask postgres`: a private server to develop against.

use std::thread::sleep;

use clap::Args;

use crate::cluster::{Cluster, Durability};
use crate::process::POLL;
use crate::{Result, interrupt};

#[derive(Args)]
pub struct Arguments {
    /// Write every commit to disk before it is answered, as in production
    #[arg(long)]
    durable: bool,
}

/// # Errors
/// When the server cannot be started, or ends by itself.
pub fn command(arguments: &Arguments) -> Result<bool> {
    interrupt::watch()?;
    let durability = if arguments.durable { Durability::Full } else { Durability::Off };
    let mut cluster = Cluster::start(durability)?;
    println!("{}", cluster.url());
    println!("log: {}", cluster.log().display());
    println!("Ctrl-C stops it and removes its data.");
    while !interrupt::requested() {
        cluster.check()?;
        sleep(POLL);
    }
    Ok(true)
}
