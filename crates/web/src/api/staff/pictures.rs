//! Staff hand pictures in: decoded and written anew before anything is kept.

use axum::extract::{Request, State};
use kernel::Code;
use mall::account::Permission;
use mall::desk::{self, catalogue};
use mall::media::Audience;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Created, One};
use crate::api::doc;
use crate::api::upload::{UploadForm, limit, one_file};
use crate::api::view::picture::UploadView;
use crate::app::App;
use crate::auth::Staff;
use crate::problem::Failure;
use crate::upload;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(upload_picture)).layer(limit())
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
    let _turn = app.pictures.upload_turn(user).await?;
    let files = vec![one_file(request, &app).await?];
    let intents = upload::put(&app, staff.actor(), user, Audience::Everybody, files).await?;
    let name = app.db.write(staff.actor(), move |tx, cx| {
        let intent = intents.first().ok_or(Code::Internal)?;
        catalogue::keep_picture(tx, cx, intent)
    });
    let data = UploadView::new(&name.await?).ok_or(Code::Internal)?;
    Ok(Created { location: data.url.clone(), data })
}
