//! Sessions: opened by signing in, kept by a rotating refresh token (API) or a cookie (site), ended at once.

use std::fmt;

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Code, Cx, Result, Time, words};

use super::checked::Checked;
use super::model::{SessionId, UserId, UserState, Username};
use super::role::ADMIN;
use super::secret::{Token, is_same};
use super::store::session as store;
use super::text::clip;
use super::token::Claims;
use super::user::{self, Verified};

words! {
    pub enum SessionKind {
        /// Access and refresh tokens.
        Api = "api",
        /// A cookie.
        Site = "site",
    }
}

words! {
    pub enum SessionState {
        Open = "open",
        Ended = "ended",
    }
}

words! {
    /// Why a session ended before its time.
    pub enum EndReason {
        SignedOut = "signed_out",
        Revoked = "revoked",
        /// A refresh token was shown twice.
        Reused = "reused",
        Locked = "locked",
        PasswordChanged = "password_changed",
        /// Others were opened after it, more than one user may have.
        Crowded = "crowded",
    }
}

/// Open sessions one user may have; opening another ends the oldest.
pub const SESSIONS_MAX: i64 = 50;
/// A session that nobody uses ends after so long.
const IDLE_S: i64 = 30 * DAY_S;
/// However much it is used, one signs in again after so long.
const ABSOLUTE_S: i64 = 180 * DAY_S;
/// How often use of a site session is written down.
const TOUCH_S: i64 = 3_600;
const AGENT_MAX: usize = 200;
const ADDRESS_MAX: usize = 64;

/// Where somebody signs in from.
#[derive(Clone, Debug)]
pub struct Device {
    pub kind: SessionKind,
    /// What the browser or program calls itself.
    pub agent: String,
    /// The network address.
    pub address: String,
}

/// A session just opened or refreshed. The token is shown this once; only its hash is stored.
#[derive(Clone)]
pub struct Opened {
    pub user: UserId,
    pub session: SessionId,
    /// The refresh token, or the site's cookie.
    pub token: String,
    pub expires_at: Time,
}

/// Tokens stay out of logs.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("user", &self.user)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// An open session as its user sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub kind: SessionKind,
    pub agent: String,
    pub address: String,
    pub created_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub user: UserId,
    pub session: SessionId,
    pub username: Username,
    pub display_name: String,
    /// Names of the user's roles; empty for shoppers.
    pub roles: Vec<String>,
    created_at: Time,
    seen_at: Time,
}

impl Signed {
    #[must_use]
    pub fn is_staff(&self) -> bool {
        !self.roles.is_empty()
    }

    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.roles.iter().any(|role| role == ADMIN)
    }

    /// Whether [`keep_alive`] is due, so that most requests write nothing.
    #[must_use]
    pub fn is_stale(&self, now: Time) -> bool {
        now.since_s(self.seen_at) >= TOUCH_S
    }
}

fn expiry(created_at: Time, now: Time) -> Time {
    now.plus_s(IDLE_S).min(created_at.plus_s(ABSOLUTE_S))
}

/// Opens a session for a user who has just proven to be one: by [`sign_in_verified`], by a code, or by
/// registering.
///
/// # Errors
/// [`Code::AccountLocked`]; [`Code::Forbidden`] for a guest.
pub fn sign_in(tx: &mut Tx<'_>, cx: &Cx, user: UserId, device: &Device) -> Result<Opened> {
    let found = user::user(tx, user)?;
    match (found.state, found.kind) {
        (UserState::Locked, _) => return Err(Code::AccountLocked.into()),
        (UserState::Active, super::UserKind::Guest) => return Err(Code::Forbidden.into()),
        (UserState::Active, super::UserKind::Person) => {}
    }
    let id = SessionId::issue(cx, user.bucket())?;
    let token = match device.kind {
        SessionKind::Api => Token::refresh(cx.random(), id),
        SessionKind::Site => Token::site(cx.random(), id),
    };
    let expires_at = expiry(cx.now, cx.now);
    let rotation_hash = token.rotation_hash();
    store::insert(
        tx,
        &store::New {
            id,
            user,
            kind: device.kind,
            secret_hash: &token.secret_hash(),
            rotation_hash: rotation_hash.as_ref().map(|hash| &hash[..]),
            agent: &clip(&device.agent, AGENT_MAX),
            address: &clip(&device.address, ADDRESS_MAX),
            now: cx.now,
            expires_at,
        },
    )?;
    store::end_oldest(tx, user, SESSIONS_MAX, cx.now)?;
    Ok(Opened { user, session: id, token: token.write(), expires_at })
}

/// Signs in after a right password, and forgives the wrong ones before it.
///
/// # Errors
/// [`Code::BadCredentials`] when the password was changed meanwhile; as [`sign_in`].
pub fn sign_in_verified(tx: &mut Tx<'_>, cx: &Cx, verified: &Verified, device: &Device) -> Result<Opened> {
    user::confirm(tx, verified)?;
    sign_in(tx, cx, verified.user(), device)
}

/// Gives the next refresh token for this one. A token shown a second time ends its session, for one of the two
/// who showed it stole it.
///
/// Refuses with [`Code::TokenInvalid`], [`Code::TokenExpired`], [`Code::TokenReused`] or
/// [`Code::AccountLocked`]; the end of a session is committed with the refusal.
///
/// # Errors
/// [`Code::Store`].
pub fn refresh(tx: &mut Tx<'_>, cx: &Cx, token: &str, address: &str) -> Result<Checked<Opened>> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Checked::refused(Code::TokenInvalid));
    };
    let Some(shown) = token.rotation_hash() else {
        return Ok(Checked::refused(Code::TokenInvalid));
    };
    let known = match recognise(tx, cx.now, &token, SessionKind::Api)? {
        Ok(known) => known,
        Err(code) => return Ok(Checked::refused(code)),
    };
    let next = token.rotated(cx.random());
    let expires_at = expiry(known.created_at, cx.now);
    let is_current = known.rotation_hash.as_deref().is_some_and(|current| is_same(current, &shown));
    let is_rotated = is_current
        && store::rotate(
            tx,
            token.session,
            &store::Rotation {
                from: &shown,
                to: &next.rotation_hash().unwrap_or_default(),
                now: cx.now,
                expires_at,
                address: &clip(address, ADDRESS_MAX),
            },
        )?;
    if !is_rotated {
        store::end(tx, token.session, known.user, cx.now, EndReason::Reused)?;
        return Ok(Checked::refused(Code::TokenReused));
    }
    let opened = Opened { user: known.user, session: token.session, token: next.write(), expires_at };
    Ok(Checked::Passed(opened))
}

/// The living session of a token, or why it is refused.
fn recognise(
    tx: &mut Tx<'_>,
    now: Time,
    token: &Token,
    kind: SessionKind,
) -> Result<std::result::Result<store::Known, Code>> {
    let Some(known) = store::known(tx, token.session)? else {
        return Ok(Err(Code::TokenInvalid));
    };
    let is_ours = known.kind == kind && is_same(&known.secret_hash, &token.secret_hash());
    if !is_ours {
        return Ok(Err(Code::TokenInvalid));
    }
    Ok(alive(&known, now).map(|()| known))
}

fn alive(known: &store::Known, now: Time) -> std::result::Result<(), Code> {
    match (known.state, known.user_state) {
        (_, UserState::Locked) => Err(Code::AccountLocked),
        (SessionState::Ended, UserState::Active) => Err(Code::TokenInvalid),
        (SessionState::Open, UserState::Active) if known.expires_at <= now => Err(Code::TokenExpired),
        (SessionState::Open, UserState::Active) => Ok(()),
    }
}

/// Who the bearer of an access token is: one indexed read, so that signing out, revoking and locking work on the
/// next request. Not to be read from a replica.
///
/// # Errors
/// [`Code::TokenInvalid`], [`Code::TokenExpired`], [`Code::AccountLocked`].
pub fn authenticate(tx: &mut Tx<'_>, now: Time, claims: &Claims) -> Result<Signed> {
    let known = store::known(tx, claims.session)?.ok_or(Code::TokenInvalid)?;
    if known.user != claims.user || known.kind != SessionKind::Api {
        return Err(Code::TokenInvalid.into());
    }
    alive(&known, now)?;
    Ok(signed(claims.session, known))
}

/// Who a cookie belongs to: one indexed read, as [`authenticate`].
///
/// # Errors
/// [`Code::TokenInvalid`], [`Code::TokenExpired`], [`Code::AccountLocked`].
pub fn site_session(tx: &mut Tx<'_>, now: Time, cookie: &str) -> Result<Signed> {
    let token = Token::parse(cookie)?;
    let known = recognise(tx, now, &token, SessionKind::Site)??;
    Ok(signed(token.session, known))
}

fn signed(session: SessionId, known: store::Known) -> Signed {
    Signed {
        user: known.user,
        session,
        username: known.username,
        display_name: known.display_name,
        roles: known.roles,
        created_at: known.created_at,
        seen_at: known.seen_at,
    }
}

/// Writes down that the session is in use and lets it live on; the new end. To be called when
/// [`Signed::is_stale`].
///
/// # Errors
/// [`Code::Store`].
pub fn keep_alive(tx: &mut Tx<'_>, cx: &Cx, signed: &Signed) -> Result<Time> {
    let expires_at = expiry(signed.created_at, cx.now);
    store::keep_alive(tx, signed.session, cx.now, expires_at)?;
    Ok(expires_at)
}

/// Ends the session a request came with. Ending it twice is no error.
///
/// # Errors
/// [`Code::Store`].
pub fn sign_out(tx: &mut Tx<'_>, cx: &Cx, signed: &Signed) -> Result<()> {
    store::end(tx, signed.session, signed.user, cx.now, EndReason::SignedOut).map(|_| ())
}

/// Ends one of the user's sessions.
///
/// # Errors
/// [`Code::NotFound`] unless it is open and the user's.
pub fn end_session(tx: &mut Tx<'_>, cx: &Cx, user: UserId, session: SessionId) -> Result<()> {
    let is_ended = store::end(tx, session, user, cx.now, EndReason::Revoked)?;
    if is_ended { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Ends all of the user's sessions but `keep`; how many.
///
/// # Errors
/// [`Code::Store`].
pub fn revoke_all(tx: &mut Tx<'_>, cx: &Cx, user: UserId, keep: Option<SessionId>) -> Result<u64> {
    end_all(tx, cx, user, keep, EndReason::Revoked)
}

pub(super) fn end_all(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    keep: Option<SessionId>,
    reason: EndReason,
) -> Result<u64> {
    store::end_all(tx, user, keep, cx.now, reason)
}

/// The user's open sessions, newest first.
///
/// # Errors
/// [`Code::Store`].
pub fn sessions(tx: &mut Tx<'_>, now: Time, user: UserId) -> Result<Vec<Session>> {
    store::list(tx, user, now, SESSIONS_MAX)
}
