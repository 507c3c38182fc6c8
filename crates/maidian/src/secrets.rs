//! The shop's own secrets: the keys of sign-in tokens and of forms. Made at the first start, kept in one file.

use std::io::ErrorKind;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Random;
use mall::account::Keys;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::trouble::{Result, Trouble};

const SECRET_BYTES: usize = 32;
const ISSUER: &str = "maidian";
const AUDIENCE: &str = "maidian-api";
const HEADER: &str = "\
# Secrets of this shop. Whoever reads them can sign in as anybody: keep them private, give the same file to every
# server. To change the token key, put a new [[tokens]] before the old one, restart every server, wait 15 minutes
# and remove the old one.

";

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    /// Behind the tokens of forms, base64.
    form: String,
    /// The first signs; the others are still believed.
    tokens: Vec<TokenKey>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TokenKey {
    id: String,
    /// Base64.
    secret: String,
}

/// What the web floor needs.
pub struct Secrets {
    pub token_keys: Keys,
    pub form: Vec<u8>,
}

/// Reads the secrets, after making them when there are none.
///
/// # Errors
/// A sentence that names the file.
pub fn open(path: &Path, random: &dyn Random) -> Result<Secrets> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let made = make(random)?;
            files::write_private(path, &made).map_err(|error| Trouble::file(path, error))?;
            made
        }
        Err(error) => return Err(Trouble::file(path, error)),
    };
    read(&text).map_err(|told| Trouble::file(path, told))
}

fn make(random: &dyn Random) -> Result<String> {
    let secret = || STANDARD.encode(random.bytes::<SECRET_BYTES>());
    let id = format!("{:08x}", random.u64() >> 32);
    let file = KeyFile { form: secret(), tokens: vec![TokenKey { id, secret: secret() }] };
    let text = toml::to_string(&file).map_err(|error| Trouble::new(error.to_string()))?;
    Ok(format!("{HEADER}{text}"))
}

/// What is wrong with the file is told without any of its content.
fn read(text: &str) -> std::result::Result<Secrets, String> {
    let file: KeyFile = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let decode = |secret: &str| STANDARD.decode(secret).map_err(|_| "a secret is not base64".to_owned());
    let form = decode(&file.form)?;
    if form.len() < SECRET_BYTES {
        return Err("the secret `form` is shorter than 32 bytes".to_owned());
    }
    let tokens = file.tokens.iter().map(|key| Ok((key.id.clone(), decode(&key.secret)?)));
    let tokens = tokens.collect::<std::result::Result<Vec<_>, String>>()?;
    let token_keys = Keys::new(ISSUER, AUDIENCE, &tokens).map_err(|error| error.to_string())?;
    Ok(Secrets { token_keys, form })
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn secrets_are_made_once() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("var/keys.toml");
        let first = open(&path, &SeededRandom::new(1)).unwrap();
        let again = open(&path, &SeededRandom::new(2)).unwrap();
        assert_eq!(first.form, again.form);
        assert_eq!(format!("{:?}", first.token_keys), format!("{:?}", again.token_keys));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_secret() {
        let good = make(&SeededRandom::new(1)).unwrap();
        let secret = good.lines().find_map(|line| line.strip_prefix("form = ")).unwrap().trim_matches('"');
        for broken in [
            good.replace(secret, "c2hvcnQ="),
            good.replace(secret, "%%%"),
            good.replace("[[tokens]]", "[[x]]"),
        ] {
            let told = read(&broken).err().unwrap();
            assert!(!told.contains(secret), "{told}");
        }
        assert!(read(&good).is_ok());
    }
}
