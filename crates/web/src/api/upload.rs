//! A file in the body of a request.

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use kernel::{Code, Error, Result};
use mall::media::{self, HandedIn};
use utoipa::ToSchema;

use crate::app::App;

/// What a form has around its file.
const FORM_BYTES: usize = 16 * 1024;

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the form in the document")]
pub struct UploadForm {
    /// JPEG, PNG, GIF or WebP, at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Lets a body be as large as a file may be.
pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(media::BYTES_MAX + FORM_BYTES)
}

/// # Errors
/// [`Code::UnsupportedType`] unless it is a form; [`Code::TooLarge`]; [`Code::Invalid`] about `file`.
pub async fn one_file(request: Request, app: &App) -> Result<HandedIn> {
    let mut form = Multipart::from_request(request, app).await.map_err(|_| Code::UnsupportedType)?;
    let field = form.next_field().await.map_err(broken)?;
    let missing = || Error::field("file", "is missing", "缺少文件");
    let field = field.filter(|field| field.name() == Some("file")).ok_or_else(missing)?;
    let declared = field.content_type().unwrap_or_default().to_owned();
    Ok(HandedIn { bytes: field.bytes().await.map_err(broken)?.to_vec(), declared })
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    let code = if error.status().as_u16() == 413 { Code::TooLarge } else { Code::MalformedBody };
    Error::new(code).because(error)
}
