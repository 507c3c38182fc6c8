//! The front of the shop: composed and announced.

use kernel::{Code, PageAsk, Text2, Time};
use mall::front::{self, Announced, Block, BlockKind, Draft, FrontChanged, Window};
use testkit::{TestDb, db_test};
use work::event::{self, Event, Told};

use super::shop::Shop;

fn banner(title: &str) -> Block {
    Block { title: Text2::new(title, ""), link: "/c".into(), ..Block::of(BlockKind::Banner) }
}

fn told(shop: &Shop, kind: &str) -> Vec<Told> {
    let events = shop.db.read(|tx| event::since(tx, 0, event::ALL_KINDS, 1_000)).unwrap();
    events.into_iter().filter(|event| event.kind == kind).collect()
}

fn now(shop: &Shop) -> Time {
    shop.db.db.env().clock.now()
}

#[db_test]
fn two_editors_do_not_overwrite_each_other(db: TestDb) {
    let shop = Shop::open(db);
    let plain = shop.db.read(front::home).unwrap();
    assert!(!plain.is_composed && !plain.blocks.is_empty());
    let compose =
        |revision, blocks: Vec<Block>| shop.db.write(move |tx, cx| front::compose(tx, cx, revision, &blocks));
    let first = compose(plain.revision, vec![banner("一")]).unwrap();
    assert_eq!((first.revision, first.is_composed), (plain.revision + 1, true));
    let late = compose(plain.revision, vec![banner("二")]).unwrap_err();
    assert_eq!(late.code(), Code::Outdated);
    assert_eq!(shop.db.read(front::home).unwrap(), first);
    assert_eq!(told(&shop, FrontChanged::KIND).len(), 1);
    // Nothing composed is what a new shop has.
    let cleared = compose(first.revision, vec![]).unwrap();
    assert_eq!((cleared.blocks, cleared.is_composed), (plain.blocks, false));
}

#[db_test]
fn what_a_block_names_must_be_there(db: TestDb) {
    let shop = Shop::open(db);
    let wrong = |block: Block| {
        let error =
            shop.db.write(move |tx, cx| front::compose(tx, cx, 1, std::slice::from_ref(&block))).unwrap_err();
        error.details()[0].field.clone()
    };
    let picture = Some("0".repeat(64));
    assert_eq!(wrong(Block { picture, ..banner("x") }), "blocks[0].picture");
    let products = vec![mall::catalog::SpuId::from_raw(7)];
    assert_eq!(wrong(Block { products, ..Block::of(BlockKind::Recommended) }), "blocks[0].products");
    let category = Some(mall::catalog::CategoryId::from_raw(7));
    assert_eq!(wrong(Block { category, ..Block::of(BlockKind::Category) }), "blocks[0].category");
}

#[db_test]
fn blocks_come_and_go_by_their_windows(db: TestDb) {
    let shop = Shop::open(db);
    let start = now(&shop);
    let sale = Block {
        window: Window { from: Some(start.plus_s(60)), until: Some(start.plus_s(120)) },
        ..banner("sale")
    };
    let off =
        Block { is_on: false, window: Window { from: Some(start.plus_s(5)), until: None }, ..banner("off") };
    let home = shop.db.write(move |tx, cx| front::compose(tx, cx, 1, &[sale.clone(), off.clone()])).unwrap();
    let shown = |at: Time| home.shown(at).count();
    assert_eq!([0, 60, 119, 120].map(|s| shown(start.plus_s(s))), [0, 1, 1, 0]);
    let turns = [0, 60, 120].map(|s| home.next_turn(start.plus_s(s)));
    assert_eq!(turns, [Some(start.plus_s(60)), Some(start.plus_s(120)), None]);
}

#[db_test]
fn an_announcement_is_told_when_it_begins_changes_and_ends(db: TestDb) {
    let shop = Shop::open(db);
    let start = now(&shop);
    let window = Window { from: Some(start.plus_s(60)), until: Some(start.plus_s(180)) };
    let draft = Draft { title: Text2::new("今晚停机", "Down tonight"), window, ..Draft::default() };
    let board = |shop: &Shop| {
        let at = now(shop);
        shop.db.read(move |tx| front::board(tx, at)).unwrap()
    };
    let announce = draft.clone();
    let made = shop.db.write(move |tx, cx| front::announce(tx, cx, &announce)).unwrap();
    assert!(board(&shop).shown.is_empty());
    assert_eq!(board(&shop).next_turn, Some(start.plus_s(60)));
    shop.wait_s(60);
    assert_eq!(board(&shop).shown, std::slice::from_ref(&made));
    let id = made.id;
    let longer = Draft { window: Window { until: Some(start.plus_s(300)), ..window }, ..draft };
    let again = longer.clone();
    let changed = shop.db.write(move |tx, cx| front::change(tx, cx, id, made.revision, &again)).unwrap();
    assert_eq!(changed.draft, longer);
    let late = shop.db.write(move |tx, cx| front::change(tx, cx, id, made.revision, &longer)).unwrap_err();
    assert_eq!(late.code(), Code::Outdated);
    shop.wait_s(120);
    assert_eq!(board(&shop).shown.len(), 1, "the old end is no end any more");
    shop.wait_s(120);
    assert!(board(&shop).shown.is_empty() && board(&shop).next_turn.is_none());
    let told: Vec<bool> = told(&shop, Announced::KIND)
        .iter()
        .map(|event| event.payload.contains("\"is_shown\":true"))
        .collect();
    assert_eq!(told, [false, true, true, false], "announced, begun, changed, ended");
}

#[db_test]
fn an_announcement_is_taken_away_from_open_pages(db: TestDb) {
    let shop = Shop::open(db);
    let draft = Draft { title: Text2::new("新", ""), ..Draft::default() };
    let made = shop.db.write(move |tx, cx| front::announce(tx, cx, &draft)).unwrap();
    let id = made.id;
    shop.db.write(move |tx, cx| front::withdraw(tx, cx, id).map(drop)).unwrap();
    assert_eq!(told(&shop, Announced::KIND).len(), 2);
    let again = shop.db.write(move |tx, cx| front::withdraw(tx, cx, id).map(drop)).unwrap_err();
    assert_eq!(again.code(), Code::NotFound);
    let page = PageAsk::first(10);
    assert!(shop.db.read(move |tx| front::announcements(tx, &page)).unwrap().items.is_empty());
}
