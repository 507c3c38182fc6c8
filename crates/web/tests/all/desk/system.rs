//! Jobs, and the record.

use mall::account::Permission;
use testkit::{TestApp, db_test};
use work::job::{self, JobId, JobState};
use work::{Payload, When};

use super::{admin, press, staff};

/// A job that nobody has written a handler for.
#[derive(serde::Serialize, serde::Deserialize)]
struct Poison {
    word: String,
}

impl Payload for Poison {
    const KIND: &'static str = "story.poison";
    const TRIES_MAX: u16 = 1;
}

/// A job that has failed for good.
pub async fn dead_job(app: &TestApp) -> JobId {
    app.write(|tx, cx| job::enqueue(tx, cx, &Poison { word: "x".into() }, When::Now, None)).await.unwrap();
    app.work().await;
    let dead = app.read(|tx| job::list(tx, JobState::Dead, &kernel::PageAsk::first(1))).await.unwrap();
    dead.items[0].id
}

/// A story leaves no dead job behind.
pub async fn retry_dead(app: &TestApp) {
    app.write(|tx, cx| {
        for dead in job::list(tx, JobState::Dead, &kernel::PageAsk::first(10))?.items {
            job::retry(tx, cx, dead.id)?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

#[db_test]
async fn a_dead_job_is_mended_and_retried(app: TestApp) {
    let mut desk = staff(&app, "jobs", &[Permission::JobsManage]).await;
    desk.get("/desk/jobs").await.expect(200).shows("No jobs here");
    let id = dead_job(&app).await;
    let list = desk.get("/desk/jobs").await.expect(200);
    list.shows("story.poison");
    list.shows("1 / 1");
    desk.get("/desk").await.expect(200).shows("Dead jobs");
    let at = format!("/desk/jobs/{id}");
    list.shows(&at);
    let page = desk.get(&at).await.expect(200);
    page.shows("{&#34;word&#34;:&#34;x&#34;}");
    let (edit, retry) = (format!("{at}/edit"), format!("{at}/retry"));
    let refused = desk.submit(&page, &edit, &[("payload", "no object")]).await.expect(422);
    assert!(refused.wrong("payload").is_some());
    refused.shows("no object");
    let mended = desk.submit(&page, &edit, &[("payload", "{\"word\":\"y\"}")]).await.expect(200);
    mended.shows("Saved.");
    mended.shows("{&#34;word&#34;:&#34;y&#34;}");
    let retried = press(&mut desk, &mended, &retry).await.expect(200);
    assert_eq!(retried.path, at);
    retried.hides(&retry);
    desk.get(&at).await.expect(200).hides("Saved.");
    desk.get("/desk/jobs?state=ready").await.expect(200).shows("story.poison");
    // The page of before is left open: the job is no longer dead.
    press(&mut desk, &mended, &retry).await.expect(409);
    desk.submit(&page, &edit, &[("payload", "{}")]).await.expect(409);
}

#[db_test]
async fn what_staff_did_is_in_the_record_and_the_books_hold(app: TestApp) {
    let lamp = app.item("lamp").insert().await;
    let mut desk = admin(&app).await;
    desk.get("/desk/record").await.expect(200).hides("stock.set");
    let at = format!("/desk/stock/{}", lamp.sku);
    let page = desk.get(&at).await.expect(200);
    desk.submit(&page, &at, &[("stock", "7"), ("note", "盘点")]).await.expect(200);
    let record = desk.get("/desk/record").await.expect(200);
    for shown in ["stock.set", "boss", &format!("sku {}", lamp.sku), &format!("href=\"{at}\""), "盘点"] {
        record.shows(shown);
    }
    let ask = desk.get("/desk/audit").await.expect(200);
    ask.hides("class=\"proofs");
    let proven = press(&mut desk, &ask, "/desk/audit").await.expect(200);
    proven.shows("class=\"proofs");
    proven.hides("class=\"badge bad\"");
    desk.get("/lang?to=zh&back=/desk").await.expect(200);
    let chinese = press(&mut desk, &ask, "/desk/audit").await.expect(200);
    chinese.hides("<span lang=\"en\">");
    assert_eq!(chinese.html.matches("<span lang=\"zh-CN\">").count(), app.audit().await.proofs.len());
    app.write(|tx, _| tx.execute(BREAK, kernel::params![]).map(drop)).await.unwrap();
    let broken = press(&mut desk, &ask, "/desk/audit").await.expect(200);
    broken.shows("class=\"badge bad\"");
}

store::sql! {
    BREAK = "update staff_actions set detail = '{}' where ordinal = 1";
}
