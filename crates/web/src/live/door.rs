//! Who may come in.
//!
//! A browser sends its cookies with the handshake from whichever site opened it, and no other site's script may
//! listen to our members: the `Origin` must be ours. Programs show an access token, in `Authorization` or, where a
//! browser's script cannot set that, as a subprotocol; never in the address, which is written into logs.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use axum::http::request::Parts;
use kernel::{Code, Result};
use mall::account::{self, Permission, Signed};
use mall::desk;

use super::hub::{Guest, Topic};
use crate::app::App;
use crate::client::Client;
use crate::problem::Failure;
use crate::{auth, cookies, page};

/// The subprotocol that is spoken.
pub const PROTOCOL: &str = "maidian.v1";
/// Before the access token, among the subprotocols that a client offers.
const TOKEN_PREFIX: &str = "bearer.";

/// By what somebody is known; looked up again while the connection lasts.
#[derive(Clone)]
enum Proof {
    Cookie(String),
    /// As it was sent: its time runs out while the connection lasts.
    Token(String),
}

/// Somebody at the door.
#[derive(Clone)]
pub struct Visit {
    pub guest: Guest,
    proof: Option<Proof>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let proof = match token(&parts.headers)? {
            Some(token) => Some(Proof::Token(token.to_owned())),
            None if !is_ours(&parts.headers, &app.config.base_url) => return Err(Code::Forbidden.into()),
            None => {
                let name = cookies::name(page::SESSION, app.config.secure);
                cookies::get(&parts.headers, name).map(|cookie| Proof::Cookie(cookie.to_owned()))
            }
        };
        let client = Client::of(&parts.headers, &parts.extensions, &app.config.trusted_proxies);
        let guest = Guest { user: None, address: client.to_string(), topic: Topic::Own };
        let mut visit = Self { guest, proof };
        match visit.known(app).await {
            Ok(signed) => visit.guest.user = signed.map(|signed| signed.user),
            // A cookie that is no longer good is as none.
            Err(error) if visit.has_cookie() && is_refusal(error.code()) => visit.proof = None,
            Err(error) => return Err(error.into()),
        }
        Ok(visit)
    }
}

impl Visit {
    fn has_cookie(&self) -> bool {
        matches!(self.proof, Some(Proof::Cookie(_)))
    }

    /// Who they are at this moment; nobody without a proof.
    async fn known(&self, app: &App) -> Result<Option<Signed>> {
        let now = app.now();
        let signed = match self.proof.clone() {
            None => return Ok(None),
            Some(Proof::Cookie(cookie)) => {
                app.db.point(move |tx| account::site_session(tx, now, &cookie)).await
            }
            Some(Proof::Token(token)) => {
                let claims = app.keys.read(&token, now)?;
                app.db.point(move |tx| account::authenticate(tx, now, &claims)).await
            }
        };
        signed.map(Some)
    }

    /// Asks for a topic.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`], [`Code::Forbidden`] when it is not for them.
    pub async fn to(mut self, topic: Topic, app: &App) -> Result<Self> {
        self.guest.topic = topic;
        self.permit(app).await?;
        Ok(self)
    }

    async fn permit(&self, app: &App) -> Result<()> {
        if self.guest.topic == Topic::Own {
            return Ok(());
        }
        let user = self.guest.user.ok_or(Code::Unauthenticated)?;
        app.db.glance(move |tx| desk::permit_reading(tx, user, Permission::OrderRead)).await
    }

    /// Whether they are still who they were, and may still hear it: not signed out, revoked, locked or moved to other
    /// work meanwhile. When the database does not answer, nobody is sent away.
    pub async fn is_still_known(&self, app: &App) -> bool {
        let permitted = match self.known(app).await {
            Ok(_) => self.permit(app).await,
            Err(error) => Err(error),
        };
        permitted.err().is_none_or(|error| !is_refusal(error.code()))
    }
}

fn is_refusal(code: Code) -> bool {
    matches!(code, Code::TokenInvalid | Code::TokenExpired | Code::AccountLocked | Code::Forbidden)
}

fn token(headers: &HeaderMap) -> Result<Option<&str>> {
    if let Some(token) = auth::bearer(headers)? {
        return Ok(Some(token));
    }
    let offered = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    let mut offered = offered.flat_map(|value| value.split(',')).map(str::trim);
    Ok(offered.find_map(|protocol| protocol.strip_prefix(TOKEN_PREFIX)))
}

/// Whether the page that asks is of this site. Programs send no `Origin`, and browsers always do.
fn is_ours(headers: &HeaderMap, base_url: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let Some(origin) = origins.next() else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origins.next().is_some() {
        return false;
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
    origin == base_url || (!host.is_empty() && authority == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_this_site_may_ask() {
        let ours = "https://shop.example";
        let asks = |pairs: &[(&'static str, &str)]| is_ours(&headers(pairs), ours);
        assert!(asks(&[]));
        assert!(asks(&[("origin", "https://shop.example"), ("host", "10.0.0.7:8080")]));
        assert!(asks(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        for foreign in ["https://evil.example", "null", "https://shop.example.evil.example", ""] {
            assert!(!asks(&[("origin", foreign), ("host", "shop.example")]), "{foreign}");
        }
        assert!(!asks(&[("origin", "https://evil.example"), ("origin", ours)]));
    }

    #[test]
    fn a_token_comes_in_a_header() {
        let of =
            |pairs: &[(&'static str, &str)]| token(&headers(pairs)).map(|token| token.map(str::to_owned));
        assert_eq!(of(&[]).unwrap(), None);
        assert_eq!(of(&[("authorization", "Bearer abc")]).unwrap().as_deref(), Some("abc"));
        let offered = [("sec-websocket-protocol", "maidian.v1, bearer.abc.def")];
        assert_eq!(of(&offered).unwrap().as_deref(), Some("abc.def"));
        assert!(of(&[("authorization", "Basic abc")]).is_err());
    }
}
