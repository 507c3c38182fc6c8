//! Pictures: blobs known by the hash of their bytes, so that the same picture is kept once.
//!
//! Nothing that a user sent is kept as it came: [`recode`] decodes it and writes it anew.

mod jobs;
mod model;
mod recode;
mod store;

use ::store::Tx;
use kernel::{Cx, Result, Time};

pub use jobs::{UNOWNED_KEPT_S, handlers, schedules};
pub use model::{BYTES_MAX, Blob, Mime, Owner, is_hash};
pub use recode::{Recoded, recode};

/// Keeps a picture that [`recode`] made; its hash. The same bytes twice are one blob.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn store(tx: &mut Tx<'_>, cx: &Cx, picture: &Recoded) -> Result<String> {
    keep(tx, cx, &Blob::of(picture.mime, picture.width, picture.height, picture.bytes.clone()))
}

/// Keeps a picture drawn by this program; its hash. Never for an SVG that a user sent.
///
/// # Errors
/// [`kernel::Code::FileUnreadable`] unless it is an SVG with a `viewBox`, and without script.
pub fn store_drawing(tx: &mut Tx<'_>, cx: &Cx, svg: &str) -> Result<String> {
    keep(tx, cx, &model::drawing(svg)?)
}

fn keep(tx: &mut Tx<'_>, cx: &Cx, blob: &Blob) -> Result<String> {
    store::keep(tx, cx.now, blob)?;
    Ok(blob.hash.clone())
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn get(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Blob>> {
    if is_hash(hash) { store::get(tx, hash) } else { Ok(None) }
}

/// Whether the blob is here, without reading it.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn has(tx: &mut Tx<'_>, hash: &str) -> Result<bool> {
    if is_hash(hash) { store::has(tx, hash) } else { Ok(false) }
}

/// Sets which pictures an owner shows: others it had are let go.
///
/// # Errors
/// [`kernel::Code::NotFound`] when one of them is not here.
pub fn own(tx: &mut Tx<'_>, owner: Owner, hashes: &[&str]) -> Result<()> {
    store::disown_all(tx, owner)?;
    for hash in hashes {
        if !has(tx, hash)? {
            return Err(kernel::Code::NotFound.into());
        }
        store::own(tx, owner, hash)?;
    }
    Ok(())
}

/// Lets an owner show one picture more.
///
/// # Errors
/// [`kernel::Code::NotFound`] when it is not here.
pub fn own_also(tx: &mut Tx<'_>, owner: Owner, hash: &str) -> Result<()> {
    if has(tx, hash)? { store::own(tx, owner, hash) } else { Err(kernel::Code::NotFound.into()) }
}

/// Deletes at most `limit` blobs that nobody owns and nobody handed in since `before`; how many went.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn forget_unowned(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    store::forget_unowned(tx, before, limit)
}
