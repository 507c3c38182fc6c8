//! `users` and `logins`.

use kernel::{Result, params};
use store::{Row, Tx, sql};

use crate::account::model::{User, UserId, UserState};
use crate::account::password::PasswordHash;

sql! {
    CLAIM_LOGIN = "
        insert into logins (name, user_id) values (?1, ?2) on conflict do nothing";
    DROP_LOGIN = "
        delete from logins where name = ?1 and user_id = ?2";
    OF_LOGIN = "
        select user_id from logins where name = ?1";
    INSERT = "
        insert into users (bucket, id, username, phone, display_name, kind, state, password_hash, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    GET = "
        select id, username, phone, display_name, kind, state, password_hash, created_at
          from users where bucket = ?1 and id = ?2";
    HASH = "
        select password_hash from users where bucket = ?1 and id = ?2";
    LIST = "
        select id, username, phone, display_name, kind, state, password_hash, created_at
          from users where id < ?1 order by id desc limit ?2";
    LOCK_ROW = "
        select id from users where bucket = ?1 and id = ?2 {for_update}";
    MOVE = "
        update users set state = ?4 where bucket = ?1 and id = ?2 and state = ?3";
    SET_HASH = "
        update users set password_hash = ?3 where bucket = ?1 and id = ?2 and kind = 'person'";
    RENEW_HASH = "
        update users set password_hash = ?4 where bucket = ?1 and id = ?2 and password_hash = ?3";
    SET_PHONE = "
        update users set phone = ?3 where bucket = ?1 and id = ?2 and kind = 'person'";
    SET_NAME = "
        update users set display_name = ?3 where bucket = ?1 and id = ?2";
}

/// Whether the name was free and is now the user's.
pub fn claim_login(tx: &mut Tx<'_>, name: &str, user: UserId) -> Result<bool> {
    Ok(tx.execute(CLAIM_LOGIN, params![name, user])? == 1)
}

pub fn drop_login(tx: &mut Tx<'_>, name: &str, user: UserId) -> Result<()> {
    tx.execute(DROP_LOGIN, params![name, user]).map(|_| ())
}

pub fn of_login(tx: &mut Tx<'_>, name: &str) -> Result<Option<UserId>> {
    tx.optional(OF_LOGIN, params![name], |row| row.get(0))
}

pub fn insert(tx: &mut Tx<'_>, user: &User, hash: Option<&PasswordHash>) -> Result<()> {
    let User { id, username, phone, display_name, kind, state, created_at, .. } = user;
    let hash = hash.map(|hash| hash.0.as_str());
    tx.execute(INSERT, params![id.bucket(), id, username, phone, display_name, kind, state, hash, created_at])
        .map(|_| ())
}

pub fn get(tx: &mut Tx<'_>, id: UserId) -> Result<User> {
    tx.one(GET, params![id.bucket(), id], user)
}

/// The hash; `None` when the user does not sign in by password.
pub fn hash(tx: &mut Tx<'_>, id: UserId) -> Result<Option<PasswordHash>> {
    let found = tx.one(HASH, params![id.bucket(), id], |row| row.get::<Option<String>>(0))?;
    Ok(found.map(PasswordHash))
}

/// Newest first, of all buckets: for staff only.
pub fn list(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<User>> {
    tx.all(LIST, params![before, limit], user)
}

/// Holds the user's row, so that what depends on several of the user's rows is decided one after the other.
pub fn lock_row(tx: &mut Tx<'_>, id: UserId) -> Result<()> {
    tx.one(LOCK_ROW, params![id.bucket(), id], |row| row.get::<UserId>(0)).map(|_| ())
}

pub fn change_state(tx: &mut Tx<'_>, id: UserId, from: UserState, to: UserState) -> Result<bool> {
    Ok(tx.execute(MOVE, params![id.bucket(), id, from, to])? == 1)
}

pub fn set_hash(tx: &mut Tx<'_>, id: UserId, hash: &PasswordHash) -> Result<bool> {
    Ok(tx.execute(SET_HASH, params![id.bucket(), id, hash.0])? == 1)
}

/// Replaces a hash unless another has come in between.
pub fn renew_hash(tx: &mut Tx<'_>, id: UserId, old: &PasswordHash, new: &PasswordHash) -> Result<()> {
    tx.execute(RENEW_HASH, params![id.bucket(), id, old.0, new.0]).map(|_| ())
}

pub fn set_phone(tx: &mut Tx<'_>, id: UserId, phone: &str) -> Result<bool> {
    Ok(tx.execute(SET_PHONE, params![id.bucket(), id, phone])? == 1)
}

pub fn set_display_name(tx: &mut Tx<'_>, id: UserId, name: &str) -> Result<bool> {
    Ok(tx.execute(SET_NAME, params![id.bucket(), id, name])? == 1)
}

fn user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: row.get(0)?,
        username: row.get(1)?,
        phone: row.get(2)?,
        display_name: row.get(3)?,
        kind: row.get(4)?,
        state: row.get(5)?,
        has_password: row.get::<Option<String>>(6)?.is_some(),
        created_at: row.get(7)?,
    })
}
