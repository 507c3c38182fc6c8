//! The language link, and what robots and browsers ask for by themselves.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Code, Error};

use super::ask::Ask;
use super::shopper::go;
use super::view::OfflinePage;
use super::view::layout::safe_back;
use crate::app::App;
use crate::i18n::Lang;
use crate::lang::Spoken;
use crate::problem::Failure;
use crate::{assets, lang};

/// Remembers the language and goes back. An unknown one changes nothing.
pub async fn language(State(app): State<App>, ask: Ask) -> Response {
    let mut response = go(safe_back(ask.get("back")));
    if let Some(to) = Lang::from_code(ask.get("to")) {
        lang::remember(to, app.config.secure, response.headers_mut());
    }
    response
}

/// Goods may be found by everybody. What belongs to one reader leads nobody else further than to the sign-in page,
/// and needs no word here. Of searches, the ways to narrow one down are without end.
const ROBOTS: &str = "User-agent: *\n\
    Disallow: /api/\nDisallow: /desk\nDisallow: /lang\nDisallow: /live\nDisallow: /offline\n\
    Disallow: /search/suggest\n\
    Disallow: /search?*&\n";

pub async fn robots(State(app): State<App>) -> Response {
    let day = HeaderValue::from_static("public, max-age=86400");
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    let text = format!("{ROBOTS}\nSitemap: {}/sitemap.xml\n", app.config.base_url);
    ([(CACHE_CONTROL, day), (CONTENT_TYPE, plain)], text).into_response()
}

/// Nobody's page: it is kept by the browser and shown to whoever uses that.
pub async fn offline(Spoken(lang): Spoken) -> Result<Response, Failure> {
    let html = OfflinePage::new(lang.into()).render();
    let html = html.map_err(|error| Error::new(Code::Internal).because(error))?;
    Ok(Html(html).into_response())
}

/// For browsers that ask without having read a page.
pub async fn favicon() -> Response {
    let to = HeaderValue::from_static(assets::url("favicon.svg"));
    (StatusCode::TEMPORARY_REDIRECT, [(axum::http::header::LOCATION, to)]).into_response()
}
