//! The shop's main job in a browser that runs no scripts.

use super::shopper::{self, SHIRT};
use super::stage::{PLAIN_PHONE, play};

#[test]
fn the_main_job_is_done_without_scripts() {
    play(async |stage| {
        let tab = stage.browser(PLAIN_PHONE).await;
        shopper::look_up(&tab, "T恤", SHIRT).await;
        assert_eq!(tab.count("html.js").await, 0, "no script has run");
        for group in 1..=2 {
            tab.press(&format!("[data-picker] fieldset:nth-of-type({group}) .chip:not(.gone)")).await;
        }
        tab.press("[data-picker] button").await;
        tab.find("[data-picker] .chip:has(input[data-now])").await;
        tab.write("#n", "2").await;
        tab.press("button[name='then'][value='cart']").await;
        tab.arrive("/cart").await;
        tab.reads("#say", "已加入购物车").await;

        // The quantity is changed by a button that scripts would hide.
        tab.write(".cart-line input[name='n']", "1").await;
        tab.press("form[action='/cart/set'] button").await;
        tab.reads("#say", "数量已更新").await;

        shopper::register(&tab, "wujs", "/checkout").await;
        shopper::give_address(&tab).await;
        let order = shopper::place_order(&tab).await;
        // While Alipay is asked for the code the page renews itself.
        tab.find(".qr-frame svg").await;
        let alipay = tab.attribute(".pay-ticket a.btn.ink", "href").await;
        tab.aside(async |tab| shopper::pay_at_alipay(tab, &alipay).await).await;
        tab.until("the payment", async || {
            // The page that renews itself may be gone in between.
            if tab.count(".pay-ticket .seal.good").await == 0 {
                tab.open(&format!("{order}/pay")).await;
                return None;
            }
            Some(())
        })
        .await;
        tab.press(".pay-ticket a.btn.gold").await;
        tab.arrive(&order).await;
        assert_eq!(tab.text(".way [aria-current='step'] .way-name").await, "已付款");
        tab.quit().await;
    });
}
