//! Signing in, as the API and the pages both do it: what takes several steps because hashing is slow.

use kernel::{Actor, Code, Result, Time};
use mall::account::{
    self, Checked, CodeAsk, Device, Opened, PasswordAttempt, PasswordHash, Phone, Purpose, Register, SignUp,
    UserId, password,
};
use mall::order::cart::{self, VisitorId};

use crate::app::App;
use crate::problem::Failure;

/// The value, or the refusal with how long to wait. Called after the commit.
///
/// # Errors
/// The refusal.
pub fn passed<T>(checked: Checked<T>) -> Result<T, Failure> {
    match checked {
        Checked::Passed(value) => Ok(value),
        Checked::Refused(refusal) => Err(refusal.into()),
    }
}

/// Hashes a password off the threads that serve requests.
///
/// # Errors
/// [`Code::PasswordWeak`]; as [`App::slow`].
pub async fn hash(app: &App, password: String) -> Result<PasswordHash> {
    password::check_policy(&password, "")?;
    let env = app.db.env().clone();
    app.slow(move || password::hash(env.random.as_ref(), &password)).await?
}

/// # Errors
/// What [`account::register`] returns; [`Code::BadCode`] when the phone is not proven.
pub async fn register(
    app: &App,
    sign_up: SignUp,
    password: String,
    code: String,
    device: Device,
) -> Result<Opened, Failure> {
    let hash = hash(app, password).await?;
    let checked = app
        .db
        .write(Actor::Nobody, move |tx, cx| {
            let phone = match &sign_up.phone {
                None => None,
                Some(phone) => match account::verify_code(tx, cx, phone, Purpose::SignIn, &code)? {
                    Checked::Passed(verified) => Some(verified),
                    Checked::Refused(refusal) => return Ok(Checked::Refused(refusal)),
                },
            };
            let ask = Register {
                username: sign_up.username.clone(),
                phone,
                hash: Some(hash.clone()),
                display_name: sign_up.display_name.clone(),
            };
            let user = account::register(tx, cx, &ask)?;
            account::sign_in(tx, cx, user.id, &device).map(Checked::Passed)
        })
        .await?;
    passed(checked)
}

/// # Errors
/// [`Code::BadCredentials`], [`Code::TooMany`] with how long to wait, [`Code::AccountLocked`].
pub async fn by_password(
    app: &App,
    attempt: PasswordAttempt,
    password: String,
    device: Device,
) -> Result<Opened, Failure> {
    let checked =
        app.db.write(Actor::Nobody, move |tx, cx| account::attempt_password(tx, cx, &attempt)).await?;
    let candidate = passed(checked)?;
    let env = app.db.env().clone();
    let outcome = app
        .slow(move || {
            let verified = candidate.check(&password)?;
            let renewed = verified.is_outdated().then(|| password::hash(env.random.as_ref(), &password).ok());
            Some((verified, renewed.flatten()))
        })
        .await?;
    let (verified, renewed) = outcome.ok_or(Code::BadCredentials)?;
    let opened = app
        .db
        .write(Actor::Nobody, move |tx, cx| {
            if let Some(hash) = &renewed {
                let opened = account::sign_in_verified(tx, cx, &verified, &device)?;
                account::renew_hash(tx, &verified, hash)?;
                return Ok(opened);
            }
            account::sign_in_verified(tx, cx, &verified, &device)
        })
        .await?;
    Ok(opened)
}

/// # Errors
/// [`Code::TooMany`] with how long to wait.
pub async fn request_code(app: &App, ask: CodeAsk) -> Result<Time, Failure> {
    let limits = app.code_limits;
    let checked =
        app.db.write(Actor::Nobody, move |tx, cx| account::request_code(tx, cx, &ask, &limits)).await?;
    passed(checked)
}

/// # Errors
/// [`Code::BadCode`], [`Code::AccountLocked`].
pub async fn by_code(app: &App, phone: Phone, code: String, device: Device) -> Result<Opened, Failure> {
    let checked = app
        .db
        .write(Actor::Nobody, move |tx, cx| account::sign_in_by_code(tx, cx, &phone, &code, &device))
        .await?;
    passed(checked)
}

/// Changes one's own password, and ends all other sessions.
///
/// # Errors
/// [`Code::BadCredentials`] when the current one is wrong; [`Code::TooMany`]; [`Code::PasswordWeak`].
pub async fn change_password(
    app: &App,
    signed: &account::Signed,
    address: String,
    current: String,
    next: String,
) -> Result<(), Failure> {
    password::check_policy(&next, signed.username.as_str())?;
    let (user, session) = (signed.user, signed.session);
    let attempt = PasswordAttempt { login_name: signed.username.to_string(), address };
    let has_password = app.db.point(move |tx| account::user(tx, user)).await?.has_password;
    // Who registered by code has none yet, and has proven the number by signing in.
    if has_password {
        let checked = app
            .db
            .write(Actor::User(user.raw()), move |tx, cx| account::attempt_password(tx, cx, &attempt))
            .await?;
        let candidate = passed(checked)?;
        app.slow(move || candidate.check(&current)).await?.ok_or(Code::BadCredentials)?;
    }
    let hash = hash(app, next).await?;
    app.db
        .write(Actor::User(user.raw()), move |tx, cx| {
            account::set_password(tx, cx, user, &hash, Some(session))
        })
        .await?;
    Ok(())
}

/// Moves what a visitor put into the cart to the member's own.
///
/// # Errors
/// [`Code::Store`].
pub async fn bring_cart(app: &App, user: UserId, visitor: Option<VisitorId>) -> Result<()> {
    let Some(visitor) = visitor else { return Ok(()) };
    app.db.write(Actor::User(user.raw()), move |tx, cx| cart::merge(tx, cx, visitor, user)).await
}
