//! What tests share: databases on both engines, a clock that is turned by hand. A dev-dependency only.

mod app;
mod before;
mod db;
mod s3;
pub mod simulate;

pub use app::{Call, Item, NewItem, Node, Person, Reply, TestApp, address, order_of, order_of_service, run};
pub use before::picture_of_before;
pub use db::{Engine, TestDb, run_db};
pub use s3::s3;
pub use testkit_macros::db_test;
