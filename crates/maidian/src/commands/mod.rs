//! The commands, one file each: parse, call, print.

pub mod audit;
pub mod backup;
pub mod bench;
pub mod completions;
pub mod config;
pub mod demo;
pub mod export;
pub mod import;
pub mod migrate;
pub mod openapi;
pub mod replay;
pub mod restore;
pub mod search;
pub mod serve;
pub mod user;
pub mod worker;

use std::io::Write;

use kernel::Lang;

use crate::trouble::{Result, Trouble};

/// Prints to the standard output; a reader that has gone away is an error, not a panic.
fn say(text: impl std::fmt::Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").map_err(|error| Trouble::new(format!("the standard output: {error}")))
}

/// The language of whoever sits at the terminal, for reports.
fn reader_lang() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    match named.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.starts_with("zh") => Lang::Zh,
        Some(_) | None => Lang::En,
    }
}
