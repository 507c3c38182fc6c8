//! Pictures of which something went wrong, or is missing from the start.

use kernel::PageAsk;
use kernel::time::DAY_S;
use mall::catalog::{self, Picture, ProductDraft, SpuId};
use mall::media::{self, Audience, Blobs, Name, Place};
use testkit::{TestDb, db_test};
use work::job::{self, JobState};

use crate::media::{FIRST, found, hand_in, is_here, own, photo, served};
use crate::shop::Shop;

const HOUR_S: i64 = 3_600;

fn object_of(shop: &Shop, name: &Name, size: Option<&str>) -> String {
    match found(shop, name, size).unwrap().place {
        Place::Object(object) => object,
        Place::Row(_) => panic!("{name} is in its row"),
    }
}

#[db_test]
fn what_cannot_be_deleted_holds_up_no_other(db: TestDb) {
    let shop = Shop::open(db);
    let names: Vec<_> =
        (1..=60).map(|side| hand_in(&shop, Audience::Everybody, &photo(40 + side, 30))).collect();
    shop.work();
    // The first of the first share, and one in the middle of it.
    let mut hashes: Vec<_> = names.iter().collect();
    hashes.sort_by_key(|name| name.hash());
    let held = [hashes[0], hashes[20]].map(|name| object_of(&shop, name, None));
    held.iter().for_each(|object| shop.blobs.hold(object, true));
    shop.pass_s(DAY_S * 2);
    let left = shop.blobs.names();
    assert_eq!(left.len(), 4, "the two, and the WebP of each: {left:?}");
    assert!(held.iter().all(|object| left.contains(object)));
    assert!(names.iter().all(|name| !is_here(&shop, name)), "nobody sees any of them");
    held.iter().for_each(|object| shop.blobs.hold(object, false));
    shop.wait_s(HOUR_S + 60);
    assert!(shop.blobs.names().is_empty(), "they are come back for within the hour");
}

#[db_test]
fn sizes_whose_job_gave_up_are_made_again(db: TestDb) {
    let shop = Shop::open(db);
    let name = hand_in(&shop, Audience::Everybody, &photo(200, 100));
    own(&shop, FIRST, &[&name]).unwrap();
    shop.blobs.outage(true);
    for _ in 0..46 {
        shop.pass_s(HOUR_S);
    }
    let dead = shop.db.read(|tx| job::list(tx, JobState::Dead, &PageAsk::first(10))).unwrap().items;
    assert!(dead.iter().any(|job| job.kind == "media.make_sizes"), "it gave up");
    shop.blobs.outage(false);
    shop.pass_s(HOUR_S);
    assert!(!found(&shop, &name, Some("160.webp")).unwrap().is_exact);
    shop.pass_s(HOUR_S * 2);
    assert!(found(&shop, &name, Some("160.webp")).unwrap().is_exact);
}

#[db_test]
fn a_lost_size_is_made_again_once_it_is_told_of(db: TestDb) {
    let shop = Shop::open(db);
    let name = hand_in(&shop, Audience::Everybody, &photo(500, 400));
    own(&shop, FIRST, &[&name]).unwrap();
    shop.work();
    let before = served(&shop, &name, Some("320.webp")).unwrap();
    let lost = object_of(&shop, &name, Some("320.webp"));
    shop.blobs.delete(&lost).unwrap();
    for _ in 0..2 {
        let object = lost.clone();
        shop.db.write(move |tx, cx| media::lost(tx, cx, &object)).unwrap();
    }
    let instead = found(&shop, &name, Some("320.webp")).unwrap();
    assert!(!instead.is_exact, "until then the older format of that width stands in");
    assert_eq!(instead.place, found(&shop, &name, Some("320.jpg")).unwrap().place);
    shop.work();
    assert_eq!(served(&shop, &name, Some("320.webp")).unwrap(), before);
    // The picture itself cannot be made again; nothing comes of telling of it.
    let whole = object_of(&shop, &name, None);
    shop.db.write(move |tx, cx| media::lost(tx, cx, &whole)).unwrap();
    assert!(found(&shop, &name, None).unwrap().is_exact);
}

fn product_with(shop: &Shop, pictures: Vec<Picture>) -> SpuId {
    shop.item("lamp", 7_900, 3);
    shop.db
        .write(move |tx, cx| {
            let spu = catalog::by_handle(tx, "lamp")?.unwrap();
            let draft = catalog::get(tx, spu)?.draft();
            catalog::update(tx, cx, spu, &ProductDraft { pictures: pictures.clone(), ..draft })?;
            Ok(spu)
        })
        .unwrap()
}

#[db_test]
fn a_product_of_before_names_its_pictures_without_being_saved(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(400, 300);
    let (hash, kept) = (photo.name.hash().to_owned(), photo.clone());
    shop.db
        .write(move |tx, cx| testkit::picture_of_before(tx, cx, kept.name.hash(), 400, 300, &kept.bytes))
        .unwrap();
    let link = Picture::Link("https://pictures.example/1.jpg".to_owned());
    let spu = product_with(&shop, vec![link.clone(), Picture::Media(hash.clone())]);
    let pictures = || shop.db.read(move |tx| Ok(catalog::get(tx, spu)?.pictures)).unwrap();
    assert_eq!(pictures(), [link.clone(), Picture::Media(hash)], "nobody has looked at it yet");
    shop.pass_s(DAY_S);
    shop.pass_s(HOUR_S);
    assert_eq!(pictures(), [link, Picture::Media(photo.name.to_string())]);
    let card = shop.db.read(move |tx| catalog::card(tx, spu)).unwrap().unwrap();
    assert_eq!(card.picture.as_deref(), Some(photo.name.to_string().as_str()));
    assert!(found(&shop, &photo.name, Some("160.webp")).unwrap().is_exact);
}
