//! The web floor: HTTP in, HTML and JSON out. It parses, calls one use case of `mall`, and renders.

#[cfg(test)]
extern crate self as web;

pub mod api;
pub mod app;
pub mod assets;
pub mod auth;
pub mod board;
pub mod cache;
pub mod client;
pub mod cookies;
pub mod csrf;
pub mod desk;
mod docs;
pub mod frame;
pub mod heat;
pub mod i18n;
pub mod json;
pub mod lang;
pub mod live;
pub mod media;
pub mod once;
pub mod ops;
pub mod page;
pub mod params;
mod patience;
pub mod problem;
mod router;
pub mod signin;
pub mod site;
mod tally;
mod upload;

pub use app::{App, Parts, WebConfig};
pub use router::router;
