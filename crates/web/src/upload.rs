//! Pictures that somebody hands in: decoded, written where they last, and then kept by the use case that wants them.

use kernel::{Actor, Code, Error, Lang, Result};
use mall::account::UserId;
use mall::aftersale;
use mall::media::{self, Audience, HandedIn, Intent};

use crate::app::App;

/// Whether an error says what is wrong with the file, so that another file helps.
pub fn is_about_the_file(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::FileUnreadable
            | Code::PictureCut
            | Code::PictureDrawn
            | Code::PictureMislabelled
            | Code::PictureTooBig
            | Code::PictureType
            | Code::TooLarge
            | Code::TooManyUploads
    )
}

/// As [`put`], for photos that go with a case. What is wrong is said about `photos`.
///
/// # Errors
/// As [`put`].
pub async fn put_photos(app: &App, actor: Actor, user: UserId, files: Vec<HandedIn>) -> Result<Vec<Intent>> {
    if files.len() > aftersale::PHOTOS_MAX {
        return Err(aftersale::too_many());
    }
    put(app, actor, user, Audience::Few, files).await.map_err(|error| {
        if !is_about_the_file(&error) {
            return error;
        }
        let (en, zh) = (error.code().sentence(Lang::En), error.code().sentence(Lang::Zh));
        error.with_detail("photos", en, zh)
    })
}

/// Decodes files and writes what becomes of them anew. When this returns, the bytes are durable; they are kept once
/// the intents are given to [`media::keep`].
///
/// # Errors
/// As [`media::recode`] and [`media::intend`]; [`kernel::Code::MediaUnavailable`].
pub async fn put(
    app: &App,
    actor: Actor,
    user: UserId,
    audience: Audience,
    files: Vec<HandedIn>,
) -> Result<Vec<Intent>> {
    let mut intents = Vec::with_capacity(files.len());
    for file in files {
        let now = app.now();
        // Asked before the picture is taken apart, which takes long, and again when it is counted.
        app.db.point(move |tx| media::check_uploads(tx, now, user)).await?;
        let recoded = app.decode(move || media::recode(&file)).await??;
        let described = recoded.clone();
        let begin =
            move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| media::intend(tx, cx, user, audience, &described);
        let intent = app.db.write(actor, begin).await?;
        if let Some(object) = intent.object() {
            app.pictures.put(object.to_owned(), recoded.bytes).await?;
        }
        intents.push(intent);
    }
    Ok(intents)
}
