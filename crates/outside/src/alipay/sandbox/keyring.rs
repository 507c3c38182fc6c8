//! The sandbox's keys: made once, kept in a directory, so that a restart does not invalidate anybody's configuration.

use std::fs;
use std::io;
use std::path::Path;

use super::super::keys::{KEY_FILE_BYTES_MAX, SigningKey};
use super::SandboxError;
use crate::courier::write_private;

/// Both key pairs. A real gateway holds only the public half of the app's; the sandbox makes the pair for its merchant.
#[derive(Debug)]
pub struct Keyring {
    pub app: SigningKey,
    pub alipay: SigningKey,
}

impl Keyring {
    /// Loads `app_private_key.pem` and `alipay_private_key.pem`, makes those that are missing, and writes the
    /// public halves beside them for whoever configures a client by hand.
    pub fn open(dir: &Path) -> Result<Self, SandboxError> {
        fs::create_dir_all(dir).map_err(SandboxError::Directory)?;
        let keyring = Self {
            app: load_or_make(&dir.join("app_private_key.pem"))?,
            alipay: load_or_make(&dir.join("alipay_private_key.pem"))?,
        };
        write_public(&dir.join("app_public_key.pem"), &keyring.app)?;
        write_public(&dir.join("alipay_public_key.pem"), &keyring.alipay)?;
        Ok(keyring)
    }
}

fn load_or_make(path: &Path) -> Result<SigningKey, SandboxError> {
    match fs::metadata(path) {
        Ok(file) if u64::try_from(KEY_FILE_BYTES_MAX).is_ok_and(|max| max < file.len()) => {
            Err(SandboxError::Key(super::super::KeyError::TooLong))
        }
        Ok(_) => {
            let text = fs::read_to_string(path).map_err(SandboxError::Directory)?;
            SigningKey::load(&text).map_err(SandboxError::Key)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = SigningKey::generate().map_err(SandboxError::Key)?;
            let pem = key.to_pkcs8_pem().map_err(SandboxError::Key)?;
            write_private(path, pem.as_bytes()).map_err(SandboxError::Directory)?;
            Ok(key)
        }
        Err(error) => Err(SandboxError::Directory(error)),
    }
}

fn write_public(path: &Path, key: &SigningKey) -> Result<(), SandboxError> {
    let pem = key.public_pem().map_err(SandboxError::Key)?;
    fs::write(path, pem).map_err(SandboxError::Directory)
}
