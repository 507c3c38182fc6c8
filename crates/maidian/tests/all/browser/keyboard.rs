//! The shop by keyboard, and in both languages.

use serde::Deserialize;
use thirtyfour::Key;

use super::shopper::{self, SHIRT};
use super::stage::{LAPTOP, play};
use super::tab::Tab;

/// Presses of the Tab key on one page.
const TABS_MAX: usize = 60;

/// What has the focus, as someone sees it who looks for it.
const FOCUSED: &str = "
    const it = document.activeElement;
    const box = it.getBoundingClientRect();
    const marks = [it, it.nextElementSibling, it.parentElement, it.closest('.stamp, .choice')];
    return {
        name: it.matches('body') ? '' : (it.id && '#' + it.id) || it.getAttribute('href') || it.name || it.className,
        // A banner's link covers the whole of it with its ::after, and the ring is drawn around that.
        is_marked: [...marks.filter(Boolean).map(mark => getComputedStyle(mark)), getComputedStyle(it, '::after')]
            .some(style => style.outlineStyle !== 'none' && 2 <= parseFloat(style.outlineWidth)),
        is_in_sight: 0 < box.width && 0 <= box.bottom && box.top <= innerHeight,
    };";

#[derive(Debug, Deserialize)]
struct Focused {
    name: String,
    is_marked: bool,
    is_in_sight: bool,
}

/// Goes on by the Tab key until a control has the focus; every one on the way must show that it has it.
async fn tab_to(tab: &Tab, wanted: &str) {
    let mut way = Vec::new();
    for _ in 0..TABS_MAX {
        tab.keys(&Key::Tab.value().to_string()).await;
        let focused: Focused = serde_json::from_value(tab.run(FOCUSED).await).unwrap();
        assert!(focused.name.is_empty() || focused.is_marked, "{}: {focused:?}", tab.url().await);
        assert!(focused.name.is_empty() || focused.is_in_sight, "{}: {focused:?}", tab.url().await);
        let is_there = tab.run(&format!("return document.activeElement.matches({wanted:?})")).await;
        if is_there == true {
            return;
        }
        way.push(focused.name);
    }
    panic!("{wanted} is not reached on {}: {way:?}", tab.url().await);
}

async fn press_enter(tab: &Tab) {
    tab.keys(&Key::Enter.value().to_string()).await;
}

#[test]
fn the_shop_is_used_by_keyboard_in_both_languages() {
    play(async |stage| {
        let tab = stage.browser(LAPTOP).await;
        switch_languages(&tab).await;
        find_by_keyboard(&tab).await;
        choose_by_keyboard(&tab).await;
        shopper::sign_in(&tab, "xiaomai", &stage.password("xiaomai"), "/checkout").await;
        check_out_by_keyboard(&tab).await;
        tab.quit().await;
    });
}

async fn switch_languages(tab: &Tab) {
    tab.open("/").await;
    assert_eq!(tab.attribute("html", "lang").await, "zh-CN");
    tab.reads(".banner h2", "开学第一周").await;
    tab.press(".tool.lang").await;
    tab.reads(".banner h2", "Moving in?").await;
    tab.arrive("/").await;
    assert_eq!(tab.attribute("html", "lang").await, "en");
    let text = tab.text("main").await;
    assert!(text.is_ascii() || !text.contains('店'), "{text}");
    tab.open("/login").await;
    tab.reads("h1", "Welcome back").await;
    tab.press(".tool.lang").await;
    tab.reads("h1", "欢迎回来").await;
    assert_eq!(tab.path().await, "/login", "one stays on the page");
}

async fn find_by_keyboard(tab: &Tab) {
    tab.open("/").await;
    for control in [".skip", ".brand", "#find-q", ".find button", "a[href='/cart']", "a[href='/login']"] {
        tab_to(tab, control).await;
    }
    for control in [".tool.lang", ".banner a", ".tile", ".stamp-title a"] {
        tab_to(tab, control).await;
    }
    tab.open("/").await;
    tab_to(tab, ".skip").await;
    press_enter(tab).await;
    tab_to(tab, ".banner a").await;
    tab.open("/").await;
    tab_to(tab, "#find-q").await;
    tab.keys("T恤").await;
    press_enter(tab).await;
    tab.arrive("/search").await;
    tab.press_link(SHIRT).await;
    tab.arrive("/p/").await;
}

async fn choose_by_keyboard(tab: &Tab) {
    for group in 1..=2 {
        tab_to(tab, &format!("[data-picker] fieldset:nth-of-type({group}) input")).await;
        tab.keys(" ").await;
        tab.until("the choice", async || {
            (tab.count("[data-picker] input[data-now]").await == group).then_some(())
        })
        .await;
        // The region was replaced under the focus, which must still be where it was.
        let is_kept = tab.run("return document.activeElement.matches('[data-picker] input[data-now]')").await;
        assert_eq!(is_kept, true);
    }
    tab_to(tab, "#n").await;
    tab_to(tab, "button[name='then'][value='cart']").await;
    press_enter(tab).await;
    tab.reads("#say", "已加入购物车").await;
    tab_to(tab, "button[name='then'][value='buy']").await;
}

async fn check_out_by_keyboard(tab: &Tab) {
    for control in ["input[name='address']", "summary", "input[name='pay']", "#note"] {
        tab_to(tab, control).await;
    }
    tab_to(tab, "#order button[type='submit']").await;
    press_enter(tab).await;
    let path = tab.arrive("/orders/").await;
    assert!(path.ends_with("/pay"), "{path}");
    tab.find(".qr-frame svg").await;
}
