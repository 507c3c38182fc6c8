//! Staff look after jobs and accounts.

use kernel::{Cx, Result};
use serde_json::json;
use store::Tx;
use work::job::{self, JobId};

use super::{permit, record};
use crate::account::{self, Permission, UserId};

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`job::retry`].
pub fn retry_job(tx: &mut Tx<'_>, cx: &Cx, id: JobId) -> Result<()> {
    let staff = permit(tx, cx, Permission::JobsManage)?;
    job::retry(tx, cx, id)?;
    record::append(tx, cx, staff, "job.retry", &format!("job {id}"), &json!({}))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`job::edit`].
pub fn edit_job(tx: &mut Tx<'_>, cx: &Cx, id: JobId, payload: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::JobsManage)?;
    job::edit(tx, id, payload)?;
    record::append(tx, cx, staff, "job.edit", &format!("job {id}"), &json!({ "payload": payload }))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`account::grant`].
pub fn grant(tx: &mut Tx<'_>, cx: &Cx, user: UserId, role: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::UsersManage)?;
    account::grant(tx, cx, user, role)?;
    record::append(tx, cx, staff, "user.grant", &format!("user {user}"), &json!({ "role": role }))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`account::revoke`].
pub fn revoke(tx: &mut Tx<'_>, cx: &Cx, user: UserId, role: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::UsersManage)?;
    account::revoke(tx, user, role)?;
    record::append(tx, cx, staff, "user.revoke", &format!("user {user}"), &json!({ "role": role }))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`account::lock`].
pub fn lock_user(tx: &mut Tx<'_>, cx: &Cx, user: UserId) -> Result<()> {
    let staff = permit(tx, cx, Permission::UsersManage)?;
    account::lock(tx, cx, user)?;
    record::append(tx, cx, staff, "user.lock", &format!("user {user}"), &json!({}))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`account::unlock`].
pub fn unlock_user(tx: &mut Tx<'_>, cx: &Cx, user: UserId) -> Result<()> {
    let staff = permit(tx, cx, Permission::UsersManage)?;
    account::unlock(tx, user)?;
    record::append(tx, cx, staff, "user.unlock", &format!("user {user}"), &json!({}))
}
