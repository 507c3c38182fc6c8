//! The tables of pictures.

pub mod leave;
pub mod move_in;
pub mod sizes;
pub mod sweep;

use ::store::{Row, Tx, sql};
use kernel::{Result, Time, params};

use crate::account::UserId;
use crate::media::found::{Place, Stored};
use crate::media::model::{Audience, BlobState, Mime, Owner};
use crate::media::name::{Name, Shape, Size};

sql! {
    INTEND = "
        insert into media_blobs (hash, mime, width, height, bytes, stored_at, object, state, tint, public_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'writing', ?8, 0)
        on conflict do nothing";
    KEEP_DRAWING = "
        insert into media_blobs (hash, mime, width, height, bytes, stored_at, object, state, tint, public_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, '', 'kept', -1, ?6)
        on conflict (hash) do update set stored_at = excluded.stored_at, public_at = excluded.public_at";
    TOUCH_ANY = "update media_blobs set stored_at = ?2 where hash = ?1 returning object, state";
    TOUCH = "update media_blobs set stored_at = ?2 where hash = ?1 and state = 'kept'";
    COME_BACK = "
        update media_blobs set object = ?2, state = 'writing' where hash = ?1 and state = 'leaving'";
    DROP_SIZES = "delete from media_sizes where hash = ?1";
    WRITTEN = "
        update media_blobs set state = 'kept', stored_at = ?3, sizes_due_at = ?4
         where hash = ?1 and object = ?2 and state in ('writing', 'kept')";
    PUBLISH = "update media_blobs set public_at = ?2 where hash = ?1 and state = 'kept'";
    COUNT_UPLOAD = "
        insert into media_uploads (bucket, user_id, day, files, bytes) values (?1, ?2, ?3, 1, ?4)
        on conflict (bucket, user_id, day) do update
            set files = media_uploads.files + 1, bytes = media_uploads.bytes + excluded.bytes
        returning files, bytes";
    UPLOADS = "select files, bytes from media_uploads where bucket = ?1 and user_id = ?2 and day = ?3";
    FORGET_UPLOADS = "delete from media_uploads where day < ?1";
    NAME = "
        select mime, width, height, tint from media_blobs where hash = ?1 and state = 'kept'";
    FIND = "
        select b.mime, b.object, b.bytes, b.width, b.height, s.object, s.width, s.mime
          from media_blobs b
          left join media_sizes s on s.hash = b.hash and s.state = 'kept' and s.width > 0
         where b.hash = ?1 and b.state = 'kept'";
    FIND_PUBLIC = "
        select b.mime, b.object, b.bytes, b.width, b.height, s.object, s.width, s.mime
          from media_blobs b
          left join media_sizes s on s.hash = b.hash and s.state = 'kept' and s.width > 0
         where b.hash = ?1 and b.state = 'kept'
           and (b.public_at > ?2
                or exists (select 1 from media_owners o where o.hash = b.hash and o.is_public = 1))";
    OWN = "
        insert into media_owners (hash, owner_kind, owner_id, is_public) values (?1, ?2, ?3, ?4)
        on conflict do nothing";
    OWNED = "
        select b.mime, b.width, b.height, b.tint, b.hash
          from media_owners o join media_blobs b on b.hash = o.hash
         where o.owner_kind = ?1 and o.owner_id = ?2 and b.state = 'kept'
         order by b.hash limit ?3";
    DISOWN_ALL = "delete from media_owners where owner_kind = ?1 and owner_id = ?2";
}

/// What is known of a picture that is here, in whatever state.
pub struct Known {
    pub object: String,
    pub state: BlobState,
}

/// What somebody handed in on one day.
pub struct HandedIn {
    pub files: i64,
    pub bytes: i64,
}

/// A length in pixels.
fn side(row: &Row<'_>, at: usize) -> Result<u32> {
    Ok(u32::try_from(row.get::<i64>(at)?).unwrap_or(0))
}

fn tint_of(shape: Shape) -> i64 {
    shape.tint.map_or(-1, i64::from)
}

/// Enters a picture whose bytes will be in `object`; `false` when it is here already.
pub fn intend(tx: &mut Tx<'_>, now: Time, name: &Name, shape: Shape, object: &str) -> Result<bool> {
    let (width, height) = (i64::from(shape.width), i64::from(shape.height));
    let nothing: &[u8] = &[];
    let rows = tx.execute(
        INTEND,
        params![name.hash(), shape.mime, width, height, nothing, now, object, tint_of(shape)],
    )?;
    Ok(rows == 1)
}

pub fn keep_drawing(tx: &mut Tx<'_>, now: Time, name: &Name, shape: Shape, bytes: &[u8]) -> Result<()> {
    let (width, height) = (i64::from(shape.width), i64::from(shape.height));
    tx.execute(KEEP_DRAWING, params![name.hash(), shape.mime, width, height, bytes, now]).map(drop)
}

/// Makes a picture young, and locks its row.
pub fn touch_any(tx: &mut Tx<'_>, hash: &str, now: Time) -> Result<Known> {
    tx.one(TOUCH_ANY, params![hash, now], |row| Ok(Known { object: row.get(0)?, state: row.get(1)? }))
}

/// Makes a picture young that is kept, and locks its row; whether it is kept.
pub fn touch(tx: &mut Tx<'_>, hash: &str, now: Time) -> Result<bool> {
    Ok(tx.execute(TOUCH, params![hash, now])? == 1)
}

/// A picture that was leaving will be in another object. Its sizes leave with the old one.
pub fn come_back(tx: &mut Tx<'_>, hash: &str, object: &str) -> Result<()> {
    tx.execute(DROP_SIZES, params![hash])?;
    tx.execute(COME_BACK, params![hash, object]).map(drop)
}

/// The bytes are in the object. What is missing of its sizes by `sizes_due_at` is asked for again.
pub fn written(tx: &mut Tx<'_>, hash: &str, object: &str, now: Time, sizes_due_at: Time) -> Result<bool> {
    Ok(tx.execute(WRITTEN, params![hash, object, now, sizes_due_at])? == 1)
}

pub fn publish(tx: &mut Tx<'_>, hash: &str, now: Time) -> Result<()> {
    tx.execute(PUBLISH, params![hash, now]).map(drop)
}

pub fn count_upload(tx: &mut Tx<'_>, user: UserId, day: i64, bytes: i64) -> Result<HandedIn> {
    let read = |row: &Row<'_>| Ok(HandedIn { files: row.get(0)?, bytes: row.get(1)? });
    tx.one(COUNT_UPLOAD, params![user.bucket(), user, day, bytes], read)
}

/// What a user has handed in on a day.
pub fn uploads(tx: &mut Tx<'_>, user: UserId, day: i64) -> Result<Option<HandedIn>> {
    let read = |row: &Row<'_>| Ok(HandedIn { files: row.get(0)?, bytes: row.get(1)? });
    tx.optional(UPLOADS, params![user.bucket(), user, day], read)
}

pub fn forget_uploads(tx: &mut Tx<'_>, before_day: i64) -> Result<()> {
    tx.execute(FORGET_UPLOADS, params![before_day]).map(drop)
}

/// The name of a picture that is kept. One of before, at which nobody has looked, is named by its hash alone.
pub fn name(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Name>> {
    let found = tx.optional(NAME, params![hash], shape)?;
    Ok(found.and_then(|shape| Name::new(hash, shape)))
}

/// The shape in the first columns: mime, width, height, tint.
fn shape(row: &Row<'_>) -> Result<Option<Shape>> {
    let (mime, tint) = (row.get(0)?, u8::try_from(row.get::<i64>(3)?).ok());
    let shape = Shape { width: side(row, 1)?, height: side(row, 2)?, tint, mime };
    Ok((tint.is_some() || mime == Mime::Svg).then_some(shape))
}

pub fn owned(tx: &mut Tx<'_>, owner: Owner, limit: i64) -> Result<Vec<Name>> {
    let read = |row: &Row<'_>| Ok(Name::new(&row.get::<String>(4)?, shape(row)?));
    let names = tx.all(OWNED, params![owner.kind, owner.id, limit], read)?;
    Ok(names.into_iter().flatten().collect())
}

/// What is kept under a hash; with `shown_since`, only what everybody may see.
pub fn find(tx: &mut Tx<'_>, hash: &str, shown_since: Option<Time>) -> Result<Option<Stored>> {
    let rows = match shown_since {
        Some(since) => tx.all(FIND_PUBLIC, params![hash, since], found)?,
        None => tx.all(FIND, params![hash], found)?,
    };
    let mut rows = rows.into_iter();
    let Some((mut stored, first)) = rows.next() else { return Ok(None) };
    stored.sizes = first.into_iter().chain(rows.filter_map(|(_, size)| size)).collect();
    Ok(Some(stored))
}

/// The picture, and one of its sizes if it has any.
fn found(row: &Row<'_>) -> Result<(Stored, Option<(Size, String)>)> {
    let shape = Shape { mime: row.get(0)?, width: side(row, 3)?, height: side(row, 4)?, tint: None };
    let object: String = row.get(1)?;
    let whole = if object.is_empty() { Place::Row(row.get(2)?) } else { Place::Object(object) };
    let size = match row.get(5)? {
        Some(object) => Some((Size { width: side(row, 6)?, mime: row.get(7)? }, object)),
        None => None,
    };
    Ok((Stored { shape, whole, sizes: Vec::new() }, size))
}

pub fn own(tx: &mut Tx<'_>, owner: Owner, hash: &str) -> Result<()> {
    let is_public = owner.audience == Audience::Everybody;
    tx.execute(OWN, params![hash, owner.kind, owner.id, is_public]).map(drop)
}

pub fn disown_all(tx: &mut Tx<'_>, owner: Owner) -> Result<()> {
    tx.execute(DISOWN_ALL, params![owner.kind, owner.id]).map(drop)
}
