//! Paths and queries, read strictly.

use std::collections::HashSet;
use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use kernel::{Code, Error, Result};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::json;
use crate::problem::Failure;

const QUERY_BYTES_MAX: usize = 4_096;
const PAIRS_MAX: usize = 32;

/// The last segment in braces of the path. What cannot be an id is nobody's: not found.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: FromStr + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Code::NotFound)?;
        let last = params.iter().last().map(|(_, value)| value.parse());
        match last {
            Some(Ok(value)) => Ok(Self(value)),
            _ => Err(Code::NotFound.into()),
        }
    }
}

/// The last two segments in braces of the path.
#[derive(Clone, Copy, Debug)]
pub struct PathPair<A, B>(pub A, pub B);

impl<A: FromStr + Send, B: FromStr + Send> FromRequestParts<App> for PathPair<A, B> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Code::NotFound)?;
        let values: Vec<_> = params.iter().map(|(_, value)| value).collect();
        match values[..] {
            [.., first, second] => match (first.parse(), second.parse()) {
                (Ok(first), Ok(second)) => Ok(Self(first, second)),
                _ => Err(Code::NotFound.into()),
            },
            _ => Err(Code::NotFound.into()),
        }
    }
}

/// The query; unknown and repeated parameters are refused.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        Ok(Self(read(parts.uri.query().unwrap_or_default())?))
    }
}

/// Reads `a=1&b=2` into a struct.
///
/// # Errors
/// [`Code::Invalid`] naming the parameter; [`Code::TextNotAllowed`] for a NUL or what is not UTF-8.
pub fn read<T: DeserializeOwned>(query: &str) -> Result<T> {
    if query.len() > QUERY_BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    from_pairs(&pairs(query, PAIRS_MAX)?)
}

/// # Errors
/// [`Code::Invalid`] naming the parameter.
pub fn from_pairs<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T> {
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let field = error.path().to_string();
        json::told(&field, &error.into_inner().to_string())
    })
}

/// The pairs of a query or form, at most `pairs_max`. No name is there twice, and all is UTF-8 without NUL.
///
/// # Errors
/// As [`read`].
pub fn pairs(text: &str, pairs_max: usize) -> Result<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut names = HashSet::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        if !names.insert(name.clone()) {
            return Err(Error::field(name, "is there twice", "重复出现"));
        }
        if pairs.len() == pairs_max {
            return Err(Error::field("", "has too many parameters", "参数过多"));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

fn decode(text: &str) -> Result<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().map_err(|_| Code::TextNotAllowed)?;
    if decoded.contains('\0') { Err(Code::TextNotAllowed.into()) } else { Ok(decoded.into_owned()) }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields, default)]
    struct Ask {
        q: String,
        state: Option<mall::order::OrderState>,
        limit: Option<i64>,
    }

    fn fault(query: &str) -> (Code, String) {
        let error = read::<Ask>(query).unwrap_err();
        (error.code(), error.details().first().map(|detail| detail.field.clone()).unwrap_or_default())
    }

    #[test]
    fn a_query_is_read_strictly() {
        let ask: Ask = read("q=%E9%BA%A6+a%26b&state=paid").unwrap();
        assert_eq!((ask.q.as_str(), ask.state), ("麦 a&b", Some(mall::order::OrderState::Paid)));
        assert_eq!(read::<Ask>("").unwrap(), Ask::default());
        assert_eq!(fault("x=1"), (Code::Invalid, "x".into()));
        assert_eq!(fault("q=1&q=2"), (Code::Invalid, "q".into()));
        assert_eq!(fault("state=flying"), (Code::Invalid, "state".into()));
        assert_eq!(fault("limit=x"), (Code::Invalid, "limit".into()));
        assert_eq!(read::<Ask>("limit=7").unwrap().limit, Some(7));
        assert_eq!(fault("q=%00").0, Code::TextNotAllowed);
        assert_eq!(fault("q=%ff").0, Code::TextNotAllowed);
        assert_eq!(fault(&"a&".repeat(3_000)).0, Code::TooLarge);
    }
}
