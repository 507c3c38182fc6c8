//! Goods in and out as CSV.
