//! Numbers that people read: a business mark, date and time, and a sequence from segments reserved in the
//! database, so that no two are ever the same, across nodes and restarts.

use std::ops::Range;
use std::sync::Mutex;

use crate::time::SHOP_OFFSET_S;
use crate::{Code, Result, Time};

/// What a number is for; its first letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Order,
    Payment,
    Refund,
    Aftersale,
}

impl Mark {
    fn letter(self) -> char {
        match self {
            Self::Order => 'D',
            Self::Payment => 'P',
            Self::Refund => 'R',
            Self::Aftersale => 'A',
        }
    }
}

/// The sequence numbers this node may still give out.
#[derive(Default)]
pub struct NumberIssuer(Mutex<Range<i64>>);

impl NumberIssuer {
    /// How many numbers one reservation brings.
    pub const SEGMENT: i64 = 8_192;
    /// Below this many left, the store reserves another segment before it runs the next transaction.
    const LOW: i64 = 2_048;

    #[must_use]
    pub fn is_low(&self) -> bool {
        let range = self.lock();
        range.end - range.start < Self::LOW
    }

    /// Takes over a freshly reserved segment; what was left of the old one is never used.
    pub fn refill(&self, segment: Range<i64>) {
        *self.lock() = segment;
    }

    /// # Errors
    /// [`Code::Busy`] when the segment is used up: the caller tries again after the store has reserved one.
    pub fn issue(&self, mark: Mark, now: Time) -> Result<String> {
        let sequence = self.lock().next().ok_or(Code::Busy)?;
        let c = now.civil(SHOP_OFFSET_S);
        Ok(format!(
            "{}{:02}{:02}{:02}{:02}{:02}{:02}{sequence:06}",
            mark.letter(),
            c.year % 100,
            c.month,
            c.day,
            c.hour,
            c.minute,
            c.second
        ))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Range<i64>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_what_and_when() {
        let numbers = NumberIssuer::default();
        numbers.refill(41..43);
        let now = Time(1_767_225_600_000_000);
        assert_eq!(numbers.issue(Mark::Order, now).unwrap(), "D260101080000000041");
        assert_eq!(numbers.issue(Mark::Refund, now).unwrap(), "R260101080000000042");
        assert_eq!(numbers.issue(Mark::Order, now).unwrap_err().code(), Code::Busy);
        assert!(numbers.is_low());
    }
}
