//! The index on disk: written by one, read by many.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use kernel::{Code, Error, Result};
use tantivy::directory::MmapDirectory;
use tantivy::schema::Term;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError};

use crate::expand::Lookup;
use crate::plan::{Bend, Planner};
use crate::query::Query;
use crate::rank::{Facets, Filter, Found, Place, Ranking, Sort};
use crate::schema::{Goods, LAID, VERSION, document, tokenizers};
use crate::synonym::Synonyms;

/// Memory in which goods are collected before they are written, in bytes.
const WRITER_BYTES: usize = 64 * 1024 * 1024;
/// With fewer hits than this, slips are looked for as well.
const ENOUGH: u64 = 3;
/// A best answer below this was found by bending the query much: half of its units may say more.
const WEAK: i64 = 550_000;

/// What an index was made from, kept with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Which database.
    pub source: String,
    /// The last event that is in it.
    pub event: i64,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION} {} {}", self.event, self.source)
    }
}

impl FromStr for Stamp {
    type Err = Error;

    /// # Errors
    /// [`Code::NotFound`] when it is of another version.
    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.splitn(3, ' ');
        let version = parts.next().and_then(|part| part.parse::<u32>().ok());
        let event = parts.next().and_then(|part| part.parse().ok());
        match (version, event, parts.next()) {
            (Some(VERSION), Some(event), Some(source)) => Ok(Self { source: source.to_owned(), event }),
            _ => Err(Error::new(Code::NotFound).because(format!("an index of another version: {text:?}"))),
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub query: Query,
    pub filter: Filter,
    pub sort: Sort,
    /// Where the page before ended, and how far its query was bent.
    pub after: Option<(Bend, Place)>,
    pub limit: usize,
    pub with_facets: bool,
}

#[derive(Clone, Debug)]
pub struct Answer {
    /// In order.
    pub places: Vec<Place>,
    pub total: u64,
    /// Goods that answer the query, whatever the filters say.
    pub answering: u64,
    pub facets: Facets,
    /// How far the query had to be bent.
    pub bend: Bend,
}

/// Cheap to share by reference; writing takes turns.
pub struct Index {
    reader: IndexReader,
    index: tantivy::Index,
    /// Opened by the first write, and given up after a failure: a writer that failed once may lose what it is given.
    writer: Mutex<Option<IndexWriter>>,
}

fn failed(error: TantivyError) -> Error {
    Error::new(Code::Internal).because(format!("search index: {error}"))
}

impl Index {
    /// A new index in an empty directory.
    ///
    /// # Errors
    /// [`Code::Internal`] with what the directory says.
    pub fn create(directory: &Path) -> Result<Self> {
        std::fs::create_dir_all(directory).map_err(|error| {
            Error::new(Code::Internal).because(format!("{}: {error}", directory.display()))
        })?;
        let made = MmapDirectory::open(directory).map_err(TantivyError::from).and_then(|directory| {
            tantivy::Index::builder()
                .schema(LAID.0.clone())
                .tokenizers(tokenizers())
                .open_or_create(directory)
        });
        Self::of(made.map_err(failed)?)
    }

    /// The index that is there, and its stamp.
    ///
    /// # Errors
    /// [`Code::Internal`] when it cannot be read; [`Code::NotFound`] when there is none of this version.
    pub fn open(directory: &Path) -> Result<(Self, Stamp)> {
        let mut index = tantivy::Index::open_in_dir(directory).map_err(failed)?;
        index.set_tokenizers(tokenizers());
        let stamp = index.load_metas().map_err(failed)?.payload.unwrap_or_default().parse()?;
        if index.schema() != LAID.0 {
            return Err(Error::new(Code::NotFound).because("an index of another shape"));
        }
        Ok((Self::of(index)?, stamp))
    }

    fn of(index: tantivy::Index) -> Result<Self> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(failed)?;
        Ok(Self { reader, index, writer: Mutex::default() })
    }

    /// Puts goods in, in place of what was known of them. Seen by readers after [`Index::commit`].
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn put(&self, goods: &Goods) -> Result<()> {
        let document = document(goods);
        self.replace(goods.id, Some(document))
    }

    /// Takes goods out. Seen by readers after [`Index::commit`].
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn remove(&self, id: i64) -> Result<()> {
        self.replace(id, None)
    }

    fn replace(&self, id: i64, document: Option<TantivyDocument>) -> Result<()> {
        self.write(|writer| {
            writer.delete_term(Term::from_field_i64(LAID.1.id, id));
            document.map(|document| writer.add_document(document)).transpose().map(drop)
        })
    }

    /// After a failure, everything since the last commit must be put in again.
    fn write(&self, write: impl FnOnce(&mut IndexWriter) -> tantivy::Result<()>) -> Result<()> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let open = match writer.take() {
            Some(open) => Ok(open),
            None => self.index.writer_with_num_threads(1, WRITER_BYTES),
        };
        let mut open = open.map_err(failed)?;
        write(&mut open).map_err(failed)?;
        *writer = Some(open);
        Ok(())
    }

    /// Makes everything put in or taken out durable and visible.
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn commit(&self, stamp: &Stamp) -> Result<()> {
        self.write(|writer| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&stamp.to_string());
            prepared.commit().map(drop)
        })?;
        self.reader.reload().map_err(failed)
    }

    /// How many goods there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Finds goods. With few hits the query is bent further, unless a page is continued.
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn search(&self, ask: &Ask, synonyms: &Synonyms) -> Result<Answer> {
        let searcher = self.reader.searcher();
        let lookup = Lookup::new(&searcher);
        let pass = |bend, after| pass(&searcher, &lookup, ask, synonyms, bend, after);
        if let Some((bend, place)) = ask.after {
            return pass(bend, Some(place));
        }
        let mut answer = pass(Bend::Strict, None)?;
        if answer.answering < ENOUGH {
            let bent = pass(Bend::Slips, None)?;
            if answer.answering < bent.answering {
                answer = bent;
            }
        }
        let is_weak = ask.sort == Sort::Relevance && answer.places.first().is_none_or(|best| best.key < WEAK);
        if answer.answering == 0 || (is_weak && answer.bend != Bend::Strict) {
            let partial = pass(Bend::Partial, None)?;
            if answer.places.first().map(|best| best.key) < partial.places.first().map(|best| best.key) {
                answer = partial;
            }
        }
        Ok(answer)
    }

    /// Goods to offer while somebody types: as a search without slips, and without counting.
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn suggest(&self, typed: &str, limit: usize, synonyms: &Synonyms) -> Result<Vec<i64>> {
        let ask = Ask { query: Query::parse(typed), limit, ..Ask::default() };
        let searcher = self.reader.searcher();
        let answer = pass(&searcher, &Lookup::new(&searcher), &ask, synonyms, Bend::Strict, None)?;
        Ok(answer.places.into_iter().map(|place| place.id).collect())
    }
}

/// One pass over the index, with the query bent so far.
fn pass(
    searcher: &Searcher,
    lookup: &Lookup<'_>,
    ask: &Ask,
    synonyms: &Synonyms,
    bend: Bend,
    after: Option<Place>,
) -> Result<Answer> {
    let planner = Planner { lookup, synonyms, bend };
    let Ask { sort, filter, limit, with_facets, .. } = ask;
    let ranking = Ranking { sort: *sort, filter, after, limit: *limit, with_facets: *with_facets };
    let found = planner.plan(&ask.query).and_then(|plan| searcher.search(&*plan, &ranking));
    let Found { best, total, answering, facets } = found.map_err(failed)?;
    Ok(Answer { places: best, total, answering, facets, bend })
}
