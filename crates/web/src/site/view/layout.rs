//! What every page of the shop has around its content.

use std::fmt::Write;

use crate::i18n::{Lang, site::SiteText};

/// The frame of a page: who reads it, in which language, and what is to be said before the content.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    pub lang: Lang,
    /// Path and query of this page, to which the language link returns.
    pub path: String,
    pub title: String,
    /// What search engines say of the page; what the shop is when it says nothing of its own.
    pub description: String,
    /// Where a page that everybody may read is found, without its language; none of a reader's own pages.
    pub address: Option<String>,
    /// The name of the member who is signed in.
    pub signed_in: Option<String>,
    /// Pieces in the cart.
    pub cart_count: u32,
    /// Goes into each form's hidden field `csrf`.
    pub csrf: String,
    /// What the last action led to; shown once.
    pub flash: Option<Flash>,
    /// What the shop announces.
    pub bars: Vec<Bar>,
    /// The words in the search box.
    pub query: String,
    pub tab: Tab,
    /// Whether the page is kept for everybody, with seams where a reader's own parts go.
    pub is_shared: bool,
    /// The `seq` of [`crate::live`] at which the page was made for its reader: it hears of everything after it.
    pub live_after: Option<i64>,
}

impl Layout {
    pub fn t(&self) -> &'static SiteText {
        SiteText::of(self.lang)
    }

    /// The link that shows this page in the other language.
    pub fn lang_href(&self) -> String {
        format!("/lang?to={}&back={}", self.lang.other().code(), escape_query(&self.path))
    }

    /// Where this page is found in its own language.
    pub fn canonical(&self) -> Option<String> {
        self.address_in(self.lang)
    }

    /// Where it is found in each language, and by whoever reads none of them.
    pub fn alternates(&self) -> Vec<(&'static str, String)> {
        let known = Lang::ALL.map(|lang| (lang.code(), lang));
        let all = known.into_iter().chain([("x-default", Lang::default())]);
        all.filter_map(|(code, lang)| Some((code, self.address_in(lang)?))).collect()
    }

    fn address_in(&self, lang: Lang) -> Option<String> {
        let address = self.address.as_deref()?;
        let joint = if address.contains('?') { '&' } else { '?' };
        Some(format!("{address}{joint}lang={}", lang.code()))
    }

    /// In at most [`DESCRIPTION_CHARS_MAX`] characters, on one line.
    pub fn description(&self) -> String {
        let said = if self.description.trim().is_empty() { self.t().hero_text } else { &self.description };
        let words: Vec<_> = said.split_whitespace().collect();
        let line = words.join(" ");
        if line.chars().count() <= DESCRIPTION_CHARS_MAX {
            return line;
        }
        line.chars().take(DESCRIPTION_CHARS_MAX - 1).chain(['…']).collect()
    }

    /// Pages with an action bar of their own at the bottom of a small screen go without the tab bar.
    pub fn tab_bar(&self) -> bool {
        self.tab != Tab::None
    }
}

/// What search engines show of a description.
const DESCRIPTION_CHARS_MAX: usize = 155;

/// Escapes text for use as one value in a query string.
pub fn escape_query(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Where these words are searched for.
pub fn search_for(words: &str) -> String {
    format!("/search?q={}", escape_query(words))
}

/// A path to return to: `back` when it stays on this site, else the home page.
///
/// Browsers read `//host`, `/\host` and control characters inside a path as the way to another host.
pub fn safe_back(back: &str) -> &str {
    let local = back.starts_with('/')
        && !back[1..].starts_with(['/', '\\'])
        && !back.contains(|c: char| c.is_control() || c == '\\');
    if local { back } else { "/" }
}

/// How a message or a state should feel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Info,
    Good,
    Warn,
    Bad,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "check",
            Self::Warn | Self::Bad => "warn",
        }
    }
}

/// One sentence about what was just done.
#[derive(Debug, Clone)]
pub struct Flash {
    pub kind: Tone,
    pub text: String,
}

impl Flash {
    pub fn good(text: impl Into<String>) -> Self {
        Self { kind: Tone::Good, text: text.into() }
    }

    pub fn bad(text: impl Into<String>) -> Self {
        Self { kind: Tone::Bad, text: text.into() }
    }
}

/// An announcement above the content.
#[derive(Debug, Clone)]
pub struct Bar {
    pub id: String,
    /// Rises when the announcement changes.
    pub revision: i64,
    pub tone: Tone,
    pub title: String,
    pub body: String,
    /// A path of this site.
    pub href: Option<String>,
    /// Shown on the home page alone.
    pub is_for_home: bool,
}

impl Layout {
    /// The announcements of every page, or those of the home page alone.
    pub fn bars(&self, is_for_home: &bool) -> Vec<&Bar> {
        self.bars.iter().filter(|bar| bar.is_for_home == *is_for_home).collect()
    }
}

/// The part of the shop a page belongs to: the tab bar of small screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    None,
    Home,
    Categories,
    Cart,
    Orders,
    Account,
}

impl Tab {
    pub const BAR: &'static [Self] = &[Self::Home, Self::Categories, Self::Cart, Self::Orders, Self::Account];

    pub const fn href(self) -> &'static str {
        match self {
            Self::None | Self::Home => "/",
            Self::Categories => "/c",
            Self::Cart => "/cart",
            Self::Orders => "/orders",
            Self::Account => "/account",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Self::None | Self::Home => "home",
            Self::Categories => "grid",
            Self::Cart => "cart",
            Self::Orders => "ticket",
            Self::Account => "user",
        }
    }

    pub const fn name(self, t: &SiteText) -> &'static str {
        match self {
            Self::None | Self::Home => t.home,
            Self::Categories => t.categories,
            Self::Cart => t.cart,
            Self::Orders => t.orders,
            Self::Account => t.account,
        }
    }

    pub const fn is_cart(self) -> bool {
        matches!(self, Self::Cart)
    }
}

/// What is wrong with a form, by field name; the whole form's error has the empty name.
#[derive(Debug, Clone, Default)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    pub fn add(&mut self, field: impl Into<String>, error: impl Into<String>) {
        self.0.push((field.into(), error.into()));
    }

    /// The first error of a field.
    pub fn of(&self, field: impl AsRef<str>) -> Option<&str> {
        let field = field.as_ref();
        self.0.iter().find(|(name, _)| name.as_str() == field).map(|(_, error)| error.as_str())
    }

    pub fn has(&self, field: impl AsRef<str>) -> bool {
        self.of(field).is_some()
    }

    /// Whether a part of something is wrong: `blocks[0].title` of `blocks[0]`.
    pub fn has_within(&self, whole: &str) -> bool {
        let is_part = |name: &str| name.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
        self.0.iter().any(|(name, _)| is_part(name))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<F: Into<String>, E: Into<String>> FromIterator<(F, E)> for FieldErrors {
    fn from_iter<I: IntoIterator<Item = (F, E)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(field, error)| (field.into(), error.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_link_returns_to_the_page() {
        let layout = Layout { path: "/search?q=麦 片&page=2".into(), ..Layout::default() };
        assert_eq!(layout.lang_href(), "/lang?to=en&back=/search%3Fq%3D%E9%BA%A6%20%E7%89%87%26page%3D2");
    }

    #[test]
    fn a_page_has_an_address_in_each_language() {
        let at = |address: &str| Layout { address: Some(address.into()), ..Layout::default() };
        let shop = "https://shop.example";
        assert_eq!(at(&format!("{shop}/c")).address_in(Lang::En).unwrap(), format!("{shop}/c?lang=en"));
        assert_eq!(
            at(&format!("{shop}/c?a=1")).address_in(Lang::Zh).unwrap(),
            format!("{shop}/c?a=1&lang=zh")
        );
        assert_eq!(Layout::default().address_in(Lang::Zh), None);
    }

    #[test]
    fn a_description_is_one_short_line() {
        let of = |text: &str| Layout { description: text.into(), ..Layout::default() }.description();
        assert_eq!(of(" a\n\n b "), "a b");
        assert_eq!(of(" "), Layout::default().t().hero_text);
        assert_eq!(of(&"麦".repeat(200)).chars().count(), DESCRIPTION_CHARS_MAX);
    }

    #[test]
    fn one_returns_only_to_this_site() {
        assert_eq!(safe_back("/p/1?o1=2"), "/p/1?o1=2");
        for elsewhere in
            ["", "p/1", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil", "/a\r\nb"]
        {
            assert_eq!(safe_back(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
