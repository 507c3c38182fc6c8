//! The campus shop that `maidian demo` opens: its catalogue, its pictures, its people and their first orders.

pub mod catalogue;
pub mod draw;
pub mod fill;
