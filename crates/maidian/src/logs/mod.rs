//! Logs that no request waits for: a bounded buffer, a thread that writes, a count of what was dropped.

mod line;
mod lines;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use tracing_subscriber::filter::LevelFilter;

use crate::config::{LogConfig, LogFormat, LogLevel};
use crate::trouble::{Result, Trouble};

/// While it lives, what is logged is written; dropping it writes what waits.
pub struct Logs {
    lines: lines::Lines,
    _writer: lines::Writer,
}

impl Logs {
    /// Tells how many lines were dropped since the start because the disk or pipe was too slow.
    pub fn counter(&self) -> impl Fn() -> u64 + Send + Sync + 'static {
        let lines = self.lines.clone();
        move || lines.dropped()
    }
}

/// Starts logging for the whole process.
///
/// # Errors
/// A sentence when the file cannot be opened or logging was started before.
pub fn start(config: &LogConfig) -> Result<Logs> {
    if config.file.as_os_str().is_empty() {
        return start_to(config, std::io::stdout());
    }
    let file = open(&config.file).map_err(|error| Trouble::file(&config.file, error))?;
    start_to(config, file)
}

fn open(path: &Path) -> std::io::Result<std::fs::File> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

fn start_to(config: &LogConfig, out: impl Write + Send + 'static) -> Result<Logs> {
    let (lines, writer) = lines::start(config.lines_max, out)
        .map_err(|error| Trouble::new(format!("the writer of logs cannot be started: {error}")))?;
    let told = tracing_subscriber::fmt().with_max_level(level(config.level)).with_writer(lines.clone());
    let started = match config.format {
        LogFormat::Text => tracing::subscriber::set_global_default(told.event_format(line::Line).finish()),
        LogFormat::Json => tracing::subscriber::set_global_default(told.json().flatten_event(true).finish()),
    };
    started.map_err(|error| Trouble::new(format!("logging was started before: {error}")))?;
    Ok(Logs { lines, _writer: writer })
}

fn level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}
