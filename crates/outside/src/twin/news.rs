//! The twin's notifications: a form like Alipay's, signed with a key that only the twin has.

use aws_lc_rs::hmac;
use kernel::Currency;
use mall::payment::{Checked, PaymentId};

use crate::alipay::form;

pub(super) const APP_ID: &str = "twin-app";
pub(super) const SELLER_ID: &str = "twin-seller";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinStatus {
    Waiting,
    Paid,
    Closed,
}

impl TwinStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "WAIT_BUYER_PAY",
            Self::Paid => "TRADE_SUCCESS",
            Self::Closed => "TRADE_CLOSED",
        }
    }
}

/// What a notification says. Change a field before signing to tell a well-signed lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The same for every repetition.
    pub notify_id: String,
    pub app_id: String,
    pub seller_id: String,
    pub payment: PaymentId,
    pub trade_no: String,
    pub status: TwinStatus,
    pub amount_minor: i64,
    pub currency: Currency,
    /// Everything refunded so far, when the news is about a refund.
    pub refunded_minor: Option<i64>,
}

impl News {
    pub(super) fn sign(&self, key: &hmac::Key) -> Vec<u8> {
        let mut params = vec![
            ("notify_id", self.notify_id.clone()),
            ("app_id", self.app_id.clone()),
            ("seller_id", self.seller_id.clone()),
            ("out_trade_no", self.payment.to_string()),
            ("trade_no", self.trade_no.clone()),
            ("trade_status", self.status.as_str().to_owned()),
            ("total_minor", self.amount_minor.to_string()),
            ("currency", self.currency.to_string()),
        ];
        if let Some(refunded) = self.refunded_minor {
            params.push(("refunded_minor", refunded.to_string()));
        }
        let content = form::encode(params.iter().map(|(name, value)| (*name, value.as_str())));
        let sign = hex::encode(hmac::sign(key, content.as_bytes()));
        format!("{content}&sign={sign}").into_bytes()
    }
}

/// Judges a notification as the real gateway's checks do.
pub(super) fn check(key: &hmac::Key, raw: &[u8]) -> Checked {
    let bad = |note: &str| Checked { note: note.to_owned(), ..Checked::default() };
    let Ok(text) = std::str::from_utf8(raw) else { return bad("not text") };
    let Some((content, sign)) = text.rsplit_once("&sign=") else { return bad("no signature") };
    let signed = hex::decode(sign).is_ok_and(|sign| hmac::verify(key, content.as_bytes(), &sign).is_ok());
    if !signed {
        return bad("the signature is wrong");
    }
    let params = match form::parse(content.as_bytes()) {
        Ok(params) => params,
        Err(error) => return bad(&error.to_string()),
    };
    let get = |name: &str| {
        let found = params.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let status = get("trade_status");
    Checked {
        signature: true,
        app: Some(get("app_id") == APP_ID),
        seller: Some(get("seller_id") == SELLER_ID),
        notify_id: get("notify_id"),
        out_trade_no: get("out_trade_no"),
        trade_no: get("trade_no"),
        amount_minor: get("total_minor").parse().ok(),
        currency: Some(get("currency")),
        is_paid: status == TwinStatus::Paid.as_str(),
        is_refund: !get("refunded_minor").is_empty(),
        trade_status: status,
        note: String::new(),
    }
}
