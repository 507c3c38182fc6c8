//! The last look before an order is placed.

use askama::Template;

use crate::i18n::Price;

use super::{AddressCard, AddressForm, FieldErrors, Layout, OrderLine, Totals};

/// `GET /checkout`
#[derive(Debug, Template)]
#[template(path = "site/checkout.html")]
pub struct CheckoutPage {
    pub layout: Layout,
    pub addresses: Vec<AddressCard>,
    /// The id of the address that is chosen.
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
        match &self.direct {
            Some(direct) => format!("/checkout?sku={}&n={}", direct.sku, direct.quantity),
            None => "/checkout".into(),
        }
    }
}
