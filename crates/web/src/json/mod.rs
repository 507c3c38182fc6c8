//! Strict JSON: what is not said clearly is refused, and the field is named.
//!
//! A body is walked once before it is parsed into a type ([`scan`]): duplicate keys, NUL in texts and deep nesting
//! are refused wherever they are. Bodies are structs that deny unknown fields.

mod scan;

use axum::Json as AxumJson;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::app::App;
use crate::problem::Failure;

/// Bytes of a JSON body, at most.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// A JSON body, read strictly; or an answer.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        check_content_type(request.headers())?;
        let bytes = read_body(request.into_body(), BODY_BYTES_MAX).await?;
        Ok(Self(parse(&bytes)?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        AxumJson(self.0).into_response()
    }
}

/// The whole body, if it is not larger than allowed.
///
/// # Errors
/// [`Code::TooLarge`]; [`Code::MalformedBody`] when it breaks off.
pub async fn read_body(body: Body, bytes_max: usize) -> Result<Bytes> {
    axum::body::to_bytes(body, bytes_max).await.map_err(|error| {
        let is_limit = std::error::Error::source(&error)
            .is_some_and(|source| source.to_string().contains("length limit exceeded"));
        Error::new(if is_limit { Code::TooLarge } else { Code::MalformedBody }).because(error)
    })
}

/// # Errors
/// [`Code::UnsupportedType`] unless it is `application/json` (or a type that ends in `+json`), in UTF-8.
pub fn check_content_type(headers: &HeaderMap) -> Result<()> {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, parameters) = value.split_once(';').unwrap_or((value, ""));
    let kind = kind.trim().to_ascii_lowercase();
    let parameters = parameters.trim().to_ascii_lowercase();
    let is_json = kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    let is_utf8 = parameters.is_empty() || parameters.trim_matches('"').replace('"', "") == "charset=utf-8";
    if is_json && is_utf8 { Ok(()) } else { Err(Code::UnsupportedType.into()) }
}

/// # Errors
/// [`Code::MalformedBody`] when it is not JSON; [`Code::Invalid`] or [`Code::TextNotAllowed`] naming the field.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    scan::check(bytes)?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            Category::Data => told(&field, &inner.to_string()),
            Category::Syntax | Category::Eof | Category::Io => Error::new(Code::MalformedBody).because(inner),
        }
    })
}

/// A deserializer's complaint in words for people. Its own words name the program's types, so they stay behind.
pub(crate) fn told(path: &str, complaint: &str) -> Error {
    let name = complaint.split('`').nth(1).unwrap_or_default();
    let at = match path {
        "." | "?" | "" => String::new(),
        path => path.to_owned(),
    };
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    let error = if complaint.starts_with("missing field") {
        Error::field(below(name), "is missing", "缺少此项")
    } else if complaint.starts_with("unknown field") {
        let field = if at.ends_with(name) { at } else { below(name) };
        Error::field(field, "is not known here", "不支持此项")
    } else if complaint.starts_with("duplicate field") {
        Error::field(below(name), "is there twice", "重复出现")
    } else if complaint.starts_with("unknown variant") {
        Error::field(at, "is not one of the known words", "取值不在允许范围内")
    } else if complaint.starts_with("not an id") {
        Error::field(at, "is not an id", "编号格式不正确")
    } else {
        Error::field(at, "does not have the right type", "类型不正确")
    };
    error.because(complaint.to_owned())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        sku: mall::catalog::SkuId,
        quantity: i64,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cart {
        lines: Vec<Line>,
        #[serde(default)]
        note: String,
    }

    fn fault(text: &str) -> (Code, String) {
        let error = parse::<Cart>(text.as_bytes()).unwrap_err();
        (error.code(), error.details().first().map(|detail| detail.field.clone()).unwrap_or_default())
    }

    #[test]
    fn what_is_clear_is_read() {
        let cart: Cart = parse(br#"{"lines":[{"sku":"7","quantity":2}],"note":"\u9ea6"}"#).unwrap();
        assert_eq!((cart.lines[0].sku.raw(), cart.lines[0].quantity, cart.note.as_str()), (7, 2, "麦"));
    }

    #[test]
    fn each_fault_names_its_field() {
        let invalid = |field: &str| (Code::Invalid, field.to_owned());
        assert_eq!(fault(r#"{"lines":[],"colour":1}"#), invalid("colour"));
        assert_eq!(fault(r#"{"lines":[{"sku":"7","quantity":2,"price":0}]}"#), invalid("lines[0].price"));
        assert_eq!(fault(r#"{"lines":[{"sku":"7"}]}"#), invalid("lines[0].quantity"));
        assert_eq!(fault(r#"{"lines":[{"sku":7,"quantity":1}]}"#), invalid("lines[0].sku"));
        assert_eq!(fault(r#"{"lines":[{"sku":"-7","quantity":1}]}"#), invalid("lines[0].sku"));
        assert_eq!(fault(r#"{"lines":[{"sku":"7","quantity":"1"}]}"#), invalid("lines[0].quantity"));
        assert_eq!(fault(r#"{"lines":[{"sku":"7","quantity":1e2}]}"#), invalid("lines[0].quantity"));
        let overflow = r#"{"lines":[{"sku":"7","quantity":99999999999999999999}]}"#;
        assert_eq!(fault(overflow), invalid("lines[0].quantity"));
        assert_eq!(fault("[]").0, Code::Invalid);
        assert_eq!(fault("null").0, Code::Invalid);
    }

    #[test]
    fn the_content_type_must_say_json_in_utf_8() {
        let check = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
            check_content_type(&headers).is_ok()
        };
        assert!(check("application/json") && check("Application/JSON; charset=UTF-8"));
        assert!(check("application/merge-patch+json"));
        assert!(!check("text/json") && !check("application/json; charset=gbk") && !check("text/plain"));
        assert!(check_content_type(&HeaderMap::new()).is_err());
    }
}
