//! Things as the API shows them. Ids are texts, money has its currency, times are RFC 3339.

pub mod aftersale;
pub mod cart;
pub mod front;
pub mod order;
pub mod payment;
pub mod picture;
pub mod product;
pub mod user;

use kernel::{Currency, Error, Money, Result, Text2, Time};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cash {
    /// Decimal, with as many places as the currency has.
    #[schema(example = "12.34")]
    pub amount: String,
    /// The same in the smallest unit (fen, pence).
    #[schema(example = 1234)]
    pub minor: i64,
    /// ISO 4217.
    #[schema(example = "CNY")]
    pub currency: &'static str,
}

impl From<Money> for Cash {
    fn from(money: Money) -> Self {
        Self { amount: money.decimal(), minor: money.minor(), currency: money.currency().code() }
    }
}

/// An amount of money in a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CashBody {
    #[schema(example = "12.34")]
    pub amount: String,
    /// ISO 4217; CNY when it is not given.
    pub currency: Option<String>,
}

impl CashBody {
    /// # Errors
    /// [`kernel::Code::Invalid`] about `field`.
    pub fn parse(&self, field: &str) -> Result<Money> {
        let currency = currency(self.currency.as_deref(), &format!("{field}.currency"))?;
        money(&self.amount, currency, &format!("{field}.amount"))
    }
}

/// # Errors
/// [`kernel::Code::Invalid`] about `field`.
pub fn money(text: &str, currency: Currency, field: &str) -> Result<Money> {
    Money::parse(text, currency)
        .map_err(|_| Error::field(field, "is not an amount such as 12.34", "不是有效金额，例如 12.34"))
}

/// # Errors
/// [`kernel::Code::Invalid`] about `field`.
pub fn currency(text: Option<&str>, field: &str) -> Result<Currency> {
    text.map_or(Ok(Currency::default()), str::parse)
        .map_err(|_| Error::field(field, "is not known here", "币种不支持"))
}

/// A moment, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-20T08:00:00.000000Z")]
pub struct Stamp(pub Time);

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl From<Time> for Stamp {
    fn from(time: Time) -> Self {
        Self(time)
    }
}

/// A text in both languages; either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl From<Text2> for Bilingual {
    fn from(text: Text2) -> Self {
        Self { zh: text.zh, en: text.en }
    }
}

impl From<Bilingual> for Text2 {
    fn from(text: Bilingual) -> Self {
        Self::new(text.zh.trim(), text.en.trim())
    }
}

/// Where a picture of this site is.
#[must_use]
pub fn picture_url(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| format!("/media/{name}"))
}
