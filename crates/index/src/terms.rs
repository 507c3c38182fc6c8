//! What a text is found by: its words, the sounds of its words, their first letters.

use std::collections::HashSet;
use std::ops::Range;

use crate::sound;
use crate::text::{self, Joint, Kind, Token};

/// Things read aloud that are looked at in one text; the rest is found by its words alone.
const ELEMENTS_MAX: usize = 64;
/// The longest row of characters whose sound is one term.
const WINDOW_MAX: usize = 8;
/// The longest row that begins or ends within a word.
const GRAM_MAX: usize = 3;
const INITIALS_MAX: usize = 6;
/// Letters of the beginning of a word, or digits of a number.
const START_CHARS: usize = 2;
/// Longer words of letters are not read together with the Chinese beside them.
const SPOKEN_LETTERS_MAX: usize = 3;
/// Longer terms are no words.
const TERM_BYTES_MAX: usize = 60;

/// Terms of one kind, each once, divided by spaces.
#[derive(Default)]
pub struct Bag {
    seen: HashSet<String>,
}

impl Bag {
    fn add(&mut self, term: impl Into<String>) {
        let term = term.into();
        if !term.is_empty() && term.len() <= TERM_BYTES_MAX {
            self.seen.insert(term);
        }
    }

    fn add_all(&mut self, terms: Vec<String>) {
        terms.into_iter().for_each(|term| self.add(term));
    }

    #[must_use]
    pub fn into_text(self) -> String {
        let mut text = String::with_capacity(self.seen.iter().map(|term| term.len() + 1).sum());
        for term in self.seen {
            text.push_str(&term);
            text.push(' ');
        }
        text
    }

    #[cfg(test)]
    pub fn has(&self, term: &str) -> bool {
        self.seen.contains(term)
    }
}

/// The terms of a text.
#[derive(Default)]
pub struct Terms {
    /// Chinese words, English stems, numbers, and what is written together (`250ml`).
    pub words: Bag,
    /// Single characters and pairs of them, wherever words end.
    pub grams: Bag,
    /// The sound of rows of whole words.
    pub sounds: Bag,
    /// The sound of short rows that begin or end within a word.
    pub sound_grams: Bag,
    /// First letters of the syllables of whole words.
    pub initials: Bag,
    pub initial_grams: Bag,
    /// The beginnings of the first syllable of each word.
    pub starts: Bag,
    /// Words of letters as they are written.
    pub letters: Bag,
    /// The nouns that the text is about, in all their forms: what stands last in each of its phrases.
    pub heads: Bag,
}

/// One thing that is read aloud: a character, or a few letters beside one.
struct Element {
    /// In daily use.
    sounds: Vec<String>,
    /// Those of dictionaries as well; empty when there are no more.
    all_sounds: Vec<String>,
    initials: Vec<String>,
    begins_word: bool,
    ends_word: bool,
    /// It is not read together with the one before.
    is_apart: bool,
}

impl Terms {
    /// Adds a text with everything it is found by.
    pub fn add(&mut self, text: &str) {
        let tokens = text::tokens(text);
        self.add_words(&tokens);
        self.add_heads(&tokens);
        let elements = elements(&tokens);
        for start in 0..elements.len() {
            self.add_windows(&elements, start);
        }
    }

    /// Adds a text that is found by its words and the sound of each.
    pub fn add_plain(&mut self, text: &str) {
        let tokens = text::tokens(text);
        self.add_words(&tokens);
        for (run, words) in runs(&tokens) {
            for word in words {
                for sound in sounds(&run[word]) {
                    self.sounds.add(sound);
                }
            }
        }
    }

    fn add_words(&mut self, tokens: &[Token]) {
        for token in tokens {
            match token.kind {
                Kind::Han => {}
                Kind::Letters => {
                    self.words.add(text::stem(&token.text));
                    self.letters.add(token.text.as_str());
                    self.add_starts(&token.text);
                }
                Kind::Digits => {
                    self.words.add(token.text.as_str());
                    self.add_starts(&token.text);
                }
            }
        }
        for compound in text::compounds(tokens) {
            let compound = text::joined(&tokens[compound]);
            self.letters.add(compound.as_str());
            self.words.add(compound);
        }
        for (run, _) in runs(tokens) {
            let text: String = run.iter().collect();
            for word in text::words_within(&text).into_iter().chain(text::words(&text)) {
                self.words.add(run[word].iter().collect::<String>());
            }
            for length in 1..=2 {
                for gram in run.windows(length) {
                    self.grams.add(gram.iter().collect::<String>());
                }
            }
        }
    }

    /// What is typed of a word before it can be looked up.
    fn add_starts(&mut self, word: &str) {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(START_CHARS);
        ends.for_each(|end| self.starts.add(&word[..end]));
    }

    fn add_heads(&mut self, tokens: &[Token]) {
        let mut head: Option<&Token> = None;
        let mut is_over = false;
        for token in tokens {
            let ends_phrase = match token.joint {
                Joint::Break => true,
                Joint::Space => head.is_some_and(|head| head.kind == Kind::Han),
                Joint::Glued | Joint::Hyphen => false,
            };
            if ends_phrase {
                self.add_head(head.take());
                is_over = false;
            }
            // What follows `with` or `for` tells more of the thing, not what it is.
            is_over |= token.kind == Kind::Letters && text::is_empty_word(&token.text);
            if !is_over && token.kind != Kind::Digits {
                head = Some(token);
            }
        }
        self.add_head(head);
    }

    fn add_head(&mut self, token: Option<&Token>) {
        let Some(token) = token else { return };
        if token.kind == Kind::Letters {
            return self.heads.add(text::stem(&token.text));
        }
        let run: Vec<char> = token.text.chars().collect();
        // The last word, the last two together, and the words that end a longer one: 纯牛奶 is about 牛奶.
        let words = text::words(&token.text);
        let last = words.into_iter().rev().take(2).map(|word| word.start);
        let within = text::words_within(&token.text).into_iter().filter(|word| word.end == run.len());
        for start in last.chain(within.map(|word| word.start)) {
            let head = &run[start..];
            self.heads.add(head.iter().collect::<String>());
            self.heads.add_all(sounds(head));
            self.heads.add_all(initials(head));
        }
        // Titles name a thing by one character, as in 记忆枕, which people call 枕头.
        if let Some(last) = run.last() {
            self.heads.add(String::from(*last));
            self.heads.add_all(sounds(&[*last]));
        }
    }

    /// Adds the rows that begin at one element.
    fn add_windows(&mut self, elements: &[Element], start: usize) {
        let first = &elements[start];
        if first.begins_word {
            for sound in &first.sounds {
                (1..=sound.len()).filter_map(|end| sound.get(..end)).for_each(|part| self.starts.add(part));
            }
        }
        let apart = elements[start + 1..].iter().position(|element| element.is_apart);
        let end_max = apart.map_or(elements.len(), |apart| start + 1 + apart).min(start + WINDOW_MAX);
        for end in start + 1..=end_max {
            let window = &elements[start..end];
            let is_whole = first.begins_word && elements[end - 1].ends_word;
            let length = window.len();
            if is_whole {
                self.sounds.add_all(product(window, |element| &element.sounds));
                self.initials.add_all(product(window, |element| &element.initials));
            }
            let has_rare = window.iter().any(|element| !element.all_sounds.is_empty());
            if length <= GRAM_MAX && (!is_whole || has_rare) {
                self.sound_grams.add_all(product(window, |element| {
                    if element.all_sounds.is_empty() { &element.sounds } else { &element.all_sounds }
                }));
            }
            if !is_whole && (2..=INITIALS_MAX).contains(&length) {
                self.initial_grams.add_all(product(window, |element| &element.initials));
            }
        }
    }
}

fn product(window: &[Element], of: impl Fn(&Element) -> &[String]) -> Vec<String> {
    let row = |element| of(element).iter().map(String::as_str).collect();
    let rows: Vec<Vec<&str>> = window.iter().map(row).collect();
    sound::product(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The runs of Chinese characters, each with the words it is cut into.
fn runs(tokens: &[Token]) -> impl Iterator<Item = (Vec<char>, Vec<Range<usize>>)> {
    let han = tokens.iter().filter(|token| token.kind == Kind::Han);
    han.map(|token| (token.text.chars().collect(), text::words(&token.text)))
}

/// The usual ways to read a row of characters.
#[must_use]
pub fn sounds(row: &[char]) -> Vec<String> {
    sound::product(&row.iter().map(|c| sound::usual(*c)).collect::<Vec<_>>())
}

/// How a row of characters sounds to those who do not tell similar sounds apart.
#[must_use]
pub fn blurred_sounds(row: &[char]) -> Vec<String> {
    let rows: Vec<Vec<&str>> = row
        .iter()
        .map(|c| sound::usual(*c).first().map(|usual| sound::alike(usual)).unwrap_or_default())
        .collect();
    sound::product(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn initials(row: &[char]) -> Vec<String> {
    let rows: Vec<Vec<&str>> = row.iter().map(|c| initials_of(sound::usual(*c))).collect();
    sound::product(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The first letters of readings, each once.
#[must_use]
pub fn initials_of<'a>(readings: &[&'a str]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for initial in readings.iter().filter_map(|reading| reading.get(..1)) {
        if !found.contains(&initial) {
            found.push(initial);
        }
    }
    found
}

fn elements(tokens: &[Token]) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut is_apart = true;
    for token in tokens {
        is_apart |= token.joint == Joint::Break;
        match token.kind {
            Kind::Digits => is_apart = true,
            Kind::Letters if token.text.len() > SPOKEN_LETTERS_MAX => is_apart = true,
            Kind::Letters => {
                let text = vec![token.text.clone()];
                elements.push(Element {
                    sounds: text.clone(),
                    all_sounds: Vec::new(),
                    initials: text,
                    begins_word: true,
                    ends_word: true,
                    is_apart,
                });
                is_apart = false;
            }
            Kind::Han => {
                add_run(&mut elements, &token.text, is_apart);
                is_apart = false;
            }
        }
    }
    elements.truncate(ELEMENTS_MAX);
    elements
}

fn add_run(elements: &mut Vec<Element>, run: &str, is_apart: bool) {
    let words = text::words(run);
    let within = text::words_within(run);
    let begins = |at: usize| words.iter().chain(&within).any(|word| word.start == at);
    let ends = |at: usize| words.iter().chain(&within).any(|word| word.end == at + 1);
    for (at, c) in run.chars().enumerate() {
        let (usual, all) = (sound::usual(c), sound::readings(c));
        let owned = |readings: &[&str]| readings.iter().map(|&reading| reading.to_owned()).collect();
        elements.push(Element {
            sounds: owned(usual),
            all_sounds: if usual.len() < all.len() { owned(all) } else { Vec::new() },
            initials: initials_of(usual).into_iter().map(str::to_owned).collect(),
            begins_word: begins(at),
            ends_word: ends(at),
            is_apart: is_apart && at == 0,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Terms {
        let mut terms = Terms::default();
        terms.add(text);
        terms
    }

    #[test]
    fn a_title_is_found_by_its_words_sounds_and_first_letters() {
        let terms = terms("大白兔奶糖 原味 500g");
        assert!(terms.words.has("大白兔") && terms.words.has("奶糖") && terms.words.has("500g"));
        assert!(terms.grams.has("兔奶") && terms.grams.has("兔"));
        assert!(
            terms.sounds.has("dabaitu") && terms.sounds.has("naitang") && terms.sounds.has("dabaitunaitang")
        );
        assert!(terms.sound_grams.has("tunai") && !terms.sounds.has("tunai"));
        assert!(terms.initials.has("dbt") && terms.initials.has("nt") && terms.initials.has("dbtnt"));
        assert!(terms.starts.has("d") && terms.starts.has("na"));
        assert!(terms.heads.has("奶糖") && terms.heads.has("naitang") && terms.heads.has("nt"));
        assert!(!terms.heads.has("大白兔"));
    }

    #[test]
    fn letters_beside_characters_are_read_with_them() {
        let terms = terms("AD钙奶 USB风扇");
        assert!(terms.sounds.has("adgainai") && terms.initials.has("adgn"));
        assert!(terms.letters.has("usb") && terms.sounds.has("usbfengshan"));
    }

    #[test]
    fn english_heads_stand_before_what_is_told_of_them() {
        let terms = terms("Chips in a Tube");
        assert!(terms.heads.has(&text::stem("chips")) && !terms.heads.has(&text::stem("tube")));
        assert!(terms.words.has(&text::stem("tube")));
    }

    #[test]
    fn no_text_is_too_long_or_too_strange() {
        for text in ["", "\u{0}", &"牛".repeat(2_000), &"重".repeat(100), &"x".repeat(5_000), "🐄🥛"] {
            terms(text);
        }
    }
}
