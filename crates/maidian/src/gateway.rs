//! Alipay as the payment gateway of the business: its words translated into those that money can rely on.

use std::future::Future;
use std::sync::Arc;

use kernel::{Clock, Currency};
use mall::payment::{Answer, Checked, Gateway, PaymentId, PrecreateAsk, RefundAsk, Trade};
use outside::alipay::{
    self, Answer as Told, Client, Close, Expected, Precreate, Query, Reason, Refund, RefundQuery,
    RefundState, Report, TradeKey, TradeState, TradeStatus, Verdict, notify,
};
use tokio::runtime::Handle;

/// Speaks with Alipay from threads that may wait; never called from a handler.
pub struct AlipayGateway {
    client: Client,
    seller_id: String,
    clock: Arc<dyn Clock>,
    runtime: Handle,
}

impl AlipayGateway {
    #[must_use]
    pub fn new(client: Client, seller_id: String, clock: Arc<dyn Clock>, runtime: Handle) -> Self {
        Self { client, seller_id, clock, runtime }
    }

    fn wait<T>(&self, call: impl Future<Output = T>) -> T {
        self.runtime.block_on(call)
    }

    fn now_us(&self) -> i64 {
        self.clock.now().micros()
    }
}

/// A payment's number at Alipay is its id.
fn trade_key(payment: PaymentId) -> TradeKey {
    TradeKey::OutTradeNo(payment.to_string())
}

fn refused<T>(refusal: &alipay::Refusal) -> Answer<T> {
    let code = if refusal.sub_code.is_empty() { &refusal.code } else { &refusal.sub_code };
    Answer::Refused { code: code.clone(), message: refusal.sub_msg.clone() }
}

/// Alipay keeps accounts in yuan: another currency never leaves the house.
fn wrong_currency<T>(currency: Currency) -> Option<Answer<T>> {
    (currency != Currency::CNY).then(|| Answer::Refused {
        code: "currency".to_owned(),
        message: format!("Alipay takes CNY, not {currency}"),
    })
}

impl Gateway for AlipayGateway {
    fn precreate(&self, ask: &PrecreateAsk) -> Answer<String> {
        if let Some(refusal) = wrong_currency(ask.currency) {
            return refusal;
        }
        let request = Precreate {
            out_trade_no: ask.payment.to_string(),
            total_fen: ask.amount_minor,
            subject: ask.subject.clone(),
            expires_at_us: Some(ask.expires_at.micros()),
            ..Precreate::default()
        };
        match self.wait(self.client.precreate(&request, self.now_us())) {
            Told::Ok(made) => Answer::Ok(made.qr_code),
            // It was paid in the meantime: not a failure, the next query will tell.
            Told::Refused(refusal) if refusal.reason() == Reason::TradeHasSuccess => {
                Answer::Unknown(refusal.to_string())
            }
            Told::Refused(refusal) => refused(&refusal),
            Told::Unknown(why) => Answer::Unknown(why.to_string()),
        }
    }

    fn query(&self, payment: PaymentId) -> Answer<Trade> {
        let request = Query { trade: trade_key(payment) };
        match self.wait(self.client.query(&request, self.now_us())) {
            Told::Ok(state) => Answer::Ok(trade(state)),
            Told::Refused(refusal) if refusal.reason() == Reason::TradeNotExist => {
                Answer::Ok(Trade::NotFound)
            }
            Told::Refused(refusal) => refused(&refusal),
            Told::Unknown(why) => Answer::Unknown(why.to_string()),
        }
    }

    fn close(&self, payment: PaymentId) -> Answer<()> {
        let request = Close { trade: trade_key(payment) };
        match self.wait(self.client.close(&request, self.now_us())) {
            Told::Ok(_) => Answer::Ok(()),
            // Nobody scanned the code, so there is no trade to close; the code itself lapses at `time_expire`.
            Told::Refused(refusal) if refusal.reason() == Reason::TradeNotExist => Answer::Ok(()),
            Told::Refused(refusal) => refused(&refusal),
            Told::Unknown(why) => Answer::Unknown(why.to_string()),
        }
    }

    fn refund(&self, ask: &RefundAsk) -> Answer<()> {
        if let Some(refusal) = wrong_currency(ask.currency) {
            return refusal;
        }
        let request = Refund {
            trade: trade_key(ask.payment),
            out_request_no: ask.refund.to_string(),
            refund_fen: ask.amount_minor,
            reason: Some(ask.reason.clone()).filter(|reason| !reason.is_empty()),
        };
        match self.wait(self.client.refund(&request, self.now_us())) {
            Told::Ok(done) if done.fund_changed => Answer::Ok(()),
            Told::Ok(_) => self.find_refund(ask),
            Told::Refused(refusal) => refused(&refusal),
            Told::Unknown(why) => Answer::Unknown(why.to_string()),
        }
    }

    fn check(&self, raw: &[u8]) -> Checked {
        let expected = Expected {
            alipay_key: self.client.alipay_key(),
            app_id: self.client.app_id(),
            seller_id: &self.seller_id,
        };
        match notify::inspect(raw, expected) {
            Ok(report) => checked(report),
            Err(error) => Checked { note: error.to_string(), ..Checked::default() },
        }
    }
}

impl AlipayGateway {
    /// No money moved by the call itself: either an earlier one did it, or it is still under way.
    fn find_refund(&self, ask: &RefundAsk) -> Answer<()> {
        let request = RefundQuery { trade: trade_key(ask.payment), out_request_no: ask.refund.to_string() };
        match self.wait(self.client.refund_query(&request, self.now_us())) {
            Told::Ok(RefundState::Succeeded { refund_fen, .. }) if refund_fen == ask.amount_minor => {
                Answer::Ok(())
            }
            Told::Ok(RefundState::Succeeded { refund_fen, .. }) => Answer::Unknown(format!(
                "{refund_fen} fen were refunded, {} were asked for",
                ask.amount_minor
            )),
            Told::Ok(RefundState::NotSucceeded) => Answer::Unknown("the refund is under way".to_owned()),
            // Being refused the look says nothing about the refund.
            Told::Refused(refusal) => Answer::Unknown(refusal.to_string()),
            Told::Unknown(why) => Answer::Unknown(why.to_string()),
        }
    }
}

fn trade(state: TradeState) -> Trade {
    match state.status {
        TradeStatus::WaitBuyerPay => Trade::Waiting,
        TradeStatus::Success | TradeStatus::Finished => {
            Trade::Paid { trade_no: state.trade_no, amount_minor: state.total_fen }
        }
        TradeStatus::Closed => Trade::Closed,
    }
}

fn checked(report: Report) -> Checked {
    let Report { signature, app, seller, contents, notification } = report;
    if signature != Verdict::Pass {
        return Checked { note: format!("signature: {}", signature.as_str()), ..Checked::default() };
    }
    let is_whole = contents == Verdict::Pass;
    let status = notification.trade_status;
    Checked {
        signature: true,
        app: Some(app == Verdict::Pass),
        seller: Some(seller == Verdict::Pass),
        notify_id: notification.notify_id.unwrap_or_default(),
        out_trade_no: notification.out_trade_no.unwrap_or_default(),
        trade_status: status.map(TradeStatus::as_str).unwrap_or_default().to_owned(),
        trade_no: notification.trade_no.unwrap_or_default(),
        // Half-read news is no news: without an amount it fails the check of amounts.
        amount_minor: notification.total_fen.filter(|_| is_whole),
        currency: notification.currency,
        is_paid: matches!(status, Some(TradeStatus::Success | TradeStatus::Finished)),
        is_refund: notification.refund_fen.is_some() || notification.out_biz_no.is_some(),
        note: if is_whole { String::new() } else { format!("contents: {}", contents.as_str()) },
    }
}

/// No gateway is configured: every payment through it is refused, every notification too.
pub struct NoGateway;

impl NoGateway {
    fn refuse<T>() -> Answer<T> {
        Answer::Refused { code: "not_configured".to_owned(), message: "alipay.app_id is not set".to_owned() }
    }
}

impl Gateway for NoGateway {
    fn precreate(&self, _: &PrecreateAsk) -> Answer<String> {
        Self::refuse()
    }

    fn query(&self, _: PaymentId) -> Answer<Trade> {
        // Not a refusal: the gateway that was configured yesterday may know.
        Answer::Unknown("alipay.app_id is not set".to_owned())
    }

    fn close(&self, _: PaymentId) -> Answer<()> {
        Answer::Unknown("alipay.app_id is not set".to_owned())
    }

    fn refund(&self, _: &RefundAsk) -> Answer<()> {
        Self::refuse()
    }

    fn check(&self, _: &[u8]) -> Checked {
        Checked { note: "alipay.app_id is not set".to_owned(), ..Checked::default() }
    }
}
