//! Finding goods: hints while one types, slips forgiven, ways to narrow down, and back again.

use thirtyfour::Key;

use super::stage::{LAPTOP, PHONE, PLAIN_PHONE, play};
use super::tab::Tab;

#[test]
fn a_shopper_types_and_finds() {
    play(async |stage| {
        for (name, kind) in [("phone", PHONE), ("laptop", LAPTOP)] {
            let tab = stage.browser(kind).await;
            choose_a_hint(&tab, name).await;
            forgive_a_slip(&tab, name).await;
            narrow_down(&tab, name).await;
            tab.quit().await;
        }
        let tab = stage.browser(PLAIN_PHONE).await;
        search_without_scripts(&tab).await;
        tab.quit().await;
    });
}

async fn press(tab: &Tab, key: Key) {
    tab.keys(&key.value().to_string()).await;
}

async fn choose_a_hint(tab: &Tab, name: &str) {
    tab.open("/").await;
    // The index is made when the shop opens, and a hint is none before it.
    tab.until("a hint", async || {
        tab.write("#find-q", "niun").await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        (0 < tab.count(".hint").await).then_some(())
    })
    .await;
    assert_eq!(tab.attribute("#find-q", "aria-expanded").await, "true");
    assert!(tab.text(".hints").await.contains("牛奶"));
    tab.keep_sight(&format!("hints-{name}")).await;
    press(tab, Key::Escape).await;
    assert_eq!(tab.count(".hint").await, 0, "Escape takes the hints away");
    assert_eq!(tab.path().await, "/", "and nothing else");
    press(tab, Key::Backspace).await;
    tab.find(".hint").await;
    let last = tab.count(".hint").await;
    press(tab, Key::Up).await;
    assert_eq!(tab.attribute("#find-q", "aria-activedescendant").await, format!("hint-{last}"));
    press(tab, Key::Enter).await;
    tab.arrive("/p/").await;
    tab.run("history.back()").await;
    tab.arrive("/").await;
}

async fn forgive_a_slip(tab: &Tab, name: &str) {
    tab.write("#find-q", "ipone").await;
    press(tab, Key::Enter).await;
    tab.arrive("/search").await;
    tab.reads("h1", "ipone").await;
    tab.reads("mark", "iPhone").await;
    tab.keep_sight(&format!("slip-{name}")).await;
    tab.press(".meant a").await;
    tab.reads("h1", "iphone").await;
    assert_eq!(tab.count(".meant").await, 0);
}

async fn narrow_down(tab: &Tab, name: &str) {
    tab.open("/search?q=nn").await;
    let all = tab.count(".stamp").await;
    tab.keep_sight(&format!("search-{name}")).await;
    tab.press(".sieve-row:first-child li:first-child a").await;
    tab.find(".sieve a[aria-current='true']").await;
    assert!(tab.url().await.contains("c="));
    let some = tab.count(".stamp").await;
    assert!(0 < some && some <= all, "{some} of {all}");
    tab.press_link("价格从低到高").await;
    tab.until("the order", async || tab.url().await.contains("sort=price").then_some(())).await;
    assert!(tab.url().await.contains("c="), "what was chosen stays");
    tab.run("history.back()").await;
    tab.until("the page before", async || (!tab.url().await.contains("sort=")).then_some(())).await;
    tab.press(".sieve a[aria-current='true']").await;
    tab.until("all of it", async || (!tab.url().await.contains("c=")).then_some(())).await;
    assert_eq!(tab.count(".stamp").await, all);
}

async fn search_without_scripts(tab: &Tab) {
    tab.open("/").await;
    tab.write("#find-q", "充电宝").await;
    tab.press(".find button").await;
    tab.arrive("/search").await;
    tab.reads("mark", "充电宝").await;
    assert_eq!(tab.count(".hints").await, 0);
}
