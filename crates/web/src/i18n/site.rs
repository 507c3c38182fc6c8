//! The texts of the shop.

use super::texts;

texts! {
    /// Every text of the shopper's pages that does not come from data.
    pub struct SiteText {
        // around every page
        home: "首页", "Home";
        categories: "分类", "Categories";
        cart: "购物车", "Cart";
        orders: "订单", "Orders";
        account: "我的", "Account";
        search: "搜索", "Search";
        search_hint: "搜商品，如 燕麦", "Search, e.g. oats";
        sign_in: "登录", "Sign in";
        notice: "公告", "Notice";
        nav_main: "主导航", "Main";
        nav_tools: "常用", "Shortcuts";
        nav_foot: "页脚", "Footer";
        items_in_cart: "购物车里有 {} 件", "Items in cart: {}";
        foot_line: "好东西，一粒一粒挑出来。", "Good things, picked grain by grain.";
    }
}
