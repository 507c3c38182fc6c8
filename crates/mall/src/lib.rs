//! The business, one folder a slice. A slice calls only slices before it, through their public use cases.

pub mod account;
pub mod aftersale;
pub mod catalog;
pub mod desk;
pub mod front;
pub mod ledger;
pub mod media;
mod migrations;
pub mod order;
pub mod payment;
pub mod pricing;
pub mod proof;
pub mod rank;
pub mod search;
pub mod stock;
mod wiring;

pub use migrations::migrations;
pub use wiring::{World, handlers, schedules};
