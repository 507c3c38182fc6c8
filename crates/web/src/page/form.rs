//! Forms, with the token that says they come from a page of ours.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use kernel::{Code, Error, Result};
use mall::media::HandedIn;
use serde::de::DeserializeOwned;

use super::reader::{holder, session, visitor};
use crate::app::App;
use crate::csrf;
use crate::json;
use crate::media::UploadTurn;
use crate::params;
use crate::problem::Failure;

/// Bytes of a form without a file, at most.
const FORM_BYTES_MAX: usize = 256 * 1024;
/// Fields of a form, at most: a refund has one for each line of the order.
const FORM_PAIRS_MAX: usize = mall::pricing::LINES_MAX + 32;

/// A form that was sent, its token checked. `T` does not name the token.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

async fn check_token(parts: &Parts, app: &App, token: &str) -> Result<()> {
    let signed = session(&parts.headers, app).await?;
    app.csrf.check(holder(signed.as_ref(), visitor(parts)?.id), token)
}

fn sent_by_script(parts: &Parts) -> Option<String> {
    parts.headers.get(csrf::HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let pairs = read_pairs(request, app, FORM_BYTES_MAX, FORM_PAIRS_MAX).await?;
        Ok(Self(params::from_pairs(&pairs)?))
    }
}

/// The pairs of a form, without its token, which was checked.
async fn read_pairs(
    request: Request,
    app: &App,
    bytes_max: usize,
    pairs_max: usize,
) -> Result<Vec<(String, String)>> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Code::UnsupportedType.into());
    }
    let bytes = json::read_body(body, bytes_max).await?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Code::TextNotAllowed)?;
    let mut pairs = params::pairs(text, pairs_max)?;
    let place = pairs.iter().position(|(name, _)| name == csrf::FIELD);
    let token = place.map(|at| pairs.remove(at).1).or_else(|| sent_by_script(&parts));
    check_token(&parts, app, &token.unwrap_or_default()).await?;
    Ok(pairs)
}

/// Bytes and pairs of a form with a table in it, at most.
const TABLE_BYTES_MAX: usize = 1024 * 1024;
const TABLE_PAIRS_MAX: usize = 2_000;

/// A form with as many fields as its table has cells, its token checked.
#[derive(Clone, Debug)]
pub struct Pairs(pub Vec<(String, String)>);

impl FromRequest<App> for Pairs {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        Ok(Self(read_pairs(request, app, TABLE_BYTES_MAX, TABLE_PAIRS_MAX).await?))
    }
}

/// One file from a form, its token checked. The token comes before the file, so that nothing is read for nobody.
#[derive(Debug)]
pub struct Upload {
    pub file: HandedIn,
    /// Held as long as the file is.
    pub turn: UploadTurn,
}

impl FromRequest<App> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        // Taken along, so that the token can be checked while the body is read.
        let seen = Request::from_parts(parts.clone(), axum::body::Body::empty()).into_parts().0;
        let mut proven = false;
        if let Some(token) = sent_by_script(&seen) {
            check_token(&seen, app, &token).await?;
            proven = true;
        }
        parts
            .extensions
            .insert(axum::extract::DefaultBodyLimit::max(mall::media::BYTES_MAX + FORM_BYTES_MAX));
        let turn = upload_turn(&seen, app).await?;
        let request = Request::from_parts(parts, body);
        let mut multipart = Multipart::from_request(request, app).await.map_err(|_| Code::UnsupportedType)?;
        loop {
            let field = multipart.next_field().await.map_err(broken)?.ok_or_else(no_file)?;
            match field.name() {
                Some(csrf::FIELD) => {
                    check_token(&seen, app, &field.text().await.map_err(broken)?).await?;
                    proven = true;
                }
                Some("file") if proven => {
                    let declared = field.content_type().unwrap_or_default().to_owned();
                    let bytes = field.bytes().await.map_err(broken)?.to_vec();
                    return Ok(Self { file: HandedIn { bytes, declared }, turn });
                }
                Some("file") => return Err(Code::CsrfFailed.into()),
                _ => return Err(Error::field("file", "is the only field known here", "不支持的字段").into()),
            }
        }
    }
}

/// A form with files in it, its token checked. Sent without files it may be an ordinary form. The token comes before
/// the files, so that nothing is read for nobody.
#[derive(Debug)]
pub struct FileForm<T> {
    pub form: T,
    pub files: Vec<HandedIn>,
    /// Held as long as the files are.
    pub turn: Option<UploadTurn>,
}

/// The field that holds files.
const FILES_FIELD: &str = "photos";
/// Files of one form, at most; one more is told, and those after it are not read.
const FILES_MAX: usize = mall::aftersale::PHOTOS_MAX + 1;
/// Bytes of a form with files, at most.
const FILES_BYTES_MAX: usize = 3 * mall::media::BYTES_MAX;

impl<T: DeserializeOwned> FromRequest<App> for FileForm<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.unwrap_or_default().starts_with("multipart/") {
            let Form(form) = Form::from_request(request, app).await?;
            return Ok(Self { form, files: Vec::new(), turn: None });
        }
        let (mut parts, body) = request.into_parts();
        let seen = Request::from_parts(parts.clone(), axum::body::Body::empty()).into_parts().0;
        parts.extensions.insert(axum::extract::DefaultBodyLimit::max(FILES_BYTES_MAX + FORM_BYTES_MAX));
        let request = Request::from_parts(parts, body);
        let mut multipart = Multipart::from_request(request, app).await.map_err(|_| Code::UnsupportedType)?;
        let mut proven = match sent_by_script(&seen) {
            Some(token) => check_token(&seen, app, &token).await.map(|()| true)?,
            None => false,
        };
        let turn = Some(upload_turn(&seen, app).await?);
        let (mut pairs, mut files) = (Vec::new(), Vec::new());
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == csrf::FIELD {
                check_token(&seen, app, &field.text().await.map_err(broken)?).await?;
                proven = true;
            } else if !proven {
                return Err(Code::CsrfFailed.into());
            } else if name == FILES_FIELD {
                let declared = field.content_type().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(broken)?.to_vec();
                // A browser sends an empty file where none was chosen.
                if !bytes.is_empty() && files.len() < FILES_MAX {
                    files.push(HandedIn { bytes, declared });
                }
            } else if pairs.len() < FORM_PAIRS_MAX {
                pairs.push((name, field.text().await.map_err(broken)?));
            } else {
                return Err(Code::MalformedBody.into());
            }
        }
        if !proven {
            return Err(Code::CsrfFailed.into());
        }
        Ok(Self { form: params::from_pairs(&pairs)?, files, turn })
    }
}

/// Only those who are signed in hand anything in, each in turns of their own.
async fn upload_turn(parts: &Parts, app: &App) -> Result<UploadTurn> {
    let signed = session(&parts.headers, app).await?.ok_or(Code::Unauthenticated)?;
    app.pictures.upload_turn(signed.user).await
}

fn no_file() -> Error {
    Error::field("file", "is missing", "缺少文件")
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    let code = match error.status().as_u16() {
        413 => Code::TooLarge,
        _ => Code::MalformedBody,
    };
    Error::new(code).because(error)
}
