//! Users: their names, numbers, kinds and states. Pure.

use std::fmt;

use kernel::{Error, Result, Time, ids, words};

use super::text::{Faults, Line, plain};

ids! {
    UserId,
    SessionId,
    AddressId,
    MessageId,
}

words! {
    pub enum UserState {
        Active = "active",
        Locked = "locked",
    }
}

words! {
    pub enum UserKind {
        Person = "person",
        /// Buys without an account; nobody can sign in as one.
        Guest = "guest",
    }
}

/// The name one signs in with: 3 to 32 lower-case letters, digits, `_`, `-` or Chinese characters, not digits
/// alone. It never changes, for the user's bucket comes from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    const MIN: usize = 3;
    const MAX: usize = 32;

    /// Folds case and full-width letters, then checks.
    ///
    /// # Errors
    /// [`kernel::Code::Invalid`] about `username`.
    pub fn parse(text: &str) -> Result<Self> {
        let line = Line { field: "username", min: Self::MIN, max: Self::MAX };
        let folded = line.read(&fold(text, Self::MAX))?;
        let is_fit = |letter: char| {
            letter.is_ascii_lowercase()
                || letter.is_ascii_digit()
                || matches!(letter, '_' | '-')
                || is_han(letter)
        };
        if !folded.chars().all(is_fit) {
            return Err(Error::field(
                "username",
                "may have letters a to z, digits, _, - and Chinese characters",
                "只能包含英文字母、数字、下划线、短横线和汉字",
            ));
        }
        if !folded.chars().any(|letter| letter.is_ascii_lowercase() || is_han(letter)) {
            return Err(Error::field("username", "must have at least one letter", "至少包含一个字母或汉字"));
        }
        Ok(Self(folded))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Lower case and plain letters; one character more than `max` is enough to be refused for length.
fn fold(text: &str, max: usize) -> String {
    text.trim().chars().take(max + 1).map(plain).flat_map(char::to_lowercase).collect()
}

/// A phone number as E.164 writes it: `+8613812345678`. Without a country it is a Chinese mobile number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// # Errors
    /// [`kernel::Code::Invalid`] about `phone`.
    pub fn parse(text: &str) -> Result<Self> {
        const TYPED_MAX: usize = 32;
        let refused = || Error::field("phone", "is not a phone number we can reach", "不是有效的手机号");
        if text.chars().nth(TYPED_MAX).is_some() {
            return Err(refused());
        }
        let is_ornament = |letter: &char| matches!(letter, ' ' | '-' | '(' | ')' | '.');
        let typed: String = text.chars().map(plain).filter(|letter| !is_ornament(letter)).collect();
        let digits = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00"));
        let number = match digits {
            Some(international) => international.to_owned(),
            None if typed.len() == 13 && typed.starts_with("86") => typed,
            None => format!("86{typed}"),
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) || !(8..=15).contains(&number.len()) {
            return Err(refused());
        }
        let is_reachable = match number.strip_prefix("86") {
            Some(mobile) => mobile.len() == 11 && mobile.starts_with('1') && mobile.as_bytes()[1] >= b'3',
            None => !number.starts_with('0'),
        };
        if is_reachable { Ok(Self(format!("+{number}"))) } else { Err(refused()) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For pages that others see: `138****5678`.
    #[must_use]
    pub fn masked(&self) -> String {
        let number = self.0.strip_prefix("+86").unwrap_or(&self.0);
        let tail = &number[number.len() - 4..];
        format!("{}****{tail}", &number[..3])
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! stored_text {
    ($($name:ident),*) => {$(
        impl kernel::ToValue for $name {
            fn to_value(&self) -> kernel::Value<'_> { kernel::Value::Text(&self.0) }
        }
        impl kernel::FromValue for $name {
            // What is stored was parsed when it came in.
            fn from_value(value: kernel::Value<'_>) -> Result<Self> {
                String::from_value(value).map(Self)
            }
        }
    )*};
}
stored_text!(Username, Phone);

/// A phone number that its owner has proven, or that staff vouch for: only such a number is bound to an
/// account, for whoever holds it can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPhone(pub(super) Phone);

impl VerifiedPhone {
    /// For commands, imports and the demo, where a person of staff answers for the number.
    #[must_use]
    pub fn vouched(phone: Phone) -> Self {
        Self(phone)
    }

    #[must_use]
    pub fn phone(&self) -> &Phone {
        &self.0
    }
}

/// The name others see: 1 to 40 characters.
///
/// # Errors
/// [`kernel::Code::Invalid`] about `display_name`.
pub fn display_name(text: &str) -> Result<String> {
    Line { field: "display_name", min: 1, max: 40 }.read(text)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub username: Username,
    pub phone: Option<Phone>,
    pub display_name: String,
    pub kind: UserKind,
    pub state: UserState,
    pub has_password: bool,
    pub created_at: Time,
}

/// A new account. The hash was made outside the transaction by [`super::password::hash`].
#[derive(Clone, Debug)]
pub struct Register {
    pub username: Username,
    pub phone: Option<VerifiedPhone>,
    pub hash: Option<super::password::PasswordHash>,
    pub display_name: String,
}

/// What a visitor typed to register, before it is checked.
#[derive(Clone, Copy, Debug)]
pub struct SignUpForm<'a> {
    pub username: &'a str,
    pub password: &'a str,
    /// Empty: the username is shown.
    pub display_name: &'a str,
    /// Empty: none. Otherwise a code must prove it.
    pub phone: &'a str,
}

/// A checked [`SignUpForm`].
#[derive(Clone, Debug)]
pub struct SignUp {
    pub username: Username,
    pub display_name: String,
    pub phone: Option<Phone>,
}

impl SignUpForm<'_> {
    /// # Errors
    /// Everything that is wrong, by field, in one error.
    pub fn check(&self) -> Result<SignUp> {
        let mut faults = Faults::default();
        let username = faults.keep(Username::parse(self.username));
        let password = faults.keep(super::password::check_policy(self.password, self.username));
        let shown = if self.display_name.trim().is_empty() { self.username } else { self.display_name };
        // A username that is too long is told once, not a second time as the name it would be shown as.
        let display_name = match &username {
            None if shown == self.username => Some(String::new()),
            _ => faults.keep(display_name(shown)),
        };
        let is_phoneless = self.phone.trim().is_empty();
        let phone = if is_phoneless { Some(None) } else { faults.keep(Phone::parse(self.phone)).map(Some) };
        match (username, password, display_name, phone) {
            (Some(username), Some(()), Some(display_name), Some(phone)) => {
                Ok(SignUp { username, display_name, phone })
            }
            _ => Err(faults.into_error()),
        }
    }
}

/// What somebody typed as the name to sign in with: a username or a phone number, as the lookup knows it.
/// `None` when it can be neither, so nobody has it.
#[must_use]
pub fn login_key(typed: &str) -> Option<String> {
    let phone = Phone::parse(typed).map(|phone| phone.0);
    phone.or_else(|_| Username::parse(typed).map(|name| name.0)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usernames_are_folded_and_checked() {
        for (typed, name) in
            [("XiaoMai", "xiaomai"), (" ｘｉａｏ＿１ ", "xiao_1"), ("小麦店", "小麦店"), ("a-1", "a-1")]
        {
            assert_eq!(Username::parse(typed).unwrap().as_str(), name);
        }
        for typed in
            ["ab", "", "123456", "a b c", "a@b.c", "a\u{0}bc", "admin\u{200b}", "аdmin", &"x".repeat(33)]
        {
            assert_eq!(Username::parse(typed).unwrap_err().details()[0].field, "username", "{typed:?}");
        }
    }

    #[test]
    fn phones_become_e164() {
        for typed in [
            "13812345678",
            "+86 138 1234 5678",
            "0086-13812345678",
            "8613812345678",
            "１３８１２３４５６７８",
        ] {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), "+8613812345678");
        }
        assert_eq!(Phone::parse("+44 20 7946 0958").unwrap().as_str(), "+442079460958");
        for typed in [
            "",
            "12345678901",
            "12012345678",
            "1381234567",
            "+0123456789",
            "+861",
            "abc",
            "+1234567890123456",
        ] {
            assert!(Phone::parse(typed).is_err(), "{typed:?}");
        }
        assert_eq!(Phone::parse("13812345678").unwrap().masked(), "138****5678");
    }

    #[test]
    fn a_form_is_told_everything_at_once() {
        let form = SignUpForm { username: "?", password: "short", display_name: "", phone: "12" };
        let error = form.check().unwrap_err();
        let fields: Vec<_> = error.details().iter().map(|detail| detail.field.as_str()).collect();
        assert_eq!(fields, ["username", "password", "phone"]);
        let form = SignUpForm { username: "Mai", password: "wheat & ink green", display_name: "", phone: "" };
        assert_eq!(form.check().unwrap().display_name, "Mai");
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_and_no_username_is_a_phone(typed in "\\PC{0,40}") {
            let (name, phone) = (Username::parse(&typed), Phone::parse(&typed));
            prop_assert!(name.is_err() || phone.is_err());
            if let Ok(phone) = phone {
                prop_assert_eq!(Phone::parse(phone.as_str()).unwrap(), phone.clone());
                prop_assert!(phone.masked().contains("****"));
            }
            if let Ok(name) = name {
                prop_assert_eq!(Username::parse(name.as_str()).unwrap(), name);
            }
        }
    }
}
