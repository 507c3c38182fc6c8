//! Opaque tokens: what they look like on the wire, and how their secrets are kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::{Code, Random, Result};
use sha2::{Digest, Sha256};

use super::model::SessionId;

const ID_LEN: usize = 8;
/// 256 bits.
const SECRET_LEN: usize = 32;
const SITE_LEN: usize = ID_LEN + SECRET_LEN;
const REFRESH_LEN: usize = SITE_LEN + SECRET_LEN;

/// A token as it was shown: the session, the secret of the session, and for a refresh token the part that
/// changes with every use. Whoever shows the right secret with an old part holds a token that was used before.
pub(super) struct Token {
    pub session: SessionId,
    secret: [u8; SECRET_LEN],
    rotation: Option<[u8; SECRET_LEN]>,
}

impl Token {
    pub fn site(random: &dyn Random, session: SessionId) -> Self {
        Self { session, secret: random.bytes(), rotation: None }
    }

    pub fn refresh(random: &dyn Random, session: SessionId) -> Self {
        Self { session, secret: random.bytes(), rotation: Some(random.bytes()) }
    }

    /// The next refresh token of the same session.
    pub fn rotated(&self, random: &dyn Random) -> Self {
        Self { rotation: Some(random.bytes()), ..*self }
    }

    /// # Errors
    /// [`Code::TokenInvalid`] unless it looks like one of ours.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || Code::TokenInvalid;
        // The longest token in base64; more is not even decoded.
        if text.len() > REFRESH_LEN * 4 / 3 {
            return Err(invalid().into());
        }
        let bytes = BASE64.decode(text).map_err(|_| invalid())?;
        if bytes.len() != SITE_LEN && bytes.len() != REFRESH_LEN {
            return Err(invalid().into());
        }
        let (id, rest) = bytes.split_first_chunk::<ID_LEN>().ok_or_else(invalid)?;
        let (secret, rest) = rest.split_first_chunk::<SECRET_LEN>().ok_or_else(invalid)?;
        let session = SessionId::from_raw(i64::from_be_bytes(*id));
        Ok(Self { session, secret: *secret, rotation: rest.first_chunk().copied() })
    }

    pub fn write(&self) -> String {
        let mut bytes = Vec::with_capacity(REFRESH_LEN);
        bytes.extend_from_slice(&self.session.raw().to_be_bytes());
        bytes.extend_from_slice(&self.secret);
        bytes.extend_from_slice(self.rotation.as_ref().map_or(&[], |part| &part[..]));
        BASE64.encode(bytes)
    }

    pub fn secret_hash(&self) -> [u8; 32] {
        sha256(&[&self.secret])
    }

    pub fn rotation_hash(&self) -> Option<[u8; 32]> {
        self.rotation.map(|part| sha256(&[&part]))
    }
}

pub(super) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        // Lengths first, so that no two lists of parts read the same.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// Compares without telling by its time where two secrets differ.
pub(super) fn is_same(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn tokens_survive_the_wire() {
        let random = SeededRandom::new(1);
        let refresh = Token::refresh(&random, SessionId::from_raw(77));
        let read = Token::parse(&refresh.write()).unwrap();
        assert_eq!((read.session, read.secret_hash()), (refresh.session, refresh.secret_hash()));
        assert_eq!(read.rotation_hash(), refresh.rotation_hash());
        let next = read.rotated(&random);
        assert_eq!(next.secret_hash(), refresh.secret_hash());
        assert_ne!(next.rotation_hash(), refresh.rotation_hash());
        let site = Token::site(&random, SessionId::from_raw(-1));
        assert!(Token::parse(&site.write()).unwrap().rotation_hash().is_none());
    }

    #[test]
    fn garbage_is_refused() {
        let good = Token::site(&SeededRandom::new(1), SessionId::from_raw(7)).write();
        for text in ["", "a", "====", &good[1..], &format!("{good}A"), &"A".repeat(1_000_000), "麦店", "\0"]
        {
            assert!(Token::parse(text).is_err());
        }
    }
}
