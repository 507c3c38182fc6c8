//! Stories told over HTTP, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod auth;
mod browser;
mod cart;
mod catalogue;
mod desk;
mod document;
mod front;
mod hostile;
mod idempotency;
mod live;
mod payments;
mod pictures;
mod search;
mod services;
mod shopping;
mod site;
mod staff;
mod tokens;
mod walk;
