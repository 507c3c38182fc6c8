//! In which language a request is answered.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use kernel::Lang;

use crate::cookies;
use crate::i18n;

/// The cookie of the language links.
pub const COOKIE: &str = "lang";

/// The language of the request, put into its extensions by [`crate::frame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken(pub Lang);

impl Spoken {
    /// The reader's own choice first, then what the browser asks for.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let chosen = cookies::get(headers, COOKIE).and_then(i18n::Lang::from_code);
        let asked = || headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self(chosen.unwrap_or_else(|| asked().map_or_else(i18n::Lang::default, i18n::Lang::negotiate)).into())
    }
}

impl<S: Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_else(|| Self::of(&parts.headers)))
    }
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
