//! Signing in, by password or by a code, and signing out.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Error, Result};
use mall::account::{self, CodeAsk, Opened, PasswordAttempt, Phone, Purpose, SessionKind};
use serde::Deserialize;

use super::ask::Ask;
use super::cart::Nothing;
use super::fault;
use super::note::Note;
use super::shopper::{Member, Shopper, go, go_saying};
use super::view::layout::safe_back;
use super::view::{FieldErrors, LoginPage, LoginWay, Tab};
use crate::app::App;
use crate::auth::From;
use crate::page::{Form, sign_in_cookie, sign_out_cookie};
use crate::problem::Failure;
use crate::signin;

/// What was typed, as far as it is shown again: never a password or a code.
#[derive(Clone, Debug, Default)]
struct Typed {
    who: String,
    phone: String,
    code_sent: bool,
    back: String,
    errors: FieldErrors,
}

async fn page(app: &App, shopper: &Shopper, way: LoginWay, typed: Typed) -> Result<LoginPage> {
    let mut layout = shopper.layout(app, shopper.t().login_title, Tab::Account).await?;
    layout.path = format!("/login?by={}", way.code());
    Ok(LoginPage {
        layout,
        way,
        who: typed.who,
        phone: typed.phone,
        code_sent: typed.code_sent,
        back: safe_back(&typed.back).to_owned(),
        errors: typed.errors,
    })
}

pub async fn door(State(app): State<App>, shopper: Shopper, ask: Ask) -> Result<Response, Failure> {
    let back = safe_back(ask.get("back")).to_owned();
    if shopper.reader.signed.is_some() {
        return Ok(go(&back));
    }
    let typed = Typed { back, ..Typed::default() };
    let page = page(&app, &shopper, LoginWay::from_code(ask.get("by")), typed).await?;
    shopper.show(&app, &page)
}

/// The way on after signing in: the cart comes along.
pub async fn enter(app: &App, shopper: &Shopper, opened: &Opened, back: &str) -> Result<Response, Failure> {
    signin::bring_cart(app, opened.user, Some(shopper.reader.visitor)).await?;
    let mut response = go_saying(app, safe_back(back), Note::Welcome);
    sign_in_cookie(app, opened, response.headers_mut());
    Ok(response)
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByPassword {
    who: String,
    password: String,
    #[serde(default)]
    back: String,
}

pub async fn by_password(
    State(app): State<App>,
    shopper: Shopper,
    from: From,
    Form(form): Form<ByPassword>,
) -> Result<Response, Failure> {
    let attempt = PasswordAttempt { login_name: form.who.clone(), address: from.client.to_string() };
    match signin::by_password(&app, attempt, form.password, from.device(SessionKind::Site)).await {
        Ok(opened) => enter(&app, &shopper, &opened, &form.back).await,
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let errors = fault::fields(&failure.error, shopper.lang(), &[]);
            let typed = Typed { who: form.who, back: form.back, errors, ..Typed::default() };
            let page = page(&app, &shopper, LoginWay::Password, typed).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendCode {
    pub phone: String,
    #[serde(default)]
    pub back: String,
}

/// Sends a code to a number as typed.
pub async fn send(
    app: &App,
    shopper: &Shopper,
    from: &From,
    typed: &str,
    purpose: Purpose,
) -> Result<(), Failure> {
    let phone = Phone::parse(typed)?;
    let ask = CodeAsk { phone, purpose, address: from.client.to_string(), lang: shopper.reader.lang };
    signin::request_code(app, ask).await.map(drop)
}

pub async fn send_code(
    State(app): State<App>,
    shopper: Shopper,
    from: From,
    Form(form): Form<SendCode>,
) -> Result<Response, Failure> {
    let typed = Typed { phone: form.phone.clone(), back: form.back, ..Typed::default() };
    match send(&app, &shopper, &from, &form.phone, Purpose::SignIn).await {
        Ok(()) => {
            let page = page(&app, &shopper, LoginWay::Code, Typed { code_sent: true, ..typed }).await?;
            shopper.show(&app, &page)
        }
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let errors = fault::fields(&failure.error, shopper.lang(), &[]);
            let page = page(&app, &shopper, LoginWay::Code, Typed { errors, ..typed }).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByCode {
    phone: String,
    code: String,
    #[serde(default)]
    back: String,
}

pub async fn by_code(
    State(app): State<App>,
    shopper: Shopper,
    from: From,
    Form(form): Form<ByCode>,
) -> Result<Response, Failure> {
    let opened = match Phone::parse(&form.phone) {
        Ok(phone) => signin::by_code(&app, phone, form.code, from.device(SessionKind::Site)).await,
        Err(error) => Err(error.into()),
    };
    match opened {
        Ok(opened) => enter(&app, &shopper, &opened, &form.back).await,
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let errors = about_code(&failure.error, &shopper);
            let typed =
                Typed { phone: form.phone, code_sent: true, back: form.back, errors, ..Typed::default() };
            let page = page(&app, &shopper, LoginWay::Code, typed).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

/// A wrong code is told at its field.
pub fn about_code(error: &Error, shopper: &Shopper) -> FieldErrors {
    if error.code() == Code::BadCode {
        return [("code", error.code().sentence(shopper.reader.lang))].into_iter().collect();
    }
    fault::fields(error, shopper.lang(), &[])
}

pub async fn sign_out(
    State(app): State<App>,
    member: Member,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let signed = member.signed.clone();
    app.db.write(member.actor(), move |tx, cx| account::sign_out(tx, cx, &signed)).await?;
    let mut response = go_saying(&app, "/", Note::SignedOut);
    sign_out_cookie(&app, response.headers_mut());
    Ok(response)
}
