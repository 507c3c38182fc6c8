//! The tables of the catalogue.

pub mod category;
pub mod listing;
pub mod naming;
pub mod sku;
pub mod spu;
