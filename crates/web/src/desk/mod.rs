//! The pages of staff, under `/desk`.

pub mod view;
