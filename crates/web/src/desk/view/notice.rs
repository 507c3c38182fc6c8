//! The inbox of payment notifications.

use askama::Template;
use mall::payment::Outcome;

use crate::i18n::{Moment, desk::DeskText};
use crate::site::view::Tone;

use super::{Layout, Link, Older, Worded};

/// `GET /desk/notices`
#[derive(Debug, Template)]
#[template(path = "desk/notices.html")]
pub struct NoticesPage {
    pub layout: Layout,
    pub rows: Vec<NoticeRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct NoticeRow {
    pub id: String,
    pub at: Moment,
    pub source: String,
    pub trade: String,
    pub status: String,
    pub outcome: Outcome,
    pub checks: Vec<Check>,
}

/// The verdict of one check; `None` when it was not reached.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    pub name: &'static str,
    pub verdict: Option<bool>,
}

impl Check {
    /// The checks in the order in which they are made.
    pub fn all(verdict: mall::payment::Verdict, t: &'static DeskText) -> Vec<Self> {
        let checks = [
            (t.check_signature, verdict.signature),
            (t.check_app, verdict.app),
            (t.check_seller, verdict.seller),
            (t.check_currency, verdict.currency),
            (t.check_amount, verdict.amount),
            (t.check_fresh, verdict.fresh),
        ];
        checks.into_iter().map(|(name, verdict)| Self { name, verdict }).collect()
    }

    pub const fn class(self) -> &'static str {
        match self.verdict {
            Some(true) => Tone::Good.class(),
            Some(false) => Tone::Bad.class(),
            None => "open",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self.verdict {
            Some(true) => "check",
            Some(false) => "cross",
            None => "minus",
        }
    }

    pub const fn words(self, t: &'static DeskText) -> &'static str {
        match self.verdict {
            Some(true) => t.check_passed,
            Some(false) => t.check_failed,
            None => t.check_open,
        }
    }
}

/// `GET /desk/notices/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/notice.html")]
pub struct NoticePage {
    pub layout: Layout,
    pub row: NoticeRow,
    pub notify_id: String,
    pub note: String,
    pub handled_at: Option<Moment>,
    /// The order it pays, when it is known and may be seen.
    pub order: Option<Link>,
    /// What the body says, field by field, when it is a form.
    pub fields: Vec<(String, String)>,
    /// The body as it came, with what is no text replaced.
    pub raw: String,
    pub may_replay: bool,
}
