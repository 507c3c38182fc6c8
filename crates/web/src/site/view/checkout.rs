//! The last look before an order is placed.

use askama::Template;
use mall::catalog::SpuKind;

use crate::i18n::Price;

use super::{AddressCard, AddressForm, FieldErrors, Layout, OrderLine, Totals};

/// `GET /checkout`
#[derive(Debug, Template)]
#[template(path = "site/checkout.html")]
pub struct CheckoutPage {
    pub layout: Layout,
    /// Of all lines. A service needs no address.
    pub kind: SpuKind,
    pub addresses: Vec<AddressCard>,
    /// The id of the address that is chosen; empty for none.
    pub address: String,
    /// Shown open when there is no address yet.
    pub new_address: AddressForm,
    pub lines: Vec<OrderLine>,
    pub totals: Totals,
    pub note: String,
    pub pay: PayMethod,
    pub balance: Price,
    /// Goes out again as `key`: the same key places the order once.
    pub key: String,
    /// What the cart is cut down to, where it holds goods and services.
    pub part: Option<SpuKind>,
    /// One SKU bought at once instead of the cart.
    pub direct: Option<Direct>,
    /// Fields `address`, `note`, `pay`; the empty name for the order as a whole.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone)]
pub struct Direct {
    pub sku: String,
    pub quantity: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PayMethod {
    #[default]
    Alipay,
    Balance,
}

impl PayMethod {
    /// Value of the form field `pay`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Alipay => "alipay",
            Self::Balance => "balance",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Alipay, Self::Balance].into_iter().find(|method| method.code() == code)
    }
}

impl CheckoutPage {
    fn balance_suffices(&self) -> bool {
        self.balance.currency == self.totals.total.currency && self.balance.minor >= self.totals.total.minor
    }

    /// This page's own address, to come back to after adding an address.
    fn back(&self) -> String {
        match (&self.direct, self.part) {
            (Some(direct), _) => format!("/checkout?sku={}&n={}", direct.sku, direct.quantity),
            (None, Some(kind)) => format!("/checkout?kind={kind}"),
            (None, None) => "/checkout".into(),
        }
    }

    fn is_service(&self) -> bool {
        self.kind == SpuKind::Service
    }

    fn place_name(&self) -> &'static str {
        let t = self.layout.t();
        if self.is_service() { t.serve_at } else { t.ship_to }
    }

    /// Goods must go somewhere.
    fn is_ready(&self) -> bool {
        self.is_service() || !self.addresses.is_empty()
    }
}
