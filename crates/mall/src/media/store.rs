//! The tables of pictures.

use ::store::{Tx, sql};
use kernel::{Result, Time, params};

use super::model::{Blob, Owner};

sql! {
    // The row is touched, and so locked, when it is there already: it cannot be forgotten meanwhile.
    KEEP = "
        insert into media_blobs (hash, mime, width, height, bytes, stored_at) values (?1, ?2, ?3, ?4, ?5, ?6)
        on conflict (hash) do update set stored_at = excluded.stored_at";
    GET = "select hash, mime, width, height, bytes from media_blobs where hash = ?1";
    HAS = "select 1 from media_blobs where hash = ?1";
    OWN = "
        insert into media_owners (hash, owner_kind, owner_id) values (?1, ?2, ?3) on conflict do nothing";
    DISOWN_ALL = "delete from media_owners where owner_kind = ?1 and owner_id = ?2";
    FORGET = "
        delete from media_blobs where stored_at < ?1 and hash in (
            select b.hash from media_blobs b
             where b.stored_at < ?1 and not exists (select 1 from media_owners o where o.hash = b.hash)
             order by b.stored_at limit ?2)";
}

pub fn keep(tx: &mut Tx<'_>, now: Time, blob: &Blob) -> Result<()> {
    tx.execute(KEEP, params![blob.hash, blob.mime, blob.width, blob.height, blob.bytes, now]).map(drop)
}

pub fn get(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Blob>> {
    tx.optional(GET, params![hash], |row| {
        Ok(Blob {
            hash: row.get(0)?,
            mime: row.get(1)?,
            width: row.get(2)?,
            height: row.get(3)?,
            bytes: row.get(4)?,
        })
    })
}

pub fn has(tx: &mut Tx<'_>, hash: &str) -> Result<bool> {
    Ok(tx.optional(HAS, params![hash], |_| Ok(()))?.is_some())
}

pub fn own(tx: &mut Tx<'_>, owner: Owner, hash: &str) -> Result<()> {
    tx.execute(OWN, params![hash, owner.kind, owner.id]).map(drop)
}

pub fn disown_all(tx: &mut Tx<'_>, owner: Owner) -> Result<()> {
    tx.execute(DISOWN_ALL, params![owner.kind, owner.id]).map(drop)
}

pub fn forget_unowned(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(FORGET, params![before, limit])
}
