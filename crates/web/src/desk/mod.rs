//! The pages of staff, under `/desk`: a handler parses, calls one use case of [`mall::desk`], and fills a view.
//!
//! | | |
//! | --- | --- |
//! | [`worker`] | who works here, what they may do, and the frame around every page |
//! | [`queue`] | tabs of what waits, and a list |
//! | [`said`] | what was just done, told by the next page |
//! | [`show`] | from the business to the view |
//! | [`view`] | the view: plain data and templates |
//!
//! Every page names its [`view::Section`], whose permission is asked within the read itself
//! ([`worker::Worker::read`]); every action is a use case that asks for its own and leaves an entry in the record.

mod aftersales;
mod announcements;
mod audit;
mod categories;
mod dashboard;
mod days;
mod goods_form;
mod goods_grid;
mod home;
mod jobs;
mod ledger;
mod login;
mod messages;
mod notices;
mod orders;
mod pictures;
mod products;
mod queue;
mod refunds;
mod said;
mod searches;
mod show;
mod stock;
mod users;
pub mod view;
mod worker;

use std::sync::Arc;

use axum::{Extension, Router};

use crate::app::App;
use crate::page;

pub use worker::write_error;

const ROOT: &str = "/desk";

/// Whether a path belongs to the desk.
#[must_use]
pub fn owns(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub fn routes(app: &App) -> Router<App> {
    let routes = Router::new()
        .merge(login::routes())
        .merge(dashboard::routes())
        .merge(orders::routes())
        .merge(aftersales::routes())
        .merge(products::routes())
        .merge(pictures::routes())
        .merge(categories::routes())
        .merge(stock::routes())
        .merge(searches::routes())
        .merge(home::routes())
        .merge(announcements::routes())
        .merge(notices::routes())
        .merge(refunds::routes())
        .merge(ledger::routes())
        .merge(users::routes())
        .merge(messages::routes())
        .merge(jobs::routes())
        .merge(audit::routes())
        .layer(Extension(Arc::new(days::Days::default())));
    page::guard(routes, app)
}
