//! Users, and the roles of those who work here.

use askama::Template;
use mall::account::{UserKind, UserState};

use crate::i18n::{Moment, Price};

use super::{Choice, Layout, Older, OrderRow, Worded};

/// `GET /desk/users`
#[derive(Debug, Template)]
#[template(path = "desk/users.html")]
pub struct UsersPage {
    pub layout: Layout,
    /// What was looked for, as typed.
    pub query: String,
    pub rows: Vec<UserRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct UserRow {
    pub id: String,
    pub username: String,
    pub name: String,
    /// Masked.
    pub phone: String,
    pub kind: UserKind,
    pub state: UserState,
    pub at: Moment,
    pub roles: Vec<String>,
}

impl UserRow {
    fn is_guest(&self) -> bool {
        self.kind == UserKind::Guest
    }
}

/// `GET /desk/users/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/user.html")]
pub struct UserPage {
    pub layout: Layout,
    pub row: UserRow,
    pub bucket: String,
    /// What one can pay with; None for those who may not see the books.
    pub balance: Option<Price>,
    pub roles: Vec<RoleRow>,
    /// Roles that can still be given; empty for those who may not.
    pub grantable: Vec<Choice>,
    pub may_manage: bool,
    /// The newest; empty for those who may not see orders.
    pub orders: Vec<OrderRow>,
}

impl UserPage {
    fn is_locked(&self) -> bool {
        self.row.state == UserState::Locked
    }
}

/// A role that the user has.
#[derive(Debug, Clone)]
pub struct RoleRow {
    pub role: String,
    pub title: String,
    /// What it permits, in words.
    pub permits: Vec<&'static str>,
}
