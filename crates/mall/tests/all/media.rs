//! Blobs.

use kernel::time::DAY_S;
use kernel::{Code, Result};
use mall::catalog::{self, Picture};
use mall::media::{self, Mime, Owner, Recoded};
use testkit::{TestDb, db_test};

use crate::shop::Shop;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"></svg>";
const FIRST: Owner = Owner { kind: "spu", id: 1 };
const SECOND: Owner = Owner { kind: "spu", id: 2 };

fn drawn(db: &TestDb) -> String {
    db.write(|tx, cx| media::store_drawing(tx, cx, SVG)).expect("a drawing")
}

fn forget(db: &TestDb) -> Result<u64> {
    db.write(|tx, cx| media::forget_unowned(tx, cx.now.minus_s(3_600), 100))
}

#[db_test]
fn the_same_bytes_twice_are_one_blob(db: TestDb) {
    let hash = drawn(&db);
    assert_eq!(drawn(&db), hash);
    let key = hash.clone();
    let blob = db.read(move |tx| media::get(tx, &key)).unwrap().expect("it is there");
    assert_eq!((blob.hash, blob.mime, blob.width, blob.height), (hash, Mime::Svg, 40, 30));
    assert_eq!(blob.bytes, SVG.as_bytes());
    for strange in ["", "../etc/passwd", "A"] {
        assert!(db.read(move |tx| media::get(tx, strange)).unwrap().is_none());
    }
}

#[db_test]
fn what_was_recoded_is_kept(db: TestDb) {
    let picture = Recoded { mime: Mime::Png, width: 1, height: 2, bytes: vec![0, 1, 255] };
    let kept = picture.clone();
    let hash = db.write(move |tx, cx| media::store(tx, cx, &kept)).unwrap();
    let blob = db.read(move |tx| media::get(tx, &hash)).unwrap().expect("it is there");
    assert_eq!((blob.mime, blob.width, blob.height, blob.bytes), (Mime::Png, 1, 2, picture.bytes));
}

#[db_test]
fn a_blob_goes_once_nobody_shows_it(db: TestDb) {
    let hash = drawn(&db);
    let key = hash.clone();
    db.write(move |tx, _| {
        media::own(tx, FIRST, &[&key])?;
        media::own(tx, SECOND, &[&key, &key])
    })
    .unwrap();
    db.clock.advance_s(7_200);
    db.write(|tx, _| media::own(tx, FIRST, &[])).unwrap();
    assert_eq!(forget(&db).unwrap(), 0, "the second still shows it");
    db.write(|tx, _| media::own(tx, SECOND, &[])).unwrap();
    assert_eq!(drawn(&db), hash);
    assert_eq!(forget(&db).unwrap(), 0, "it was just handed in again");
    db.clock.advance_s(7_200);
    assert_eq!(forget(&db).unwrap(), 1);
    let absent = db.write(move |tx, _| media::own(tx, FIRST, &[&hash])).unwrap_err();
    assert_eq!(absent.code(), Code::NotFound);
}

fn drawing(shop: &Shop, side: u16) -> String {
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"></svg>");
    shop.db.write(move |tx, cx| media::store_drawing(tx, cx, &svg)).unwrap()
}

fn is_there(shop: &Shop, hash: &str) -> bool {
    let hash = hash.to_owned();
    shop.db.read(move |tx| media::has(tx, &hash)).unwrap()
}

#[db_test]
fn every_day_the_pictures_go_that_nobody_shows(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 7_900, 3);
    let [old_cover, second, cover, stray] = [1, 2, 3, 4].map(|side| drawing(&shop, side));
    let show = |pictures: &[&String]| {
        let pictures = pictures.iter().map(|hash| Picture::Media((*hash).clone())).collect::<Vec<_>>();
        shop.db
            .write(move |tx, cx| {
                let (_, spu) = catalog::sku_by_code(tx, "lamp")?.ok_or(Code::NotFound)?;
                let draft = catalog::get(tx, spu)?.draft();
                catalog::update(tx, cx, spu, &catalog::ProductDraft { pictures: pictures.clone(), ..draft })
            })
            .unwrap();
    };
    show(&[&old_cover, &second]);
    let order = shop.place(shop.buyer("anna"), &[(lamp, 1)]);
    show(&[&cover]);
    shop.pass_s(DAY_S / 2);
    assert!(is_there(&shop, &stray), "it may have been handed in for a product that is not saved yet");
    shop.pass_s(DAY_S * 2);
    assert!(!is_there(&shop, &stray) && !is_there(&shop, &second));
    assert!(is_there(&shop, &cover));
    let line = shop.db.read(move |tx| mall::order::line(tx, order, 1)).unwrap();
    assert_eq!(line.picture, old_cover);
    assert!(is_there(&shop, &old_cover), "the order still shows it");
}

#[db_test]
fn many_go_in_small_shares(db: TestDb) {
    let shop = Shop::open(db);
    let hashes: Vec<_> = (1..=205).map(|side| drawing(&shop, side)).collect();
    shop.pass_s(DAY_S * 3);
    assert!(hashes.iter().all(|hash| !is_there(&shop, hash)));
}
