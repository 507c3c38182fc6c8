//! The shopper's pages.

pub mod view;
