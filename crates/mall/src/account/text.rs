//! Reading what people type: bounds on every field, and all complaints about a form at once.

use kernel::{Error, Result};

/// The bounds of one line of text, in characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub field: &'static str,
    pub min: usize,
    pub max: usize,
}

impl Line {
    /// The text without the white space around it.
    ///
    /// # Errors
    /// [`kernel::Code::Invalid`] when it is too short, too long, or holds control characters.
    pub fn read(self, text: &str) -> Result<String> {
        let text = text.trim();
        let Self { field, min, max } = self;
        // Bytes first: counting the characters of a megabyte to refuse it would be a waste.
        let count = if text.len() > 4 * max { usize::MAX } else { text.chars().count() };
        if count < min && min == 1 {
            return Err(Error::field(field, "must not be empty", "不能为空"));
        }
        if !(min..=max).contains(&count) {
            let en = format!("must have {min} to {max} characters");
            return Err(Error::field(field, en, format!("须为 {min} 到 {max} 个字符")));
        }
        if text.chars().any(char::is_control) {
            let en = "must not contain control characters";
            return Err(Error::field(field, en, "不能包含控制字符"));
        }
        Ok(text.to_owned())
    }
}

/// Cuts a text that somebody else's program sent and that is only kept for information.
pub(super) fn clip(text: &str, max: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(max).collect()
}

/// Full-width letters, digits and signs as the plain ones they stand for: phones type them easily.
pub(super) fn plain(letter: char) -> char {
    const OFFSET: u32 = 0xff01 - 0x21;
    match letter {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(letter as u32 - OFFSET).unwrap_or(letter),
        other => other,
    }
}

/// Collects what is wrong with a form, so that people are told everything at once.
#[derive(Default)]
pub(super) struct Faults(Option<Error>);

impl Faults {
    pub fn keep<T>(&mut self, outcome: Result<T>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(error) => {
                self.0 = Some(match self.0.take() {
                    Some(earlier) => earlier.and(error),
                    None => error,
                });
                None
            }
        }
    }

    /// What was kept; a form of which a part is missing always has a fault.
    pub fn into_error(self) -> Error {
        self.0.unwrap_or_else(|| kernel::Code::Invalid.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Line = Line { field: "name", min: 1, max: 4 };

    #[test]
    fn a_line_has_bounds_in_characters() {
        assert_eq!(NAME.read("  小麦 ").unwrap(), "小麦");
        assert_eq!(NAME.read("小麦小麦").unwrap(), "小麦小麦");
        for text in ["", "   ", "小麦小麦小", "a\u{0}b", "a\nb", &"x".repeat(1_000_000)] {
            assert_eq!(NAME.read(text).unwrap_err().details()[0].field, "name");
        }
    }

    #[test]
    fn full_width_becomes_plain() {
        assert_eq!("Ｘｉａｏ＿１２　！".chars().map(plain).collect::<String>(), "Xiao_12 !");
    }
}
