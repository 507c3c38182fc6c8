//! Use cases against a real database, on both engines.

mod catalog;
mod goods;
mod media;
