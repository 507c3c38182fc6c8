//! Who reads a page of the shop, and the frame that all of its pages have.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Actor, Code, Error, Result};
use mall::account::{Signed, UserId};
use mall::order::cart;

use super::note::Note;
use super::show;
use super::view::{Bar, Layout, Tab};
use crate::app::App;
use crate::cookies::SaidOnce;
use crate::i18n::Lang;
use crate::i18n::site::SiteText;
use crate::page::{Reader, SignIn, SiteMember};
use crate::problem::{self, Failure};

/// Anybody who reads a page of the shop.
#[derive(Clone, Debug)]
pub struct Shopper {
    pub reader: Reader,
    /// What this page says about what was just done.
    pub note: Option<Note>,
}

impl FromRequestParts<App> for Shopper {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let reader = Reader::from_request_parts(parts, app).await?;
        Ok(Self { reader, note: Note::of(&parts.headers) })
    }
}

impl Shopper {
    pub fn lang(&self) -> Lang {
        self.reader.lang.into()
    }

    pub fn t(&self) -> &'static SiteText {
        SiteText::of(self.lang())
    }

    /// The frame of a page for this reader.
    pub async fn layout(&self, app: &App, title: impl Into<String>, tab: Tab) -> Result<Layout> {
        Ok(Layout {
            lang: self.lang(),
            path: self.reader.path.clone(),
            title: title.into(),
            signed_in: self.reader.signed.as_ref().map(|signed| signed.display_name.clone()),
            cart_count: self.cart_count(app).await?,
            csrf: self.reader.csrf.to_string(),
            flash: self.note.map(|note| note.flash(self.t())),
            tab,
            bars: bars(app, self.lang()).await?,
            live_after: Some(crate::live::seq_at(app.now())),
            ..Layout::default()
        })
    }

    /// Pieces in the reader's cart: the number on its icon.
    pub async fn cart_count(&self, app: &App) -> Result<u32> {
        if self.reader.is_new {
            return Ok(0);
        }
        let owner = self.reader.cart_owner();
        let pieces = app.db.point(move |tx| cart::pieces(tx, owner)).await?;
        Ok(u32::try_from(pieces).unwrap_or(u32::MAX))
    }

    /// The page, which is this reader's alone.
    pub fn show(&self, app: &App, page: &impl Template) -> Result<Response, Failure> {
        let html = page.render().map_err(|error| Error::new(Code::Internal).because(error))?;
        let mut response = Html(html).into_response();
        if self.note.is_some() {
            Note::take_away(app.config.secure, response.headers_mut());
        }
        Ok(response)
    }

    /// The form's page again, with what is wrong with it.
    pub fn refuse(&self, app: &App, failure: &Failure, page: &impl Template) -> Result<Response, Failure> {
        let mut response = self.show(app, page)?;
        *response.status_mut() = match failure.status() {
            // Nobody is asked for a password by the browser: the form asks.
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => StatusCode::UNPROCESSABLE_ENTITY,
            status => status,
        };
        problem::write_headers(failure, &mut response);
        response.headers_mut().remove(axum::http::header::WWW_AUTHENTICATE);
        Ok(response)
    }
}

/// What is announced now, in the reader's language.
async fn bars(app: &App, lang: Lang) -> Result<Vec<Bar>> {
    Ok(app.board().await?.shown.iter().map(|announcement| show::bar(announcement, lang)).collect())
}

/// A shopper who is signed in; others are led to the sign-in page and back.
#[derive(Clone, Debug)]
pub struct Member {
    pub shopper: Shopper,
    pub signed: Signed,
}

impl FromRequestParts<App> for Member {
    type Rejection = SignIn;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, SignIn> {
        let SiteMember { reader, signed } = SiteMember::from_request_parts(parts, app).await?;
        Ok(Self { shopper: Shopper { reader, note: Note::of(&parts.headers) }, signed })
    }
}

impl Member {
    pub fn id(&self) -> UserId {
        self.signed.user
    }

    pub fn actor(&self) -> Actor {
        Actor::User(self.signed.user.raw())
    }
}

/// 303 to a path of this site.
pub fn go(to: &str) -> Response {
    // What cannot be a header came from a form, and leads nowhere.
    let to = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}

/// The same, and the page there says what was done.
pub fn go_saying(app: &App, to: &str, note: Note) -> Response {
    let mut response = go(to);
    note.set(app.config.secure, response.headers_mut());
    response
}
