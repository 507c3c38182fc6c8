//! Parts that several pages of the desk show.

use std::fmt::{self, Display};

use crate::site::view::layout::escape_query;

/// How many there are, counted up to a bound: nobody reads the exact length of a long queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    pub number: u64,
    /// Whether there are more than that.
    pub is_more: bool,
}

impl Count {
    /// What was counted with a limit of one more than `max`.
    pub fn up_to(counted: i64, max: i64) -> Self {
        let number = u64::try_from(counted.min(max)).unwrap_or(0);
        Self { number, is_more: counted > max }
    }

    pub const fn is_zero(self) -> bool {
        self.number == 0
    }
}

/// `12` or `1000+`
impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.is_more { "+" } else { "" })
    }
}

/// One queue among the others of its page.
#[derive(Debug, Clone)]
pub struct TabLink {
    pub name: &'static str,
    pub href: String,
    pub count: Option<Count>,
    pub is_here: bool,
    /// Whether somebody should look into what is in it.
    pub is_pressing: bool,
}

/// The way through a list that is continued by cursor.
#[derive(Debug, Clone, Default)]
pub struct Older {
    /// The beginning of the list, when this is not it.
    pub first: Option<String>,
    pub next: Option<String>,
}

impl Older {
    /// `path` may have a query, but without `after`.
    pub fn new(path: &str, is_first: bool, next: Option<String>) -> Self {
        let joint = if path.contains('?') { '&' } else { '?' };
        Self {
            first: (!is_first).then(|| path.to_owned()),
            next: next.map(|cursor| format!("{path}{joint}after={}", escape_query(&cursor))),
        }
    }

    pub const fn is_needed(&self) -> bool {
        self.first.is_some() || self.next.is_some()
    }
}

/// A way to another page, by its name.
#[derive(Debug, Clone)]
pub struct Link {
    pub name: String,
    pub href: String,
}

impl Link {
    pub fn new(name: impl Into<String>, href: impl Into<String>) -> Self {
        Self { name: name.into(), href: href.into() }
    }
}

/// One entry of a select.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_queues_are_not_counted_to_their_end() {
        assert_eq!(Count::up_to(12, 1_000).to_string(), "12");
        assert_eq!(Count::up_to(1_001, 1_000).to_string(), "1000+");
        assert!(Count::up_to(-1, 1_000).is_zero());
    }

    #[test]
    fn the_cursor_joins_the_query() {
        let older = Older::new("/desk/jobs?state=dead", true, Some("1f.2".into()));
        assert_eq!(older.next.unwrap(), "/desk/jobs?state=dead&after=1f.2");
        assert_eq!(older.first, None);
        assert!(!Older::new("/desk/users", true, None).is_needed());
        assert_eq!(Older::new("/desk/users", false, None).first.unwrap(), "/desk/users");
    }
}
