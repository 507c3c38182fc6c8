//! The desk: what staff do. Every use case asks for one permission and leaves one entry in the record.

mod audit;
pub mod catalogue;
pub mod front;
pub mod goods;
pub mod money;
pub mod orders;
mod record;
pub mod searches;
pub mod system;

use kernel::{Actor, Code, Cx, PageAsk, Paged, Result};
use store::Tx;

pub use audit::{Audit, audit, books};
pub use record::StaffAction;

use crate::account::{self, Permission, UserId};

/// The member of staff who acts, if they may do this.
fn permit(tx: &mut Tx<'_>, cx: &Cx, permission: Permission) -> Result<UserId> {
    let Actor::Staff(raw) = cx.actor else { return Err(Code::Forbidden.into()) };
    let staff = UserId::from_raw(raw);
    account::require(tx, staff, permission)?;
    Ok(staff)
}

/// For lists and pages: permits without an entry in the record.
///
/// # Errors
/// [`Code::Forbidden`].
pub fn permit_reading(tx: &mut Tx<'_>, staff: UserId, permission: Permission) -> Result<()> {
    account::require(tx, staff, permission)
}

/// The record of staff actions, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn actions(tx: &mut Tx<'_>, ask: &PageAsk) -> Result<Paged<StaffAction>> {
    record::list(tx, ask)
}
