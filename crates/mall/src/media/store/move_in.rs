//! Moving bytes out of the database.

use ::store::{Tx, sql};
use kernel::{Result, params};

use crate::media::model::Mime;

sql! {
    NEXT = "
        select hash, mime, bytes from media_blobs
         where object = '' and mime <> 'image/svg+xml' and state = 'kept' and hash > ?1
         order by hash limit 1";
    // Until the picture itself names the object, this row does, so that nobody takes it for a stray.
    INTEND = "
        insert into media_sizes (hash, width, mime, object, state) values (?1, 0, ?2, ?3, 'writing')
        on conflict do nothing";
    INTENDED = "select object from media_sizes where hash = ?1 and width = 0";
    MOVED = "
        update media_blobs set object = ?2, bytes = ?3
         where hash = ?1 and object = '' and state = 'kept'
           and exists (select 1 from media_sizes s where s.object = ?2)";
    FORGET = "delete from media_sizes where object = ?1 and width = 0";
}

/// A picture whose bytes are still in its row.
pub struct Inside {
    pub hash: String,
    pub mime: Mime,
    pub bytes: Vec<u8>,
}

pub fn next(tx: &mut Tx<'_>, after: &str) -> Result<Option<Inside>> {
    tx.optional(NEXT, params![after], |row| {
        Ok(Inside { hash: row.get(0)?, mime: row.get(1)?, bytes: row.get(2)? })
    })
}

/// Names the object that will hold the bytes: `fresh`, or the one that was named by an earlier try.
pub fn intend(tx: &mut Tx<'_>, inside: &Inside, fresh: &str) -> Result<String> {
    tx.execute(INTEND, params![inside.hash, inside.mime, fresh])?;
    tx.one(INTENDED, params![inside.hash], |row| row.get(0))
}

/// The bytes are in the object: it takes their place, unless the picture is leaving by now; whether it did.
pub fn moved(tx: &mut Tx<'_>, hash: &str, object: &str) -> Result<bool> {
    let nothing: &[u8] = &[];
    let rows = tx.execute(MOVED, params![hash, object, nothing])?;
    tx.execute(FORGET, params![object])?;
    Ok(rows == 1)
}
