//! RSA2 keys (SHA256withRSA) in every form Alipay's tools and consoles hand out.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKey};
use aws_lc_rs::signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::cert;

/// Bytes of a key or certificate file, at most.
pub const KEY_FILE_BYTES_MAX: usize = 64 * 1024;
const PEM_LINE: usize = 64;

/// Why a key or certificate was not taken. Never holds any of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    TooLong,
    /// No PEM block of the kind needed, and not bare base64 either.
    Form,
    Base64,
    Encrypted,
    /// Not an RSA key of 2048 bits or more.
    Rsa,
    Certificate,
    /// The issuer's name has a part Alipay's certificates do not have, so its serial number cannot be told.
    Issuer,
    /// A root bundle without one certificate signed with RSA.
    NoRsaRoot,
    /// The cryptographic library failed.
    Crypto,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the key file is too long",
            Self::Form => "this is neither a PEM key of the kind needed nor bare base64",
            Self::Base64 => "the key's base64 is broken",
            Self::Encrypted => "the private key is protected by a passphrase; give it without one",
            Self::Rsa => "this is not an RSA key of at least 2048 bits",
            Self::Certificate => "the certificate cannot be read",
            Self::Issuer => "the certificate's issuer has a part that Alipay's certificates do not have",
            Self::NoRsaRoot => "there is no RSA certificate among the root certificates",
            Self::Crypto => "the cryptographic library failed",
        })
    }
}

impl std::error::Error for KeyError {}

/// A private key that signs: the app's own, or in the sandbox Alipay's.
pub struct SigningKey {
    pair: KeyPair,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

impl SigningKey {
    /// Loads PKCS#1 or PKCS#8, as PEM or as the bare base64 that Alipay's key tool writes.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn load(text: &str) -> Result<Self, KeyError> {
        bounded(text)?;
        let pair = if is_pem(text) {
            if pem_block(text, "ENCRYPTED PRIVATE KEY").is_some() || text.contains("Proc-Type: 4,ENCRYPTED") {
                return Err(KeyError::Encrypted);
            }
            if let Some(base64) = pem_block(text, "PRIVATE KEY") {
                KeyPair::from_pkcs8(&decode(base64)?)
            } else {
                let base64 = pem_block(text, "RSA PRIVATE KEY").ok_or(KeyError::Form)?;
                KeyPair::from_der(&decode(base64)?)
            }
        } else {
            let der = decode(text)?;
            KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der))
        };
        Ok(Self { pair: pair.map_err(|_| KeyError::Rsa)? })
    }

    /// Makes a new key of 2048 bits, the size Alipay asks for.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn generate() -> Result<Self, KeyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Crypto)?;
        Ok(Self { pair })
    }

    /// Signs with SHA256withRSA (PKCS#1 v1.5) and writes the signature in base64.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn sign(&self, content: &str) -> Result<String, KeyError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), content.as_bytes(), &mut signature)
            .map_err(|_| KeyError::Crypto)?;
        Ok(STANDARD.encode(signature))
    }

    /// The public half, to verify with.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn verifying_key(&self) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::from_der(self.pair.public_key().as_ref()).map_err(|_| KeyError::Crypto)
    }

    /// The private key as PKCS#8 PEM. Whoever has this text can sign: it goes into a private file and nowhere else.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn to_pkcs8_pem(&self) -> Result<String, KeyError> {
        let der: Pkcs8V1Der<'_> = self.pair.as_der().map_err(|_| KeyError::Crypto)?;
        Ok(to_pem("PRIVATE KEY", der.as_ref()))
    }

    /// The public half as SubjectPublicKeyInfo PEM.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn public_pem(&self) -> Result<String, KeyError> {
        let der: PublicKeyX509Der<'_> = self.pair.public_key().as_der().map_err(|_| KeyError::Crypto)?;
        Ok(to_pem("PUBLIC KEY", der.as_ref()))
    }
}

/// A public key that verifies: Alipay's, or in the sandbox the app's.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    key: ParsedPublicKey,
}

impl VerifyingKey {
    /// Loads SubjectPublicKeyInfo or PKCS#1, as PEM or bare base64, or the key inside an X.509 certificate in PEM.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn load(text: &str) -> Result<Self, KeyError> {
        bounded(text)?;
        if !is_pem(text) {
            return Self::from_der(&decode(text)?);
        }
        if let Some(base64) = pem_block(text, "PUBLIC KEY").or_else(|| pem_block(text, "RSA PUBLIC KEY")) {
            return Self::from_der(&decode(base64)?);
        }
        let base64 = pem_block(text, "CERTIFICATE").ok_or(KeyError::Form)?;
        Self::from_der(&cert::public_key_der(&decode(base64)?)?)
    }

    pub(super) fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        // The signature check of this algorithm refuses keys under 2048 bits; said here, it is said at start-up.
        const BYTES_MIN: usize = 256;
        let rsa = PublicKey::from_der(der).map_err(|_| KeyError::Rsa)?;
        if rsa.as_ref().len() < BYTES_MIN {
            return Err(KeyError::Rsa);
        }
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(|_| KeyError::Rsa)?;
        Ok(Self { key })
    }

    /// Whether `signature` (base64) is this key's over `content`.
    pub fn verifies(&self, content: &str, signature: &str) -> bool {
        STANDARD
            .decode(signature)
            .is_ok_and(|signature| self.key.verify_sig(content.as_bytes(), &signature).is_ok())
    }
}

/// Every certificate of a PEM bundle, as DER.
pub(super) fn certificates(text: &str) -> Result<Vec<Vec<u8>>, KeyError> {
    const CERTIFICATES_MAX: usize = 32;
    bounded(text)?;
    let end = "-----END CERTIFICATE-----";
    let mut found = Vec::new();
    for part in text.split_inclusive(end).take(CERTIFICATES_MAX) {
        if let Some(base64) = pem_block(part, "CERTIFICATE") {
            found.push(decode(base64)?);
        }
    }
    if found.is_empty() { Err(KeyError::Form) } else { Ok(found) }
}

fn bounded(text: &str) -> Result<(), KeyError> {
    if KEY_FILE_BYTES_MAX < text.len() { Err(KeyError::TooLong) } else { Ok(()) }
}

fn is_pem(text: &str) -> bool {
    text.contains("-----BEGIN ")
}

/// The base64 between the first pair of marks with this label.
fn pem_block<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (base64, _) = after.split_once(&format!("-----END {label}-----"))?;
    Some(base64)
}

fn decode(base64: &str) -> Result<Vec<u8>, KeyError> {
    let packed: String = base64.chars().filter(|c| !c.is_whitespace()).collect();
    if packed.is_empty() {
        return Err(KeyError::Form);
    }
    STANDARD.decode(packed).map_err(|_| KeyError::Base64)
}

fn to_pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(PEM_LINE.min(rest.len()));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RSA with PKCS#1 v1.5 is deterministic: OpenSSL's signature of the test key is ours, too.
    const CONTENT: &str = "a=1&b=中文";
    const OPENSSL_SIGNATURE: &str = "FFA/fvMT0y3fymCig/fKh8t/9iWi/xs045luFtWOT8dEhPQp2LaoMRjPumhDRD64IHuEC9XUzQjHhfJ0xfTHBOhvIOWD0prgA+X8s1GJWf5f/O0+U4I9mIDis/FwDL/SJwALWSUBYbdnjCFvf76Kc9kXn1PqGjgtENilb/Eju/PLuizeLHX5N2mjc2ECtDHacYq5nigh0JGORhPicmZBNhsx+OK4lrUD18ZTWqhyxDI5GtqzXeaDqf5h3XFFI7mIj9fxwMKK71xlRpkYgdoP3XAV1uzMvAC+WXVJdvAKTVc+/uALdwWY0XVd74rhK38fqmR5q2/pfSOE6XDMSSUmcQ==";
    const APP_CERT: &str = include_str!("../../tests/keys/app_cert.crt");

    #[test]
    fn a_private_key_loads_in_all_its_forms() {
        for text in [
            include_str!("../../tests/keys/app_private_pkcs1.pem"),
            include_str!("../../tests/keys/app_private_pkcs8.pem"),
            include_str!("../../tests/keys/app_private_bare_pkcs1.txt"),
            include_str!("../../tests/keys/app_private_bare_pkcs8.txt"),
        ] {
            assert_eq!(SigningKey::load(text).unwrap().sign(CONTENT).unwrap(), OPENSSL_SIGNATURE);
            assert_eq!(
                SigningKey::load(&text.replace('\n', "\r\n")).unwrap().sign(CONTENT).unwrap(),
                OPENSSL_SIGNATURE
            );
        }
    }

    #[test]
    fn a_public_key_loads_in_all_its_forms() {
        for text in [
            include_str!("../../tests/keys/app_public_spki.pem"),
            include_str!("../../tests/keys/app_public_pkcs1.pem"),
            include_str!("../../tests/keys/app_public_bare_spki.txt"),
            include_str!("../../tests/keys/app_public_bare_pkcs1.txt"),
            APP_CERT,
        ] {
            let key = VerifyingKey::load(text).unwrap();
            assert!(key.verifies(CONTENT, OPENSSL_SIGNATURE));
            assert!(!key.verifies("a=2&b=中文", OPENSSL_SIGNATURE));
            assert!(!key.verifies(CONTENT, "not base64!"));
            assert!(!key.verifies(CONTENT, ""));
        }
    }

    #[test]
    fn what_is_not_a_usable_key_says_why() {
        let load = |text: &str| SigningKey::load(text).map(|_| ()).unwrap_err();
        assert_eq!(load(""), KeyError::Form);
        assert_eq!(load("not a key"), KeyError::Base64);
        assert_eq!(load("aGVsbG8="), KeyError::Rsa);
        assert_eq!(load(APP_CERT), KeyError::Form);
        assert_eq!(load(include_str!("../../tests/keys/weak_private_1024.pem")), KeyError::Rsa);
        let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----";
        assert_eq!(load(locked), KeyError::Encrypted);
        assert_eq!(load(&"A".repeat(KEY_FILE_BYTES_MAX + 1)), KeyError::TooLong);
        assert_eq!(VerifyingKey::load("aGVsbG8=").map(|_| ()).unwrap_err(), KeyError::Rsa);
        let private = include_str!("../../tests/keys/app_private_pkcs8.pem");
        assert_eq!(VerifyingKey::load(private).map(|_| ()).unwrap_err(), KeyError::Form);
    }

    #[test]
    fn a_generated_key_survives_its_file() {
        let key = SigningKey::generate().unwrap();
        let again = SigningKey::load(&key.to_pkcs8_pem().unwrap()).unwrap();
        let public = VerifyingKey::load(&key.public_pem().unwrap()).unwrap();
        assert!(public.verifies(CONTENT, &again.sign(CONTENT).unwrap()));
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }
}
