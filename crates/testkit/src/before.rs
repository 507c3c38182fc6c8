//! What databases hold that were made by versions before this one.

use kernel::{Cx, Result, params};
use store::{Tx, sql};

sql! {
    BLOB = "
        insert into media_blobs (hash, mime, width, height, bytes, stored_at)
        values (?1, 'image/jpeg', ?2, ?3, ?4, ?5)";
}

/// A picture whose bytes are in its row.
///
/// # Errors
/// When it is there already.
pub fn picture_of_before(
    tx: &mut Tx<'_>,
    cx: &Cx,
    hash: &str,
    width: i64,
    height: i64,
    jpeg: &[u8],
) -> Result<()> {
    tx.execute(BLOB, params![hash, width, height, jpeg, cx.now]).map(drop)
}
