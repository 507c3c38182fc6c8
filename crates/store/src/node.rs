//! Node numbers: leased from the database, so that no two processes issue the same ids.

use kernel::{Code, Cx, Error, Result, params};

use crate::sql;
use crate::tx::Tx;

/// How long a lease lasts unless it is renewed.
pub const LEASE_S: i64 = 60;
/// How often a holder should renew.
pub const RENEW_S: u64 = 15;

sql! {
    LEASE = "
        update nodes set holder = ?1, expires_at = ?2
         where node = (select min(node) from nodes where expires_at < ?3) and expires_at < ?3
        returning node";
    RENEW = "
        update nodes set expires_at = ?3 where node = ?1 and holder = ?2";
    RELEASE = "
        update nodes set expires_at = 0 where node = ?1 and holder = ?2";
}

/// A number that this process holds for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub node: u8,
    holder: String,
}

/// Takes the lowest free number.
///
/// # Errors
/// [`Code::NoNode`] when all are held.
pub fn lease(tx: &mut Tx<'_>, cx: &Cx) -> Result<Lease> {
    let holder = format!("{:032x}", u128::from_le_bytes(cx.random().bytes()));
    let taken =
        tx.optional(LEASE, params![holder, cx.now.plus_s(LEASE_S), cx.now], |row| row.get::<i64>(0))?;
    let node = taken.ok_or_else(|| Error::new(Code::NoNode).because("all node numbers are in use"))?;
    let node = u8::try_from(node).map_err(|_| Code::NoNode)?;
    Ok(Lease { node, holder })
}

/// # Errors
/// [`Code::NoNode`] when the lease ran out and somebody else has the number.
pub fn renew(tx: &mut Tx<'_>, cx: &Cx, lease: &Lease) -> Result<()> {
    let rows = tx.execute(RENEW, params![i64::from(lease.node), lease.holder, cx.now.plus_s(LEASE_S)])?;
    if rows == 1 { Ok(()) } else { Err(Code::NoNode.into()) }
}

/// Gives the number back, so that the next start need not wait for the lease to run out.
///
/// # Errors
/// [`Code::Store`].
pub fn release(tx: &mut Tx<'_>, lease: &Lease) -> Result<()> {
    tx.execute(RELEASE, params![i64::from(lease.node), lease.holder]).map(|_| ())
}
