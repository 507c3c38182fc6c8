//! Terms of the index that begin with, or are written nearly like, what was typed.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::Searcher;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, Term};
use tantivy::termdict::TermStreamer;
use tantivy_fst::Automaton;

/// Terms looked at in one segment.
const SEEN_MAX: usize = 256;
/// Terms that are searched for.
const KEPT_MAX: usize = 24;
/// Nobody types longer words, and looking for what is near them takes long.
const LETTERS_MAX: usize = 30;
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

    fn take<A: Automaton>(&mut self, mut terms: TermStreamer<'_, A>)
    where
        A::State: Clone,
    {
        for _ in 0..SEEN_MAX {
            if !terms.advance() {
                break;
            }
            self.add(terms.key(), terms.value().doc_freq);
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

/// What was looked up for one search, so that the query bent further need not look again.
pub struct Lookup<'a> {
    searcher: &'a Searcher,
    known: RefCell<HashMap<(Field, String, bool), Vec<String>>>,
}

impl<'a> Lookup<'a> {
    #[must_use]
    pub fn new(searcher: &'a Searcher) -> Self {
        Self { searcher, known: RefCell::default() }
    }

    /// Terms that begin with it and go on.
    ///
    /// # Errors
    /// What reading the index returns.
    pub fn beginning_with(&self, field: Field, typed: &str) -> tantivy::Result<Vec<String>> {
        self.known(field, typed, false, || self.begin(field, typed))
    }

    /// Terms that differ from it by one slip (a letter too few, too many, wrong, or two exchanged), or by two when it
    /// is long; none when it is short.
    ///
    /// # Errors
    /// What reading the index returns.
    pub fn near(&self, field: Field, typed: &str) -> tantivy::Result<Vec<String>> {
        let letters = typed.chars().count();
        if !(ONE_SLIP_LETTERS_MIN..=LETTERS_MAX).contains(&letters) || !typed.is_ascii() {
            return Ok(Vec::new());
        }
        self.known(field, typed, true, || {
            let one = self.within(field, typed, 1)?;
            if !one.is_empty() || letters < TWO_SLIPS_LETTERS_MIN {
                Ok(one)
            } else {
                self.within(field, typed, 2)
            }
        })
    }

    /// How many goods have a term.
    ///
    /// # Errors
    /// What reading the index returns.
    pub fn goods_with(&self, field: Field, text: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(field, text))
    }

    /// How many goods there are.
    #[must_use]
    pub fn goods(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn known(
        &self,
        field: Field,
        typed: &str,
        with_slips: bool,
        look: impl FnOnce() -> tantivy::Result<Vec<String>>,
    ) -> tantivy::Result<Vec<String>> {
        let key = (field, typed.to_owned(), with_slips);
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found = look()?;
        self.known.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    fn begin(&self, field: Field, typed: &str) -> tantivy::Result<Vec<String>> {
        let mut found = Found::default();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            // No term has a byte above those of UTF-8.
            let end = [typed.as_bytes(), &[0xff]].concat();
            found.take(index.terms().range().gt(typed).lt(end).into_stream()?);
        }
        Ok(found.best())
    }

    fn within(&self, field: Field, typed: &str, slips: u8) -> tantivy::Result<Vec<String>> {
        let mut found = Found::default();
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, typed), slips, true).automaton()?;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut search = index.terms().search(&automaton);
            if slips > 1 {
                // People get the first letter right; looking under it alone is many times quicker.
                let first = &typed.as_bytes()[..1];
                search = search.ge(first).lt([first[0] + 1]);
            }
            found.take(search.into_stream()?);
        }
        Ok(found.best())
    }
}
