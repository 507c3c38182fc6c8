//! What exactly is signed: the canonical text of requests, answers and notifications.

use std::fmt;

/// Nesting of the gateway's answer, at most.
const DEPTH_MAX: usize = 64;
/// Members of the gateway's answer at the outermost level, at most.
const MEMBERS_MAX: usize = 16;

/// The text a request is signed over: every parameter but `sign`, sorted by name, empty values dropped.
pub fn request_content<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    joined(params.into_iter().filter(|(name, value)| *name != "sign" && !value.is_empty()))
}

/// The text a notification is signed over: every parameter but `sign` and `sign_type`, sorted by name,
/// with the decoded values exactly as they came.
pub fn notification_content<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    joined(params.into_iter().filter(|(name, _)| !matches!(*name, "sign" | "sign_type")))
}

fn joined<'a>(params: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut params: Vec<_> = params.collect();
    params.sort_unstable();
    let pairs: Vec<String> = params.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// An answer's parts, with the signed one byte for byte as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The raw JSON of the `…_response` member: what is signed, and what must be read.
    pub content: &'a str,
    pub sign: Option<String>,
    /// Names the signing certificate, in certificate mode.
    pub alipay_cert_sn: Option<String>,
}

/// Why an answer was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeError {
    /// Not one JSON object, or one that ends too early.
    Shape,
    TooDeep,
    TooManyMembers,
    DuplicateMember,
    /// The member for the method that was called is missing.
    NoContent,
}

impl fmt::Display for EnvelopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => "the answer is not one whole JSON object",
            Self::TooDeep => "the answer is nested too deeply",
            Self::TooManyMembers => "the answer has too many members",
            Self::DuplicateMember => "the answer has a member twice",
            Self::NoContent => "the answer is not for the method that was called",
        })
    }
}

impl std::error::Error for EnvelopeError {}

/// Takes an answer apart. The members are found by walking the outermost object, not by looking for a text in it,
/// so that nothing inside a value (a subject, a nickname) can pass for the signed part.
///
/// # Errors
/// See [`EnvelopeError`].
pub fn open<'a>(body: &'a str, method: &str) -> Result<Envelope<'a>, EnvelopeError> {
    let wanted = format!("{}_response", method.replace('.', "_"));
    let members = members(body)?;
    let find = |name: &str| members.iter().find(|(known, _)| known == name).map(|(_, raw)| *raw);
    let text = |name: &str| find(name).and_then(|raw| serde_json::from_str::<String>(raw).ok());
    let content = find(&wanted).or_else(|| find("error_response")).ok_or(EnvelopeError::NoContent)?;
    Ok(Envelope { content, sign: text("sign"), alipay_cert_sn: text("alipay_cert_sn") })
}

/// The members of the outermost object: decoded names, raw values.
fn members(body: &str) -> Result<Vec<(String, &str)>, EnvelopeError> {
    let mut scanner = Scanner { text: body, at: 0 };
    let mut members: Vec<(String, &str)> = Vec::new();
    scanner.expect(b'{')?;
    if scanner.peek() == Some(b'}') {
        scanner.at += 1;
        return scanner.end().map(|()| members);
    }
    loop {
        if members.len() == MEMBERS_MAX {
            return Err(EnvelopeError::TooManyMembers);
        }
        let name = serde_json::from_str::<String>(scanner.value()?).map_err(|_| EnvelopeError::Shape)?;
        scanner.expect(b':')?;
        let raw = scanner.value()?;
        if members.iter().any(|(known, _)| *known == name) {
            return Err(EnvelopeError::DuplicateMember);
        }
        members.push((name, raw));
        match scanner.next() {
            Some(b',') => {}
            Some(b'}') => return scanner.end().map(|()| members),
            _ => return Err(EnvelopeError::Shape),
        }
    }
}

/// Walks over JSON text. It finds where values end; whether they are good JSON is checked by whoever reads them.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The next byte that is not white space, left in place.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), EnvelopeError> {
        if self.next() == Some(wanted) { Ok(()) } else { Err(EnvelopeError::Shape) }
    }

    fn end(&mut self) -> Result<(), EnvelopeError> {
        if self.peek().is_none() { Ok(()) } else { Err(EnvelopeError::Shape) }
    }

    /// Steps over one value and returns its text.
    fn value(&mut self) -> Result<&'a str, EnvelopeError> {
        self.peek();
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' => self.string()?,
                b'{' | b'[' if depth == DEPTH_MAX => return Err(EnvelopeError::TooDeep),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if 0 < depth => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' | b'}' | b']' if depth == 0 => break,
                _ if depth == 0 && byte.is_ascii_whitespace() => break,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                break;
            }
        }
        if depth == 0 && from < self.at { Ok(&self.text[from..self.at]) } else { Err(EnvelopeError::Shape) }
    }

    /// Steps over a string, from its opening to behind its closing quote.
    fn string(&mut self) -> Result<(), EnvelopeError> {
        self.at += 1;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                return Ok(());
            }
        }
        Err(EnvelopeError::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const METHOD: &str = "alipay.trade.query";

    #[test]
    fn a_request_is_sorted_and_drops_what_is_empty() {
        let params = [("method", "m"), ("sign", "x"), ("a", ""), ("app_id", "1"), ("sign_type", "RSA2")];
        assert_eq!(request_content(params), "app_id=1&method=m&sign_type=RSA2");
        assert_eq!(notification_content(params), "a=&app_id=1&method=m");
    }

    #[test]
    fn the_signed_part_is_taken_as_sent() {
        let body = r#" {"alipay_trade_query_response" : {"code":"10000","subject":"}\"\\","url":"https:\/\/a"} ,"sign":"AB\/C=","alipay_cert_sn":"ef"} "#;
        let envelope = open(body, METHOD).unwrap();
        assert_eq!(envelope.content, r#"{"code":"10000","subject":"}\"\\","url":"https:\/\/a"}"#);
        assert_eq!(envelope.sign.as_deref(), Some("AB/C="));
        assert_eq!(envelope.alipay_cert_sn.as_deref(), Some("ef"));
    }

    #[test]
    fn the_errors_of_the_gateway_itself_are_content_too() {
        let envelope = open(r#"{"error_response":{"code":"40002"}}"#, METHOD).unwrap();
        assert_eq!(envelope, Envelope { content: r#"{"code":"40002"}"#, sign: None, alipay_cert_sn: None });
    }

    #[test]
    fn nothing_inside_a_value_passes_for_the_signed_part() {
        let body = r#"{"x":"\"alipay_trade_query_response\":{\"code\":\"10000\"}","y":{"alipay_trade_query_response":{}}}"#;
        assert_eq!(open(body, METHOD), Err(EnvelopeError::NoContent));
        let twice =
            r#"{"alipay_trade_query_response":{"a":1},"alipay_trade_query\u005fresponse":{"a":2},"sign":""}"#;
        assert_eq!(open(twice, METHOD), Err(EnvelopeError::DuplicateMember));
    }

    #[test]
    fn what_is_cut_off_or_overgrown_is_refused() {
        let whole = r#"{"alipay_trade_query_response":{"code":"10000"},"sign":"AB"}"#;
        for length in 0..whole.len() {
            assert!(open(&whole[..length], METHOD).is_err(), "{length}");
        }
        assert_eq!(open(&format!("{whole}x"), METHOD), Err(EnvelopeError::Shape));
        let deep = format!(r#"{{"a":{}"#, "[".repeat(DEPTH_MAX + 1));
        assert_eq!(open(&deep, METHOD), Err(EnvelopeError::TooDeep));
        let wide: Vec<String> = (0..=MEMBERS_MAX).map(|n| format!(r#""m{n}":1"#)).collect();
        assert_eq!(open(&format!("{{{}}}", wide.join(",")), METHOD), Err(EnvelopeError::TooManyMembers));
    }

    proptest! {
        #[test]
        fn no_text_panics(body in ".{0,80}") {
            let _ = open(&body, METHOD);
        }

        #[test]
        fn no_json_like_text_panics(body in r#"[{}\[\]",:\\a0 é]{0,40}"#) {
            let _ = open(&format!("{{{body}"), METHOD);
        }
    }
}
