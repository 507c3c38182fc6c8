//! In which language a request is answered.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use kernel::Lang;

use crate::cookies::{self, Cookie};
use crate::i18n;

/// What names the language in an address: `/p/7?lang=en` is in English for everybody, and for search engines.
pub const IN_ADDRESS: &str = "lang";

/// The cookie of the language links, and of addresses that name a language.
const COOKIE: &str = "lang";

const YEAR_S: i64 = 365 * 86_400;

/// Parts of a query that are looked at.
const PAIRS_MAX: usize = 32;

/// The language of the request, put into its extensions by [`crate::frame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken(pub Lang);

impl Spoken {
    /// The language that the page's address names, else as [`Spoken::of`].
    #[must_use]
    pub fn at(uri: &Uri, headers: &HeaderMap) -> Self {
        named(uri).map_or_else(|| Self::of(headers), |lang| Self(lang.into()))
    }

    /// What the reader chose last, then what the browser asks for.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let asked = || headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let lang = chosen(headers)
            .unwrap_or_else(|| asked().map_or_else(i18n::Lang::default, i18n::Lang::negotiate));
        Self(lang.into())
    }
}

fn named(uri: &Uri) -> Option<i18n::Lang> {
    let pairs = uri.query().into_iter().flat_map(|query| form_urlencoded::parse(query.as_bytes()));
    let (_, code) = pairs.take(PAIRS_MAX).find(|(name, _)| name == IN_ADDRESS)?;
    i18n::Lang::from_code(&code)
}

fn chosen(headers: &HeaderMap) -> Option<i18n::Lang> {
    cookies::get(headers, COOKIE).and_then(i18n::Lang::from_code)
}

/// The language that an address names, when the reader does not have it: no link of a page names one, so whoever
/// came by that address would read on in another language.
#[must_use]
pub fn news(uri: &Uri, headers: &HeaderMap) -> Option<i18n::Lang> {
    named(uri).filter(|lang| chosen(headers) != Some(*lang))
}

/// Has the browser remember the language.
pub fn remember(lang: i18n::Lang, secure: bool, headers: &mut HeaderMap) {
    Cookie { name: COOKIE, value: lang.code(), max_age_s: YEAR_S, secure }.set(headers);
}

impl<S: Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_else(|| Self::of(&parts.headers)))
    }
}

/// Path and query without the language that the address names: the page itself, whichever it is read in.
#[must_use]
pub fn without(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    let names = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| name == IN_ADDRESS);
    if !query.split('&').any(|pair| names(&pair)) {
        return uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    }
    let rest: Vec<_> = query.split('&').filter(|pair| !names(pair)).collect();
    if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), rest.join("&")) }
}

impl From<i18n::Lang> for Lang {
    fn from(lang: i18n::Lang) -> Self {
        match lang {
            i18n::Lang::Zh => Self::Zh,
            i18n::Lang::En => Self::En,
        }
    }
}

impl From<Lang> for i18n::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_speaks_before_the_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert(axum::http::header::COOKIE, "lang=zh".parse().unwrap());
        let at = |uri: &str| Spoken::at(&uri.parse().unwrap(), &headers).0;
        assert_eq!(at("/p/7?lang=en"), Lang::En);
        assert_eq!(at("/p/7?o1=2&lang=en"), Lang::En);
        for unknown in ["/p/7", "/p/7?lang=fr", "/p/7?lang=", "/p/7?slang=en", "/p/7?lang"] {
            assert_eq!(at(unknown), Lang::Zh, "{unknown}");
        }
    }

    #[test]
    fn the_language_is_not_part_of_the_page() {
        for (uri, path) in [
            ("/p/7?lang=en", "/p/7"),
            ("/p/7?o1=2&lang=en&o2=1", "/p/7?o1=2&o2=1"),
            ("/p/7?slang=en", "/p/7?slang=en"),
            ("/p/7?", "/p/7?"),
            ("/", "/"),
        ] {
            assert_eq!(without(&uri.parse().unwrap()), path);
        }
    }
}
