//! `application/x-www-form-urlencoded`, read strictly and within bounds: what is verified must be what was sent.

use std::fmt;

/// Parameters of one form, at most.
pub const PARAMS_MAX: usize = 200;
/// Bytes of one form, at most.
pub const FORM_BYTES_MAX: usize = 64 * 1024;

/// Why a form was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    TooLong,
    TooMany,
    /// A `%` without two hexadecimal digits behind it.
    Escape,
    /// Bytes that are not UTF-8.
    Text,
    /// The same name twice: which one was signed cannot be told.
    Duplicate(String),
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the form is longer than {FORM_BYTES_MAX} bytes"),
            Self::TooMany => write!(f, "the form has more than {PARAMS_MAX} parameters"),
            Self::Escape => f.write_str("the form has a broken percent escape"),
            Self::Text => f.write_str("the form is not UTF-8"),
            Self::Duplicate(name) => write!(f, "the form has {name:?} twice"),
        }
    }
}

impl std::error::Error for FormError {}

/// Reads a form. Names are unique in the result, order is as sent.
///
/// # Errors
/// See [`FormError`].
pub fn parse(raw: &[u8]) -> Result<Vec<(String, String)>, FormError> {
    if FORM_BYTES_MAX < raw.len() {
        return Err(FormError::TooLong);
    }
    let mut params: Vec<(String, String)> = Vec::new();
    for pair in raw.split(|&b| b == b'&').filter(|pair| !pair.is_empty()) {
        if params.len() == PARAMS_MAX {
            return Err(FormError::TooMany);
        }
        let (name, value) = match pair.iter().position(|&b| b == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &pair[..0]),
        };
        let name = decode(name)?;
        if params.iter().any(|(known, _)| *known == name) {
            return Err(FormError::Duplicate(name));
        }
        params.push((name, decode(value)?));
    }
    Ok(params)
}

/// Writes a form.
pub fn encode<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in params {
        form.append_pair(name, value);
    }
    form.finish()
}

fn decode(part: &[u8]) -> Result<String, FormError> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit =
                    || rest.next().and_then(|&b| char::from(b).to_digit(16)).ok_or(FormError::Escape);
                let value = digit()? * 16 + digit()?;
                u8::try_from(value).map_err(|_| FormError::Escape)?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| FormError::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn broken_forms_are_refused() {
        assert_eq!(parse(b"a=1&a=1"), Err(FormError::Duplicate("a".into())));
        assert_eq!(parse(b"a=1&%61=2"), Err(FormError::Duplicate("a".into())));
        assert_eq!(parse(b"a=%4"), Err(FormError::Escape));
        assert_eq!(parse(b"a=%zz"), Err(FormError::Escape));
        assert_eq!(parse(b"a=%ff"), Err(FormError::Text));
        assert_eq!(parse(&vec![b'a'; FORM_BYTES_MAX + 1]), Err(FormError::TooLong));
        let many: String = (0..=PARAMS_MAX).map(|n| format!("p{n}=1&")).collect();
        assert_eq!(parse(many.as_bytes()), Err(FormError::TooMany));
        assert_eq!(parse(b"&a&b=%20+&"), Ok(vec![("a".into(), "".into()), ("b".into(), "  ".into())]));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in ".{0,60}", name in ".{1,10}") {
            let text = encode([(name.as_str(), value.as_str())]);
            prop_assert_eq!(parse(text.as_bytes()), Ok(vec![(name, value)]));
        }

        #[test]
        fn no_bytes_panic(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&raw);
        }
    }
}
