//! One walk over a JSON text before anything is made of it.

use std::collections::HashSet;
use std::fmt::{self, Write};

use kernel::{Code, Error, Result};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

/// Arrays and objects inside one another, at most.
const DEPTH_MAX: usize = 32;

/// # Errors
/// [`Code::MalformedBody`] when it is not exactly one JSON value in UTF-8; [`Code::Invalid`] for a key that is there
/// twice or for deep nesting; [`Code::TextNotAllowed`] for a NUL. All but the first name the field.
pub fn check(bytes: &[u8]) -> Result<()> {
    let mut walk = Walk { path: String::new(), depth: 0, fault: None };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let outcome = Step(&mut walk).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    let Err(error) = outcome else { return Ok(()) };
    match (error.classify(), walk.fault) {
        (Category::Data, Some(fault)) => Err(fault.told(walk.path)),
        _ => Err(Error::new(Code::MalformedBody).because(error)),
    }
}

#[derive(Clone, Copy)]
enum Fault {
    Twice,
    Nul,
    Deep,
}

impl Fault {
    fn told(self, field: String) -> Error {
        match self {
            Self::Twice => Error::field(field, "is there twice", "重复出现"),
            Self::Deep => Error::field(field, "is nested too deeply", "嵌套层数过多"),
            Self::Nul => Error::new(Code::TextNotAllowed).with_detail(field, "contains a NUL", "含有空字符"),
        }
    }
}

struct Walk {
    /// Where the walk is; after a fault, where that was.
    path: String,
    depth: usize,
    fault: Option<Fault>,
}

impl Walk {
    fn fail<E: serde::de::Error>(&mut self, fault: Fault) -> E {
        self.fault = Some(fault);
        E::custom("refused")
    }

    fn enter<E: serde::de::Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > DEPTH_MAX { Err(self.fail(Fault::Deep)) } else { Ok(()) }
    }

    fn text<E: serde::de::Error>(&mut self, text: &str) -> Result<(), E> {
        if text.contains('\0') { Err(self.fail(Fault::Nul)) } else { Ok(()) }
    }
}

struct Step<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.0.text(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let walk = self.0;
        walk.enter()?;
        let length = walk.path.len();
        for index in 0_usize.. {
            // Writing to a String cannot fail.
            let _ = write!(walk.path, "[{index}]");
            if items.next_element_seed(Step(walk))?.is_none() {
                break;
            }
            walk.path.truncate(length);
        }
        walk.path.truncate(length);
        walk.depth -= 1;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let walk = self.0;
        walk.enter()?;
        let length = walk.path.len();
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if length > 0 {
                walk.path.push('.');
            }
            // A path is told to people: a key as long as the body is not.
            walk.path.extend(key.chars().filter(|c| !c.is_control()).take(64));
            walk.text::<A::Error>(&key)?;
            if !seen.insert(key) {
                return Err(walk.fail(Fault::Twice));
            }
            entries.next_value_seed(Step(walk))?;
            walk.path.truncate(length);
        }
        walk.depth -= 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(text: &str) -> (Code, String) {
        let error = check(text.as_bytes()).unwrap_err();
        (error.code(), error.details().first().map(|detail| detail.field.clone()).unwrap_or_default())
    }

    #[test]
    fn a_key_may_be_there_once_at_every_depth() {
        assert_eq!(fault(r#"{"a":1,"a":2}"#), (Code::Invalid, "a".into()));
        assert_eq!(fault(r#"{"a":1,"\u0061":2}"#), (Code::Invalid, "a".into()));
        assert_eq!(fault(r#"{"x":[{},{"b":{"c":1,"c":1}}]}"#), (Code::Invalid, "x[1].b.c".into()));
        assert!(check(br#"{"x":[{"a":1},{"a":1}],"a":{}}"#).is_ok());
    }

    #[test]
    fn texts_have_no_nul() {
        assert_eq!(fault(r#"{"a":["x","y\u0000"]}"#), (Code::TextNotAllowed, "a[1]".into()));
        assert_eq!(fault(r#"{"a\u0000":1}"#).0, Code::TextNotAllowed);
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(check(nested(DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(fault(&nested(DEPTH_MAX + 1)).0, Code::Invalid);
        assert!(check("[".repeat(100_000).as_bytes()).is_err());
        assert!(check(r#"{"a":"#.repeat(100_000).as_bytes()).is_err());
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        let texts: [&[u8]; 12] = [
            b"",
            b" ",
            b"{",
            b"{} {}",
            b"{\"a\":1,}",
            b"[1,]",
            b"{'a':1}",
            b"\xef\xbb\xbf{}",
            b"\"\xff\"",
            b"\"\\ud800\"",
            b"1e999",
            b"NaN",
        ];
        for text in texts {
            assert_eq!(check(text).unwrap_err().code(), Code::MalformedBody, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = check(&bytes);
        }
    }
}
