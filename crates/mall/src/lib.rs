//! The business, one folder a slice. A slice calls only slices before it, through their public use cases.

pub mod account;
mod migrations;

pub use migrations::migrations;
