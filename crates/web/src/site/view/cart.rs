//! The cart.

use askama::Template;

use crate::i18n::Price;

use super::{FieldErrors, Layout, Picture};

/// `GET /cart`
#[derive(Debug, Template)]
#[template(path = "site/cart.html")]
pub struct CartPage {
    pub layout: Layout,
    pub lines: Vec<CartLine>,
    /// Lines that can no longer be bought.
    pub unavailable: Vec<CartLine>,
    pub pieces: u64,
    pub subtotal: Price,
    /// Fields `n-{sku}`; the empty name for the whole.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone)]
pub struct CartLine {
    pub sku: String,
    pub product: String,
    pub title: String,
    pub options: String,
    pub picture: Option<Picture>,
    pub price: Price,
    /// As typed.
    pub quantity: String,
    /// The most that can be bought.
    pub max: u32,
    pub total: Price,
}

impl CartLine {
    /// The form field of its quantity, and the key of its error.
    pub fn field(&self) -> String {
        format!("n-{}", self.sku)
    }
}
