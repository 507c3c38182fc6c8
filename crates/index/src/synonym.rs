//! Words that mean the same, as staff have written them down.

use std::collections::HashMap;

use crate::query::Query;
use crate::terms;
use crate::text;

/// Groups of words that mean the same.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<String>>,
    /// By the word as it is written, and as it sounds.
    by_word: HashMap<String, Vec<usize>>,
}

impl Synonyms {
    #[must_use]
    pub fn new(groups: impl IntoIterator<Item = Vec<String>>) -> Self {
        let mut synonyms = Self::default();
        for group in groups {
            let at = synonyms.groups.len();
            for word in &group {
                for key in keys(word) {
                    let groups = synonyms.by_word.entry(key).or_default();
                    if groups.last() != Some(&at) {
                        groups.push(at);
                    }
                }
            }
            synonyms.groups.push(group);
        }
        synonyms
    }

    /// Other words for this one.
    pub fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        let groups = self.by_word.get(word).or_else(|| self.by_word.get(&text::stem(word)));
        let words = groups.into_iter().flatten().flat_map(|at| &self.groups[*at]).map(String::as_str);
        words.filter(move |other| *other != word)
    }
}

fn keys(word: &str) -> Vec<String> {
    let written = Query::parse(word).text;
    let chars: Vec<char> = written.chars().collect();
    let mut keys = terms::sounds(&chars);
    if !written.contains(' ') {
        keys.push(text::stem(&written));
    }
    keys.push(written);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_group_finds_the_others() {
        let groups = [["充电宝", "移动电源", "Power Bank"], ["泡面", "方便面", "instant noodles"]];
        let synonyms = Synonyms::new(groups.map(|group| group.map(str::to_owned).to_vec()));
        let of = |word: &str| synonyms.of(word).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(of("充电宝"), ["移动电源", "Power Bank"]);
        assert_eq!(of("power bank"), ["充电宝", "移动电源", "Power Bank"]);
        assert_eq!(of("paomian").len(), 3);
        assert!(of("牛奶").is_empty());
    }
}
