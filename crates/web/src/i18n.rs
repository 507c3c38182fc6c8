//! The languages of the pages, and how money and time are written in them.
//!
//! Texts live in dictionaries made by [`texts!`]: one struct, one constant a language, so that a text
//! without its translation does not compile.

pub mod desk;
pub mod site;

use std::fmt::Display;

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
/// ```ignore
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

/// An amount of money to show: minor units and the ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub minor: i64,
    pub currency: &'static str,
}

impl Price {
    /// An amount in fen.
    pub const fn cny(minor: i64) -> Self {
        Self { minor, currency: "CNY" }
    }

    pub fn sign(self) -> &'static str {
        if self.minor < 0 { "−" } else { "" }
    }

    pub fn symbol(self) -> &'static str {
        match self.currency {
            "CNY" => "¥",
            "GBP" => "£",
            "USD" => "$",
            "EUR" => "€",
            other => other,
        }
    }

    /// The whole units, without a sign.
    pub fn whole(self) -> u64 {
        self.minor.unsigned_abs() / 100
    }

    /// The two digits behind the point.
    pub fn cents(self) -> String {
        format!("{:02}", self.minor.unsigned_abs() % 100)
    }
}

/// `¥12.34`, `−¥0.05`
impl Display for Price {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}.{}", self.sign(), self.symbol(), self.whole(), self.cents())
    }
}

/// A moment in UTC+8, the time of the business, from microseconds since the epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub i64);

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

struct Civil {
    year: i64,
    month: usize,
    day: i64,
    second_of_day: i64,
}

impl Moment {
    /// `2026-11-20` or `20 Nov 2026`
    pub fn day(self, lang: Lang) -> String {
        let Civil { year, month, day, .. } = self.civil();
        match lang {
            Lang::Zh => format!("{year}-{month:02}-{day:02}"),
            Lang::En => format!("{day} {} {year}", MONTHS[month - 1]),
        }
    }

    /// `2026-11-20 23:24` or `20 Nov 2026, 23:24`
    pub fn minute(self, lang: Lang) -> String {
        let second = self.civil().second_of_day;
        let (hour, minute) = (second / HOUR_S, second % HOUR_S / 60);
        let gap = lang.pick(" ", ", ");
        format!("{}{gap}{hour:02}:{minute:02}", self.day(lang))
    }

    /// For `<time datetime>`: `2026-11-20T23:24:05+08:00`
    pub fn machine(self) -> String {
        let second = self.civil().second_of_day;
        let (hour, minute) = (second / HOUR_S, second % HOUR_S / 60);
        format!("{}T{hour:02}:{minute:02}:{:02}+08:00", self.day(Lang::Zh), second % 60)
    }

    /// Days to civil date, after Howard Hinnant's `civil_from_days`: eras of 400 years from 1 March.
    fn civil(self) -> Civil {
        let local_s = self.0.div_euclid(1_000_000) + 8 * HOUR_S;
        let days = local_s.div_euclid(DAY_S) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: usize::try_from(month).unwrap_or(1),
            day: day_of_year - (153 * shifted + 2) / 5 + 1,
            second_of_day: local_s.rem_euclid(DAY_S),
        }
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
        assert_eq!(Price { minor: 255, currency: "GBP" }.to_string(), "£2.55");
        assert_eq!(Price { minor: 255, currency: "XAU" }.to_string(), "XAU2.55");
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
