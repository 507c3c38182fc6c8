//! Why a text answers a query, and where: for highlighting, for `explain`, and for "did you mean".

use std::ops::Range;

use crate::query::{Query, Script, Unit};
use crate::sound;
use crate::synonym::Synonyms;
use crate::text::{self, Joint, Kind};

/// In which way a unit of the query is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it is written.
    Word,
    /// By a word that staff say means the same.
    Synonym,
    /// By how it sounds: `niunai` is 牛奶.
    Sound,
    /// By first letters: `cdb` is 充电宝.
    Initials,
    /// By the beginning of a word or a sound.
    Beginning,
    /// By a word that sounds the same, or by the same sounds in another order.
    SoundsAlike,
    /// By the same characters in another order.
    OtherOrder,
    /// By a word that is spelt nearly so.
    Slip,
}

impl How {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Synonym => "synonym",
            Self::Sound => "sound",
            Self::Initials => "initials",
            Self::Beginning => "beginning",
            Self::SoundsAlike => "sounds_alike",
            Self::OtherOrder => "other_order",
            Self::Slip => "slip",
        }
    }

    /// Whether the reader may have meant something else than what was typed.
    fn is_bent(self) -> bool {
        matches!(self, Self::SoundsAlike | Self::OtherOrder | Self::Slip)
    }
}

/// One unit of a query, found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub unit: String,
    pub how: How,
    /// Bytes of the text, in order.
    pub spans: Vec<Range<usize>>,
}

/// A character, or a word of letters, or a number.
struct Glyph {
    kind: Kind,
    text: String,
    readings: &'static [&'static str],
    span: Range<usize>,
    /// It is not read together with the one before.
    is_apart: bool,
}

impl Glyph {
    fn first_char(&self) -> Option<char> {
        self.text.chars().next()
    }
}

/// Texts longer than this are looked at in their beginning.
const GLYPHS_MAX: usize = 200;
/// The longest row of characters that a sound is looked for in.
const WINDOW_MAX: usize = 6;

fn glyphs(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for token in text::tokens(text) {
        let is_apart = token.joint == Joint::Break;
        if token.kind != Kind::Han {
            let span = token.start..token.end;
            glyphs.push(Glyph { kind: token.kind, text: token.text, readings: &[], span, is_apart });
            continue;
        }
        for (at, c) in text[token.start..token.end].char_indices() {
            let start = token.start + at;
            let plain = text::fold(c);
            glyphs.push(Glyph {
                kind: Kind::Han,
                text: plain.to_string(),
                readings: sound::readings(plain),
                span: start..start + c.len_utf8(),
                is_apart: is_apart && at == 0,
            });
        }
    }
    glyphs.truncate(GLYPHS_MAX);
    glyphs
}

/// Words as they are written one after the other: Chinese without spaces.
fn written_on(words: &[String]) -> String {
    let mut written = String::new();
    for word in words {
        let joins = |c: Option<char>| c.is_some_and(text::is_han);
        if !(written.is_empty() || joins(written.chars().last()) && joins(word.chars().next())) {
            written.push(' ');
        }
        written.push_str(word);
    }
    written
}

/// Reads texts for a query.
pub struct Reader<'a> {
    pub query: &'a Query,
    pub synonyms: &'a Synonyms,
}

impl Reader<'_> {
    /// The units that the text answers.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<Match> {
        let glyphs = glyphs(text);
        let units = &self.query.units;
        let found: Vec<Match> = units.iter().filter_map(|unit| self.find(unit, &glyphs)).collect();
        let is_written = found.len() == units.len() && found.iter().all(|found| found.how == How::Word);
        if !is_written && let Some(whole) = self.find_in_one(&glyphs) {
            return vec![whole];
        }
        if found.len() < units.len() && units.len() > 1 {
            // All of it may be one word, which only its synonyms know.
            if let Some((how, spans)) = self.find_synonym(&self.query.text, &glyphs) {
                return vec![Match { unit: self.query.text.clone(), how, spans: merged(spans) }];
            }
        }
        found
    }

    /// A run of Chinese, heard in one piece: 充电包 is 充电宝, though 充电 is a word and 包 another.
    fn find_in_one(&self, glyphs: &[Glyph]) -> Option<Match> {
        let unit = self.query.in_one()?;
        match self.find_han(&unit, glyphs)? {
            (how @ How::SoundsAlike, spans) if spans.len() == 1 => {
                Some(Match { unit: unit.text, how, spans })
            }
            _ => None,
        }
    }

    /// What of the text to mark, in order and without overlaps.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        merged(self.read(text).into_iter().flat_map(|found| found.spans).collect())
    }

    /// Whether the text answers all of the query as it was typed.
    #[must_use]
    pub fn is_answered(&self, text: &str) -> bool {
        let found = self.read(text);
        self.query.units.len() <= found.len() && !found.iter().any(|found| found.how.is_bent())
    }

    /// What the reader may have meant, in the words of a text that was found; `None` when it was meant as typed.
    #[must_use]
    pub fn meant(&self, text: &str) -> Option<String> {
        let plain = |span: &Range<usize>| text[span.clone()].chars().map(text::fold).collect::<String>();
        let found = self.read(text);
        let is_whole =
            self.query.units.len() <= found.len() || found.iter().any(|found| found.unit == self.query.text);
        if !is_whole || !found.iter().any(|found| found.how.is_bent()) {
            return None;
        }
        let all = merged(found.iter().flat_map(|found| found.spans.clone()).collect());
        if let [one] = all.as_slice() {
            return Some(plain(one));
        }
        // What is scattered over a title is no word that somebody meant.
        let said = |found: &Match| match (found.how.is_bent(), found.spans.as_slice()) {
            (true, [one]) => Some(plain(one)),
            (true, _) => None,
            (false, _) => Some(found.unit.clone()),
        };
        let said: Option<Vec<String>> = found.iter().map(said).collect();
        said.map(|said| written_on(&said))
    }

    fn find(&self, unit: &Unit, glyphs: &[Glyph]) -> Option<Match> {
        let found = match unit.script {
            Script::Han => self.find_han(unit, glyphs),
            Script::Letters => self.find_letters(unit, glyphs),
            Script::Mixed => self.find_mixed(unit, glyphs),
        };
        let (how, spans) = found?;
        Some(Match { unit: unit.text.clone(), how, spans: merged(spans) })
    }

    fn find_synonym(&self, word: &str, glyphs: &[Glyph]) -> Option<(How, Vec<Range<usize>>)> {
        self.synonyms.of(word).find_map(|other| {
            let words = text::tokens(other);
            let spans: Option<Vec<_>> = words.iter().map(|word| written(&word.text, glyphs)).collect();
            spans.filter(|spans| !spans.is_empty()).map(|spans| (How::Synonym, spans))
        })
    }

    fn find_han(&self, unit: &Unit, glyphs: &[Glyph]) -> Option<(How, Vec<Range<usize>>)> {
        if let Some(span) = written(&unit.text, glyphs) {
            return Some((How::Word, vec![span]));
        }
        if let Some(found) = self.find_synonym(&unit.text, glyphs) {
            return Some(found);
        }
        let chars: Vec<char> = unit.text.chars().collect();
        let alike = |c: char, glyph: &Glyph| {
            let readings = sound::usual(c);
            glyph
                .first_char()
                .is_some_and(|c| sound::usual(c).iter().any(|reading| readings.contains(reading)))
        };
        let in_a_row = glyphs
            .windows(chars.len())
            .find(|window| window.iter().zip(&chars).all(|(glyph, c)| alike(*c, glyph)))
            .and_then(span_of);
        if let Some(span) = in_a_row {
            return Some((How::SoundsAlike, vec![span]));
        }
        let each = |fits: &dyn Fn(char, &Glyph) -> bool| {
            let spans: Vec<_> = chars
                .iter()
                .filter_map(|c| glyphs.iter().find(|glyph| fits(*c, glyph)).map(|glyph| glyph.span.clone()))
                .collect();
            // One character may be wrong in a long word.
            let enough = if chars.len() > 2 { chars.len() - 1 } else { chars.len() };
            (spans.len() >= enough).then_some(spans)
        };
        each(&|c, glyph| glyph.first_char() == Some(c)).map(|spans| (How::OtherOrder, spans)).or_else(|| {
            let turned = each(&alike).map(merged)?;
            (turned.len() == 1).then_some((How::SoundsAlike, turned))
        })
    }

    fn find_letters(&self, unit: &Unit, glyphs: &[Glyph]) -> Option<(How, Vec<Range<usize>>)> {
        let typed = unit.text.as_str();
        if let Some(span) = written(typed, glyphs) {
            return Some((How::Word, vec![span]));
        }
        for (how, fits) in [
            (How::Sound, whole_reading as fn(&str, &str) -> bool),
            (How::Initials, first_letter),
            (How::Beginning, any_beginning),
        ] {
            if let Some(span) = spoken(typed, glyphs, fits) {
                return Some((how, vec![span]));
            }
        }
        let words = || glyphs.iter().filter(|glyph| glyph.kind == Kind::Letters);
        if let Some(glyph) = words().find(|glyph| glyph.text.starts_with(typed)) {
            return Some((How::Beginning, vec![glyph.span.clone()]));
        }
        if let Some(found) = self.find_synonym(&unit.text, glyphs) {
            return Some(found);
        }
        let slips = slips_for(typed);
        if let Some(glyph) = words().find(|glyph| distance(&glyph.text, typed) <= slips) {
            return Some((How::Slip, vec![glyph.span.clone()]));
        }
        if let Some(span) = nearly_spoken(typed, glyphs, slips) {
            return Some((How::Slip, vec![span]));
        }
        let syllables = sound::syllables(typed).filter(|syllables| syllables.len() > 1)?;
        let one = |syllable: &&str| glyphs.iter().find(|glyph| glyph.readings.contains(syllable));
        let spans: Option<Vec<_>> =
            syllables.iter().map(|part| one(part).map(|glyph| glyph.span.clone())).collect();
        spans.map(|spans| (How::SoundsAlike, spans))
    }

    fn find_mixed(&self, unit: &Unit, glyphs: &[Glyph]) -> Option<(How, Vec<Range<usize>>)> {
        if let Some(span) = written(&unit.text, glyphs) {
            return Some((How::Word, vec![span]));
        }
        if let Some(found) = self.find_synonym(&unit.text, glyphs) {
            return Some(found);
        }
        let parts = text::tokens(&unit.text);
        let spans: Option<Vec<_>> = parts.iter().map(|part| written(&part.text, glyphs)).collect();
        spans.map(|spans| (How::Word, spans))
    }
}

fn span_of(row: &[Glyph]) -> Option<Range<usize>> {
    Some(row.first()?.span.start..row.last()?.span.end)
}

/// Glyphs in a row that are the word, or one that has its stem.
fn written(word: &str, glyphs: &[Glyph]) -> Option<Range<usize>> {
    for start in 0..glyphs.len() {
        let mut rest = word;
        for (length, glyph) in glyphs[start..].iter().enumerate() {
            let Some(left) = rest.strip_prefix(glyph.text.as_str()) else { break };
            if left.is_empty() {
                return span_of(&glyphs[start..=start + length]);
            }
            rest = left;
        }
    }
    let stem = text::stem(word);
    let mut words = glyphs.iter().filter(|glyph| glyph.kind == Kind::Letters);
    words.find(|glyph| text::stem(&glyph.text) == stem).map(|glyph| glyph.span.clone())
}

fn whole_reading(part: &str, reading: &str) -> bool {
    part == reading
}

fn first_letter(part: &str, reading: &str) -> bool {
    part.len() == 1 && reading.starts_with(part)
}

fn any_beginning(part: &str, reading: &str) -> bool {
    reading.starts_with(part)
}

/// Glyphs in a row that the letters spell, each part fitting a reading.
fn spoken(typed: &str, glyphs: &[Glyph], fits: fn(&str, &str) -> bool) -> Option<Range<usize>> {
    (0..glyphs.len()).find_map(|start| {
        let length = spell(typed, &glyphs[start..], fits, 0)?;
        span_of(&glyphs[start..start + length])
    })
}

/// How many glyphs from the first the letters spell.
fn spell(rest: &str, glyphs: &[Glyph], fits: fn(&str, &str) -> bool, depth: usize) -> Option<usize> {
    if rest.is_empty() {
        return Some(0);
    }
    let glyph = glyphs.first()?;
    if depth > 2 * WINDOW_MAX || !rest.is_ascii() || (glyph.is_apart && depth > 0) {
        return None;
    }
    if glyph.kind == Kind::Letters {
        let left = rest.strip_prefix(glyph.text.as_str())?;
        return Some(1 + spell(left, &glyphs[1..], fits, depth + 1)?);
    }
    // The longest part first.
    (1..=rest.len().min(6)).rev().find_map(|end| {
        let (part, left) = rest.split_at(end);
        if !glyph.readings.iter().any(|reading| fits(part, reading)) {
            return None;
        }
        Some(1 + spell(left, &glyphs[1..], fits, depth + 1)?)
    })
}

fn nearly_spoken(typed: &str, glyphs: &[Glyph], slips: usize) -> Option<Range<usize>> {
    for start in 0..glyphs.len() {
        let mut sound = String::new();
        for (length, glyph) in glyphs[start..].iter().take(WINDOW_MAX).enumerate() {
            let Some(reading) = glyph.readings.first() else { break };
            sound.push_str(reading);
            if sound.len() + slips >= typed.len() && distance(&sound, typed) <= slips {
                return span_of(&glyphs[start..=start + length]);
            }
        }
    }
    None
}

fn slips_for(typed: &str) -> usize {
    match typed.len() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// Letters to put in, take out, change, or exchange with the next, to make one of the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// Ranges in order, those that touch made one.
fn merged(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str, text: &str) -> Vec<(How, String)> {
        let groups = [["充电宝", "移动电源"]].map(|group| group.map(str::to_owned).to_vec());
        let (query, synonyms) = (Query::parse(query), Synonyms::new(groups));
        let said = |found: Match| {
            (found.how, found.spans.iter().map(|span| &text[span.clone()]).collect::<String>())
        };
        Reader { query: &query, synonyms: &synonyms }.read(text).into_iter().map(said).collect()
    }

    #[test]
    fn every_way_to_answer_is_told_and_marked() {
        let milk = "每日鲜牛奶 Milk";
        for (query, text, how, marked) in [
            ("牛奶", milk, How::Word, "牛奶"),
            ("milks", milk, How::Word, "Milk"),
            ("niunai", milk, How::Sound, "牛奶"),
            ("nn", milk, How::Initials, "牛奶"),
            ("niun", milk, How::Beginning, "牛奶"),
            ("mil", milk, How::Beginning, "Milk"),
            ("奶牛", milk, How::OtherOrder, "牛奶"),
            ("mlik", milk, How::Slip, "Milk"),
            ("niunia", milk, How::Slip, "牛奶"),
            ("cdb", "大容量充电宝", How::Initials, "充电宝"),
            ("移动电源", "大容量充电宝", How::Synonym, "充电宝"),
            ("adgn", "AD钙奶", How::Initials, "AD钙奶"),
        ] {
            let found = read(query, text);
            assert!(
                found.iter().any(|(other, text)| *other == how && text.contains(marked)),
                "{query}: {found:?}"
            );
        }
        assert!(read("手机", milk).is_empty());
    }

    #[test]
    fn what_was_meant_is_said_in_the_words_of_the_text() {
        let synonyms = Synonyms::default();
        let meant =
            |query: &str, text: &str| Reader { query: &Query::parse(query), synonyms: &synonyms }.meant(text);
        assert_eq!(meant("ipone 手机壳", "iPhone 磁吸手机壳").as_deref(), Some("iphone 手机壳"));
        assert_eq!(meant("奈牛", "纯牛奶").as_deref(), Some("牛奶"));
        assert_eq!(meant("充电包", "超薄充电宝").as_deref(), Some("充电宝"));
        let query = Query::parse("充电包");
        let reader = Reader { query: &query, synonyms: &synonyms };
        assert_eq!(reader.marks("超薄充电宝").first(), Some(&(6..15)), "充电宝 in one piece");
        assert_eq!(meant("机械硬盘", "机械键盘"), None);
        assert_eq!(meant("niunai", "纯牛奶"), None);
        assert_eq!(meant("牛奶", "纯牛奶"), None);
    }

    proptest! {
        #[test]
        fn spans_are_always_of_the_text(query in "\\PC{0,20}", text in "\\PC{0,40}") {
            for found in (Reader { query: &Query::parse(&query), synonyms: &Synonyms::default() }).read(&text) {
                for span in found.spans {
                    prop_assert!(text.get(span).is_some());
                }
            }
        }
    }
}
