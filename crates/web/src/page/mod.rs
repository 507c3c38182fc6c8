//! What all pages share: who reads, the visitor's cookie, forms with their token.

mod form;
mod reader;

pub use form::{FileForm, Form, Pairs, Upload};
pub use reader::{Reader, SignIn, SiteMember, SiteStaff, sign_in_cookie, sign_out_cookie};

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use kernel::Code;
use mall::order::cart::VisitorId;
use tower_http::csrf::CsrfLayer;

use crate::app::App;
use crate::cookies::{self, Cookie};
use crate::lang;
use crate::problem::{Failure, Occasion};
use crate::site::view::{ErrorKind, ErrorPage, Layout};

const VISITOR: &str = "visitor";
pub(crate) const SESSION: &str = "session";
const VISITOR_S: i64 = 180 * 86_400;

/// The browser's own id, put into the request's extensions before any handler runs.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    pub id: VisitorId,
    /// Whether it is given with this very answer: nothing can hang on it yet.
    pub is_new: bool,
}

/// Gives every browser an id of its own: its cart and its form tokens hang on it.
async fn know_visitor(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let name = cookies::name(VISITOR, app.config.secure);
    let known = cookies::get(request.headers(), name).and_then(|value| value.parse().ok());
    let visitor = known.unwrap_or_else(|| VisitorId::draw(app.db.env().random.as_ref()));
    request.extensions_mut().insert(Visitor { id: visitor, is_new: known.is_none() });
    let mut response = next.run(request).await;
    if known.is_none() {
        let value = &visitor.to_string();
        let cookie = Cookie { name, value, max_age_s: VISITOR_S, secure: app.config.secure };
        cookie.set(response.headers_mut());
    }
    response
}

/// Whoever comes by an address in a language reads on in it.
async fn keep_language(State(app): State<App>, request: Request, next: Next) -> Response {
    let named = lang::news(request.uri(), request.headers());
    let mut response = next.run(request).await;
    if let Some(named) = named {
        lang::remember(named, app.config.secure, response.headers_mut());
    }
    response
}

/// Puts around the routes of pages what all of them need: the visitor's id, and no posting from other sites.
/// Each form's token is checked besides, by [`Form`] and [`Upload`].
pub fn guard(routes: Router<App>, app: &App) -> Router<App> {
    let refuse = |_| Failure::from(Code::CsrfFailed).into_response();
    let same_site = CsrfLayer::new().with_rejection_response(refuse);
    // A proxy may show us another host than the browser's; the configured one is always ours.
    let same_site = match same_site.clone().add_trusted_origin(&app.config.base_url) {
        Ok(trusting) => trusting,
        Err(_) => same_site,
    };
    know_visitors(routes.layer(same_site), app)
}

/// Puts around routes that only show pages the visitor's id and language.
pub fn know_visitors(routes: Router<App>, app: &App) -> Router<App> {
    routes
        .layer(middleware::from_fn_with_state(app.clone(), know_visitor))
        .layer(middleware::from_fn_with_state(app.clone(), keep_language))
}

/// The failure as a page, in place of the empty body.
#[must_use]
pub fn write_error(failure: &Failure, occasion: Occasion<'_>, mut response: Response) -> Response {
    if crate::desk::owns(occasion.path) {
        return crate::desk::write_error(failure, occasion, response);
    }
    let lang = occasion.lang;
    let kind = ErrorKind::from_status(failure.status().as_u16());
    let layout = Layout { lang: lang.into(), path: occasion.path.to_owned(), ..Layout::default() };
    let mut page = ErrorPage::new(layout, kind);
    let sentence = failure.error.code().sentence(lang);
    page.detail = match failure.error.details().first() {
        Some(first) => Some(format!("{sentence} {}", first.reason.get(lang))),
        // The page says so already.
        None if failure.error.code() == Code::NotFound => None,
        None => Some(sentence.to_owned()),
    };
    page.request = Some(occasion.request_id.to_owned());
    let html = page.render().unwrap_or_else(|_| sentence.to_owned());
    let html_type = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html_type);
    *response.body_mut() = Body::from(html);
    response
}
