//! Alipay's clock: `yyyy-MM-dd HH:mm:ss` in China Standard Time, which is UTC+8 the year round.

const SECOND_US: i64 = 1_000_000;
const DAY_S: i64 = 86_400;
const OFFSET_S: i64 = 8 * 3_600;

/// Writes a moment (microseconds since the epoch, UTC) as Alipay does.
pub fn format(at_us: i64) -> String {
    let local_s = at_us.div_euclid(SECOND_US) + OFFSET_S;
    let (year, month, day) = civil(local_s.div_euclid(DAY_S));
    let second = local_s.rem_euclid(DAY_S);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// Reads what [`format`] writes, also with a fraction of a second behind it (`gmt_refund` has one);
/// `None` when it is not a date that exists.
pub fn parse(text: &str) -> Option<i64> {
    let (whole, fraction_us) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, fraction_us(fraction)?),
        None => (text, 0),
    };
    let bytes = whole.as_bytes();
    let marks = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')];
    if bytes.len() != 19 || marks.iter().any(|&(at, mark)| bytes[at] != mark) {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i64> {
        let part = &bytes[from..to];
        part.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let days = days_since_epoch(year, month, day);
    if civil(days) != (year, month, day) || 23 < hour || 59 < minute || 59 < second {
        return None;
    }
    let utc_s = days * DAY_S + hour * 3_600 + minute * 60 + second - OFFSET_S;
    Some(utc_s * SECOND_US + fraction_us)
}

/// The digits behind the point, as microseconds.
fn fraction_us(digits: &str) -> Option<i64> {
    if digits.is_empty() || 6 < digits.len() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: i64 = digits.parse().ok()?;
    let missing = 6 - u32::try_from(digits.len()).ok()?;
    Some(value * 10_i64.pow(missing))
}

/// Year, month and day of a day counted from 1970-01-01 (Gregorian, Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`civil`] for dates that exist.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if 2 < month { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_epoch_is_eight_in_the_morning() {
        assert_eq!(format(0), "1970-01-01 08:00:00");
        assert_eq!(format(1_709_136_000_000_000), "2024-02-29 00:00:00");
        assert_eq!(parse("1970-01-01 08:00:00"), Some(0));
        assert_eq!(parse("2024-02-29 00:00:00.250"), Some(1_709_136_000_250_000));
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "",
            "2023-02-29 00:00:00",
            "2024-13-01 00:00:00",
            "2024-00-01 00:00:00",
            "2024-01-00 00:00:00",
            "2024-01-01 24:00:00",
            "2024-01-01 00:60:00",
            "2024-01-01T00:00:00",
            "2024-1-01 00:00:00",
            "2024-01-01 00:00:00.",
            "2024-01-01 00:00:00.1234567",
            "２024-01-01 00:00:0",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(at_s in 0_i64..253_402_200_000) {
            prop_assert_eq!(parse(&format(at_s * SECOND_US)), Some(at_s * SECOND_US));
        }

        #[test]
        fn no_moment_panics(at_us in any::<i64>()) {
            let _ = format(at_us);
        }

        #[test]
        fn no_text_panics(text in ".{0,30}") {
            let _ = parse(&text);
        }
    }
}
