//! Pictures on the pages of a shopper, who may have no JavaScript.

use testkit::{TestApp, db_test};

use super::{buy, give_money, id_in, member};
use crate::pictures::photo;

#[db_test]
async fn a_shopper_shows_a_face_and_takes_it_back(app: TestApp) {
    let mut browser = member(&app, "anna").await;
    let page = browser.get("/account").await.expect(200);
    page.hides("/account/avatar/remove");
    let page = browser.send_files(&page, "/account/avatar", &[], "file", &[&photo(500, 9)]).await.expect(200);
    page.shows("srcset=\"/media/");
    page.shows("width=\"500\" height=\"200\"");
    let refused =
        browser.send_files(&page, "/account/avatar", &[], "file", &[b"<svg onload=alert(1)>"]).await;
    assert_eq!(refused.status, 415);
    assert!(refused.wrong("file").is_some_and(|told| told.contains("SVG")), "{}", refused.html);
    let page = browser.send(&refused, "/account/avatar/remove", &[]).await.expect(200);
    page.hides("/media/");
}

#[db_test]
async fn a_refund_is_asked_for_with_photos(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut browser = member(&app, "anna").await;
    give_money(&app, "anna", 100_000).await;
    let paid = buy(&mut browser, lamp, "2", "balance").await.expect(200);
    let at = format!("/orders/{}/refund", id_in(&paid.path));
    let form = browser.get(&at).await.expect(200);
    let fields = [("n-1", "1"), ("reason", "broken"), ("goods_back", "no"), ("note", "")];
    let many: Vec<_> = (0..7).map(|red| photo(300, red * 30)).collect();
    let many: Vec<_> = many.iter().map(Vec::as_slice).collect();
    let refused = browser.send_files(&form, &at, &fields, "photos", &many).await.expect(422);
    assert!(refused.wrong("photos").is_some(), "{}", refused.html);
    let refused = browser.send_files(&refused, &at, &fields, "photos", &[b"%PDF-1.7"]).await.expect(415);
    assert!(refused.wrong("photos").is_some(), "{}", refused.html);
    let case = browser.send_files(&refused, &at, &fields, "photos", &many[..2]).await.expect(200);
    assert!(case.path.starts_with("/aftersales/"), "{}", case.path);
    let shown = photos_of(&case.html);
    assert_eq!(shown.len(), 2);
    let reply = browser.ask(&format!("{}?size=160.webp", shown[0]), &[]).await.expect(200);
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    let more = format!("/aftersales/{}/photos", id_in(&case.path));
    let case = browser.send_files(&case, &more, &[], "photos", &[many[2]]).await.expect(200);
    assert_eq!(photos_of(&case.html).len(), 3);
    let mut stranger = member(&app, "bert").await;
    stranger.ask(&shown[0], &[]).await.expect(404);
    app.get(&shown[0]).await.expect(303);
}

/// Where the photos of a case are.
fn photos_of(html: &str) -> Vec<String> {
    let links = html.split("<a href=\"/aftersales/").skip(1);
    links.map(|rest| format!("/aftersales/{}", rest.split_once('"').unwrap().0)).collect()
}
