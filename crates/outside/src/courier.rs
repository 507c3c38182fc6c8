//! Delivers messages (SMS, mail) into a directory, one file each, so that everything works offline.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of one message, at most.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one file name, at most; leaves room for the mark of an unfinished file.
pub const NAME_BYTES_MAX: usize = 180;

/// Makes the names of unfinished files differ when two threads deliver under one name.
static UNFINISHED: AtomicU64 = AtomicU64::new(0);

/// Writes each message as one file, readable by the owner only: messages carry one-time codes.
#[derive(Clone, Debug)]
pub struct FileCourier {
    dir: PathBuf,
}

impl FileCourier {
    /// Opens the directory, creating it when it is missing.
    ///
    /// # Errors
    /// What the file system says when the directory cannot be made.
    pub fn open(dir: impl Into<PathBuf>) -> io::Result<Self> {
        let dir = dir.into();
        make_private_dir(&dir)?;
        Ok(Self { dir })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Writes `content` to the file `name`, whole or not at all; an older message of that name is replaced,
    /// so that a job that is run again delivers once.
    ///
    /// # Errors
    /// `InvalidInput` when the name is not a plain file name or the message is too long, else what the file system says.
    pub fn deliver(&self, name: &str, content: &str) -> io::Result<()> {
        check_name(name)?;
        if MESSAGE_BYTES_MAX < content.len() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the message is too long"));
        }
        let sequence = UNFINISHED.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.dir.join(format!(".{name}.{}.{sequence}", std::process::id()));
        let written = write_private(&unfinished, content.as_bytes())
            .and_then(|()| fs::rename(&unfinished, self.dir.join(name)));
        if written.is_err() {
            // The first error is the one worth telling; the leftover is only clutter.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }
}

/// A plain name: no separators, no hidden files, nothing a shell or another system would read differently.
fn check_name(name: &str) -> io::Result<()> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    if name.is_empty() || NAME_BYTES_MAX < name.len() || name.starts_with('.') || !name.chars().all(plain) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file name"));
    }
    Ok(())
}

fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Creates a file only its owner can read, writes it and waits until it is on the disk.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_private_file() {
        let home = tempfile::tempdir().unwrap();
        let courier = FileCourier::open(home.path().join("outbox/sms")).unwrap();
        courier.deliver("0001-13800000000.txt", "code 1").unwrap();
        courier.deliver("0001-13800000000.txt", "验证码 246810").unwrap();
        let path = courier.dir().join("0001-13800000000.txt");
        assert_eq!(fs::read_to_string(&path).unwrap(), "验证码 246810");
        assert_eq!(fs::read_dir(courier.dir()).unwrap().count(), 1, "no unfinished file is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(courier.dir()).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_name_that_leaves_the_directory_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let courier = FileCourier::open(home.path()).unwrap();
        for name in ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a\0b", "a b", &"n".repeat(181)] {
            let refused = courier.deliver(name, "x").unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidInput, "{name:?}");
        }
        let long = "x".repeat(MESSAGE_BYTES_MAX + 1);
        assert!(courier.deliver("long.txt", &long).is_err());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_failed_delivery_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let courier = FileCourier::open(home.path()).unwrap();
        fs::create_dir(home.path().join("taken")).unwrap();
        assert!(courier.deliver("taken", "x").is_err());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
