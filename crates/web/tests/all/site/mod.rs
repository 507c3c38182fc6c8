//! Stories of shoppers, told through the pages.

mod account;
mod buying;
mod found;
mod guard;
mod kept;
mod orders;
mod pictures;
mod services;
mod ways;

use mall::account::SessionId;
use testkit::{Item, Person, TestApp};

use crate::browser::{self, Browser};

/// The parts of an address, as the form has them.
const ADDRESS: [(&str, &str); 6] = [
    ("name", "麦小田"),
    ("phone", "138 1234 5678"),
    ("region", "浙江省"),
    ("city", "杭州市"),
    ("district", "西湖区"),
    ("street", "余杭塘路 866 号"),
];

/// Puts an item into the cart from its page.
async fn add(browser: &mut Browser, item: Item, n: &str) -> browser::Page {
    let page = browser.get(&format!("/p/{}", item.spu)).await.expect(200);
    browser.send(&page, "/cart/add", &[("n", n), ("then", "cart")]).await
}

/// A new member with an address, who is signed in.
async fn member(app: &TestApp, name: &str) -> Browser {
    let mut browser = Browser::new(app);
    browser.register(name, "/addresses/new").await.expect(200);
    let page = browser.get("/addresses/new").await.expect(200);
    browser.send(&page, "/addresses", &ADDRESS).await.expect(200);
    browser
}

/// Buys at once and says how to pay; the page after that.
async fn buy(browser: &mut Browser, item: Item, n: &str, pay: &str) -> browser::Page {
    let page = browser.get(&format!("/checkout?sku={}&n={n}", item.sku)).await.expect(200);
    let address = chosen_address(&page.html);
    browser.send(&page, "/checkout", &[("address", &address), ("pay", pay), ("note", "")]).await
}

/// The address that the checkout has chosen.
fn chosen_address(html: &str) -> String {
    let rest = html.split_once("name=\"address\" value=\"").unwrap().1;
    rest.split_once('"').unwrap().0.to_owned()
}

/// The first address of the book.
fn first_address(html: &str) -> String {
    let rest = html.split_once("<a class=\"btn slim\" href=\"/addresses/").unwrap().1;
    rest.split_once('"').unwrap().0.to_owned()
}

/// `7` of `/orders/7/pay`
fn id_in(path: &str) -> String {
    path.split('/').nth(2).unwrap().split('?').next().unwrap().to_owned()
}

/// Puts money on the balance of a member.
async fn give_money(app: &TestApp, name: &'static str, minor: i64) {
    let id = app.read(|tx| mall::account::find(tx, name)).await.unwrap().unwrap().id;
    let session = SessionId::from_raw(id.raw());
    let person = Person { id, session, name: name.to_owned(), refresh: String::new() };
    app.give_money(&person, minor).await;
}
