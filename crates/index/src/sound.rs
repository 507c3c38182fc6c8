//! How Chinese characters are read, and which rows of letters are such readings.

use std::collections::HashSet;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

/// Readings of one character that are kept: rarer ones than these are found in dictionaries only.
const READINGS_MAX: usize = 4;
const USUAL_MAX: usize = 3;
/// Readings of a row of characters that are kept: the product of those of its characters soon is beyond use.
const PRODUCT_MAX: usize = 16;
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// The readings of the common characters, without tones, in the order of their use.
static READINGS: LazyLock<Vec<Box<[&'static str]>>> = LazyLock::new(|| {
    (FIRST..=LAST).map(|code| char::from_u32(code).map(look_up).unwrap_or_default()).collect()
});

static SYLLABLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let has_vowel = |syllable: &str| syllable.contains(['a', 'e', 'i', 'o', 'u', 'v']);
    READINGS.iter().flatten().copied().filter(|syllable| has_vowel(syllable)).collect()
});

const SYLLABLE_CHARS_MAX: usize = 6;

fn look_up(c: char) -> Box<[&'static str]> {
    let mut found: Vec<&'static str> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain();
        // Keyboards have no ü: people type v, or simply u.
        let typed = match plain {
            "lü" => &["lv", "lu"][..],
            "nü" => &["nv", "nu"],
            "lüe" => &["lve", "lue"],
            "nüe" => &["nve", "nue"],
            "ê" => &["e"],
            _ => std::slice::from_ref(&plain),
        };
        for plain in typed {
            if plain.is_ascii() && !found.contains(plain) {
                found.push(*plain);
            }
        }
    }
    found.truncate(READINGS_MAX);
    found.into()
}

/// All readings of a character, the usual one first; none for what is not Chinese.
#[must_use]
pub fn readings(c: char) -> &'static [&'static str] {
    let at = u32::from(c).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| READINGS.get(at)).map_or(&[], |readings| readings)
}

/// Characters of daily life with more than one reading in use; the dictionaries have many more, hardly ever read so.
const POLYPHONES: &str = "重长行乐都大朝藏传调发更还会降角觉卡壳落没蔓片铺强切曲散色厦扇省盛宿弹系鲜削薄便参单得地的给和核\
    校结解劲圈粘着只种转钻差茄嚼熟露绿剥柏泊处曾炸奇尾膀臂扁伯卜簿藏禅颤称乘匙澄畜答逮担当倒斗度恶坊脯干岗葛供勾观冠\
    过汗好号喝荷哄华划晃假间见将教校节禁尽卷菌看空扩拉勒了擂俩量笼率绿论迷泌模磨泥宁拧弄炮泡喷屏迫仆瀑栖恰纤相\
    巷血咽要叶遗殷应佣柚晕载脏扎择轧占涨正症殖中轴爪拽作万术似什数说缩提贴吐瓦为委吓校旋芋侧咳蛤伽";

/// The readings in daily use: those that count as much as the word itself.
#[must_use]
pub fn usual(c: char) -> &'static [&'static str] {
    static KNOWN: LazyLock<HashSet<char>> = LazyLock::new(|| POLYPHONES.chars().collect());
    let readings = readings(c);
    let count = if KNOWN.contains(&c) { USUAL_MAX } else { 1 };
    &readings[..readings.len().min(count)]
}

/// Beginnings and ends of syllables that many speakers do not tell apart, and so mix up when they type.
const BLURRED_FIRST: [(&str, &str); 4] = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")];
const BLURRED_LAST: [(&str, &str); 3] = [("ang", "an"), ("eng", "en"), ("ing", "in")];

fn with_other_first(syllable: &str) -> Option<String> {
    BLURRED_FIRST.iter().find_map(|(one, two)| {
        let changed = |from, to| syllable.strip_prefix(from).map(|rest| format!("{to}{rest}"));
        changed(one, two).or_else(|| changed(two, one))
    })
}

fn with_other_last(syllable: &str) -> Option<String> {
    BLURRED_LAST.iter().find_map(|(one, two)| {
        let changed = |from, to| syllable.strip_suffix(from).map(|rest| format!("{rest}{to}"));
        changed(one, two).or_else(|| changed(two, one))
    })
}

/// The syllable, and those that it is easily mixed up with.
#[must_use]
pub fn alike(syllable: &str) -> Vec<&'static str> {
    let (first, last) = (with_other_first(syllable), with_other_last(syllable));
    let both = first.as_deref().and_then(with_other_last);
    let all = [Some(syllable.to_owned()), first, last, both];
    all.into_iter().flatten().filter_map(|text| SYLLABLES.get(text.as_str()).copied()).collect()
}

#[must_use]
pub fn is_syllable(letters: &str) -> bool {
    SYLLABLES.contains(letters)
}

/// Whether it begins a syllable and is none itself.
#[must_use]
pub fn begins_syllable(letters: &str) -> bool {
    SYLLABLES.iter().any(|syllable| syllable.len() > letters.len() && syllable.starts_with(letters))
}

/// Reads the tables, which the first search would otherwise wait for.
pub fn warm() {
    LazyLock::force(&SYLLABLES);
}

/// A row of letters read as syllables: the way with the fewest. `None` when it cannot be read so.
#[must_use]
pub fn syllables(letters: &str) -> Option<Vec<&str>> {
    parts(letters, false)
}

/// A row of letters read as syllables and single first letters, such as `niu n` or `c dian b`: the way with the
/// fewest parts. The last part may be the beginning of a syllable.
#[must_use]
pub fn abbreviation(letters: &str) -> Option<Vec<&str>> {
    parts(letters, true)
}

fn parts(letters: &str, with_initials: bool) -> Option<Vec<&str>> {
    if letters.is_empty() || letters.len() > 64 || !letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    // The cheapest way to each place: how many parts, and where its last part begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; letters.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=letters.len() {
        for start in end.saturating_sub(SYLLABLE_CHARS_MAX)..end {
            let Some((parts, _)) = best[start] else { continue };
            let part = &letters[start..end];
            // A first letter costs twice a syllable, so that `niunai` is two syllables and not six letters.
            let cost = if is_syllable(part) {
                1
            } else if with_initials
                && (part.len() == 1 || matches!(part, "zh" | "ch" | "sh"))
                && !"iuv".contains(part)
            {
                2
            } else {
                continue;
            };
            if best[end].is_none_or(|(known, _)| parts + cost < known) {
                best[end] = Some((parts + cost, start));
            }
        }
    }
    let mut parts = Vec::new();
    let mut end = letters.len();
    while end > 0 {
        let (_, start) = best[end]?;
        parts.push(&letters[start..end]);
        end = start;
    }
    parts.reverse();
    Some(parts)
}

/// All ways to take one of each row, joined; the ways near the first of each when there are too many.
#[must_use]
pub fn product(rows: &[&[&str]]) -> Vec<String> {
    if rows.is_empty() || rows.iter().any(|row| row.is_empty()) {
        return Vec::new();
    }
    let count = rows.iter().map(|row| row.len()).try_fold(1usize, usize::checked_mul);
    let mut found: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !found.contains(&text) {
            found.push(text);
        }
    };
    if count.is_some_and(|count| count <= PRODUCT_MAX) {
        let mut picks = vec![0; rows.len()];
        loop {
            add(picks.iter().zip(rows).map(|(pick, row)| row[*pick]).collect());
            let Some(at) = (0..rows.len()).rfind(|at| picks[*at] + 1 < rows[*at].len()) else { break };
            picks[at] += 1;
            picks[at + 1..].fill(0);
        }
    } else {
        let with = |changed: usize, pick: usize| {
            let part = |(at, row): (usize, &&[&'_ str])| row[if at == changed { pick } else { 0 }].to_owned();
            rows.iter().enumerate().map(part).collect::<String>()
        };
        add(with(0, 0));
        let changes =
            rows.iter().enumerate().flat_map(|(at, row)| (1..row.len()).map(move |pick| (at, pick)));
        changes.take(PRODUCT_MAX - 1).for_each(|(at, pick)| add(with(at, pick)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(text: &str) -> Vec<String> {
        product(&text.chars().map(readings).collect::<Vec<_>>())
    }

    #[test]
    fn readings_of_daily_life_are_told_from_those_of_dictionaries() {
        for (c, readings) in [('重', &["zhong", "chong"][..]), ('盒', &["he"]), ('洗', &["xi"])] {
            assert!(usual(c).starts_with(readings), "{c} {:?}", usual(c));
        }
        assert_eq!((usual('盒').len(), usual('洗').len(), usual('a').len()), (1, 1, 0));
    }

    #[test]
    fn every_reading_is_known() {
        for (text, sound) in [
            ("重庆", "chongqing"),
            ("重庆", "zhongqing"),
            ("长沙", "changsha"),
            ("银行", "yinhang"),
            ("音乐", "yinyue"),
            ("绿茶", "lvcha"),
            ("绿茶", "lucha"),
            ("薄荷", "bohe"),
        ] {
            assert!(sounds(text).iter().any(|known| known == sound), "{text} {sound}");
        }
        assert_eq!(sounds("牛奶"), ["niunai"]);
        assert!(sounds("a").is_empty());
        let many = sounds("重重重重重重重重");
        assert!(1 < many.len() && many.len() <= PRODUCT_MAX);
    }

    #[test]
    fn letters_are_read_as_syllables() {
        assert_eq!(syllables("niunai").unwrap(), ["niu", "nai"]);
        assert_eq!(syllables("chongdianbao").unwrap(), ["chong", "dian", "bao"]);
        assert_eq!(syllables("iphone"), None);
        assert_eq!(abbreviation("niun").unwrap(), ["niu", "n"]);
        assert_eq!(abbreviation("cdianb").unwrap(), ["c", "dian", "b"]);
        assert_eq!(abbreviation("牛"), None);
        assert!(begins_syllable("cho") && !begins_syllable("cw"));
    }
}
