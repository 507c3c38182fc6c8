//! Completions while somebody types: names of categories, and what others have searched for.

use std::cmp::Reverse;

use crate::query::Query;
use crate::sound;
use crate::terms;
use crate::text::{self, Kind};

/// Something that may be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub text: String,
    /// Tells what it is to whoever put it in.
    pub id: i64,
    /// The heaviest first.
    pub weight: u64,
}

struct Known {
    entry: Entry,
    written: String,
    sounds: Vec<String>,
    initials: Vec<String>,
}

/// A few thousand entries, gone through one by one.
#[derive(Default)]
pub struct Completer {
    known: Vec<Known>,
}

/// The best way in which an entry answers, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Begins,
    Sounds,
    Initials,
    Contains,
}

impl Completer {
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let known = entries.into_iter().map(|entry| {
            let written = Query::parse(&entry.text).text;
            let chars: Vec<char> = written.chars().filter(|c| *c != ' ').collect();
            let rows: Vec<Vec<&str>> =
                chars.iter().map(|c| terms::initials_of(sound::readings(*c))).collect();
            let initials = sound::product(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
            Known { entry, sounds: terms::sounds(&chars), initials, written }
        });
        Self { known: known.collect() }
    }

    /// The best completions of what was typed.
    #[must_use]
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<&Entry> {
        let written = Query::parse(typed).text;
        if written.is_empty() {
            return Vec::new();
        }
        let spoken = spoken(&written);
        let fit = |known: &Known| {
            let begins = |texts: &[String]| {
                spoken
                    .as_ref()
                    .is_some_and(|spoken| texts.iter().any(|text| text.starts_with(spoken.as_str())))
            };
            if known.written.starts_with(&written) {
                Some(Fit::Begins)
            } else if begins(&known.sounds) {
                Some(Fit::Sounds)
            } else if begins(&known.initials) {
                Some(Fit::Initials)
            } else if known.written.contains(&written) {
                Some(Fit::Contains)
            } else {
                None
            }
        };
        let mut found: Vec<_> =
            self.known.iter().filter_map(|known| Some((fit(known)?, &known.entry))).collect();
        found.sort_by_key(|(fit, entry)| (*fit, Reverse(entry.weight), entry.text.len()));
        found.into_iter().take(limit).map(|(_, entry)| entry).collect()
    }
}

/// What was typed as one row of letters: Chinese by its usual sound.
fn spoken(written: &str) -> Option<String> {
    let mut spoken = String::new();
    for token in text::tokens(written) {
        match token.kind {
            Kind::Letters => spoken.push_str(&token.text),
            Kind::Digits => return None,
            Kind::Han => {
                for c in token.text.chars() {
                    spoken.push_str(sound::readings(c).first()?);
                }
            }
        }
    }
    Some(spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completions_come_by_writing_sound_and_first_letters() {
        let entry = |(text, weight): (&str, u64)| Entry { text: text.to_owned(), id: 0, weight };
        let words = [("牛奶", 9), ("牛肉干", 5), ("酸牛奶", 7), ("手机壳", 3), ("iPhone 手机壳", 2)];
        let completer = Completer::new(words.map(entry));
        let of = |typed| {
            completer.complete(typed, 3).into_iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("牛"), ["牛奶", "牛肉干", "酸牛奶"]);
        assert_eq!(of("niun"), ["牛奶"]);
        assert_eq!(of("nr"), ["牛肉干"]);
        assert_eq!(of("牛n"), ["牛奶"]);
        assert_eq!(of("iph"), ["iPhone 手机壳"]);
        assert_eq!(of("sjk"), ["手机壳"]);
        assert!(of("").is_empty() && of("zzz").is_empty());
    }
}
