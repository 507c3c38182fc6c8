//! Use cases against a real database, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod account;
mod aftersale;
mod catalog;
mod front;
mod goods;
mod media;
mod media_mend;
mod order;
mod payment;
mod rank;
mod search;
mod service;
mod shop;
mod sold_as;
