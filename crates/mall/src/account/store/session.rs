//! `sessions`.

use kernel::{Result, Time, params};
use store::{Row, Tx, sql};

use crate::account::model::{SessionId, UserId, UserState, Username};
use crate::account::session::{EndReason, Session, SessionKind, SessionState};

/// A session and whose it is, as every request needs it.
pub struct Known {
    pub user: UserId,
    pub kind: SessionKind,
    pub state: SessionState,
    pub secret_hash: Vec<u8>,
    pub rotation_hash: Option<Vec<u8>>,
    pub created_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
    pub user_state: UserState,
    pub username: Username,
    pub display_name: String,
    pub roles: Vec<String>,
}

/// A session about to be opened.
pub struct New<'a> {
    pub id: SessionId,
    pub user: UserId,
    pub kind: SessionKind,
    pub secret_hash: &'a [u8],
    pub rotation_hash: Option<&'a [u8]>,
    pub agent: &'a str,
    pub address: &'a str,
    pub now: Time,
    pub expires_at: Time,
}

sql! {
    INSERT = "
        insert into sessions (bucket, id, user_id, kind, state, secret_hash, rotation_hash, agent, address,
            created_at, seen_at, expires_at, ended_at, end_reason)
        values (?1, ?2, ?3, ?4, 'open', ?5, ?6, ?7, ?8, ?9, ?9, ?10, 0, '')";
    // One row for each role, or one with none: a single indexed statement a request.
    KNOWN = "
        select s.user_id, s.kind, s.state, s.secret_hash, s.rotation_hash, s.created_at, s.seen_at, s.expires_at,
               u.state, u.username, u.display_name, r.role
          from sessions s
          join users u on u.bucket = s.bucket and u.id = s.user_id
          left join user_roles r on r.bucket = s.bucket and r.user_id = s.user_id
         where s.bucket = ?1 and s.id = ?2
         order by r.role";
    ROTATE = "
        update sessions set rotation_hash = ?4, seen_at = ?5, expires_at = ?6, address = ?7
         where bucket = ?1 and id = ?2 and state = 'open' and rotation_hash = ?3";
    KEEP_ALIVE = "
        update sessions set seen_at = ?3, expires_at = ?4
         where bucket = ?1 and id = ?2 and state = 'open' and seen_at < ?3";
    END = "
        update sessions set state = 'ended', ended_at = ?4, end_reason = ?5
         where bucket = ?1 and id = ?2 and user_id = ?3 and state = 'open'";
    END_ALL = "
        update sessions set state = 'ended', ended_at = ?4, end_reason = ?5
         where bucket = ?1 and user_id = ?2 and id <> ?3 and state = 'open'";
    END_OLDEST = "
        update sessions set state = 'ended', ended_at = ?4, end_reason = ?5
         where bucket = ?1 and user_id = ?2 and state = 'open' and id <=
               (select id from sessions where bucket = ?1 and user_id = ?2 and state = 'open'
                 order by id desc limit 1 offset ?3)";
    LIST = "
        select id, kind, agent, address, created_at, seen_at, expires_at from sessions
         where bucket = ?1 and user_id = ?2 and state = 'open' and ?3 < expires_at
         order by id desc limit ?4";
    SWEEP = "
        delete from sessions where (bucket, id) in
            (select bucket, id from sessions where expires_at < ?1 order by expires_at limit ?2)";
}

pub fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<()> {
    let New { id, user, kind, secret_hash, rotation_hash, agent, address, now, expires_at } = new;
    tx.execute(
        INSERT,
        params![id.bucket(), id, user, kind, secret_hash, rotation_hash, agent, address, now, expires_at],
    )
    .map(|_| ())
}

pub fn known(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<Known>> {
    let rows =
        tx.all(KNOWN, params![id.bucket(), id], |row| Ok((known_row(row)?, row.get::<Option<String>>(11)?)))?;
    let mut rows = rows.into_iter();
    let Some((mut known, first)) = rows.next() else {
        return Ok(None);
    };
    known.roles = first.into_iter().chain(rows.filter_map(|(_, role)| role)).collect();
    Ok(Some(known))
}

fn known_row(row: &Row<'_>) -> Result<Known> {
    Ok(Known {
        user: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        secret_hash: row.get(3)?,
        rotation_hash: row.get(4)?,
        created_at: row.get(5)?,
        seen_at: row.get(6)?,
        expires_at: row.get(7)?,
        user_state: row.get(8)?,
        username: row.get(9)?,
        display_name: row.get(10)?,
        roles: Vec::new(),
    })
}

/// What a refresh changes.
pub struct Rotation<'a> {
    pub from: &'a [u8],
    pub to: &'a [u8],
    pub now: Time,
    pub expires_at: Time,
    pub address: &'a str,
}

/// Whether the session was open and stood at `from`.
pub fn rotate(tx: &mut Tx<'_>, id: SessionId, rotation: &Rotation<'_>) -> Result<bool> {
    let Rotation { from, to, now, expires_at, address } = rotation;
    Ok(tx.execute(ROTATE, params![id.bucket(), id, from, to, now, expires_at, address])? == 1)
}

pub fn keep_alive(tx: &mut Tx<'_>, id: SessionId, now: Time, expires_at: Time) -> Result<()> {
    tx.execute(KEEP_ALIVE, params![id.bucket(), id, now, expires_at]).map(|_| ())
}

/// Whether it was open and the user's.
pub fn end(tx: &mut Tx<'_>, id: SessionId, user: UserId, now: Time, reason: EndReason) -> Result<bool> {
    Ok(tx.execute(END, params![id.bucket(), id, user, now, reason])? == 1)
}

/// Ends all of the user's but one; how many.
pub fn end_all(
    tx: &mut Tx<'_>,
    user: UserId,
    keep: Option<SessionId>,
    now: Time,
    reason: EndReason,
) -> Result<u64> {
    let kept = keep.map_or(0, SessionId::raw);
    tx.execute(END_ALL, params![user.bucket(), user, kept, now, reason])
}

/// Ends all of the user's but the newest `keep`.
pub fn end_oldest(tx: &mut Tx<'_>, user: UserId, keep: i64, now: Time) -> Result<()> {
    tx.execute(END_OLDEST, params![user.bucket(), user, keep, now, EndReason::Crowded]).map(|_| ())
}

pub fn list(tx: &mut Tx<'_>, user: UserId, now: Time, limit: i64) -> Result<Vec<Session>> {
    tx.all(LIST, params![user.bucket(), user, now, limit], |row| {
        Ok(Session {
            id: row.get(0)?,
            kind: row.get(1)?,
            agent: row.get(2)?,
            address: row.get(3)?,
            created_at: row.get(4)?,
            seen_at: row.get(5)?,
            expires_at: row.get(6)?,
        })
    })
}

pub fn sweep(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(SWEEP, params![before, limit])
}
