//! The database engine: one `Db` over two drivers, transactions, rows, migrations.
//!
//! It knows no business table; its own are the node leases, the number segments and the list of migrations.

mod command;
mod db;
mod dialect;
pub mod dump;
pub mod migrate;
pub mod node;
mod number;
mod postgres;
pub mod record;
mod schema;
mod session;
mod sql;
mod sqlite;
mod tx;

pub use db::{Db, Options, Transactor};
pub use dialect::Engine;
pub use migrate::Migration;
pub use session::Session;
pub use sql::{STATEMENTS, Sql, id_list};
pub use tx::{Notice, Row, Tx};

#[doc(hidden)]
pub use linkme;
