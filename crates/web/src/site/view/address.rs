//! The address book.

use askama::Template;

use super::{FieldErrors, Layout};

/// `GET /addresses`
#[derive(Debug, Template)]
#[template(path = "site/addresses.html")]
pub struct AddressesPage {
    pub layout: Layout,
    pub addresses: Vec<AddressCard>,
    /// Whether the book has room for another one.
    pub can_add: bool,
}

/// `GET /addresses/new` and `GET /addresses/{id}`
#[derive(Debug, Template)]
#[template(path = "site/address.html")]
pub struct AddressPage {
    pub layout: Layout,
    pub form: AddressForm,
}

#[derive(Debug, Clone)]
pub struct AddressCard {
    pub id: String,
    pub name: String,
    pub phone: String,
    /// Region, city, district and street in one line.
    pub place: String,
    pub is_default: bool,
}

/// The fields of one address, as typed.
#[derive(Debug, Clone, Default)]
pub struct AddressForm {
    /// None for a new one.
    pub id: Option<String>,
    pub name: String,
    pub phone: String,
    pub region: String,
    pub city: String,
    pub district: String,
    pub street: String,
    pub postcode: String,
    pub is_default: bool,
    /// Where to go after saving.
    pub back: String,
    pub errors: FieldErrors,
}

impl AddressForm {
    pub fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/addresses/{id}"),
            None => "/addresses".into(),
        }
    }
}
