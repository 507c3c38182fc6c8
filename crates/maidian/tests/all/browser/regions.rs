//! A region of a page that is fetched anew: the last question is the one that is answered, and none is forgotten.

use super::buying::put_a_shirt_into_the_cart;
use super::shopper::{self, SHIRT};
use super::stage::{LAPTOP, PHONE, play};
use super::tab::Tab;

/// The first answer of the server comes when all others have come.
const FIRST_IS_LATE: &str = "
    const real = window.fetch;
    let asked = 0;
    window.late = 0;
    window.fetch = async (...what) => {
        const isFirst = ++asked === 1;
        const answer = await real(...what);
        if (isFirst) {
            await new Promise((go) => setTimeout(go, 1500));
            setTimeout(() => { window.late = 1; }, 100);
        }
        return answer;
    };";

/// The server is busy, once.
const FIRST_IS_REFUSED: &str = "
    const real = window.fetch;
    window.refused = 0;
    window.fetch = async (...what) =>
        ++window.refused === 1 ? new Response('', { status: 503 }) : real(...what);";

#[test]
fn what_was_chosen_last_is_shown_and_what_was_refused_is_asked_again() {
    play(async |stage| {
        let tab = stage.browser(PHONE).await;
        choose_twice(&tab).await;
        put_a_shirt_into_the_cart(&tab).await;
        shopper::register(&tab, "maixiaohao", "/checkout").await;
        shopper::give_address(&tab).await;
        let order = shopper::place_order(&tab).await;
        hear_of_the_end(&tab, &order).await;
        press_before_the_answer(&tab).await;
        tab.quit().await;
    });
}

async fn choose_twice(tab: &Tab) {
    shopper::look_up(tab, "T恤", SHIRT).await;
    let chip = |at: usize| format!("[data-picker] fieldset:first-of-type .chip:nth-of-type({at})");
    tab.run(FIRST_IS_LATE).await;
    tab.press(&chip(1)).await;
    tab.press(&chip(2)).await;
    tab.find(&format!("{}:has(input[data-now])", chip(2))).await;
    tab.until("the late answer", async || (tab.run("return window.late").await == 1).then_some(())).await;
    assert_eq!(tab.count(&format!("{} input[data-now]", chip(2))).await, 1);
    assert_eq!(tab.count("[data-picker] input[data-now]").await, 1);
    let url = tab.url().await;
    assert!(url.ends_with("?o1=1"), "{url}");
}

/// What is put into the cart is what was chosen last, though the server has not said yet what it costs.
async fn press_before_the_answer(tab: &Tab) {
    shopper::look_up(tab, "T恤", SHIRT).await;
    let chip = |group: usize, at: usize| {
        format!("[data-picker] fieldset:nth-of-type({group}) .chip:nth-of-type({at})")
    };
    for group in 1..=2 {
        tab.press(&chip(group, 1)).await;
        tab.find(&format!("{}:has(input[data-now])", chip(group, 1))).await;
    }
    let other = tab.text(&chip(1, 2)).await;
    tab.run(FIRST_IS_LATE).await;
    tab.press(&chip(1, 2)).await;
    tab.press("button[name='then'][value='cart']").await;
    tab.reads("#say", "已加入购物车").await;
    tab.open("/cart").await;
    let line = tab.text(".cart-line").await;
    assert!(!other.is_empty() && line.contains(&other), "{other} in {line}");
}

/// The order is cancelled in another tab, and the server is too busy when the first asks what became of it.
async fn hear_of_the_end(tab: &Tab, order: &str) {
    tab.open(order).await;
    tab.reads("h1", "待付款").await;
    tab.run(FIRST_IS_REFUSED).await;
    tab.aside(async |tab| {
        tab.open(order).await;
        tab.press(".acts summary.btn").await;
        tab.press(&format!("form[action='{order}/cancel'] button")).await;
        tab.reads("h1", "已取消").await;
    })
    .await;
    tab.reads("h1", "已取消").await;
    assert!(tab.run("return window.refused >= 2").await == true, "it was refused first");
}

/// What the card of the news looks like, against one that only informs.
const COLOURS: &str = "
    const card = document.querySelector('#news .news-card');
    const plain = card.cloneNode(true);
    plain.className = 'news-card';
    card.after(plain);
    const colours = [card, plain].map((one) => getComputedStyle(one).backgroundColor);
    plain.remove();
    return colours;";

#[test]
fn a_warning_looks_like_one_and_closing_it_loses_nobody() {
    play(async |stage| {
        let tab = stage.browser(PHONE).await;
        tab.open("/c").await;
        let staff = stage.browser(LAPTOP).await;
        shopper::sign_in_at_the_desk(&staff, stage, "admin").await;
        for words in ["今晚停机", "明早再来"] {
            staff.open("/desk/announcements").await;
            staff.write("[name='title.zh']", words).await;
            staff.press("#level option[value='warn']").await;
            staff.press("form[action='/desk/announcements'] .btn.gold").await;
            staff.reads("#say", "已保存").await;
            tab.reads("#news", words).await;
        }
        let colours: [String; 2] = serde_json::from_value(tab.run(COLOURS).await).unwrap();
        assert_ne!(colours[0], colours[1]);
        let focused =
            async || tab.run("return document.activeElement.closest('.news-card')?.textContent").await;
        tab.press(".news-card:first-child button").await;
        assert!(focused().await.as_str().is_some_and(|text| text.contains("明早再来")), "the next card");
        tab.press(".news-card button").await;
        assert_eq!(tab.run("return document.activeElement.id").await, "main");
        staff.quit().await;
        tab.quit().await;
    });
}

/// The server hears the first question, and its answer is lost.
const FIRST_ANSWER_IS_LOST: &str = "
    const real = window.fetch;
    let asked = 0;
    window.fetch = async (...what) => {
        const answer = await real(...what);
        if (++asked === 1) throw new TypeError('lost');
        return answer;
    };";

#[test]
fn what_was_added_though_the_answer_was_lost_is_not_added_again() {
    play(async |stage| {
        let tab = stage.browser(PHONE).await;
        put_a_shirt_into_the_cart(&tab).await;
        tab.run(FIRST_ANSWER_IS_LOST).await;
        tab.press("button[name='then'][value='cart']").await;
        tab.arrive("/cart").await;
        assert_eq!(tab.attribute(".cart-line input[type='number']", "value").await, "2", "one of each press");
        tab.quit().await;
    });
}
