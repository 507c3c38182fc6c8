//! `maidian search rebuild`.

use std::process::ExitCode;
use std::time::Instant;

use clap::Subcommand;
use mall::search::Searcher;

use super::say;
use crate::config::Config;
use crate::house;
use crate::progress;
use crate::trouble::Result;

#[derive(Debug, Subcommand)]
pub enum Search {
    /// Make the search index anew from the database, while the old one serves
    Rebuild,
}

impl Search {
    /// # Errors
    /// When the database or the directory cannot be used.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        let Self::Rebuild = self;
        let began = Instant::now();
        let searcher = Searcher::new(&config.search.dir);
        let goods = house::with_writer(&config.store, |db| {
            let bar = progress::bar(0, "products");
            let goods = searcher.rebuild(db, |done, total| {
                bar.set_length(total.max(done));
                bar.set_position(done);
            });
            bar.finish_and_clear();
            Ok(goods?)
        })?;
        let (dir, seconds) = (config.search.dir.display(), began.elapsed().as_secs_f64());
        say(format_args!("{goods} products on sale were indexed in {dir}, in {seconds:.1} s."))?;
        Ok(ExitCode::SUCCESS)
    }
}
