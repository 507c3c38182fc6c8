//! Who sends a request: by access token over the API, by cookie on the pages.
//!
//! Each request looks its session up, so that signing out, revoking and locking work on the next one.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use kernel::{Actor, Code, Result};
use mall::account::{self, Device, SessionKind, Signed, UserId};
use mall::order::cart::{CartOwner, VisitorId};

use crate::app::App;
use crate::client::Client;
use crate::problem::Failure;

/// The cart of a client that has not signed in.
pub const CART_TOKEN: &str = "x-cart-token";

/// A signed-in user of the API.
#[derive(Clone, Debug)]
pub struct Member(pub Signed);

impl Member {
    #[must_use]
    pub fn id(&self) -> UserId {
        self.0.user
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::User(self.0.user.raw())
    }
}

/// A signed-in member of staff. Which of them may do what is decided by the use case.
#[derive(Clone, Debug)]
pub struct Staff(pub Signed);

impl Staff {
    #[must_use]
    pub fn id(&self) -> UserId {
        self.0.user
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.0.user.raw())
    }

    /// # Errors
    /// [`Code::Forbidden`] for everybody else.
    pub fn of(signed: Signed) -> Result<Self> {
        if signed.is_staff() { Ok(Self(signed)) } else { Err(Code::Forbidden.into()) }
    }
}

/// The token of `Authorization: Bearer …`; an error when there is another kind of authorization.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Code::TokenInvalid.into());
    }
    let text = value.to_str().map_err(|_| Code::TokenInvalid)?;
    let (scheme, token) = text.split_once(' ').ok_or(Code::TokenInvalid)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(Some(token.trim()))
    } else {
        Err(Code::TokenInvalid.into())
    }
}

async fn signed(headers: &HeaderMap, app: &App) -> Result<Option<Signed>> {
    let Some(token) = bearer(headers)? else { return Ok(None) };
    let now = app.now();
    let claims = app.keys.read(token, now)?;
    app.db.point(move |tx| account::authenticate(tx, now, &claims)).await.map(Some)
}

impl FromRequestParts<App> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let signed = signed(&parts.headers, app).await?;
        Ok(Self(signed.ok_or(Code::Unauthenticated)?))
    }
}

impl OptionalFromRequestParts<App> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Failure> {
        Ok(signed(&parts.headers, app).await?.map(Self))
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Member(signed) = <Member as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        Ok(Self::of(signed)?)
    }
}

/// The visitor's cart that a client of the API names.
#[derive(Clone, Copy, Debug)]
pub struct CartToken(pub Option<VisitorId>);

impl FromRequestParts<App> for CartToken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(CART_TOKEN) else { return Ok(Self(None)) };
        let token = value.to_str().ok().and_then(|text| text.parse().ok());
        Ok(Self(Some(token.ok_or(Code::BadId)?)))
    }
}

/// Whose cart a client of the API means.
#[derive(Clone, Copy, Debug)]
pub enum Buyer {
    Member(UserId),
    Visitor(VisitorId),
    /// A visitor who has put nothing into a cart yet.
    New,
}

impl Buyer {
    #[must_use]
    pub fn owner(self) -> Option<CartOwner> {
        match self {
            Self::Member(user) => Some(CartOwner::Member(user)),
            Self::Visitor(visitor) => Some(CartOwner::Visitor(visitor)),
            Self::New => None,
        }
    }

    #[must_use]
    pub fn actor(self) -> Actor {
        match self {
            Self::Member(user) => Actor::User(user.raw()),
            Self::Visitor(_) | Self::New => Actor::Nobody,
        }
    }
}

impl FromRequestParts<App> for Buyer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if let Some(signed) = signed(&parts.headers, app).await? {
            return Ok(Self::Member(signed.user));
        }
        let CartToken(token) = CartToken::from_request_parts(parts, app).await?;
        Ok(token.map_or(Self::New, Self::Visitor))
    }
}

/// Where a request comes from: for limits, and for the list of sessions.
#[derive(Clone, Debug)]
pub struct From {
    pub client: Client,
    agent: String,
}

impl From {
    #[must_use]
    pub fn device(&self, kind: SessionKind) -> Device {
        Device { kind, agent: self.agent.clone(), address: self.client.to_string() }
    }
}

impl FromRequestParts<App> for From {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let client = Client::of(&parts.headers, &parts.extensions, &app.config.trusted_proxies);
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self { client, agent: agent.unwrap_or_default().chars().take(200).collect() })
    }
}
