//! Accounts: who people are, how they prove it, what staff may do, and where parcels go.
//!
//! **Signing in by password** takes three steps, since hashing is too slow for a transaction:
//! [`attempt_password`] counts the try and gives a [`Candidate`]; [`Candidate::check`] runs on a thread of its own
//! and makes a [`Verified`]; [`sign_in_verified`] opens the session. A wrong password needs no third step: its try
//! is counted already, and the answer is `BadCredentials`.
//!
//! **Signing in by code**: [`request_code`], then [`sign_in_by_code`], which registers a new number.
//!
//! **Each request**: [`Keys::read`] and [`authenticate`] for the API, [`site_session`] for the site's cookie.
//!
//! What refuses *and* must remember it returns [`Checked`]: commit first, then [`Checked::into_result`].

mod address;
mod checked;
mod code;
mod jobs;
mod message;
mod model;
pub mod password;
mod role;
mod secret;
mod session;
mod store;
mod text;
mod throttle;
mod token;
mod user;

pub use address::{
    ADDRESSES_MAX, Address, Place, PlaceForm, add_address, address, addresses, change_address,
    delete_address, set_default_address,
};
pub use checked::{Checked, Refusal};
pub use code::{
    CODE_S, CodeAsk, Limits, Purpose, request_code, reset_password, sign_in_by_code, verify_code,
};
pub use jobs::{SendMessage, Sweep, handlers, schedules};
pub use message::{
    Channel, Courier, Delivery, Message, MessageState, Outgoing, messages, send_mail, send_sms,
};
pub use model::{
    AddressId, MessageId, Phone, Register, SessionId, SignUp, SignUpForm, User, UserId, UserKind, UserState,
    Username, VerifiedPhone, display_name,
};
pub use password::PasswordHash;
pub use role::{ADMIN, Permission, Role, grant, make_admin, permissions, require, revoke, roles, roles_of};
pub use session::{
    Device, EndReason, Opened, SESSIONS_MAX, Session, SessionKind, SessionState, Signed, authenticate,
    end_session, keep_alive, refresh, revoke_all, sessions, sign_in, sign_in_verified, sign_out,
    site_session,
};
pub use token::{ACCESS_S, Claims, Keys, Tokens};
pub use user::{
    Candidate, Credentials, PasswordAttempt, Registered, Verified, attempt_password, bind_phone, credentials,
    find, guest, lock, register, rename, renew_hash, set_password, unlock, user, users,
};
