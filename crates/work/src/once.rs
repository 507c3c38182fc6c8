//! Requests that may be repeated: the first answer is kept in the transaction of its work.

use kernel::{Bucket, Code, Cx, Result, Time, params};
use store::{Tx, sql};

/// Whose request it is, and which.
#[derive(Clone, Debug)]
pub struct Scope {
    pub bucket: Bucket,
    /// Raw id of the user; keys of two users never meet.
    pub owner: i64,
    pub key: String,
    /// Of method, path and body: the same key with another request is a mistake.
    pub request_hash: [u8; 32],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub body: String,
    /// Whether it is the stored answer of an earlier request.
    pub replayed: bool,
}

/// How long answers are kept.
pub const KEEP_S: i64 = 3 * 86_400;

sql! {
    FIND = "
        select request_hash, answer from idempotency_keys where bucket = ?1 and owner = ?2 and key = ?3";
    KEEP = "
        insert into idempotency_keys (bucket, owner, key, request_hash, answer, at)
        values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing";
    FORGET = "
        delete from idempotency_keys where (bucket, owner, key) in
            (select bucket, owner, key from idempotency_keys where at < ?1 order by at limit ?2)";
}

/// Does the work and keeps its answer, or gives the answer of the same request that came before.
///
/// # Errors
/// [`Code::IdempotencyConflict`] when the key was used for another request; [`Code::Busy`] when the same
/// request is being answered at this moment; whatever `work` returns.
pub fn run(
    tx: &mut Tx<'_>,
    cx: &Cx,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Cx) -> Result<String>,
) -> Result<Answer> {
    let kept = tx.optional(FIND, params![scope.bucket, scope.owner, scope.key], |row| {
        Ok((row.get::<Vec<u8>>(0)?, row.get::<String>(1)?))
    })?;
    if let Some((hash, body)) = kept {
        return if hash == scope.request_hash {
            Ok(Answer { body, replayed: true })
        } else {
            Err(Code::IdempotencyConflict.into())
        };
    }
    let body = work(tx, cx)?;
    let rows = tx.execute(
        KEEP,
        params![scope.bucket, scope.owner, scope.key, scope.request_hash.as_slice(), body, cx.now],
    )?;
    if rows == 1 { Ok(Answer { body, replayed: false }) } else { Err(Code::Busy.into()) }
}

/// Deletes at most `limit` answers older than a moment; how many went.
///
/// # Errors
/// [`Code::Store`].
pub fn forget(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(FORGET, params![before, limit])
}
