//! Goods in and out as CSV.

use std::io::Cursor;

use kernel::{Actor, Currency, Lang, Money, Text2};
use mall::catalog::{self, CategoryDraft, Choices, Picture, Product, ProductDraft, SkuDraft, SpuKind};
use mall::desk::goods::{self, BatchReport, Mapping, ReadOptions, Report};
use mall::stock;
use testkit::{Engine, TestDb, db_test};

const COLLECTION: &str = "source,licence,id,sku,lang,title,subtitle,category,unit,list_price,price,currency,stock\n\
    mill,MIT,litemall-7,7,zh,四件套,精致,家纺 > 床品,套,919.00,899.00,CNY,9\n\
    mill,MIT,mill-2,No1,zh,毛巾,,家纺,20,9.00,19.00,CNY,\n\
    mill,MIT,mill-3,No1,en,TOWEL,,,,,3.10,GBP,4\n\
    mill,MIT,mill-4,4,zh,试,,,件,0.00,0.00,CNY,1\n\
    mill,MIT,mill-2,5,zh,又一条毛巾,,,条,2,1,CNY,1\n\
    mill,MIT,../bad,6,zh,坏,,,条,2,1,CNY,1\n";
const VARIANTS: &str = "sku_id,goods_id,specifications_json,price,stock\n\
    1,7,\"[\"\"1.5m\"\",\"\"红\"\"]\",899.00,3\n\
    2,7,\"[\"\"1.8m\"\",\"\"红\"\"]\",999.00,0\n\
    3,8,\"[\"\"标准\"\"]\",5.00,1\n";

fn import_with(db: &TestDb, text: &str, options: &ReadOptions) -> (BatchReport, String) {
    let mut told = Vec::new();
    let mut report = Report::new(&mut told, Lang::En).expect("a report");
    let items = goods::read(Cursor::new(text.to_owned()), options).expect("a known sheet");
    let mut last = BatchReport::default();
    let totals = goods::import(&db.db, Actor::System, items, &mut report, |totals| last = totals.clone());
    let totals = totals.expect("the database works");
    assert_eq!(last, totals);
    drop(report);
    (totals, String::from_utf8(told).expect("UTF-8"))
}

fn import(db: &TestDb, text: &str) -> (BatchReport, String) {
    import_with(db, text, &ReadOptions::default())
}

/// Created, updated, unchanged, failed.
fn counts(report: &BatchReport) -> [u64; 4] {
    [report.created, report.updated, report.unchanged, report.failed]
}

fn product(db: &TestDb, handle: &'static str) -> Product {
    db.read(move |tx| {
        let id = catalog::by_handle(tx, handle)?.expect("the product is there");
        catalog::get(tx, id)
    })
    .expect("the product is read")
}

fn available(db: &TestDb, product: &Product) -> Vec<i64> {
    let skus: Vec<_> = product.skus.iter().map(|sku| sku.id).collect();
    db.read(move |tx| skus.iter().map(|sku| Ok(stock::level(tx, *sku)?.available)).collect()).expect("levels")
}

fn exported(db: &TestDb) -> String {
    let mut out = Vec::new();
    let next = |after| db.read(move |tx| goods::page(tx, after));
    goods::export(next, &mut out, "https://shop.example").expect("an export");
    String::from_utf8(out).expect("UTF-8")
}

#[db_test]
fn a_collection_goes_in_once(db: TestDb) {
    let (totals, told) = import(&db, COLLECTION);
    assert_eq!(counts(&totals), [3, 0, 0, 3], "{told}");
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "row,field,reason,code",
            "5,price,must be above zero,invalid",
            "6,handle,\"is there twice, in rows apart; the first was taken\",invalid",
            "7,handle,\"must be letters, digits, '-', '_' and '.', beginning with a letter or digit\",invalid",
            "3,list_price,was below the price and became the price,note",
            "4,code,`No1` belongs to another SKU; this one became `mill-3`,note",
        ]
    );
    let set = product(&db, "litemall-7");
    let way: Vec<_> = set.breadcrumbs.iter().map(|category| category.name.zh.as_str()).collect();
    assert_eq!((way, set.unit.as_str(), set.source.as_str()), (vec!["家纺", "床品"], "套", "mill"));
    assert_eq!((available(&db, &set), set.on_sale), (vec![9], true));
    assert_eq!(product(&db, "mill-2").unit, "");
    assert_eq!(product(&db, "mill-3").skus[0].code, "mill-3");
    let before = exported(&db);
    let (totals, _) = import(&db, COLLECTION);
    assert_eq!(counts(&totals), [0, 0, 3, 3]);
    assert_eq!(exported(&db), before);
}

#[db_test]
fn a_second_run_leaves_alone_what_was_done_since(db: TestDb) {
    import(&db, COLLECTION);
    let set = product(&db, "litemall-7");
    let (id, sku) = (set.id, set.skus[0].id);
    let mut draft = set.draft();
    draft.title = Text2::new("新名", "");
    db.write(move |tx, cx| {
        stock::set_level(tx, cx, sku, 2, "counted")?;
        catalog::update(tx, cx, id, &draft)
    })
    .unwrap();
    import(&db, COLLECTION);
    let after = product(&db, "litemall-7");
    assert_eq!((after.title.zh.as_str(), available(&db, &after)), ("新名", vec![2]));
    let changed = COLLECTION.replace("四件套", "五件套");
    assert_eq!(counts(&import(&db, &changed).0), [0, 1, 2, 3]);
    let after = product(&db, "litemall-7");
    assert_eq!((after.title.zh.as_str(), after.skus[0].id), ("五件套", sku));
}

#[db_test]
fn skus_replace_the_single_one_and_are_kept(db: TestDb) {
    import(&db, COLLECTION);
    assert_eq!(counts(&import(&db, VARIANTS).0), [1, 1, 0, 0]);
    let set = product(&db, "litemall-7");
    let told: Vec<_> = set.skus.iter().map(|sku| (sku.code.as_str(), sku.option.zh.as_str())).collect();
    assert_eq!(told, [("litemall-sku-1", "1.5m · 红"), ("litemall-sku-2", "1.8m · 红")]);
    assert_eq!((set.title.zh.as_str(), available(&db, &set)), ("四件套", vec![3, 0]));
    let unknown = product(&db, "litemall-8");
    assert_eq!((unknown.on_sale, unknown.title.en.as_str()), (false, "litemall-8"));
    assert_eq!(counts(&import(&db, VARIANTS).0), [0, 0, 2, 0]);
    assert_eq!(counts(&import(&db, COLLECTION).0), [0, 0, 3, 3]);
    let changed = COLLECTION.replace("四件套", "五件套");
    assert_eq!(counts(&import(&db, &changed).0), [0, 1, 2, 3]);
    let after = product(&db, "litemall-7");
    assert_eq!((after.skus, after.title.zh.as_str()), (set.skus, "五件套"));
}

#[db_test]
fn a_sheet_of_skus_does_not_change_the_currency(db: TestDb) {
    let options = ReadOptions { currency: Currency::GBP, mapping: None };
    import(&db, COLLECTION);
    let (totals, told) = import_with(&db, VARIANTS, &options);
    assert_eq!(counts(&totals), [1, 0, 0, 1]);
    assert!(told.contains("2,skus,are in another currency"), "{told}");
}

#[db_test]
fn one_that_cannot_be_saved_does_not_stop_the_others(db: TestDb) {
    // The code it falls back to is taken as well, which only the attempt shows.
    let holder = "code,title,price\nh2,Holder,1\nA,Other,1\n";
    let mapping = Some(Mapping::parse("code=code,title=title,price=price").unwrap());
    let options = ReadOptions { mapping, ..ReadOptions::default() };
    let by_code = import_with(&db, holder, &options).0;
    assert_eq!(counts(&by_code), [2, 0, 0, 0]);
    let mapping = Some(Mapping::parse("handle=id,code=code,title=title,price=price").unwrap());
    let options = ReadOptions { mapping, ..ReadOptions::default() };
    let sheet = "id,code,title,price\nx1,X,One,1\nx2,A,Two,1\nx3,Y,Three,1\n";
    db.write(|tx, cx| {
        let one = Money::new(100, Currency::CNY)?;
        let draft = ProductDraft {
            handle: "blocker".into(),
            title: Text2::new("", "Blocker"),
            skus: vec![SkuDraft::single("x2", one, one)],
            ..ProductDraft::default()
        };
        catalog::create(tx, cx, &draft)
    })
    .unwrap();
    let (totals, told) = import_with(&db, sheet, &options);
    assert_eq!(counts(&totals), [2, 0, 0, 1]);
    assert!(told.contains("3,skus[0].code,is taken by another SKU,invalid"), "{told}");
}

#[db_test]
fn what_a_sheet_has_no_column_for_stays(db: TestDb) {
    import(&db, COLLECTION);
    let mapping = Some(Mapping::parse("handle=id,code=sku,title=title,price=price").unwrap());
    let options = ReadOptions { mapping, ..ReadOptions::default() };
    let sheet = "id,sku,title,price\nlitemall-7,7,改名,800\n";
    assert_eq!(counts(&import_with(&db, sheet, &options).0), [0, 1, 0, 0]);
    let set = product(&db, "litemall-7");
    assert_eq!((set.title.zh.as_str(), set.subtitle.zh.as_str(), set.breadcrumbs.len()), ("改名", "精致", 2));
    assert_eq!((set.skus[0].price.minor(), available(&db, &set)), (80_000, vec![9]));
}

/// Everything that is hard to carry: both languages, quotes, formulas, markup, odd white space, a SKU off sale.
fn awkward(hash: &str, category: catalog::CategoryId) -> ProductDraft {
    let yuan = |minor| Money::new(minor, Currency::CNY).expect("in range");
    let value = |zh: &str, en: &str| Text2::new(zh, en);
    let sku = |code: &str, choice: [usize; 2]| SkuDraft {
        choice: choice.to_vec(),
        weight_g: Some(120),
        barcode: "6901234567892".into(),
        ..SkuDraft::single(code, yuan(900), yuan(800))
    };
    ProductDraft {
        handle: "茶-1".into(),
        kind: SpuKind::Service,
        title: Text2::new("=茶\"叶\"", "Tea, loose"),
        subtitle: Text2::new("", "'quoted"),
        description: Text2::new("a < b\n\n\n  &amp; 第二段\n行", "<script>x</script>"),
        category: Some(category),
        tags: vec!["新品".into(), "b c".into()],
        options: vec![
            Choices {
                name: value("重量", "Weight"),
                values: vec![value("大", "L"), value("小", ""), value("无", "")],
            },
            Choices { name: value("", "Tin"), values: vec![value("", "red"), value("蓝", "blue")] },
        ],
        pictures: vec![
            Picture::Link("https://example.com/1.png?a=b,c".into()),
            Picture::Media(hash.into()),
            Picture::Link("https://example.com/2.png".into()),
        ],
        on_sale: true,
        unit: "罐".into(),
        source: "tests".into(),
        skus: vec![sku("T2", [1, 0]), SkuDraft { on_sale: false, ..sku("T1", [0, 1]) }],
    }
}

#[db_test]
fn an_export_goes_in_elsewhere_and_comes_out_the_same(db: TestDb) {
    import(&db, COLLECTION);
    import(&db, VARIANTS);
    db.write(|tx, cx| {
        let drawn = mall::media::store_drawing(tx, cx, "<svg viewBox=\"0 0 4 4\"></svg>")?;
        let top = CategoryDraft { parent: None, name: Text2::new("食品", "Food") };
        let top = catalog::create_category(tx, cx, &top)?.id;
        let tea = CategoryDraft { parent: Some(top), name: Text2::new("", "Tea") };
        let tea = catalog::create_category(tx, cx, &tea)?.id;
        let product = catalog::create(tx, cx, &awkward(&drawn.to_string(), tea))?;
        stock::set_level(tx, cx, product.skus[1].id, 17, "counted")
    })
    .unwrap();
    let first = exported(&db);
    let engine = match db.db.engine() {
        store::Engine::Sqlite => Engine::Sqlite,
        store::Engine::Postgres => Engine::Postgres,
    };
    let other = TestDb::new(engine);
    let (totals, told) = import(&other, &first);
    assert_eq!(counts(&totals), [5, 0, 0, 0], "{told}");
    assert_eq!(exported(&other), first);
    let (here, there) = (product(&db, "茶-1"), product(&other, "茶-1"));
    assert_eq!(
        (there.kind, &there.title, &there.description, &there.options),
        (SpuKind::Service, &here.title, &here.description, &here.options)
    );
    assert_eq!(counts(&import(&other, &first).0), [0, 0, 5, 0]);
    let edited = first.replace("四件套", "六件套");
    import(&other, &edited);
    assert_eq!(product(&other, "litemall-7").title.zh, "六件套");
}

#[db_test]
fn more_than_one_batch_goes_in(db: TestDb) {
    let row = |n: usize| format!("mill,MIT,m-{n},c-{n},zh,品{n},,,件,2,1,CNY,{n}\n");
    let header = COLLECTION.lines().next().unwrap();
    let sheet = format!("{header}\n{}", (0..250).map(row).collect::<String>());
    assert_eq!(counts(&import(&db, &sheet).0), [250, 0, 0, 0]);
    assert_eq!(exported(&db).lines().count(), 251);
}
