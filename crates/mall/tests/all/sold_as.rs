//! What a product is sold as: set, changed until the first is sold, kept by sheets.

use std::io::Cursor;

use kernel::{Actor, Code, Currency, Lang};
use mall::catalog::{self, Product, ProductDraft, SpuKind};
use mall::desk::goods::{self, BatchReport, Mapping, ReadOptions, Report};
use testkit::{TestDb, db_test};

use super::shop::Shop;

const SHOPIFY: &str =
    "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Requires Shipping\n";

fn import_with(db: &TestDb, text: &str, options: &ReadOptions) -> (BatchReport, String) {
    let mut told = Vec::new();
    let mut report = Report::new(&mut told, Lang::En).unwrap();
    let items = goods::read(Cursor::new(text.to_owned()), options).unwrap();
    let totals = goods::import(&db.db, Actor::System, items, &mut report, |_| {}).unwrap();
    drop(report);
    (totals, String::from_utf8(told).unwrap())
}

fn import(db: &TestDb, rows: &str) -> (BatchReport, String) {
    import_with(db, &format!("{SHOPIFY}{rows}"), &ReadOptions::default())
}

fn product(db: &TestDb, handle: &'static str) -> Product {
    db.read(move |tx| {
        let id = catalog::by_handle(tx, handle)?.ok_or(Code::NotFound)?;
        catalog::get(tx, id)
    })
    .unwrap()
}

#[db_test]
fn the_kind_may_change_until_one_was_sold(db: TestDb) {
    let shop = Shop::open(db);
    let (errand, anna) = (shop.item("errand", 300, 5), shop.buyer("anna"));
    let id = product(&shop.db, "errand").id;
    let change = |kind| {
        shop.db.write(move |tx, cx| catalog::revise(tx, cx, id, |draft| Ok(ProductDraft { kind, ..draft })))
    };
    let waiting = shop.place(anna, &[(errand, 1)]);
    assert_eq!(change(SpuKind::Service).unwrap().kind, SpuKind::Service);
    assert_eq!(shop.order(waiting).kind, SpuKind::Goods, "an order keeps what it was placed as");
    shop.bought(anna, &[(errand, 1)]);
    shop.work();
    let refused = change(SpuKind::Goods).unwrap_err();
    assert_eq!((refused.code(), refused.details()[0].field.as_str()), (Code::Invalid, "kind"));
    assert_eq!(change(SpuKind::Service).unwrap().sales, 1, "all else may change");
    shop.assert_sound();
}

#[db_test]
fn a_plain_sheet_has_a_column_for_the_kind(db: TestDb) {
    let options = |map| ReadOptions { mapping: Some(Mapping::parse(map).unwrap()), currency: Currency::CNY };
    let with = options("code=sku,title=name,price=price,kind=kind");
    let sheet = "sku,name,price,kind\na,擦鞋,9,service\nb,鞋油,5,goods\nc,鞋带,2,\nd,鞋盒,3,gift\n";
    let (totals, told) = import_with(&db, sheet, &with);
    assert_eq!((totals.created, totals.failed), (3, 1));
    assert!(told.contains("5,kind,is neither goods nor service"), "{told}");
    let kinds = ["a", "b", "c"].map(|handle| product(&db, handle).kind);
    assert_eq!(kinds, [SpuKind::Service, SpuKind::Goods, SpuKind::Goods]);
    // A sheet of before there was the column: the goods are known still, and the service stays one.
    let old = "sku,name,price\na,擦鞋,8\nb,鞋油,5\nc,鞋带,2\n";
    let (totals, _) = import_with(&db, old, &options("code=sku,title=name,price=price"));
    assert_eq!((totals.updated, totals.unchanged), (1, 2));
    assert_eq!((product(&db, "a").kind, product(&db, "a").skus[0].price.minor()), (SpuKind::Service, 800));
}

#[db_test]
fn what_is_not_shipped_is_a_service(db: TestDb) {
    let (totals, told) = import(
        &db,
        "a,打印,,,A,1,false\nb,装订,,,B,2,TRUE\nc,贴膜,,,C,3,\nd,混合,种,一,D1,4,FALSE\nd,,,二,D2,5,TRUE\n",
    );
    assert_eq!((totals.created, totals.failed), (4, 0), "{told}");
    assert!(told.contains("5,Variant Requires Shipping,differs between the variants"), "{told}");
    let kinds = ["a", "b", "c", "d"].map(|handle| product(&db, handle).kind);
    assert_eq!(kinds, [SpuKind::Service, SpuKind::Goods, SpuKind::Goods, SpuKind::Goods]);
    let (totals, _) = import(&db, "b,装订,,,B,2,FALSE\na,打印,,,A,1,TRUE\n");
    assert_eq!(totals.updated, 2);
    assert_eq!((product(&db, "a").kind, product(&db, "b").kind), (SpuKind::Goods, SpuKind::Service));
}

#[db_test]
fn a_sheet_does_not_change_what_was_sold(db: TestDb) {
    let shop = Shop::open(db);
    let (errand, anna) = (shop.service("errand", 300, 5), shop.buyer("anna"));
    shop.bought(anna, &[(errand, 1)]);
    shop.work();
    let (totals, told) = import(&shop.db, "errand,跑腿,,,errand,4,TRUE\n");
    assert_eq!((totals.updated, totals.failed), (1, 0));
    assert!(told.contains("2,kind,\"was left as it is, for one was sold already\",note"), "{told}");
    let errand = product(&shop.db, "errand");
    assert_eq!((errand.kind, errand.skus[0].price.minor()), (SpuKind::Service, 400));
}
