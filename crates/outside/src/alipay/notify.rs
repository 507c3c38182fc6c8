//! The asynchronous notification: read within bounds, verified, and reported check by check. No I/O.
//!
//! The caller stores the raw body and the report, compares the amounts with its own books, acts once per
//! `notify_id`, and answers with exactly [`ACCEPTED`].

use super::ask::TradeStatus;
use super::form::{self, FormError};
use super::keys::VerifyingKey;
use super::{amount, beijing, sign};

/// The body that tells Alipay to stop repeating a notification. Anything else is a failure.
pub const ACCEPTED: &str = "success";

/// Whom a notification must be for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub alipay_key: &'a VerifyingKey,
    pub app_id: &'a str,
    pub seller_id: &'a str,
}

/// The verdict of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    /// What was to be checked is not there; this is not a pass.
    Missing,
}

impl Verdict {
    fn of(value: Option<&str>, good: impl FnOnce(&str) -> bool) -> Self {
        match value {
            None | Some("") => Self::Missing,
            Some(value) if good(value) => Self::Pass,
            Some(_) => Self::Fail,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Missing => "missing",
        }
    }
}

/// Each check by itself, and what the notification says. Nothing it says counts unless [`Report::authentic`].
#[derive(Clone, Debug)]
pub struct Report {
    pub signature: Verdict,
    pub app: Verdict,
    pub seller: Verdict,
    /// Whether it is about a trade and all that a trade's notification must have is there and well formed.
    pub contents: Verdict,
    pub notification: Notification,
}

impl Report {
    /// Whether Alipay said this, to us, in full. Whether it fits an order is for the order's owner to check.
    pub fn authentic(&self) -> bool {
        [self.signature, self.app, self.seller, self.contents].iter().all(|verdict| *verdict == Verdict::Pass)
    }
}

/// What a notification says. Amounts are in fen, times in microseconds since the epoch.
///
/// A member is `None` when it is missing or not in the form Alipay writes it; [`Report::contents`] tells whether
/// that matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notification {
    pub notify_id: Option<String>,
    pub notify_type: Option<String>,
    pub notify_time_us: Option<i64>,
    pub app_id: Option<String>,
    pub seller_id: Option<String>,
    pub out_trade_no: Option<String>,
    pub trade_no: Option<String>,
    pub trade_status: Option<TradeStatus>,
    pub total_fen: Option<i64>,
    pub receipt_fen: Option<i64>,
    pub buyer_pay_fen: Option<i64>,
    /// Sent for trades in foreign currencies only; a missing currency is CNY.
    pub currency: Option<String>,
    pub buyer_id: Option<String>,
    pub buyer_logon_id: Option<String>,
    pub gmt_create_us: Option<i64>,
    pub gmt_payment_us: Option<i64>,
    pub gmt_refund_us: Option<i64>,
    pub gmt_close_us: Option<i64>,
    /// The refund's `out_request_no`; there when the notification is about a refund.
    pub out_biz_no: Option<String>,
    /// Everything refunded of this trade so far.
    pub refund_fen: Option<i64>,
    pub passback_params: Option<String>,
}

/// Reads and checks the raw body of a notification.
///
/// # Errors
/// [`FormError`] when the body is not a form within bounds; there is nothing to report then.
pub fn inspect(raw: &[u8], expected: Expected<'_>) -> Result<Report, FormError> {
    let params = form::parse(raw)?;
    let get = |name: &str| params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let pairs = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let content = sign::notification_content(pairs);
    let rsa2 = get("sign_type") == Some("RSA2");
    let signature = Verdict::of(get("sign"), |sign| rsa2 && expected.alipay_key.verifies(&content, sign));
    let notification = Notification::read(get);
    Ok(Report {
        signature,
        app: Verdict::of(get("app_id"), |app_id| app_id == expected.app_id),
        seller: Verdict::of(get("seller_id"), |seller_id| seller_id == expected.seller_id),
        contents: notification.contents(get),
        notification,
    })
}

impl Notification {
    fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let text = |name: &str| get(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let fen = |name: &str| get(name).and_then(amount::from_yuan);
        let time = |name: &str| get(name).and_then(beijing::parse);
        Self {
            notify_id: text("notify_id"),
            notify_type: text("notify_type"),
            notify_time_us: time("notify_time"),
            app_id: text("app_id"),
            seller_id: text("seller_id"),
            out_trade_no: text("out_trade_no"),
            trade_no: text("trade_no"),
            trade_status: get("trade_status").and_then(TradeStatus::parse),
            total_fen: fen("total_amount"),
            receipt_fen: fen("receipt_amount"),
            buyer_pay_fen: fen("buyer_pay_amount"),
            currency: text("trans_currency").or_else(|| text("currency")),
            buyer_id: text("buyer_id"),
            buyer_logon_id: text("buyer_logon_id"),
            gmt_create_us: time("gmt_create"),
            gmt_payment_us: time("gmt_payment"),
            gmt_refund_us: time("gmt_refund"),
            gmt_close_us: time("gmt_close"),
            out_biz_no: text("out_biz_no"),
            refund_fen: fen("refund_fee"),
            passback_params: text("passback_params"),
        }
    }

    /// A member that is there but was not understood fails, also an optional one: half-read news is no news.
    fn contents<'a>(&self, get: impl Fn(&str) -> Option<&'a str>) -> Verdict {
        let misread = |name: &str, read: bool| get(name).is_some_and(|value| !value.is_empty()) && !read;
        let broken = self.notify_type.as_deref().is_some_and(|kind| kind != "trade_status_sync")
            || misread("trade_status", self.trade_status.is_some())
            || misread("total_amount", self.total_fen.is_some())
            || misread("refund_fee", self.refund_fen.is_some())
            || misread("gmt_payment", self.gmt_payment_us.is_some());
        if broken {
            return Verdict::Fail;
        }
        let there = self.notify_type.is_some()
            && self.notify_id.is_some()
            && self.out_trade_no.is_some()
            && self.trade_no.is_some()
            && self.trade_status.is_some()
            && self.total_fen.is_some();
        if there { Verdict::Pass } else { Verdict::Missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alipay::SigningKey;
    use proptest::prelude::*;

    const ALIPAY: &str = include_str!("../../tests/keys/alipay_private_pkcs8.pem");
    const PAID: [(&str, &str); 11] = [
        ("notify_type", "trade_status_sync"),
        ("notify_id", "n1"),
        ("sign_type", "RSA2"),
        ("app_id", "2021"),
        ("seller_id", "2088"),
        ("out_trade_no", "P1"),
        ("trade_no", "T1"),
        ("trade_status", "TRADE_SUCCESS"),
        ("total_amount", "12.34"),
        ("gmt_payment", "2026-11-20 12:00:00"),
        ("subject", "灯 & lamp + 100%"),
    ];

    fn signed(params: &[(&str, &str)]) -> String {
        let key = SigningKey::load(ALIPAY).unwrap();
        let sign = key.sign(&sign::notification_content(params.iter().copied())).unwrap();
        form::encode(params.iter().copied().chain([("sign", sign.as_str())]))
    }

    fn report(raw: &str) -> Report {
        let key = SigningKey::load(ALIPAY).unwrap().verifying_key().unwrap();
        let expected = Expected { alipay_key: &key, app_id: "2021", seller_id: "2088" };
        inspect(raw.as_bytes(), expected).unwrap()
    }

    /// [`PAID`] with one value changed, signed afterwards.
    fn changed(name: &str, value: &str) -> Report {
        let params = PAID.map(|(known, old)| (known, if known == name { value } else { old }));
        report(&signed(&params))
    }

    #[test]
    fn a_genuine_notification_passes_every_check() {
        let report = report(&signed(&PAID));
        assert!(report.authentic(), "{report:?}");
        let notification = report.notification;
        assert_eq!(notification.total_fen, Some(1234));
        assert_eq!(notification.trade_status, Some(TradeStatus::Success));
        assert_eq!(notification.out_trade_no.as_deref(), Some("P1"));
        assert_eq!(notification.gmt_payment_us, beijing::parse("2026-11-20 12:00:00"));
    }

    #[test]
    fn each_check_fails_by_itself() {
        assert_eq!(changed("app_id", "2022").app, Verdict::Fail);
        assert_eq!(changed("seller_id", "2089").seller, Verdict::Fail);
        assert_eq!(changed("seller_id", "").seller, Verdict::Missing);
        assert_eq!(changed("total_amount", "12.3").contents, Verdict::Fail);
        assert_eq!(changed("trade_status", "TRADE_PAID").contents, Verdict::Fail);
        assert_eq!(changed("notify_type", "other").contents, Verdict::Fail);
        assert_eq!(changed("notify_id", "").contents, Verdict::Missing);
        assert_eq!(changed("sign_type", "RSA").signature, Verdict::Fail);
        for bad in [changed("app_id", "2022"), changed("seller_id", "2089"), changed("notify_id", "")] {
            assert_eq!(bad.signature, Verdict::Pass);
            assert!(!bad.authentic());
        }
    }

    #[test]
    fn a_changed_body_has_a_bad_signature() {
        let raw = signed(&PAID);
        assert_eq!(report(&raw.replace("12.34", "12.35")).signature, Verdict::Fail);
        assert_eq!(report(&format!("{raw}&x=1")).signature, Verdict::Fail);
        let (unsigned, _) = raw.split_once("&sign=").unwrap();
        assert_eq!(report(unsigned).signature, Verdict::Missing);
        assert_eq!(report("").signature, Verdict::Missing);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_body_panics_or_passes(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
            let key = SigningKey::load(ALIPAY).unwrap().verifying_key().unwrap();
            let expected = Expected { alipay_key: &key, app_id: "2021", seller_id: "2088" };
            prop_assert!(!inspect(&raw, expected).is_ok_and(|report| report.authentic()));
        }
    }
}
