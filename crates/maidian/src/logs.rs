//! Logs that no request waits for: a bounded queue, a thread that writes, a count of what was dropped.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::Path;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::LevelFilter;

use crate::config::{LogConfig, LogFormat, LogLevel};
use crate::trouble::{Result, Trouble};

/// What one write to the file carries at most.
const BURST_BYTES: usize = 64 * 1024;

/// While it lives, what is logged is written; dropping it writes what waits.
pub struct Logs {
    dropped: ErrorCounter,
    _writer: WorkerGuard,
}

impl Logs {
    /// Tells how many lines were dropped since the start because the disk or pipe was too slow.
    pub fn counter(&self) -> impl Fn() -> u64 + Send + Sync + 'static {
        let dropped = self.dropped.clone();
        move || u64::try_from(dropped.dropped_lines()).unwrap_or(u64::MAX)
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
    // The writer flushes when no line waits, so a burst of lines is one write.
    start_to(config, BufWriter::with_capacity(BURST_BYTES, file))
}

fn open(path: &Path) -> std::io::Result<std::fs::File> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

fn start_to(config: &LogConfig, out: impl Write + Send + 'static) -> Result<Logs> {
    let (writer, guard) = queue(config.lines_max, out);
    let dropped = writer.error_counter();
    let lines = tracing_subscriber::fmt().with_max_level(level(config.level)).with_writer(writer);
    let started = match config.format {
        LogFormat::Text => {
            tracing::subscriber::set_global_default(lines.with_ansi(false).with_target(false).finish())
        }
        LogFormat::Json => tracing::subscriber::set_global_default(lines.json().flatten_event(true).finish()),
    };
    started.map_err(|error| Trouble::new(format!("logging was started before: {error}")))?;
    Ok(Logs { dropped, _writer: guard })
}

fn queue(lines_max: u32, out: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    let lines_max = usize::try_from(lines_max).unwrap_or(usize::MAX);
    NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(lines_max)
        .thread_name("log-writer")
        .finish(out)
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use super::*;

    /// A disk that does not come back until it is told to.
    struct Stalled(Receiver<()>);

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stalled_disk_stops_nobody_and_the_loss_is_counted() {
        let (release, stall) = channel();
        let (mut writer, guard) = queue(16, Stalled(stall));
        let dropped = writer.error_counter();
        let began = Instant::now();
        for _ in 0..1_000 {
            writer.write_all(b"a line\n").unwrap();
        }
        assert!(began.elapsed() < Duration::from_secs(1));
        assert!((900..1_000).contains(&dropped.dropped_lines()), "{}", dropped.dropped_lines());
        drop(release);
        drop(guard);
    }
}
