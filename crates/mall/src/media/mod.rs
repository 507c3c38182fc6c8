//! Pictures: known by the hash of their bytes, so that the same picture is kept once, whoever shows it.
//!
//! Nothing that a user sent is kept as it came: [`recode`] decodes it and writes it anew. A picture is taken in three
//! steps: [`intend`] names the object that will hold it, the caller puts the bytes there ([`Blobs::put`]), [`keep`]
//! says that they are there. Drawings of our own are short and stay in their row.

mod avatar;
mod blobs;
mod complete;
mod encode;
mod found;
mod jobs;
mod leave;
mod model;
mod move_in;
mod name;
mod recode;
mod sizes;
mod store;
mod sweep;
mod upload;
mod whole;

use std::collections::BTreeSet;
use std::sync::Arc;

use ::store::Tx;
use kernel::{Code, Cx, Result, Time};
use work::{Handlers, Schedule};

pub use avatar::{avatar, remove_avatar, set_avatar};
pub use blobs::Blobs;
pub use found::{Found, Place};
pub use model::{Audience, BYTES_MAX, Mime, Owner, is_hash};
pub use name::{Name, Shape, Size, WIDTHS};
pub use recode::{HandedIn, Recoded, recode};
pub use upload::{Intent, UPLOADS_A_DAY_MAX, check_uploads, intend, keep};

/// Time enough to save the product that a picture was handed in for.
pub const UNOWNED_KEPT_S: i64 = kernel::time::DAY_S;

/// Pictures of one owner that are ever looked at.
const OWNED_MAX: i64 = 100;

/// Keeps a picture drawn by this program. Never for an SVG that a user sent.
///
/// # Errors
/// [`Code::FileUnreadable`] unless it is an SVG with a `viewBox`, and without script.
pub fn store_drawing(tx: &mut Tx<'_>, cx: &Cx, svg: &str) -> Result<Name> {
    let (width, height) = model::drawing_size(svg)?;
    let shape = Shape { width, height, tint: None, mime: Mime::Svg };
    let name = Name::new(&model::hash_of(svg.as_bytes()), Some(shape)).ok_or(Code::Internal)?;
    store::keep_drawing(tx, cx.now, &name, shape, svg.as_bytes())?;
    Ok(name)
}

/// What is shown to everybody under a name, in a size: the best first, and after it what may stand in for it when its
/// object turns out to be missing. Nothing when there is no such picture or size.
///
/// # Errors
/// [`Code::Store`].
pub fn find(tx: &mut Tx<'_>, now: Time, name: &Name, size: Option<Size>) -> Result<Vec<Found>> {
    let stored = store::find(tx, name.hash(), Some(now.minus_s(UNOWNED_KEPT_S)))?;
    Ok(stored.map(|stored| stored.best_first(size)).unwrap_or_default())
}

/// As [`find`], for a caller who has made sure that whoever asks may see it.
///
/// # Errors
/// [`Code::Store`].
pub fn find_private(tx: &mut Tx<'_>, name: &Name, size: Option<Size>) -> Result<Vec<Found>> {
    let stored = store::find(tx, name.hash(), None)?;
    Ok(stored.map(|stored| stored.best_first(size)).unwrap_or_default())
}

/// The store does not have this object. If it held a size, that is made again.
///
/// # Errors
/// [`Code::Store`].
pub fn lost(tx: &mut Tx<'_>, cx: &Cx, object: &str) -> Result<()> {
    complete::lost(tx, cx, object)
}

/// The name of a picture that is kept here, by that name or by its hash.
///
/// # Errors
/// [`Code::Store`].
pub fn named(tx: &mut Tx<'_>, text: &str) -> Result<Option<Name>> {
    let hash = text.split('-').next().unwrap_or_default();
    if !is_hash(hash) {
        return Ok(None);
    }
    let Some(known) = store::name(tx, hash)? else { return Ok(None) };
    Ok((text == hash || known.to_string() == text).then_some(known))
}

/// Whether the picture is kept here, without reading it.
///
/// # Errors
/// [`Code::Store`].
pub fn has(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    Ok(named(tx, name)?.is_some())
}

/// Sets which pictures an owner shows: others it had are let go.
///
/// # Errors
/// [`Code::NotFound`] when one of them is not here.
pub fn own(tx: &mut Tx<'_>, cx: &Cx, owner: Owner, names: &[&str]) -> Result<()> {
    // What is let go lives on for as long as what was never shown: a backup under way still finds it. In one order, so
    // that two owners of the same pictures do not wait for each other.
    let before = owned(tx, owner)?;
    let wanted = names.iter().filter_map(|name| name.split('-').next());
    let hashes: BTreeSet<&str> = before.iter().map(Name::hash).chain(wanted).collect();
    for hash in hashes {
        store::touch(tx, hash, cx.now)?;
    }
    store::disown_all(tx, owner)?;
    names.iter().try_for_each(|name| own_also(tx, cx, owner, name))
}

/// Lets an owner show one picture more.
///
/// # Errors
/// [`Code::NotFound`] when it is not here.
pub fn own_also(tx: &mut Tx<'_>, cx: &Cx, owner: Owner, name: &str) -> Result<()> {
    let Some(known) = named(tx, name)? else { return Err(Code::NotFound.into()) };
    // Touching the row keeps it: who marks it as leaving waits for us, and then finds it young.
    if !store::touch(tx, known.hash(), cx.now)? {
        return Err(Code::NotFound.into());
    }
    store::own(tx, owner, known.hash())
}

/// The pictures that an owner shows, in the order of their hashes.
///
/// # Errors
/// [`Code::Store`].
pub fn owned(tx: &mut Tx<'_>, owner: Owner) -> Result<Vec<Name>> {
    store::owned(tx, owner, OWNED_MAX)
}

/// At most `limit` objects after `after` that must be in [`Blobs`]: what a backup has to keep.
///
/// # Errors
/// [`Code::Store`].
pub fn objects(tx: &mut Tx<'_>, after: &str, limit: i64) -> Result<Vec<String>> {
    store::sweep::objects(tx, after, limit)
}

/// Whose an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub name: Name,
    /// Unless it is the picture itself.
    pub size: Option<Size>,
    /// Who shows the picture, as kind and id: products first.
    pub owners: Vec<(String, i64)>,
}

/// Whose an object is that must be in [`Blobs`]; nobody's when it was let go.
///
/// # Errors
/// [`Code::Store`].
pub fn claim(tx: &mut Tx<'_>, object: &str) -> Result<Option<Claim>> {
    store::sweep::claim(tx, object, OWNED_MAX)
}

#[must_use]
pub fn handlers(handlers: Handlers, blobs: &Arc<dyn Blobs>) -> Handlers {
    handlers
        .effect::<jobs::MakeSizes, dyn Blobs>(blobs)
        .job::<leave::MarkUnowned>()
        .effect::<leave::ForgetUnowned, dyn Blobs>(blobs)
        .effect::<move_in::MoveIn, dyn Blobs>(blobs)
        .effect::<sweep::Sweep, dyn Blobs>(blobs)
        .effect::<sweep::DropStrays, dyn Blobs>(blobs)
}

/// What of this slice comes round by the clock: what takes long, at an hour when the shop sleeps.
#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![complete::schedule(), leave::schedule(), move_in::schedule(), sweep::schedule()]
}
