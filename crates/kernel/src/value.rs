//! What a database column can hold, and how the program's words become one. Pure data: no driver is known here.

use crate::{Bucket, Code, Currency, Error, Result, Time};

/// One column's value. Booleans are integers 0 and 1; times are microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

pub trait FromValue: Sized {
    /// # Errors
    /// [`Code::Store`] when the column holds something else.
    fn from_value(value: Value<'_>) -> Result<Self>;
}

/// A column did not hold what the program expects: the schema and the code disagree.
#[must_use]
pub fn mismatch(expected: &str, found: Value<'_>) -> Error {
    Error::new(Code::Store).because(format!("expected {expected}, found {found:?}"))
}

/// `params![id, quantity]`: borrowed values in order, for a statement's `?1`, `?2`, …
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::value::ToValue::to_value(&$value)),*] };
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        if value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! integers {
    ($($kind:ty: $self:ident => $to:expr, $value:ident => $from:expr;)*) => {$(
        impl ToValue for $kind {
            fn to_value(&$self) -> Value<'_> { Value::Int($to) }
        }
        impl FromValue for $kind {
            fn from_value(value: Value<'_>) -> Result<Self> {
                match value {
                    Value::Int($value) => $from,
                    other => Err(mismatch(stringify!($kind), other)),
                }
            }
        }
    )*};
}

integers! {
    i64: self => *self, n => Ok(n);
    bool: self => i64::from(*self), n => Ok(n != 0);
    Time: self => self.0, n => Ok(Time(n));
    Bucket: self => self.number(), n => u8::try_from(n).map(Bucket).map_err(|_| mismatch("bucket", Value::Int(n)));
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            other => Err(mismatch("text", other)),
        }
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Blob(bytes) => Ok(bytes.to_vec()),
            other => Err(mismatch("bytes", other)),
        }
    }
}

impl ToValue for Currency {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.code())
    }
}

impl FromValue for Currency {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Text(text) => text.parse().map_err(|_| mismatch("currency", value)),
            other => Err(mismatch("currency", other)),
        }
    }
}

/// Declares an enum that is stored and sent as a word: states, kinds, reasons.
///
/// `words! { pub enum OrderState { Placed = "placed", Paid = "paid" } }`
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$inner])* #[serde(rename = $word)] $variant),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            #[must_use]
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word),* } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::Error::field(stringify!($name), "is not one of the known words", "取值不在允许范围内")),
                }
            }
        }
        impl $crate::value::ToValue for $name {
            fn to_value(&self) -> $crate::value::Value<'_> { $crate::value::Value::Text(self.word()) }
        }
        impl $crate::value::FromValue for $name {
            fn from_value(value: $crate::value::Value<'_>) -> $crate::Result<Self> {
                match value {
                    $crate::value::Value::Text(text) => {
                        text.parse().map_err(|_| $crate::value::mismatch(stringify!($name), value))
                    }
                    other => Err($crate::value::mismatch(stringify!($name), other)),
                }
            }
        }
    };
}
