//! Form tokens: a page proves that it came from us to the browser that sends its form back.
//!
//! A token is an HMAC over who holds the page: the session, or the visitor before signing in. Nothing is stored.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Code, Result};
use mall::account::SessionId;
use mall::order::cart::VisitorId;

/// The field of forms, and the header of scripts.
pub const FIELD: &str = "csrf";
pub const HEADER: &str = "x-csrf-token";

/// To whom a page was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Session(SessionId),
    Visitor(VisitorId),
}

pub struct Csrf(Arc<hmac::Key>);

/// A token that is computed when a form needs it: pages kept as finished bytes mostly do not.
#[derive(Clone, Debug)]
pub struct Token {
    key: Arc<hmac::Key>,
    holder: Holder,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, words(self.holder).as_bytes())))
    }
}

impl Csrf {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }

    #[must_use]
    pub fn token(&self, holder: Holder) -> Token {
        Token { key: Arc::clone(&self.0), holder }
    }

    /// # Errors
    /// [`Code::CsrfFailed`] unless it is the holder's token. Takes as long for every wrong one.
    pub fn check(&self, holder: Holder, token: &str) -> Result<()> {
        let tag = URL_SAFE_NO_PAD.decode(token).map_err(|_| Code::CsrfFailed)?;
        hmac::verify(&self.0, words(holder).as_bytes(), &tag).map_err(|_| Code::CsrfFailed.into())
    }
}

fn words(holder: Holder) -> String {
    match holder {
        Holder::Session(session) => format!("form:session:{session}"),
        Holder::Visitor(visitor) => format!("form:visitor:{visitor}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_its_holders_alone() {
        let csrf = Csrf::new(b"a secret of tests");
        let mine = Holder::Session(SessionId::from_raw(7));
        let token = csrf.token(mine).to_string();
        assert!(csrf.check(mine, &token).is_ok());
        let others = [Holder::Session(SessionId::from_raw(8)), Holder::Visitor(VisitorId::from_raw(7))];
        for other in others {
            assert_eq!(csrf.check(other, &token).unwrap_err().code(), Code::CsrfFailed);
        }
        for wrong in ["", "x", &token[1..], &"a".repeat(token.len())] {
            assert!(csrf.check(mine, wrong).is_err());
        }
        assert!(Csrf::new(b"another secret").check(mine, &token).is_err());
    }
}
