//! A store of objects in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::{Code, Error, Result};
use mall::media::Blobs;

/// Keeps objects in memory, and can be told to fail.
#[derive(Default)]
pub struct BlobsTwin {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Vec<u8>>,
    is_out: bool,
    undeletable: BTreeSet<String>,
}

impl BlobsTwin {
    /// Every call fails from now on, or no longer.
    pub fn outage(&self, is_out: bool) {
        self.lock().is_out = is_out;
    }

    /// An object cannot be deleted from now on, or no longer.
    pub fn hold(&self, object: &str, is_held: bool) {
        let undeletable = &mut self.lock().undeletable;
        let _ = if is_held { undeletable.insert(object.to_owned()) } else { undeletable.remove(object) };
    }

    /// The names of what is kept, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.lock().objects.keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self) -> Result<MutexGuard<'_, State>> {
        let state = self.lock();
        if state.is_out { Err(Error::new(Code::MediaUnavailable).because("outage")) } else { Ok(state) }
    }
}

impl Blobs for BlobsTwin {
    fn put(&self, object: &str, bytes: Vec<u8>) -> Result<()> {
        self.reached()?.objects.insert(object.to_owned(), bytes);
        Ok(())
    }

    fn get(&self, object: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.reached()?.objects.get(object).cloned())
    }

    fn delete(&self, object: &str) -> Result<()> {
        let mut state = self.reached()?;
        if state.undeletable.contains(object) {
            return Err(Error::new(Code::MediaUnavailable).because("held"));
        }
        state.objects.remove(object);
        Ok(())
    }

    fn list(&self, shelf: &str, after: &str, limit: usize) -> Result<Vec<String>> {
        let state = self.reached()?;
        let on_shelf = |name: &str| name.strip_prefix(shelf).is_some_and(|rest| rest.starts_with('/'));
        let later = state.objects.keys().filter(|name| on_shelf(name) && name.as_str() > after);
        Ok(later.take(limit).cloned().collect())
    }
}
