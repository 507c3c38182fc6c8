//! Oneself: name, password, phone, sessions, balance.

use axum::extract::{Request, State};
use kernel::{Code, Currency, Result};
use mall::account::{self, Phone, Purpose, SessionId};
use mall::ledger::{self, AccountKey};
use mall::media::{self, Audience};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Done, ListQuery, Many, One};
use super::doc;
use super::upload::{UploadForm, limit, one_file};
use super::view::payment::{WalletEntryView, WalletView};
use super::view::picture::UploadView;
use super::view::user::{SessionView, UserView};
use crate::app::App;
use crate::auth::{From, Member};
use crate::json::Json;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::{signin, upload};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_me, rename_me))
        .routes(routes!(get_avatar, set_avatar, remove_avatar))
        .routes(routes!(change_password))
        .routes(routes!(bind_phone))
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
        .routes(routes!(get_wallet))
        .routes(routes!(list_wallet_entries))
        .layer(limit())
}

/// Who one is
#[utoipa::path(get, path = "/me", tag = "account", security(("bearer" = [])),
    responses((status = 200, body = One<UserView>), doc::OwnRead))]
async fn get_me(State(app): State<App>, member: Member) -> Result<One<UserView>, Failure> {
    let user = app.db.point(move |tx| account::user(tx, member.id())).await?;
    Ok(One { data: user.into() })
}

/// The picture of oneself
#[utoipa::path(get, path = "/me/avatar", tag = "account", security(("bearer" = [])),
    responses((status = 200, body = One<UploadView>), doc::OwnRead))]
async fn get_avatar(State(app): State<App>, member: Member) -> Result<One<UploadView>, Failure> {
    let user = member.id();
    let avatar = app.db.point(move |tx| media::avatar(tx, user)).await?;
    let data = avatar.and_then(|name| UploadView::new(&name)).ok_or(Code::NotFound)?;
    Ok(One { data })
}

/// Shows another picture of oneself
#[utoipa::path(put, path = "/me/avatar", tag = "account", security(("bearer" = [])),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = One<UploadView>), doc::OwnChange))]
async fn set_avatar(
    State(app): State<App>,
    member: Member,
    request: Request,
) -> Result<One<UploadView>, Failure> {
    let user = member.id();
    let _turn = app.pictures.upload_turn(user).await?;
    let file = one_file(request, &app).await?;
    let intents = upload::put(&app, member.actor(), user, Audience::Everybody, vec![file]).await?;
    let name = app.db.write(member.actor(), move |tx, cx| {
        let intent = intents.first().ok_or(Code::Internal)?;
        media::set_avatar(tx, cx, user, intent)
    });
    let data = UploadView::new(&name.await?).ok_or(Code::Internal)?;
    Ok(One { data })
}

/// Shows no picture of oneself any more
#[utoipa::path(delete, path = "/me/avatar", tag = "account", security(("bearer" = [])),
    responses((status = 204), doc::OwnChange))]
async fn remove_avatar(State(app): State<App>, member: Member) -> Result<Done, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, cx| media::remove_avatar(tx, cx, user)).await?;
    Ok(Done)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenameBody {
    display_name: String,
}

/// Changes the name that others see
#[utoipa::path(patch, path = "/me", tag = "account", request_body = RenameBody, security(("bearer" = [])),
    responses((status = 200, body = One<UserView>), doc::OwnChange))]
async fn rename_me(
    State(app): State<App>,
    member: Member,
    Json(body): Json<RenameBody>,
) -> Result<One<UserView>, Failure> {
    let user = member.id();
    let changed = app
        .db
        .write(member.actor(), move |tx, _| {
            account::rename(tx, user, &body.display_name)?;
            account::user(tx, user)
        })
        .await?;
    Ok(One { data: changed.into() })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    /// Not needed by who has none yet.
    #[serde(default)]
    current: String,
    new: String,
}

/// Changes the password, and ends all other sessions
#[utoipa::path(put, path = "/me/password", tag = "account", request_body = PasswordBody, security(("bearer" = [])),
    responses((status = 204), doc::OwnChange))]
async fn change_password(
    State(app): State<App>,
    member: Member,
    from: From,
    Json(body): Json<PasswordBody>,
) -> Result<Done, Failure> {
    signin::change_password(&app, &member.0, from.client.to_string(), body.current, body.new).await?;
    Ok(Done)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhoneBody {
    phone: String,
    /// Asked for with the purpose `bind_phone`.
    code: String,
}

/// Binds a proven number instead of the one before
#[utoipa::path(put, path = "/me/phone", tag = "account", request_body = PhoneBody, security(("bearer" = [])),
    responses((status = 204), doc::OwnChange))]
async fn bind_phone(
    State(app): State<App>,
    member: Member,
    Json(body): Json<PhoneBody>,
) -> Result<Done, Failure> {
    let (user, phone) = (member.id(), Phone::parse(&body.phone)?);
    let checked = app
        .db
        .write(member.actor(), move |tx, cx| {
            let checked = account::verify_code(tx, cx, &phone, Purpose::BindPhone, &body.code)?;
            if let account::Checked::Passed(verified) = &checked {
                account::bind_phone(tx, user, verified)?;
            }
            Ok(checked)
        })
        .await?;
    signin::passed(checked)?;
    Ok(Done)
}

/// Where one is signed in
#[utoipa::path(get, path = "/me/sessions", tag = "account", security(("bearer" = [])),
    responses((status = 200, body = Many<SessionView>), doc::OwnRead))]
async fn list_sessions(State(app): State<App>, member: Member) -> Result<Many<SessionView>, Failure> {
    let (user, current, now) = (member.id(), member.0.session, app.now());
    let sessions = app.db.read(move |tx| account::sessions(tx, now, user)).await?;
    Ok(Many::whole(sessions, |session| SessionView::new(session, current)))
}

/// Ends one session, on its next request
#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "account", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 204), doc::OwnChange))]
async fn end_session(
    State(app): State<App>,
    member: Member,
    Path(session): Path<SessionId>,
) -> Result<Done, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, cx| account::end_session(tx, cx, user, session)).await?;
    Ok(Done)
}

/// What one can pay with
#[utoipa::path(get, path = "/wallet", tag = "account", security(("bearer" = [])),
    responses((status = 200, body = One<WalletView>), doc::OwnRead))]
async fn get_wallet(State(app): State<App>, member: Member) -> Result<One<WalletView>, Failure> {
    let account = AccountKey::wallet(member.id());
    let balance = app.db.point(move |tx| ledger::balance(tx, account, Currency::CNY)).await?;
    Ok(One { data: WalletView { balance: balance.into() } })
}

/// What moved the balance, newest first
#[utoipa::path(get, path = "/wallet/entries", tag = "account", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<WalletEntryView>), doc::OwnRead))]
async fn list_wallet_entries(
    State(app): State<App>,
    member: Member,
    Query(query): Query<ListQuery>,
) -> Result<Many<WalletEntryView>, Failure> {
    let (account, ask) = (AccountKey::wallet(member.id()), query.parse()?);
    let page = ask.clone();
    let entries = app.db.read(move |tx| ledger::statement(tx, account, Currency::CNY, &page)).await?;
    Ok(Many::paged(entries, &ask, Into::into))
}
