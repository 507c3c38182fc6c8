//! Cookies: read from the request, written with the attributes that keep them to this site.

use std::fmt::Display;
use std::str::FromStr;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

/// Cookies of one request that are looked at; more is nobody's browser.
const COOKIES_MAX: usize = 64;
/// Bytes of a value that is believed.
const VALUE_BYTES_MAX: usize = 512;

/// The value of a cookie, as sent.
#[must_use]
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).take(COOKIES_MAX);
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    (value.len() <= VALUE_BYTES_MAX).then_some(value)
}

/// What to do with one cookie of the browser.
#[derive(Clone, Copy, Debug)]
pub struct Cookie<'a> {
    pub name: &'a str,
    /// Plain ASCII without `;`, `,`, quotes or spaces.
    pub value: &'a str,
    /// 0 takes the cookie away.
    pub max_age_s: i64,
    pub secure: bool,
}

impl Cookie<'_> {
    /// `HttpOnly`, `SameSite=Lax`, for the whole site and this host alone.
    #[must_use]
    pub fn header(self) -> Option<HeaderValue> {
        let Self { name, value, max_age_s, secure } = self;
        let secure = if secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::try_from(text).ok()
    }

    pub fn set(self, headers: &mut HeaderMap) {
        if let Some(value) = self.header() {
            headers.append(SET_COOKIE, value);
        }
    }
}

/// A sentence that nobody has read by then is old news.
const SAID_KEEP_S: i64 = 120;

/// A sentence about what was just done, which the next page says once. The cookie carries only which sentence it is.
pub trait SaidOnce: FromStr + Display + Sized {
    const COOKIE: &'static str;

    #[must_use]
    fn of(headers: &HeaderMap) -> Option<Self> {
        get(headers, Self::COOKIE)?.parse().ok()
    }

    fn set(&self, secure: bool, headers: &mut HeaderMap) {
        let value = &self.to_string();
        Cookie { name: Self::COOKIE, value, max_age_s: SAID_KEEP_S, secure }.set(headers);
    }

    /// It was said.
    fn take_away(secure: bool, headers: &mut HeaderMap) {
        Cookie { name: Self::COOKIE, value: "", max_age_s: 0, secure }.set(headers);
    }
}

/// The cookie's name: with `__Host-`, browsers refuse it from another host and without TLS.
#[must_use]
pub fn name(base: &'static str, secure: bool) -> &'static str {
    match (base, secure) {
        ("session", true) => "__Host-session",
        ("visitor", true) => "__Host-visitor",
        _ => base,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; session=abc.def; sessions=no".parse().unwrap());
        headers.append(COOKIE, "lang=en".parse().unwrap());
        assert_eq!(get(&headers, "session"), Some("abc.def"));
        assert_eq!(get(&headers, "lang"), Some("en"));
        assert_eq!(get(&headers, "sess"), None);
    }

    #[test]
    fn cookies_stay_with_this_site() {
        let cookie = Cookie { name: "__Host-session", value: "v", max_age_s: 60, secure: true };
        let text = "__Host-session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(cookie.header().unwrap(), text);
    }
}
