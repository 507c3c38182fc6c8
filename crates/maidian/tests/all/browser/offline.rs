//! What a shopper sees when the shop cannot be reached, and when it can again.

use super::shopper::{self, SHIRT};
use super::stage::{PHONE, play};

#[test]
fn a_page_stands_in_until_the_shop_is_reached_again() {
    play(async |stage| {
        let tab = stage.browser(PHONE).await;
        shopper::look_up(&tab, "T恤", SHIRT).await;
        let shirt = tab.path().await;
        let state = "return navigator.serviceWorker.getRegistration().then((kept) => kept?.active?.state)";
        let is_kept = async || (tab.run(state).await == "activated").then_some(());
        tab.until("a browser that has kept the page", is_kept).await;

        tab.open("/login").await;
        tab.run("window.isTheSamePage = true").await;
        tab.cut_off(true).await;
        tab.write("#who", "maixiaomi").await;
        tab.write("#password", "not sent at all").await;
        tab.press("form[action='/login'] button.gold").await;
        tab.reads("#say", "没有提交").await;
        assert_eq!(tab.run("return window.isTheSamePage").await, true);
        assert_eq!(tab.run("return document.querySelector('#who').value").await, "maixiaomi");
        tab.cut_off(false).await;

        stage.stop_server();
        tab.open_unjudged(&shirt).await;
        tab.reads("h1", "连不上麦店").await;
        assert_eq!(tab.path().await, shirt, "the address is still that of the page that was wanted");
        assert_eq!(tab.text(".brand-name").await, "麦店");
        tab.keep_sight("offline").await;
        tab.press("[data-again]").await;
        tab.reads("h1", "连不上麦店").await;

        stage.start_server();
        tab.reads("h1", SHIRT).await;
        tab.quit().await;
    });
}
