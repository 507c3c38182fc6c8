//! Staff hand pictures in: decoded and written anew before anything is kept.

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use kernel::{Code, Error, Result};
use mall::account::Permission;
use mall::desk::{self, catalogue};
use mall::media;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Created, One};
use crate::api::doc;
use crate::app::App;
use crate::auth::Staff;
use crate::problem::Failure;

/// What a form has around its file.
const FORM_BYTES: usize = 16 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    let limit = DefaultBodyLimit::max(media::BYTES_MAX + FORM_BYTES);
    OpenApiRouter::new().routes(routes!(upload_picture)).layer(limit)
}

/// A picture that is kept here.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct UploadView {
    /// Names it in a product.
    hash: String,
    url: String,
    width: i64,
    height: i64,
}

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the form in the document")]
struct UploadForm {
    /// JPEG, PNG, GIF or WebP, at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

async fn file(request: Request, app: &App) -> Result<Vec<u8>> {
    let mut form = Multipart::from_request(request, app).await.map_err(|_| Code::UnsupportedType)?;
    let field = form.next_field().await.map_err(broken)?;
    let missing = || Error::field("file", "is missing", "缺少文件");
    let field = field.filter(|field| field.name() == Some("file")).ok_or_else(missing)?;
    Ok(field.bytes().await.map_err(broken)?.to_vec())
}

fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    let code = if error.status().as_u16() == 413 { Code::TooLarge } else { Code::MalformedBody };
    Error::new(code).because(error)
}

/// Hands a picture in
#[utoipa::path(post, path = "/pictures", tag = "staff", security(("bearer" = [])),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = One<UploadView>), doc::StaffChange))]
async fn upload_picture(
    State(app): State<App>,
    staff: Staff,
    request: Request,
) -> Result<Created<UploadView>, Failure> {
    let user = staff.id();
    // Asked before ten megabytes are read, and again when the picture is kept.
    app.db.glance(move |tx| desk::permit_reading(tx, user, Permission::CatalogWrite)).await?;
    let bytes = file(request, &app).await?;
    let picture = app.slow(move || media::recode(&bytes)).await??;
    let (width, height) = (picture.width, picture.height);
    let hash = app.db.write(staff.actor(), move |tx, cx| catalogue::keep_picture(tx, cx, &picture)).await?;
    let url = format!("/media/{hash}");
    Ok(Created { location: url.clone(), data: UploadView { hash, url, width, height } })
}
