//! `maidian export products [FILE]`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use mall::desk::goods;
use store::Db;

use crate::config::Config;
use crate::files::Draft;
use crate::house;
use crate::trouble::{Result, Trouble};

#[derive(Debug, Subcommand)]
pub enum Export {
    /// All products as Shopify's CSV
    Products(Products),
}

#[derive(Debug, Args)]
pub struct Products {
    /// The file to write; without it, the standard output
    file: Option<PathBuf>,
}

impl Export {
    /// # Errors
    /// When the file or the database cannot be used.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        let Self::Products(products) = self;
        let site = config.server.site();
        house::with_reader(&config.store, |db| products.export(db, &site))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Products {
    fn export(&self, db: &Db, site: &str) -> Result<()> {
        let Some(file) = &self.file else {
            write(db, std::io::stdout().lock(), site)?;
            return Ok(());
        };
        let told = |error: std::io::Error| Trouble::file(file, error);
        let mut draft = Draft::open(file).map_err(told)?;
        let count = write(db, BufWriter::new(draft.file()), site)?;
        draft.finish().map_err(told)?;
        // The standard output is for the goods alone.
        eprintln!("{count} products were written to {}.", file.display());
        Ok(())
    }
}

fn write(db: &Db, out: impl Write, site: &str) -> Result<u64> {
    let next = |after| db.read_blocking(move |tx| goods::page(tx, after));
    Ok(goods::export(next, out, site)?)
}
