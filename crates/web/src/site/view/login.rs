//! Signing in and joining.

use askama::Template;

use super::{FieldErrors, Layout, layout::escape_query};

/// `GET /login`
#[derive(Debug, Template)]
#[template(path = "site/login.html")]
pub struct LoginPage {
    pub layout: Layout,
    pub way: LoginWay,
    /// Username or phone, as typed. A password is never sent back.
    pub who: String,
    pub phone: String,
    pub code_sent: bool,
    /// Where to go afterwards.
    pub back: String,
    /// Fields `who`, `password`, `phone`, `code`; the empty name for the whole.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoginWay {
    #[default]
    Password,
    /// A code by SMS.
    Code,
}

impl LoginWay {
    /// Value of `by` in the query.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
        }
    }

    pub fn from_code(code: &str) -> Self {
        if code == Self::Code.code() { Self::Code } else { Self::Password }
    }
}

impl LoginPage {
    fn by_code(&self) -> bool {
        self.way == LoginWay::Code
    }

    fn href(&self, way: LoginWay) -> String {
        format!("/login?by={}&back={}", way.code(), escape_query(&self.back))
    }

    fn reset_href(&self) -> String {
        format!("/login/reset?back={}", escape_query(&self.back))
    }

    fn register_href(&self) -> String {
        format!("/register?back={}", escape_query(&self.back))
    }
}

/// `GET /register`
#[derive(Debug, Template)]
#[template(path = "site/register.html")]
pub struct RegisterPage {
    pub layout: Layout,
    pub username: String,
    pub back: String,
    /// Fields `username`, `password`; the empty name for the whole.
    pub errors: FieldErrors,
}

impl RegisterPage {
    fn login_href(&self) -> String {
        format!("/login?back={}", escape_query(&self.back))
    }

    fn code_href(&self) -> String {
        format!("/login?by={}&back={}", LoginWay::Code.code(), escape_query(&self.back))
    }
}

/// `GET /login/reset`
#[derive(Debug, Template)]
#[template(path = "site/reset.html")]
pub struct ResetPage {
    pub layout: Layout,
    pub phone: String,
    pub code_sent: bool,
    pub back: String,
    /// Fields `phone`, `code`, `new`; the empty name for the whole.
    pub errors: FieldErrors,
}

impl ResetPage {
    fn login_href(&self) -> String {
        format!("/login?back={}", escape_query(&self.back))
    }
}
