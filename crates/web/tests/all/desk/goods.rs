//! Products, their pictures, categories and stock.

use mall::account::Permission;
use mall::catalog::{self, Picture, Product, SpuId};
use testkit::{TestApp, db_test};

use super::{press, staff, token, upload};
use crate::browser::{Browser, Page};
use crate::catalogue::PNG;

async fn product(app: &TestApp, id: &str) -> Product {
    let id: SpuId = id.parse().unwrap();
    app.read(move |tx| catalog::get(tx, id)).await.unwrap()
}

/// A shirt in two sizes and two colours, filled in and sent twice: once to lay the table out, once to save.
async fn shirt(desk: &mut Browser) -> Page {
    let blank = desk.get("/desk/products/new").await.expect(200);
    let typed = [
        ("handle", "shirt"),
        ("title.zh", "短袖"),
        ("title.en", "T-shirt"),
        ("options[0].name.zh", "尺码"),
        ("options[0].name.en", "Size"),
        ("options[0].values", "S\r\nM\r\n"),
        ("options[1].name.zh", "颜色"),
        ("options[1].values", "红 / red\r\n蓝 / blue"),
        ("skus[0].price", "79.50"),
        ("tags", "新品, cotton"),
    ];
    let stale = desk.submit(&blank, "/desk/products", &typed).await.expect(422);
    stale.shows("The options have changed");
    stale.shows("M · 蓝 / blue");
    desk.submit(&stale, "/desk/products", &[("skus[3].price", "89"), ("do", "save")]).await
}

#[db_test]
async fn a_product_with_options_is_made_and_changed(app: TestApp) {
    let mut desk = staff(&app, "goods", &[Permission::CatalogWrite, Permission::StockWrite]).await;
    let made = shirt(&mut desk).await.expect(200);
    made.shows("Created. You can add pictures now.");
    let at = made.path.clone();
    let id = at.rsplit('/').next().unwrap().to_owned();
    let first = product(&app, &id).await;
    let prices: Vec<_> = first.skus.iter().map(|sku| sku.price.minor()).collect();
    assert_eq!(prices, [7_950, 7_950, 7_950, 8_900]);
    assert_eq!((first.on_sale, first.tags.len(), first.skus[3].code.as_str()), (false, 2, "shirt-2-2"));

    let wrong = desk.submit(&made, &at, &[("skus[1].price", "7.955"), ("handle", "")]).await.expect(422);
    assert_eq!(wrong.wrong("skus[1].price"), Some("is not an amount"));
    wrong.shows("value=\"7.955\"");
    // A colour less: its rows are left out, the others keep their ids.
    let fewer = [("options[1].values", "蓝 / blue"), ("do", "grid")];
    let again = desk.submit(&made, &at, &fewer).await.expect(422);
    again.shows("The table was made anew.");
    let saved = desk.submit(&again, &at, &[("title.en", "Tee"), ("do", "save")]).await.expect(200);
    saved.shows("Saved.");
    let second = product(&app, &id).await;
    assert_eq!(second.title.en, "Tee");
    let kept: Vec<_> = second.skus.iter().map(|sku| sku.id).collect();
    assert_eq!(kept, [first.skus[1].id, first.skus[3].id]);

    let on = press(&mut desk, &saved, &format!("{at}/sale")).await.expect(200);
    on.shows("It is on sale now.");
    Browser::new(&app).get(&format!("/p/{id}")).await.expect(200).shows("Tee");
    let list = desk.get("/desk/products?sale=on&q=tee").await.expect(200);
    list.shows("Tee");
    desk.get("/desk/products?sale=off").await.expect(200).shows("No products found");
    let off = press(&mut desk, &list, &format!("{at}/sale")).await.expect(200);
    off.shows("It is off sale now.");
    assert_eq!(off.path, "/desk/products?sale=on&q=tee");
    Browser::new(&app).get(&format!("/p/{id}")).await.expect(200).shows("No longer on sale");
}

#[db_test]
async fn a_handle_is_taken_once(app: TestApp) {
    app.item("shirt").insert().await;
    let mut desk = staff(&app, "goods", &[Permission::CatalogWrite]).await;
    let taken = shirt(&mut desk).await.expect(422);
    assert_eq!(taken.wrong("handle"), Some("is taken by another product"));
    taken.shows("M · 蓝 / blue");
}

#[db_test]
async fn pictures_are_handed_in_ordered_and_taken_away(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut desk = staff(&app, "goods", &[Permission::CatalogWrite]).await;
    let at = format!("/desk/products/{}", lamp.spu);
    let csrf = token(&mut desk).await.1;
    let shots = format!("{at}/pictures");
    let kept = upload(&app, &desk, &shots, &csrf, PNG).await.expect(303);
    assert_eq!(kept.header("location"), Some(format!("{at}#pictures").as_str()));
    upload(&app, &desk, &shots, &csrf, PNG).await.expect(303);
    let one = product(&app, &lamp.spu.to_string()).await;
    assert_eq!(one.pictures.len(), 1, "the same picture twice is one");
    let Picture::Media(hash) = &one.pictures[0] else { panic!("kept here") };
    desk.get(&at).await.expect(200).shows(&format!("src=\"/media/{hash}\""));
    for broken in [&b""[..], b"<svg onload=alert(1)>", &PNG[..30]] {
        let status = upload(&app, &desk, &shots, &csrf, broken).await.status.as_u16();
        assert!((400..500).contains(&status), "{status}");
    }
    app.write(move |tx, cx| {
        catalog::revise(tx, cx, lamp.spu, |mut draft| {
            draft.pictures.push(Picture::Link("https://example.com/a.jpg".into()));
            Ok(draft)
        })
    })
    .await
    .unwrap();
    let two = desk.get(&at).await.expect(200);
    two.shows("https://example.com/a.jpg");
    let turned = press(&mut desk, &two, &format!("{shots}/first")).await.expect(200);
    turned.shows("Saved.");
    let pictures = product(&app, &lamp.spu.to_string()).await.pictures;
    assert!(matches!(pictures[0], Picture::Link(_)), "{pictures:?}");
    press(&mut desk, &turned, &format!("{shots}/remove")).await.expect(200);
    assert_eq!(product(&app, &lamp.spu.to_string()).await.pictures, one.pictures);
    desk.submit(&turned, &format!("{shots}/remove"), &[("at", "5")]).await.expect(404);
}

#[db_test]
async fn two_pictures_at_once_are_both_kept(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let add = |n: u8| {
        app.write(move |tx, cx| {
            catalog::revise(tx, cx, lamp.spu, |mut draft| {
                draft.pictures.push(Picture::Link(format!("https://example.com/{n}.jpg")));
                Ok(draft)
            })
        })
    };
    let (a, b, c) = tokio::join!(add(1), add(2), add(3));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(product(&app, &lamp.spu.to_string()).await.pictures.len(), 3);
}

#[db_test]
async fn the_tree_of_categories_is_kept_in_order(app: TestApp) {
    let mut desk = staff(&app, "goods", &[Permission::CatalogWrite]).await;
    let all = "/desk/categories";
    let empty = desk.get(all).await.expect(200);
    empty.shows("No categories yet");
    for (zh, en) in [("粮油", "Grain"), ("茶", "Tea")] {
        desk.submit(&empty, all, &[("name.zh", zh), ("name.en", en)]).await.expect(200).shows("Saved.");
    }
    assert!(desk.submit(&empty, all, &[]).await.expect(422).wrong("name").is_some());
    assert!(
        desk.submit(&empty, all, &[("name.en", "x"), ("parent", "x")])
            .await
            .expect(422)
            .wrong("parent")
            .is_some()
    );
    let ids = app.read(|tx| catalog::subtree(tx, None)).await.unwrap();
    let [grain, tea] = [ids[0].id, ids[1].id];
    let at = format!("{all}/{tea}");
    let page = desk.get(&at).await.expect(200);
    let first = desk.submit(&page, &format!("{at}/move"), &[("position", "1")]).await.expect(200);
    first.shows("Saved.");
    let order = async || {
        let tree = app.read(|tx| catalog::subtree(tx, None)).await.unwrap();
        tree.into_iter().map(|category| category.id).collect::<Vec<_>>()
    };
    assert_eq!(order().await, [tea, grain]);
    for position in ["0", "-1", "x", "1e3"] {
        let refused = desk.submit(&page, &format!("{at}/move"), &[("position", position)]).await.expect(422);
        assert!(refused.wrong("position").is_some(), "{position}");
    }
    desk.submit(&page, &format!("{at}/move"), &[("position", "10000")]).await.expect(200);
    assert_eq!(order().await, [grain, tea]);
    let below = [("parent", grain.to_string())];
    let below: Vec<_> = below.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk.submit(&page, &format!("{at}/move"), &below).await.expect(200).shows("Grain");
    let parent = desk.get(&format!("{all}/{grain}")).await.expect(200);
    let full = press(&mut desk, &parent, &format!("{all}/{grain}/remove")).await.expect(422);
    full.shows("class=\"say bad\"");
    let renamed = desk.submit(&page, &at, &[("name.en", "Teas")]).await.expect(200);
    renamed.shows("<h1>Teas</h1>");
    press(&mut desk, &renamed, &format!("{at}/remove")).await.expect(200).hides("Teas");
    desk.get(&at).await.expect(404);
}

#[db_test]
async fn the_level_is_what_was_counted(app: TestApp) {
    let lamp = app.item("lamp").stock(10).insert().await;
    let mut desk = staff(&app, "stock", &[Permission::StockWrite]).await;
    let list = desk.get("/desk/stock?q=lamp").await.expect(200);
    let at = format!("/desk/stock/{}", lamp.sku);
    list.shows(&at);
    desk.get("/desk/stock?q=nothing").await.expect(200).shows("No SKUs found");
    let page = desk.get(&at).await.expect(200);
    for wrong in ["", "x", "-1", "1000001", "1.5", "9223372036854775808"] {
        let refused = desk.submit(&page, &at, &[("stock", wrong), ("note", "n")]).await.expect(422);
        assert!(refused.wrong("stock").is_some(), "{wrong}");
        refused.shows("value=\"n\"");
    }
    let long = "长".repeat(201);
    assert!(desk.submit(&page, &at, &[("note", &long)]).await.expect(422).wrong("note").is_some());
    let set = desk.submit(&page, &at, &[("stock", " 4 "), ("note", "盘亏")]).await.expect(200);
    set.shows("The level is set.");
    set.shows("盘亏");
    assert_eq!(app.level(lamp).await.available, 4);
    desk.post("/desk/stock/7", &page.fields(&at), &[]).await.expect(404);
    app.assert_sound().await;
}
