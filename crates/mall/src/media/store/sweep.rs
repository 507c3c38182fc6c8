//! Which objects are named.

use ::store::{Tx, sql};
use kernel::{Result, params};

sql! {
    IS_PICTURE = "select 1 from media_blobs where object = ?1 and object <> ''";
    OBJECTS = "
        select object from media_blobs where object > ?1 and state = 'kept'
        union all
        select object from media_sizes where object > ?1 and state = 'kept'
        order by 1 limit ?2";
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
