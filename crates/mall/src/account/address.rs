//! The address book. Every use case names the owner; an address of somebody else is not there.

use ::store::Tx;
use kernel::{Code, Cx, Error, Result};
use serde::{Deserialize, Serialize};

use super::model::{AddressId, Phone, UserId};
use super::store::address as store;
use super::store::user as users;
use super::text::{Faults, Line};

/// Addresses one user may keep.
pub const ADDRESSES_MAX: i64 = 20;

/// Who receives a parcel, and where. Orders keep a copy of it as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub recipient: String,
    /// E.164
    pub phone: String,
    pub province: String,
    pub city: String,
    /// Empty where a city has no districts.
    pub district: String,
    pub street: String,
    /// Empty when not given.
    pub postcode: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub id: AddressId,
    pub user: UserId,
    pub place: Place,
    pub is_default: bool,
}

/// What somebody typed as an address, before it is checked.
#[derive(Clone, Copy, Debug)]
pub struct PlaceForm<'a> {
    pub recipient: &'a str,
    pub phone: &'a str,
    pub province: &'a str,
    pub city: &'a str,
    pub district: &'a str,
    pub street: &'a str,
    pub postcode: &'a str,
}

impl PlaceForm<'_> {
    /// # Errors
    /// Everything that is wrong, by field, in one error.
    pub fn check(&self) -> Result<Place> {
        let mut faults = Faults::default();
        let mut line = |field, min, max, text| faults.keep(Line { field, min, max }.read(text));
        let recipient = line("recipient", 1, 40, self.recipient);
        let province = line("province", 1, 40, self.province);
        let city = line("city", 1, 40, self.city);
        let district = line("district", 0, 40, self.district);
        let street = line("street", 1, 200, self.street);
        let postcode = faults.keep(postcode(self.postcode));
        let phone = faults.keep(Phone::parse(self.phone)).map(|phone| phone.to_string());
        match (recipient, phone, province, city, district, street, postcode) {
            (
                Some(recipient),
                Some(phone),
                Some(province),
                Some(city),
                Some(district),
                Some(street),
                Some(postcode),
            ) => Ok(Place { recipient, phone, province, city, district, street, postcode }),
            _ => Err(faults.into_error()),
        }
    }
}

fn postcode(text: &str) -> Result<String> {
    let text = Line { field: "postcode", min: 0, max: 10 }.read(text)?;
    let is_fit = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-');
    if text.chars().all(is_fit) {
        return Ok(text);
    }
    Err(Error::field("postcode", "may have letters, digits and -", "只能包含字母、数字和短横线"))
}

/// The user's addresses, the default one first, then the newest.
///
/// # Errors
/// [`Code::Store`].
pub fn addresses(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Address>> {
    store::list(tx, user, ADDRESSES_MAX)
}

/// # Errors
/// [`Code::NotFound`] unless it is the user's.
pub fn address(tx: &mut Tx<'_>, user: UserId, id: AddressId) -> Result<Address> {
    store::get(tx, id, user)
}

/// Adds an address; the first is the default one.
///
/// # Errors
/// [`Code::AddressBookFull`]; [`Code::NotFound`] for an unknown user.
pub fn add_address(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    place: &Place,
    is_default: bool,
) -> Result<Address> {
    users::lock_row(tx, user)?;
    if store::count(tx, user)? >= ADDRESSES_MAX {
        return Err(Code::AddressBookFull.into());
    }
    let id = AddressId::issue(cx, user.bucket())?;
    store::insert(tx, id, user, place, cx.now)?;
    if is_default {
        store::set_default(tx, id, user)?;
    } else {
        store::mend_default(tx, user)?;
    }
    store::get(tx, id, user)
}

/// # Errors
/// [`Code::NotFound`] unless it is the user's.
pub fn change_address(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    id: AddressId,
    place: &Place,
) -> Result<Address> {
    if store::update(tx, id, user, place, cx.now)? {
        store::get(tx, id, user)
    } else {
        Err(Code::NotFound.into())
    }
}

/// Makes it the default one.
///
/// # Errors
/// [`Code::NotFound`] unless it is the user's.
pub fn set_default_address(tx: &mut Tx<'_>, user: UserId, id: AddressId) -> Result<()> {
    users::lock_row(tx, user)?;
    if store::set_default(tx, id, user)? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Deletes it; when it was the default one, the newest of the others becomes that.
///
/// # Errors
/// [`Code::NotFound`] unless it is the user's.
pub fn delete_address(tx: &mut Tx<'_>, user: UserId, id: AddressId) -> Result<()> {
    users::lock_row(tx, user)?;
    if !store::delete(tx, id, user)? {
        return Err(Code::NotFound.into());
    }
    store::mend_default(tx, user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_told_everything_at_once() {
        let long = "长".repeat(201);
        let form = PlaceForm {
            recipient: "",
            phone: "x",
            province: "浙江省",
            city: "a\u{7}b",
            district: "",
            street: &long,
            postcode: "<b>",
        };
        let error = form.check().unwrap_err();
        let mut fields: Vec<_> = error.details().iter().map(|detail| detail.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["city", "phone", "postcode", "recipient", "street"]);
    }
}
