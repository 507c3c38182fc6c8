//! Files that appear whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file under construction beside its final place, readable by its owner only. Dropped unfinished, it is gone.
pub struct Draft {
    file: File,
    unfinished: PathBuf,
    target: PathBuf,
    is_done: bool,
}

impl Draft {
    /// # Errors
    /// What the file system says.
    pub fn open(target: &Path) -> io::Result<Self> {
        let name = target.file_name().ok_or_else(|| io::Error::other("not the name of a file"))?;
        let directory = directory_of(target);
        fs::create_dir_all(&directory)?;
        let unfinished =
            directory.join(format!(".{}.{}.unfinished", name.to_string_lossy(), std::process::id()));
        let mut options = OpenOptions::new();
        // Read again before it is renamed, to be verified.
        options.write(true).read(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&unfinished)?;
        Ok(Self { file, unfinished, target: target.to_path_buf(), is_done: false })
    }

    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Puts it in its place; it survives a power cut from here on.
    ///
    /// # Errors
    /// What the file system says.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.unfinished, &self.target)?;
        self.is_done = true;
        File::open(directory_of(&self.target))?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_done {
            // Clutter at worst: the next attempt of this process truncates it.
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

fn directory_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// Writes a small file whole, readable by its owner only.
///
/// # Errors
/// What the file system says.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut draft = Draft::open(path)?;
    io::Write::write_all(draft.file(), text.as_bytes())?;
    draft.finish()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_private_and_whole() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("new/keys.toml");
        write_private(&path, "old").unwrap();
        write_private(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(Draft::open(&path).unwrap());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing unfinished is left");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
