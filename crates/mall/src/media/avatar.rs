//! The picture that a user shows of themselves.

use ::store::Tx;
use kernel::{Cx, Result};

use super::{Intent, Name, Owner};
use crate::account::UserId;

fn owner(user: UserId) -> Owner {
    Owner::public("avatar", user.raw())
}

/// Keeps a picture that was handed in, and shows it instead of the one before.
///
/// # Errors
/// As [`super::keep`].
pub fn set_avatar(tx: &mut Tx<'_>, cx: &Cx, user: UserId, intent: &Intent) -> Result<Name> {
    let name = super::keep(tx, cx, intent)?;
    super::own(tx, cx, owner(user), &[name.hash()])?;
    Ok(name)
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn avatar(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Name>> {
    Ok(super::owned(tx, owner(user))?.into_iter().next())
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn remove_avatar(tx: &mut Tx<'_>, cx: &Cx, user: UserId) -> Result<()> {
    super::own(tx, cx, owner(user), &[])
}
