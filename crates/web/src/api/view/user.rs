//! Users, sessions, tokens, addresses.

use mall::account::{
    Address, AddressId, Permission, Place, Session, SessionId, SessionKind, Tokens, User, UserId, UserKind,
    UserState,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Stamp;
use crate::api::doc;

/// Who somebody is, as they see it themselves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UserView {
    #[schema(value_type = String)]
    pub id: UserId,
    pub username: String,
    /// E.164.
    #[schema(example = "+8613812345678")]
    pub phone: Option<String>,
    pub display_name: String,
    pub has_password: bool,
    #[schema(schema_with = doc::user_kind)]
    pub kind: UserKind,
    #[schema(schema_with = doc::user_state)]
    pub state: UserState,
    pub created_at: Stamp,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            username: user.username.to_string(),
            phone: user.phone.map(|phone| phone.to_string()),
            display_name: user.display_name,
            has_password: user.has_password,
            kind: user.kind,
            state: user.state,
            created_at: user.created_at.into(),
        }
    }
}

/// What to send with later requests.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokensView {
    #[schema(value_type = String)]
    pub user: UserId,
    /// For `Authorization: Bearer …`.
    pub access_token: String,
    pub access_expires_at: Stamp,
    /// Good once, for the next pair of tokens.
    pub refresh_token: String,
    pub refresh_expires_at: Stamp,
}

impl TokensView {
    #[must_use]
    pub fn new(user: UserId, tokens: Tokens) -> Self {
        Self {
            user,
            access_token: tokens.access,
            access_expires_at: tokens.access_expires_at.into(),
            refresh_token: tokens.refresh,
            refresh_expires_at: tokens.refresh_expires_at.into(),
        }
    }
}

/// Where somebody is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionView {
    #[schema(value_type = String)]
    pub id: SessionId,
    #[schema(schema_with = doc::session_kind)]
    pub kind: SessionKind,
    /// What the browser or program calls itself.
    pub agent: String,
    pub address: String,
    /// Whether it is the session of this request.
    pub current: bool,
    pub created_at: Stamp,
    pub seen_at: Stamp,
    pub expires_at: Stamp,
}

impl SessionView {
    #[must_use]
    pub fn new(session: Session, current: SessionId) -> Self {
        Self {
            current: session.id == current,
            id: session.id,
            kind: session.kind,
            agent: session.agent,
            address: session.address,
            created_at: session.created_at.into(),
            seen_at: session.seen_at.into(),
            expires_at: session.expires_at.into(),
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AddressView {
    #[schema(value_type = String)]
    pub id: AddressId,
    pub recipient: String,
    pub phone: String,
    pub province: String,
    pub city: String,
    pub district: String,
    pub street: String,
    pub postcode: String,
    pub is_default: bool,
}

impl From<Address> for AddressView {
    fn from(address: Address) -> Self {
        let Place { recipient, phone, province, city, district, street, postcode } = address.place;
        Self {
            id: address.id,
            recipient,
            phone,
            province,
            city,
            district,
            street,
            postcode,
            is_default: address.is_default,
        }
    }
}

/// Who a member of staff is, and what they may do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StaffView {
    #[schema(value_type = String)]
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    pub roles: Vec<String>,
    #[schema(value_type = Vec<String>)]
    pub permissions: Vec<Permission>,
}
