//! Pages that are open hear of what changes by themselves, and the home page is what staff make of it.

use super::buying::put_a_shirt_into_the_cart;
use super::shopper;
use super::stage::{LAPTOP, PHONE, PLAIN_PHONE, play};
use super::tab::Tab;

#[test]
fn open_pages_hear_of_payments_parcels_and_announcements() {
    play(async |stage| {
        let shopper = stage.browser(PHONE).await;
        put_a_shirt_into_the_cart(&shopper).await;
        shopper::register(&shopper, "maixiaolive", "/checkout").await;
        shopper::give_address(&shopper).await;
        let order = shopper::place_order(&shopper).await;
        shopper.find(".qr-frame svg").await;
        let asked = status_questions(&shopper).await;
        let alipay = shopper.attribute(".pay-ticket a.btn.ink", "href").await;
        shopper.aside(async |tab| shopper::pay_at_alipay(tab, &alipay).await).await;
        shopper.find(".pay-ticket .seal.good").await;
        let asked = status_questions(&shopper).await - asked;
        assert!(asked <= 4, "it was told, and did not ask again and again: {asked} times");
        shopper.press(".pay-ticket a.btn.gold").await;
        shopper.arrive(&order).await;
        shopper.reads("h1", "已付款").await;

        let staff = stage.browser(LAPTOP).await;
        shopper::sign_in_at_the_desk(&staff, stage, "admin").await;
        send(&staff, &order).await;
        // Nobody touches the shopper's page.
        shopper.reads("h1", "已发货").await;
        shopper.reads("aside.ticket", "SF1234567890123").await;

        announce(&staff).await;
        shopper.reads("#news .news-card", "今晚十点停机").await;
        shopper.press("#news .news-card button").await;
        shopper.open("/cart").await;
        shopper.reads("#bars", "今晚十点停机").await;
        take_away(&staff).await;
        shopper
            .until("the end of it", async || (shopper.count("[data-announcement]").await == 0).then_some(()))
            .await;
        assert!(shopper.complaints().await.is_empty());
        staff.quit().await;
        shopper.quit().await;
    });
}

/// How often the page has asked for the payment's state.
async fn status_questions(tab: &Tab) -> u64 {
    let script = "return performance.getEntriesByType('resource').filter(one => one.name.endsWith('/pay/status')).length";
    tab.run(script).await.as_u64().unwrap()
}

async fn send(staff: &Tab, order: &str) {
    let order = format!("/desk{order}");
    staff.open(&order).await;
    staff.press(&format!("form[action='{order}/pack'] button")).await;
    staff.write("#carrier", "顺丰速运").await;
    staff.write("#tracking", "SF1234567890123").await;
    staff.press(&format!("form[action='{order}/ship'] button")).await;
    staff.find(&format!("form[action='{order}/deliver'] button")).await;
}

async fn announce(staff: &Tab) {
    staff.open("/desk/announcements").await;
    staff.write("[name='title.zh']", "今晚十点停机").await;
    staff.write("[name='title.en']", "Down tonight at ten").await;
    staff.write("[name='body.zh']", "大约十分钟，请提前下单。").await;
    staff.press("form[action='/desk/announcements'] .btn.gold").await;
    staff.reads("#say", "已保存").await;
}

async fn take_away(staff: &Tab) {
    staff.press_link("今晚十点停机").await;
    staff.press("summary.danger").await;
    staff.press("form[action$='/remove'] button").await;
    staff.reads("#say", "已完成").await;
}

#[test]
fn staff_compose_the_home_page() {
    play(async |stage| {
        let staff = stage.browser(LAPTOP).await;
        shopper::sign_in_at_the_desk(&staff, stage, "admin").await;
        staff.open("/desk/home").await;
        // The demo's keeper has composed it of eight blocks, three of them banners.
        for (at, title) in [(8, "搬家当天"), (9, "宿舍夜宵")] {
            staff.press("button[value='add']").await;
            staff.write(&format!("[name='blocks[{at}].title.zh']"), title).await;
            staff.write(&format!("[name='blocks[{at}].subtitle.zh']"), "满 99 元送到宿舍楼下").await;
            staff.write(&format!("[name='blocks[{at}].link']"), "/c").await;
            staff.write(&format!("[name='blocks[{at}].place']"), "1").await;
        }
        staff.press("button[value='save']").await;
        staff.reads("#say", "已保存").await;
        for kind in [PHONE, PLAIN_PHONE, LAPTOP] {
            let tab = stage.browser(kind).await;
            tab.open("/").await;
            tab.reads(".banners", "搬家当天").await;
            assert_eq!(tab.count(".banner").await, 5);
            assert_eq!(tab.count(".banner img").await, 3, "the demo's are drawn");
            assert_eq!(tab.count("h1").await, 1);
            tab.reads("main", "正在热卖").await;
            tab.press(".banner a").await;
            tab.arrive("/c").await;
            tab.quit().await;
        }
        staff.quit().await;
    });
}

#[test]
fn the_desk_shows_a_paid_order_and_disturbs_nobody() {
    play(async |stage| {
        let staff = stage.browser(LAPTOP).await;
        shopper::sign_in_at_the_desk(&staff, stage, "dispatcher").await;
        staff.open("/desk/orders").await;
        let before = staff.count(ROWS).await;
        staff.write("#find-q", "M2026").await;
        let shopper = stage.browser(PHONE).await;
        put_a_shirt_into_the_cart(&shopper).await;
        shopper::register(&shopper, "maixiaodesk", "/checkout").await;
        shopper::give_address(&shopper).await;
        pay(&shopper).await;
        // Nobody touches the page of staff.
        staff.until("the order", async || (staff.count(ROWS).await == before + 1).then_some(())).await;
        assert_eq!(in_hand(&staff).await, "find-q M2026");
        let said = staff.run("return document.querySelector('#hear').textContent").await;
        assert!(said.as_str().unwrap().contains(&format!("已付款 {}", before + 1)), "{said}");

        // Somebody is about to press a button: no row comes in before it.
        staff.run("document.querySelector('#list tbody button').focus()").await;
        put_a_shirt_into_the_cart(&shopper).await;
        shopper.open("/checkout").await;
        pay(&shopper).await;
        staff.find("[data-show]").await;
        staff.reads("#queues [aria-current]", &(before + 2).to_string()).await;
        assert_eq!(staff.count(ROWS).await, before + 1);
        staff.press("[data-show]").await;
        assert_eq!(staff.count(ROWS).await, before + 2);
        assert!(staff.complaints().await.is_empty());
        shopper.quit().await;
        staff.quit().await;
    });
}

const ROWS: &str = "#list tbody tr";

/// Pays what the checkout shows.
async fn pay(shopper: &Tab) {
    shopper::place_order(shopper).await;
    let alipay = shopper.attribute(".pay-ticket a.btn.ink", "href").await;
    shopper.aside(async |tab| shopper::pay_at_alipay(tab, &alipay).await).await;
    shopper.find(".pay-ticket .seal.good").await;
}

/// Which field has the focus, and what is typed there.
async fn in_hand(tab: &Tab) -> String {
    let script = "const at = document.activeElement; return `${at.id} ${at.value}`;";
    tab.run(script).await.as_str().unwrap().to_owned()
}
