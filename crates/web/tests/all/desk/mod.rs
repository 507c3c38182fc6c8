//! Stories of staff, told through the pages of the desk.

mod goods;
mod hostile;
mod money;
mod orders;
mod people;
mod searches;
mod services;
mod system;
mod walk;

use kernel::Result;
use mall::account::{self, Device, Permission, SessionKind, UserId};
use serde_json::Value;
use testkit::{Person, Reply, TestApp};

pub use self::system::dead_job;
use crate::browser::{Browser, Page};

/// Signs somebody in to the pages, past the door.
async fn at_the_desk(app: &TestApp, user: UserId) -> Browser {
    let open = app.write(move |tx, cx| -> Result<_> {
        let device = Device { kind: SessionKind::Site, agent: "story".into(), address: "192.0.2.1".into() };
        account::sign_in(tx, cx, user, &device)
    });
    Browser::new(app).carry("session", &open.await.unwrap().token)
}

/// Somebody at the desk who may do exactly this.
pub async fn staff(app: &TestApp, name: &str, permissions: &[Permission]) -> Browser {
    let person = app.staff(name, permissions).await;
    at_the_desk(app, person.id).await
}

async fn admin(app: &TestApp) -> Browser {
    let person = app.admin("boss").await;
    at_the_desk(app, person.id).await
}

/// The token of a reader's forms.
pub async fn token(browser: &mut Browser) -> (String, String) {
    let page = browser.get("/desk").await.expect(200);
    page.hidden("/desk/logout").remove(0)
}

pub fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Presses the button of a form that has nothing to fill in.
async fn press(browser: &mut Browser, page: &Page, action: &str) -> Page {
    browser.send(page, action, &[]).await
}

/// Hands a picture in, by a form with this token.
pub async fn upload(app: &TestApp, browser: &Browser, at: &str, token: &str, file: &[u8]) -> Reply {
    let boundary = "story-boundary";
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let body = [head.as_bytes(), file, tail.as_bytes()].concat();
    let kind = format!("multipart/form-data; boundary={boundary}");
    app.post(at).header("cookie", &browser.header()).header("accept-language", "en").body(&kind, body).await
}

/// A case about one piece of a paid order; its id.
async fn claim(app: &TestApp, shopper: &Person, order: &Value, with_return: bool) -> String {
    let body = serde_json::json!({
        "lines": [{"line": 1, "quantity": 1}], "reason": "它不亮", "with_return": with_return,
    });
    let at = format!("/api/v1/orders/{}/aftersales", text(&order["id"]));
    let case = app.post(at).by(shopper).key("claim").json(&body).await.expect(201).data();
    text(&case["id"])
}
