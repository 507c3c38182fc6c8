//! The tables of the catalogue.

pub mod category;
pub mod listing;
pub mod sku;
pub mod spu;
