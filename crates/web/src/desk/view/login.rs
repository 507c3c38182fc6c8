//! Coming in, and what is shown when something cannot be.

use askama::Template;

use crate::site::view::{ErrorKind, FieldErrors};

use super::Layout;

/// `GET /desk/login`
#[derive(Debug, Template)]
#[template(path = "desk/login.html")]
pub struct LoginPage {
    pub layout: Layout,
    /// As typed. A password is never sent back.
    pub who: String,
    /// Where to go afterwards.
    pub back: String,
    /// Fields `who`, `password`; the empty name for the whole.
    pub errors: FieldErrors,
}

/// Any page that cannot be shown.
#[derive(Debug, Template)]
#[template(path = "desk/error.html")]
pub struct ErrorPage {
    pub layout: Layout,
    pub kind: ErrorKind,
    /// In words for the reader: the sentence of the error, and what is wrong with each field.
    pub sentences: Vec<String>,
    /// Names the request in the logs.
    pub request: Option<String>,
}
