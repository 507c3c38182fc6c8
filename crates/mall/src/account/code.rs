//! Codes by SMS: six digits that prove a phone number for five minutes.

use ::store::Tx;
use kernel::time::DAY_S;
use kernel::{Code, Cx, Lang, Result, Time, words};

use super::checked::Checked;
use super::message;
use super::model::{Phone, User, VerifiedPhone};
use super::password::PasswordHash;
use super::secret::{is_same, sha256};
use super::session::{self, Device, Opened};
use super::store::code as store;
use super::throttle::{self, Window};
use super::user;

words! {
    /// What a code is good for. A code asked for one thing proves nothing for another.
    pub enum Purpose {
        /// Signing in, or registering a new number.
        SignIn = "sign_in",
        /// Binding the number to an account that is signed in.
        BindPhone = "bind_phone",
        /// Setting another password.
        ResetPassword = "reset_password",
    }
}

/// How long a code is valid.
pub const CODE_S: i64 = 300;
/// The last wrong try ends the code.
const TRIES_MAX: i64 = 5;
const DIGITS: u64 = 1_000_000;

/// How many codes may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub per_phone_minute: i64,
    pub per_phone_hour: i64,
    pub per_phone_day: i64,
    pub per_address_hour: i64,
    /// For all numbers together: what a flood may cost at most.
    pub all_day: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_phone_minute: 1,
            per_phone_hour: 5,
            per_phone_day: 10,
            per_address_hour: 20,
            all_day: 20_000,
        }
    }
}

/// A wish for a code.
#[derive(Clone, Debug)]
pub struct CodeAsk {
    pub phone: Phone,
    pub purpose: Purpose,
    /// The network address it comes from.
    pub address: String,
    pub lang: Lang,
}

/// Sends a code, whether or not the number has an account: the answer tells nobody which.
///
/// Refuses with [`Code::TooMany`] beyond the limits.
///
/// # Errors
/// [`Code::Store`].
pub fn request_code(tx: &mut Tx<'_>, cx: &Cx, ask: &CodeAsk, limits: &Limits) -> Result<Checked<Time>> {
    const HOUR_S: i64 = 3_600;
    let (phone, address) = (ask.phone.as_str(), throttle::address_key(&ask.address));
    let window = |scope, key, length_s, max| Window { scope, key, length_s, max };
    let windows = [
        window("code.phone.minute", phone, 60, limits.per_phone_minute),
        window("code.phone.hour", phone, HOUR_S, limits.per_phone_hour),
        window("code.phone.day", phone, DAY_S, limits.per_phone_day),
        window("code.address.hour", &address, HOUR_S, limits.per_address_hour),
        window("code.all.day", "", DAY_S, limits.all_day),
    ];
    for window in &windows {
        if let Some(refusal) = throttle::take(tx, cx.now, window)? {
            return Ok(Checked::Refused(refusal));
        }
    }
    let digits = format!("{:06}", cx.random().below(DIGITS));
    let salt = cx.random().bytes::<16>();
    let stored = store::Stored { salt: salt.to_vec(), hash: hash(&salt, &digits).to_vec() };
    let expires_at = cx.now.plus_s(CODE_S);
    store::put(tx, &ask.phone, ask.purpose, &stored, cx.now, expires_at)?;
    message::send_sms(tx, cx, &ask.phone, &wording(ask.purpose, &digits, ask.lang))?;
    Ok(Checked::Passed(expires_at))
}

fn hash(salt: &[u8], digits: &str) -> [u8; 32] {
    sha256(&[salt, digits.as_bytes()])
}

fn wording(purpose: Purpose, digits: &str, lang: Lang) -> String {
    match (lang, purpose) {
        (Lang::Zh, Purpose::SignIn) => {
            format!("【麦店】验证码 {digits}，用于登录或注册，5 分钟内有效，请勿告诉他人。")
        }
        (Lang::Zh, Purpose::BindPhone) => {
            format!("【麦店】验证码 {digits}，用于绑定手机号，5 分钟内有效，请勿告诉他人。")
        }
        (Lang::Zh, Purpose::ResetPassword) => {
            format!("【麦店】验证码 {digits}，用于重设密码，5 分钟内有效，请勿告诉他人。")
        }
        (Lang::En, Purpose::SignIn) => {
            format!("[Maidian] {digits} is your code to sign in, valid for 5 minutes. Tell it to nobody.")
        }
        (Lang::En, Purpose::BindPhone) => {
            format!(
                "[Maidian] {digits} is your code to bind this number, valid for 5 minutes. Tell it to nobody."
            )
        }
        (Lang::En, Purpose::ResetPassword) => {
            format!(
                "[Maidian] {digits} is your code to reset the password, valid for 5 minutes. Tell it to nobody."
            )
        }
    }
}

/// Checks a code and uses it up. A wrong one refuses with [`Code::BadCode`] and counts: the fifth ends the code.
///
/// # Errors
/// [`Code::Store`].
pub fn verify_code(
    tx: &mut Tx<'_>,
    cx: &Cx,
    phone: &Phone,
    purpose: Purpose,
    code: &str,
) -> Result<Checked<VerifiedPhone>> {
    let digits: String = code.trim().chars().take(8).map(super::text::plain).collect();
    let Some(stored) = store::take_try(tx, phone, purpose, cx.now, TRIES_MAX)? else {
        return Ok(Checked::refused(Code::BadCode));
    };
    let is_right = is_same(&stored.hash, &hash(&stored.salt, &digits));
    if is_right && store::consume(tx, phone, purpose)? {
        return Ok(Checked::Passed(VerifiedPhone(phone.clone())));
    }
    Ok(Checked::refused(Code::BadCode))
}

/// Signs in by a code sent for [`Purpose::SignIn`]; a number that has no account gets one.
///
/// # Errors
/// [`Code::AccountLocked`].
pub fn sign_in_by_code(
    tx: &mut Tx<'_>,
    cx: &Cx,
    phone: &Phone,
    code: &str,
    device: &Device,
) -> Result<Checked<Opened>> {
    let verified = match verify_code(tx, cx, phone, Purpose::SignIn, code)? {
        Checked::Passed(verified) => verified,
        Checked::Refused(refusal) => return Ok(Checked::Refused(refusal)),
    };
    let found = match user::find(tx, phone.as_str())? {
        Some(found) => found,
        None => user::register_phone(tx, cx, verified)?,
    };
    session::sign_in(tx, cx, found.id, device).map(Checked::Passed)
}

/// Sets another password by a code sent for [`Purpose::ResetPassword`], and ends every session. A number without
/// an account is refused like a wrong code.
///
/// # Errors
/// [`Code::Store`].
pub fn reset_password(
    tx: &mut Tx<'_>,
    cx: &Cx,
    phone: &Phone,
    code: &str,
    hash: &PasswordHash,
) -> Result<Checked<User>> {
    if let Checked::Refused(refusal) = verify_code(tx, cx, phone, Purpose::ResetPassword, code)? {
        return Ok(Checked::Refused(refusal));
    }
    let Some(found) = user::find(tx, phone.as_str())? else {
        return Ok(Checked::refused(Code::BadCode));
    };
    user::set_password(tx, cx, found.id, hash, None)?;
    Ok(Checked::Passed(found))
}
