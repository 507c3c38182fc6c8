//! Fills an empty database with the demo's shop, through the use cases that everybody uses. What is there already
//! stays as it is, so a second start only looks.

mod front;
mod goods;
mod orders;
mod people;

use std::path::Path;

use store::Db;

pub use people::{Credentials, DORM};

use crate::trouble::Result;

/// Fills in what is missing; who can sign in, and how.
///
/// # Errors
/// What the use cases return, or a sentence about the file of passwords.
pub fn fill(db: &Db, passwords: &Path) -> Result<Vec<Credentials>> {
    goods::fill(db)?;
    let credentials = people::fill(db, passwords)?;
    orders::fill(db)?;
    front::fill(db)?;
    Ok(credentials)
}
