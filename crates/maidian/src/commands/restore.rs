//! `maidian restore FILE`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kernel::{Actor, PageAsk};
use mall::catalog::{self, ListAsk, OnSale};
use mall::{account, search};
use store::dump::{self, Summary};
use store::{Transactor, Tx};

use super::say;
use crate::config::Config;
use crate::trouble::{Result, Trouble};
use crate::{house, pictures, service};

#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `maidian backup` wrote, on either engine
    file: PathBuf,
    /// Replace everything that is in the database
    #[arg(long)]
    replace: bool,
}

impl Restore {
    /// # Errors
    /// When the file is not whole, or the database is in use and `--replace` was not said.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        // Told before the database is made.
        File::open(&self.file).map_err(|error| Trouble::file(&self.file, error))?;
        let runtime = service::runtime()?;
        let blobs = house::blobs(&config.media, runtime.handle())?;
        let (file, beside) = (self.file.clone(), pictures::beside(&self.file));
        let (Summary { tables, rows, .. }, put, (named, missing)) =
            house::with_reader(&config.store, |db| {
                if !self.replace && db.read_blocking(is_used)? {
                    let told = "there are people or goods in this database: --replace throws them away";
                    return Err(Trouble::new(told));
                }
                // Before the rows that name them.
                let put = beside.exists().then(|| pictures::read(&blobs, &beside)).transpose()?;
                let summary = dump::restore(db, move || File::open(&file).map(BufReader::new))?;
                // What a search index knows is of the database as it was.
                db.transact(Actor::System, |tx, _| search::forget_source(tx))?;
                Ok((summary, put, pictures::missing(db, &blobs)?))
            })?;
        say(format_args!("{rows} rows of {tables} tables were restored from {}.", self.file.display()))?;
        if let Some(put) = put {
            say(format_args!("{put} objects of pictures were restored from {}.", beside.display()))?;
        }
        if missing > 0 {
            return Err(Trouble::new(format!(
                "{missing} of the {named} objects that the rows name are not in the media store: copy them there, or \
                 restore with {} beside the backup",
                beside.display()
            )));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn is_used(tx: &mut Tx<'_>) -> kernel::Result<bool> {
    let (one, any) = (PageAsk::first(1), ListAsk { on_sale: OnSale::Both, ..ListAsk::default() });
    Ok(!account::users(tx, &one)?.items.is_empty() || !catalog::list(tx, &any, &one)?.items.is_empty())
}
