//! The member's own page.

use askama::Template;

use crate::i18n::{Moment, Price};

use super::{FieldErrors, Layout, Picture};

/// `GET /account`
#[derive(Debug, Template)]
#[template(path = "site/account.html")]
pub struct AccountPage {
    pub layout: Layout,
    pub username: String,
    /// The shown name, as typed.
    pub name: String,
    /// The picture of oneself.
    pub avatar: Option<Picture>,
    /// Masked, e.g. `138****5678`.
    pub phone: Option<String>,
    /// Binding another number, as far as it has come.
    pub binding: Binding,
    pub has_password: bool,
    pub balance: Price,
    /// Orders that wait for something, by [`super::OrderFilter`].
    pub unpaid: u64,
    pub to_ship: u64,
    pub to_receive: u64,
    pub sessions: Vec<Session>,
    /// Fields `name`, `file`, `phone`, `code`, `current`, `new`.
    pub errors: FieldErrors,
}

/// A number on its way to be bound to the account.
#[derive(Debug, Clone, Default)]
pub struct Binding {
    /// As typed.
    pub phone: String,
    pub code_sent: bool,
}

/// A browser or phone that is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    pub device: String,
    pub last_seen: Moment,
    /// Whether it is the one reading this.
    pub current: bool,
}

impl AccountPage {
    fn initial(&self) -> String {
        self.name.chars().take(1).collect()
    }
}
