//! Joining, and setting another password when the old one is forgotten.

use axum::extract::State;
use axum::response::Response;
use kernel::{Actor, Result};
use mall::account::{self, Phone, Purpose, SessionKind, SignUpForm, password};
use serde::Deserialize;

use super::ask::Ask;
use super::fault;
use super::login::{SendCode, about_code, enter, send};
use super::note::Note;
use super::shopper::{Shopper, go, go_saying};
use super::view::layout::{escape_query, safe_back};
use super::view::{FieldErrors, RegisterPage, ResetPage, Tab};
use crate::app::App;
use crate::auth::From;
use crate::page::Form;
use crate::problem::Failure;
use crate::signin;

async fn register_page(
    app: &App,
    shopper: &Shopper,
    username: String,
    back: &str,
    errors: FieldErrors,
) -> Result<RegisterPage> {
    let mut layout = shopper.layout(app, shopper.t().register_title, Tab::Account).await?;
    layout.path = "/register".into();
    Ok(RegisterPage { layout, username, back: safe_back(back).to_owned(), errors })
}

pub async fn register_form(State(app): State<App>, shopper: Shopper, ask: Ask) -> Result<Response, Failure> {
    let back = ask.get("back");
    if shopper.reader.signed.is_some() {
        return Ok(go(safe_back(back)));
    }
    let page = register_page(&app, &shopper, String::new(), back, FieldErrors::default()).await?;
    shopper.show(&app, &page)
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    username: String,
    password: String,
    #[serde(default)]
    back: String,
}

pub async fn register(
    State(app): State<App>,
    shopper: Shopper,
    from: From,
    Form(form): Form<Register>,
) -> Result<Response, Failure> {
    let Register { username, password, back } = form;
    let checked =
        SignUpForm { username: &username, password: &password, display_name: "", phone: "" }.check();
    let opened = match checked {
        Ok(sign_up) => {
            let device = from.device(SessionKind::Site);
            signin::register(&app, sign_up, password, String::new(), device).await
        }
        Err(error) => Err(error.into()),
    };
    match opened {
        Ok(opened) => enter(&app, &shopper, &opened, &back).await,
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let errors = fault::fields(&failure.error, shopper.lang(), &[]);
            let page = register_page(&app, &shopper, username, &back, errors).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

/// What was typed to set another password, as far as it is shown again.
#[derive(Clone, Debug, Default)]
struct Forgotten {
    phone: String,
    code_sent: bool,
    back: String,
    errors: FieldErrors,
}

async fn reset_page(app: &App, shopper: &Shopper, typed: Forgotten) -> Result<ResetPage> {
    let mut layout = shopper.layout(app, shopper.t().reset_title, Tab::Account).await?;
    layout.path = "/login/reset".into();
    let Forgotten { phone, code_sent, back, errors } = typed;
    Ok(ResetPage { layout, phone, code_sent, back: safe_back(&back).to_owned(), errors })
}

pub async fn reset_form(State(app): State<App>, shopper: Shopper, ask: Ask) -> Result<Response, Failure> {
    let typed = Forgotten { back: ask.get("back").to_owned(), ..Forgotten::default() };
    let page = reset_page(&app, &shopper, typed).await?;
    shopper.show(&app, &page)
}

pub async fn reset_send(
    State(app): State<App>,
    shopper: Shopper,
    from: From,
    Form(form): Form<SendCode>,
) -> Result<Response, Failure> {
    let SendCode { phone, back } = form;
    let sent = send(&app, &shopper, &from, &phone, Purpose::ResetPassword).await;
    let typed = Forgotten { phone, code_sent: true, back, ..Forgotten::default() };
    match sent {
        Ok(()) => {
            let page = reset_page(&app, &shopper, typed).await?;
            shopper.show(&app, &page)
        }
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let errors = fault::fields(&failure.error, shopper.lang(), &[]);
            let page = reset_page(&app, &shopper, Forgotten { code_sent: false, errors, ..typed }).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    phone: String,
    code: String,
    new: String,
    #[serde(default)]
    back: String,
}

pub async fn reset(
    State(app): State<App>,
    shopper: Shopper,
    Form(form): Form<Reset>,
) -> Result<Response, Failure> {
    let Reset { phone, code, new, back } = form;
    match set_forgotten(&app, &phone, code, new).await {
        Ok(()) => {
            let to = format!("/login?back={}", escape_query(safe_back(&back)));
            Ok(go_saying(&app, &to, Note::PasswordChanged))
        }
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let mut errors = about_code(&failure.error, &shopper);
            if let Some(weak) = errors.of("password").map(str::to_owned) {
                errors = [("new", weak)].into_iter().collect();
            }
            let page = reset_page(&app, &shopper, Forgotten { phone, code_sent: true, back, errors }).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

async fn set_forgotten(app: &App, phone: &str, code: String, new: String) -> Result<(), Failure> {
    let phone = Phone::parse(phone)?;
    password::check_policy(&new, "")?;
    let hash = signin::hash(app, new).await?;
    let checked = app
        .db
        .write(Actor::Nobody, move |tx, cx| account::reset_password(tx, cx, &phone, &code, &hash))
        .await?;
    signin::passed(checked).map(drop)
}
