//! A text taken apart: runs of Chinese characters, words of letters, numbers.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use jieba_rs::Jieba;
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A run of Chinese characters.
    Han,
    Letters,
    /// `3.5` is one number.
    Digits,
}

/// How a token follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Nothing between them: `iphone15`.
    Glued,
    /// A hyphen, a point or an apostrophe: `type-c`.
    Hyphen,
    Space,
    /// Any other sign; what stands before and after is not read as one.
    Break,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// In lower case and half width.
    pub text: String,
    /// Bytes of the text it was taken from.
    pub start: usize,
    pub end: usize,
    pub joint: Joint,
}

/// Units that follow a number with a space between as often as without.
const UNITS: [&str; 22] = [
    "ml", "l", "g", "kg", "mg", "oz", "lb", "cm", "mm", "m", "inch", "in", "w", "kw", "v", "a", "mah", "gb",
    "tb", "mb", "hz", "pcs",
];

/// What a character is to a reader who searches: in lower case, half width, simplified, and without accents or tones.
#[must_use]
pub fn fold(c: char) -> char {
    let plain = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        // Keyboards have no ü: people type v.
        'ü' | 'Ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        _ if c.is_ascii() => c,
        _ if is_han(c) => simplified(c),
        _ => c.nfd().next().unwrap_or(c),
    };
    plain.to_lowercase().next().unwrap_or(plain)
}

const SIMPLIFIED_FIRST: u32 = 0x4e00;
const SIMPLIFIED_LAST: u32 = 0x9fff;

/// The common characters as they are written in simplified Chinese.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let one = |code| {
        let c = char::from_u32(code).unwrap_or_default();
        fast2s::convert(&c.to_string()).chars().next().unwrap_or(c)
    };
    (SIMPLIFIED_FIRST..=SIMPLIFIED_LAST).map(one).collect()
});

fn simplified(c: char) -> char {
    let at = u32::from(c).checked_sub(SIMPLIFIED_FIRST).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| SIMPLIFIED.get(at)).copied().unwrap_or(c)
}

/// An accent that stands by itself behind its letter.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn kind(c: char) -> Option<Kind> {
    if is_han(c) {
        Some(Kind::Han)
    } else if c.is_numeric() {
        Some(Kind::Digits)
    } else if c.is_alphabetic() {
        Some(Kind::Letters)
    } else {
        None
    }
}

/// The joint that a sign makes, given the joint before it.
fn joint(c: char, before: Joint) -> Joint {
    match (c, before) {
        ('-' | '\'' | '’' | '.' | '_', Joint::Glued) => Joint::Hyphen,
        (c, Joint::Glued | Joint::Space) if c.is_whitespace() => Joint::Space,
        _ => Joint::Break,
    }
}

#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut before = Joint::Break;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if is_accent(c) {
            continue;
        }
        let c = fold(c);
        let Some(kind) = kind(c) else {
            before = if tokens.is_empty() { Joint::Break } else { joint(c, before) };
            continue;
        };
        let mut token = Token { kind, text: String::from(c), start, end: text.len(), joint: before };
        while let Some((at, next)) = chars.peek().copied() {
            if is_accent(next) {
                chars.next();
                continue;
            }
            let next = fold(next);
            let is_point = kind == Kind::Digits && next == '.' && digit_follows(&text[at..]);
            if !is_point && self::kind(next) != Some(kind) {
                token.end = at;
                break;
            }
            token.text.push(next);
            chars.next();
        }
        tokens.push(token);
        before = Joint::Glued;
    }
    tokens
}

fn digit_follows(point_and_rest: &str) -> bool {
    point_and_rest.chars().nth(1).is_some_and(char::is_numeric)
}

/// Groups of letters and numbers that are also one word: `250ml`, `type-c` as `typec`, `5 kg` as `5kg`.
pub fn compounds(tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in 1..=tokens.len() {
        let goes_on = tokens.get(end).is_some_and(|next| {
            let before = &tokens[end - 1];
            let is_measure = next.joint == Joint::Space
                && before.kind == Kind::Digits
                && UNITS.contains(&next.text.as_str());
            let is_joined = matches!(next.joint, Joint::Glued | Joint::Hyphen) || is_measure;
            is_joined && next.kind != Kind::Han && before.kind != Kind::Han
        });
        if !goes_on {
            if end - start > 1 {
                found.push(start..end);
            }
            start = end;
        }
    }
    found
}

/// The texts of tokens, joined.
#[must_use]
pub fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect()
}

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// An English word without its ending.
#[must_use]
pub fn stem(word: &str) -> String {
    STEMMER.stem(word).into_owned()
}

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Reads the dictionary, which the first search would otherwise wait for.
pub fn warm() {
    LazyLock::force(&JIEBA);
    LazyLock::force(&STEMMER);
    LazyLock::force(&SIMPLIFIED);
}

/// The words of a run of Chinese characters, as ranges of characters.
#[must_use]
pub fn words(run: &str) -> Vec<std::ops::Range<usize>> {
    JIEBA.cut(run, false).into_iter().map(|token| token.start..token.end).collect()
}

/// The words, and the words within longer words.
#[must_use]
pub fn words_within(run: &str) -> Vec<std::ops::Range<usize>> {
    JIEBA.cut_for_search(run, false).into_iter().map(|token| token.start..token.end).collect()
}

/// Words that say nothing about goods.
#[must_use]
pub fn is_empty_word(word: &str) -> bool {
    matches!(
        word,
        "的" | "了"
            | "和"
            | "与"
            | "及"
            | "之"
            | "用"
            | "送"
            | "给"
            | "买"
            | "可以"
            | "适合"
            | "推荐"
            | "什么"
            | "一个"
            | "一些"
            | "a"
            | "an"
            | "the"
            | "of"
            | "for"
            | "and"
            | "with"
            | "in"
            | "on"
            | "to"
            | "by"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn scripts_are_taken_apart_and_folded() {
        assert_eq!(texts("ＡＤ钙奶 220ml×24，新品"), ["ad", "钙奶", "220", "ml", "24", "新品"]);
        assert_eq!(texts("  "), [""; 0]);
        let joints: Vec<_> = tokens("USB-C 3.5mm niu奶").into_iter().map(|token| token.joint).collect();
        assert_eq!(
            joints,
            [Joint::Break, Joint::Hyphen, Joint::Space, Joint::Glued, Joint::Space, Joint::Glued]
        );
    }

    #[test]
    fn traditional_writing_accents_and_tones_are_plain() {
        assert_eq!(texts("充電寶 雨傘 Café máojīn lǜdòu"), ["充电宝", "雨伞", "cafe", "maojin", "lvdou"]);
        assert_eq!(texts("cafe\u{301}s"), ["cafes"]);
    }

    #[test]
    fn tokens_know_where_they_stood() {
        let text = "每日 鲜牛奶Milk！";
        for token in tokens(text) {
            assert_eq!(text[token.start..token.end].to_lowercase(), token.text);
        }
    }

    #[test]
    fn letters_and_numbers_that_belong_together_are_one_word_too() {
        let compounds_of = |text| {
            let tokens = tokens(text);
            compounds(&tokens).into_iter().map(|range| joined(&tokens[range])).collect::<Vec<_>>()
        };
        assert_eq!(compounds_of("iphone15 手机壳 type-c 250 ml 3 packs"), ["iphone15", "typec", "250ml"]);
        assert_eq!(compounds_of("纯牛奶"), [""; 0]);
    }

    #[test]
    fn chinese_is_cut_into_words() {
        let run: Vec<char> = "大白兔奶糖".chars().collect();
        let text = |range: std::ops::Range<usize>| run[range].iter().collect::<String>();
        assert_eq!(words("大白兔奶糖").into_iter().map(text).collect::<Vec<_>>(), ["大白兔", "奶糖"]);
        assert!(words_within("大白兔奶糖").into_iter().map(text).any(|word| word == "白兔"));
        assert_eq!(stem("earphones"), stem("earphone"));
    }
}
