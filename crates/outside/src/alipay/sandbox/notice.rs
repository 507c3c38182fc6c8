//! What a notification says: all the fields Alipay sends, before the signature.

use serde_json::json;

use super::super::{amount, beijing};
use super::SandboxConfig;
use super::book::News;
use super::methods::{BUYER_ID, BUYER_LOGON_ID};
use super::switches::Forgery;
use super::trade::Event;

/// One notification, unsigned.
#[derive(Clone, Debug)]
pub struct Notice {
    pub notify_url: String,
    pub notify_id: String,
    pub news: News,
    pub forgery: Option<Forgery>,
}

impl Notice {
    /// The parameters of one attempt. `sign` is missing; `sign_type` is there.
    pub fn params(&self, config: &SandboxConfig, now_us: i64) -> Vec<(String, String)> {
        let trade = &self.news.trade;
        let offer = &trade.offer;
        let forged = |kind: Forgery| self.forgery == Some(kind);
        let app_id = if forged(Forgery::WrongAppId) { "2021999999999999" } else { config.app_id.as_str() };
        let seller_id =
            if forged(Forgery::WrongSeller) { "2088999999999999" } else { config.seller_id.as_str() };
        let total = amount::to_yuan(offer.total_fen + i64::from(forged(Forgery::WrongAmount)));
        let mut params = vec![
            ("notify_time", beijing::format(now_us)),
            ("notify_type", "trade_status_sync".into()),
            ("notify_id", self.notify_id.clone()),
            ("charset", "utf-8".into()),
            ("version", "1.0".into()),
            ("sign_type", "RSA2".into()),
            ("auth_app_id", app_id.into()),
            ("app_id", app_id.into()),
            ("out_trade_no", offer.out_trade_no.clone()),
            ("buyer_id", BUYER_ID.into()),
            ("buyer_logon_id", BUYER_LOGON_ID.into()),
            ("seller_id", seller_id.into()),
            ("seller_email", config.seller_email.clone()),
            ("total_amount", total.clone()),
            ("subject", offer.subject.clone()),
        ];
        let optional = [
            ("trade_no", trade.trade_no.clone()),
            ("trade_status", trade.state.status().map(|status| status.as_str().to_owned())),
            ("body", offer.body.clone()),
            ("passback_params", offer.passback_params.clone()),
            ("gmt_create", trade.created_at_us.map(beijing::format)),
            ("gmt_payment", trade.paid_at_us.map(beijing::format)),
            ("gmt_close", trade.closed_at_us.map(beijing::format)),
        ];
        params.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        if trade.paid_at_us.is_some() {
            let bill = json!([{ "fundChannel": "ALIPAYACCOUNT", "amount": total }]);
            params.extend([
                ("receipt_amount", total.clone()),
                ("invoice_amount", total.clone()),
                ("buyer_pay_amount", total),
                ("point_amount", "0.00".into()),
                ("fund_bill_list", bill.to_string()),
            ]);
        }
        if let Event::Refunded(refund) = &self.news.event {
            params.extend([
                ("out_biz_no", refund.out_request_no.clone()),
                ("refund_fee", amount::to_yuan(trade.refunded_fen())),
                (
                    "gmt_refund",
                    format!(
                        "{}.{:03}",
                        beijing::format(refund.at_us),
                        refund.at_us.rem_euclid(1_000_000) / 1_000
                    ),
                ),
            ]);
        }
        params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// For the record.
    pub fn event(&self) -> &'static str {
        match self.news.event {
            Event::Paid => "paid",
            Event::Closed => "closed",
            Event::Refunded(_) => "refunded",
        }
    }
}
