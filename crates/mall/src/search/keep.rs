//! Keeping the index true: opened or made anew, and fed with what has changed.

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use ::store::{Db, Transactor, Tx};
use index::{Completer, Entry, Goods, Index, Stamp, Synonyms};
use kernel::id::PER_MS;
use kernel::time::DAY_S;
use kernel::{Actor, Code, Error, PageAsk, Result, id};
use work::event::{self, Event, Told};
use work::follow::Follower;

use super::goods::goods;
use super::queries::{self, popular};
use super::searcher::Searcher;
use super::synonyms::{SynonymsChanged, groups};
use super::{build, store};
use crate::catalog::{self, CatalogChanged, CategoryChanged, CategoryId, ListAsk, OnSale, SalesMoved, SpuId};
use crate::stock::StockTurned;

const KINDS: event::Kinds =
    [CatalogChanged::KIND, SalesMoved::KIND, StockTurned::KIND, CategoryChanged::KIND, SynonymsChanged::KIND];
/// Events are kept for 30 days; an index that has slept for longer than this is made anew.
const SLEEP_MAX_S: i64 = 14 * DAY_S;
/// Goods read in one transaction.
const READ_AT_ONCE: usize = 200;
/// Goods of a changed category that one turn takes in: what changes directly does not wait for them all.
const OF_CATEGORIES_AT_ONCE: usize = 600;
/// The place is written down at least so often, so that a restart has little to hear again.
const STAMP_EVERY_MS: i64 = 300_000;
const FLUSH_EVERY: Duration = Duration::from_secs(5);
const REFRESH_EVERY: Duration = Duration::from_secs(60);
/// Turns in a row in which the index itself may fail; after them it is made anew.
const FAILURES_MAX: u32 = 3;
/// Where that fails too, the disk is full perhaps: all goods are not read again at once.
const ANEW_EVERY: Duration = Duration::from_secs(60);
/// Queries that are offered to others.
const POPULAR_MAX: i64 = 2_000;
/// A query is offered once so many have searched for it.
const POPULAR_SEARCHES_MIN: i64 = 3;

/// Where a server's keeping of its index stands.
#[derive(Default)]
pub(super) struct Keeping {
    /// Held while this process keeps the directory.
    lock: Option<File>,
    source: String,
    /// The name of the directory in use.
    name: String,
    follower: Option<Follower>,
    /// The place that was written down last.
    stamped: i64,
    /// Heard of, and not yet committed.
    pending: Changes,
    /// Turns in a row in which the index itself failed.
    failures: u32,
    /// When it was made anew for that, or should have been.
    anew: Option<Instant>,
    flushed: Option<Instant>,
    refreshed: Option<Instant>,
}

/// What has to be read again.
#[derive(Default)]
struct Changes {
    goods: BTreeSet<SpuId>,
    categories: BTreeSet<CategoryId>,
    /// Goods of categories that changed.
    of_categories: BTreeSet<SpuId>,
    words: bool,
}

impl Changes {
    fn hear(&mut self, events: &[Told]) {
        for told in events {
            match told.kind.as_str() {
                CatalogChanged::KIND | SalesMoved::KIND | StockTurned::KIND => {
                    self.goods.insert(SpuId::from_raw(told.entity));
                }
                CategoryChanged::KIND => {
                    self.categories.insert(CategoryId::from_raw(told.entity));
                    self.words = true;
                }
                _ => self.words = true,
            }
        }
    }

    /// What this turn takes in.
    fn due(&self) -> Vec<SpuId> {
        let of_categories = self.of_categories.iter().take(OF_CATEGORIES_AT_ONCE);
        self.goods.iter().chain(of_categories).copied().collect()
    }

    fn settle(&mut self, done: &[SpuId]) {
        self.goods.clear();
        done.iter().for_each(|id| {
            self.of_categories.remove(id);
        });
    }

    fn is_empty(&self) -> bool {
        self.goods.is_empty() && self.categories.is_empty() && self.of_categories.is_empty()
    }
}

impl Searcher {
    /// Does what there is to do: opens the index or makes it anew, takes in what has changed, writes down what was
    /// searched for. Called a few times a second by a thread that may wait.
    ///
    /// # Errors
    /// What the database or the directory says; the next turn tries again, and nothing heard of is lost.
    pub fn turn(&self, db: &Db) -> Result<()> {
        let mut keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        self.keep(db, &mut keeping)?;
        self.kept_at.store(db.env().clock.now().micros(), Ordering::Relaxed);
        Ok(())
    }

    fn keep(&self, db: &Db, keeping: &mut Keeping) -> Result<()> {
        if keeping.lock.is_none() {
            keeping.lock = Some(self.lock()?);
        }
        if keeping.source.is_empty() {
            keeping.source = db.transact(Actor::System, store::source)?;
        }
        let current = build::current(&self.home)?;
        let is_there =
            current.as_deref() == Some(keeping.name.as_str()) && self.home.join(&keeping.name).is_dir();
        if keeping.follower.is_none() || !is_there {
            self.open(db, keeping, current)?;
        } else if FAILURES_MAX <= keeping.failures {
            self.make_anew(db, keeping)?;
        }
        let Some(index) = self.read(|state| state.index.clone()) else { return Ok(()) };
        let followed = self.follow(db, keeping, &index);
        match &followed {
            Ok(()) => keeping.failures = 0,
            // The database fails with other codes.
            Err(error) if error.code() == Code::Internal => keeping.failures += 1,
            Err(_) => {}
        }
        followed?;
        if keeping.pending.words || keeping.refreshed.is_none_or(|last| REFRESH_EVERY <= last.elapsed()) {
            self.refresh(db)?;
            keeping.pending.words = false;
            keeping.refreshed = Some(Instant::now());
        }
        if keeping.flushed.is_none_or(|last| FLUSH_EVERY <= last.elapsed()) {
            // A database too busy to count searches is no reason to know less of stock and prices.
            if let Err(error) = self.flush(db) {
                tracing::warn!(%error, "what was searched for could not be counted, and waits");
            }
            keeping.flushed = Some(Instant::now());
        }
        Ok(())
    }

    /// An index that fails again and again is broken. It serves for as long as it can, until the new one is whole.
    fn make_anew(&self, db: &Db, keeping: &mut Keeping) -> Result<()> {
        if keeping.anew.is_some_and(|last| last.elapsed() < ANEW_EVERY) {
            return Ok(());
        }
        tracing::error!(index = keeping.name, "the search index is broken, and is made anew");
        keeping.anew = Some(Instant::now());
        self.open(db, keeping, None)
    }

    /// One process keeps a directory.
    fn lock(&self) -> Result<File> {
        let path = self.home.join("lock");
        let failed = |error: &dyn std::fmt::Display| {
            Error::new(Code::Internal).because(format!("{}: {error}", path.display()))
        };
        std::fs::create_dir_all(&self.home).map_err(|error| failed(&error))?;
        let file = File::create(&path).map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(failed(&"another process keeps its search index here; give each its own search.dir"))
            }
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        }
    }

    /// Opens what is there, or makes it anew when it is lost, broken, old, or of another database. Searched in once it
    /// has caught up.
    fn open(&self, db: &Db, keeping: &mut Keeping, current: Option<String>) -> Result<()> {
        let opened = current.and_then(|name| match self.try_open(db, &name, &keeping.source) {
            Ok((index, event)) => Some((name, index, event)),
            Err(error) => {
                tracing::warn!(%error, "the search index is made anew");
                None
            }
        });
        let (name, index, event) = match opened {
            Some(opened) => opened,
            None => build::build(db, self, &keeping.source, |_, _| {})?,
        };
        build::forget_before(&self.home, &name);
        (keeping.name, keeping.follower) = (name, Some(Follower::after(event, KINDS)));
        (keeping.stamped, keeping.pending, keeping.failures) = (event, Changes::default(), 0);
        let caught_up = self.catch_up(db, keeping, &index);
        if caught_up.is_err() {
            // The next turn begins again.
            keeping.follower = None;
        }
        caught_up?;
        tracing::info!(goods = index.count(), "the search index is open");
        self.change(|state| state.index = Some(Arc::new(index)));
        Ok(())
    }

    fn catch_up(&self, db: &Db, keeping: &mut Keeping, index: &Index) -> Result<()> {
        loop {
            self.follow(db, keeping, index)?;
            let is_done = keeping.pending.is_empty();
            if is_done {
                return Ok(());
            }
        }
    }

    fn try_open(&self, db: &Db, name: &str, source: &str) -> Result<(Index, i64)> {
        let (index, stamp) = Index::open(&self.home.join(name))?;
        let unfit = |why| Err(Error::new(Code::NotFound).because(why));
        let now = db.env().clock.now();
        if stamp.source != source {
            return unfit("it is of another database");
        }
        if stamp.event < id::first_at(now.minus_s(SLEEP_MAX_S)) {
            return unfit("it has slept for too long");
        }
        let event = stamp.event;
        if !db.read_blocking(move |tx| event::is_kept(tx, event))? {
            return unfit("the database does not know what it heard last");
        }
        Ok((index, event))
    }

    /// Takes in what was heard of. What fails is still pending, and is tried again.
    fn follow(&self, db: &Db, keeping: &mut Keeping, index: &Index) -> Result<()> {
        let Some(follower) = &mut keeping.follower else { return Ok(()) };
        keeping.pending.hear(&follower.next(db)?);
        while let Some(category) = keeping.pending.categories.first().copied() {
            let found = in_category(db, category)?;
            keeping.pending.of_categories.extend(found);
            keeping.pending.categories.remove(&category);
        }
        let due = keeping.pending.due();
        for ids in due.chunks(READ_AT_ONCE) {
            self.go_on()?;
            put(db, index, ids)?;
        }
        // A place is written down when everything before it is in.
        let is_whole = due.len() == keeping.pending.goods.len() + keeping.pending.of_categories.len();
        let place = if is_whole { follower.place() } else { keeping.stamped };
        if !due.is_empty() || STAMP_EVERY_MS * PER_MS <= place - keeping.stamped {
            index.commit(&Stamp { source: keeping.source.clone(), event: place })?;
            keeping.stamped = place;
            keeping.pending.settle(&due);
        }
        Ok(())
    }

    /// Reads again what stands beside the index.
    fn refresh(&self, db: &Db) -> Result<()> {
        let now = db.env().clock.now();
        let (groups, tree, popular) = db.read_blocking(move |tx| {
            let offered = popular(tx, now, POPULAR_SEARCHES_MIN, POPULAR_MAX)?;
            Ok((groups(tx)?, catalog::subtree(tx, None)?, offered))
        })?;
        let categories = tree.iter().flat_map(|category| {
            let id = category.id.raw();
            [&category.name.zh, &category.name.en].map(|text| Entry { text: text.clone(), id, weight: 1 })
        });
        let popular = popular.into_iter().filter(|counted| queries::may_be_offered(&counted.query));
        let popular = popular.map(|counted| {
            let weight = u64::try_from(counted.searches).unwrap_or(0);
            Entry { text: counted.query, id: 0, weight }
        });
        let (synonyms, categories) = (Synonyms::new(groups), Completer::new(categories));
        let popular = Completer::new(popular);
        self.change(|state| {
            state.synonyms = Arc::new(synonyms);
            state.categories = Arc::new(categories);
            state.popular = Arc::new(popular);
            state.tree = Arc::new(tree);
        });
        Ok(())
    }

    /// Makes the index anew beside the one that serves; a server that has it open changes over by itself.
    ///
    /// # Errors
    /// What the database or the directory says.
    pub fn rebuild(&self, db: &Db, progress: impl FnMut(u64, u64)) -> Result<u64> {
        let source = db.transact(Actor::System, store::source)?;
        let (_, index, _) = build::build(db, self, &source, progress)?;
        Ok(index.count())
    }

    /// Ends long work soon.
    pub fn stop(&self) {
        self.is_stopping.store(true, Ordering::Release);
    }

    pub(super) fn go_on(&self) -> Result<()> {
        let told = || Error::new(Code::Busy).because("the search index is being closed");
        if self.is_stopping.load(Ordering::Acquire) { Err(told()) } else { Ok(()) }
    }
}

/// After the database was replaced: whatever was indexed from it before is made anew.
///
/// # Errors
/// [`Code::Store`].
pub fn forget_source(tx: &mut Tx<'_>) -> Result<()> {
    store::forget_source(tx)
}

fn in_category(db: &Db, category: CategoryId) -> Result<Vec<SpuId>> {
    let ask = ListAsk { category: Some(category), on_sale: OnSale::Only, ..ListAsk::default() };
    let mut found = Vec::new();
    let mut page = PageAsk::first(PageAsk::LIMIT_MAX);
    loop {
        let (ask, asked) = (ask.clone(), page.clone());
        let listed = match db.read_blocking(move |tx| catalog::list(tx, &ask, &asked)) {
            Ok(listed) => listed,
            // A category that is gone was empty.
            Err(error) if error.code() == Code::NotFound => return Ok(found),
            Err(error) => return Err(error),
        };
        found.extend(listed.items.iter().map(|card| card.id));
        if listed.next.is_none() {
            return Ok(found);
        }
        page.after = listed.next;
    }
}

fn put(db: &Db, index: &Index, ids: &[SpuId]) -> Result<()> {
    let wanted = ids.to_vec();
    let found = db.read_blocking(move |tx| goods(tx, &wanted))?;
    let is_found = |id: &SpuId| found.iter().any(|goods| goods.id == id.raw());
    for gone in ids.iter().filter(|id| !is_found(id)) {
        index.remove(gone.raw())?;
    }
    found.iter().try_for_each(|goods| put_one(index, goods))
}

/// One text that cannot be taken apart must not keep all others out.
pub(super) fn put_one(index: &Index, goods: &Goods) -> Result<()> {
    catch_unwind(AssertUnwindSafe(|| index.put(goods))).unwrap_or_else(|_| {
        tracing::error!(product = goods.id, "these goods cannot be indexed, and are left out");
        Ok(())
    })
}
