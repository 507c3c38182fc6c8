//! Whether people find what they look for: queries of eight classes over the demo's shop, each with the goods that a
//! reader of it would accept.

use std::collections::{BTreeMap, HashMap};

use kernel::PageAsk;
use mall::catalog::{self, SpuId};
use mall::search::{SearchAsk, Searcher};
use testkit::{Engine, TestDb};

/// Class, query, handles of the goods: tab-separated.
const QUERIES: &str = include_str!("queries.tsv");
/// How many hits are looked at.
const LOOKED_AT: i64 = 5;
const CLASSES: usize = 8;

struct Shop {
    searcher: Searcher,
    handles: HashMap<SpuId, String>,
    _home: tempfile::TempDir,
    _db: TestDb,
}

impl Shop {
    fn open() -> Self {
        let db = TestDb::new(Engine::Sqlite);
        let home = tempfile::tempdir().unwrap();
        maidian::demo::fill::fill(&db.db, &home.path().join("passwords")).unwrap();
        let searcher = Searcher::new(home.path().join("search"));
        searcher.turn(&db.db).unwrap();
        let handles = db.read(|tx| {
            let ids = catalog::page_by_id(tx, None, 10_000)?;
            ids.into_iter().map(|id| Ok((id, catalog::get(tx, id)?.handle))).collect::<kernel::Result<_>>()
        });
        Self { searcher, handles: handles.unwrap(), _home: home, _db: db }
    }

    /// The handles of the first hits.
    fn find(&self, words: &str) -> Vec<&str> {
        let found = self.searcher.find(&SearchAsk::of(words), &PageAsk::first(LOOKED_AT)).unwrap().unwrap();
        found.ids().iter().map(|id| self.handles[id].as_str()).collect()
    }
}

#[test]
fn people_find_what_they_look_for() {
    let shop = Shop::open();
    let mut classes: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut missed = Vec::new();
    for line in QUERIES.lines() {
        let [class, query, wanted] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let wanted: Vec<&str> = wanted.split(' ').collect();
        for handle in &wanted {
            assert!(
                shop.handles.values().any(|known| known == handle),
                "{query}: no goods are called {handle}"
            );
        }
        let found = shop.find(query);
        let (hits, all) = classes.entry(class).or_default();
        *all += 1;
        if found.iter().any(|handle| wanted.contains(handle)) {
            *hits += 1;
        } else {
            missed.push(format!("{class}: {query}: {found:?}"));
        }
    }
    let told = format!("{classes:?}\n{}", missed.join("\n"));
    println!("{told}");
    let share = |(hits, all): &(u32, u32)| f64::from(*hits) / f64::from(*all);
    let sum = classes.values().fold((0, 0), |sum, class| (sum.0 + class.0, sum.1 + class.1));
    assert!(classes.len() == CLASSES && 300 <= sum.1, "{told}");
    assert!(0.95 <= share(&sum), "{told}");
    assert!(classes.values().all(|class| 0.9 <= share(class)), "{told}");
}
