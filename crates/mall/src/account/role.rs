//! Roles of staff and what they permit.

use ::store::Tx;
use kernel::{Code, Cx, Error, Result, Text2, words};

use super::model::UserId;
use super::store::role as store;
use super::store::user as users;

words! {
    /// One thing that staff may be allowed to do. Every staff route names one.
    pub enum Permission {
        CatalogWrite = "catalog.write",
        StockWrite = "stock.write",
        FrontWrite = "front.write",
        OrderRead = "order.read",
        OrderShip = "order.ship",
        AftersaleDecide = "aftersale.decide",
        PaymentRead = "payment.read",
        PaymentReplay = "payment.replay",
        JobsManage = "jobs.manage",
        LedgerRead = "ledger.read",
        MessagesRead = "messages.read",
        UsersRead = "users.read",
        UsersManage = "users.manage",
        AuditRead = "audit.read",
    }
}

/// The role that holds every permission, those to come included.
pub const ADMIN: &str = "admin";

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub name: String,
    pub title: Text2,
    pub permissions: Vec<Permission>,
}

/// All roles, by name.
///
/// # Errors
/// [`Code::Store`].
pub fn roles(tx: &mut Tx<'_>) -> Result<Vec<Role>> {
    let mut roles = store::roles(tx)?;
    for role in &mut roles {
        role.permissions = permissions_of(tx, &role.name)?;
    }
    Ok(roles)
}

fn permissions_of(tx: &mut Tx<'_>, role: &str) -> Result<Vec<Permission>> {
    if role == ADMIN { Ok(Permission::ALL.to_vec()) } else { store::permissions_of(tx, role) }
}

/// The names of a user's roles.
///
/// # Errors
/// [`Code::Store`].
pub fn roles_of(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<String>> {
    store::roles_of(tx, user)
}

/// Everything the user may do as staff, each once.
///
/// # Errors
/// [`Code::Store`].
pub fn permissions(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Permission>> {
    let mut all = Vec::new();
    for role in store::roles_of(tx, user)? {
        all.extend(permissions_of(tx, &role)?);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// # Errors
/// [`Code::Forbidden`] unless one of the user's roles permits it.
pub fn require(tx: &mut Tx<'_>, user: UserId, permission: Permission) -> Result<()> {
    if store::is_permitted(tx, user, permission, ADMIN)? { Ok(()) } else { Err(Code::Forbidden.into()) }
}

/// Gives a role. Giving it twice is no error.
///
/// # Errors
/// [`Code::Invalid`] about an unknown `role`; [`Code::NotFound`] for an unknown user; [`Code::Forbidden`] for a
/// guest.
pub fn grant(tx: &mut Tx<'_>, cx: &Cx, user: UserId, role: &str) -> Result<()> {
    if !store::exists(tx, role)? {
        return Err(Error::field("role", "is not a role", "没有这个角色"));
    }
    match users::get(tx, user)?.kind {
        super::UserKind::Guest => Err(Code::Forbidden.into()),
        super::UserKind::Person => store::grant(tx, user, role, cx.now),
    }
}

/// Takes a role away; effective on the next request.
///
/// # Errors
/// [`Code::NotFound`] unless the user has it; [`Code::LastAdmin`] when nobody would be left to give roles.
pub fn revoke(tx: &mut Tx<'_>, user: UserId, role: &str) -> Result<()> {
    // Two administrators who revoke each other at once must not both succeed.
    store::hold(tx, role)?;
    if !store::revoke(tx, user, role)? {
        return Err(Code::NotFound.into());
    }
    if role == ADMIN && !store::is_held(tx, ADMIN)? {
        return Err(Code::LastAdmin.into());
    }
    Ok(())
}

/// Does to an account what may end its work, unless nobody would be left to give roles.
///
/// # Errors
/// [`Code::LastAdmin`]; whatever `run` returns.
pub(super) fn with_an_admin_left(
    tx: &mut Tx<'_>,
    user: UserId,
    run: impl FnOnce(&mut Tx<'_>) -> Result<()>,
) -> Result<()> {
    if !store::roles_of(tx, user)?.iter().any(|role| role == ADMIN) {
        return run(tx);
    }
    // Two administrators who do it to each other at once must not both succeed.
    store::hold(tx, ADMIN)?;
    run(tx)?;
    if store::is_held(tx, ADMIN)? { Ok(()) } else { Err(Code::LastAdmin.into()) }
}

/// Makes the user an administrator, as the command of the server's owner does.
///
/// # Errors
/// As [`grant`].
pub fn make_admin(tx: &mut Tx<'_>, cx: &Cx, user: UserId) -> Result<()> {
    grant(tx, cx, user, ADMIN)
}
