//! The shopper's pages as plain data and templates: no I/O, no rules.

pub mod layout;

pub use layout::{FieldErrors, Flash, Layout, Tab, Tone};
