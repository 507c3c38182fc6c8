//! Staff make synonyms of what people search for.

use mall::account::Permission;
use testkit::{TestApp, db_test};

use super::staff;

#[db_test]
async fn words_are_made_changed_and_taken_away(app: TestApp) {
    app.item("充电宝").insert().await;
    app.index().await;
    app.get("/search?q=%E7%94%B5%E6%BA%90%E7%A0%96").await.expect(200);
    app.index().await;
    let mut editor = staff(&app, "editor", &[Permission::CatalogWrite]).await;
    let vain = editor.get("/desk/searches?list=vain").await.expect(200);
    vain.shows("电源砖");
    let begun = editor.get("/desk/searches?list=vain&word=%E7%94%B5%E6%BA%90%E7%A0%96").await.expect(200);
    begun.shows("value=\"电源砖、\"");

    let refused = editor.send(&begun, "/desk/searches", &[("words", "电源砖、")]).await.expect(422);
    refused.shows("must be two different words at least");
    let made = editor.send(&begun, "/desk/searches", &[("words", "电源砖，充电宝")]).await.expect(200);
    made.shows("value=\"电源砖、充电宝\"");
    app.index().await;
    editor.get("/search?q=%E7%94%B5%E6%BA%90%E7%A0%96").await.expect(200).shows("<mark>充电宝</mark>");

    let synonyms = app.read(mall::search::synonyms).await.unwrap();
    let at = format!("/desk/searches/synonyms/{}", synonyms[0].id);
    let wrong = editor.send(&made, &at, &[("words", "！")]).await.expect(422);
    wrong.shows("must have letters, numbers or characters");
    let changed = editor.send(&made, &at, &[("words", "电源砖;充电宝;移动电池")]).await.expect(200);
    changed.shows("value=\"电源砖、充电宝、移动电池\"");
    // Who still looks at what it was before is told, and may then put it in the place of the other's.
    let late = editor.send(&wrong, &at, &[("words", "电源砖、充电宝、电瓶")]).await.expect(422);
    late.shows("was changed to: 电源砖、充电宝、移动电池");
    late.shows("value=\"电源砖、充电宝、电瓶\"");
    let changed = editor.send(&late, &at, &[("words", "电源砖、移动电池、电瓶")]).await.expect(200);
    let gone = editor.submit(&changed, &format!("{at}/remove"), &[]).await.expect(200);
    gone.hides("移动电池");
}
