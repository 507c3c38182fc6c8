//! The address book.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Result};
use mall::account::{self, ADDRESSES_MAX, AddressId, PlaceForm};
use serde::Deserialize;

use super::ask::Ask;
use super::cart::Nothing;
use super::fault;
use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::show;
use super::view::layout::safe_back;
use super::view::{AddressForm, AddressPage, AddressesPage, FieldErrors, Tab};
use crate::app::App;
use crate::page::Form;
use crate::params::Path;
use crate::problem::Failure;

/// The form's names of what the business calls otherwise.
const NAMES: &[(&str, &str)] = &[("recipient", "name"), ("province", "region")];
const BOOK: &str = "/addresses";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    name: String,
    phone: String,
    region: String,
    city: String,
    district: String,
    street: String,
    postcode: String,
    /// `1` or absent
    #[serde(rename = "default")]
    is_default: String,
    back: String,
}

impl Typed {
    fn check(&self) -> Result<account::Place> {
        let form = PlaceForm {
            recipient: &self.name,
            phone: &self.phone,
            province: &self.region,
            city: &self.city,
            district: &self.district,
            street: &self.street,
            postcode: &self.postcode,
        };
        form.check()
    }

    fn is_default(&self) -> bool {
        self.is_default == "1"
    }

    fn form(self, id: Option<AddressId>, errors: FieldErrors) -> AddressForm {
        let is_default = self.is_default();
        AddressForm {
            id: id.map(|id| id.to_string()),
            name: self.name,
            phone: self.phone,
            region: self.region,
            city: self.city,
            district: self.district,
            street: self.street,
            postcode: self.postcode,
            is_default,
            back: self.back,
            errors,
        }
    }
}

pub async fn book(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    let user = member.id();
    let addresses = app.db.point(move |tx| account::addresses(tx, user)).await?;
    let shopper = &member.shopper;
    let page = AddressesPage {
        layout: shopper.layout(&app, shopper.t().addresses, Tab::Account).await?,
        can_add: i64::try_from(addresses.len()).is_ok_and(|count| count < ADDRESSES_MAX),
        addresses: addresses.iter().map(show::reader::address).collect(),
    };
    shopper.show(&app, &page)
}

async fn page(app: &App, member: &Member, form: AddressForm) -> Result<AddressPage> {
    let t = member.shopper.t();
    let title = if form.id.is_some() { t.addr_edit } else { t.addr_add };
    let mut layout = member.shopper.layout(app, title, Tab::Account).await?;
    layout.path = form.id.as_ref().map_or_else(|| format!("{BOOK}/new"), |id| format!("{BOOK}/{id}"));
    Ok(AddressPage { layout, form })
}

fn back_of(ask: &Ask) -> String {
    let back = ask.get("back");
    safe_back(if back.is_empty() { BOOK } else { back }).to_owned()
}

pub async fn new(State(app): State<App>, member: Member, ask: Ask) -> Result<Response, Failure> {
    let form = AddressForm { back: back_of(&ask), ..AddressForm::default() };
    let page = page(&app, &member, form).await?;
    member.shopper.show(&app, &page)
}

pub async fn edit(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
    ask: Ask,
) -> Result<Response, Failure> {
    let user = member.id();
    let address = app.db.point(move |tx| account::address(tx, user, id)).await?;
    let page = page(&app, &member, show::reader::address_form(&address, back_of(&ask))).await?;
    member.shopper.show(&app, &page)
}

pub async fn add(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Typed>,
) -> Result<Response, Failure> {
    save(&app, &member, None, form).await
}

pub async fn change(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
    Form(form): Form<Typed>,
) -> Result<Response, Failure> {
    save(&app, &member, Some(id), form).await
}

async fn save(app: &App, member: &Member, id: Option<AddressId>, form: Typed) -> Result<Response, Failure> {
    let user = member.id();
    let is_default = form.is_default();
    let saved = match form.check() {
        Ok(place) => {
            app.db
                .write(member.actor(), move |tx, cx| match id {
                    None => account::add_address(tx, cx, user, &place, is_default),
                    Some(id) => {
                        let changed = account::change_address(tx, cx, user, id, &place)?;
                        if is_default {
                            account::set_default_address(tx, user, id)?;
                        }
                        Ok(changed)
                    }
                })
                .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(address) => Ok(go_saying(app, &back_with(&form.back, address.id), Note::AddressSaved)),
        Err(error) => {
            let errors = fault::fields(&error, member.shopper.lang(), NAMES);
            let failure = fault::mendable(error)?;
            let page = page(app, member, form.form(id, errors)).await?;
            member.shopper.refuse(app, &failure, &page)
        }
    }
}

/// Where to go after saving; the checkout learns which address was saved.
fn back_with(back: &str, id: AddressId) -> String {
    let back = safe_back(if back.is_empty() { BOOK } else { back });
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    match (path, query) {
        ("/checkout", "") => format!("/checkout?address={id}"),
        ("/checkout", query) => format!("/checkout?{query}&address={id}"),
        _ => back.to_owned(),
    }
}

pub async fn set_default(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, _| account::set_default_address(tx, user, id)).await?;
    Ok(go_saying(&app, BOOK, Note::AddressSaved))
}

/// Removing what is gone already is no mistake of the reader's.
pub async fn remove(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let user = member.id();
    match app.db.write(member.actor(), move |tx, _| account::delete_address(tx, user, id)).await {
        Ok(()) => Ok(go_saying(&app, BOOK, Note::AddressRemoved)),
        Err(error) if error.code() == Code::NotFound => Ok(go(BOOK)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_learns_which_address_was_saved() {
        let back = |back| back_with(back, AddressId::from_raw(7));
        assert_eq!(back("/checkout"), "/checkout?address=7");
        assert_eq!(back("/checkout?sku=1&n=2"), "/checkout?sku=1&n=2&address=7");
        assert_eq!(back(""), "/addresses");
        assert_eq!(back("//evil.example"), "/");
    }
}
