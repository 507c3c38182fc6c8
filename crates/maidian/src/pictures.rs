//! The pictures of a backup: a file beside the one of the rows, for the database holds only their names.
//!
//! A line of JSON for each object, its bytes, a line break; at the end a line that says how many there are.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use mall::media::{self, Blobs, Claim};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Db;

use crate::files::Draft;
use crate::trouble::{Result, Trouble};

/// Names read from the database at once.
const NAMES_MAX: i64 = 500;
/// An object of ours is never larger.
const OBJECT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Lost objects that are told one by one, and owners of each.
const LOST_TOLD: usize = 50;
const OWNERS_TOLD: usize = 5;
const LINE_BYTES_MAX: u64 = 4_096;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum Line {
    #[serde(rename = "object")]
    Object { name: String, bytes: u64, sha256: String },
    #[serde(rename = "end")]
    End { objects: u64 },
}

/// Where the pictures of a backup are.
#[must_use]
pub fn beside(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".media");
    PathBuf::from(name)
}

/// Every object that a row names, in turn.
fn each(db: &Db, mut run: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let mut after = String::new();
    loop {
        let from = after.clone();
        let names = db.read_blocking(move |tx| media::objects(tx, &from, NAMES_MAX))?;
        let Some(last) = names.last() else { return Ok(()) };
        after.clone_from(last);
        names.iter().try_for_each(|name| run(name))?;
    }
}

/// What was written of the pictures.
#[derive(Debug, Default)]
pub struct Written {
    pub objects: u64,
    /// Those that rows name and the store lacks: one that was let go meanwhile is nobody's loss, and not among them.
    pub lost: Vec<Lost>,
}

/// An object that should be in the store.
#[derive(Debug)]
pub struct Lost {
    object: String,
    claim: Claim,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, claim: Claim { name, size, owners } } = self;
        match size {
            None => write!(f, "picture {name}")?,
            Some(size) => {
                write!(f, "size {size} of picture {name}, which is made again when somebody asks for it")?
            }
        }
        let owners: Vec<_> =
            owners.iter().take(OWNERS_TOLD).map(|(kind, id)| format!("{kind} {id}")).collect();
        let shown_by = if owners.is_empty() { "nobody".to_owned() } else { owners.join(", ") };
        write!(f, " (shown by {shown_by}; object {object})")
    }
}

/// One sentence about what is lost, and a line for each of the first of them.
///
/// # Errors
/// That sentence, unless nothing is lost.
pub fn check_lost(lost: &[Lost], beside: &Path) -> Result<()> {
    if lost.is_empty() {
        return Ok(());
    }
    let mut told = format!(
        "{} objects of pictures are not in the media store, and so not in {}; everything else is. Put them back from \
         an older backup, or hand the pictures in anew:",
        lost.len(),
        beside.display()
    );
    for one in lost.iter().take(LOST_TOLD) {
        told.push_str(&format!("\n- {one}"));
    }
    if lost.len() > LOST_TOLD {
        told.push_str(&format!("\n- and {} more", lost.len() - LOST_TOLD));
    }
    Err(Trouble::new(told))
}

/// Writes every picture into `file`.
///
/// # Errors
/// A sentence that names the file, or the store's.
pub fn write(db: &Db, blobs: &dyn Blobs, file: &Path) -> Result<Written> {
    let told = |error: std::io::Error| Trouble::file(file, error);
    let mut draft = Draft::open(file).map_err(told)?;
    let mut out = BufWriter::new(draft.file().try_clone().map_err(told)?);
    let mut written = Written::default();
    each(db, |name| {
        let Some(bytes) = blobs.get(name)? else {
            let object = name.to_owned();
            let claim = db.read_blocking(move |tx| media::claim(tx, &object))?;
            written.lost.extend(claim.map(|claim| Lost { object: name.to_owned(), claim }));
            return Ok(());
        };
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let line = Line::Object { name: name.to_owned(), bytes: bytes.len() as u64, sha256 };
        put_line(&mut out, &line).map_err(told)?;
        out.write_all(&bytes).and_then(|()| out.write_all(b"\n")).map_err(told)?;
        written.objects += 1;
        Ok(())
    })?;
    put_line(&mut out, &Line::End { objects: written.objects }).and_then(|()| out.flush()).map_err(told)?;
    drop(out);
    draft.finish().map_err(told)?;
    Ok(written)
}

fn put_line(out: &mut impl Write, line: &Line) -> std::io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(line)?)
}

/// Puts every picture of `file` into the store; how many.
///
/// # Errors
/// When the file is not whole, after what came before the damage was put: putting again changes nothing.
pub fn read(blobs: &dyn Blobs, file: &Path) -> Result<u64> {
    let told = |error: std::io::Error| Trouble::file(file, error);
    let damaged = || Trouble::file(file, "the file is damaged, or ends too early");
    let mut source = BufReader::new(File::open(file).map_err(told)?);
    let mut found = 0;
    loop {
        let mut text = String::new();
        (&mut source).take(LINE_BYTES_MAX).read_line(&mut text).map_err(told)?;
        match serde_json::from_str(&text).map_err(|_| damaged())? {
            Line::End { objects } if objects == found => return Ok(found),
            Line::End { .. } => return Err(damaged()),
            Line::Object { name, bytes, sha256 } => {
                if OBJECT_BYTES_MAX < bytes {
                    return Err(damaged());
                }
                let mut content = Vec::new();
                (&mut source).take(bytes + 1).read_to_end(&mut content).map_err(told)?;
                if content.pop() != Some(b'\n') || hex::encode(Sha256::digest(&content)) != sha256 {
                    return Err(damaged());
                }
                blobs.put(&name, content)?;
                found += 1;
            }
        }
    }
}

/// How many objects rows name, and how many of them are not in the store.
///
/// # Errors
/// What the database or the store says.
pub fn missing(db: &Db, blobs: &dyn Blobs) -> Result<(u64, u64)> {
    let (mut named, mut missing) = (0, 0);
    let mut shelf = Shelf::default();
    each(db, |name| {
        named += 1;
        missing += u64::from(!shelf.holds(blobs, name)?);
        Ok(())
    })?;
    Ok((named, missing))
}

/// What stands on the shelf that was looked at last, so that the store is asked once a shelf.
#[derive(Default)]
struct Shelf {
    name: String,
    objects: std::collections::BTreeSet<String>,
}

impl Shelf {
    fn holds(&mut self, blobs: &dyn Blobs, object: &str) -> kernel::Result<bool> {
        let name = object.split('/').next().unwrap_or_default();
        if self.name != name {
            self.name = name.to_owned();
            self.objects.clear();
            let mut after = String::new();
            loop {
                let page = blobs.list(name, &after, 1_000)?;
                let Some(last) = page.last() else { break };
                after.clone_from(last);
                self.objects.extend(page);
            }
        }
        Ok(self.objects.contains(object))
    }
}

#[cfg(test)]
mod tests {
    use outside::twin::BlobsTwin;

    use super::*;

    #[test]
    fn a_file_that_is_not_whole_is_told() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("shop.backup.media");
        let object = |sha256: &str| {
            let line = Line::Object { name: "aa/x".to_owned(), bytes: 3, sha256: sha256.to_owned() };
            serde_json::to_string(&line).unwrap()
        };
        let right = hex::encode(Sha256::digest(b"abc"));
        let whole = format!("{}\nabc\n{{\"end\":{{\"objects\":1}}}}\n", object(&right));
        std::fs::write(&file, &whole).unwrap();
        let twin = BlobsTwin::default();
        assert_eq!(read(&twin, &file).unwrap(), 1);
        assert_eq!(twin.names(), ["aa/x"]);
        let cut = &whole[..whole.len() - 30];
        let changed = whole.replace("abc", "abd");
        let fewer = whole.replace("\"objects\":1", "\"objects\":2");
        for broken in ["", cut, &changed, &fewer] {
            std::fs::write(&file, broken).unwrap();
            assert!(read(&twin, &file).unwrap_err().to_string().contains("damaged"), "{broken}");
        }
    }
}
