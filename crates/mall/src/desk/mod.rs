//! What staff do across the other slices.

pub mod goods;
