//! What is hot, and what is bought together.

use kernel::{PageAsk, Text2};
use mall::catalog::{self, CategoryDraft, CategoryId, ProductDraft, SkuDraft, SkuId, SpuId};
use mall::order::cart::{self, CartOwner};
use mall::rank::{self, Kind, Noted};
use mall::stock;
use testkit::{TestDb, db_test};

use super::shop::{Shop, cny};

const DAY_S: i64 = 86_400;

fn category(shop: &Shop, parent: Option<CategoryId>, name: &'static str) -> CategoryId {
    let draft = CategoryDraft { parent, name: Text2::new(name, name) };
    shop.db.write(move |tx, cx| catalog::create_category(tx, cx, &draft)).unwrap().id
}

fn draft(name: &'static str, category: Option<CategoryId>) -> ProductDraft {
    ProductDraft {
        handle: name.to_owned(),
        title: Text2::new(name, name),
        on_sale: true,
        category,
        skus: vec![SkuDraft::single(name, cny(100), cny(100))],
        ..ProductDraft::default()
    }
}

fn product(shop: &Shop, name: &'static str, category: Option<CategoryId>) -> (SpuId, SkuId) {
    let made = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        let product = catalog::create(tx, cx, &draft(name, category))?;
        let sku = product.skus[0].id;
        stock::set_level(tx, cx, sku, 1_000, "opening")?;
        Ok((product.id, sku))
    };
    shop.db.write(made).unwrap()
}

fn note(shop: &Shop, spu: SpuId, kind: Kind, amount: i64) {
    shop.db.write(move |tx, cx| rank::note(tx, cx, &[Noted { spu, kind, amount }])).unwrap();
}

fn hot(shop: &Shop, category: Option<CategoryId>) -> Vec<SpuId> {
    let page = PageAsk::first(10);
    let cards = shop.db.read(move |tx| rank::hot(tx, category, &page)).unwrap();
    cards.items.into_iter().map(|card| card.id).collect()
}

fn buy(shop: &Shop, name: &'static str, skus: &[SkuId]) {
    let lines: Vec<_> = skus.iter().map(|sku| (*sku, 1)).collect();
    let buyer = shop.buyer(name);
    let order = shop.place(buyer, &lines);
    shop.pay(shop.present(buyer, order));
    shop.work();
}

#[db_test]
fn what_people_do_makes_hot_and_time_cools(db: TestDb) {
    let shop = Shop::open(db);
    let (tea, cup, tray) =
        (product(&shop, "tea", None), product(&shop, "cup", None), product(&shop, "tray", None));
    assert_eq!(hot(&shop, None), []);
    buy(&shop, "anna", &[tea.1]);
    note(&shop, cup.0, Kind::View, 12);
    note(&shop, tray.0, Kind::Cart, 3);
    assert_eq!(hot(&shop, None), [], "it counts in a few seconds");
    shop.wait_s(10);
    assert_eq!(hot(&shop, None), [tea.0, tray.0, cup.0], "20, 15 and 12");
    let now = shop.db.db.env().clock.now();
    let score = shop.db.read(move |tx| rank::score(tx, now, tea.0)).unwrap();
    assert!((19.9..=20.0).contains(&score), "{score}");
    // Nine days later the sale is worth 2.5; nothing was written for that.
    shop.wait_s(9 * DAY_S);
    note(&shop, cup.0, Kind::View, 3);
    shop.wait_s(10);
    assert_eq!(hot(&shop, None), [cup.0, tea.0, tray.0]);
    // What is cold for good is forgotten at night.
    shop.pass_s(90 * DAY_S);
    assert_eq!(hot(&shop, None), []);
}

/// Nobody asks for a fold when something is put into a cart; it counts all the same.
#[db_test]
fn what_is_put_into_carts_is_hot_within_half_a_minute(db: TestDb) {
    let shop = Shop::open(db);
    let tea = product(&shop, "tea", None);
    let owner = CartOwner::Member(shop.buyer("anna"));
    let add = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        let two = stock::Quantity::new(2)?;
        rank::add_to_cart(tx, cx, owner, (tea.1, two), |_| false)?;
        rank::add_to_cart(tx, cx, owner, (tea.1, two), |spu| spu == tea.0)
    };
    shop.db.write(add).unwrap();
    shop.pass_s(31);
    assert_eq!(hot(&shop, None), [tea.0]);
    let now = shop.db.db.env().clock.now();
    let score = shop.db.read(move |tx| rank::score(tx, now, tea.0)).unwrap();
    assert!((4.9..=5.0).contains(&score), "{score}");
    let items = shop.db.read(move |tx| cart::items(tx, owner)).unwrap();
    assert_eq!(items[0].quantity, 4);
}

#[db_test]
fn each_category_has_a_list_of_its_own(db: TestDb) {
    let shop = Shop::open(db);
    let drinks = category(&shop, None, "drinks");
    let teas = category(&shop, Some(drinks), "teas");
    let tools = category(&shop, None, "tools");
    let (green, lamp) = (product(&shop, "green", Some(teas)), product(&shop, "lamp", Some(tools)));
    let gone = product(&shop, "gone", Some(tools));
    for (spu, _) in [green, lamp, gone] {
        note(&shop, spu, Kind::View, 5);
    }
    note(&shop, green.0, Kind::View, 5);
    shop.wait_s(10);
    shop.db.write(move |tx, cx| catalog::set_on_sale(tx, cx, gone.0, false)).unwrap();
    assert_eq!(hot(&shop, Some(drinks)), [green.0]);
    assert_eq!(hot(&shop, Some(teas)), [green.0]);
    assert_eq!(hot(&shop, Some(tools)), [lamp.0], "what is off sale is not shown");
    assert_eq!(hot(&shop, None), [green.0, lamp.0]);
    // Whoever moves is at once no longer there, and with the next count in the new place.
    let moved = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        catalog::update(tx, cx, lamp.0, &draft("lamp", Some(teas))).map(drop)
    };
    shop.db.write(moved).unwrap();
    assert_eq!(hot(&shop, Some(tools)), []);
    note(&shop, lamp.0, Kind::Cart, 5);
    shop.wait_s(10);
    assert_eq!(hot(&shop, Some(drinks)), [lamp.0, green.0]);
}

#[db_test]
fn a_page_of_hot_products_goes_on_where_the_one_before_ended(db: TestDb) {
    let shop = Shop::open(db);
    let names = ["a", "b", "c", "d", "e"];
    let all = names.map(|name| product(&shop, name, None).0);
    for (amount, spu) in (1..).zip(all.iter().rev()) {
        note(&shop, *spu, Kind::View, amount);
    }
    shop.wait_s(10);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = PageAsk::new(Some(2), after).unwrap();
        let paged = shop.db.read(move |tx| rank::hot(tx, None, &page)).unwrap();
        seen.extend(paged.items.into_iter().map(|card| card.id));
        after = paged.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, all);
}

#[db_test]
fn a_season_that_is_over_hides_nothing(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = product(&shop, "lamp", None).0;
    let over = shop.db.write(|tx, cx| {
        let made = (0..150).map(|at| {
            let name = format!("xmas-{at}");
            let sku = SkuDraft::single(name.as_str(), cny(100), cny(100));
            let draft =
                ProductDraft { handle: name.clone(), skus: vec![sku], on_sale: false, ..draft("xmas", None) };
            let spu = catalog::create(tx, cx, &draft)?.id;
            Ok(Noted { spu, kind: Kind::Sale, amount: 1 })
        });
        made.collect::<kernel::Result<Vec<_>>>()
    });
    let over = over.unwrap();
    shop.db.write(move |tx, cx| rank::note(tx, cx, &over)).unwrap();
    note(&shop, lamp, Kind::View, 1);
    shop.wait_s(10);
    assert_eq!(hot(&shop, None), [lamp]);
    // Whoever wants one at a time is given a place to go on from instead of an end.
    let one = PageAsk::first(1);
    let short = shop.db.read(move |tx| rank::hot(tx, None, &one)).unwrap();
    assert_eq!(short.items.len(), 0);
    let rest = PageAsk::new(Some(1), Some(short.next.unwrap())).unwrap();
    let rest = shop.db.read(move |tx| rank::hot(tx, None, &rest)).unwrap();
    assert_eq!((rest.items[0].id, rest.next), (lamp, None));
}

#[db_test]
fn more_than_one_share_is_folded(db: TestDb) {
    let shop = Shop::open(db);
    let tea = product(&shop, "tea", None);
    let noted = vec![Noted { spu: tea.0, kind: Kind::View, amount: 1 }; 700];
    for _ in 0..4 {
        let noted = noted.clone();
        shop.db.write(move |tx, cx| rank::note(tx, cx, &noted)).unwrap();
    }
    shop.wait_s(60);
    let now = shop.db.db.env().clock.now();
    let score = shop.db.read(move |tx| rank::score(tx, now, tea.0)).unwrap();
    assert!((2_799.0..=2_800.0).contains(&score.ceil()), "{score}");
}

#[db_test]
fn what_is_bought_together_is_shown_together_and_a_bestseller_is_not(db: TestDb) {
    let shop = Shop::open(db);
    let [lamp, bulb, water, once] = ["lamp", "bulb", "water", "once"].map(|name| product(&shop, name, None));
    for name in ["anna", "bert", "cleo", "dora", "emil"] {
        buy(&shop, name, &[lamp.1, bulb.1, water.1]);
    }
    buy(&shop, "fred", &[lamp.1, once.1]);
    buy(&shop, "gina", &[bulb.1, once.1]);
    buy(&shop, "hans", &[once.1, water.1]);
    // Everybody else buys water too.
    note(&shop, water.0, Kind::Order, 200);
    shop.wait_s(10);
    let now = shop.db.db.env().clock.now();
    let beside = |spu| {
        let cards = shop.db.read(move |tx| rank::together(tx, now, spu, 3)).unwrap();
        cards.into_iter().map(|card| card.id).collect::<Vec<_>>()
    };
    assert_eq!(beside(lamp.0)[0], bulb.0);
    assert_eq!(beside(bulb.0)[0], lamp.0);
    assert!(!beside(lamp.0).contains(&once.0), "once is chance");
    let water_at = beside(lamp.0).iter().position(|spu| *spu == water.0);
    assert!(water_at.is_none_or(|at| at > 0), "{:?}", beside(lamp.0));
    shop.db.write(move |tx, cx| catalog::set_on_sale(tx, cx, bulb.0, false)).unwrap();
    assert!(!beside(lamp.0).contains(&bulb.0));
}
