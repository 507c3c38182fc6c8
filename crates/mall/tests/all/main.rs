//! Use cases against a real database, on both engines.

mod account;
mod catalog;
mod media;
