//! Making an index anew, beside the one that serves.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use ::store::Db;
use index::{Goods, Index, Stamp};
use kernel::{Code, Error, Result, Time, id};
use work::event;

use super::goods::goods;
use super::keep::put_one;
use super::searcher::Searcher;
use super::store;
use crate::catalog::{self, SpuId};

/// Holds the name of the directory in use.
const POINTER: &str = "current";
/// Goods read in one transaction.
const READ_AT_ONCE: i64 = 200;
/// Threads that take texts apart, beside the one that reads and the index's own.
const THREADS: usize = 2;

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::new(Code::Internal).because(format!("{}: {error}", path.display()))
}

/// The name of the directory in use; none before the first.
pub fn current(home: &Path) -> Result<Option<String>> {
    let path = home.join(POINTER);
    match fs::read_to_string(&path) {
        Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| !name.is_empty())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&path, &error)),
    }
}

fn point_at(home: &Path, name: &str) -> Result<()> {
    let (path, draft) = (home.join(POINTER), home.join(format!("{POINTER}.{name}")));
    let written = fs::File::create(&draft).and_then(|mut file| {
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &path)
    });
    written.map_err(|error| failed(&path, &error))
}

/// Deletes the directories of older indexes. What cannot be deleted is clutter, and is tried again the next time.
pub fn forget_before(home: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(home) else { return };
    for entry in entries.flatten() {
        let is_older = entry.file_name().to_str().is_some_and(|other| is_name(other) && other < name);
        if is_older {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Names are in the order of time.
fn name_at(now: Time) -> String {
    format!("{:015}-{}", now.millis(), std::process::id())
}

fn is_name(text: &str) -> bool {
    text.split_once('-')
        .is_some_and(|(time, _)| time.len() == 15 && time.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Reads all goods into a new index and makes it the current one: its name, the index, and where events go on.
/// `progress` hears how many of how many are done.
pub fn build(
    db: &Db,
    searcher: &Searcher,
    source: &str,
    mut progress: impl FnMut(u64, u64),
) -> Result<(String, Index, i64)> {
    let now = db.env().clock.now();
    let (home, name) = (&searcher.home, name_at(now));
    let directory: PathBuf = home.join(&name);
    let index = Index::create(&directory)?;
    // Whatever is seen later than this event is heard of again, by its own.
    let (newest, total) = db.read_blocking(|tx| Ok((event::newest(tx)?, store::goods_count(tx)?)))?;
    let event = if newest == 0 { id::first_at(now) } else { newest };
    let filled = fill(db, searcher, &index, |done| progress(done, total));
    if let Err(error) = filled.and_then(|()| index.commit(&Stamp { source: source.to_owned(), event })) {
        drop(index);
        let _ = fs::remove_dir_all(&directory);
        return Err(error);
    }
    point_at(home, &name)?;
    Ok((name, index, event))
}

fn fill(db: &Db, searcher: &Searcher, index: &Index, progress: impl FnMut(u64)) -> Result<()> {
    let (send, receive) = sync_channel::<Vec<Goods>>(2 * THREADS);
    // The takers alone hold their end: when they have all ended, sending fails instead of waiting for ever.
    let receive = Arc::new(Mutex::new(receive));
    std::thread::scope(|scope| {
        let ends: Vec<_> = (0..THREADS).map(|_| Arc::clone(&receive)).collect();
        let takers: Vec<_> = ends.into_iter().map(|end| scope.spawn(move || take(index, &end))).collect();
        drop(receive);
        let read = read_all(db, searcher, &send, progress);
        drop(send);
        let taken =
            takers.into_iter().map(|taker| taker.join().unwrap_or_else(|_| Err(Code::Internal.into())));
        // Its cause stands in what the takers return, if it was theirs.
        taken.collect::<Result<()>>().and(read)
    })
}

fn take(index: &Index, receive: &Mutex<Receiver<Vec<Goods>>>) -> Result<()> {
    loop {
        let next = receive.lock().map_err(|_| Code::Internal)?.recv();
        let Ok(goods) = next else { return Ok(()) };
        for goods in goods {
            put_one(index, &goods)?;
        }
    }
}

fn read_all(
    db: &Db,
    searcher: &Searcher,
    send: &SyncSender<Vec<Goods>>,
    mut progress: impl FnMut(u64),
) -> Result<()> {
    let mut after: Option<SpuId> = None;
    let mut done = 0;
    loop {
        searcher.go_on()?;
        let (ids, page) = db.read_blocking(move |tx| {
            let ids = catalog::page_by_id(tx, after, READ_AT_ONCE)?;
            let page = goods(tx, &ids)?;
            Ok((ids, page))
        })?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = Some(*last);
        done += u64::try_from(ids.len()).unwrap_or(0);
        // Nobody takes any more: the reason is theirs to tell.
        send.send(page).map_err(|_| Code::Internal)?;
        progress(done);
    }
}
