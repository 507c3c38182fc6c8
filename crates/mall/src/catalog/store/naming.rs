//! Pictures that are named by their hash alone.

use ::store::{Tx, sql};
use kernel::{Result, params};

use crate::catalog::SpuId;

sql! {
    // The condition is that of the index, word for word.
    SPUS = "
        select distinct spu_id from catalog_pictures where length(media) = 64 and spu_id > ?1
         order by spu_id limit ?2";
    BARE = "select distinct media from catalog_pictures where spu_id = ?1 and length(media) = 64";
    RENAME = "update catalog_pictures set media = ?3 where spu_id = ?1 and media = ?2";
    RENAME_COVER = "update catalog_spus set cover = ?3 where id = ?1 and cover = ?2";
}

/// At most `limit` products after one that name a picture so.
pub fn spus(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<SpuId>> {
    tx.all(SPUS, params![after, limit], |row| row.get(0))
}

pub fn bare(tx: &mut Tx<'_>, spu: SpuId) -> Result<Vec<String>> {
    tx.all(BARE, params![spu], |row| row.get(0))
}

pub fn rename(tx: &mut Tx<'_>, spu: SpuId, bare: &str, name: &str) -> Result<()> {
    tx.execute(RENAME, params![spu, bare, name])?;
    tx.execute(RENAME_COVER, params![spu, bare, name]).map(drop)
}
