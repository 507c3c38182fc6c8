//! `maidian backup FILE`.

use std::io::{BufReader, BufWriter, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use store::Db;
use store::dump::{self, Summary};

use super::say;
use crate::config::Config;
use crate::files::Draft;
use crate::pictures::Written;
use crate::trouble::{Result, Trouble};
use crate::{house, pictures, service};

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; an older one of that name is replaced only by a whole one
    file: PathBuf,
    /// Leave out the pictures, whose store is kept safe by other means
    #[arg(long)]
    without_pictures: bool,
}

impl Backup {
    /// # Errors
    /// When the file cannot be written, or reads back otherwise than it was written. When pictures are lost, after all
    /// the rest has been written: a backup of what is left is worth more than none.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        let runtime = service::runtime()?;
        let (Summary { tables, rows, sha256 }, pictures) = house::with_reader(&config.store, |db| {
            let rows = self.write(db)?;
            // After the rows: what they name is there, or was let go since.
            let blobs = house::blobs(&config.media, runtime.handle())?;
            let beside = pictures::beside(&self.file);
            let kept = (!self.without_pictures).then(|| pictures::write(db, &blobs, &beside)).transpose()?;
            Ok((rows, kept))
        })?;
        say(format_args!(
            "{rows} rows of {tables} tables are in {}, read back and whole (SHA-256 {sha256}).",
            self.file.display()
        ))?;
        match pictures {
            Some(Written { objects, lost }) => {
                let beside = pictures::beside(&self.file);
                say(format_args!(
                    "{objects} objects of pictures are in {}; a backup is both files.",
                    beside.display()
                ))?;
                pictures::check_lost(&lost, &beside)?;
            }
            None => say("The pictures are not in it: keep their store safe by other means.")?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, db: &Db) -> Result<Summary> {
        let told = |error: std::io::Error| Trouble::file(&self.file, error);
        let mut draft = Draft::open(&self.file).map_err(told)?;
        let out = BufWriter::new(draft.file().try_clone().map_err(told)?);
        let written = dump::write(db, out)?;
        draft.file().sync_all().map_err(told)?;
        draft.file().seek(SeekFrom::Start(0)).map_err(told)?;
        let read = dump::verify(BufReader::new(draft.file()))?;
        if read != written {
            return Err(Trouble::file(&self.file, "the file reads back otherwise than it was written"));
        }
        draft.finish().map_err(told)?;
        Ok(written)
    }
}
