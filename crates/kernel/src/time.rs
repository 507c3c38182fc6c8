//! Time: microseconds since the epoch, UTC, and the clock that tells it.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

/// A moment's parts on a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
}

pub const SECOND_US: i64 = 1_000_000;
pub const DAY_S: i64 = 86_400;
/// The shop's people live at UTC+8, which has no summer time.
pub const SHOP_OFFSET_S: i64 = 8 * 3_600;

impl Time {
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(SECOND_US)
    }

    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND_US))
    }

    #[must_use]
    pub const fn plus_s(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND_US)))
    }

    #[must_use]
    pub const fn minus_s(self, seconds: i64) -> Self {
        self.plus_s(-seconds)
    }

    /// Seconds from `earlier` to this moment; negative when it is later.
    #[must_use]
    pub const fn since_s(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(SECOND_US)
    }

    /// The parts at an offset from UTC. Source: Howard Hinnant's days-to-civil algorithm (public domain).
    #[must_use]
    pub fn civil(self, offset_s: i64) -> Civil {
        let seconds = self.seconds() + offset_s;
        let (days, rest) = (seconds.div_euclid(DAY_S), seconds.rem_euclid(DAY_S));
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_part = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_part + 2) / 5 + 1;
        let month = if month_part < 10 { month_part + 3 } else { month_part - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Civil { year, month, day, hour: rest / 3_600, minute: rest % 3_600 / 60, second: rest % 60 }
    }

    /// The moment that a calendar shows at an offset from UTC.
    #[must_use]
    pub fn from_civil(civil: Civil, offset_s: i64) -> Self {
        let year = if civil.month <= 2 { civil.year - 1 } else { civil.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_part = if civil.month > 2 { civil.month - 3 } else { civil.month + 9 };
        let day_of_year = (153 * month_part + 2) / 5 + civil.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = days * DAY_S + civil.hour * 3_600 + civil.minute * 60 + civil.second - offset_s;
        Self::from_seconds(seconds)
    }
}

/// A number of exactly so many digits at the beginning, and what is behind it.
fn digits(text: &str, count: usize) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}

impl Time {
    /// Reads what a calendar and a clock show at an offset from UTC: `2026-11-20T16:00`, with seconds and a fraction
    /// of them or without. What follows it is given back.
    fn read_civil(text: &str, offset_s: i64) -> Option<(Self, &str)> {
        let (year, text) = digits(text, 4)?;
        let (month, text) = digits(text.strip_prefix('-')?, 2)?;
        let (day, text) = digits(text.strip_prefix('-')?, 2)?;
        let (hour, text) = digits(text.strip_prefix(['T', 't', ' '])?, 2)?;
        let (minute, text) = digits(text.strip_prefix(':')?, 2)?;
        let (second, text) = match text.strip_prefix(':') {
            Some(text) => digits(text, 2)?,
            None => (0, text),
        };
        let (fraction_us, text) = match text.strip_prefix('.') {
            Some(text) => {
                let count = text.bytes().take_while(u8::is_ascii_digit).count();
                let micros: String = text[..count].chars().chain("000000".chars()).take(6).collect();
                (digits(&micros, 6).filter(|_| count > 0)?.0, &text[count..])
            }
            None => (0, text),
        };
        let civil = Civil { year, month, day, hour, minute, second };
        let time = Self::from_civil(civil, offset_s);
        // There is no 30th of February, and no 25th hour.
        (time.civil(offset_s) == civil).then_some((Self(time.0 + fraction_us), text))
    }

    /// Reads what a field for date and time holds, at an offset from UTC.
    #[must_use]
    pub fn parse_civil(text: &str, offset_s: i64) -> Option<Self> {
        Self::read_civil(text, offset_s).filter(|(_, rest)| rest.is_empty()).map(|(time, _)| time)
    }

    /// Reads RFC 3339.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let (local, zone) = Self::read_civil(text, 0)?;
        if zone.eq_ignore_ascii_case("z") {
            return Some(local);
        }
        let is_behind = zone.starts_with('-');
        let (hours, rest) = digits(zone.strip_prefix(['+', '-'])?, 2)?;
        let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let offset_s = (hours * 60 + minutes) * 60;
        let is_zone = rest.is_empty() && hours < 24 && minutes < 60;
        is_zone.then(|| local.plus_s(if is_behind { offset_s } else { -offset_s }))
    }
}

/// RFC 3339 in UTC with microseconds, as the API writes it.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = self.civil(0);
        let micros = self.0.rem_euclid(SECOND_US);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{micros:06}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }
}

/// Where time comes from. Real in the server, turned by hand in tests and the simulator.
pub trait Clock: Send + Sync {
    fn now(&self) -> Time;
}

/// A clock that moves only when told.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    #[must_use]
    pub const fn at(start: Time) -> Self {
        Self(AtomicI64::new(start.0))
    }

    pub fn advance_s(&self, seconds: i64) {
        self.0.fetch_add(seconds * SECOND_US, Ordering::SeqCst);
    }

    pub fn advance_us(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_writes_rfc_3339() {
        assert_eq!(Time(0).to_string(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(Time(1_767_225_600_000_001).to_string(), "2026-01-01T00:00:00.000001Z");
        assert_eq!(Time(951_782_400_000_000).to_string(), "2000-02-29T00:00:00.000000Z");
    }

    #[test]
    fn what_it_writes_it_reads_and_nothing_that_is_no_moment() {
        let read = Time::parse_rfc3339;
        for micros in [0, 1_767_225_600_000_001, 951_782_400_000_000] {
            assert_eq!(read(&Time(micros).to_string()), Some(Time(micros)));
        }
        assert_eq!(read("1970-01-01T08:00:00+08:00"), Some(Time(0)));
        assert_eq!(read("1969-12-31t23:30:00.5-00:30"), Some(Time(500_000)));
        assert_eq!(Time::parse_civil("1970-01-01T08:00", SHOP_OFFSET_S), Some(Time(0)));
        let wrong = [
            "",
            "2026",
            "2026-02-30T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+8:00",
            "２０２６-01-01T00:00:00Z",
            "2026-01-01T00:00:00Zx",
        ];
        for text in wrong {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Time::parse_civil("2026-01-01T00:00Z", 0), None);
    }

    proptest! {
        #[test]
        fn civil_and_back(seconds in -60_000_000_000i64..60_000_000_000) {
            let time = Time::from_seconds(seconds);
            prop_assert_eq!(Time::from_civil(time.civil(SHOP_OFFSET_S), SHOP_OFFSET_S), time);
        }
    }
}
