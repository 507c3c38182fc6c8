//! Which objects are named.

use ::store::{Tx, sql};
use kernel::{Result, params};

use super::side;
use crate::media::Claim;
use crate::media::name::{Name, Shape, Size};

sql! {
    IS_PICTURE = "select 1 from media_blobs where object = ?1 and object <> ''";
    OBJECTS = "
        select object from media_blobs where object > ?1 and state = 'kept'
        union all
        select object from media_sizes where object > ?1 and state = 'kept'
        order by 1 limit ?2";
    CLAIM = "
        select b.hash, b.mime, b.width, b.height, b.tint, 0, b.mime
          from media_blobs b where b.object = ?1 and b.object <> '' and b.state = 'kept'
        union all
        select b.hash, b.mime, b.width, b.height, b.tint, s.width, s.mime
          from media_sizes s join media_blobs b on b.hash = s.hash
         where s.object = ?1 and s.state = 'kept'";
    OWNERS = "
        select owner_kind, owner_id from media_owners where hash = ?1
         order by case when owner_kind = 'spu' then 0 else 1 end, owner_kind, owner_id limit ?2";
    IS_SIZE = "select 1 from media_sizes where object = ?1";
}

/// At most `limit` objects after `after` that must be in the store, in the database's order.
pub fn objects(tx: &mut Tx<'_>, after: &str, limit: i64) -> Result<Vec<String>> {
    tx.all(OBJECTS, params![after, limit], |row| row.get(0))
}

/// Whether a row names the object.
pub fn is_named(tx: &mut Tx<'_>, object: &str) -> Result<bool> {
    let is_picture = tx.optional(IS_PICTURE, params![object], |_| Ok(()))?.is_some();
    Ok(is_picture || tx.optional(IS_SIZE, params![object], |_| Ok(()))?.is_some())
}

/// Whose an object is that must be in the store, with at most `limit` owners.
pub fn claim(tx: &mut Tx<'_>, object: &str, limit: i64) -> Result<Option<Claim>> {
    let found = tx.optional(CLAIM, params![object], |row| {
        let hash: String = row.get(0)?;
        let tint = u8::try_from(row.get::<i64>(4)?).ok();
        let shape = Shape { mime: row.get(1)?, width: side(row, 2)?, height: side(row, 3)?, tint };
        let size = Size { width: side(row, 5)?, mime: row.get(6)? };
        Ok((Name::new(&hash, tint.map(|_| shape)), (size.width > 0).then_some(size)))
    })?;
    let Some((Some(name), size)) = found else { return Ok(None) };
    let owners = tx.all(OWNERS, params![name.hash(), limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Some(Claim { name, size, owners }))
}
