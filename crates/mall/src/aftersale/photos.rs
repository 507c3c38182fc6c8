//! Photos that a buyer adds to a case, for staff to see what is wrong. They are shown to the two and nobody else.

use ::store::Tx;
use kernel::{Code, Cx, Error, Result};

use super::{AftersaleId, AftersaleState, lock_own};
use crate::account::UserId;
use crate::media::{self, Intent, Name, Owner};

/// Photos of one case.
pub const PHOTOS_MAX: usize = 6;

fn owner(id: AftersaleId) -> Owner {
    Owner::private("aftersale", id.raw())
}

/// Adds a photo to one's own case, while nobody has decided it.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::AftersaleMoved`] once it is decided; [`Code::Invalid`] about `photos` when there are
/// [`PHOTOS_MAX`] already; as [`media::keep`].
pub fn add_photo(tx: &mut Tx<'_>, cx: &Cx, user: UserId, id: AftersaleId, intent: &Intent) -> Result<Name> {
    let case = lock_own(tx, user, id)?;
    if case.state != AftersaleState::Requested {
        return Err(Code::AftersaleMoved.into());
    }
    let name = media::keep(tx, cx, intent)?;
    let known = photos(tx, id)?;
    if known.len() >= PHOTOS_MAX && !known.contains(&name) {
        return Err(too_many());
    }
    media::own_also(tx, cx, owner(id), name.hash())?;
    Ok(name)
}

/// What is said when somebody adds more than [`PHOTOS_MAX`].
#[must_use]
pub fn too_many() -> Error {
    let (en, zh) = (format!("are at most {PHOTOS_MAX}"), format!("最多 {PHOTOS_MAX} 张"));
    Error::field("photos", en, zh)
}

/// The photos of a case. Who may see them is for the caller to ask.
///
/// # Errors
/// [`Code::Store`].
pub fn photos(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Vec<Name>> {
    media::owned(tx, owner(id))
}

/// Makes sure that a picture is a photo of the case.
///
/// # Errors
/// [`Code::NotFound`].
pub fn check_photo(tx: &mut Tx<'_>, id: AftersaleId, name: &Name) -> Result<()> {
    if photos(tx, id)?.contains(name) { Ok(()) } else { Err(Code::NotFound.into()) }
}
