//! The address book.

use axum::extract::State;
use kernel::Result;
use mall::account::{self, AddressId, Place, PlaceForm};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Created, Done, Many, One};
use super::doc;
use super::view::user::AddressView;
use crate::app::App;
use crate::auth::Member;
use crate::json::Json;
use crate::params::Path;
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_addresses, create_address)).routes(routes!(
        get_address,
        change_address,
        delete_address
    ))
}

/// Who receives a parcel, and where.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressBody {
    #[schema(example = "麦小麦")]
    pub recipient: String,
    #[schema(example = "13812345678")]
    pub phone: String,
    #[schema(example = "浙江省")]
    pub province: String,
    #[schema(example = "杭州市")]
    pub city: String,
    #[serde(default)]
    #[schema(example = "西湖区")]
    pub district: String,
    #[schema(example = "余杭塘路 866 号")]
    pub street: String,
    #[serde(default)]
    pub postcode: String,
    /// Whether it becomes the default one; the first always does.
    #[serde(default)]
    pub is_default: bool,
}

impl AddressBody {
    /// # Errors
    /// [`kernel::Code::Invalid`] with all that is wrong.
    pub fn parse(&self) -> Result<Place> {
        PlaceForm {
            recipient: &self.recipient,
            phone: &self.phone,
            province: &self.province,
            city: &self.city,
            district: &self.district,
            street: &self.street,
            postcode: &self.postcode,
        }
        .check()
    }
}

/// What should be different; what is not given stays as it is.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct AddressPatch {
    recipient: Option<String>,
    phone: Option<String>,
    province: Option<String>,
    city: Option<String>,
    district: Option<String>,
    street: Option<String>,
    postcode: Option<String>,
    /// Only `true` means something: another one is made the default instead.
    is_default: Option<bool>,
}

impl AddressPatch {
    fn over(&self, known: &Place) -> Result<Place> {
        fn or<'a>(new: &'a Option<String>, known: &'a str) -> &'a str {
            new.as_deref().unwrap_or(known)
        }
        PlaceForm {
            recipient: or(&self.recipient, &known.recipient),
            phone: or(&self.phone, &known.phone),
            province: or(&self.province, &known.province),
            city: or(&self.city, &known.city),
            district: or(&self.district, &known.district),
            street: or(&self.street, &known.street),
            postcode: or(&self.postcode, &known.postcode),
        }
        .check()
    }
}

/// All addresses, the default one first
#[utoipa::path(get, path = "/addresses", tag = "account", security(("bearer" = [])),
    responses((status = 200, body = Many<AddressView>), doc::OwnRead))]
async fn list_addresses(State(app): State<App>, member: Member) -> Result<Many<AddressView>, Failure> {
    let user = member.id();
    let addresses = app.db.point(move |tx| account::addresses(tx, user)).await?;
    Ok(Many::whole(addresses, Into::into))
}

/// Adds an address
#[utoipa::path(post, path = "/addresses", tag = "account", request_body = AddressBody, security(("bearer" = [])),
    responses((status = 201, body = One<AddressView>), doc::OwnChange))]
async fn create_address(
    State(app): State<App>,
    member: Member,
    Json(body): Json<AddressBody>,
) -> Result<Created<AddressView>, Failure> {
    let (user, place) = (member.id(), body.parse()?);
    let address = app
        .db
        .write(member.actor(), move |tx, cx| account::add_address(tx, cx, user, &place, body.is_default))
        .await?;
    Ok(Created { location: format!("/api/v1/addresses/{}", address.id), data: address.into() })
}

/// One address
#[utoipa::path(get, path = "/addresses/{id}", tag = "account", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = One<AddressView>), doc::OwnRead))]
async fn get_address(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
) -> Result<One<AddressView>, Failure> {
    let user = member.id();
    let address = app.db.point(move |tx| account::address(tx, user, id)).await?;
    Ok(One { data: address.into() })
}

/// Changes an address
#[utoipa::path(patch, path = "/addresses/{id}", tag = "account", params(("id" = String, Path)),
    request_body = AddressPatch, security(("bearer" = [])),
    responses((status = 200, body = One<AddressView>), doc::OwnChange))]
async fn change_address(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
    Json(patch): Json<AddressPatch>,
) -> Result<One<AddressView>, Failure> {
    let user = member.id();
    let address = app
        .db
        .write(member.actor(), move |tx, cx| {
            let known = account::address(tx, user, id)?;
            account::change_address(tx, cx, user, id, &patch.over(&known.place)?)?;
            if patch.is_default == Some(true) {
                account::set_default_address(tx, user, id)?;
            }
            account::address(tx, user, id)
        })
        .await?;
    Ok(One { data: address.into() })
}

/// Deletes an address
#[utoipa::path(delete, path = "/addresses/{id}", tag = "account", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 204), doc::OwnChange))]
async fn delete_address(
    State(app): State<App>,
    member: Member,
    Path(id): Path<AddressId>,
) -> Result<Done, Failure> {
    let user = member.id();
    app.db.write(member.actor(), move |tx, _| account::delete_address(tx, user, id)).await?;
    Ok(Done)
}
