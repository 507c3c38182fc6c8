//! What people search for, and words that mean the same.

use askama::Template;

use crate::site::view::FieldErrors;

use super::{Layout, TabLink};

/// `GET /desk/searches`
#[derive(Debug, Template)]
#[template(path = "desk/searches.html")]
pub struct SearchesPage {
    pub layout: Layout,
    pub tabs: Vec<TabLink>,
    pub queries: Vec<CountedRow>,
    pub synonyms: Vec<SynonymRow>,
    /// Of a new group, as typed.
    pub words: String,
    /// Field `words` of a new group.
    pub errors: FieldErrors,
}

#[derive(Debug)]
pub struct CountedRow {
    pub query: String,
    pub searches: i64,
    pub found: i64,
    /// Where it is searched for again.
    pub search: String,
    /// Where a group of synonyms begins with it.
    pub begin: String,
}

#[derive(Debug)]
pub struct SynonymRow {
    pub id: String,
    /// When it was changed last, in microseconds.
    pub seen: i64,
    pub words: String,
    /// Field `words`.
    pub errors: FieldErrors,
}
