//! Keyset paging: a list is continued after the last row seen, never skipped through.

use std::fmt;
use std::str::FromStr;

use crate::{Code, Error, Result};

/// Where a list continues: the sort key of the last row seen. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub Vec<i64>);

const PARTS_MAX: usize = 4;

impl Cursor {
    /// The `N` parts that the list in question uses.
    ///
    /// # Errors
    /// [`Code::BadCursor`] when it comes from another list.
    pub fn parts<const N: usize>(&self) -> Result<[i64; N]> {
        self.0.as_slice().try_into().map_err(|_| Code::BadCursor.into())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            write!(f, "{}{part:x}", if index == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.len() > 17 * PARTS_MAX {
            return Err(Code::BadCursor.into());
        }
        let part = |part: &str| u64::from_str_radix(part, 16).map(u64::cast_signed);
        let parts: Result<Vec<_>, _> = text.split('.').map(part).collect();
        parts.map(Self).map_err(|_| Code::BadCursor.into())
    }
}

/// What a client asks of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsk {
    limit: i64,
    pub after: Option<Cursor>,
}

impl PageAsk {
    pub const LIMIT_DEFAULT: i64 = 20;
    pub const LIMIT_MAX: i64 = 100;

    /// # Errors
    /// [`Code::Invalid`] about `limit` outside `1..=100`.
    pub fn new(limit: Option<i64>, after: Option<Cursor>) -> Result<Self> {
        let limit = limit.unwrap_or(Self::LIMIT_DEFAULT);
        if !(1..=Self::LIMIT_MAX).contains(&limit) {
            return Err(Error::field("limit", "must be 1 to 100", "须为 1 到 100"));
        }
        Ok(Self { limit, after })
    }

    #[must_use]
    pub fn first(limit: i64) -> Self {
        Self { limit: limit.clamp(1, Self::LIMIT_MAX), after: None }
    }

    #[must_use]
    pub fn limit(&self) -> i64 {
        self.limit
    }

    /// What the query should fetch: one row more, which tells whether there is a next page.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

impl<T> Paged<T> {
    /// Cuts the extra row that [`PageAsk::fetch`] asked for.
    pub fn cut(mut items: Vec<T>, ask: &PageAsk, key: impl Fn(&T) -> Vec<i64>) -> Self {
        let limit = usize::try_from(ask.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(|last| Cursor(key(last))) } else { None };
        Self { items, next }
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Paged<U> {
        Paged { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_survives_the_wire(parts in prop::collection::vec(any::<i64>(), 1..=4)) {
            let cursor = Cursor(parts);
            prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }

        #[test]
        fn garbage_is_refused_quietly(text in ".{0,90}") {
            let _ = text.parse::<Cursor>();
        }
    }

    #[test]
    fn the_extra_row_becomes_the_cursor() {
        let ask = PageAsk::first(2);
        let page = Paged::cut(vec![9, 8, 7], &ask, |n| vec![*n]);
        assert_eq!((page.items, page.next), (vec![9, 8], Some(Cursor(vec![8]))));
        assert_eq!(Paged::cut(vec![9, 8], &ask, |n| vec![*n]).next, None);
    }
}
