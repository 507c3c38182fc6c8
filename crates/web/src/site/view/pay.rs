//! Paying for an order.

use std::fmt::{self, Display, Write};

use askama::{Template, filters::HtmlSafe};

use crate::i18n::{Moment, Price};

use super::{FieldErrors, Layout};

/// `GET /orders/{id}/pay`
#[derive(Debug, Template)]
#[template(path = "site/pay.html")]
pub struct PayPage {
    pub layout: Layout,
    pub order: String,
    pub number: String,
    pub amount: Price,
    pub state: PayState,
    pub expires_at: Moment,
    /// Seconds until then, by the server's clock.
    pub left_s: u64,
    /// What the wallet app scans, while it waits for that.
    pub qr: Option<Qr>,
    /// The same payment for a phone that cannot scan its own screen.
    pub open: Option<String>,
    pub balance: Price,
    pub errors: FieldErrors,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayState {
    /// No attempt has been made yet, or the last one came to nothing.
    Unasked,
    /// The gateway has been asked for the QR code.
    Preparing,
    /// The QR code waits to be scanned.
    Waiting,
    Paid,
    /// Not paid in time, or the order was cancelled.
    Closed,
    Failed,
}

impl PayState {
    /// What `GET /orders/{id}/pay/status` answers in `state`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Preparing => "preparing",
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Closed => "closed",
            Self::Failed => "failed",
        }
    }
}

impl PayPage {
    fn is_open(&self) -> bool {
        matches!(self.state, PayState::Unasked | PayState::Preparing | PayState::Waiting)
    }

    /// How often the page looks again by itself when no script does, in seconds.
    fn refresh_s(&self) -> u32 {
        if self.state == PayState::Preparing { 2 } else { 15 }
    }

    fn is_preparing(&self) -> bool {
        self.state == PayState::Preparing
    }

    /// `14:05`
    fn left(&self) -> String {
        format!("{}:{:02}", self.left_s / 60, self.left_s % 60)
    }

    fn balance_suffices(&self) -> bool {
        self.balance.currency == self.amount.currency && self.balance.minor >= self.amount.minor
    }
}

/// A QR code, drawn as one SVG path in the page's own colours of black on white.
#[derive(Debug, Clone)]
pub struct Qr {
    side: usize,
    path: String,
}

/// The quiet zone the standard asks for, in modules.
const QUIET: usize = 4;

impl Qr {
    /// None when the text is too long for a QR code.
    pub fn of(text: &str) -> Option<Self> {
        let code = fast_qr::QRBuilder::new(text).build().ok()?;
        let mut path = String::new();
        for y in 0..code.size {
            for x in 0..code.size {
                if code[y][x].value() {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
                }
            }
        }
        Some(Self { side: code.size + 2 * QUIET, path })
    }
}

impl Display for Qr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { side, path } = self;
        write!(
            f,
            "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }
}

/// It is made of numbers only.
impl HtmlSafe for Qr {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_or_refused() {
        let qr = Qr::of("https://qr.alipay.com/bax03431ljhokirwl38f00a7").unwrap();
        let svg = qr.to_string();
        assert!(svg.starts_with("<svg") && !svg.contains("style"));
        assert!(Qr::of(&"麦".repeat(5_000)).is_none());
    }
}
