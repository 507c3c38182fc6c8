//! The sizes of a picture.

use ::store::{Tx, sql};
use kernel::{Cx, Result, Time, params};
use serde::{Deserialize, Serialize};

use super::side;
use crate::media::blobs::object_name;
use crate::media::model::Mime;
use crate::media::name::{Shape, Size};

/// A size that is to be made, and the object it will be in.
#[derive(Debug, Serialize, Deserialize)]
pub struct Planned {
    pub width: u32,
    pub mime: Mime,
    pub object: String,
}

sql! {
    SOURCE = "
        select object, mime, width, height from media_blobs
         where hash = ?1 and state = 'kept' and object <> ''";
    PLAN = "
        insert into media_sizes (hash, width, mime, object, state) values (?1, ?2, ?3, ?4, 'writing')
        on conflict do nothing";
    PLANNED = "
        select width, mime, object from media_sizes
         where hash = ?1 and state = 'writing' and width > 0 order by width, mime";
    MADE = "update media_sizes set state = 'kept' where hash = ?1 and object = ?2 and state = 'writing'";
    LOOKED = "update media_blobs set tint = ?2 where hash = ?1 and tint < 0";
    ALL_MADE = "
        update media_blobs set sizes_due_at = 0
         where hash = ?1 and not exists (
            select 1 from media_sizes s where s.hash = ?1 and s.state = 'writing' and s.width > 0)";
    DUE = "
        select hash from media_blobs
         where sizes_due_at > 0 and object <> '' and sizes_due_at <= ?1 and state = 'kept'
         order by sizes_due_at limit ?2";
    ASK_AT = "update media_blobs set sizes_due_at = ?2 where hash = ?1";
    LOST = "
        update media_sizes set state = 'writing' where object = ?1 and state = 'kept' and width > 0
        returning hash";
}

/// The object of a picture that is kept outside, and what it is.
pub fn source(tx: &mut Tx<'_>, hash: &str) -> Result<Option<(String, Shape)>> {
    tx.optional(SOURCE, params![hash], |row| {
        let shape = Shape { mime: row.get(1)?, width: side(row, 2)?, height: side(row, 3)?, tint: None };
        Ok((row.get(0)?, shape))
    })
}

/// Names an object for each size that has none yet; all that are still to be made.
pub fn plan(tx: &mut Tx<'_>, cx: &Cx, hash: &str, shape: Shape) -> Result<Vec<Planned>> {
    for Size { width, mime } in shape.sizes() {
        let fresh = object_name(hash, cx.id(kernel::Bucket::COMMON)?);
        tx.execute(PLAN, params![hash, i64::from(width), mime, fresh])?;
    }
    tx.all(PLANNED, params![hash], |row| {
        Ok(Planned { width: side(row, 0)?, mime: row.get(1)?, object: row.get(2)? })
    })
}

/// Nothing is changed when the picture left meanwhile: the object is swept up later.
pub fn made(tx: &mut Tx<'_>, hash: &str, object: &str) -> Result<()> {
    tx.execute(MADE, params![hash, object]).map(drop)
}

/// Keeps the mean colour of a picture that came without.
pub fn looked(tx: &mut Tx<'_>, hash: &str, tint: u8) -> Result<()> {
    tx.execute(LOOKED, params![hash, i64::from(tint)]).map(drop)
}

/// Nothing more is to be asked for, unless a size is still to be made.
pub fn all_made(tx: &mut Tx<'_>, hash: &str) -> Result<()> {
    tx.execute(ALL_MADE, params![hash]).map(drop)
}

/// At most `limit` pictures whose missing sizes are to be asked for by now, the longest waiting first.
pub fn due(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<Vec<String>> {
    tx.all(DUE, params![now, limit], |row| row.get(0))
}

/// What is missing by `at` is asked for again.
pub fn ask_at(tx: &mut Tx<'_>, hash: &str, at: Time) -> Result<()> {
    tx.execute(ASK_AT, params![hash, at]).map(drop)
}

/// A size that was kept in this object is to be made again; of which picture, unless that was said before.
pub fn lost(tx: &mut Tx<'_>, object: &str) -> Result<Option<String>> {
    tx.optional(LOST, params![object], |row| row.get(0))
}
