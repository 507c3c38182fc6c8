//! Categories, products, lists, offers.

use kernel::{Code, Currency, Cursor, Money, PageAsk, Text2};
use mall::catalog::{
    self, CategoryDraft, CategoryId, Choices, ListAsk, OnSale, Picture, Product, ProductDraft, SkuDraft,
    SkuId, Sort,
};
use mall::media;
use testkit::{TestDb, db_test};

fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY).expect("in range")
}

fn zh(text: &str) -> Text2 {
    Text2::new(text, "")
}

fn lamp() -> ProductDraft {
    ProductDraft {
        handle: "lamp".into(),
        title: Text2::new("台灯", "Desk lamp"),
        tags: vec!["新品".into(), "宿舍".into()],
        on_sale: true,
        skus: vec![SkuDraft::single("LAMP", cny(9_900), cny(7_900))],
        ..ProductDraft::default()
    }
}

fn shirt() -> ProductDraft {
    let sku = |code: &str, choice: [usize; 2], price: i64| SkuDraft {
        choice: choice.to_vec(),
        ..SkuDraft::single(code, cny(12_000), cny(price))
    };
    ProductDraft {
        handle: "shirt".into(),
        title: Text2::new("T恤", "T-shirt"),
        options: vec![
            Choices {
                name: Text2::new("颜色", "Colour"), values: vec![Text2::new("红", "red"), zh("蓝")]
            },
            Choices { name: Text2::new("尺码", "Size"), values: vec![zh("S"), zh("L")] },
        ],
        on_sale: true,
        skus: vec![
            sku("T-RS", [0, 0], 5_000),
            sku("T-RL", [0, 1], 6_000),
            SkuDraft { on_sale: false, ..sku("T-BS", [1, 0], 1_000) },
        ],
        ..ProductDraft::default()
    }
}

fn create(db: &TestDb, draft: ProductDraft) -> Product {
    db.write(move |tx, cx| catalog::create(tx, cx, &draft)).expect("the draft is sound")
}

fn category(db: &TestDb, parent: Option<CategoryId>, name: &str) -> CategoryId {
    let draft = CategoryDraft { parent, name: zh(name) };
    db.write(move |tx, cx| catalog::create_category(tx, cx, &draft)).expect("a category").id
}

fn handles(db: &TestDb, ask: &ListAsk) -> Vec<String> {
    let ask = ask.clone();
    db.read(move |tx| {
        let page = catalog::list(tx, &ask, &PageAsk::first(100))?;
        assert_eq!(catalog::count(tx, &ask)?, page.items.len() as i64);
        Ok(page.items.into_iter().map(|card| card.handle).collect())
    })
    .expect("a list")
}

#[db_test]
fn a_product_is_created_and_offered(db: TestDb) {
    let drawn = db.write(|tx, cx| media::store_drawing(tx, cx, "<svg viewBox=\"0 0 4 4\"></svg>"));
    let drawn = drawn.unwrap().to_string();
    let electric = category(&db, None, "电器");
    let light = category(&db, Some(electric), "灯具");
    let draft = ProductDraft {
        category: Some(light),
        pictures: vec![Picture::Link("https://example.com/a.png".into()), Picture::Media(drawn.clone())],
        ..lamp()
    };
    let product = create(&db, draft.clone());
    assert_eq!(product.breadcrumbs.iter().map(|c| c.id).collect::<Vec<_>>(), [electric, light]);
    assert_eq!((&product.tags, &product.pictures), (&draft.tags, &draft.pictures));
    let sku = product.skus[0].id;
    let offers = db.read(move |tx| catalog::offers(tx, &[sku, sku])).unwrap();
    assert_eq!(offers.len(), 2);
    let offer = &offers[0];
    assert_eq!((offer.spu, offer.code.as_str(), offer.on_sale), (product.id, "LAMP", true));
    assert_eq!((offer.list_price, offer.price), (cny(9_900), cny(7_900)));
    assert_eq!(
        (&offer.title, &offer.option, &offer.picture),
        (&draft.title, &Text2::default(), &Some(drawn))
    );
    let id = product.id;
    db.write(move |tx, cx| catalog::set_on_sale(tx, cx, id, false)).unwrap();
    let offers = db.read(move |tx| catalog::offers(tx, &[sku])).unwrap();
    assert!(!offers[0].on_sale);
    let never = SkuId::from_raw(1);
    assert_eq!(db.read(move |tx| catalog::offers(tx, &[never])).unwrap_err().code(), Code::NotFound);
}

#[db_test]
fn a_change_keeps_skus_by_code_and_retires_the_others(db: TestDb) {
    let before = create(&db, shirt());
    assert_eq!(before.skus[0].option, Text2::new("红 · S", "red · S"));
    let mut draft = shirt();
    draft.skus.remove(0);
    draft.skus[0].price = cny(100);
    draft.skus[0].code = "T-NEW".into();
    draft.skus[0].id = Some(before.skus[1].id);
    let id = before.id;
    let after = db.write(move |tx, cx| catalog::update(tx, cx, id, &draft)).unwrap();
    let ids = |product: &Product| product.skus.iter().map(|sku| sku.id).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&before)[1..]);
    assert_eq!((after.skus[0].code.as_str(), after.skus[0].price), ("T-NEW", cny(100)));
    let retired = ids(&before)[0];
    let offer = db.read(move |tx| catalog::offers(tx, &[retired])).unwrap().remove(0);
    assert!(!offer.on_sale);
    let back = db.write(move |tx, cx| catalog::update(tx, cx, id, &shirt())).unwrap();
    assert_eq!(back.skus[0].id, retired, "the code brings it back");
}

#[db_test]
fn what_is_taken_is_named(db: TestDb) {
    create(&db, lamp());
    let fields = |draft: ProductDraft| {
        let error = db.write(move |tx, cx| catalog::create(tx, cx, &draft)).unwrap_err();
        assert_eq!(error.code(), Code::Invalid);
        error.details().iter().map(|detail| detail.field.clone()).collect::<Vec<_>>()
    };
    assert_eq!(fields(lamp()), ["handle"]);
    assert_eq!(fields(ProductDraft { handle: "other".into(), ..lamp() }), ["skus[0].code"]);
    let nowhere = Some(CategoryId::from_raw(7));
    assert_eq!(fields(ProductDraft { handle: "other".into(), category: nowhere, ..lamp() }), ["category"]);
    let picture = vec![Picture::Media("f".repeat(64))];
    assert_eq!(fields(ProductDraft { handle: "other".into(), pictures: picture, ..lamp() }), ["pictures[0]"]);
    let stranger = SkuDraft { id: Some(SkuId::from_raw(9)), ..SkuDraft::single("X", cny(1), cny(1)) };
    assert_eq!(
        fields(ProductDraft { handle: "other".into(), skus: vec![stranger], ..lamp() }),
        ["skus[0].id"]
    );
}

#[db_test]
fn a_subtree_moves_with_its_products(db: TestDb) {
    let [food, drink, tea] = {
        let food = category(&db, None, "食品");
        let drink = category(&db, None, "饮料");
        [food, drink, category(&db, Some(drink), "茶")]
    };
    create(&db, ProductDraft { category: Some(tea), ..lamp() });
    let below = |id| ListAsk { category: Some(id), ..ListAsk::default() };
    assert_eq!(handles(&db, &below(drink)), ["lamp"]);
    assert!(handles(&db, &below(food)).is_empty());
    let error = db.write(move |tx, cx| catalog::move_category(tx, cx, drink, Some(tea), 0)).unwrap_err();
    assert_eq!(error.details()[0].field, "parent");
    db.write(move |tx, cx| catalog::move_category(tx, cx, drink, Some(food), 0)).unwrap();
    assert_eq!(handles(&db, &below(food)), ["lamp"]);
    assert_eq!(handles(&db, &below(tea)), ["lamp"]);
    let names = |root| {
        let tree = db.read(move |tx| catalog::subtree(tx, root)).unwrap();
        tree.into_iter().map(|c| (c.depth(), c.name.zh)).collect::<Vec<_>>()
    };
    let whole = [(1, "食品".to_owned()), (2, "饮料".to_owned()), (3, "茶".to_owned())];
    assert_eq!(names(None), whole);
    assert_eq!(names(Some(drink)), whole[1..]);
    let error = db.write(move |tx, cx| catalog::delete_category(tx, cx, tea)).unwrap_err();
    assert_eq!(error.code(), Code::CategoryNotEmpty);
    let error = db.write(move |tx, cx| catalog::delete_category(tx, cx, food)).unwrap_err();
    assert_eq!(error.code(), Code::CategoryNotEmpty);
    db.write(move |tx, cx| {
        let id = catalog::by_handle(tx, "lamp")?.expect("the lamp");
        catalog::update(tx, cx, id, &lamp())?;
        catalog::delete_category(tx, cx, tea)
    })
    .unwrap();
}

#[db_test]
fn siblings_are_reordered_and_the_tree_has_a_depth(db: TestDb) {
    let [a, b, c] = ["a", "b", "c"].map(|name| category(&db, None, name));
    db.write(move |tx, cx| catalog::move_category(tx, cx, c, None, 1)).unwrap();
    let order = db.read(|tx| catalog::subtree(tx, None)).unwrap();
    assert_eq!(order.iter().map(|category| category.id).collect::<Vec<_>>(), [a, c, b]);
    db.write(move |tx, cx| catalog::move_category(tx, cx, a, None, 10_000_000)).unwrap();
    let order = db.read(|tx| catalog::subtree(tx, None)).unwrap();
    assert_eq!(order.iter().map(|category| category.id).collect::<Vec<_>>(), [c, b, a], "behind all");
    let deepest = (2..=16).fold(a, |parent, depth| category(&db, Some(parent), &depth.to_string()));
    let draft = CategoryDraft { parent: Some(deepest), name: zh("17") };
    let error = db.write(move |tx, cx| catalog::create_category(tx, cx, &draft)).unwrap_err();
    assert_eq!(error.details()[0].field, "parent");
    let error = db.write(move |tx, cx| catalog::move_category(tx, cx, a, Some(b), 0)).unwrap_err();
    assert_eq!(error.details()[0].field, "parent");
    assert_eq!(db.read(move |tx| catalog::breadcrumbs(tx, deepest)).unwrap().len(), 16);
    db.write(move |tx, cx| catalog::rename_category(tx, cx, a, &Text2::new("甲", "A"))).unwrap();
    let found = db.read(|tx| catalog::find_category(tx, None, &Text2::new("", "A"))).unwrap();
    assert_eq!(found.map(|category| category.id), Some(a));
}

/// Three on sale, of which the lamp sold three and the mug is priced in pounds, and one off sale.
fn shelf(db: &TestDb) {
    let lamp_id = create(db, lamp()).id;
    create(db, shirt());
    let pounds = Money::new(500, Currency::GBP).expect("in range");
    create(
        db,
        ProductDraft {
            handle: "mug".into(),
            title: Text2::new("", "MUG 100% tea_time"),
            tags: vec![],
            skus: vec![SkuDraft::single("MUG", pounds, pounds)],
            ..lamp()
        },
    );
    let skus = vec![SkuDraft::single("OFF", cny(1), cny(1))];
    create(db, ProductDraft { handle: "off".into(), on_sale: false, skus, ..lamp() });
    db.write(move |tx, cx| catalog::add_sales(tx, cx, lamp_id, 3)).expect("the lamp is there");
}

#[db_test]
fn lists_are_sorted_and_continued(db: TestDb) {
    shelf(&db);
    for (sort, wanted) in [
        (Sort::Newest, ["mug", "shirt", "lamp"]),
        (Sort::Price, ["mug", "shirt", "lamp"]),
        (Sort::PriceDesc, ["lamp", "shirt", "mug"]),
        (Sort::Sales, ["lamp", "mug", "shirt"]),
    ] {
        let ask = ListAsk { sort, ..ListAsk::default() };
        assert_eq!(handles(&db, &ask), wanted, "{sort}");
        let mut walked = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let (page, ask) = (PageAsk::new(Some(1), after.take()).unwrap(), ask.clone());
            let page = db.read(move |tx| catalog::list(tx, &ask, &page)).unwrap();
            walked.extend(page.items.into_iter().map(|card| card.handle));
            let Some(next) = page.next else { break };
            after = Some(next);
        }
        assert_eq!(walked, wanted, "{sort}");
    }
    let foreign = PageAsk::new(None, Some(Cursor(vec![1]))).unwrap();
    let error = db.read(move |tx| catalog::list(tx, &ListAsk::default(), &foreign)).unwrap_err();
    assert_eq!(error.code(), Code::BadCursor);
}

#[db_test]
fn lists_are_filtered(db: TestDb) {
    shelf(&db);
    let ask = ListAsk::default;
    assert_eq!(handles(&db, &ListAsk { on_sale: OnSale::Never, ..ask() }), ["off"]);
    let tag = Some("宿舍".to_owned());
    assert_eq!(handles(&db, &ListAsk { on_sale: OnSale::Both, tag, ..ask() }), ["off", "lamp"]);
    let currency = Some(Currency::CNY);
    assert_eq!(handles(&db, &ListAsk { currency, price_max: Some(5_000), ..ask() }), ["shirt"]);
    assert_eq!(handles(&db, &ListAsk { price_min: Some(5_001), ..ask() }), ["lamp"]);
    for (words, found) in [
        ("mug TEA", vec!["mug"]),
        ("台灯", vec!["lamp"]),
        ("0% a_t", vec!["mug"]),
        ("T恤 shirt", vec!["shirt"]),
        ("%", vec!["mug"]),
        ("_ug", vec![]),
        ("lamp shirt", vec![]),
        ("\\", vec![]),
    ] {
        assert_eq!(handles(&db, &ListAsk { words: words.into(), ..ask() }), found, "{words}");
    }
}

#[db_test]
fn the_range_of_prices_is_that_of_what_is_on_sale(db: TestDb) {
    create(&db, shirt());
    let page = db.read(|tx| catalog::list(tx, &ListAsk::default(), &PageAsk::first(1))).unwrap();
    let card = &page.items[0];
    assert_eq!((card.price_min, card.price_max, card.list_price), (cny(5_000), cny(6_000), cny(12_000)));
}
