//! Letting pictures go.

use ::store::{Tx, sql};
use kernel::{Result, Time, params};
use serde::{Deserialize, Serialize};

/// A picture that goes, with its objects.
#[derive(Debug, Serialize, Deserialize)]
pub struct Leaving {
    pub hash: String,
    /// Empty when its bytes are in the row.
    pub object: String,
    pub sizes: Vec<String>,
}

sql! {
    // The outer conditions are asked again of a row that was changed while we waited for it.
    MARK = "
        update media_blobs set state = 'leaving'
         where stored_at < ?1 and state <> 'leaving' and hash in (
            select b.hash from media_blobs b
             where b.stored_at < ?1 and b.state <> 'leaving'
               and not exists (select 1 from media_owners o where o.hash = b.hash)
             order by b.stored_at limit ?2)";
    FORGET_INSIDE = "
        delete from media_blobs where state = 'leaving' and object = ''
           and not exists (select 1 from media_sizes s where s.hash = media_blobs.hash)";
    LEAVING = "
        select hash, object from media_blobs where state = 'leaving' and hash > ?1 order by hash limit ?2";
    SIZES = "select object from media_sizes where hash = ?1 order by object";
    FORGET_SIZE = "delete from media_sizes where object = ?1";
    FORGET = "delete from media_blobs where hash = ?1 and object = ?2 and state = 'leaving'";
}

/// Marks at most `limit` pictures that nobody owns and nobody handed in since `before`; how many.
pub fn mark(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(MARK, params![before, limit])
}

/// Drops those that are marked and have nothing outside.
pub fn forget_inside(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute(FORGET_INSIDE, &[]).map(drop)
}

/// Of those that are marked, at most `limit` after `after`, with what they have outside.
pub fn leaving(tx: &mut Tx<'_>, after: &str, limit: i64) -> Result<Vec<Leaving>> {
    let mut leaving: Vec<Leaving> = tx.all(LEAVING, params![after, limit], |row| {
        Ok(Leaving { hash: row.get(0)?, object: row.get(1)?, sizes: Vec::new() })
    })?;
    for one in &mut leaving {
        one.sizes = tx.all(SIZES, params![one.hash], |row| row.get(0))?;
    }
    Ok(leaving)
}

/// Forgets a picture whose objects are gone; not if it came back meanwhile, in another object.
pub fn forget(tx: &mut Tx<'_>, gone: &Leaving) -> Result<()> {
    for size in &gone.sizes {
        tx.execute(FORGET_SIZE, params![size])?;
    }
    tx.execute(FORGET, params![gone.hash, gone.object]).map(drop)
}
