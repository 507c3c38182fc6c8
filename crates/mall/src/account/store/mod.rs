//! The tables of this slice; see `0010_account.sql`.

pub(super) mod address;
pub(super) mod code;
pub(super) mod message;
pub(super) mod role;
pub(super) mod session;
pub(super) mod throttle;
pub(super) mod user;
