//! From a query to what the index is asked.
//!
//! Each unit of the query may be answered in several ways, each with a weight; the best way counts. Weights are
//! constants and not frequencies: titles are short, and a shopper who types 牛奶 wants milk however common it is.

use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery};

use crate::expand::Lookup;
use crate::query::{Query, Script, Unit};
use crate::sound;
use crate::synonym::Synonyms;
use crate::terms;
use crate::text::{self, Kind, Token};
use crate::ways::{ALSO, Way, Ways, all, any, fields, one_of, piece, pieces, scored, term, with_bonus};

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
/// For goods that are about the unit, and do not only contain it.
const HEAD: f32 = 0.25;
/// What a unit that no goods have is worth among others; those that some have are worth 1 to 10.
const UNKNOWN: f32 = 2.0;
/// Of what its rarity makes it worth: a single character, and the last word.
const SINGLE: f32 = 0.5;
const LAST: f32 = 1.2;
/// For the words within a word that no goods have.
const PARTS: f32 = 0.7;
/// For a run of Chinese that is found as it was typed.
const BRIDGE: f32 = 0.1;

/// Characters that name a kind of thing by themselves: who looks for a 坐垫 may take another 垫.
const THINGS: &str = "枕垫被毯席帐帘巾布纸本笔书册尺刀剪胶灯扇杯壶瓶碗盘碟勺筷锅盆桶架柜桌椅凳床箱包袋盒夹链锁钥伞鞋靴袜裤\
    裙衣衫袄帽套镯戒镜梳刷皂霜膜茶酒饼糕糖面粥粉米肉肠鱼虾蛋奶豆果枣梨桃瓜椒酱醋球拍琴棋表钟煲";

pub struct Planner<'a> {
    pub lookup: &'a Lookup<'a>,
    pub synonyms: &'a Synonyms,
    pub bend: Bend,
    /// Whether the query may go on: goods that are about what it may become come first.
    pub is_typing: bool,
}

impl Planner<'_> {
    /// # Errors
    /// What reading the index returns.
    pub fn plan(&self, query: &Query) -> tantivy::Result<Way> {
        if query.is_empty() {
            return Ok(Box::new(AllQuery));
        }
        let units = self.each(&query.units)?;
        let together: Way = if self.bend == Bend::Partial && units.len() > 1 {
            let required = (units.len() / 2).max(1);
            Box::new(BooleanQuery::union_with_minimum_required_clauses(units, required))
        } else {
            all(units)
        };
        let mut ways = self.whole(query)?;
        let together = self.bridged(query, together);
        ways.push(together);
        Ok(Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, ALSO)))
    }

    /// Ways to answer each unit, worth its share of the whole.
    fn each(&self, units: &[Unit]) -> tantivy::Result<Vec<Way>> {
        let mut each = Vec::with_capacity(units.len());
        for (unit, share) in units.iter().zip(self.shares(units)?) {
            let best = self.ways(unit, units.len())?.best();
            let mut heads = heads(unit);
            if self.is_typing {
                let begun = self.lookup.beginning_with(fields().head, &unit.text)?;
                heads.extend(begun.iter().map(|head| term(fields().head, head)));
            }
            each.push(Box::new(BoostQuery::new(with_bonus(best, any(heads), HEAD), share)) as Way);
        }
        Ok(each)
    }

    /// What each unit is worth of the whole. When some may fail, the rare ones are worth more: of `wedding gift`,
    /// whatever is for a wedding comes before every gift. Chinese names the thing itself last.
    fn shares(&self, units: &[Unit]) -> tantivy::Result<Vec<f32>> {
        let is_chinese = units.iter().any(|unit| unit.script == Script::Han);
        let mut weights = Vec::with_capacity(units.len());
        for (at, unit) in units.iter().enumerate() {
            let length = unit.text.chars().count();
            weights.push(match (self.bend, unit.script) {
                (Bend::Strict | Bend::Slips, _) => 1.0,
                (Bend::Partial, Script::Han) if length == 1 && !THINGS.contains(&unit.text) => {
                    self.rarity(unit)? * SINGLE
                }
                (Bend::Partial, _) if at + 1 == units.len() && is_chinese => self.rarity(unit)? * LAST,
                (Bend::Partial, _) => self.rarity(unit)?,
            });
        }
        let sum: f32 = weights.iter().sum();
        Ok(weights.into_iter().map(|weight| weight / sum).collect())
    }

    fn rarity(&self, unit: &Unit) -> tantivy::Result<f32> {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than seven digits")]
        let (known, all) = (self.goods_with(unit)? as f32, self.lookup.goods() as f32);
        // What nobody has is as likely to be a slip as a rarity.
        Ok(if known == 0.0 { UNKNOWN } else { (1.0 + all / (1.0 + known)).ln() })
    }

    fn goods_with(&self, unit: &Unit) -> tantivy::Result<u64> {
        let fields = fields();
        let text = if unit.script == Script::Letters { text::stem(&unit.text) } else { unit.text.clone() };
        let mut most = 0;
        let title = &fields.title;
        for field in [title.word, title.gram, fields.side_word, title.sound, title.initial] {
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
            // What is typed in Chinese is there in Chinese.
            let written = query.units.iter().filter(|unit| unit.script == Script::Han);
            let written: Vec<String> = written.flat_map(|unit| unit.text.chars()).map(String::from).collect();
            let found = |field| {
                let written = written.iter().map(|c| term(title.gram, c));
                all(std::iter::once(term(field, initials)).chain(written).collect())
            };
            let whole = scored(found(title.initial), 0.9);
            ways.push(with_bonus(whole, term(fields().head, initials), HEAD));
            ways.push(scored(found(title.initial_gram), 0.5));
        }
        if query.units.len() > 1 {
            let mut synonyms = Ways::default();
            self.add_synonyms(&mut synonyms, &query.text);
            ways.extend(synonyms.0);
        }
        Ok(ways)
    }

    /// `units` is how many there are: of many, each must be right.
    fn ways(&self, unit: &Unit, units: usize) -> tantivy::Result<Ways> {
        let mut ways = Ways::default();
        match unit.script {
            Script::Han => self.add_han(&mut ways, unit)?,
            Script::Letters => self.add_letters(&mut ways, unit)?,
            Script::Mixed => self.add_mixed(&mut ways, unit)?,
        }
        if self.bend > Bend::Strict && units <= SLIPPING_UNITS_MAX && unit.script != Script::Han {
            self.add_slips(&mut ways, unit)?;
            self.add_halves(&mut ways, unit)?;
        }
        self.add_synonyms(&mut ways, &unit.text);
        if self.bend == Bend::Partial && self.goods_with(unit)? == 0 {
            let mut parts = unit.parts();
            // A kind of thing decides: a 太阳伞 is not a 太阳饼. Other single characters say little: 品, 机, 液.
            let is_thing = parts.last().is_some_and(|last| THINGS.contains(&last.text));
            parts.retain(|part| part.is_word);
            if !is_thing && !parts.is_empty() {
                let parts = any(self.each(&parts)?);
                ways.0.push(Box::new(BoostQuery::new(parts, PARTS)));
            }
        }
        Ok(ways)
    }

    fn add_han(&self, ways: &mut Ways, unit: &Unit) -> tantivy::Result<()> {
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
            return Ok(());
        }
        let is_known = 0 < self.goods_with(unit)?;
        if 1 < chars.len() {
            ways.any_of(fields.title.sound, &unit.sounds, 0.5);
            ways.any_of(fields.title.sound_gram, &unit.sounds, 0.42);
            ways.any_of(fields.side_sound, &unit.sounds, 0.3);
            ways.any_of(fields.title.sound, &terms::blurred_sounds(&chars), 0.4);
            if let [sound] = unit.sounds.as_slice() {
                // One character is wrong, and sounds nearly right: the others are there.
                let near = self.lookup.near(fields.title.sound, sound)?;
                let kept = each.iter().map(|c| term(fields.title.gram, c)).collect();
                ways.add(all(vec![one_of(fields.title.sound, &near), any(kept)]), 0.38);
            }
            if let Some(last) = chars.last().filter(|last| THINGS.contains(**last)) {
                match (is_known, self.bend) {
                    (false, _) => ways.term(fields.head, &last.to_string(), 0.42),
                    (true, Bend::Partial) => ways.term(fields.head, &last.to_string(), 0.3),
                    // What is a word of the goods is no slip.
                    (true, _) => {}
                }
            }
        }
        match chars.as_slice() {
            [a, b] => {
                ways.term(fields.title.gram, &String::from_iter([b, a]), 0.45);
                let turned = terms::sounds(&[*b, *a]);
                ways.any_of(fields.title.sound, &turned, 0.4);
            }
            [_, _, _, ..] if !is_known => {
                ways.all_of(fields.title.gram, &each, 0.4);
                let without = |at: usize| {
                    let rest = each.iter().enumerate().filter(|(other, _)| *other != at);
                    all(rest.map(|(_, c)| term(fields.title.gram, c)).collect())
                };
                let weight = if chars.len() == 3 { 0.2 } else { 0.28 };
                ways.add(any((0..chars.len()).map(without).collect()), weight);
            }
            _ => {}
        }
        Ok(())
    }

    fn add_letters(&self, ways: &mut Ways, unit: &Unit) -> tantivy::Result<()> {
        let fields = fields();
        let title = &fields.title;
        let (typed, stem) = (unit.text.as_str(), text::stem(&unit.text));
        ways.term(title.word, &stem, 1.0);
        ways.term(fields.side_word, &stem, 0.62);
        ways.term(fields.body_word, &stem, 0.35);
        // What stands in titles in letters is rarely meant as a sound: `nike` is not in 尤尼克斯.
        let is_written = 2 < typed.len() && 0 < self.lookup.goods_with(title.letters, typed)?;
        ways.term(title.sound, typed, if is_written { 0.6 } else { 0.95 });
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
            begun = self.lookup.beginning_with(fields.side_sound, typed)?;
            ways.any_of(fields.side_sound, &begun, 0.45);
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
        // `iphone15` is answered by `iPhone 15` too, and `7haodianchi` by 7号电池.
        let parts: Vec<Way> = text::tokens(&unit.text).iter().map(spoken).collect();
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

/// Goods that have all of the query as it was typed, in whichever way letters are read.
pub fn exactly(query: &Query) -> Way {
    let (title, fields) = (&fields().title, fields());
    let tokens = text::tokens(&query.text);
    let said = tokens.iter().filter(|token| !text::is_empty_word(&token.text));
    let exactly = said.map(|token| match token.kind {
        Kind::Han => any(vec![pieces(title.gram, &token.text), pieces(fields.side_word, &token.text)]),
        Kind::Letters | Kind::Digits => {
            let stem = text::stem(&token.text);
            let written = [title.word, fields.side_word].map(|field| term(field, &stem));
            let read = [title.letters, title.sound, title.initial, fields.side_sound];
            any(written.into_iter().chain(read.map(|field| term(field, &token.text))).collect())
        }
    });
    all(exactly.collect())
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

/// A token as it is written, or as its letters sound.
fn spoken(token: &Token) -> Way {
    let title = &fields().title;
    let mut ways = vec![piece(token, title.word, title.gram)];
    if token.kind == Kind::Letters && 1 < token.text.len() {
        let read = [title.sound, title.sound_gram, title.initial];
        ways.extend(read.map(|field| term(field, &token.text)));
    }
    any(ways)
}

fn heads(unit: &Unit) -> Vec<Way> {
    let head = fields().head;
    let mut ways = vec![term(head, &unit.text)];
    if unit.script == Script::Letters {
        ways.push(term(head, &text::stem(&unit.text)));
    }
    ways
}
