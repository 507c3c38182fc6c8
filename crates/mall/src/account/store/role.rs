//! `roles`, `role_permissions` and `user_roles`.

use kernel::{Result, Text2, Time, params};
use store::{Tx, sql};

use crate::account::model::UserId;
use crate::account::role::{Permission, Role};

sql! {
    // Roles are made by migrations, a handful of them.
    ROLES = "
        select name, title_zh, title_en from roles order by name limit 100";
    EXISTS = "
        select name from roles where name = ?1";
    HOLD = "
        select name from roles where name = ?1 {for_update}";
    PERMISSIONS = "
        select permission from role_permissions where role = ?1 order by permission limit 200";
    ROLES_OF = "
        select role from user_roles where bucket = ?1 and user_id = ?2 order by role limit 100";
    PERMITTED = "
        select r.role from user_roles r
         where r.bucket = ?1 and r.user_id = ?2 and (r.role = ?4 or exists
               (select 1 from role_permissions p where p.role = r.role and p.permission = ?3))
         limit 1";
    GRANT = "
        insert into user_roles (bucket, user_id, role, granted_at) values (?1, ?2, ?3, ?4)
        on conflict do nothing";
    REVOKE = "
        delete from user_roles where bucket = ?1 and user_id = ?2 and role = ?3";
    HELD = "
        select r.user_id from user_roles r
          join users u on u.bucket = r.bucket and u.id = r.user_id
         where r.role = ?1 and u.state = 'active' limit 1";
}

pub fn roles(tx: &mut Tx<'_>) -> Result<Vec<Role>> {
    tx.all(ROLES, &[], |row| {
        Ok(Role {
            name: row.get(0)?,
            title: Text2 { zh: row.get(1)?, en: row.get(2)? },
            permissions: Vec::new(),
        })
    })
}

pub fn exists(tx: &mut Tx<'_>, role: &str) -> Result<bool> {
    Ok(tx.optional(EXISTS, params![role], |row| row.get::<String>(0))?.is_some())
}

/// Holds the role's row until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, role: &str) -> Result<()> {
    tx.optional(HOLD, params![role], |row| row.get::<String>(0)).map(|_| ())
}

pub fn permissions_of(tx: &mut Tx<'_>, role: &str) -> Result<Vec<Permission>> {
    tx.all(PERMISSIONS, params![role], |row| row.get(0))
}

pub fn roles_of(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<String>> {
    tx.all(ROLES_OF, params![user.bucket(), user], |row| row.get(0))
}

/// Whether a role of the user has the permission or is `all`, the one that has every permission.
pub fn is_permitted(tx: &mut Tx<'_>, user: UserId, permission: Permission, all: &str) -> Result<bool> {
    let found =
        tx.optional(PERMITTED, params![user.bucket(), user, permission, all], |row| row.get::<String>(0))?;
    Ok(found.is_some())
}

pub fn grant(tx: &mut Tx<'_>, user: UserId, role: &str, now: Time) -> Result<()> {
    tx.execute(GRANT, params![user.bucket(), user, role, now]).map(|_| ())
}

pub fn revoke(tx: &mut Tx<'_>, user: UserId, role: &str) -> Result<bool> {
    Ok(tx.execute(REVOKE, params![user.bucket(), user, role])? == 1)
}

pub fn is_held(tx: &mut Tx<'_>, role: &str) -> Result<bool> {
    Ok(tx.optional(HELD, params![role], |row| row.get::<UserId>(0))?.is_some())
}
