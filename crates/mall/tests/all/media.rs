//! Blobs.

use kernel::time::DAY_S;
use kernel::{Clock, Code, Result};
use mall::account::UserId;
use mall::catalog::{self, Picture};
use mall::media::{self, Audience, Blobs, Found, HandedIn, Intent, Mime, Name, Owner, Place, Recoded, Size};
use testkit::{TestDb, db_test};

use crate::shop::Shop;

pub const FIRST: Owner = Owner::public("spu", 1);
const SECOND: Owner = Owner::public("spu", 2);
const FEW: Owner = Owner::private("case", 3);

/// A picture as a shopper's phone might send it.
pub fn photo(width: u32, height: u32) -> Recoded {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    media::recode(&HandedIn { bytes: bytes.into_inner(), declared: "image/png".to_owned() }).unwrap()
}

/// The first step.
fn intend(shop: &Shop, user: UserId, audience: Audience, photo: &Recoded) -> Result<Intent> {
    let photo = photo.clone();
    shop.db.write(move |tx, cx| media::intend(tx, cx, user, audience, &photo))
}

/// The second.
fn put(shop: &Shop, intent: &Intent, photo: &Recoded) -> Result<()> {
    intent.object().map_or(Ok(()), |object| shop.blobs.put(object, photo.bytes.clone()))
}

/// The third.
fn keep(shop: &Shop, intent: &Intent) -> Result<Name> {
    let intent = intent.clone();
    shop.db.write(move |tx, cx| media::keep(tx, cx, &intent))
}

pub fn hand_in(shop: &Shop, audience: Audience, photo: &Recoded) -> Name {
    let intent = intend(shop, shop.buyer("anna"), audience, photo).unwrap();
    put(shop, &intent, photo).unwrap();
    keep(shop, &intent).unwrap()
}

pub fn own(shop: &Shop, owner: Owner, names: &[&Name]) -> Result<()> {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    shop.db.write(move |tx, cx| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        media::own(tx, cx, owner, &names)
    })
}

pub fn found(shop: &Shop, name: &Name, size: Option<&str>) -> Option<Found> {
    let (name, size) = (name.clone(), size.map(|size| size.parse::<Size>().unwrap()));
    let now = shop.db.clock.now();
    shop.db.read(move |tx| media::find(tx, now, &name, size)).unwrap().into_iter().next()
}

/// What is served: its type and its bytes.
pub fn served(shop: &Shop, name: &Name, size: Option<&str>) -> Option<(Mime, Vec<u8>)> {
    let found = found(shop, name, size)?;
    let bytes = match found.place {
        Place::Row(bytes) => bytes,
        Place::Object(object) => shop.blobs.get(&object).unwrap().expect("the object is there"),
    };
    Some((found.mime, bytes))
}

pub fn is_here(shop: &Shop, name: &Name) -> bool {
    let name = name.to_string();
    shop.db.read(move |tx| media::has(tx, &name)).unwrap()
}

#[db_test]
fn the_same_bytes_twice_are_one_blob_with_two_owners(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(100, 80);
    let name = hand_in(&shop, Audience::Everybody, &photo);
    assert_eq!(hand_in(&shop, Audience::Everybody, &photo), name);
    own(&shop, FIRST, &[&name]).unwrap();
    own(&shop, SECOND, &[&name, &name]).unwrap();
    shop.work();
    let objects = shop.blobs.names().len();
    assert_eq!(objects, 2, "the picture and its WebP");
    own(&shop, FIRST, &[]).unwrap();
    shop.pass_s(DAY_S * 3);
    assert_eq!(served(&shop, &name, None).unwrap().1, photo.bytes, "the second still shows it");
    own(&shop, SECOND, &[]).unwrap();
    shop.pass_s(DAY_S * 3);
    assert!(!is_here(&shop, &name) && shop.blobs.names().is_empty());
    assert_eq!(own(&shop, FIRST, &[&name]).unwrap_err().code(), Code::NotFound);
}

#[db_test]
fn a_name_finds_its_picture_and_nothing_else_does(db: TestDb) {
    let shop = Shop::open(db);
    let name = hand_in(&shop, Audience::Everybody, &photo(30, 20));
    let hash = name.hash().to_owned();
    let by = |text: String| shop.db.read(move |tx| media::named(tx, &text)).unwrap();
    assert_eq!(by(hash.clone()), Some(name.clone()));
    assert_eq!(by(name.to_string()), Some(name));
    for strange in [
        String::new(),
        "../etc/passwd".to_owned(),
        "A".to_owned(),
        format!("{hash}-30x21-00.jpg"),
        "0".repeat(64),
    ] {
        assert_eq!(by(strange), None);
    }
}

#[db_test]
fn sizes_are_made_by_a_job_and_until_then_the_picture_stands_in(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(500, 400);
    let name = hand_in(&shop, Audience::Everybody, &photo);
    let early = found(&shop, &name, Some("320.webp")).unwrap();
    assert_eq!((early.mime, early.is_exact), (Mime::Jpeg, false));
    shop.work();
    for (size, format, width) in [
        ("160.webp", image::ImageFormat::WebP, 160),
        ("320.jpg", image::ImageFormat::Jpeg, 320),
        ("500.webp", image::ImageFormat::WebP, 500),
        ("500.jpg", image::ImageFormat::Jpeg, 500),
    ] {
        assert!(found(&shop, &name, Some(size)).unwrap().is_exact, "{size}");
        let (_, bytes) = served(&shop, &name, Some(size)).unwrap();
        assert_eq!(image::guess_format(&bytes).unwrap(), format);
        assert_eq!(image::load_from_memory(&bytes).unwrap().width(), width);
    }
    for absent in ["640.webp", "321.webp", "320.png", "320.svg", "0.webp"] {
        assert_eq!(found(&shop, &name, Some(absent)), None, "{absent}");
    }
    let objects = shop.blobs.names();
    hand_in(&shop, Audience::Everybody, &photo);
    shop.work();
    assert_eq!(shop.blobs.names(), objects, "made once");
}

#[db_test]
fn sizes_wait_for_a_store_that_is_out(db: TestDb) {
    let shop = Shop::open(db);
    let name = hand_in(&shop, Audience::Everybody, &photo(200, 100));
    shop.blobs.outage(true);
    shop.work();
    assert!(!found(&shop, &name, Some("160.webp")).unwrap().is_exact);
    shop.blobs.outage(false);
    shop.pass_s(600);
    assert!(found(&shop, &name, Some("160.webp")).unwrap().is_exact);
}

#[db_test]
fn what_a_few_may_see_is_not_served_to_everybody(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(40, 40);
    let name = hand_in(&shop, Audience::Few, &photo);
    own(&shop, FEW, &[&name]).unwrap();
    assert_eq!(found(&shop, &name, None), None);
    let key = name.clone();
    assert!(shop.db.read(move |tx| media::find_private(tx, &key, None)).unwrap().len() == 1);
    // Somebody who has the same picture publishes it, and thinks better of it.
    hand_in(&shop, Audience::Everybody, &photo);
    own(&shop, FIRST, &[&name]).unwrap();
    shop.pass_s(DAY_S * 2);
    assert!(found(&shop, &name, None).is_some());
    own(&shop, FIRST, &[]).unwrap();
    assert_eq!(found(&shop, &name, None), None);
}

#[db_test]
fn a_picture_that_is_handed_in_while_it_leaves_comes_back(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(200, 150);
    let name = hand_in(&shop, Audience::Everybody, &photo);
    shop.work();
    // The store does not answer, so that the job stops between its mark and its end.
    shop.blobs.outage(true);
    shop.pass_s(DAY_S * 2 + 3_600);
    assert!(!is_here(&shop, &name), "it is marked");
    assert_eq!(own(&shop, FIRST, &[&name]).unwrap_err().code(), Code::NotFound);
    let before = shop.blobs.names();
    let again = intend(&shop, shop.buyer("bert"), Audience::Everybody, &photo).unwrap();
    let fresh = again.object().expect("its old object is not to be relied on").to_owned();
    assert!(!before.contains(&fresh));
    shop.blobs.outage(false);
    put(&shop, &again, &photo).unwrap();
    keep(&shop, &again).unwrap();
    own(&shop, FIRST, &[&name]).unwrap();
    shop.pass_s(DAY_S * 3);
    assert_eq!(served(&shop, &name, None).unwrap().1, photo.bytes);
    assert!(found(&shop, &name, Some("160.webp")).unwrap().is_exact, "its sizes were made anew");
    assert_eq!(shop.blobs.names().len(), 4, "the picture and three sizes; what it had before is gone");
    assert!(before.iter().all(|old| !shop.blobs.names().contains(old)));
}

#[db_test]
fn two_who_hand_in_the_same_picture_at_once_both_succeed(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(90, 60);
    let (anna, bert) = (shop.buyer("anna"), shop.buyer("bert"));
    let first = intend(&shop, anna, Audience::Everybody, &photo).unwrap();
    let second = intend(&shop, bert, Audience::Everybody, &photo).unwrap();
    put(&shop, &second, &photo).unwrap();
    keep(&shop, &second).unwrap();
    put(&shop, &first, &photo).unwrap();
    let name = keep(&shop, &first).unwrap();
    own(&shop, FIRST, &[&name]).unwrap();
    shop.pass_s(DAY_S * 3);
    assert_eq!(served(&shop, &name, None).unwrap().1, photo.bytes);
}

#[db_test]
fn what_broke_off_before_the_end_is_collected(db: TestDb) {
    let shop = Shop::open(db);
    let (unsaid, unput, late) = (photo(30, 30), photo(31, 31), photo(32, 32));
    let anna = shop.buyer("anna");
    let begun = intend(&shop, anna, Audience::Everybody, &unsaid).unwrap();
    put(&shop, &begun, &unsaid).unwrap();
    intend(&shop, anna, Audience::Everybody, &unput).unwrap();
    let slow = intend(&shop, anna, Audience::Everybody, &late).unwrap();
    shop.pass_s(DAY_S * 3);
    assert!(shop.blobs.names().is_empty());
    // An answer that comes after days finds that its place is gone, and what it put is a stray.
    put(&shop, &slow, &late).unwrap();
    assert_eq!(keep(&shop, &slow).unwrap_err().code(), Code::Busy);
    shop.blobs.put("ab/not-ours.txt", vec![1]).unwrap();
    shop.pass_s(DAY_S * 2);
    assert_eq!(shop.blobs.names(), ["ab/not-ours.txt"], "strays go, what is not ours stays");
}

#[db_test]
fn the_sweep_goes_through_many_objects_and_keeps_what_is_named(db: TestDb) {
    let shop = Shop::open(db);
    let name = hand_in(&shop, Audience::Everybody, &photo(20, 20));
    own(&shop, FIRST, &[&name]).unwrap();
    shop.work();
    let kept = shop.blobs.names();
    for stray in 0..1_200u32 {
        let hash = format!("{stray:08x}").repeat(8);
        let hash = hash.chars().rev().collect::<String>();
        shop.blobs.put(&format!("{}/{hash}-{stray:x}", &hash[..2]), vec![1]).unwrap();
    }
    shop.pass_s(DAY_S * 2);
    assert_eq!(shop.blobs.names(), kept);
}

#[db_test]
fn nobody_fills_the_store(db: TestDb) {
    let shop = Shop::open(db);
    let (anna, tiny) = (shop.buyer("anna"), photo(2, 2));
    for _ in 0..media::UPLOADS_A_DAY_MAX {
        intend(&shop, anna, Audience::Everybody, &tiny).unwrap();
    }
    let refused = intend(&shop, anna, Audience::Everybody, &tiny).unwrap_err();
    assert_eq!(refused.code(), Code::TooManyUploads);
    intend(&shop, shop.buyer("bert"), Audience::Everybody, &tiny).unwrap();
    shop.pass_s(DAY_S);
    intend(&shop, anna, Audience::Everybody, &tiny).unwrap();
}

#[db_test]
fn pictures_of_before_are_moved_out_of_the_database(db: TestDb) {
    let shop = Shop::open(db);
    let photo = photo(400, 300);
    let name = photo.name.clone();
    shop.db
        .write({
            let photo = photo.clone();
            move |tx, cx| testkit::picture_of_before(tx, cx, photo.name.hash(), 400, 300, &photo.bytes)
        })
        .unwrap();
    own(&shop, FIRST, &[&name.hash().parse().unwrap()]).unwrap();
    let plain: Name = name.hash().parse().unwrap();
    assert_eq!(served(&shop, &plain, None).unwrap(), (Mime::Jpeg, photo.bytes.clone()), "from its row");
    shop.pass_s(DAY_S * 2);
    assert!(matches!(found(&shop, &plain, None).unwrap().place, Place::Object(_)));
    assert_eq!(served(&shop, &plain, None).unwrap(), (Mime::Jpeg, photo.bytes.clone()));
    assert!(found(&shop, &plain, Some("160.webp")).unwrap().is_exact);
    let hash = name.hash().to_owned();
    assert_eq!(shop.db.read(move |tx| media::named(tx, &hash)).unwrap(), Some(name));
}

fn drawing(shop: &Shop, side: u16) -> Name {
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"></svg>");
    shop.db.write(move |tx, cx| media::store_drawing(tx, cx, &svg)).unwrap()
}

#[db_test]
fn every_day_the_pictures_go_that_nobody_shows(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 7_900, 3);
    let [old_cover, second, cover, stray] = [1, 2, 3, 4].map(|side| drawing(&shop, side));
    let show = |pictures: &[&Name]| {
        let pictures = pictures.iter().map(|hash| Picture::Media(hash.to_string())).collect::<Vec<_>>();
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
    assert!(is_here(&shop, &stray), "it may have been handed in for a product that is not saved yet");
    shop.pass_s(DAY_S * 2);
    assert!(!is_here(&shop, &stray) && !is_here(&shop, &second));
    assert!(is_here(&shop, &cover));
    let line = shop.db.read(move |tx| mall::order::line(tx, order, 1)).unwrap();
    assert_eq!(line.picture, old_cover.to_string());
    assert!(is_here(&shop, &old_cover), "the order still shows it");
}

#[db_test]
fn many_go_in_small_shares(db: TestDb) {
    let shop = Shop::open(db);
    let hashes: Vec<_> = (1..=205).map(|side| drawing(&shop, side)).collect();
    shop.pass_s(DAY_S * 3);
    assert!(hashes.iter().all(|hash| !is_here(&shop, hash)));
}
