//! The business, one folder a slice. A slice calls only slices before it, through their public use cases.

pub mod account;
pub mod catalog;
pub mod desk;
pub mod media;
mod migrations;
pub mod proof;
pub mod stock;

pub use migrations::migrations;
