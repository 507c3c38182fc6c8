//! Who works at the desk, and the frame that all of its pages have.

use askama::Template;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Actor, Code, Cursor, Cx, Error, Kind, Lang, PageAsk, Result};
use mall::account::{self, UserId};
use mall::desk;
use serde::Deserialize;
use store::Tx;

use super::said::Said;
use super::view::{Badge, ErrorPage, Layout, May, Section};
use super::{ROOT, owns};
use crate::app::App;
use crate::auth::Staff;
use crate::cookies::SaidOnce;
use crate::i18n::desk::DeskText;
use crate::live;
use crate::page::{Reader, SignIn, SiteStaff};
use crate::problem::{Failure, Occasion};
use crate::site::view::layout::safe_back;
use crate::site::view::{ErrorKind, FieldErrors};

/// A member of staff who is signed in; others are led to the desk's door, or refused.
pub struct Worker {
    pub reader: Reader,
    staff: Staff,
    may: May,
    /// The titles of the roles, in the reader's language.
    roles: Vec<String>,
    said: Option<Said>,
}

impl FromRequestParts<App> for Worker {
    type Rejection = SignIn;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, SignIn> {
        let SiteStaff { reader, staff } = SiteStaff::from_request_parts(parts, app).await?;
        let (user, lang, names) = (staff.id(), reader.lang, staff.0.roles.clone());
        let known = app
            .db
            .glance(move |tx| {
                let titles = account::roles(tx)?
                    .into_iter()
                    .filter(|role| names.contains(&role.name))
                    .map(|role| role.title.get(lang).to_owned());
                Ok((titles.collect::<Vec<_>>(), account::permissions(tx, user)?))
            })
            .await;
        let (roles, permissions) = known.map_err(|error| SignIn::Refused(error.into()))?;
        let said = Said::of(&parts.headers);
        Ok(Self { reader, staff, may: May::new(permissions), roles, said })
    }
}

impl Worker {
    pub fn id(&self) -> UserId {
        self.staff.id()
    }

    pub fn actor(&self) -> Actor {
        self.staff.actor()
    }

    pub fn lang(&self) -> Lang {
        self.reader.lang
    }

    pub fn t(&self) -> &'static DeskText {
        DeskText::of(self.lang().into())
    }

    pub fn may(&self, permission: account::Permission) -> bool {
        self.may.do_this(permission)
    }

    /// Whether one may look at a section.
    pub fn sees(&self, section: Section) -> bool {
        section.permission().is_none_or(|permission| self.may(permission))
    }

    /// The frame of a page for this member of staff.
    pub fn layout(&self, section: Section, title: impl Into<String>) -> Layout {
        Layout {
            lang: self.lang().into(),
            path: self.reader.path.clone(),
            title: title.into(),
            csrf: self.reader.csrf.to_string(),
            flash: self.said.map(|said| said.flash(self.t())),
            staff: Some(Badge { name: self.staff.0.display_name.clone(), roles: self.roles.clone() }),
            may: self.may.clone(),
            section,
            live_after: None,
        }
    }

    /// The frame of a page that shows what becomes of orders and cases, as it does.
    pub fn live_layout(&self, app: &App, section: Section, title: impl Into<String>) -> Layout {
        let live_after = self.sees(Section::Orders).then(|| live::seq_at(app.now()));
        Layout { live_after, ..self.layout(section, title) }
    }

    /// What a page of a section shows, read within one snapshot, if one may look at it.
    ///
    /// # Errors
    /// [`Code::Forbidden`]; whatever `run` returns.
    pub async fn read<T: Send + 'static>(
        &self,
        app: &App,
        section: Section,
        run: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let staff = self.id();
        app.db
            .read(move |tx| {
                if let Some(permission) = section.permission() {
                    desk::permit_reading(tx, staff, permission)?;
                }
                run(tx)
            })
            .await
    }

    /// Does something as this member of staff. The use case asks whether they may.
    ///
    /// # Errors
    /// Whatever `run` returns.
    pub async fn act<T: Send + 'static>(
        &self,
        app: &App,
        run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        app.db.write(self.actor(), run).await
    }

    /// The page.
    pub fn show(&self, app: &App, page: &impl Template) -> Result<Response, Failure> {
        let mut response = html(page)?;
        if self.said.is_some() {
            Said::take_away(app.config.secure, response.headers_mut());
        }
        Ok(response)
    }

    /// The form's page again, with what is wrong with it.
    pub fn refuse(&self, app: &App, page: &impl Template) -> Result<Response, Failure> {
        let mut response = self.show(app, page)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    }

    /// What the reader can mend, beside the fields of the form. Anything else gets a page of its own.
    ///
    /// # Errors
    /// The failure, when it is not about what was typed.
    pub fn faults(&self, error: Error) -> Result<FieldErrors, Failure> {
        match error.code().kind() {
            Kind::Invalid | Kind::Conflict if error.details().is_empty() => {
                Ok([("", error.code().sentence(self.lang()))].into_iter().collect())
            }
            Kind::Invalid | Kind::Conflict => {
                let told = error.details().iter();
                Ok(told.map(|detail| (detail.field.clone(), detail.reason.get(self.lang()))).collect())
            }
            _ => Err(error.into()),
        }
    }
}

pub fn html(page: &impl Template) -> Result<Response, Failure> {
    let html = page.render().map_err(|error| Error::new(Code::Internal).because(error))?;
    Ok(Html(html).into_response())
}

/// On to the page that tells what was done.
pub fn onward(app: &App, to: &str, said: Said) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    said.set(app.config.secure, response.headers_mut());
    lead(&mut response, to);
    response
}

/// On to another page.
pub fn to(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    lead(&mut response, path);
    response
}

fn lead(response: &mut Response, path: &str) {
    let place = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static(ROOT));
    response.headers_mut().insert(LOCATION, place);
}

/// Where a form wants to lead back to, if that is a page of the desk.
pub fn back_to(back: &str) -> &str {
    let back = safe_back(back);
    let path = back.split(['?', '#']).next().unwrap_or_default();
    if owns(path) { back } else { ROOT }
}

/// How a list is continued.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct After {
    pub after: String,
}

/// Rows of a list of the desk.
const ROWS: i64 = 50;

/// # Errors
/// [`Code::BadCursor`].
pub fn page_ask(after: &str) -> Result<PageAsk> {
    let cursor = if after.is_empty() { None } else { Some(after.parse::<Cursor>()?) };
    PageAsk::new(Some(ROWS), cursor)
}

/// A form without fields.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The failure as a page of the desk, in place of the empty body.
#[must_use]
pub fn write_error(failure: &Failure, occasion: Occasion<'_>, mut response: Response) -> Response {
    let Occasion { lang, path, request_id } = occasion;
    let error = &failure.error;
    let sentence = error.code().sentence(lang);
    let kind = ErrorKind::from_status(failure.status().as_u16());
    let page = ErrorPage {
        layout: Layout {
            lang: lang.into(),
            path: path.to_owned(),
            title: sentence.to_owned(),
            ..Layout::default()
        },
        kind,
        sentences: error.details().iter().map(|detail| detail.reason.get(lang).to_owned()).collect(),
        request: Some(request_id.to_owned()),
    };
    let html = page.render().unwrap_or_else(|_| sentence.to_owned());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    *response.body_mut() = Body::from(html);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_returns_only_to_the_desk() {
        for place in ["/desk", "/desk/orders?state=paid", "/desk?x=1", "/desk/products/7#pictures"] {
            assert_eq!(back_to(place), place);
        }
        for elsewhere in
            ["", "/", "/deskjet", "/orders", "//evil.example/desk", "https://evil.example/desk", "/desk\\@x"]
        {
            assert_eq!(back_to(elsewhere), ROOT, "{elsewhere}");
        }
    }

    #[test]
    fn a_cursor_is_read_or_refused() {
        assert!(page_ask("").unwrap().after.is_none());
        assert_eq!(page_ask("1f.2").unwrap().after.unwrap().0, [0x1f, 2]);
        assert_eq!(page_ask("?").unwrap_err().code(), Code::BadCursor);
    }
}
