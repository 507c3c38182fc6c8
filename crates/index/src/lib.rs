//! Full-text search over goods.
