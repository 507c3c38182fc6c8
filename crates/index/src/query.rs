//! What somebody typed, taken apart into units that goods must answer to.

use std::ops::Range;

use crate::sound;
use crate::terms;
use crate::text::{self, Joint, Kind, Token};

/// Longer queries are cut: nobody types them.
pub const QUERY_CHARS_MAX: usize = 100;
const UNITS_MAX: usize = 10;
/// Single characters that are read together, at most.
const JOINED_MAX: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Han,
    Letters,
    /// Numbers, and letters written together with numbers.
    Mixed,
}

/// A word that goods must answer to, in one way or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub script: Script,
    pub text: String,
    /// Whether it is one; single characters that the dictionary does not join are read together all the same.
    pub is_word: bool,
    /// How it sounds: readings of Chinese, or the letters themselves when they can be read as syllables.
    pub sounds: Vec<String>,
}

/// A query, understood as far as it goes without the goods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// As it was typed, folded, words divided by one space.
    pub text: String,
    pub units: Vec<Unit>,
    /// All of it in one breath: `niu奶`, `nai niu`, `chong dian bao`.
    pub sounds: Vec<String>,
    /// All of it as first letters: `dbt奶糖` is `dbtnt`.
    pub initials: Option<String>,
    /// Pairs of characters across the words that a run of Chinese was cut into.
    pub bridges: Vec<String>,
}

impl Unit {
    /// The words that a longer one is made of, if it is.
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        let chars: Vec<char> = self.text.chars().collect();
        if self.script != Script::Han || chars.len() < 3 {
            return Vec::new();
        }
        let mut within = text::words_within(&self.text);
        within.retain(|word| 1 < word.len() && word.len() < chars.len());
        within.sort_by_key(|word| (word.start, std::cmp::Reverse(word.end)));
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut end = 0;
        for word in within {
            if end <= word.start {
                parts.extend((end < word.start).then_some(end..word.start));
                end = word.end;
                parts.push(word);
            }
        }
        if parts.is_empty() {
            return Vec::new();
        }
        parts.extend((end < chars.len()).then_some(end..chars.len()));
        parts.into_iter().map(|part| Self::han(&chars[part.clone()], 1 < part.len())).collect()
    }

    fn han(row: &[char], is_word: bool) -> Self {
        Self { script: Script::Han, text: row.iter().collect(), is_word, sounds: terms::sounds(row) }
    }
}

impl Query {
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let typed: String = typed.chars().take(QUERY_CHARS_MAX).collect();
        let tokens = text::tokens(&typed);
        let mut units = units(&tokens);
        if units.iter().any(|unit| !text::is_empty_word(&unit.text)) {
            units.retain(|unit| !text::is_empty_word(&unit.text));
        }
        units.dedup();
        units.truncate(UNITS_MAX);
        Self {
            text: written(&tokens),
            sounds: if units.len() > 1 { whole_sounds(&units) } else { Vec::new() },
            initials: whole_initials(&tokens),
            bridges: bridges(&tokens),
            units,
        }
    }

    /// A query of one run of Chinese that is several units, as one.
    #[must_use]
    pub fn in_one(&self) -> Option<Unit> {
        let is_run = 1 < self.units.len() && self.text.chars().all(text::is_han);
        is_run.then(|| Unit::han(&self.text.chars().collect::<Vec<_>>(), false))
    }

    /// Two units in the other order, in one breath: `nai niu` is `niunai`.
    #[must_use]
    pub fn turned_sounds(&self) -> Vec<String> {
        let turned: Vec<Unit> = self.units.iter().rev().cloned().collect();
        whole_sounds(&turned)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// The tokens with one space where there was any.
fn written(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        if matches!(token.joint, Joint::Space | Joint::Break) && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    text
}

fn units(tokens: &[Token]) -> Vec<Unit> {
    let compounds = text::compounds(tokens);
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(compound) = compounds.iter().find(|compound| compound.start == at) {
            let text = text::joined(&tokens[compound.clone()]);
            let is_letters = tokens[compound.clone()].iter().all(|token| token.kind == Kind::Letters);
            units.push(if is_letters { letters(text) } else { unit(Script::Mixed, text) });
            at = compound.end;
            continue;
        }
        at += 1;
        match token.kind {
            Kind::Han => units.extend(han(&token.text)),
            Kind::Letters => units.push(letters(token.text.clone())),
            Kind::Digits => units.push(unit(Script::Mixed, token.text.clone())),
        }
    }
    units
}

fn unit(script: Script, text: String) -> Unit {
    Unit { script, text, is_word: true, sounds: Vec::new() }
}

fn letters(text: String) -> Unit {
    let sounds = sound::syllables(&text).map(|_| vec![text.clone()]).unwrap_or_default();
    Unit { script: Script::Letters, text, is_word: true, sounds }
}

fn han(run: &str) -> impl Iterator<Item = Unit> {
    let chars: Vec<char> = run.chars().collect();
    let mut words: Vec<(Range<usize>, bool)> = Vec::new();
    for word in text::words(run) {
        let is_single = word.len() == 1 && !text::is_empty_word(&chars[word.start].to_string());
        match words.last_mut() {
            Some((last, is_word))
                if is_single && (last.len() == 1 || !*is_word) && last.len() < JOINED_MAX =>
            {
                last.end = word.end;
                *is_word = false;
            }
            _ => words.push((word, true)),
        }
    }
    words.into_iter().map(move |(word, is_word)| Unit::han(&chars[word], is_word))
}

fn whole_sounds(units: &[Unit]) -> Vec<String> {
    let rows: Vec<Vec<&str>> =
        units.iter().map(|unit| unit.sounds.iter().map(String::as_str).collect()).collect();
    sound::product(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Only where letters and Chinese are written together, or letters stand apart one by one.
fn whole_initials(tokens: &[Token]) -> Option<String> {
    let has = |kind| tokens.iter().any(|token| token.kind == kind);
    let is_mixed = has(Kind::Letters) && (has(Kind::Han) || tokens.iter().all(|token| token.text.len() <= 3));
    if !is_mixed || has(Kind::Digits) || tokens.len() < 2 {
        return None;
    }
    let mut initials = String::new();
    for token in tokens {
        match token.kind {
            Kind::Han => {
                for c in token.text.chars() {
                    initials.push_str(sound::readings(c).first()?.get(..1)?);
                }
            }
            Kind::Letters | Kind::Digits => initials.push_str(&token.text),
        }
    }
    Some(initials)
}

fn bridges(tokens: &[Token]) -> Vec<String> {
    let mut bridges = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Han) {
        let run: Vec<char> = token.text.chars().collect();
        for word in text::words(&token.text).iter().skip(1) {
            bridges.push(run[word.start - 1..=word.start].iter().collect());
        }
    }
    bridges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(query: &Query) -> Vec<&str> {
        query.units.iter().map(|unit| unit.text.as_str()).collect()
    }

    #[test]
    fn a_query_becomes_units() {
        assert_eq!(texts(&Query::parse("大白兔奶糖 250 ml")), ["大白兔", "奶糖", "250ml"]);
        assert_eq!(texts(&Query::parse("Type-C cable for the iPhone15")), ["typec", "cable", "iphone15"]);
        assert_eq!(texts(&Query::parse("的")), ["的"]);
        assert!(Query::parse(" ！？🐄 ").is_empty());
        assert!(Query::parse(&"牛 ".repeat(500)).units.len() <= UNITS_MAX);
    }

    #[test]
    fn what_is_mixed_is_also_read_in_one_breath() {
        assert_eq!(Query::parse("niu奶").sounds, ["niunai"]);
        assert_eq!(Query::parse("nai niu").sounds, ["nainiu"]);
        assert_eq!(Query::parse("dbt奶糖").initials.as_deref(), Some("dbtnt"));
        assert_eq!(Query::parse("大白兔奶糖").bridges, ["兔奶"]);
        assert_eq!(Query::parse("牛奶").initials, None);
    }
}
