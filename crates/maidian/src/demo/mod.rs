//! The campus shop that `maidian demo` opens: its catalogue and its pictures.

pub mod catalogue;
pub mod draw;
