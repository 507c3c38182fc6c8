//! Taking a picture in, in three steps: the intent, the bytes, the word that they are there.

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Code, Cx, Result, Time};
use work::When;

use super::blobs::object_name;
use super::complete::FIRST_ASKED_AFTER_S;
use super::jobs::MakeSizes;
use super::model::{Audience, BlobState};
use super::name::Name;
use super::recode::Recoded;
use super::store;
use crate::account::UserId;

/// Pictures that one person may hand in on one day. Staff who fill a catalogue have the most to hand in.
pub const UPLOADS_A_DAY_MAX: i64 = 2_000;
/// Bytes that one person may have written on one day, counted as they are kept.
const BYTES_A_DAY_MAX: i64 = 500 * 1024 * 1024;

/// A picture that is about to be kept.
#[derive(Clone, Debug)]
pub struct Intent {
    name: Name,
    audience: Audience,
    /// Where its bytes must be put before [`keep`]; nowhere when they are here already.
    object: Option<String>,
}

impl Intent {
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Where the bytes must be put before [`keep`]; nowhere when they are here already.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }
}

fn day(now: Time) -> i64 {
    now.micros().div_euclid(DAY_S * 1_000_000)
}

/// Whether a user may hand in another picture today.
///
/// # Errors
/// [`Code::TooManyUploads`].
pub fn check_uploads(tx: &mut Tx<'_>, now: Time, user: UserId) -> Result<()> {
    let is_full = |handed_in: store::HandedIn| {
        UPLOADS_A_DAY_MAX <= handed_in.files || BYTES_A_DAY_MAX <= handed_in.bytes
    };
    if store::uploads(tx, user, day(now))?.is_some_and(is_full) {
        return Err(Code::TooManyUploads.into());
    }
    Ok(())
}

/// The first step: says which object will hold the picture. From now on nobody takes that object for a stray.
///
/// # Errors
/// [`Code::TooManyUploads`].
pub fn intend(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    audience: Audience,
    picture: &Recoded,
) -> Result<Intent> {
    let bytes = i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX);
    let handed_in = store::count_upload(tx, user, day(cx.now), bytes)?;
    if handed_in.files > UPLOADS_A_DAY_MAX || handed_in.bytes > BYTES_A_DAY_MAX {
        return Err(Code::TooManyUploads.into());
    }
    let Recoded { name, shape, .. } = picture;
    let fresh = object_name(name.hash(), cx.id(kernel::Bucket::COMMON)?);
    let object = if store::intend(tx, cx.now, name, *shape, &fresh)? {
        Some(fresh)
    } else {
        let known = store::touch_any(tx, name.hash(), cx.now)?;
        match known.state {
            BlobState::Kept => None,
            // Somebody hands the same picture in at this moment, or broke off: the same bytes under the same name.
            BlobState::Writing => Some(known.object),
            // Its object is being deleted, and so are its sizes: it comes back under another name.
            BlobState::Leaving => {
                store::come_back(tx, name.hash(), &fresh)?;
                Some(fresh)
            }
        }
    };
    Ok(Intent { name: name.clone(), audience, object })
}

/// The last step: the bytes are there. Its sizes are made by a job.
///
/// # Errors
/// [`Code::Busy`] when the object was let go meanwhile, which takes a day: handing in again helps.
pub fn keep(tx: &mut Tx<'_>, cx: &Cx, intent: &Intent) -> Result<Name> {
    let Intent { name, audience, object } = intent;
    let is_kept = match object {
        Some(object) => store::written(tx, name.hash(), object, cx.now, cx.now.plus_s(FIRST_ASKED_AFTER_S))?,
        None => store::touch(tx, name.hash(), cx.now)?,
    };
    if !is_kept {
        return Err(Code::Busy.into());
    }
    if *audience == Audience::Everybody {
        store::publish(tx, name.hash(), cx.now)?;
    }
    let sizes = MakeSizes { hash: name.hash().to_owned(), is_again: false };
    work::job::enqueue(tx, cx, &sizes, When::Now, Some(name.hash()))?;
    Ok(name.clone())
}
