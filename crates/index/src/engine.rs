//! The index on disk: written by one, read by many.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use kernel::{Code, Error, Result};
use tantivy::collector::Count;
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
/// A best answer below this was found by bending the query much: some of its units alone may say more.
const WEAK: f32 = 0.5;
/// What the best of bent answers scores at most.
const SLIP_BEST: f32 = 0.5;
/// Of what the best scores, what others must.
const SLIP_SHARE: f32 = 0.7;
const PARTIAL_SHARE: f32 = 0.5;

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

    /// Finds goods. Where few are found and none of them as it was typed, the query is bent until it fits.
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn search(&self, ask: &Ask, synonyms: &Synonyms) -> Result<Answer> {
        let searcher = self.reader.searcher();
        let lookup = Lookup::new(&searcher);
        let pass = Pass { searcher: &searcher, lookup: &lookup, synonyms, is_typing: false };
        if let Some((bend, place)) = ask.after {
            let floor = if bend == Bend::Strict { None } else { Some(pass.look(ask, bend)?.floor(bend)) };
            return pass.run(ask, bend, Some(place), floor);
        }
        let strict = pass.run(ask, Bend::Strict, None, None)?;
        if ENOUGH <= strict.answering || (0 < strict.answering && pass.is_exact(&ask.query)?) {
            return Ok(strict);
        }
        let (mut bend, mut look) = (Bend::Slips, pass.look(ask, Bend::Slips)?);
        if look.best_score < WEAK {
            let partial = pass.look(ask, Bend::Partial)?;
            if look.best_score < partial.best_score {
                (bend, look) = (Bend::Partial, partial);
            }
        }
        let bent = pass.run(ask, bend, None, Some(look.floor(bend)))?;
        Ok(if strict.answering < bent.answering { bent } else { strict })
    }

    /// Goods to offer while somebody types: as a search without slips, and without counting.
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub fn suggest(&self, typed: &str, limit: usize, synonyms: &Synonyms) -> Result<Vec<i64>> {
        let ask = Ask { query: Query::parse(typed), limit, ..Ask::default() };
        let searcher = self.reader.searcher();
        let pass = Pass { searcher: &searcher, lookup: &Lookup::new(&searcher), synonyms, is_typing: true };
        let answer = pass.run(&ask, Bend::Strict, None, None)?;
        Ok(answer.places.into_iter().map(|place| place.id).collect())
    }
}

/// Passes over the index for one search.
struct Pass<'a> {
    searcher: &'a Searcher,
    lookup: &'a Lookup<'a>,
    synonyms: &'a Synonyms,
    is_typing: bool,
}

impl Found {
    /// What is much worse than the best has little to do with what was meant.
    fn floor(&self, bend: Bend) -> f32 {
        match bend {
            Bend::Strict => 0.0,
            // One that fits by chance as it was typed must not hide what was meant.
            Bend::Slips => self.best_score.min(SLIP_BEST) * SLIP_SHARE,
            Bend::Partial => self.best_score * PARTIAL_SHARE,
        }
    }
}

impl Pass<'_> {
    fn find(&self, query: &Query, bend: Bend, ranking: &Ranking<'_>) -> Result<Found> {
        let planner =
            Planner { lookup: self.lookup, synonyms: self.synonyms, bend, is_typing: self.is_typing };
        planner.plan(query).and_then(|plan| self.searcher.search(&*plan, ranking)).map_err(failed)
    }

    fn run(&self, ask: &Ask, bend: Bend, after: Option<Place>, floor: Option<f32>) -> Result<Answer> {
        let Ask { sort, filter, limit, with_facets, .. } = ask;
        let ranking = Ranking { sort: *sort, filter, after, limit: *limit, with_facets: *with_facets, floor };
        let Found { best, total, answering, facets, .. } = self.find(&ask.query, bend, &ranking)?;
        Ok(Answer { places: best, total, answering, facets, bend })
    }

    /// How well the query is answered when it is bent so far.
    fn look(&self, ask: &Ask, bend: Bend) -> Result<Found> {
        let (sort, filter) = (Sort::Relevance, &Filter::default());
        let ranking = Ranking { sort, filter, after: None, limit: 1, with_facets: false, floor: None };
        self.find(&ask.query, bend, &ranking)
    }

    /// Whether some goods have everything as it was typed.
    fn is_exact(&self, query: &Query) -> Result<bool> {
        let exact = self.searcher.search(&*crate::plan::exactly(query), &Count);
        Ok(0 < exact.map_err(failed)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goods with these titles, numbered from 1.
    fn index_of(titles: &[&str]) -> (tempfile::TempDir, Index) {
        let home = tempfile::tempdir().unwrap();
        let index = Index::create(&home.path().join("index")).unwrap();
        for (id, title) in (1..).zip(titles) {
            let titles = vec![(*title).to_owned()];
            let goods = Goods { id, titles, in_stock: true, price_min: 1_000 - id, ..Goods::default() };
            index.put(&goods).unwrap();
        }
        index.commit(&Stamp { source: "test".into(), event: 1 }).unwrap();
        (home, index)
    }

    fn search(index: &Index, words: &str, sort: Sort) -> (Vec<i64>, Bend) {
        let ask = Ask { query: Query::parse(words), sort, limit: 20, ..Ask::default() };
        let answer = index.search(&ask, &Synonyms::default()).unwrap();
        let ids: Vec<_> = answer.places.iter().map(|place| place.id).collect();
        assert_eq!(answer.total, u64::try_from(ids.len()).unwrap());
        (ids, answer.bend)
    }

    #[test]
    fn what_is_there_as_it_was_typed_is_not_joined_by_what_is_like_it() {
        let (_home, index) = index_of(&["妙洁 保鲜膜", "补水面膜", "护发发膜", "手机保护膜"]);
        for sort in [Sort::Relevance, Sort::Price, Sort::Newest] {
            assert_eq!(search(&index, "保鲜膜", sort), (vec![1], Bend::Strict));
        }
    }

    #[test]
    fn the_same_goods_answer_in_every_order() {
        let (_home, index) = index_of(&["罗马仕 充电宝", "乐高积木", "充电宝 超薄", "小米移动电源"]);
        for sort in [Sort::Relevance, Sort::Price, Sort::Sales] {
            let (mut ids, bend) = search(&index, "充电包", sort);
            ids.sort_unstable();
            assert_eq!((ids, bend), (vec![1, 3], Bend::Slips));
        }
    }

    #[test]
    fn a_word_is_not_bent_to_another_by_one_character() {
        let titles =
            ["机械键盘 红轴", "移动硬盘 1TB", "鼠标 无线", "舒肤佳 香皂", "滴露 消毒液", "雕牌 洗衣液"];
        let (_home, index) = index_of(&titles);
        assert_eq!(search(&index, "薯条", Sort::Relevance).0, [0i64; 0]);
        assert_eq!(search(&index, "胸罩", Sort::Relevance).0, [0i64; 0]);
        assert_eq!(search(&index, "沐浴液", Sort::Relevance).0, [0i64; 0]);
        assert_eq!(search(&index, "洗衣服的", Sort::Relevance).0, [6], "a word within the word is known");
        assert_eq!(
            search(&index, "机械硬盘", Sort::Relevance).0[..2],
            [2, 1],
            "what it is comes before what it is like"
        );
    }

    #[test]
    fn slips_of_hand_and_ear_are_forgiven() {
        let titles = ["全脂纯牛奶", "青轴键盘", "乒乓球拍", "蒙牛酸奶", "湿巾 80抽", "盘子 陶瓷"];
        let (_home, index) = index_of(&titles);
        for (typed, meant) in [
            ("奈牛", 1),
            ("键盆", 2),
            ("乒兵球", 3),
            ("梦牛", 4),
            ("niunan", 1),
            ("湿纸巾", 5),
            ("suanlai", 4),
        ] {
            assert_eq!(search(&index, typed, Sort::Relevance).0.first(), Some(&meant), "{typed}");
        }
    }

    #[test]
    fn numbers_and_sounds_may_be_written_in_one() {
        let (_home, index) =
            index_of(&["南孚 7号电池", "南孚 5号电池", "iPhone 15 手机壳", "晨光 中性笔0.5mm"]);
        for (typed, meant) in [("7haodianchi", 1), ("iphone15ke", 3), ("0.5zhongxingbi", 4)] {
            assert_eq!(search(&index, typed, Sort::Relevance).0, [meant], "{typed}");
        }
    }

    #[test]
    fn while_typing_what_it_may_become_comes_first() {
        let (_home, index) = index_of(&["充电式露营灯", "罗马仕 20000毫安 大容量 充电宝", "充电式电蚊拍"]);
        for typed in ["充电", "chongdian"] {
            let offered = index.suggest(typed, 3, &Synonyms::default()).unwrap();
            assert_eq!(offered.first(), Some(&2), "{typed}");
        }
    }
}
