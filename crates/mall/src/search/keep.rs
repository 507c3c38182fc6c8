//! Keeping the index true: opened or made anew, and fed with what has changed.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use ::store::{Db, Transactor, Tx};
use index::{Completer, Entry, Index, Stamp, Synonyms};
use kernel::time::DAY_S;
use kernel::{Actor, Code, Error, PageAsk, Result, id};
use work::event::{Event, Told};
use work::follow::Follower;

use super::goods::goods;
use super::queries::{self, popular};
use super::searcher::Searcher;
use super::synonyms::{SynonymsChanged, groups};
use super::{build, store};
use crate::catalog::{self, CatalogChanged, CategoryChanged, CategoryId, ListAsk, OnSale, SpuId};
use crate::stock::StockTurned;

/// Events are kept for 30 days; an index that has slept for longer than this is made anew.
const SLEEP_MAX_S: i64 = 14 * DAY_S;
/// Goods read in one transaction.
const READ_AT_ONCE: usize = 200;
const FLUSH_EVERY: Duration = Duration::from_secs(5);
const REFRESH_EVERY: Duration = Duration::from_secs(60);
/// Queries that are offered to others.
const POPULAR_MAX: i64 = 2_000;
/// A query is offered once so many have searched for it and found something.
const POPULAR_SEARCHES_MIN: i64 = 2;

/// Where a server's keeping of its index stands.
#[derive(Default)]
pub(super) struct Keeping {
    source: String,
    /// The name of the directory in use.
    name: String,
    follower: Option<Follower>,
    flushed: Option<Instant>,
    refreshed: Option<Instant>,
}

/// What has to be read again.
#[derive(Default)]
struct Changes {
    goods: BTreeSet<SpuId>,
    categories: BTreeSet<CategoryId>,
    words: bool,
}

impl Changes {
    fn of(events: &[Told]) -> Self {
        let mut changes = Self::default();
        for told in events {
            match told.kind.as_str() {
                CatalogChanged::KIND | StockTurned::KIND => {
                    changes.goods.insert(SpuId::from_raw(told.entity));
                }
                CategoryChanged::KIND => {
                    changes.categories.insert(CategoryId::from_raw(told.entity));
                }
                SynonymsChanged::KIND => changes.words = true,
                _ => {}
            }
        }
        changes
    }
}

impl Searcher {
    /// Does what there is to do: opens the index or makes it anew, takes in what has changed, writes down what was
    /// searched for. Called a few times a second by a thread that may wait.
    ///
    /// # Errors
    /// What the database or the directory says; the next turn tries again.
    pub fn turn(&self, db: &Db) -> Result<()> {
        let mut keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        if keeping.source.is_empty() {
            keeping.source = db.transact(Actor::System, store::source)?;
        }
        let current = build::current(&self.home)?;
        if keeping.follower.is_none() || current.as_ref().is_some_and(|name| *name != keeping.name) {
            self.open(db, &mut keeping, current)?;
        }
        self.follow(db, &mut keeping)?;
        if keeping.refreshed.is_none_or(|last| REFRESH_EVERY <= last.elapsed()) {
            self.refresh(db)?;
            keeping.refreshed = Some(Instant::now());
        }
        if keeping.flushed.is_none_or(|last| FLUSH_EVERY <= last.elapsed()) {
            self.flush(db)?;
            keeping.flushed = Some(Instant::now());
        }
        Ok(())
    }

    /// Opens what is there, or makes it anew when it is lost, broken, old, or of another database.
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
            None => build::build(db, &self.home, &keeping.source, |_, _| {})?,
        };
        build::forget_before(&self.home, &name);
        tracing::info!(goods = index.count(), "the search index is open");
        self.change(|state| state.index = Some(Arc::new(index)));
        (keeping.name, keeping.follower) = (name, Some(Follower::after(event)));
        Ok(())
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
        Ok((index, stamp.event))
    }

    fn follow(&self, db: &Db, keeping: &mut Keeping) -> Result<()> {
        let (Some(follower), Some(index)) = (&mut keeping.follower, self.read(|state| state.index.clone()))
        else {
            return Ok(());
        };
        let Changes { mut goods, categories, words } = Changes::of(&follower.next(db)?);
        for category in &categories {
            goods.extend(in_category(db, *category)?);
        }
        let ids: Vec<SpuId> = goods.into_iter().collect();
        for ids in ids.chunks(READ_AT_ONCE) {
            put(db, &index, ids)?;
        }
        if !ids.is_empty() {
            index.commit(&Stamp { source: keeping.source.clone(), event: follower.place() })?;
        }
        if words || !categories.is_empty() {
            self.refresh(db)?;
        }
        Ok(())
    }

    /// Reads again what stands beside the index.
    fn refresh(&self, db: &Db) -> Result<()> {
        let now = db.env().clock.now();
        let (groups, categories, popular) = db.read_blocking(move |tx| {
            let offered = popular(tx, now, POPULAR_SEARCHES_MIN, POPULAR_MAX)?;
            Ok((groups(tx)?, catalog::subtree(tx, None)?, offered))
        })?;
        let categories = categories.into_iter().flat_map(|category| {
            let id = category.id.raw();
            [category.name.zh, category.name.en].map(|text| Entry { text, id, weight: 1 })
        });
        let popular = popular.into_iter().map(|counted| {
            let weight = u64::try_from(counted.searches).unwrap_or(0);
            Entry { text: counted.query, id: 0, weight }
        });
        let (synonyms, categories) = (Synonyms::new(groups), Completer::new(categories));
        let popular = Completer::new(popular);
        self.change(|state| {
            state.synonyms = Arc::new(synonyms);
            state.categories = Arc::new(categories);
            state.popular = Arc::new(popular);
        });
        Ok(())
    }

    /// Writes down what was searched for since the last time. What a crash loses is a few seconds of counts.
    ///
    /// # Errors
    /// [`Code::Store`]; then they are lost too.
    pub fn flush(&self, db: &Db) -> Result<()> {
        let tally = std::mem::take(&mut *self.tally.lock().unwrap_or_else(PoisonError::into_inner));
        if tally.is_empty() {
            return Ok(());
        }
        let tally: Arc<Vec<_>> = Arc::new(tally.into_iter().collect());
        db.transact(Actor::System, move |tx, cx| queries::add(tx, cx.now, &tally))
    }

    /// Makes the index anew beside the one that serves; a server that has it open changes over by itself.
    ///
    /// # Errors
    /// What the database or the directory says.
    pub fn rebuild(&self, db: &Db, progress: impl FnMut(u64, u64)) -> Result<u64> {
        let source = db.transact(Actor::System, store::source)?;
        let (_, index, _) = build::build(db, &self.home, &source, progress)?;
        Ok(index.count())
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
    let read =
        move |tx: &mut Tx<'_>| wanted.iter().map(|id| Ok((*id, goods(tx, *id)?))).collect::<Result<Vec<_>>>();
    for (id, goods) in db.read_blocking(read)? {
        match goods {
            Some(goods) => index.put(&goods)?,
            None => index.remove(id.raw())?,
        }
    }
    Ok(())
}
