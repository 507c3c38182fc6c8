//! Finding goods: the index follows the catalogue, is never missed, and says what people look for.

use kernel::{PageAsk, Text2};
use mall::catalog::{self, CategoryDraft, CategoryId, ProductDraft, SkuDraft, SpuId};
use mall::search::{self, Findings, List, SearchAsk, SearchSort, Searcher};
use mall::stock;
use store::sql;
use testkit::{TestDb, db_test};

use crate::shop::{cny, pieces};

sql! {
    // Reading what is offered does without this column, counting does not.
    BREAK = "alter table search_queries rename column searches to broken";
    MEND = "alter table search_queries rename column broken to searches";
}

fn ask(words: &str) -> SearchAsk {
    SearchAsk { with_facets: true, ..SearchAsk::of(words) }
}

fn find(searcher: &Searcher, ask: &SearchAsk) -> Findings {
    searcher.find(ask, &PageAsk::first(20)).unwrap().expect("the index is open")
}

fn ids(searcher: &Searcher, words: &str) -> Vec<SpuId> {
    find(searcher, &ask(words)).ids()
}

fn draft(name: &'static str, title: &'static str, price: i64, category: Option<CategoryId>) -> ProductDraft {
    ProductDraft {
        handle: name.to_owned(),
        title: Text2::new(title, ""),
        category,
        tags: vec!["好物".to_owned()],
        on_sale: true,
        skus: vec![SkuDraft::single(name, cny(price), cny(price))],
        ..ProductDraft::default()
    }
}

fn make(
    db: &TestDb,
    name: &'static str,
    title: &'static str,
    price: i64,
    category: Option<CategoryId>,
) -> SpuId {
    let product = db.write(move |tx, cx| {
        let product = catalog::create(tx, cx, &draft(name, title, price, category))?;
        stock::receive(tx, cx, product.skus[0].id, pieces(3), "opening")?;
        Ok(product)
    });
    product.unwrap().id
}

fn searcher(db: &TestDb) -> (Searcher, tempfile::TempDir) {
    let home = tempfile::tempdir().unwrap();
    let searcher = Searcher::new(home.path());
    assert!(searcher.find(&ask("牛奶"), &PageAsk::first(1)).unwrap().is_none(), "nothing is open yet");
    searcher.turn(&db.db).unwrap();
    (searcher, home)
}

#[db_test]
fn what_changes_is_found_as_it_is(db: TestDb) {
    let milk = make(&db, "milk", "纯牛奶", 350, None);
    let (searcher, _home) = searcher(&db);
    assert_eq!(ids(&searcher, "niunai"), [milk]);
    let tea = make(&db, "tea", "茉莉花茶", 900, None);
    searcher.turn(&db.db).unwrap();
    assert_eq!(ids(&searcher, "mlhc"), [tea]);

    db.write(move |tx, cx| catalog::update(tx, cx, tea, &draft("tea", "铁观音", 1_900, None))).unwrap();
    searcher.turn(&db.db).unwrap();
    assert_eq!(ids(&searcher, "茉莉"), []);
    let priced = SearchAsk { price_min: Some(1_900), ..ask("铁观音") };
    assert_eq!(find(&searcher, &priced).ids(), [tea]);
    assert_eq!(find(&searcher, &SearchAsk { price_max: Some(1_899), ..priced }).ids(), []);

    db.write(move |tx, cx| catalog::set_on_sale(tx, cx, tea, false)).unwrap();
    searcher.turn(&db.db).unwrap();
    assert_eq!(ids(&searcher, "铁观音"), []);
}

#[db_test]
fn what_runs_out_is_known_to_have(db: TestDb) {
    let milk = make(&db, "milk", "纯牛奶", 350, None);
    let (searcher, _home) = searcher(&db);
    let here = SearchAsk { in_stock: true, ..ask("牛奶") };
    assert_eq!(find(&searcher, &here).ids(), [milk]);
    let sku = db.read(move |tx| Ok(catalog::skus_on_sale(tx, &[milk])?[0].0)).unwrap();
    let set = |level| {
        db.write(move |tx, cx| stock::set_level(tx, cx, sku, level, "count")).unwrap();
        searcher.turn(&db.db).unwrap();
    };
    set(0);
    assert_eq!(find(&searcher, &here).ids(), []);
    assert_eq!(ids(&searcher, "牛奶"), [milk], "what is sold out is found, and told to be");
    set(7);
    assert_eq!(find(&searcher, &here).ids(), [milk]);
}

#[db_test]
fn a_category_counts_and_is_renamed(db: TestDb) {
    let category = |zh: &'static str, parent| {
        let draft = CategoryDraft { parent, name: Text2::new(zh, "") };
        db.write(move |tx, cx| catalog::create_category(tx, cx, &draft)).unwrap().id
    };
    let drinks = category("饮料", None);
    let dairy = category("乳品", Some(drinks));
    let milk = make(&db, "milk", "纯牛奶", 350, Some(dairy));
    make(&db, "candy", "牛奶糖", 990, None);
    let (searcher, _home) = searcher(&db);
    let all = find(&searcher, &ask("牛奶"));
    assert_eq!((all.total, all.ids()[0]), (2, milk));
    assert_eq!((all.facets.categories[&drinks.raw()], all.facets.categories[&dairy.raw()]), (1, 1));
    assert_eq!(
        (all.facets.prices[0], all.facets.in_stock, all.facets.tags.clone()),
        (2, 2, vec![("好物".to_owned(), 2)])
    );
    let within = SearchAsk { category: Some(drinks), ..ask("牛奶") };
    assert_eq!(find(&searcher, &within).ids(), [milk]);

    assert_eq!(ids(&searcher, "酸甜"), []);
    db.write(move |tx, cx| catalog::rename_category(tx, cx, dairy, &Text2::new("酸甜", ""))).unwrap();
    searcher.turn(&db.db).unwrap();
    assert_eq!(ids(&searcher, "酸甜"), [milk]);
}

#[db_test]
fn pages_continue_where_they_ended(db: TestDb) {
    for (name, title) in
        [("a", "牛奶一号"), ("b", "牛奶二号"), ("c", "牛奶三号"), ("d", "牛奶四号"), ("e", "牛奶五号")]
    {
        make(&db, name, title, 100, None);
    }
    let (searcher, _home) = searcher(&db);
    for sort in SearchSort::ALL {
        let asked = SearchAsk { sort: *sort, ..ask("牛奶") };
        let mut seen = Vec::new();
        let mut page = PageAsk::first(2);
        loop {
            let found = searcher.find(&asked, &page).unwrap().unwrap();
            seen.extend(found.ids());
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, searcher.find(&asked, &PageAsk::first(5)).unwrap().unwrap().ids(), "{sort}");
        assert_eq!(seen.len(), 5);
    }
}

#[db_test]
fn a_lost_broken_or_foreign_index_is_made_anew(db: TestDb) {
    let milk = make(&db, "milk", "纯牛奶", 350, None);
    let (first, home) = searcher(&db);
    drop(first);
    // The place that an index was left at must be known to the database.
    let tea = make(&db, "tea", "茉莉花茶", 900, None);
    let (first, _) = (Searcher::new(home.path()), tea);
    first.turn(&db.db).unwrap();
    drop(first);
    let opened = || {
        let searcher = Searcher::new(home.path());
        searcher.turn(&db.db).unwrap();
        assert_eq!(ids(&searcher, "牛奶"), [milk]);
    };
    let current = || std::fs::read_to_string(home.path().join("current")).unwrap();
    let name = current();
    opened();
    assert_eq!(current(), name, "a good index is kept");

    db.clock.advance_s(1);
    for file in std::fs::read_dir(home.path().join(&name)).unwrap() {
        std::fs::write(file.unwrap().path(), b"broken").unwrap();
    }
    opened();
    assert_ne!(current(), name);
    assert!(!home.path().join(&name).exists(), "what is of no use is not kept");

    db.clock.advance_s(1);
    let name = current();
    db.write(|tx, _| search::forget_source(tx)).unwrap();
    opened();
    assert_ne!(current(), name, "it was of another database");

    std::fs::remove_dir_all(home.path()).unwrap();
    opened();
}

#[db_test]
fn an_index_that_is_lost_or_breaks_while_it_serves_is_made_anew(db: TestDb) {
    make(&db, "milk", "纯牛奶", 350, None);
    let (searcher, home) = searcher(&db);
    let current = || home.path().join(std::fs::read_to_string(home.path().join("current")).unwrap());
    let kept_at = || searcher.kept_at().unwrap();
    let lost = current();
    std::fs::remove_dir_all(&lost).unwrap();
    db.clock.advance_s(1);
    searcher.turn(&db.db).unwrap();
    assert_ne!(current(), lost);
    let tea = make(&db, "tea", "茉莉花茶", 900, None);
    searcher.turn(&db.db).unwrap();
    assert_eq!((ids(&searcher, "花茶"), searcher.goods()), (vec![tea], 2));

    let (broken, good) = (current(), kept_at());
    std::fs::remove_dir_all(&broken).unwrap();
    // No file can take this place.
    std::fs::create_dir_all(broken.join("meta.json")).unwrap();
    db.clock.advance_s(1);
    let cup = make(&db, "cup", "马克杯", 1_900, None);
    for _ in 0..3 {
        searcher.turn(&db.db).unwrap_err();
        assert_eq!((ids(&searcher, "花茶"), kept_at()), (vec![tea], good), "the old one serves as it is");
    }
    searcher.turn(&db.db).unwrap();
    assert_eq!((ids(&searcher, "马克杯"), searcher.goods()), (vec![cup], 3));
    assert_eq!((current() != broken, broken.exists(), good < kept_at()), (true, false, true));
}

#[db_test]
fn an_index_that_was_away_hears_what_it_missed(db: TestDb) {
    let (first, home) = searcher(&db);
    drop(first);
    db.clock.advance_s(3_600);
    let milk = make(&db, "milk", "纯牛奶", 350, None);
    let back = Searcher::new(home.path());
    back.turn(&db.db).unwrap();
    assert_eq!(ids(&back, "牛奶"), [milk]);
}

#[db_test]
fn a_rebuilt_index_takes_over_from_the_one_that_serves(db: TestDb) {
    let milk = make(&db, "milk", "纯牛奶", 350, None);
    let (serving, home) = searcher(&db);
    let name = || std::fs::read_to_string(home.path().join("current")).unwrap();
    let before = name();
    db.clock.advance_s(1);
    let mut heard = Vec::new();
    let rebuilt =
        Searcher::new(home.path()).rebuild(&db.db, |done, total| heard.push((done, total))).unwrap();
    assert_eq!((rebuilt, heard), (1, vec![(1, 1)]));
    assert_ne!(name(), before);
    assert_eq!(ids(&serving, "牛奶"), [milk], "the old one serves until the next turn");
    serving.turn(&db.db).unwrap();
    let tea = make(&db, "tea", "茉莉花茶", 900, None);
    serving.turn(&db.db).unwrap();
    assert_eq!((ids(&serving, "牛奶"), ids(&serving, "花茶")), (vec![milk], vec![tea]));
    assert!(!home.path().join(&before).exists());
}

#[db_test]
fn each_server_keeps_its_own(db: TestDb) {
    let (one, _home) = searcher(&db);
    let (other, _other_home) = searcher(&db);
    let milk = make(&db, "milk", "纯牛奶", 350, None);
    for searcher in [&one, &other] {
        searcher.turn(&db.db).unwrap();
        assert_eq!(ids(searcher, "牛奶"), [milk]);
    }
}

#[db_test]
fn searches_are_counted_and_offered(db: TestDb) {
    make(&db, "milk", "纯牛奶", 350, None);
    let (searcher, _home) = searcher(&db);
    for (who, words) in [(1, "牛奶"), (2, "牛奶"), (3, " 牛奶 "), (3, "牛奶"), (1, "手风琴"), (1, "NiuNai")]
    {
        let found = find(&searcher, &ask(words));
        searcher.count(db.db.env().clock.now(), who, &found);
    }
    for who in 0..9 {
        let found = find(&searcher, &ask("牛奶 13812345678"));
        searcher.count(db.db.env().clock.now(), who, &found);
    }
    searcher.flush(&db.db).unwrap();
    let now = || db.db.env().clock.now();
    let list = |list| {
        let now = now();
        let queries = db.read(move |tx| search::queries(tx, now, list, 10)).unwrap();
        queries
            .into_iter()
            .map(|counted| (counted.query, counted.searches, counted.found))
            .collect::<Vec<_>>()
    };
    let number = ("牛奶 13812345678".to_owned(), 9, 1);
    assert_eq!(list(List::Popular), [number.clone(), ("牛奶".to_owned(), 3, 1), ("niunai".to_owned(), 1, 1)]);
    assert_eq!(list(List::Rising), [number, ("牛奶".to_owned(), 3, 1)]);
    assert_eq!(list(List::Vain), [("手风琴".to_owned(), 1, 0)]);

    db.clock.advance_s(4 * 86_400);
    assert_eq!(list(List::Rising), [], "what was new is so no more");
    let fresh = Searcher::new(_home.path());
    drop(searcher);
    fresh.turn(&db.db).unwrap();
    assert_eq!(
        fresh.suggest("niun").unwrap().queries,
        ["牛奶"],
        "what one has asked is not offered, what three have is"
    );
    db.clock.advance_s(8 * 86_400);
    assert_eq!(list(List::Popular), []);
}

#[db_test]
fn searches_that_cannot_be_counted_wait_and_hold_nothing_up(db: TestDb) {
    make(&db, "milk", "纯牛奶", 350, None);
    let (first, home) = searcher(&db);
    let searcher = Searcher::new(home.path().join("other"));
    let count = |who: i32| searcher.count(db.db.env().clock.now(), who, &find(&first, &ask("牛奶")));
    count(1);
    db.write(|tx, _| tx.execute(BREAK, &[])).unwrap();
    searcher.flush(&db.db).unwrap_err();
    count(2);
    searcher.turn(&db.db).unwrap();
    assert_eq!(ids(&searcher, "牛奶").len(), 1);
    db.write(|tx, _| tx.execute(MEND, &[])).unwrap();
    searcher.flush(&db.db).unwrap();
    let now = db.db.env().clock.now();
    let counted = db.read(move |tx| search::queries(tx, now, List::Popular, 10)).unwrap();
    assert_eq!((counted[0].query.as_str(), counted[0].searches, counted[0].found), ("牛奶", 2, 1));
}

#[db_test]
fn the_nonsense_of_one_keeps_nobodys_words_out(db: TestDb) {
    make(&db, "milk", "纯牛奶", 350, None);
    let (searcher, _home) = searcher(&db);
    let count = |who: &str, words: &str| {
        let mut found = find(&searcher, &ask("牛奶"));
        found.query.text = words.to_owned();
        searcher.count(db.db.env().clock.now(), who, &found);
    };
    for at in 0..1_500 {
        count("one", &format!("nonsense {at}"));
    }
    for who in ["one", "other", "third"] {
        count(who, "牛奶");
    }
    searcher.flush(&db.db).unwrap();
    let now = db.db.env().clock.now();
    let counted = db.read(move |tx| search::queries(tx, now, List::Popular, 2_000)).unwrap();
    assert_eq!((counted[0].query.as_str(), counted[0].searches, counted.len()), ("牛奶", 2, 201));
}

#[db_test]
fn words_that_mean_the_same_find_the_same(db: TestDb) {
    let bike = make(&db, "bike", "折叠自行车", 35_000, None);
    let (searcher, _home) = searcher(&db);
    assert_eq!(ids(&searcher, "铁驴"), []);
    let words = ["自行车", "铁驴", "velocipede"].map(str::to_owned);
    let made = db.write(move |tx, cx| search::create_synonym(tx, cx, &words)).unwrap();
    searcher.turn(&db.db).unwrap();
    for words in ["铁驴", "velocipede", "tielv"] {
        assert_eq!(ids(&searcher, words), [bike], "{words}");
    }
    db.write(move |tx, cx| search::delete_synonym(tx, cx, made.id)).unwrap();
    searcher.turn(&db.db).unwrap();
    assert_eq!(ids(&searcher, "velocipede"), []);
}
