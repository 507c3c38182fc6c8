//! Words that mean the same, as staff write them down.

use ::store::Tx;
use kernel::{Bucket, Code, Cx, Error, Result, Time, ids};
use serde::{Deserialize, Serialize};
use work::event;

use super::store;

ids! {
    /// A group of words that mean the same.
    SynonymId,
}

const GROUPS_MAX: i64 = 2_000;
const WORDS_MAX: usize = 20;
const WORD_CHARS_MAX: usize = 40;

/// A group of words that mean the same: who searches for one finds the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    pub id: SynonymId,
    pub words: Vec<String>,
    pub updated_at: Time,
}

/// The words that mean the same were changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynonymsChanged {
    pub synonym: SynonymId,
}

impl event::Event for SynonymsChanged {
    const KIND: &'static str = "search.synonyms_changed";
    fn entity(&self) -> i64 {
        self.synonym.raw()
    }
}

/// All groups, the newest first.
///
/// # Errors
/// [`Code::Store`].
pub fn synonyms(tx: &mut Tx<'_>) -> Result<Vec<Synonym>> {
    store::synonyms(tx, GROUPS_MAX)
}

pub(super) fn groups(tx: &mut Tx<'_>) -> Result<Vec<Vec<String>>> {
    Ok(synonyms(tx)?.into_iter().map(|synonym| synonym.words).collect())
}

/// # Errors
/// [`Code::Invalid`] about `words`.
pub fn create_synonym(tx: &mut Tx<'_>, cx: &Cx, words: &[String]) -> Result<Synonym> {
    let words = checked(words)?;
    if GROUPS_MAX <= store::synonyms_count(tx)? {
        return Err(Error::field("words", "there are 2,000 groups already", "同义词组已达 2000 组上限"));
    }
    let synonym = Synonym { id: SynonymId::issue(cx, Bucket::COMMON)?, words, updated_at: cx.now };
    store::insert_synonym(tx, &synonym)?;
    event::emit(tx, cx, &SynonymsChanged { synonym: synonym.id })?;
    Ok(synonym)
}

/// Changes a group that was read when it had been changed at `seen`; whatever it is now, where that is not told.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Invalid`] about `words`; [`Code::Outdated`] when it was changed since.
pub fn update_synonym(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: SynonymId,
    seen: Option<Time>,
    words: &[String],
) -> Result<Synonym> {
    let words = checked(words)?;
    let before = store::one_synonym(tx, id)?.ok_or(Code::NotFound)?;
    let outdated = || {
        let now = before.words.join("、");
        Error::new(Code::Outdated).with_detail(
            "words",
            format!("was changed to: {now}"),
            format!("已被改为：{now}"),
        )
    };
    if seen.is_some_and(|seen| seen != before.updated_at) {
        return Err(outdated());
    }
    // Its moment tells one change from the next, however the clock goes.
    let updated_at = Time(cx.now.micros().max(before.updated_at.micros() + 1));
    let synonym = Synonym { id, words, updated_at };
    if !store::update_synonym(tx, &synonym, before.updated_at)? {
        return Err(outdated());
    }
    event::emit(tx, cx, &SynonymsChanged { synonym: id })?;
    Ok(synonym)
}

/// # Errors
/// [`Code::NotFound`].
pub fn delete_synonym(tx: &mut Tx<'_>, cx: &Cx, id: SynonymId) -> Result<()> {
    if !store::delete_synonym(tx, id)? {
        return Err(Code::NotFound.into());
    }
    event::emit(tx, cx, &SynonymsChanged { synonym: id })
}

/// Without spaces around, each once.
fn checked(words: &[String]) -> Result<Vec<String>> {
    let wrong = |en, zh| Err(Error::field("words", en, zh));
    let mut checked: Vec<String> = Vec::new();
    for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        if word.chars().count() > WORD_CHARS_MAX {
            return wrong("must be at most 40 characters each", "每个词最多 40 字");
        }
        if word.chars().any(char::is_control) || index::Query::parse(word).is_empty() {
            return wrong("must have letters, numbers or characters", "须含有文字、字母或数字");
        }
        if !checked.iter().any(|known| known.to_lowercase() == word.to_lowercase()) {
            checked.push(word.to_owned());
        }
    }
    match checked.len() {
        0 | 1 => wrong("must be two different words at least", "至少要两个不同的词"),
        2..=WORDS_MAX => Ok(checked),
        _ => wrong("must be at most 20", "最多 20 个词"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_has_different_words() {
        let of = |words: &[&str]| checked(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[" 充电宝 ", "移动电源", "", "充电宝"]).unwrap(), ["充电宝", "移动电源"]);
        let long = "长".repeat(41);
        let many: Vec<String> = (0..21).map(|at| format!("w{at}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for words in
            [&["充电宝"][..], &["T恤", "t恤"], &["！", "牛奶"], &["牛\u{1}奶", "奶"], &[&long, "短"], &many]
        {
            assert_eq!(of(words).unwrap_err().code(), Code::Invalid, "{words:?}");
        }
    }
}
