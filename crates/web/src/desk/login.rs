//! Coming to the desk and leaving it.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Actor, Code, Kind};
use mall::account::{self, PasswordAttempt, SessionKind};
use serde::Deserialize;

use super::view::{Layout, LoginPage};
use super::worker::{Nothing, back_to, html, to};
use crate::app::App;
use crate::auth::From;
use crate::i18n::desk::DeskText;
use crate::page::{Form, Reader, sign_in_cookie, sign_out_cookie};
use crate::params::Query;
use crate::problem::{self, Failure};
use crate::signin;
use crate::site::view::FieldErrors;

pub fn routes() -> Router<App> {
    Router::new().route("/desk/login", get(door).post(sign_in)).route("/desk/logout", post(sign_out))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Back {
    back: String,
}

fn page(reader: &Reader, who: &str, back: &str, errors: FieldErrors) -> LoginPage {
    let t = DeskText::of(reader.lang.into());
    let layout = Layout {
        lang: reader.lang.into(),
        path: "/desk/login".to_owned(),
        title: t.login_title.to_owned(),
        csrf: reader.csrf.to_string(),
        ..Layout::default()
    };
    LoginPage { layout, who: who.to_owned(), back: back_to(back).to_owned(), errors }
}

async fn door(reader: Reader, Query(Back { back }): Query<Back>) -> Result<Response, Failure> {
    if reader.signed.as_ref().is_some_and(account::Signed::is_staff) {
        return Ok(to(back_to(&back)));
    }
    html(&page(&reader, "", &back, FieldErrors::default()))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    who: String,
    password: String,
    #[serde(default)]
    back: String,
}

async fn sign_in(
    State(app): State<App>,
    reader: Reader,
    from: From,
    Form(typed): Form<Credentials>,
) -> Result<Response, Failure> {
    let attempt = PasswordAttempt { login_name: typed.who.clone(), address: from.client.to_string() };
    let device = from.device(SessionKind::Site);
    let opened = match signin::by_password(&app, attempt, typed.password, device).await {
        Ok(opened) => opened,
        Err(failure) => return refused(&reader, &typed.who, &typed.back, failure),
    };
    let (user, session) = (opened.user, opened.session);
    let has_role = app
        .db
        .write(Actor::User(user.raw()), move |tx, cx| {
            let has_role = !account::roles_of(tx, user)?.is_empty();
            if !has_role {
                account::end_session(tx, cx, user, session)?;
            }
            Ok(has_role)
        })
        .await?;
    if !has_role {
        let t = DeskText::of(reader.lang.into());
        let errors = [("", t.login_no_role)].into_iter().collect();
        let mut response = html(&page(&reader, &typed.who, &typed.back, errors))?;
        *response.status_mut() = StatusCode::FORBIDDEN;
        return Ok(response);
    }
    let mut response = to(back_to(&typed.back));
    sign_in_cookie(&app, &opened, response.headers_mut());
    Ok(response)
}

/// The door again: a wrong password, too many of them, a locked account.
fn refused(reader: &Reader, who: &str, back: &str, failure: Failure) -> Result<Response, Failure> {
    let code: Code = failure.error.code();
    if !matches!(code.kind(), Kind::Unauthenticated | Kind::Forbidden | Kind::TooMany | Kind::Invalid) {
        return Err(failure);
    }
    let errors = [("", code.sentence(reader.lang))].into_iter().collect();
    let mut response = html(&page(reader, who, back, errors))?;
    *response.status_mut() = match failure.status() {
        // Nobody is asked for a password by the browser: the form asks.
        StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
        status => status,
    };
    problem::write_headers(&failure, &mut response);
    response.headers_mut().remove(axum::http::header::WWW_AUTHENTICATE);
    Ok(response)
}

async fn sign_out(
    State(app): State<App>,
    reader: Reader,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    if let Some(signed) = reader.signed {
        let actor = Actor::User(signed.user.raw());
        app.db.write(actor, move |tx, cx| account::sign_out(tx, cx, &signed)).await?;
    }
    let mut response = to("/desk/login");
    sign_out_cookie(&app, response.headers_mut());
    Ok(response)
}
