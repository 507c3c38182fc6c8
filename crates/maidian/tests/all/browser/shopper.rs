//! What shoppers do in more than one story.

use super::stage::Stage;
use super::tab::Tab;

pub const PASSWORD: &str = "wheat & ink green";
/// A product with colours and sizes.
pub const SHIRT: &str = "速干运动T恤";

pub async fn register(tab: &Tab, name: &str, back: &str) {
    tab.open(&format!("/register?back={back}")).await;
    tab.write("#username", name).await;
    tab.write("#password", PASSWORD).await;
    tab.press("form[action='/register'] button").await;
    tab.arrive(back).await;
}

pub async fn sign_in(tab: &Tab, name: &str, password: &str, back: &str) {
    tab.open(&format!("/login?back={back}")).await;
    tab.write("#who", name).await;
    tab.write("#password", password).await;
    tab.press("form[action='/login'] button").await;
    tab.arrive(back).await;
}

pub async fn sign_in_at_the_desk(tab: &Tab, stage: &Stage, name: &str) {
    tab.open("/desk").await;
    tab.write("#who", name).await;
    tab.write("#password", &stage.password(name)).await;
    tab.press("form[action='/desk/login'] button").await;
    tab.arrive("/desk").await;
    tab.find("form[action='/desk/logout'], .bar-menu").await;
}

/// Searches for a product and opens it.
pub async fn look_up(tab: &Tab, words: &str, title: &str) {
    tab.open("/").await;
    tab.write("#find-q", words).await;
    tab.press(".find button").await;
    tab.arrive("/search").await;
    tab.press_link(title).await;
    tab.arrive("/p/").await;
    tab.reads("h1", title).await;
}

/// Fills in the address that checkout asks a newcomer for.
pub async fn give_address(tab: &Tab) {
    let fields = [
        ("name", "麦小穗"),
        ("phone", "13800000009"),
        ("region", "湖北省"),
        ("city", "武汉市"),
        ("district", "洪山区"),
        ("street", "珞喻路 1037 号 12 栋 305"),
    ];
    for (field, words) in fields {
        tab.write(&format!("#{field}"), words).await;
    }
    tab.press("form[action='/addresses'] button").await;
    tab.reads("#say", "地址已保存").await;
    tab.arrive("/checkout").await;
}

/// Places the order that the checkout shows, to be paid with Alipay; the path of the order.
pub async fn place_order(tab: &Tab) -> String {
    tab.press("#order button[type='submit']").await;
    let path = tab.arrive("/orders/").await;
    path.strip_suffix("/pay").expect("the page to pay on").to_owned()
}

/// Pays as the buyer who scanned the code.
pub async fn pay_at_alipay(tab: &Tab, url: &str) {
    tab.open(url).await;
    tab.press("#pay").await;
    tab.reads("[role='status']", "✓").await;
}
