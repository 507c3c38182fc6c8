//! Staff look after accounts and roles.

use axum::extract::State;
use kernel::Result;
use mall::account::{self, Permission, Role, UserId};
use mall::desk::{self, system};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Done, ListQuery, Many, One};
use crate::api::doc;
use crate::api::view::Bilingual;
use crate::api::view::user::{StaffView, UserView};
use crate::app::App;
use crate::auth::Staff;
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_staff_me))
        .routes(routes!(list_users))
        .routes(routes!(get_user))
        .routes(routes!(lock_user))
        .routes(routes!(unlock_user))
        .routes(routes!(list_roles))
        .routes(routes!(grant_role))
        .routes(routes!(revoke_role))
}

/// Who one is at the desk, and what one may do
#[utoipa::path(get, path = "/me", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = One<StaffView>), doc::StaffRead))]
async fn get_staff_me(State(app): State<App>, Staff(signed): Staff) -> Result<One<StaffView>, Failure> {
    let user = signed.user;
    let permissions = app.db.glance(move |tx| account::permissions(tx, user)).await?;
    let data = StaffView {
        id: user,
        username: signed.username.to_string(),
        display_name: signed.display_name,
        roles: signed.roles,
        permissions,
    };
    Ok(One { data })
}

/// Users, newest first
#[utoipa::path(get, path = "/users", tag = "staff", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<UserView>), doc::StaffRead))]
async fn list_users(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Many<UserView>, Failure> {
    let (user, ask) = (staff.id(), query.parse()?);
    let page = ask.clone();
    let users = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::UsersRead)?;
            account::users(tx, &page)
        })
        .await?;
    Ok(Many::paged(users, &ask, Into::into))
}

/// A user and their roles.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct UserDetail {
    #[serde(flatten)]
    user: UserView,
    roles: Vec<String>,
}

/// One user
#[utoipa::path(get, path = "/users/{id}", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<UserDetail>), doc::StaffRead))]
async fn get_user(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<UserId>,
) -> Result<One<UserDetail>, Failure> {
    let reader = staff.id();
    let data = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, reader, Permission::UsersRead)?;
            let user = account::user(tx, id)?.into();
            Ok(UserDetail { user, roles: account::roles_of(tx, id)? })
        })
        .await?;
    Ok(One { data })
}

/// Locks an account and ends its sessions, effective on the next request
#[utoipa::path(post, path = "/users/{id}/lock", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 204), doc::StaffChange))]
async fn lock_user(State(app): State<App>, staff: Staff, Path(id): Path<UserId>) -> Result<Done, Failure> {
    app.db.write(staff.actor(), move |tx, cx| system::lock_user(tx, cx, id)).await?;
    Ok(Done)
}

/// Unlocks an account
#[utoipa::path(post, path = "/users/{id}/unlock", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 204), doc::StaffChange))]
async fn unlock_user(State(app): State<App>, staff: Staff, Path(id): Path<UserId>) -> Result<Done, Failure> {
    app.db.write(staff.actor(), move |tx, cx| system::unlock_user(tx, cx, id)).await?;
    Ok(Done)
}

/// A named set of permissions.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct RoleView {
    name: String,
    title: Bilingual,
    #[schema(value_type = Vec<String>)]
    permissions: Vec<Permission>,
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        Self { name: role.name, title: role.title.into(), permissions: role.permissions }
    }
}

/// All roles
#[utoipa::path(get, path = "/roles", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = Many<RoleView>), doc::StaffRead))]
async fn list_roles(State(app): State<App>, staff: Staff) -> Result<Many<RoleView>, Failure> {
    let user = staff.id();
    let roles = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, user, Permission::UsersRead)?;
            account::roles(tx)
        })
        .await?;
    Ok(Many::whole(roles, Into::into))
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleBody {
    #[schema(example = "dispatcher")]
    role: String,
}

/// Gives a role
#[utoipa::path(post, path = "/users/{id}/roles", tag = "staff", request_body = RoleBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 204), doc::StaffChange))]
async fn grant_role(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<UserId>,
    Json(body): Json<RoleBody>,
) -> Result<Done, Failure> {
    app.db.write(staff.actor(), move |tx, cx| system::grant(tx, cx, id, &body.role)).await?;
    Ok(Done)
}

/// Takes a role away, effective on the next request
#[utoipa::path(post, path = "/users/{id}/roles/revoke", tag = "staff", request_body = RoleBody,
    params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 204), doc::StaffChange))]
async fn revoke_role(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<UserId>,
    Json(body): Json<RoleBody>,
) -> Result<Done, Failure> {
    app.db.write(staff.actor(), move |tx, cx| system::revoke(tx, cx, id, &body.role)).await?;
    Ok(Done)
}
