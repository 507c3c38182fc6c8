//! `codes`.

use kernel::{Result, Time, params};
use store::{Tx, sql};

use crate::account::code::Purpose;
use crate::account::model::Phone;

/// What a code is checked against.
pub struct Stored {
    pub salt: Vec<u8>,
    pub hash: Vec<u8>,
}

sql! {
    PUT = "
        insert into codes (phone, purpose, salt, hash, tries, created_at, expires_at)
        values (?1, ?2, ?3, ?4, 0, ?5, ?6)
        on conflict (phone, purpose) do update set
            salt = ?3, hash = ?4, tries = 0, created_at = ?5, expires_at = ?6";
    TRY = "
        update codes set tries = tries + 1
         where phone = ?1 and purpose = ?2 and ?3 < expires_at and tries < ?4
        returning salt, hash";
    CONSUME = "
        delete from codes where phone = ?1 and purpose = ?2";
    SWEEP = "
        delete from codes where (phone, purpose) in
            (select phone, purpose from codes where expires_at <= ?1 order by expires_at limit ?2)";
}

/// The one living code of the number and purpose; an earlier one ends.
pub fn put(
    tx: &mut Tx<'_>,
    phone: &Phone,
    purpose: Purpose,
    code: &Stored,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    tx.execute(PUT, params![phone, purpose, code.salt, code.hash, now, expires_at]).map(|_| ())
}

/// Takes one of the tries; `None` when there is no living code or no try left. Taken before the comparison, so
/// that guesses made at the same time cannot share one.
pub fn take_try(
    tx: &mut Tx<'_>,
    phone: &Phone,
    purpose: Purpose,
    now: Time,
    tries_max: i64,
) -> Result<Option<Stored>> {
    tx.optional(TRY, params![phone, purpose, now, tries_max], |row| {
        Ok(Stored { salt: row.get(0)?, hash: row.get(1)? })
    })
}

/// Whether the code was still there to be used.
pub fn consume(tx: &mut Tx<'_>, phone: &Phone, purpose: Purpose) -> Result<bool> {
    Ok(tx.execute(CONSUME, params![phone, purpose])? == 1)
}

pub fn sweep(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<u64> {
    tx.execute(SWEEP, params![now, limit])
}
