//! Staff compose the home page and announce.

use axum::extract::State;
use mall::account::Permission;
use mall::desk;
use mall::front::{self, AnnouncementId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Created, Done, ListQuery, Many, One};
use crate::api::doc;
use crate::api::view::front::{AnnouncementBody, AnnouncementChange, AnnouncementView, HomeBody, HomeView};
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_home, compose_home))
        .routes(routes!(list_all_announcements, create_announcement))
        .routes(routes!(change_announcement, remove_announcement))
}

/// The home page as it is composed
#[utoipa::path(get, path = "/home", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = One<HomeView>), doc::StaffRead))]
async fn get_home(State(app): State<App>, staff: Staff) -> Result<One<HomeView>, Failure> {
    let user = staff.id();
    let home = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::FrontWrite)?;
            front::home(tx)
        })
        .await?;
    Ok(One { data: home.into() })
}

/// Composes the home page
#[utoipa::path(put, path = "/home", tag = "staff", request_body = HomeBody, security(("bearer" = [])),
    responses((status = 200, body = One<HomeView>), doc::StaffChange))]
async fn compose_home(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<HomeBody>,
) -> Result<One<HomeView>, Failure> {
    let (revision, blocks) = body.parse()?;
    let compose =
        move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| desk::front::compose(tx, cx, revision, &blocks);
    let home = app.db.write(staff.actor(), compose).await?;
    Ok(One { data: home.into() })
}

/// All announcements, newest first
#[utoipa::path(get, path = "/announcements", tag = "staff", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<AnnouncementView>), doc::StaffRead))]
async fn list_all_announcements(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Many<AnnouncementView>, Failure> {
    let (user, ask) = (staff.id(), query.parse()?);
    let page = ask.clone();
    let found = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::FrontWrite)?;
            front::announcements(tx, &page)
        })
        .await?;
    Ok(Many::paged(found, &ask, Into::into))
}

/// Announces something, now or when its window opens
#[utoipa::path(post, path = "/announcements", tag = "staff", request_body = AnnouncementBody,
    security(("bearer" = [])), responses((status = 201, body = One<AnnouncementView>), doc::StaffChange))]
async fn create_announcement(
    State(app): State<App>,
    staff: Staff,
    Json(body): Json<AnnouncementBody>,
) -> Result<Created<AnnouncementView>, Failure> {
    let draft = body.parse()?;
    let made = app.db.write(staff.actor(), move |tx, cx| desk::front::announce(tx, cx, &draft)).await?;
    Ok(Created { location: "/api/v1/staff/announcements".to_owned(), data: made.into() })
}

/// Makes an announcement what the body says
#[utoipa::path(put, path = "/announcements/{id}", tag = "staff", request_body = AnnouncementChange,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = One<AnnouncementView>), doc::StaffChange))]
async fn change_announcement(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AnnouncementId>,
    Json(body): Json<AnnouncementChange>,
) -> Result<One<AnnouncementView>, Failure> {
    let (revision, draft) = (body.revision, body.announcement.parse()?);
    let change = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        desk::front::change_announcement(tx, cx, id, revision, &draft)
    };
    Ok(One { data: app.db.write(staff.actor(), change).await?.into() })
}

/// Takes an announcement away, from open pages too
#[utoipa::path(delete, path = "/announcements/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 204), doc::StaffChange))]
async fn remove_announcement(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AnnouncementId>,
) -> Result<Done, Failure> {
    app.db.write(staff.actor(), move |tx, cx| desk::front::withdraw_announcement(tx, cx, id)).await?;
    Ok(Done)
}
