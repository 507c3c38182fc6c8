//! The one place where the system's clock is read.

use std::time::{SystemTime, UNIX_EPOCH};

/// The real clock. Everything else takes its time as an argument, so that a run can be repeated.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    /// Microseconds since 1970-01-01 00:00:00 UTC; negative on a clock set before that.
    #[expect(
        clippy::disallowed_methods,
        reason = "the real time has to enter the program somewhere, and this is the only door"
    )]
    pub fn now_us() -> i64 {
        let now = SystemTime::now();
        match now.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |us| -us),
        }
    }
}

impl kernel::Clock for SystemClock {
    fn now(&self) -> kernel::Time {
        kernel::Time(Self::now_us())
    }
}

#[cfg(test)]
mod tests {
    use super::SystemClock;

    #[test]
    fn the_clock_is_past_the_year_this_was_written() {
        const YEAR_2026_US: i64 = 1_767_225_600_000_000;
        assert!(YEAR_2026_US < SystemClock::now_us());
    }
}
