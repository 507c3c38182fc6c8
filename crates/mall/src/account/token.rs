//! Access tokens: JWTs signed with HS256 that live a quarter of an hour. One program signs and reads them, so a
//! shared key is enough. Keys have ids and are rotated: the first signs, all are accepted.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use kernel::{Code, Error, Result, Time};
use serde::{Deserialize, Serialize};

use super::model::{SessionId, UserId};
use super::session::Opened;

/// How long an access token lives.
pub const ACCESS_S: i64 = 900;
const ALGORITHM: Algorithm = Algorithm::HS256;
/// The format of the claims; tokens of another are refused.
const VERSION: u8 = 1;
const TOKEN_BYTES_MAX: usize = 1_024;
const SECRET_BYTES_MIN: usize = 32;
const KEYS_MAX: usize = 8;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
    ver: u8,
}

/// What a valid access token says. Whether its session still lives only [`super::authenticate`] knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    pub user: UserId,
    pub session: SessionId,
}

/// What a client is given after signing in or refreshing.
#[derive(Clone)]
pub struct Tokens {
    pub access: String,
    pub access_expires_at: Time,
    pub refresh: String,
    pub refresh_expires_at: Time,
}

/// Tokens stay out of logs.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("access_expires_at", &self.access_expires_at).finish_non_exhaustive()
    }
}

struct Key {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// The keys of access tokens.
pub struct Keys {
    issuer: String,
    audience: String,
    /// Never empty; the first signs.
    keys: Vec<Key>,
    validation: Validation,
}

/// Secrets stay out of logs.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Keys {
    /// Keys by id and secret, the signing one first. To rotate: put a new one in front, and drop the old one
    /// [`ACCESS_S`] after every server has the new.
    ///
    /// # Errors
    /// [`Code::Invalid`] about `keys`: none, too many, an id twice, or a secret under 32 bytes.
    pub fn new(issuer: &str, audience: &str, keys: &[(String, Vec<u8>)]) -> Result<Self> {
        let refused = |en: &str, zh: &str| Err(Error::field("keys", en, zh));
        if keys.is_empty() || keys.len() > KEYS_MAX {
            return refused("must be 1 to 8 keys", "须为 1 到 8 个密钥");
        }
        let is_twice = |at: usize| keys[..at].iter().any(|(earlier, _)| *earlier == keys[at].0);
        if (0..keys.len()).any(is_twice) {
            return refused("must each have an id of their own", "密钥编号不能重复");
        }
        if keys.iter().any(|(_, secret)| secret.len() < SECRET_BYTES_MIN) {
            return refused("must have secrets of at least 32 bytes", "密钥长度至少 32 字节");
        }
        let mut validation = Validation::new(ALGORITHM);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library would ask the system clock; `read` asks the caller's.
        validation.validate_exp = false;
        let key = |(id, secret): &(String, Vec<u8>)| Key {
            id: id.clone(),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        };
        let keys = keys.iter().map(key).collect();
        Ok(Self { issuer: issuer.to_owned(), audience: audience.to_owned(), keys, validation })
    }

    /// An access token for a session.
    ///
    /// # Errors
    /// [`Code::Internal`] when signing fails.
    pub fn issue(&self, user: UserId, session: SessionId, now: Time) -> Result<String> {
        let key = self.keys.first().ok_or(Code::Internal)?;
        let mut header = Header::new(ALGORITHM);
        header.kid = Some(key.id.clone());
        let wire = Wire {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: user,
            sid: session,
            iat: now.seconds(),
            exp: now.plus_s(ACCESS_S).seconds(),
            ver: VERSION,
        };
        encode(&header, &wire, &key.encoding).map_err(|error| Error::new(Code::Internal).because(error))
    }

    /// The answer to signing in or refreshing over the API.
    ///
    /// # Errors
    /// As [`Keys::issue`].
    pub fn tokens(&self, opened: &Opened, now: Time) -> Result<Tokens> {
        Ok(Tokens {
            access: self.issue(opened.user, opened.session, now)?,
            access_expires_at: now.plus_s(ACCESS_S),
            refresh: opened.token.clone(),
            refresh_expires_at: opened.expires_at,
        })
    }

    /// Reads a token from outside. Nothing in it is believed before the signature is checked, except which of
    /// our keys it claims; the algorithm is ours and never the token's.
    ///
    /// # Errors
    /// [`Code::TokenExpired`] for a token that was ours; [`Code::TokenInvalid`] for everything else.
    pub fn read(&self, token: &str, now: Time) -> Result<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Code::TokenInvalid.into());
        }
        let invalid = |error: jsonwebtoken::errors::Error| Error::new(Code::TokenInvalid).because(error);
        let header = decode_header(token).map_err(invalid)?;
        // An extension that must be understood is not (RFC 7515, 4.1.11), and ours are signed, not encrypted.
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return Err(Code::TokenInvalid.into());
        }
        let named = |key: &&Key| header.kid.as_deref() == Some(key.id.as_str());
        let key = self.keys.iter().find(named).ok_or(Code::TokenInvalid)?;
        let wire = decode::<Wire>(token, &key.decoding, &self.validation).map_err(invalid)?.claims;
        if wire.ver != VERSION {
            return Err(Code::TokenInvalid.into());
        }
        if wire.exp <= now.seconds() {
            return Err(Code::TokenExpired.into());
        }
        Ok(Claims { user: wire.sub, session: wire.sid })
    }
}

#[cfg(test)]
mod tests;
