//! `maidian import products FILE`.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::{Actor, Currency};
use mall::desk::goods::{self, BatchReport, Mapping, ReadOptions, Report};
use store::Db;

use super::{reader_lang, say};
use crate::config::Config;
use crate::trouble::{Result, Trouble};
use crate::{house, progress};

#[derive(Debug, Subcommand)]
pub enum Import {
    /// Products from Shopify's CSV, or a plain CSV whose columns are mapped
    Products(Products),
}

#[derive(Debug, Args)]
pub struct Products {
    /// The CSV file
    file: PathBuf,
    /// Which column says what: `title=Name,price=Unit price,code=SKU`, or a TOML file of such lines
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Of prices that name no currency
    #[arg(long, default_value = "CNY")]
    currency: Currency,
    /// Where errors and notes are written, by row
    #[arg(long, value_name = "FILE", default_value = "import-report.csv")]
    report: PathBuf,
}

impl Import {
    /// Rows that are wrong are reported, not a failure of the command: the others were taken.
    ///
    /// # Errors
    /// When the file or the database cannot be used.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        let Self::Products(products) = self;
        let mapping = products.map.as_deref().map(mapping).transpose()?;
        let options = ReadOptions { mapping, currency: products.currency };
        let totals = house::with_writer(&config.store, |db| products.import(db, &options))?;
        let BatchReport { created, updated, unchanged, failed, .. } = totals;
        say(format_args!(
            "{created} products created, {updated} updated, {unchanged} unchanged, {failed} refused; \
             errors and notes by row are in {}.",
            products.report.display()
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Products {
    fn import(&self, db: &Db, options: &ReadOptions) -> Result<BatchReport> {
        let file = File::open(&self.file).map_err(|error| Trouble::file(&self.file, error))?;
        let size = file.metadata().map_err(|error| Trouble::file(&self.file, error))?.len();
        let report = File::create(&self.report).map_err(|error| Trouble::file(&self.report, error))?;
        let mut report = Report::new(BufWriter::new(report), reader_lang())?;
        let bar = progress::bar(size, "bytes");
        let items = goods::read(bar.wrap_read(file), options)?;
        let totals = goods::import(db, Actor::System, items, &mut report, |totals: &BatchReport| {
            let saved = totals.created + totals.updated + totals.unchanged;
            bar.set_message(format!("· {saved} products, {} refused", totals.failed));
        })?;
        bar.finish_and_clear();
        Ok(totals)
    }
}

fn mapping(text: &str) -> Result<Mapping> {
    if !text.ends_with(".toml") {
        return Ok(Mapping::parse(text)?);
    }
    let file = Path::new(text);
    let toml = std::fs::read_to_string(file).map_err(|error| Trouble::file(file, error))?;
    Ok(Mapping::from_toml(&toml)?)
}
