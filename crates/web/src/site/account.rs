//! The member's own page.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Currency, Result};
use mall::account::{self, Checked, Phone, Purpose, Session, User, UserId};
use mall::ledger::{self, AccountKey};
use mall::media::{self, Audience};
use mall::order::list;
use serde::Deserialize;
use store::Tx;

use super::cart::Nothing;
use super::login::{about_code, send};
use super::note::Note;
use super::shopper::{Member, go_saying};
use super::view::{AccountPage, Binding, FieldErrors, OrderFilter, Picture, Tab};
use super::{fault, show};
use crate::app::App;
use crate::auth::From;
use crate::page::{Form, Upload, sign_out_cookie};
use crate::problem::Failure;
use crate::{signin, upload};

const HERE: &str = "/account";
/// Orders counted for the number beside a link.
const COUNT_MAX: i64 = 99;

struct Known {
    user: User,
    avatar: Option<media::Name>,
    balance: kernel::Money,
    sessions: Vec<Session>,
    unpaid: i64,
    to_ship: i64,
    to_receive: i64,
}

fn look(tx: &mut Tx<'_>, now: kernel::Time, user: UserId) -> Result<Known> {
    let mut count = |filter: OrderFilter| list::count_in(tx, user, filter.states(), COUNT_MAX);
    let unpaid = count(OrderFilter::Unpaid)?;
    let to_ship = count(OrderFilter::ToShip)?;
    let to_receive = count(OrderFilter::ToReceive)?;
    Ok(Known {
        unpaid,
        to_ship,
        to_receive,
        user: account::user(tx, user)?,
        avatar: media::avatar(tx, user)?,
        balance: ledger::balance(tx, AccountKey::wallet(user), Currency::CNY)?,
        sessions: account::sessions(tx, now, user)?,
    })
}

/// What was typed, as far as it is shown again.
#[derive(Clone, Debug, Default)]
struct Typed {
    name: Option<String>,
    binding: Binding,
    errors: FieldErrors,
}

async fn page(app: &App, member: &Member, typed: Typed) -> Result<AccountPage> {
    let (user, now) = (member.id(), app.now());
    let known = app.db.read(move |tx| look(tx, now, user)).await?;
    let shopper = &member.shopper;
    let lang = shopper.lang();
    let mut layout = shopper.layout(app, shopper.t().account, Tab::Account).await?;
    layout.path = HERE.into();
    let is_current = |session: &Session| session.id == member.signed.session;
    Ok(AccountPage {
        layout,
        username: known.user.username.to_string(),
        name: typed.name.unwrap_or(known.user.display_name),
        avatar: known.avatar.and_then(|name| Picture::public(&name.to_string(), "")),
        phone: known.user.phone.as_ref().map(Phone::masked),
        binding: typed.binding,
        has_password: known.user.has_password,
        balance: known.balance.into(),
        unpaid: u64::from(show::count(known.unpaid)),
        to_ship: u64::from(show::count(known.to_ship)),
        to_receive: u64::from(show::count(known.to_receive)),
        sessions: known
            .sessions
            .iter()
            .map(|session| show::reader::session(session, is_current(session), lang))
            .collect(),
        errors: typed.errors,
    })
}

pub async fn account(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    let page = page(&app, &member, Typed::default()).await?;
    member.shopper.show(&app, &page)
}

async fn again(app: &App, member: &Member, failure: &Failure, typed: Typed) -> Result<Response, Failure> {
    let page = page(app, member, typed).await?;
    member.shopper.refuse(app, failure, &page)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    name: String,
}

pub async fn rename(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Profile>,
) -> Result<Response, Failure> {
    let (user, name) = (member.id(), form.name.clone());
    match app.db.write(member.actor(), move |tx, _| account::rename(tx, user, &name)).await {
        Ok(()) => Ok(go_saying(&app, HERE, Note::ProfileSaved)),
        Err(error) => {
            let failure = fault::mendable(error)?;
            let errors = fault::fields(&failure.error, member.shopper.lang(), &[("display_name", "name")]);
            let typed = Typed { name: Some(form.name), errors, ..Typed::default() };
            again(&app, &member, &failure, typed).await
        }
    }
}

pub async fn set_avatar(
    State(app): State<App>,
    member: Member,
    Upload { file, turn: _turn }: Upload,
) -> Result<Response, Failure> {
    let user = member.id();
    let kept = match upload::put(&app, member.actor(), user, Audience::Everybody, vec![file]).await {
        Ok(intents) => {
            let keep = move |tx: &mut Tx<'_>, cx: &kernel::Cx| {
                intents.iter().try_for_each(|intent| media::set_avatar(tx, cx, user, intent).map(drop))
            };
            app.db.write(member.actor(), keep).await
        }
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Ok(go_saying(&app, HERE, Note::ProfileSaved)),
        Err(error) if upload::is_about_the_file(&error) => {
            let lang = member.shopper.lang();
            let errors = [("file", error.code().sentence(lang.into()))].into_iter().collect();
            again(&app, &member, &error.into(), Typed { errors, ..Typed::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn remove_avatar(
    State(app): State<App>,
    member: Member,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, cx| media::remove_avatar(tx, cx, user)).await?;
    Ok(go_saying(&app, HERE, Note::ProfileSaved))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendCode {
    phone: String,
}

pub async fn phone_send(
    State(app): State<App>,
    member: Member,
    from: From,
    Form(form): Form<SendCode>,
) -> Result<Response, Failure> {
    let sent = send(&app, &member.shopper, &from, &form.phone, Purpose::BindPhone).await;
    let binding = Binding { phone: form.phone, code_sent: sent.is_ok() };
    match sent {
        Ok(()) => {
            let page = page(&app, &member, Typed { binding, ..Typed::default() }).await?;
            member.shopper.show(&app, &page)
        }
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let mut errors = fault::fields(&failure.error, member.shopper.lang(), &[]);
            if let Some(whole) = errors.of("").map(str::to_owned) {
                errors = [("phone", whole)].into_iter().collect();
            }
            again(&app, &member, &failure, Typed { binding, errors, ..Typed::default() }).await
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bind {
    phone: String,
    code: String,
}

pub async fn phone(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Bind>,
) -> Result<Response, Failure> {
    match bind(&app, &member, &form).await {
        Ok(()) => Ok(go_saying(&app, HERE, Note::PhoneBound)),
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let errors = about_code(&failure.error, &member.shopper);
            let binding = Binding { phone: form.phone, code_sent: true };
            again(&app, &member, &failure, Typed { binding, errors, ..Typed::default() }).await
        }
    }
}

async fn bind(app: &App, member: &Member, form: &Bind) -> Result<(), Failure> {
    let (user, phone, code) = (member.id(), Phone::parse(&form.phone)?, form.code.clone());
    let checked = app
        .db
        .write(member.actor(), move |tx, cx| {
            match account::verify_code(tx, cx, &phone, Purpose::BindPhone, &code)? {
                Checked::Passed(proven) => account::bind_phone(tx, user, &proven).map(Checked::Passed),
                Checked::Refused(refusal) => Ok(Checked::Refused(refusal)),
            }
        })
        .await?;
    signin::passed(checked)
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    #[serde(default)]
    current: String,
    new: String,
}

pub async fn password(
    State(app): State<App>,
    member: Member,
    from: From,
    Form(form): Form<Password>,
) -> Result<Response, Failure> {
    let Password { current, new } = form;
    let address = from.client.to_string();
    match signin::change_password(&app, &member.signed, address, current, new).await {
        Ok(()) => Ok(go_saying(&app, HERE, Note::PasswordChanged)),
        Err(failure) => {
            let failure = fault::mendable(failure)?;
            let lang = member.shopper.lang();
            let errors = match failure.error.code() {
                code @ (Code::BadCredentials | Code::TooMany) => {
                    let t = member.shopper.t();
                    let wrong = code == Code::BadCredentials;
                    let sentence = if wrong { t.password_now_wrong } else { code.sentence(lang.into()) };
                    [("current", sentence)].into_iter().collect()
                }
                _ => fault::fields(&failure.error, lang, &[("password", "new")]),
            };
            again(&app, &member, &failure, Typed { errors, ..Typed::default() }).await
        }
    }
}

pub async fn sign_out_everywhere(
    State(app): State<App>,
    member: Member,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, cx| account::revoke_all(tx, cx, user, None)).await?;
    let mut response = go_saying(&app, "/login", Note::SignedOut);
    sign_out_cookie(&app, response.headers_mut());
    Ok(response)
}
