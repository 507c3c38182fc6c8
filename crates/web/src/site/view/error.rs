//! Pages for when something is not as it should be.

use askama::Template;

use crate::i18n::Lang;
use crate::i18n::site::SiteText;

use super::Layout;

/// Any page that cannot be shown.
#[derive(Debug, Template)]
#[template(path = "site/error.html")]
pub struct ErrorPage {
    pub layout: Layout,
    pub kind: ErrorKind,
    /// What exactly is wrong, when the reader can do something about it.
    pub detail: Option<String>,
    /// Names the request in the logs.
    pub request: Option<String>,
}

impl ErrorPage {
    /// Sets the title of `layout`, which only the kind knows.
    pub fn new(mut layout: Layout, kind: ErrorKind) -> Self {
        layout.title = kind.title(layout.t()).into();
        Self { layout, kind, detail: None, request: None }
    }
}

/// What a browser keeps for when the shop cannot be reached: `worker.js` has it do so.
#[derive(Debug, Template)]
#[template(path = "site/offline.html")]
pub struct OfflinePage {
    pub layout: Layout,
}

impl OfflinePage {
    pub fn new(lang: Lang) -> Self {
        let title = SiteText::of(lang).offline.to_owned();
        Self { layout: Layout { lang, title, ..Layout::default() } }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    BadRequest,
    Forbidden,
    NotFound,
    Conflict,
    TooLarge,
    TooMany,
    Internal,
    Busy,
}

impl ErrorKind {
    pub const ALL: &'static [Self] = &[
        Self::BadRequest,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::TooLarge,
        Self::TooMany,
        Self::Internal,
        Self::Busy,
    ];

    /// A status that has no page of its own gets the one of its class.
    pub const fn from_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::Forbidden,
            404 | 405 | 410 => Self::NotFound,
            409 | 412 => Self::Conflict,
            413 => Self::TooLarge,
            429 => Self::TooMany,
            503 | 504 => Self::Busy,
            500.. => Self::Internal,
            _ => Self::BadRequest,
        }
    }

    /// The number shown.
    pub const fn status(self) -> &'static str {
        match self {
            Self::BadRequest => "400",
            Self::Forbidden => "403",
            Self::NotFound => "404",
            Self::Conflict => "409",
            Self::TooLarge => "413",
            Self::TooMany => "429",
            Self::Internal => "500",
            Self::Busy => "503",
        }
    }

    pub const fn title(self, t: &'static SiteText) -> &'static str {
        match self {
            Self::BadRequest => t.error_bad_request,
            Self::Forbidden => t.error_forbidden,
            Self::NotFound => t.error_not_found,
            Self::Conflict => t.error_conflict,
            Self::TooLarge => t.error_too_large,
            Self::TooMany => t.error_too_many,
            Self::Internal => t.error_internal,
            Self::Busy => t.error_busy,
        }
    }

    pub const fn text(self, t: &'static SiteText) -> &'static str {
        match self {
            Self::BadRequest => t.error_bad_request_text,
            Self::Forbidden => t.error_forbidden_text,
            Self::NotFound => t.error_not_found_text,
            Self::Conflict => t.error_conflict_text,
            Self::TooLarge => t.error_too_large_text,
            Self::TooMany => t.error_too_many_text,
            Self::Internal => t.error_internal_text,
            Self::Busy => t.error_busy_text,
        }
    }

    /// Whether trying once more may help.
    pub const fn may_retry(self) -> bool {
        matches!(self, Self::Conflict | Self::TooMany | Self::Internal | Self::Busy)
    }
}
