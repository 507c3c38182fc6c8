//! The query of a page, read kindly: links are typed, cut short, and get foreign parameters hung onto them, so what
//! is not understood is as if it were not there. Forms and the API are read strictly.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

const PAIRS_MAX: usize = 32;
const VALUE_CHARS_MAX: usize = 500;

/// Names and values, the first of each name.
#[derive(Clone, Debug, Default)]
pub struct Ask(Vec<(String, String)>);

impl Ask {
    #[must_use]
    pub fn read(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).take(PAIRS_MAX);
        Self(pairs.map(|(name, value)| (name.into_owned(), plain(&value))).collect())
    }

    /// Empty when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    #[must_use]
    pub fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }
}

/// Without control characters, which no field of ours takes.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(VALUE_CHARS_MAX).collect()
}

impl<S: Sync> FromRequestParts<S> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_not_there() {
        let ask = Ask::read("q=%E9%BA%A6+%00x&q=other&n=seven&utm_source=a&%ff=%ff&&=");
        assert_eq!(ask.get("q"), "麦 x");
        assert_eq!(ask.parsed::<i64>("n"), None);
        assert_eq!(ask.get("nothing"), "");
        assert_eq!(Ask::read(&"a=1&".repeat(100_000)).0.len(), PAIRS_MAX);
        assert_eq!(Ask::read(&format!("q={}", "长".repeat(10_000))).get("q").chars().count(), 500);
    }
}
