//! Registering, finding and changing users; the password half of signing in.

use ::store::Tx;
use kernel::{Bucket, Code, Cx, Error, PageAsk, Paged, Result};
use serde::{Deserialize, Serialize};

use super::checked::Checked;
use super::model::{Register, User, UserId, UserKind, UserState, Username, VerifiedPhone, login_key};
use super::password::{self, PasswordHash};
use super::role;
use super::session::{self, EndReason};
use super::store::user as store;
use super::text::clip;
use super::throttle::{self, Counted};
use super::{Phone, SessionId};

/// A person has an account since now.
#[derive(Debug, Serialize, Deserialize)]
pub struct Registered {
    pub user: UserId,
}

impl work::event::Event for Registered {
    const KIND: &'static str = "user.registered";
    fn entity(&self) -> i64 {
        self.user.raw()
    }
}

/// # Errors
/// [`Code::UsernameTaken`], [`Code::PhoneTaken`].
pub fn register(tx: &mut Tx<'_>, cx: &Cx, ask: &Register) -> Result<User> {
    let user = User {
        id: UserId::issue(cx, Bucket::of_username(ask.username.as_str()))?,
        username: ask.username.clone(),
        phone: ask.phone.as_ref().map(|phone| phone.phone().clone()),
        display_name: ask.display_name.clone(),
        kind: UserKind::Person,
        state: UserState::Active,
        has_password: ask.hash.is_some(),
        created_at: cx.now,
    };
    claim(tx, user.username.as_str(), user.id, Code::UsernameTaken, "username")?;
    if let Some(phone) = &user.phone {
        claim(tx, phone.as_str(), user.id, Code::PhoneTaken, "phone")?;
    }
    store::insert(tx, &user, ask.hash.as_ref())?;
    work::event::emit(tx, cx, &Registered { user: user.id })?;
    Ok(user)
}

fn claim(tx: &mut Tx<'_>, name: &str, user: UserId, code: Code, field: &str) -> Result<()> {
    if store::claim_login(tx, name, user)? {
        return Ok(());
    }
    Err(Error::new(code).with_detail(field, "is taken", "已被使用"))
}

/// The account of a number that signs in for the first time: its username is made up and may never be typed.
pub(super) fn register_phone(tx: &mut Tx<'_>, cx: &Cx, phone: VerifiedPhone) -> Result<User> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let random = cx.random().bytes::<12>();
    let tail: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let username = Username::parse(&format!("u_{tail}"))?;
    let display_name = format!("麦友{}", &tail[..4]);
    register(tx, cx, &Register { username, phone: Some(phone), hash: None, display_name })
}

/// Somebody who buys without an account, found again by the same name. Nobody can sign in as a guest.
///
/// # Errors
/// [`Code::UsernameTaken`] when a person has the name.
pub fn guest(tx: &mut Tx<'_>, cx: &Cx, name: &Username) -> Result<User> {
    if let Some(id) = store::of_login(tx, name.as_str())? {
        let user = store::get(tx, id)?;
        return if user.kind == UserKind::Guest { Ok(user) } else { Err(Code::UsernameTaken.into()) };
    }
    let user = User {
        id: UserId::issue(cx, Bucket::of_username(name.as_str()))?,
        username: name.clone(),
        phone: None,
        display_name: name.as_str().to_owned(),
        kind: UserKind::Guest,
        state: UserState::Active,
        has_password: false,
        created_at: cx.now,
    };
    claim(tx, name.as_str(), user.id, Code::UsernameTaken, "username")?;
    store::insert(tx, &user, None)?;
    Ok(user)
}

/// # Errors
/// [`Code::NotFound`].
pub fn user(tx: &mut Tx<'_>, id: UserId) -> Result<User> {
    store::get(tx, id)
}

/// The user of a username or phone number, as typed.
///
/// # Errors
/// [`Code::Store`].
pub fn find(tx: &mut Tx<'_>, login_name: &str) -> Result<Option<User>> {
    let Some(key) = login_key(login_name) else {
        return Ok(None);
    };
    let id = store::of_login(tx, &key)?;
    id.map(|id| store::get(tx, id)).transpose()
}

/// All users, newest first, for staff.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn users(tx: &mut Tx<'_>, ask: &PageAsk) -> Result<Paged<User>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), kernel::Cursor::parts)?;
    let rows = store::list(tx, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |user| vec![user.id.raw()]))
}

/// A user and the hash of the password.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub user: User,
    pub hash: PasswordHash,
}

/// Who signs in by password under a name, with the hash to check it against. Signing in goes through
/// [`attempt_password`], which counts.
///
/// # Errors
/// [`Code::Store`].
pub fn credentials(tx: &mut Tx<'_>, login_name: &str) -> Result<Option<Credentials>> {
    let Some(user) = find(tx, login_name)? else {
        return Ok(None);
    };
    let hash = store::hash(tx, user.id)?;
    Ok(hash.map(|hash| Credentials { user, hash }))
}

/// A try to sign in by password.
#[derive(Clone, Debug)]
pub struct PasswordAttempt {
    /// A username or a phone number, as typed.
    pub login_name: String,
    /// The network address it comes from.
    pub address: String,
}

/// What a password is to be checked against, off the database's threads. Made for unknown names too, so that the
/// time the check takes tells nothing.
#[derive(Clone, Debug)]
pub struct Candidate {
    user: Option<UserId>,
    hash: PasswordHash,
    counted: Counted,
}

/// A password was right. Only [`Candidate::check`] makes one.
#[derive(Clone, Debug)]
pub struct Verified {
    user: UserId,
    hash: PasswordHash,
    counted: Counted,
}

impl Candidate {
    /// Slow by design: tens of milliseconds and 19 MiB.
    #[must_use]
    pub fn check(self, password: &str) -> Option<Verified> {
        let is_right = password::verify(&self.hash, password);
        let user = self.user.filter(|_| is_right)?;
        Some(Verified { user, hash: self.hash, counted: self.counted })
    }
}

impl Verified {
    #[must_use]
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether [`renew_hash`] should be called with a hash of today's costs.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        password::is_outdated(&self.hash)
    }
}

/// Counts a try and gives what it is checked against; refuses ([`Code::TooMany`]) while the name or the address
/// must wait.
///
/// # Errors
/// [`Code::Store`].
pub fn attempt_password(tx: &mut Tx<'_>, cx: &Cx, ask: &PasswordAttempt) -> Result<Checked<Candidate>> {
    // What cannot be anybody's name is counted too, cut short: the answer must not tell names from non-names.
    let name = login_key(&ask.login_name).unwrap_or_else(|| clip(&ask.login_name, 32));
    let counted = throttle::count_password_try(tx, cx, &name, &throttle::address_key(&ask.address))?;
    let found = match counted {
        Checked::Passed(_) => credentials(tx, &ask.login_name)?,
        Checked::Refused(_) => None,
    };
    Ok(counted.map(|counted| {
        let (user, hash) = match found {
            Some(found) => (Some(found.user.id), found.hash),
            None => (None, PasswordHash::nobodys()),
        };
        Candidate { user, hash, counted }
    }))
}

/// Makes sure that the password which was right is still the password, and forgives the wrong tries before it.
pub(super) fn confirm(tx: &mut Tx<'_>, verified: &Verified) -> Result<()> {
    store::lock_row(tx, verified.user)?;
    if store::hash(tx, verified.user)?.as_ref() != Some(&verified.hash) {
        return Err(Code::BadCredentials.into());
    }
    throttle::forgive(tx, &verified.counted)
}

/// Replaces the hash by one of today's costs, unless the password was changed meanwhile.
///
/// # Errors
/// [`Code::Store`].
pub fn renew_hash(tx: &mut Tx<'_>, verified: &Verified, hash: &PasswordHash) -> Result<()> {
    store::renew_hash(tx, verified.user, &verified.hash, hash)
}

/// Sets another password and ends every session but the one that asked.
///
/// # Errors
/// [`Code::NotFound`] when there is no such person.
pub fn set_password(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    hash: &PasswordHash,
    keep: Option<SessionId>,
) -> Result<()> {
    if !store::set_hash(tx, user, hash)? {
        return Err(Code::NotFound.into());
    }
    session::end_all(tx, cx, user, keep, EndReason::PasswordChanged).map(|_| ())
}

/// # Errors
/// [`Code::NotFound`]; [`Code::Invalid`] about the name.
pub fn rename(tx: &mut Tx<'_>, user: UserId, display_name: &str) -> Result<()> {
    let name = super::model::display_name(display_name)?;
    if store::set_display_name(tx, user, &name)? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Binds a proven number to the user instead of the one before.
///
/// # Errors
/// [`Code::PhoneTaken`]; [`Code::NotFound`] when there is no such person.
pub fn bind_phone(tx: &mut Tx<'_>, user: UserId, phone: &VerifiedPhone) -> Result<()> {
    store::lock_row(tx, user)?;
    let earlier = store::get(tx, user)?.phone;
    if earlier.as_ref() == Some(phone.phone()) {
        return Ok(());
    }
    if let Some(earlier) = earlier.as_ref().map(Phone::as_str) {
        store::drop_login(tx, earlier, user)?;
    }
    claim(tx, phone.phone().as_str(), user, Code::PhoneTaken, "phone")?;
    if store::set_phone(tx, user, phone.phone().as_str())? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Locks an account and ends its sessions, all effective on the next request.
///
/// # Errors
/// [`Code::UserMoved`] unless it is active; [`Code::LastAdmin`] when nobody would be left to unlock it.
pub fn lock(tx: &mut Tx<'_>, cx: &Cx, user: UserId) -> Result<()> {
    role::with_an_admin_left(tx, user, |tx| change_state(tx, user, UserState::Active, UserState::Locked))?;
    session::end_all(tx, cx, user, None, EndReason::Locked).map(|_| ())
}

/// # Errors
/// [`Code::UserMoved`] unless it is locked.
pub fn unlock(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    change_state(tx, user, UserState::Locked, UserState::Active)
}

fn change_state(tx: &mut Tx<'_>, user: UserId, from: UserState, to: UserState) -> Result<()> {
    if store::change_state(tx, user, from, to)? {
        return Ok(());
    }
    store::get(tx, user)?;
    Err(Code::UserMoved.into())
}
