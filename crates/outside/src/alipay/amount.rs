//! Amounts: `12.34` yuan on the wire, whole fen in the program. Never a float.

/// The largest amount of one trade: 100,000,000.00 yuan.
pub const TRADE_FEN_MAX: i64 = 10_000_000_000;

/// Writes fen as yuan with exactly two decimals.
pub fn to_yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// Reads yuan with exactly two decimals: `0.01`, `12.34`. Anything else (`12`, `12.3`, `012.34`, `+1.00`, `1e2`) is `None`,
/// because an amount that is written in an unexpected way is an amount that was misunderstood.
pub fn from_yuan(text: &str) -> Option<i64> {
    let (yuan, fen) = text.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let leading_zero = 1 < yuan.len() && yuan.starts_with('0');
    if !digits(yuan) || !digits(fen) || fen.len() != 2 || leading_zero {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let fen: i64 = fen.parse().ok()?;
    yuan.checked_mul(100)?.checked_add(fen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_exact_form_is_read() {
        assert_eq!(from_yuan("12.34"), Some(1234));
        assert_eq!(from_yuan("0.01"), Some(1));
        assert_eq!(from_yuan("0.00"), Some(0));
        assert_eq!(from_yuan("100000000.00"), Some(TRADE_FEN_MAX));
        for text in [
            "",
            ".",
            "1",
            "1.",
            ".01",
            "1.2",
            "1.234",
            "01.00",
            "+1.00",
            "-1.00",
            " 1.00",
            "1.00 ",
            "1,00",
            "1.0e",
            "1e2",
            "１.00",
            "1.00.00",
            "92233720368547758.08",
        ] {
            assert_eq!(from_yuan(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(fen in 0..=i64::MAX) {
            prop_assert_eq!(from_yuan(&to_yuan(fen)), Some(fen));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = from_yuan(&text);
        }
    }
}
