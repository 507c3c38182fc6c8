//! Lines on their way to a file or a pipe: a bounded buffer that one thread empties in bursts.
//!
//! Waking a thread for every line costs a request more than writing the line does. So the thread is woken by the
//! first line of a burst alone and waits a moment for the rest.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// How long the first line of a burst waits for more.
const BURST: Duration = Duration::from_millis(10);
/// What lines may take of the memory, however few they are; twice when the disk stalls.
const BYTES_MAX: usize = 16 * 1024 * 1024;
/// What is kept of the memory after a burst.
const BYTES_KEPT: usize = 256 * 1024;
/// How long a stop waits for a slow disk.
const LAST_WORDS: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    lines: u32,
    is_closed: bool,
}

struct Shared {
    waiting: Mutex<Waiting>,
    /// Told when the first line comes and when it is closed.
    changed: Condvar,
    dropped: AtomicU64,
    lines_max: u32,
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, line: &[u8]) {
        let mut waiting = self.waiting();
        if waiting.lines == self.lines_max || waiting.bytes.len() + line.len() > BYTES_MAX {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        waiting.bytes.extend_from_slice(line);
        waiting.lines += 1;
        if waiting.lines == 1 {
            drop(waiting);
            self.changed.notify_one();
        }
    }

    /// Waits for lines and takes them into `burst`, which is empty. Tells whether more can come.
    fn take(&self, burst: &mut Vec<u8>) -> bool {
        let waiting =
            self.changed.wait_while(self.waiting(), |waiting| waiting.lines == 0 && !waiting.is_closed);
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(waiting, BURST, |waiting| !waiting.is_closed);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut waiting.bytes, burst);
        waiting.lines = 0;
        !waiting.is_closed
    }
}

/// Where lines are put; cheap to clone.
#[derive(Clone)]
pub struct Lines(Arc<Shared>);

/// While it lives, lines are written; dropping it writes what waits.
pub struct Writer {
    shared: Arc<Shared>,
    is_done: Receiver<()>,
}

/// Starts a thread that writes to `out` what is put into the lines. More than `lines_max` waiting lines are dropped
/// and counted.
pub fn start(lines_max: u32, out: impl Write + Send + 'static) -> std::io::Result<(Lines, Writer)> {
    let shared = Arc::new(Shared {
        waiting: Mutex::default(),
        changed: Condvar::new(),
        dropped: AtomicU64::new(0),
        lines_max,
    });
    let (done, is_done) = channel();
    let of_thread = Arc::clone(&shared);
    std::thread::Builder::new().name("log-writer".to_owned()).spawn(move || run(&of_thread, out, done))?;
    Ok((Lines(Arc::clone(&shared)), Writer { shared, is_done }))
}

fn run(shared: &Shared, mut out: impl Write, _done: Sender<()>) {
    let mut burst = Vec::new();
    loop {
        let is_open = shared.take(&mut burst);
        // There is nobody to tell that the log cannot be written: the lines are counted with the dropped ones.
        if out.write_all(&burst).and_then(|()| out.flush()).is_err() {
            let lost = burst.iter().filter(|byte| **byte == b'\n').count();
            shared.dropped.fetch_add(u64::try_from(lost).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        burst.clear();
        burst.shrink_to(BYTES_KEPT);
        if !is_open {
            return;
        }
    }
}

impl Lines {
    /// How many lines were lost since the start.
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }
}

/// One write is one line.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.put(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.waiting().is_closed = true;
        self.shared.changed.notify_one();
        // The thread drops its end when everything is written.
        let _ = self.is_done.recv_timeout(LAST_WORDS);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

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

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stalled_disk_stops_nobody_and_the_loss_is_counted() {
        let (release, stall) = channel();
        let (lines, writer) = start(16, Stalled(stall)).unwrap();
        let began = Instant::now();
        for _ in 0..1_000 {
            (&lines).write_all(b"a line\n").unwrap();
        }
        assert!(began.elapsed() < Duration::from_secs(1));
        // At most two bursts of 16 wait: one with the disk, one behind it.
        assert!((968..=984).contains(&lines.dropped()), "{}", lines.dropped());
        drop(release);
        drop(writer);
    }

    #[test]
    fn long_lines_do_not_fill_the_memory() {
        let (release, stall) = channel();
        let (lines, writer) = start(u32::MAX, Stalled(stall)).unwrap();
        let line = vec![b'x'; BYTES_MAX / 8];
        for _ in 0..100 {
            (&lines).write_all(&line).unwrap();
        }
        assert!((84..=92).contains(&lines.dropped()), "{}", lines.dropped());
        drop(release);
        drop(writer);
    }

    #[test]
    fn a_stop_writes_what_waits_in_order_and_in_bursts() {
        let kept = Kept::default();
        let (lines, writer) = start(1_000, kept.clone()).unwrap();
        let all: Vec<String> = (0..1_000).map(|number| format!("line {number}\n")).collect();
        for line in &all {
            (&lines).write_all(line.as_bytes()).unwrap();
        }
        drop(writer);
        let written = kept.0.lock().unwrap();
        assert_eq!(String::from_utf8(written.concat()).unwrap(), all.concat());
        assert!(written.len() < 100, "{} writes", written.len());
        assert_eq!(lines.dropped(), 0);
    }

    #[test]
    fn lines_that_cannot_be_written_are_counted() {
        let (lines, writer) = start(10, Full).unwrap();
        (&lines).write_all(b"a\n").unwrap();
        (&lines).write_all(b"b\n").unwrap();
        drop(writer);
        assert_eq!(lines.dropped(), 2);
    }
}
