//! The five calls in typed form: what is asked, and what comes back when it was done.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Refusal, Unknown};
use super::{amount, beijing};

/// Bytes of `out_trade_no`, `out_request_no` and `trade_no`, at most.
const NUMBER_BYTES_MAX: usize = 64;
const TEXT_CHARS_MAX: usize = 256;

/// One of the gateway's methods: how it is asked and how its answer is read.
pub trait Ask {
    type Done;
    const METHOD: &'static str;

    /// `biz_content`, or why the request cannot be sent.
    ///
    /// # Errors
    /// A refusal with the code `local`.
    fn content(&self) -> Result<Value, Refusal>;

    /// Reads a verified answer with code 10000.
    ///
    /// # Errors
    /// Why the answer cannot be relied on.
    fn read(&self, raw: &str) -> Result<Self::Done, Unknown>;

    /// The address for notifications about this trade, when it differs from the client's.
    fn notify_url(&self) -> Option<&str> {
        None
    }
}

/// Names a trade by our number or by Alipay's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TradeKey {
    OutTradeNo(String),
    TradeNo(String),
}

impl TradeKey {
    fn insert(&self, content: &mut Map<String, Value>) -> Result<(), Refusal> {
        let (name, number) = match self {
            Self::OutTradeNo(number) => ("out_trade_no", number),
            Self::TradeNo(number) => ("trade_no", number),
        };
        check_number(name, number)?;
        content.insert(name.into(), number.as_str().into());
        Ok(())
    }

    /// An answer is signed but does not say which request it answers; the trade it names is the only link.
    fn check(&self, raw: &Raw) -> Result<(), Unknown> {
        let (asked, answered) = match self {
            Self::OutTradeNo(number) => (number, &raw.out_trade_no),
            Self::TradeNo(number) => (number, &raw.trade_no),
        };
        if answered.as_ref() == Some(asked) { Ok(()) } else { Err(Unknown::WrongTrade) }
    }
}

/// `alipay.trade.precreate`: asks for a QR code the buyer scans.
///
/// The trade itself comes into being when the code is scanned; until then `query` and `close` say `TradeNotExist`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precreate {
    pub out_trade_no: String,
    pub total_fen: i64,
    pub subject: String,
    pub body: Option<String>,
    /// `time_expire`: nothing can be paid after this moment.
    pub expires_at_us: Option<i64>,
    /// `qr_code_timeout_express`: minutes the code can be paid, counted from its making.
    pub qr_code_timeout_min: Option<u32>,
    /// `timeout_express`: minutes the trade can be paid, counted from the scan.
    pub timeout_min: Option<u32>,
    /// Comes back as it is in the notifications.
    pub passback_params: Option<String>,
    pub notify_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precreated {
    pub out_trade_no: String,
    /// The text of the QR code.
    pub qr_code: String,
}

/// `alipay.trade.query`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub trade: TradeKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TradeStatus {
    /// Scanned, not paid.
    WaitBuyerPay,
    /// Closed unpaid, or refunded in full.
    Closed,
    /// Paid; can be refunded.
    Success,
    /// Paid; can no longer be refunded.
    Finished,
}

impl TradeStatus {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "WAIT_BUYER_PAY" => Self::WaitBuyerPay,
            "TRADE_CLOSED" => Self::Closed,
            "TRADE_SUCCESS" => Self::Success,
            "TRADE_FINISHED" => Self::Finished,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitBuyerPay => "WAIT_BUYER_PAY",
            Self::Closed => "TRADE_CLOSED",
            Self::Success => "TRADE_SUCCESS",
            Self::Finished => "TRADE_FINISHED",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeState {
    pub out_trade_no: String,
    pub trade_no: String,
    pub status: TradeStatus,
    pub total_fen: i64,
    /// `send_pay_date`.
    pub paid_at_us: Option<i64>,
    pub buyer_user_id: Option<String>,
    /// Masked by Alipay: `159****5620`.
    pub buyer_logon_id: Option<String>,
}

/// `alipay.trade.close`: ends an unpaid trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    pub trade: TradeKey,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub out_trade_no: Option<String>,
    pub trade_no: Option<String>,
}

/// `alipay.trade.refund`. Idempotent by `out_request_no`: after an unknown answer send the same again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub trade: TradeKey,
    pub out_request_no: String,
    pub refund_fen: i64,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refunded {
    pub out_trade_no: String,
    pub trade_no: String,
    /// `refund_fee`: everything refunded of this trade so far, not by this request alone.
    pub refunded_total_fen: i64,
    /// `fund_change`: whether money moved by this very call. `false` says that an earlier call with this
    /// `out_request_no` did it, or that it is still under way: `RefundQuery` tells.
    pub fund_changed: bool,
}

/// `alipay.trade.fastpay.refund.query`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundQuery {
    pub trade: TradeKey,
    pub out_request_no: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// `REFUND_SUCCESS`.
    Succeeded { refund_fen: i64, total_fen: i64, refunded_at_us: Option<i64> },
    /// Alipay does not have it, or it failed: the same refund may be sent again.
    NotSucceeded,
}

/// The members of all answers; each call picks its own.
#[derive(Deserialize)]
struct Raw {
    out_trade_no: Option<String>,
    trade_no: Option<String>,
    qr_code: Option<String>,
    trade_status: Option<String>,
    total_amount: Option<String>,
    send_pay_date: Option<String>,
    buyer_user_id: Option<String>,
    buyer_logon_id: Option<String>,
    refund_fee: Option<String>,
    fund_change: Option<String>,
    out_request_no: Option<String>,
    refund_amount: Option<String>,
    refund_status: Option<String>,
    gmt_refund_pay: Option<String>,
}

impl Raw {
    fn read(raw: &str) -> Result<Self, Unknown> {
        serde_json::from_str(raw).map_err(|_| Unknown::Malformed("a member is of the wrong type"))
    }
}

impl Ask for Precreate {
    type Done = Precreated;
    const METHOD: &'static str = "alipay.trade.precreate";

    fn content(&self) -> Result<Value, Refusal> {
        check_number("out_trade_no", &self.out_trade_no)?;
        check_amount("total_amount", self.total_fen)?;
        if self.subject.is_empty() {
            return Err(Refusal::local("subject", "the subject is empty"));
        }
        let mut content = Map::new();
        content.insert("out_trade_no".into(), self.out_trade_no.as_str().into());
        content.insert("total_amount".into(), amount::to_yuan(self.total_fen).into());
        content.insert("subject".into(), shortened(&self.subject).into());
        content.insert("product_code".into(), "FACE_TO_FACE_PAYMENT".into());
        if let Some(body) = self.body.as_deref().filter(|body| !body.is_empty()) {
            content.insert("body".into(), shortened(body).into());
        }
        if let Some(at_us) = self.expires_at_us {
            content.insert("time_expire".into(), beijing::format(at_us).into());
        }
        for (name, minutes) in
            [("qr_code_timeout_express", self.qr_code_timeout_min), ("timeout_express", self.timeout_min)]
        {
            if let Some(minutes) = minutes {
                check_timeout(name, minutes)?;
                content.insert(name.into(), format!("{minutes}m").into());
            }
        }
        if let Some(passback) = &self.passback_params {
            content.insert("passback_params".into(), passback.as_str().into());
        }
        Ok(Value::Object(content))
    }

    fn read(&self, raw: &str) -> Result<Precreated, Unknown> {
        let raw = Raw::read(raw)?;
        if raw.out_trade_no.as_ref() != Some(&self.out_trade_no) {
            return Err(Unknown::WrongTrade);
        }
        let qr_code = raw.qr_code.filter(|code| !code.is_empty()).ok_or(missing("qr_code"))?;
        Ok(Precreated { out_trade_no: self.out_trade_no.clone(), qr_code })
    }

    fn notify_url(&self) -> Option<&str> {
        self.notify_url.as_deref()
    }
}

impl Ask for Query {
    type Done = TradeState;
    const METHOD: &'static str = "alipay.trade.query";

    fn content(&self) -> Result<Value, Refusal> {
        let mut content = Map::new();
        self.trade.insert(&mut content)?;
        Ok(Value::Object(content))
    }

    fn read(&self, raw: &str) -> Result<TradeState, Unknown> {
        let raw = Raw::read(raw)?;
        self.trade.check(&raw)?;
        let status =
            raw.trade_status.as_deref().and_then(TradeStatus::parse).ok_or(missing("trade_status"))?;
        Ok(TradeState {
            total_fen: fen("total_amount", raw.total_amount.as_deref())?,
            out_trade_no: raw.out_trade_no.ok_or(missing("out_trade_no"))?,
            trade_no: raw.trade_no.ok_or(missing("trade_no"))?,
            status,
            paid_at_us: raw.send_pay_date.as_deref().and_then(beijing::parse),
            buyer_user_id: raw.buyer_user_id,
            buyer_logon_id: raw.buyer_logon_id,
        })
    }
}

impl Ask for Close {
    type Done = Closed;
    const METHOD: &'static str = "alipay.trade.close";

    fn content(&self) -> Result<Value, Refusal> {
        let mut content = Map::new();
        self.trade.insert(&mut content)?;
        Ok(Value::Object(content))
    }

    fn read(&self, raw: &str) -> Result<Closed, Unknown> {
        let raw = Raw::read(raw)?;
        self.trade.check(&raw)?;
        Ok(Closed { out_trade_no: raw.out_trade_no, trade_no: raw.trade_no })
    }
}

impl Ask for Refund {
    type Done = Refunded;
    const METHOD: &'static str = "alipay.trade.refund";

    fn content(&self) -> Result<Value, Refusal> {
        check_number("out_request_no", &self.out_request_no)?;
        check_amount("refund_amount", self.refund_fen)?;
        let mut content = Map::new();
        self.trade.insert(&mut content)?;
        content.insert("out_request_no".into(), self.out_request_no.as_str().into());
        content.insert("refund_amount".into(), amount::to_yuan(self.refund_fen).into());
        if let Some(reason) = self.reason.as_deref().filter(|reason| !reason.is_empty()) {
            content.insert("refund_reason".into(), shortened(reason).into());
        }
        Ok(Value::Object(content))
    }

    fn read(&self, raw: &str) -> Result<Refunded, Unknown> {
        let raw = Raw::read(raw)?;
        self.trade.check(&raw)?;
        let fund_changed = match raw.fund_change.as_deref() {
            Some("Y") => true,
            Some("N") => false,
            _ => return Err(missing("fund_change")),
        };
        Ok(Refunded {
            refunded_total_fen: fen("refund_fee", raw.refund_fee.as_deref())?,
            out_trade_no: raw.out_trade_no.ok_or(missing("out_trade_no"))?,
            trade_no: raw.trade_no.ok_or(missing("trade_no"))?,
            fund_changed,
        })
    }
}

impl Ask for RefundQuery {
    type Done = RefundState;
    const METHOD: &'static str = "alipay.trade.fastpay.refund.query";

    fn content(&self) -> Result<Value, Refusal> {
        check_number("out_request_no", &self.out_request_no)?;
        let mut content = Map::new();
        self.trade.insert(&mut content)?;
        content.insert("out_request_no".into(), self.out_request_no.as_str().into());
        content.insert("query_options".into(), json!(["gmt_refund_pay"]));
        Ok(Value::Object(content))
    }

    fn read(&self, raw: &str) -> Result<RefundState, Unknown> {
        let raw = Raw::read(raw)?;
        match raw.refund_status.as_deref() {
            // Documented: the member is missing when the refund was not received or failed. Such an answer names no trade.
            None => return Ok(RefundState::NotSucceeded),
            Some("REFUND_SUCCESS") => {}
            Some(_) => return Err(Unknown::Malformed("refund_status is not one that is known")),
        }
        self.trade.check(&raw)?;
        if raw.out_request_no.as_ref() != Some(&self.out_request_no) {
            return Err(Unknown::WrongTrade);
        }
        Ok(RefundState::Succeeded {
            refund_fen: fen("refund_amount", raw.refund_amount.as_deref())?,
            total_fen: fen("total_amount", raw.total_amount.as_deref())?,
            refunded_at_us: raw.gmt_refund_pay.as_deref().and_then(beijing::parse),
        })
    }
}

fn missing(member: &'static str) -> Unknown {
    Unknown::Malformed(member)
}

fn fen(member: &'static str, text: Option<&str>) -> Result<i64, Unknown> {
    text.and_then(amount::from_yuan).ok_or(Unknown::Malformed(member))
}

fn check_number(name: &str, number: &str) -> Result<(), Refusal> {
    let plain = number.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if number.is_empty() || NUMBER_BYTES_MAX < number.len() || !plain {
        return Err(Refusal::local(name, "1 to 64 letters, digits, '_' or '-'"));
    }
    Ok(())
}

fn check_amount(name: &str, fen: i64) -> Result<(), Refusal> {
    if (1..=amount::TRADE_FEN_MAX).contains(&fen) {
        return Ok(());
    }
    Err(Refusal::local(name, "from 0.01 to 100000000.00"))
}

fn check_timeout(name: &str, minutes: u32) -> Result<(), Refusal> {
    const FIFTEEN_DAYS_MIN: u32 = 15 * 24 * 60;
    if (1..=FIFTEEN_DAYS_MIN).contains(&minutes) {
        Ok(())
    } else {
        Err(Refusal::local(name, "from 1m to 15d"))
    }
}

/// Alipay refuses longer texts; a subject that is cut is better than a payment that cannot be made.
fn shortened(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}
