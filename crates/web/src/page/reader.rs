//! Who reads a page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Code, Lang, Result};
use mall::account::{self, Opened, Signed, UserId};
use mall::order::cart::{CartOwner, VisitorId};

use super::{SESSION, Visitor};
use crate::app::App;
use crate::auth::Staff;
use crate::cookies::{self, Cookie};
use crate::csrf::{Holder, Token};
use crate::lang::Spoken;
use crate::problem::Failure;
use crate::site::view::layout::escape_query;

/// Anybody who reads a page.
#[derive(Clone, Debug)]
pub struct Reader {
    pub signed: Option<Signed>,
    pub visitor: VisitorId,
    /// Whether this is the first we see of the reader, who cannot have a cart yet.
    pub is_new: bool,
    pub lang: Lang,
    /// Path and query of this page, whichever language its address names.
    pub path: String,
    /// For the hidden field of forms.
    pub csrf: Token,
}

impl Reader {
    #[must_use]
    pub fn cart_owner(&self) -> CartOwner {
        match &self.signed {
            Some(signed) => CartOwner::Member(signed.user),
            None => CartOwner::Visitor(self.visitor),
        }
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        self.signed.as_ref().map_or(Actor::Nobody, |signed| Actor::User(signed.user.raw()))
    }
}

/// The session of the request's cookie. A cookie that is no longer good is as none: the reader signs in again.
pub(super) async fn session(headers: &HeaderMap, app: &App) -> Result<Option<Signed>> {
    let name = cookies::name(SESSION, app.config.secure);
    let Some(cookie) = cookies::get(headers, name) else { return Ok(None) };
    let (cookie, now) = (cookie.to_owned(), app.now());
    match app.db.point(move |tx| account::site_session(tx, now, &cookie)).await {
        Ok(signed) => {
            keep_alive(app, &signed);
            Ok(Some(signed))
        }
        Err(error)
            if matches!(error.code(), Code::TokenInvalid | Code::TokenExpired | Code::AccountLocked) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes down now and then that the session is in use; the page does not wait for it.
fn keep_alive(app: &App, signed: &Signed) {
    if !signed.is_stale(app.now()) {
        return;
    }
    let (db, signed) = (app.db.clone(), signed.clone());
    tokio::spawn(async move {
        let actor = Actor::User(signed.user.raw());
        let kept = db.write(actor, move |tx, cx| account::keep_alive(tx, cx, &signed)).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "a session's use could not be written down");
        }
    });
}

pub(super) fn holder(signed: Option<&Signed>, visitor: VisitorId) -> Holder {
    signed.map_or(Holder::Visitor(visitor), |signed| Holder::Session(signed.session))
}

pub(super) fn visitor(parts: &Parts) -> Result<Visitor> {
    // `page::know_visitors` is around every page.
    parts.extensions.get::<Visitor>().copied().ok_or_else(|| Code::Internal.into())
}

impl FromRequestParts<App> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let signed = session(&parts.headers, app).await?;
        let visitor = visitor(parts)?;
        let spoken: Result<Spoken, Infallible> = Spoken::from_request_parts(parts, app).await;
        let Ok(Spoken(lang)) = spoken;
        let path = crate::lang::without(&parts.uri);
        let csrf = app.csrf.token(holder(signed.as_ref(), visitor.id));
        let is_new = signed.is_none() && visitor.is_new;
        Ok(Self { signed, visitor: visitor.id, is_new, lang, path, csrf })
    }
}

/// A reader who is signed in; others are led to the sign-in page and back.
#[derive(Clone, Debug)]
pub struct SiteMember {
    pub reader: Reader,
    pub signed: Signed,
}

impl SiteMember {
    #[must_use]
    pub fn id(&self) -> UserId {
        self.signed.user
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::User(self.signed.user.raw())
    }
}

/// A member of staff at the desk.
#[derive(Clone, Debug)]
pub struct SiteStaff {
    pub reader: Reader,
    pub staff: Staff,
}

/// Why a page that needs somebody is not shown.
pub enum SignIn {
    /// Where to sign in, with the way back.
    There(String),
    Refused(Failure),
}

impl IntoResponse for SignIn {
    fn into_response(self) -> Response {
        match self {
            Self::There(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
            Self::Refused(failure) => failure.into_response(),
        }
    }
}

async fn reader(parts: &mut Parts, app: &App, door: &str) -> Result<(Reader, Signed), SignIn> {
    let reader = Reader::from_request_parts(parts, app).await.map_err(SignIn::Refused)?;
    match reader.signed.clone() {
        Some(signed) => Ok((reader, signed)),
        None => {
            // The way back from a form leads to its page, which is not always at the form's address.
            let back = if parts.method == Method::GET { reader.path.as_str() } else { "/" };
            Err(SignIn::There(format!("{door}?back={}", escape_query(back))))
        }
    }
}

impl FromRequestParts<App> for SiteMember {
    type Rejection = SignIn;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, SignIn> {
        let (reader, signed) = reader(parts, app, "/login").await?;
        Ok(Self { reader, signed })
    }
}

impl FromRequestParts<App> for SiteStaff {
    type Rejection = SignIn;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, SignIn> {
        let (reader, signed) = reader(parts, app, "/desk/login").await?;
        let staff = Staff::of(signed).map_err(|error| SignIn::Refused(error.into()))?;
        Ok(Self { reader, staff })
    }
}

/// Hands the session to the browser.
pub fn sign_in_cookie(app: &App, opened: &Opened, headers: &mut HeaderMap) {
    let max_age_s = opened.expires_at.since_s(app.now()).max(0);
    let name = cookies::name(SESSION, app.config.secure);
    Cookie { name, value: &opened.token, max_age_s, secure: app.config.secure }.set(headers);
}

/// Takes the session from the browser.
pub fn sign_out_cookie(app: &App, headers: &mut HeaderMap) {
    let name = cookies::name(SESSION, app.config.secure);
    Cookie { name, value: "", max_age_s: 0, secure: app.config.secure }.set(headers);
}
