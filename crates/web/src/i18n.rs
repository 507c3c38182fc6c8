//! The languages of the pages, and how money and time are written in them.
//!
//! Texts live in dictionaries made by [`texts!`]: one struct, one constant a language, so that a text
//! without its translation does not compile.

pub mod claims;
pub mod desk;
pub mod front;
pub mod site;

use std::fmt::Display;

use kernel::time::{Civil, SHOP_OFFSET_S};
use kernel::{Currency, Money, Time};

/// A language the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// Ranges of an `Accept-Language` header that are looked at; the rest of a longer one is ignored.
const RANGES_MAX: usize = 32;

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The code kept in the cookie and sent by the language links.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The BCP 47 tag for `<html lang>` and `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language's name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The best of our languages for an `Accept-Language` header; Chinese when it asks for neither.
    pub fn negotiate(header: &str) -> Self {
        let mut best = (0, Self::default());
        for range in header.split(',').take(RANGES_MAX) {
            let (tag, weight) = weigh(range);
            let primary = tag.split('-').next().unwrap_or_default();
            let lang = match primary {
                _ if primary.eq_ignore_ascii_case("zh") => Self::Zh,
                _ if primary.eq_ignore_ascii_case("en") => Self::En,
                "*" => Self::default(),
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }

    /// Picks the text in this language from a pair.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// The tag of one language range and its weight in thousandths; an unreadable weight counts as none.
fn weigh(range: &str) -> (&str, u32) {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let Some(quality) = parameters.trim().strip_prefix("q=") else {
        return (tag.trim(), 1000);
    };
    let weight = match quality.trim().parse::<f32>() {
        // The cast saturates, and the range is checked, so no weight can surprise.
        Ok(quality) if (0.0..=1.0).contains(&quality) => (quality * 1000.0) as u32,
        _ => 0,
    };
    (tag.trim(), weight)
}

/// Makes a dictionary: a struct with a field a text and the constants `ZH` and `EN`.
///
/// ```text
/// texts! { pub struct DeskText { sign_out: "退出", "Sign out"; } }
/// let t = DeskText::of(lang);
/// ```
macro_rules! texts {
    ($(#[$meta:meta])* pub struct $name:ident { $($key:ident: $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name { $(pub $key: &'static str,)+ }

        impl $name {
            pub const ZH: Self = Self { $($key: $zh,)+ };
            pub const EN: Self = Self { $($key: $en,)+ };

            pub const fn of(lang: $crate::i18n::Lang) -> &'static Self {
                match lang {
                    $crate::i18n::Lang::Zh => &Self::ZH,
                    $crate::i18n::Lang::En => &Self::EN,
                }
            }

            /// Each text as (key, Chinese, English), for tests and glossaries.
            pub const PAIRS: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($key), $zh, $en),)+];
        }
    };
}
pub(crate) use texts;

/// Puts `value` in the place of `{}` in a text.
pub fn fill(text: &str, value: impl Display) -> String {
    text.replacen("{}", &value.to_string(), 1)
}

/// An amount of money to show. Unlike [`Money`] it has no bounds, for it is only written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub minor: i64,
    pub currency: Currency,
}

impl Price {
    /// An amount in fen.
    pub const fn cny(minor: i64) -> Self {
        Self { minor, currency: Currency::CNY }
    }

    pub fn sign(self) -> &'static str {
        if self.minor < 0 { "−" } else { "" }
    }

    pub fn symbol(self) -> &'static str {
        self.currency.symbol()
    }

    fn scale(self) -> u64 {
        10_u64.pow(self.currency.digits())
    }

    /// The whole units, without a sign.
    pub fn whole(self) -> u64 {
        self.minor.unsigned_abs() / self.scale()
    }

    /// The point and the digits behind it; empty in a currency without any.
    pub fn fraction(self) -> String {
        let width = self.currency.digits() as usize;
        if width == 0 {
            return String::new();
        }
        format!(".{:0width$}", self.minor.unsigned_abs() % self.scale())
    }
}

impl From<Money> for Price {
    fn from(money: Money) -> Self {
        Self { minor: money.minor(), currency: money.currency() }
    }
}

/// `¥12.34`, `−¥0.05`
impl Display for Price {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}{}", self.sign(), self.symbol(), self.whole(), self.fraction())
    }
}

/// A moment in the time of the shop, from microseconds since the epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub i64);

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Moment {
    /// `2026-11-20` or `20 Nov 2026`
    pub fn day(self, lang: Lang) -> String {
        let Civil { year, month, day, .. } = self.civil();
        match lang {
            Lang::Zh => format!("{year}-{month:02}-{day:02}"),
            Lang::En => {
                let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
                format!("{day} {name} {year}")
            }
        }
    }

    /// `2026-11-20 23:24` or `20 Nov 2026, 23:24`
    pub fn minute(self, lang: Lang) -> String {
        let Civil { hour, minute, .. } = self.civil();
        let gap = lang.pick(" ", ", ");
        format!("{}{gap}{hour:02}:{minute:02}", self.day(lang))
    }

    /// For `<time datetime>`: `2026-11-20T23:24:05+08:00`
    pub fn machine(self) -> String {
        let Civil { hour, minute, second, .. } = self.civil();
        format!("{}T{hour:02}:{minute:02}:{second:02}+08:00", self.day(Lang::Zh))
    }

    fn civil(self) -> Civil {
        Time(self.0).civil(SHOP_OFFSET_S)
    }
}

impl From<Time> for Moment {
    fn from(time: Time) -> Self {
        Self(time.micros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_weighed() {
        for (header, lang) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-GB,en;q=0.9,zh;q=0.5", Lang::En),
            ("en;q=0.3, zh;q=0.7", Lang::Zh),
            ("fr,en;q=0.4", Lang::En),
            ("FR, EN", Lang::En),
            ("*", Lang::Zh),
            ("de", Lang::Zh),
            ("", Lang::Zh),
            ("zh;q=0,en;q=0.1", Lang::En),
        ] {
            assert_eq!(Lang::negotiate(header), lang, "{header}");
        }
    }

    #[test]
    fn garbage_is_chinese_not_a_panic() {
        let long = "en;q=,".repeat(10_000);
        for header in
            [";;;,,,q=", "en;q=NaN", "en;q=inf", "en;q=-1", "en;q=9e99", "-", "\0", "中文;q=1", &long]
        {
            assert_eq!(Lang::negotiate(header), Lang::Zh, "{header:?}");
        }
    }

    #[test]
    fn a_code_is_read_back() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(lang));
        }
        assert_eq!(Lang::from_code("zh-TW"), None);
    }

    #[test]
    fn money_is_written_whole() {
        assert_eq!(Price::cny(1234).to_string(), "¥12.34");
        assert_eq!(Price::cny(5).to_string(), "¥0.05");
        assert_eq!(Price::cny(-5).to_string(), "−¥0.05");
        assert_eq!(Price { minor: 255, currency: Currency::GBP }.to_string(), "£2.55");
        assert_eq!(Price { minor: 255, currency: Currency::JPY }.to_string(), "JP¥255");
        assert_eq!(Price::cny(i64::MIN).to_string(), "−¥92233720368547758.08");
    }

    #[test]
    fn moments_are_in_the_time_of_the_business() {
        let moment = Moment(1_795_217_045_000_000);
        assert_eq!(moment.machine(), "2026-11-21T07:24:05+08:00");
        assert_eq!(moment.minute(Lang::Zh), "2026-11-21 07:24");
        assert_eq!(moment.minute(Lang::En), "21 Nov 2026, 07:24");
        assert_eq!(Moment(0).machine(), "1970-01-01T08:00:00+08:00");
        assert_eq!(Moment(951_782_400_000_000).day(Lang::Zh), "2000-02-29");
        assert_eq!(Moment(-1).day(Lang::En), "1 Jan 1970");
        for extreme in [i64::MIN, i64::MAX] {
            assert!(!Moment(extreme).minute(Lang::Zh).is_empty());
        }
    }

    #[test]
    fn no_text_is_empty_and_placeholders_agree() {
        for (key, zh, en) in [site::SiteText::PAIRS, desk::DeskText::PAIRS].concat() {
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key}");
            assert_eq!(zh.matches("{}").count(), en.matches("{}").count(), "{key}");
        }
        assert_eq!(fill("还剩 {} 件", 3), "还剩 3 件");
    }
}
