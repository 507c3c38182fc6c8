//! Registering and signing in.

use axum::extract::State;
use kernel::{Actor, Result};
use mall::account::{self, CodeAsk, Opened, PasswordAttempt, Phone, Purpose, SessionKind, SignUpForm};
use mall::order::cart::VisitorId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Created, Done, One};
use super::doc;
use super::view::Stamp;
use super::view::user::TokensView;
use crate::app::App;
use crate::auth::{CartToken, From, Member};
use crate::json::Json;
use crate::lang::Spoken;
use crate::problem::Failure;
use crate::signin;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(request_code))
        .routes(routes!(login_by_code))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(revoke_all))
        .routes(routes!(reset_password))
}

/// Somebody new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RegisterBody {
    #[schema(example = "xiaomai")]
    username: String,
    #[schema(example = "wheat gold and ink green")]
    password: String,
    /// The username when it is not given.
    #[serde(default)]
    display_name: String,
    /// Needs a `code` that was asked for with the purpose `sign_in`.
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
}

/// The tokens of who has just signed in, with the visitor's cart brought along.
async fn tokens(app: &App, opened: &Opened, visitor: Option<VisitorId>) -> Result<TokensView, Failure> {
    signin::bring_cart(app, opened.user, visitor).await?;
    let tokens = app.keys.tokens(opened, app.now())?;
    Ok(TokensView::new(opened.user, tokens))
}

/// How every way of signing in to an account that is there ends.
async fn signed_in(
    app: &App,
    opened: Result<Opened, Failure>,
    visitor: Option<VisitorId>,
) -> Result<One<TokensView>, Failure> {
    Ok(One { data: tokens(app, &opened?, visitor).await? })
}

/// Registers and signs in
#[utoipa::path(post, path = "/auth/register", tag = "auth", request_body = RegisterBody,
    params(("X-Cart-Token" = Option<String>, Header, description = "The visitor's cart, to be brought along.")),
    responses((status = 201, body = One<TokensView>), doc::PublicSend))]
async fn register(
    State(app): State<App>,
    from: From,
    CartToken(visitor): CartToken,
    Json(body): Json<RegisterBody>,
) -> Result<Created<TokensView>, Failure> {
    let form = SignUpForm {
        username: &body.username,
        password: &body.password,
        display_name: &body.display_name,
        phone: &body.phone,
    };
    let sign_up = form.check()?;
    let device = from.device(SessionKind::Api);
    let opened = signin::register(&app, sign_up, body.password, body.code, device).await?;
    let data = tokens(&app, &opened, visitor).await?;
    Ok(Created { location: "/api/v1/me".to_owned(), data })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LoginBody {
    /// A username or a phone number.
    login: String,
    password: String,
}

/// Signs in by password
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = LoginBody,
    params(("X-Cart-Token" = Option<String>, Header, description = "The visitor's cart, to be brought along.")),
    responses((status = 200, body = One<TokensView>), doc::PublicSend))]
async fn login(
    State(app): State<App>,
    from: From,
    CartToken(visitor): CartToken,
    Json(body): Json<LoginBody>,
) -> Result<One<TokensView>, Failure> {
    let attempt = PasswordAttempt { login_name: body.login, address: from.client.to_string() };
    let device = from.device(SessionKind::Api);
    signed_in(&app, signin::by_password(&app, attempt, body.password, device).await, visitor).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    #[schema(example = "13812345678")]
    phone: String,
    #[schema(schema_with = doc::code_purpose)]
    purpose: Purpose,
}

#[derive(Serialize, ToSchema)]
struct CodeView {
    expires_at: Stamp,
}

/// Sends a six-digit code by SMS; the answer does not tell whether the number has an account
#[utoipa::path(post, path = "/auth/codes", tag = "auth", request_body = CodeBody,
    responses((status = 201, body = One<CodeView>), doc::PublicSend))]
async fn request_code(
    State(app): State<App>,
    from: From,
    Spoken(lang): Spoken,
    Json(body): Json<CodeBody>,
) -> Result<Created<CodeView>, Failure> {
    let phone = Phone::parse(&body.phone)?;
    let ask = CodeAsk { phone, purpose: body.purpose, address: from.client.to_string(), lang };
    let expires_at = signin::request_code(&app, ask).await?;
    Ok(Created {
        location: "/api/v1/auth/login/code".to_owned(),
        data: CodeView { expires_at: expires_at.into() },
    })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeLoginBody {
    phone: String,
    #[schema(example = "246810")]
    code: String,
}

/// Signs in by code; a new number gets an account
#[utoipa::path(post, path = "/auth/login/code", tag = "auth", request_body = CodeLoginBody,
    params(("X-Cart-Token" = Option<String>, Header, description = "The visitor's cart, to be brought along.")),
    responses((status = 200, body = One<TokensView>), doc::PublicSend))]
async fn login_by_code(
    State(app): State<App>,
    from: From,
    CartToken(visitor): CartToken,
    Json(body): Json<CodeLoginBody>,
) -> Result<One<TokensView>, Failure> {
    let phone = Phone::parse(&body.phone)?;
    let device = from.device(SessionKind::Api);
    signed_in(&app, signin::by_code(&app, phone, body.code, device).await, visitor).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefreshBody {
    refresh_token: String,
}

/// The next pair of tokens. A refresh token shown twice ends its session: one of the two who showed it stole it
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", request_body = RefreshBody,
    responses((status = 200, body = One<TokensView>), doc::PublicSend))]
async fn refresh(
    State(app): State<App>,
    from: From,
    Json(body): Json<RefreshBody>,
) -> Result<One<TokensView>, Failure> {
    let address = from.client.to_string();
    let checked = app
        .db
        .write(Actor::Nobody, move |tx, cx| account::refresh(tx, cx, &body.refresh_token, &address))
        .await?;
    signed_in(&app, signin::passed(checked), None).await
}

/// Ends this session; its tokens are refused from the next request on
#[utoipa::path(post, path = "/auth/logout", tag = "auth", security(("bearer" = [])),
    responses((status = 204), doc::OwnChange))]
async fn logout(State(app): State<App>, member: Member) -> Result<Done, Failure> {
    let actor = member.actor();
    app.db.write(actor, move |tx, cx| account::sign_out(tx, cx, &member.0)).await?;
    Ok(Done)
}

/// Ends all sessions, this one included
#[utoipa::path(post, path = "/auth/revoke-all", tag = "auth", security(("bearer" = [])),
    responses((status = 204), doc::OwnChange))]
async fn revoke_all(State(app): State<App>, member: Member) -> Result<Done, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, cx| account::revoke_all(tx, cx, user, None)).await?;
    Ok(Done)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    phone: String,
    /// Asked for with the purpose `reset_password`.
    code: String,
    password: String,
}

/// Sets another password by code, and ends all sessions
#[utoipa::path(post, path = "/auth/password/reset", tag = "auth", request_body = ResetBody,
    responses((status = 204), doc::PublicSend))]
async fn reset_password(State(app): State<App>, Json(body): Json<ResetBody>) -> Result<Done, Failure> {
    let phone = Phone::parse(&body.phone)?;
    let hash = signin::hash(&app, body.password).await?;
    let checked = app
        .db
        .write(Actor::Nobody, move |tx, cx| account::reset_password(tx, cx, &phone, &body.code, &hash))
        .await?;
    signin::passed(checked)?;
    Ok(Done)
}
