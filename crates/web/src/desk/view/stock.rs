//! Stock per SKU.

use askama::Template;
use mall::stock::MovementKind;

use crate::i18n::Moment;
use crate::site::view::{FieldErrors, Picture};

use super::{Layout, Link, Older, Worded};

/// `GET /desk/stock`
#[derive(Debug, Template)]
#[template(path = "desk/stock.html")]
pub struct StockPage {
    pub layout: Layout,
    pub query: String,
    pub rows: Vec<StockRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct StockRow {
    pub sku: String,
    /// Its page; None on the page itself.
    pub href: Option<String>,
    pub code: String,
    pub title: String,
    pub options: String,
    pub picture: Option<Picture>,
    pub is_on_sale: bool,
    pub available: i64,
    pub reserved: i64,
    pub sold: i64,
    pub received: i64,
}

/// Fewer than this many pieces are worth a colour.
const FEW: i64 = 10;

impl StockRow {
    fn class(&self) -> &'static str {
        match self.available {
            ..=0 => "bad",
            1..FEW => "warn",
            _ => "",
        }
    }
}

/// `GET /desk/stock/{sku}`
#[derive(Debug, Template)]
#[template(path = "desk/sku.html")]
pub struct SkuPage {
    pub layout: Layout,
    pub row: StockRow,
    /// None for those who may not change products.
    pub product: Option<Link>,
    pub movements: Vec<MovementRow>,
    pub older: Older,
    /// As typed.
    pub level: String,
    pub note: String,
    /// Fields `stock`, `note`.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone)]
pub struct MovementRow {
    pub at: Moment,
    pub kind: MovementKind,
    pub quantity: i64,
    /// The order it belongs to, by id.
    pub order: Option<String>,
    pub note: String,
}

impl MovementRow {
    /// What it did to what is available: `+3`, `−2`, or `0` when it moved between two other heaps.
    fn change(&self) -> String {
        let change = match self.kind {
            MovementKind::Receive | MovementKind::Release | MovementKind::Return => self.quantity,
            MovementKind::Reserve | MovementKind::Retake => -self.quantity,
            MovementKind::Take => 0,
        };
        match change {
            1.. => format!("+{change}"),
            0 => "0".to_owned(),
            _ => format!("−{}", change.unsigned_abs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_movement_tells_what_became_of_what_is_available() {
        let change = |kind, quantity| {
            MovementRow { at: Moment(0), kind, quantity, order: None, note: String::new() }.change()
        };
        assert_eq!(change(MovementKind::Receive, 5), "+5");
        assert_eq!(change(MovementKind::Receive, -5), "−5");
        assert_eq!(change(MovementKind::Reserve, 2), "−2");
        assert_eq!(change(MovementKind::Take, 2), "0");
        assert_eq!(change(MovementKind::Return, 1), "+1");
    }
}
