//! What the index can be asked, in the few forms that plans are made of.

use tantivy::query::{BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query as Ask, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Term};

use crate::schema::{Fields, LAID};
use crate::text::{self, Kind, Token};

/// What other ways than the best add to the score.
pub const ALSO: f32 = 0.15;

/// A way to answer a query or a part of it.
pub type Way = Box<dyn Ask>;

pub fn fields() -> &'static Fields {
    &LAID.1
}

pub fn term(field: Field, text: &str) -> Way {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

pub fn scored(way: Way, weight: f32) -> Way {
    Box::new(ConstScoreQuery::new(way, weight))
}

/// What `way` finds; those that `bonus` finds as well come first.
pub fn with_bonus(way: Way, bonus: Way, weight: f32) -> Way {
    Box::new(BooleanQuery::new(vec![(Occur::Must, way), (Occur::Should, scored(bonus, weight))]))
}

pub fn one_of(field: Field, texts: &[String]) -> Way {
    any(texts.iter().map(|text| term(field, text)).collect())
}

pub fn any(ways: Vec<Way>) -> Way {
    Box::new(BooleanQuery::union(ways))
}

pub fn all(ways: Vec<Way>) -> Way {
    Box::new(BooleanQuery::intersection(ways))
}

/// Ways to answer a unit, each with its score.
#[derive(Default)]
pub struct Ways(pub Vec<Way>);

impl Ways {
    pub fn add(&mut self, way: Way, weight: f32) {
        self.0.push(scored(way, weight));
    }

    pub fn term(&mut self, field: Field, text: &str, weight: f32) {
        self.add(term(field, text), weight);
    }

    pub fn any_of(&mut self, field: Field, texts: &[String], weight: f32) {
        if !texts.is_empty() {
            self.add(one_of(field, texts), weight);
        }
    }

    pub fn all_of(&mut self, field: Field, texts: &[String], weight: f32) {
        if !texts.is_empty() {
            self.add(all(texts.iter().map(|text| term(field, text)).collect()), weight);
        }
    }

    /// The best way counts.
    pub fn best(self) -> Way {
        Box::new(DisjunctionMaxQuery::with_tie_breaker(self.0, ALSO))
    }
}

/// A token as it is written: a word, or all pairs of characters of a run.
pub fn piece(token: &Token, words: Field, grams: Field) -> Way {
    match token.kind {
        Kind::Han => pieces(grams, &token.text),
        Kind::Letters => term(words, &text::stem(&token.text)),
        Kind::Digits => term(words, &token.text),
    }
}

pub fn pieces(field: Field, word: &str) -> Way {
    let chars: Vec<char> = word.chars().collect();
    let length = chars.len().min(2);
    all(chars.windows(length).map(|pair| term(field, &pair.iter().collect::<String>())).collect())
}
