//! The shopper's pages: a handler parses, calls one use case, and fills a view.
//!
//! | | |
//! | --- | --- |
//! | [`ask`], [`crate::page::Form`] | what was asked: queries kindly, forms strictly |
//! | [`shopper`] | who asks, and the frame around every page |
//! | [`shared`] | pages kept as finished bytes |
//! | [`show`] | from the business to the view |
//! | [`view`] | the view: plain data and templates |
//! | [`fault`], [`note`] | what is wrong with a form; what was just done |
//!
//! **Forging forms.** Three guards stand before every form: the session cookie is `SameSite=Lax`; a request that
//! browsers mark as coming from another site is refused ([`crate::page::guard`]); and each form carries a token of
//! the session, or of the visitor before signing in. Kept pages have a seam where the token goes.

mod account;
mod addresses;
mod aftersale;
mod ask;
mod cart;
mod checkout;
mod composed;
mod fault;
mod home;
mod join;
mod listing;
mod login;
mod note;
mod order;
mod orders;
mod pay;
mod product;
mod refund;
mod search;
pub mod shared;
mod shopper;
mod show;
mod sitemap;
mod small;
pub mod view;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::page;

pub fn routes(app: &App) -> Router<App> {
    let routes = Router::new().merge(buying()).merge(orders()).merge(reader());
    let routes = routes.route("/lang", get(small::language)).route("/search/suggest", get(search::suggest));
    page::guard(routes, app)
        .route("/offline", get(small::offline))
        .route("/robots.txt", get(small::robots))
        .route("/sitemap.xml", get(sitemap::sitemap))
        .route("/sitemap/shelves.xml", get(sitemap::shelves_alone))
        .route("/sitemap/goods/{after}", get(sitemap::goods))
        .route("/favicon.ico", get(small::favicon))
}

/// Pages that are kept as finished bytes. They take no forms.
pub fn kept_routes(app: &App) -> Router<App> {
    let routes = Router::new()
        .route("/", get(home::home))
        .route("/c", get(home::categories))
        .route("/c/{id}", get(listing::category))
        .route("/search", get(search::search))
        .route("/p/{id}", get(product::product));
    page::know_visitors(routes, app)
}

fn buying() -> Router<App> {
    Router::new()
        .route("/cart", get(cart::cart))
        .route("/cart/add", post(cart::add))
        .route("/cart/count", get(cart::count))
        .route("/cart/set", post(cart::set))
        .route("/cart/remove", post(cart::remove))
        .route("/cart/tidy", post(cart::tidy))
        .route("/checkout", get(checkout::look_again).post(checkout::place))
}

fn orders() -> Router<App> {
    Router::new()
        .route("/orders", get(orders::orders))
        .route("/orders/{id}", get(order::order))
        .route("/orders/{id}/pay", get(pay::look_at).post(pay::pay))
        .route("/orders/{id}/pay/status", get(pay::status))
        .route("/orders/{id}/cancel", post(order::cancel))
        .route("/orders/{id}/receive", post(order::receive))
        .route("/orders/{id}/refund", get(refund::ask).post(refund::request))
        .route("/aftersales/{id}", get(aftersale::look_at))
        .route("/aftersales/{id}/photos", post(aftersale::add_photos))
        .route("/aftersales/{id}/photos/{name}", get(aftersale::photo))
        .route("/aftersales/{id}/send", post(aftersale::send))
        .route("/aftersales/{id}/withdraw", post(aftersale::withdraw))
}

fn reader() -> Router<App> {
    Router::new()
        .route("/addresses", get(addresses::book).post(addresses::add))
        .route("/addresses/new", get(addresses::new))
        .route("/addresses/{id}", get(addresses::edit).post(addresses::change))
        .route("/addresses/{id}/default", post(addresses::set_default))
        .route("/addresses/{id}/remove", post(addresses::remove))
        .route("/login", get(login::door).post(login::by_password))
        .route("/login/code/send", post(login::send_code))
        .route("/login/code", post(login::by_code))
        .route("/login/reset", get(join::reset_form).post(join::reset))
        .route("/login/reset/send", post(join::reset_send))
        .route("/register", get(join::register_form).post(join::register))
        .route("/account", get(account::account).post(account::rename))
        .route("/account/avatar", post(account::set_avatar))
        .route("/account/avatar/remove", post(account::remove_avatar))
        .route("/account/phone/send", post(account::phone_send))
        .route("/account/phone", post(account::phone))
        .route("/account/password", post(account::password))
        .route("/account/sign-out-everywhere", post(account::sign_out_everywhere))
        .route("/logout", post(login::sign_out))
}
