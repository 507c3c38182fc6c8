//! The cart.

use askama::Template;
use mall::catalog::SpuKind;

use crate::i18n::{Price, site::SiteText};

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
    /// What is bought apart, when there are goods and services; else empty.
    pub parts: Vec<CartPart>,
    /// Fields `n-{sku}`; the empty name for the whole.
    pub errors: FieldErrors,
}

/// The lines of one kind, when there are both.
#[derive(Debug, Clone)]
pub struct CartPart {
    pub kind: SpuKind,
    pub subtotal: Price,
}

impl CartPart {
    fn href(&self) -> String {
        format!("/checkout?kind={}", self.kind)
    }

    fn name(&self, t: &SiteText) -> &'static str {
        match self.kind {
            SpuKind::Goods => t.sum_goods,
            SpuKind::Service => t.sum_services,
        }
    }

    fn action(&self, t: &SiteText) -> &'static str {
        match self.kind {
            SpuKind::Goods => t.checkout_goods,
            SpuKind::Service => t.checkout_services,
        }
    }
}

#[derive(Debug, Clone)]
pub struct CartLine {
    pub sku: String,
    pub product: String,
    pub is_service: bool,
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
