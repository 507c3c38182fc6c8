//! Blobs.

use kernel::{Code, Result};
use mall::media::{self, Mime, Owner, Recoded};
use testkit::{TestDb, db_test};

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
