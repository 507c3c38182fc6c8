//! Money: whole minor units with a currency. No floats; overflow is an error.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Code, Error, Result};

macro_rules! currencies {
    ($($name:ident $symbol:literal $digits:literal;)*) => {
        /// ISO 4217 currencies the platform keeps books in.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "UPPERCASE")]
        pub enum Currency { #[default] $($name),* }

        impl Currency {
            pub const ALL: &'static [Currency] = &[$(Currency::$name),*];
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
            #[must_use]
            pub fn symbol(self) -> &'static str { match self { $(Self::$name => $symbol),* } }
            /// How many digits follow the decimal point.
            #[must_use]
            pub fn digits(self) -> u32 { match self { $(Self::$name => $digits),* } }
        }
    };
}

currencies! {
    CNY "¥" 2;
    GBP "£" 2;
    USD "$" 2;
    EUR "€" 2;
    HKD "HK$" 2;
    JPY "JP¥" 0;
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|currency| currency.code() == text);
        found.copied().ok_or_else(|| Error::field("currency", "is not known here", "币种不支持"))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (fen, pence) of one currency; may be negative in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// The largest amount one price, order or transfer may have: 10 billion units with two decimals.
    /// Far below `i64::MAX`, so that the sum of a hundred thousand of them still fits.
    pub const MAX_MINOR: i64 = 1_000_000_000_000;

    /// # Errors
    /// [`Code::AmountRange`] beyond ±[`Money::MAX_MINOR`].
    pub fn new(minor: i64, currency: Currency) -> Result<Self> {
        if minor.checked_abs().is_none_or(|abs| abs > Self::MAX_MINOR) {
            return Err(Code::AmountRange.into());
        }
        Ok(Self { minor, currency })
    }

    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// # Errors
    /// [`Code::CurrencyMix`], [`Code::AmountRange`].
    pub fn plus(self, other: Self) -> Result<Self> {
        self.same(other)?;
        Self::new(self.minor.checked_add(other.minor).ok_or(Code::AmountRange)?, self.currency)
    }

    /// # Errors
    /// [`Code::CurrencyMix`], [`Code::AmountRange`].
    pub fn minus(self, other: Self) -> Result<Self> {
        self.plus(other.negated())
    }

    #[must_use]
    pub fn negated(self) -> Self {
        // Cannot overflow: |minor| ≤ MAX_MINOR by construction.
        Self { minor: -self.minor, currency: self.currency }
    }

    /// # Errors
    /// [`Code::AmountRange`] when the product is out of range.
    pub fn times(self, quantity: i64) -> Result<Self> {
        Self::new(self.minor.checked_mul(quantity).ok_or(Code::AmountRange)?, self.currency)
    }

    /// The given share of the amount, rounded half away from zero: the one rounding rule of the program.
    ///
    /// `rate_bp` is in basis points (1 bp = 0.01 %).
    ///
    /// # Errors
    /// [`Code::AmountRange`] when the rate exceeds 10,000 bp.
    pub fn share_bp(self, rate_bp: u32) -> Result<Self> {
        if rate_bp > 10_000 {
            return Err(Code::AmountRange.into());
        }
        let product = i128::from(self.minor) * i128::from(rate_bp);
        let rounded = (product + product.signum() * 5_000) / 10_000;
        Self::new(i64::try_from(rounded).map_err(|_| Code::AmountRange)?, self.currency)
    }

    /// Parses `12.34`, `-0.5`, `7`: at most as many decimals as the currency has, no grouping, no exponent.
    ///
    /// # Errors
    /// [`Code::AmountRange`] for anything else.
    pub fn parse(text: &str, currency: Currency) -> Result<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let scale = currency.digits() as usize;
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let trimmed = fraction.trim_end_matches('0');
        if !all_digits(whole) || !all_digits(fraction) || trimmed.len() > scale || whole.len() > 13 {
            return Err(Code::AmountRange.into());
        }
        let joined = format!("{whole}{trimmed:0<scale$}");
        let minor: i64 = joined.parse().map_err(|_| Code::AmountRange)?;
        Self::new(if negative { -minor } else { minor }, currency)
    }

    /// The amount without its currency, such as `12.34`.
    #[must_use]
    pub fn decimal(self) -> String {
        let scale = self.currency.digits() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    fn same(self, other: Self) -> Result<()> {
        if self.currency == other.currency { Ok(()) } else { Err(Code::CurrencyMix.into()) }
    }
}

/// As people read it: `¥12.34`, `-£0.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = self.decimal();
        match decimal.strip_prefix('-') {
            Some(rest) => write!(f, "-{}{rest}", self.currency.symbol()),
            None => write!(f, "{}{decimal}", self.currency.symbol()),
        }
    }
}

/// The sum of amounts of one currency.
///
/// # Errors
/// [`Code::CurrencyMix`], [`Code::AmountRange`].
pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
    amounts.into_iter().try_fold(Money::zero(currency), Money::plus)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY).expect("in range")
    }

    #[test]
    fn it_prints_as_people_write_it() {
        assert_eq!(cny(1234).to_string(), "¥12.34");
        assert_eq!(cny(-5).to_string(), "-¥0.05");
        assert_eq!(Money::new(700, Currency::JPY).unwrap().to_string(), "JP¥700");
    }

    #[test]
    fn it_refuses_what_is_not_an_amount() {
        for text in ["", ".", "1.", ".5", "1.234", "1e3", "+1", "--1", "1,000", "١", "99999999999999", " 1"]
        {
            assert!(Money::parse(text, Currency::CNY).is_err(), "{text:?}");
        }
        assert_eq!(Money::parse("1.50", Currency::CNY).unwrap(), cny(150));
        assert_eq!(Money::parse("1.500", Currency::CNY).unwrap(), cny(150));
    }

    #[test]
    fn currencies_do_not_mix() {
        let pound = Money::new(1, Currency::GBP).unwrap();
        assert_eq!(cny(1).plus(pound).unwrap_err().code(), Code::CurrencyMix);
    }

    proptest! {
        #[test]
        fn parse_reverses_decimal(minor in -Money::MAX_MINOR..=Money::MAX_MINOR) {
            let amount = cny(minor);
            prop_assert_eq!(Money::parse(&amount.decimal(), Currency::CNY).unwrap(), amount);
        }

        #[test]
        fn a_share_never_exceeds_the_amount(minor in 0..=Money::MAX_MINOR, rate_bp in 0u32..=10_000) {
            let share = cny(minor).share_bp(rate_bp).unwrap();
            prop_assert!(share.minor() <= minor && share.minor() >= 0);
        }

        #[test]
        fn overflow_is_an_error(a in any::<i64>(), b in any::<i64>()) {
            if let (Ok(a), Ok(b)) = (Money::new(a, Currency::CNY), Money::new(b, Currency::CNY)) {
                if let Ok(sum) = a.plus(b) { prop_assert_eq!(sum.minor(), a.minor() + b.minor()); }
                prop_assert!(a.times(i64::MAX).is_err() || a.minor() == 0);
            }
        }
    }
}
