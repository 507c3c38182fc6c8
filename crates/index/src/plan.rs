//! From a query to what the index is asked.
//!
//! Each unit of the query may be answered in several ways, each with a weight; the best way counts. Weights are
//! constants and not frequencies: titles are short, and a shopper who types 牛奶 wants milk however common it is.

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query as Ask, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};

use crate::expand::Lookup;
use crate::query::{Query, Script, Unit};
use crate::schema::{Fields, LAID};
use crate::sound;
use crate::synonym::Synonyms;
use crate::terms;
use crate::text::{self, Kind, Token};

/// How much a unit may be bent until it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bend {
    /// As it is written, or as it sounds when letters were typed.
    Strict,
    /// With a slip of the hand or of the ear.
    Slips,
    /// And half of the units may fail.
    Partial,
}

impl Bend {
    pub const ALL: [Self; 3] = [Self::Strict, Self::Slips, Self::Partial];
}

/// With more units than this, slips are not looked for: it would take long, and each would fit something.
const SLIPPING_UNITS_MAX: usize = 4;
/// What other ways than the best add to the score.
const ALSO: f32 = 0.15;
/// For goods that are about the unit, and do not only contain it.
const HEAD: f32 = 0.25;
/// For a run of Chinese that is found as it was typed.
const BRIDGE: f32 = 0.1;

type Way = Box<dyn Ask>;

pub struct Planner<'a> {
    pub lookup: &'a Lookup<'a>,
    pub synonyms: &'a Synonyms,
    pub bend: Bend,
}

fn fields() -> &'static Fields {
    &LAID.1
}

fn term(field: Field, text: &str) -> Way {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn scored(way: Way, weight: f32) -> Way {
    Box::new(ConstScoreQuery::new(way, weight))
}

/// What `way` finds; those that `bonus` finds as well come first.
fn with_bonus(way: Way, bonus: Way, weight: f32) -> Way {
    Box::new(BooleanQuery::new(vec![(Occur::Must, way), (Occur::Should, scored(bonus, weight))]))
}

fn one_of(field: Field, texts: &[String]) -> Way {
    any(texts.iter().map(|text| term(field, text)).collect())
}

fn any(ways: Vec<Way>) -> Way {
    Box::new(BooleanQuery::union(ways))
}

fn all(ways: Vec<Way>) -> Way {
    Box::new(BooleanQuery::intersection(ways))
}

/// Ways to answer a unit, with their weights.
#[derive(Default)]
struct Ways(Vec<(Way, f32)>);

impl Ways {
    fn add(&mut self, way: Way, weight: f32) {
        self.0.push((way, weight));
    }

    fn term(&mut self, field: Field, text: &str, weight: f32) {
        self.add(term(field, text), weight);
    }

    fn any_of(&mut self, field: Field, texts: &[String], weight: f32) {
        if !texts.is_empty() {
            self.add(one_of(field, texts), weight);
        }
    }

    fn all_of(&mut self, field: Field, texts: &[String], weight: f32) {
        if !texts.is_empty() {
            self.add(all(texts.iter().map(|text| term(field, text)).collect()), weight);
        }
    }

    /// The best way counts.
    fn best(self) -> Way {
        let ways = self.0.into_iter().map(|(way, weight)| scored(way, weight)).collect();
        Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, ALSO))
    }
}

impl Planner<'_> {
    /// # Errors
    /// What reading the index returns.
    pub fn plan(&self, query: &Query) -> tantivy::Result<Way> {
        if query.is_empty() {
            return Ok(Box::new(AllQuery));
        }
        let mut units = Vec::new();
        for (unit, share) in query.units.iter().zip(self.shares(query)?) {
            let best = self.ways(unit, query.units.len())?.best();
            units.push(Box::new(BoostQuery::new(with_bonus(best, any(heads(unit)), HEAD), share)) as Way);
        }
        let count = units.len();
        let together: Way = if self.bend == Bend::Partial && count > 1 {
            Box::new(BooleanQuery::union_with_minimum_required_clauses(units, count.div_ceil(2)))
        } else {
            all(units)
        };
        let mut ways = self.whole(query)?;
        let together = self.bridged(query, together);
        ways.push(together);
        Ok(Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, ALSO)))
    }

    /// What each unit is worth of the whole. When some may fail, the rare ones are worth more: of `wedding gift`,
    /// whatever is for a wedding comes before every gift.
    fn shares(&self, query: &Query) -> tantivy::Result<Vec<f32>> {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than seven digits")]
        let weight = |unit: &Unit| {
            if self.bend < Bend::Partial {
                return Ok(1.0);
            }
            let known = self.goods_with(unit)? as f32;
            Ok((1.0 + self.lookup.goods() as f32 / (1.0 + known)).ln())
        };
        let weights: Vec<f32> = query.units.iter().map(weight).collect::<tantivy::Result<_>>()?;
        let sum: f32 = weights.iter().sum();
        Ok(weights.into_iter().map(|weight| weight / sum).collect())
    }

    fn goods_with(&self, unit: &Unit) -> tantivy::Result<u64> {
        let fields = fields();
        let text = if unit.script == Script::Letters { text::stem(&unit.text) } else { unit.text.clone() };
        let mut most = 0;
        for field in [fields.title.word, fields.title.gram, fields.side_word, fields.title.sound] {
            most = most.max(self.lookup.goods_with(field, &text)?);
        }
        Ok(most)
    }

    /// Goods that have the Chinese of the query in one piece come first, above all if they are about it.
    fn bridged(&self, query: &Query, together: Way) -> Way {
        if query.bridges.is_empty() {
            return together;
        }
        let bridges = query.bridges.iter().map(|pair| term(fields().title.gram, pair)).collect();
        let head = term(fields().head, &query.text.replace(' ', ""));
        with_bonus(with_bonus(together, all(bridges), BRIDGE), head, HEAD)
    }

    /// Ways to answer all of the query at once.
    fn whole(&self, query: &Query) -> tantivy::Result<Vec<Way>> {
        let title = &fields().title;
        let mut ways = Vec::new();
        let has_letters = query.units.iter().any(|unit| unit.script == Script::Letters);
        if (has_letters || self.bend > Bend::Strict) && !query.sounds.is_empty() {
            let weight = if has_letters { 1.0 } else { 0.6 };
            let sounding = |field| any(query.sounds.iter().map(|sound| term(field, sound)).collect());
            ways.push(with_bonus(scored(sounding(title.sound), weight), sounding(fields().head), HEAD));
            ways.push(scored(sounding(title.sound_gram), weight * 0.7));
        }
        if let (true, [sound]) = (has_letters, query.sounds.as_slice()) {
            let begun = self.lookup.beginning_with(title.sound, sound)?;
            ways.push(scored(one_of(title.sound, &begun), 0.9));
        }
        if let (true, [sound]) = (self.bend > Bend::Strict, query.sounds.as_slice()) {
            let near = self.lookup.near(title.sound, sound)?;
            ways.push(scored(one_of(title.sound, &near), 0.45));
        }
        if self.bend > Bend::Strict && query.units.len() == 2 {
            let turned: Vec<String> = query.turned_sounds();
            ways.push(scored(one_of(title.sound, &turned), 0.5));
            ways.push(scored(one_of(title.sound_gram, &turned), 0.4));
        }
        if query.units.len() > 1 && query.units.iter().all(|unit| unit.script != Script::Han) {
            let joined: String = query.units.iter().map(|unit| unit.text.as_str()).collect();
            ways.push(scored(term(title.letters, &joined), 0.85));
        }
        if let Some(initials) = &query.initials {
            ways.push(with_bonus(
                scored(term(title.initial, initials), 0.9),
                term(fields().head, initials),
                HEAD,
            ));
            ways.push(scored(term(title.initial_gram, initials), 0.5));
        }
        if query.units.len() > 1 {
            let mut synonyms = Ways::default();
            self.add_synonyms(&mut synonyms, &query.text);
            ways.extend(synonyms.0.into_iter().map(|(way, weight)| scored(way, weight)));
        }
        Ok(ways)
    }

    /// `units` is how many there are: of many, each must be right.
    fn ways(&self, unit: &Unit, units: usize) -> tantivy::Result<Ways> {
        let mut ways = Ways::default();
        match unit.script {
            Script::Han => self.add_han(&mut ways, unit),
            Script::Letters => self.add_letters(&mut ways, unit)?,
            Script::Mixed => self.add_mixed(&mut ways, unit)?,
        }
        if self.bend > Bend::Strict && units <= SLIPPING_UNITS_MAX {
            match (unit.script, unit.sounds.as_slice()) {
                (Script::Han, [sound]) => {
                    let title = &fields().title;
                    ways.any_of(title.sound, &self.lookup.near(title.sound, sound)?, 0.38);
                }
                (Script::Han, _) => {}
                (Script::Letters | Script::Mixed, _) => {
                    self.add_slips(&mut ways, unit)?;
                    self.add_halves(&mut ways, unit)?;
                }
            }
        }
        self.add_synonyms(&mut ways, &unit.text);
        Ok(ways)
    }

    fn add_han(&self, ways: &mut Ways, unit: &Unit) {
        let fields = fields();
        let chars: Vec<char> = unit.text.chars().collect();
        let pairs: Vec<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
        let grams = if pairs.is_empty() { vec![unit.text.clone()] } else { pairs };
        ways.term(fields.title.word, &unit.text, 1.0);
        ways.all_of(fields.title.gram, &grams, 0.78);
        ways.term(fields.side_word, &unit.text, 0.65);
        ways.all_of(fields.side_word, &grams, 0.5);
        ways.all_of(fields.body_word, &grams, 0.35);
        let each: Vec<String> = chars.iter().map(char::to_string).collect();
        if !unit.is_word {
            // Characters that the dictionary does not join may stand apart in titles too.
            ways.all_of(fields.title.gram, &each, 0.45);
        }
        if let (true, [stem @ .., '子' | '头' | '儿']) = (1 < chars.len(), chars.as_slice()) {
            // What people call 枕头 is 枕 at the end of a title.
            ways.term(fields.head, &stem.iter().collect::<String>(), 0.6);
        }
        if self.bend == Bend::Strict {
            return;
        }
        if 1 < chars.len() {
            ways.any_of(fields.title.sound, &unit.sounds, 0.5);
            ways.any_of(fields.title.sound_gram, &unit.sounds, 0.42);
            ways.any_of(fields.side_sound, &unit.sounds, 0.3);
            if let Some(last) = each.last() {
                ways.term(fields.head, last, 0.3);
            }
        }
        match chars.as_slice() {
            [a, b] => {
                ways.term(fields.title.gram, &String::from_iter([b, a]), 0.45);
                let turned = terms::sounds(&[*b, *a]);
                ways.any_of(fields.title.sound, &turned, 0.4);
            }
            [_, _, _, ..] => {
                ways.all_of(fields.title.gram, &each, 0.4);
                let without = |at: usize| {
                    let rest = each.iter().enumerate().filter(|(other, _)| *other != at);
                    all(rest.map(|(_, c)| term(fields.title.gram, c)).collect())
                };
                ways.add(any((0..chars.len()).map(without).collect()), 0.28);
            }
            _ => {}
        }
    }

    fn add_letters(&self, ways: &mut Ways, unit: &Unit) -> tantivy::Result<()> {
        let fields = fields();
        let title = &fields.title;
        let (typed, stem) = (unit.text.as_str(), text::stem(&unit.text));
        ways.term(title.word, &stem, 1.0);
        ways.term(fields.side_word, &stem, 0.62);
        ways.term(fields.body_word, &stem, 0.35);
        ways.term(title.sound, typed, 0.95);
        ways.term(fields.side_sound, typed, 0.6);
        ways.term(fields.body_sound, typed, 0.25);
        ways.term(title.sound_gram, typed, 0.55);
        if typed.len() == 1 {
            ways.term(title.start, typed, 0.5);
            return Ok(());
        }
        ways.term(title.initial, typed, 0.85);
        ways.term(fields.side_initial, typed, 0.5);
        ways.term(title.initial_gram, typed, 0.4);
        ways.term(title.start, typed, 0.6);
        let mut begun = self.lookup.beginning_with(title.letters, typed)?;
        ways.any_of(title.letters, &begun, 0.72);
        if !sound::is_syllable(typed) && !sound::begins_syllable(typed) {
            begun = self.lookup.beginning_with(title.sound, typed)?;
            ways.any_of(title.sound, &begun, 0.7);
            begun = self.lookup.beginning_with(title.initial, typed)?;
            ways.any_of(title.initial, &begun, 0.45);
            add_abbreviation(ways, typed);
        }
        Ok(())
    }

    fn add_slips(&self, ways: &mut Ways, unit: &Unit) -> tantivy::Result<()> {
        let fields = fields();
        let title = &fields.title;
        let near = self.lookup.near(title.letters, &unit.text)?;
        ways.any_of(title.letters, &near, 0.5);
        let near = self.lookup.near(title.word, &text::stem(&unit.text))?;
        ways.any_of(title.word, &near, 0.48);
        let near = self.lookup.near(fields.side_letters, &unit.text)?;
        ways.any_of(fields.side_letters, &near, 0.3);
        let near = self.lookup.near(title.sound, &unit.text)?;
        ways.any_of(title.sound, &near, 0.45);
        match sound::syllables(&unit.text).unwrap_or_default().as_slice() {
            // In the other order; and zhentou, which is 枕 at the end of a title.
            [a, b] => {
                ways.term(title.sound, &format!("{b}{a}"), 0.4);
                if matches!(*b, "zi" | "tou") {
                    ways.term(fields.head, a, 0.35);
                }
            }
            parts @ [_, _, _, ..] => {
                ways.add(all(parts.iter().map(|part| one_syllable(part)).collect()), 0.35)
            }
            _ => {}
        }
        Ok(())
    }

    fn add_mixed(&self, ways: &mut Ways, unit: &Unit) -> tantivy::Result<()> {
        let fields = fields();
        ways.term(fields.title.word, &unit.text, 1.0);
        ways.term(fields.side_word, &unit.text, 0.62);
        ways.term(fields.body_word, &unit.text, 0.35);
        let begun = self.lookup.beginning_with(fields.title.letters, &unit.text)?;
        ways.any_of(fields.title.letters, &begun, 0.7);
        // `iphone15` is answered by `iPhone 15` too.
        let parts: Vec<Way> = {
            let title = &fields.title;
            text::tokens(&unit.text).iter().map(|token| piece(token, title.word, title.gram)).collect()
        };
        if 1 < parts.len() {
            ways.add(all(parts), 0.8);
        }
        if unit.text.chars().count() <= 2 {
            ways.term(fields.title.start, &unit.text, 0.5);
        }
        Ok(())
    }

    /// What was written in one and is apart in titles: `macbookpro`, `redmik50`.
    fn add_halves(&self, ways: &mut Ways, unit: &Unit) -> tantivy::Result<()> {
        let title = &fields().title;
        for (at, _) in unit.text.char_indices().skip(2) {
            let (first, second) = unit.text.split_at(at);
            let halves = [first, second].map(|half| [half.to_owned(), text::stem(half)]);
            let mut is_known = true;
            for [half, stem] in &halves {
                is_known = is_known
                    && (0 < self.lookup.goods_with(title.letters, half)?
                        || 0 < self.lookup.goods_with(title.word, stem)?);
            }
            if is_known {
                let half =
                    |[half, stem]: &[String; 2]| any(vec![term(title.letters, half), term(title.word, stem)]);
                ways.add(all(halves.iter().map(half).collect()), 0.6);
            }
        }
        Ok(())
    }

    fn add_synonyms(&self, ways: &mut Ways, text: &str) {
        for synonym in self.synonyms.of(text) {
            let tokens = text::tokens(synonym);
            let title = &fields().title;
            let side = fields().side_word;
            ways.add(all(tokens.iter().map(|token| piece(token, title.word, title.gram)).collect()), 0.88);
            ways.add(all(tokens.iter().map(|token| piece(token, side, side)).collect()), 0.5);
        }
    }
}

/// Letters that are part first letters, part syllables: `niun`, `cdianb`.
fn add_abbreviation(ways: &mut Ways, typed: &str) {
    let Some(parts) = sound::abbreviation(typed).filter(|parts| 1 < parts.len()) else { return };
    let full: Vec<&str> = parts.iter().copied().filter(|part| sound::is_syllable(part)).collect();
    if full.is_empty() || full.len() == parts.len() {
        return;
    }
    let title = &fields().title;
    let initials: String = parts.iter().filter_map(|part| part.get(..1)).collect();
    let mut all_of: Vec<Way> = full.into_iter().map(one_syllable).collect();
    all_of.push(any(vec![term(title.initial, &initials), term(title.initial_gram, &initials)]));
    ways.add(all(all_of), 0.6);
}

fn one_syllable(syllable: &str) -> Way {
    let title = &fields().title;
    any(vec![term(title.sound_gram, syllable), term(title.sound, syllable)])
}

/// A token as it is written: a word, or all pairs of characters of a run.
fn piece(token: &Token, words: Field, grams: Field) -> Way {
    match token.kind {
        Kind::Han => pieces(grams, &token.text),
        Kind::Letters => term(words, &text::stem(&token.text)),
        Kind::Digits => term(words, &token.text),
    }
}

fn pieces(field: Field, word: &str) -> Way {
    let chars: Vec<char> = word.chars().collect();
    let length = chars.len().min(2);
    all(chars.windows(length).map(|pair| term(field, &pair.iter().collect::<String>())).collect())
}

fn heads(unit: &Unit) -> Vec<Way> {
    let head = fields().head;
    let mut ways = vec![term(head, &unit.text)];
    if unit.script == Script::Letters {
        ways.push(term(head, &text::stem(&unit.text)));
    }
    ways
}
