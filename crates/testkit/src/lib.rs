//! What tests share: databases on both engines, a clock that is turned by hand. A dev-dependency only.

mod db;
pub mod simulate;

pub use db::{Engine, TestDb, run_db};
pub use testkit_macros::db_test;
