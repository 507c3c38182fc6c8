//! The envelopes of answers, and what asks and answers share.

use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{PageAsk, Paged, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::json::Json;

/// One thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct One<T> {
    pub data: T,
}

impl<T: Serialize> IntoResponse for One<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Many<T> {
    pub data: Vec<T>,
    pub page: Page,
}

/// Where the list goes on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page {
    pub limit: i64,
    /// The `cursor` of the next page; null on the last one.
    pub next: Option<String>,
    /// Only for lists that were asked for by page number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
}

/// Page numbers, as people leaf through a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Numbers {
    /// This page, from 1.
    pub page: i64,
    pub pages: i64,
    /// How many things there are on all pages.
    pub total: i64,
    /// The first five numbers.
    pub first: Vec<i64>,
    /// The last five numbers, without those already in `first`.
    pub last: Vec<i64>,
}

/// Numbers shown at each end.
const AT_EACH_END: i64 = 5;

impl Numbers {
    #[must_use]
    pub fn new(page: i64, pages: i64, total: i64) -> Self {
        let first_end = pages.min(AT_EACH_END);
        let last_begin = (pages - AT_EACH_END).max(first_end);
        Self {
            page,
            pages,
            total,
            first: (1..=first_end).collect(),
            last: (last_begin + 1..=pages).collect(),
        }
    }
}

impl<T> Many<T> {
    pub fn paged<U>(paged: Paged<U>, ask: &PageAsk, view: impl FnMut(U) -> T) -> Self {
        let next = paged.next.map(|cursor| cursor.to_string());
        let data = paged.items.into_iter().map(view).collect();
        Self { data, page: Page { limit: ask.limit(), next, numbers: None } }
    }

    /// A list that is short by its nature, in one piece.
    pub fn whole<U>(items: Vec<U>, view: impl FnMut(U) -> T) -> Self {
        let data: Vec<T> = items.into_iter().map(view).collect();
        let limit = i64::try_from(data.len()).unwrap_or(i64::MAX);
        Self { data, page: Page { limit, next: None, numbers: None } }
    }
}

impl<T: Serialize> IntoResponse for Many<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// 201, with where the new thing is.
#[derive(Clone, Debug)]
pub struct Created<T> {
    pub location: String,
    pub data: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(One { data: self.data })).into_response();
        if let Ok(location) = HeaderValue::try_from(self.location) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

/// 204: done, and nothing to show.
#[derive(Clone, Copy, Debug)]
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// No body, or an empty object.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What every list can be asked.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    /// 1 to 100; 20 when it is not given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `page.next` of the page before.
    pub cursor: Option<String>,
}

impl ListQuery {
    /// # Errors
    /// As [`page_ask`].
    pub fn parse(&self) -> Result<PageAsk> {
        page_ask(self.limit, self.cursor.as_deref())
    }
}

/// # Errors
/// [`kernel::Code::Invalid`] about `limit`, [`kernel::Code::BadCursor`].
pub fn page_ask(limit: Option<i64>, cursor: Option<&str>) -> Result<PageAsk> {
    PageAsk::new(limit, cursor.map(str::parse).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_the_first_five_and_the_last_five() {
        let ends = |pages| {
            let numbers = Numbers::new(1, pages, 0);
            (numbers.first, numbers.last)
        };
        assert_eq!(ends(0), (vec![], vec![]));
        assert_eq!(ends(3), (vec![1, 2, 3], vec![]));
        assert_eq!(ends(7), (vec![1, 2, 3, 4, 5], vec![6, 7]));
        assert_eq!(ends(10_000).1, [9_996, 9_997, 9_998, 9_999, 10_000]);
    }
}
