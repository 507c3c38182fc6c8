//! Terms of the index that begin with, or are written nearly like, what was typed.

use std::collections::HashMap;

use tantivy::Searcher;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, Term};

/// Terms looked at in one segment.
const SEEN_MAX: usize = 256;
/// Terms that are searched for.
const KEPT_MAX: usize = 24;
/// With fewer letters, everything is near.
const ONE_SLIP_LETTERS_MIN: usize = 4;
const TWO_SLIPS_LETTERS_MIN: usize = 8;

#[derive(Default)]
struct Found(HashMap<String, u32>);

impl Found {
    fn add(&mut self, key: &[u8], documents: u32) {
        if let Ok(term) = std::str::from_utf8(key) {
            *self.0.entry(term.to_owned()).or_default() += documents;
        }
    }

    /// The terms of the most goods.
    fn best(self) -> Vec<String> {
        let mut terms: Vec<_> = self.0.into_iter().collect();
        terms.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
        terms.truncate(KEPT_MAX);
        terms.into_iter().map(|(term, _)| term).collect()
    }
}

/// Terms that begin with it and go on.
///
/// # Errors
/// What reading the index returns.
pub fn beginning_with(searcher: &Searcher, field: Field, typed: &str) -> tantivy::Result<Vec<String>> {
    let mut found = Found::default();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        // No term has a byte above those of UTF-8.
        let end = [typed.as_bytes(), &[0xff]].concat();
        let mut terms = index.terms().range().gt(typed).lt(end).into_stream()?;
        for _ in 0..SEEN_MAX {
            if !terms.advance() {
                break;
            }
            found.add(terms.key(), terms.value().doc_freq);
        }
    }
    Ok(found.best())
}

/// Terms that differ from it by one slip (a letter too few, too many, wrong, or two exchanged), or by two when it
/// is long; none when it is short.
///
/// # Errors
/// What reading the index returns.
pub fn near(searcher: &Searcher, field: Field, typed: &str) -> tantivy::Result<Vec<String>> {
    let letters = typed.chars().count();
    if letters < ONE_SLIP_LETTERS_MIN || !typed.is_ascii() {
        return Ok(Vec::new());
    }
    let one = within(searcher, field, typed, 1)?;
    if !one.is_empty() || letters < TWO_SLIPS_LETTERS_MIN {
        return Ok(one);
    }
    within(searcher, field, typed, 2)
}

fn within(searcher: &Searcher, field: Field, typed: &str, slips: u8) -> tantivy::Result<Vec<String>> {
    let mut found = Found::default();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, typed), slips, true).automaton()?;
        let mut search = index.terms().search(automaton);
        if slips > 1 {
            // People get the first letter right; looking under it alone is many times quicker.
            let first = &typed.as_bytes()[..1];
            search = search.ge(first).lt([first[0] + 1]);
        }
        let mut terms = search.into_stream()?;
        for _ in 0..SEEN_MAX {
            if !terms.advance() {
                break;
            }
            found.add(terms.key(), terms.value().doc_freq);
        }
    }
    Ok(found.best())
}
