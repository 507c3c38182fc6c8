//! The database engine against real databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod dumps;
mod migrations;
mod nodes;
mod transactions;
