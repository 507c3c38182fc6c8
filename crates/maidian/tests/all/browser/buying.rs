//! The shop's main job from both sides: bought, paid, packed, received, and the money given back.

use super::shopper::{self, PASSWORD, SHIRT};
use super::stage::{PHONE, Stage, play};
use super::tab::Tab;

/// A product that is to be had in one kind only.
const SINGLE: &str = "骑行雨衣";

#[test]
fn a_visitor_buys_pays_and_gets_the_money_back() {
    play(async |stage| {
        let shopper = stage.browser(PHONE).await;
        put_a_shirt_into_the_cart(&shopper).await;
        join_with_the_cart(&shopper).await;
        let (order, alipay) = order_and_pay(&shopper).await;

        let staff = stage.browser(PHONE).await;
        send_the_goods(&staff, stage, &order).await;
        let case = receive_and_ask_for_the_money(&shopper, &order).await;
        approve(&staff, &case).await;
        see_the_money_back(&shopper, &order, &case, &alipay).await;
        look_around(&shopper, &staff).await;
        staff.quit().await;
        shopper.quit().await;
    });
}

pub async fn put_a_shirt_into_the_cart(tab: &Tab) {
    shopper::look_up(tab, "T恤", SHIRT).await;
    assert_eq!(tab.count("[data-add] button:enabled[type='submit']").await, 0, "nothing is chosen yet");
    for group in 1..=2 {
        tab.press(&format!("[data-picker] fieldset:nth-of-type({group}) .chip:not(.gone)")).await;
        // The region comes from the server again, with the choice in it.
        tab.until("the choice", async || {
            (tab.count("[data-picker] input[data-now]").await == group).then_some(())
        })
        .await;
    }
    tab.press("button[name='then'][value='cart']").await;
    tab.reads("#say", "已加入购物车").await;
    tab.reads(".bar-cart [data-cart-count]", "1").await;
}

/// What a visitor has put into the cart is in the member's cart, whether they join or come back.
async fn join_with_the_cart(tab: &Tab) {
    shopper::register(tab, "maixiaosui", "/cart").await;
    assert_eq!(tab.count(".cart-line").await, 1);
    tab.open("/account").await;
    tab.press("form[action='/logout'] button").await;
    tab.reads("#say", "已退出登录").await;
    tab.open("/cart").await;
    assert_eq!(tab.count(".cart-line").await, 0, "the member's cart is the member's");

    shopper::look_up(tab, "雨衣", SINGLE).await;
    choose_everything(tab).await;
    tab.press("button[name='then'][value='cart']").await;
    tab.reads("#say", "已加入购物车").await;
    shopper::sign_in(tab, "maixiaosui", PASSWORD, "/cart").await;
    assert_eq!(tab.count(".cart-line").await, 2);
    tab.reads("main", SHIRT).await;
    tab.reads("main", SINGLE).await;
}

async fn choose_everything(tab: &Tab) {
    let groups = tab.count("[data-picker] fieldset").await;
    for group in 1..=groups {
        let group = format!("[data-picker] fieldset:nth-of-type({group})");
        if tab.count(&format!("{group} input[data-now]")).await == 0 {
            tab.press(&format!("{group} .chip:not(.gone)")).await;
            tab.find(&format!("{group} .chip:has(input[data-now])")).await;
        }
    }
}

/// The order's path, and where Alipay waits for the buyer.
async fn order_and_pay(tab: &Tab) -> (String, String) {
    tab.press("a[href='/checkout']").await;
    tab.arrive("/checkout").await;
    shopper::give_address(tab).await;
    tab.write("#note", "放在传达室").await;
    let order = shopper::place_order(tab).await;
    tab.find(".qr-frame svg").await;
    let alipay = tab.attribute(".pay-ticket a.btn.ink", "href").await;
    tab.aside(async |tab| shopper::pay_at_alipay(tab, &alipay).await).await;
    // Nobody touches this page: it hears of the payment by itself.
    tab.find(".pay-ticket .seal.good").await;
    tab.reads("#pay h1", "付款成功").await;
    tab.press(".pay-ticket a.btn.gold").await;
    tab.arrive(&order).await;
    tab.reads("h1", "已付款").await;
    assert_eq!(tab.count(".way li").await, 6);
    // News may replace the region at this moment, and with it the words.
    tab.until("the state", async || {
        (tab.text(".way [aria-current='step'] .way-name").await == "已付款").then_some(())
    })
    .await;
    assert_eq!(tab.count(".way-done time").await, 1, "a step that was taken has its time");
    (order, alipay)
}

async fn send_the_goods(tab: &Tab, stage: &Stage, order: &str) {
    shopper::sign_in_at_the_desk(tab, stage, "admin").await;
    tab.open("/desk/orders?state=paid").await;
    let order = format!("/desk{order}");
    tab.press(&format!("a[href='{order}']")).await;
    tab.arrive(&order).await;
    tab.reads("aside", "放在传达室").await;
    tab.press(&format!("form[action='{order}/pack'] button")).await;
    tab.write("#carrier", "顺丰速运").await;
    tab.write("#tracking", "SF1234567890123").await;
    tab.press(&format!("form[action='{order}/ship'] button")).await;
    tab.find(&format!("form[action='{order}/deliver'] button")).await;
    tab.arrive(&order).await;
}

async fn receive_and_ask_for_the_money(tab: &Tab, order: &str) -> String {
    tab.open(order).await;
    tab.reads("h1", "已发货").await;
    tab.reads("aside", "SF1234567890123").await;
    tab.press("summary.btn.gold").await;
    tab.press(&format!("form[action='{order}/receive'] button")).await;
    tab.reads("#say", "已确认收货").await;
    tab.reads("h1", "已完成").await;

    tab.press(&format!("a[href='{order}/refund']")).await;
    tab.arrive(&format!("{order}/refund")).await;
    for line in 1..=2 {
        tab.write(&format!(".refund-line:nth-child({line}) input"), "1").await;
    }
    tab.press(".choices .choice:first-child").await;
    tab.press("#reason option[value]:not([value=''])").await;
    tab.press(&format!("form[action='{order}/refund'] .btn.gold")).await;
    let case = tab.arrive("/aftersales/").await;
    tab.reads("h1", "待审核").await;
    case
}

async fn approve(tab: &Tab, case: &str) {
    tab.open("/desk/aftersales").await;
    let case = format!("/desk{case}");
    tab.press(&format!("a[href='{case}']")).await;
    tab.arrive(&case).await;
    tab.write("#answer", "已为你退款，欢迎再来").await;
    tab.press("button[name='do'][value='approve']").await;
    tab.until("the end of the case", async || (tab.count("#acts").await == 0).then_some(())).await;
    tab.arrive(&case).await;
}

async fn see_the_money_back(tab: &Tab, order: &str, case: &str, alipay: &str) {
    // Nobody has touched this page since the money was asked for.
    assert_eq!(tab.path().await, case);
    tab.reads("h1", "已退款").await;
    tab.reads("main", "已为你退款，欢迎再来").await;
    tab.open(order).await;
    let total = tab.text(".sum-all .price").await.replace('\n', "");
    tab.reads("aside", &format!("已退款 {total}")).await;
    // And Alipay says so too.
    tab.until("the refund at Alipay", async || {
        tab.open(alipay).await;
        tab.text("[role='status']").await.contains('↩').then_some(())
    })
    .await;
}

/// The pages that the story did not come by.
async fn look_around(shopper: &Tab, staff: &Tab) {
    for page in ["/c", "/orders", "/orders?state=unpaid", "/addresses", "/addresses/new", "/account", "/cart"]
    {
        shopper.open(page).await;
    }
    for page in ["/search?q=%E6%9D%AF&sort=price", "/search?q=zzqqxx", "/login/reset", "/login?way=code"] {
        shopper.open(page).await;
    }
    shopper.open_unjudged("/p/nothing").await;
    shopper.reads("h1", "找不到").await;
    let complaints = shopper.complaints().await;
    assert_eq!(complaints.len(), 1, "the missing page itself: {complaints:#?}");
    for link in staff_pages(staff).await {
        staff.open(&link).await;
    }
}

/// Every section of the desk.
async fn staff_pages(staff: &Tab) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('.rail-group a')].map(link => link.getAttribute('href'))";
    let pages: Vec<String> = serde_json::from_value(staff.run(script).await).unwrap();
    assert!(10 <= pages.len(), "{pages:?}");
    pages
}
