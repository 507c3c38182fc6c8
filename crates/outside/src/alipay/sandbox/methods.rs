//! The five methods: `biz_content` in, the members of the answer out.

use serde_json::{Map, Value, json};

use super::super::{amount, beijing};
use super::book::{Book, Key, News, OfferError};
use super::trade::{Offer, Refused, Trade};

/// The buyer who pays everything in the sandbox.
pub const BUYER_ID: &str = "2088102177891234";
pub const BUYER_LOGON_ID: &str = "159****5620";

/// What a method came to: the members behind `code` and `msg`, or a refusal in Alipay's codes.
pub enum Outcome {
    Done(Map<String, Value>),
    Refused { code: &'static str, msg: &'static str, sub_code: String, sub_msg: String },
}

impl Outcome {
    pub fn business(refused: Refused) -> Self {
        Self::refused("40004", refused.0, refused.1)
    }

    pub fn refused(code: &'static str, sub_code: &str, sub_msg: &str) -> Self {
        let msg = match code {
            "20000" => "Service Currently Unavailable",
            "40001" => "Missing Required Arguments",
            "40002" => "Invalid Arguments",
            _ => "Business Failed",
        };
        Self::Refused { code, msg, sub_code: sub_code.into(), sub_msg: sub_msg.into() }
    }

    fn parameter(name: &str) -> Self {
        Self::refused("40004", "ACQ.INVALID_PARAMETER", &format!("参数无效：{name}"))
    }
}

/// One request, after its signature was verified.
pub struct Request<'a> {
    pub method: &'a str,
    pub biz_content: &'a str,
    pub notify_url: Option<&'a str>,
    pub now_us: i64,
    /// For a new code.
    pub token: String,
    pub public_url: &'a str,
}

/// Carries out a request; what happened to trades is added to `news`.
pub fn carry_out(book: &mut Book, request: Request<'_>, news: &mut Vec<News>) -> Outcome {
    let Ok(Value::Object(content)) = serde_json::from_str(request.biz_content) else {
        return Outcome::refused("40002", "isv.invalid-parameter", "biz_content 不是 JSON 对象");
    };
    news.extend(book.sweep(request.now_us));
    let biz = Biz { content };
    let outcome = match request.method {
        "alipay.trade.precreate" => precreate(book, &biz, request),
        "alipay.trade.query" => query(book, &biz),
        "alipay.trade.close" => close(book, &biz, request.now_us, news),
        "alipay.trade.refund" => refund(book, &biz, request.now_us, news),
        "alipay.trade.fastpay.refund.query" => refund_query(book, &biz),
        _ => return Outcome::refused("40002", "isv.invalid-method", "不存在的方法名"),
    };
    outcome.unwrap_or_else(|refused| refused)
}

/// `biz_content`, read as leniently as Alipay reads it: numbers pass for texts.
struct Biz {
    content: Map<String, Value>,
}

impl Biz {
    fn text(&self, name: &str) -> Result<Option<String>, Outcome> {
        const CHARS_MAX: usize = 1_024;
        let text = match self.content.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                return Err(Outcome::parameter(name));
            }
        };
        if CHARS_MAX < text.chars().count() {
            return Err(Outcome::parameter(name));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn required(&self, name: &str) -> Result<String, Outcome> {
        self.text(name)?.ok_or_else(|| Outcome::parameter(name))
    }

    fn number(&self, name: &str) -> Result<String, Outcome> {
        let number = self.required(name)?;
        let plain = number.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if plain && number.len() <= 64 { Ok(number) } else { Err(Outcome::parameter(name)) }
    }

    /// `12`, `12.3`, `12.34`, also as a number.
    fn fen(&self, name: &str) -> Result<i64, Outcome> {
        let text = self.required(name)?;
        let exact = match text.split_once('.') {
            None => format!("{text}.00"),
            Some((_, decimals)) if decimals.len() == 1 => format!("{text}0"),
            Some(_) => text,
        };
        amount::from_yuan(&exact)
            .filter(|fen| (1..=amount::TRADE_FEN_MAX).contains(fen))
            .ok_or_else(|| Outcome::parameter(name))
    }

    /// `90m`, `2h`, `15d`, from one minute to fifteen days; `1c` is the end of the day.
    fn timeout_us(&self, name: &str, now_us: i64) -> Result<Option<i64>, Outcome> {
        const MINUTE_US: i64 = 60_000_000;
        const DAY_US: i64 = 1_440 * MINUTE_US;
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        if text == "1c" {
            let local_us = now_us + 8 * 60 * MINUTE_US;
            return Ok(Some(DAY_US - local_us.rem_euclid(DAY_US)));
        }
        let units = [('m', MINUTE_US), ('h', 60 * MINUTE_US), ('d', DAY_US)];
        units
            .iter()
            .find_map(|(unit, us)| {
                text.strip_suffix(*unit)?.parse::<u32>().ok().map(|count| i64::from(count) * us)
            })
            .filter(|us| (MINUTE_US..=15 * DAY_US).contains(us))
            .map(Some)
            .ok_or_else(|| Outcome::parameter(name))
    }

    fn key(&self) -> Result<Key, Outcome> {
        let key = Key { out_trade_no: self.text("out_trade_no")?, trade_no: self.text("trade_no")? };
        if key.out_trade_no.is_none() && key.trade_no.is_none() {
            return Err(Outcome::parameter("out_trade_no"));
        }
        Ok(key)
    }

    /// The trade a request names.
    fn trade<'a>(&self, book: &'a Book) -> Result<&'a Trade, Outcome> {
        let number = book.resolve(&self.key()?).map_err(Outcome::business)?;
        book.get(&number).ok_or(Outcome::business(super::trade::TRADE_NOT_EXIST))
    }
}

fn precreate(book: &mut Book, biz: &Biz, request: Request<'_>) -> Result<Outcome, Outcome> {
    let time_expire = biz.text("time_expire")?;
    let expires_at_us = match &time_expire {
        None => None,
        Some(text) => Some(beijing::parse(text).ok_or(Outcome::parameter("time_expire"))?),
    };
    if expires_at_us.is_some_and(|at_us| at_us <= request.now_us) {
        return Err(Outcome::parameter("time_expire"));
    }
    let offer = Offer {
        out_trade_no: biz.number("out_trade_no")?,
        total_fen: biz.fen("total_amount")?,
        subject: biz.required("subject")?,
        body: biz.text("body")?,
        passback_params: biz.text("passback_params")?,
        notify_url: request.notify_url.map(str::to_owned),
        expires_at_us,
        qr_timeout_us: biz.timeout_us("qr_code_timeout_express", request.now_us)?,
        timeout_us: biz.timeout_us("timeout_express", request.now_us)?,
    };
    let out_trade_no = offer.out_trade_no.clone();
    let token = book.offer(offer, request.token, request.now_us).map_err(|error| match error {
        OfferError::Refused(refused) => Outcome::business(refused),
        OfferError::Full => Outcome::refused("20000", "isp.unknow-error", "系统繁忙"),
    })?;
    let qr_code = format!("{}/pay/{token}", request.public_url);
    Ok(done(json!({ "out_trade_no": out_trade_no, "qr_code": qr_code })))
}

fn query(book: &Book, biz: &Biz) -> Result<Outcome, Outcome> {
    let trade = biz.trade(book)?;
    let paid = trade.paid_at_us.is_some();
    let received = if paid { trade.total() } else { "0.00".to_owned() };
    let mut answer = json!({
        "out_trade_no": trade.offer.out_trade_no,
        "trade_no": trade.trade_no,
        "trade_status": trade.state.status().map(|status| status.as_str()),
        "total_amount": trade.total(),
        "buyer_logon_id": BUYER_LOGON_ID,
        "buyer_user_id": BUYER_ID,
        "buyer_user_type": "PRIVATE",
        "buyer_pay_amount": received,
        "receipt_amount": received,
        "invoice_amount": received,
        "point_amount": "0.00",
    });
    if let Some(at_us) = trade.paid_at_us {
        answer["send_pay_date"] = beijing::format(at_us).into();
        answer["fund_bill_list"] = json!([{ "fund_channel": "ALIPAYACCOUNT", "amount": trade.total() }]);
    }
    Ok(done(answer))
}

fn close(book: &mut Book, biz: &Biz, now_us: i64, news: &mut Vec<News>) -> Result<Outcome, Outcome> {
    let number = biz.trade(book)?.offer.out_trade_no.clone();
    let closed = book.close(&number, now_us).map_err(Outcome::business)?;
    let answer = json!({ "out_trade_no": number, "trade_no": closed.trade.trade_no });
    news.push(closed);
    Ok(done(answer))
}

fn refund(book: &mut Book, biz: &Biz, now_us: i64, news: &mut Vec<News>) -> Result<Outcome, Outcome> {
    let fen = biz.fen("refund_amount")?;
    let trade = biz.trade(book)?;
    let number = trade.offer.out_trade_no.clone();
    let request_no = match biz.text("out_request_no")? {
        Some(request_no) => request_no,
        // Documented: a refund in part needs its own number; without one the trade's number stands for it.
        None if fen == trade.offer.total_fen => number.clone(),
        None => return Err(Outcome::parameter("out_request_no")),
    };
    let refunded = book.refund(&number, &request_no, fen, now_us).map_err(Outcome::business)?;
    let fund_change = if refunded.is_some() { "Y" } else { "N" };
    news.extend(refunded);
    let trade = biz.trade(book)?;
    let mut answer = json!({
        "out_trade_no": number,
        "trade_no": trade.trade_no,
        "buyer_logon_id": BUYER_LOGON_ID,
        "buyer_user_id": BUYER_ID,
        "fund_change": fund_change,
        "refund_fee": amount::to_yuan(trade.refunded_fen()),
        "send_back_fee": amount::to_yuan(fen),
        "refund_detail_item_list": [{ "fund_channel": "ALIPAYACCOUNT", "amount": amount::to_yuan(fen) }],
    });
    if let Some(entry) = trade.refunds.iter().find(|entry| entry.out_request_no == request_no) {
        answer["gmt_refund_pay"] = beijing::format(entry.at_us).into();
    }
    Ok(done(answer))
}

fn refund_query(book: &Book, biz: &Biz) -> Result<Outcome, Outcome> {
    let request_no = biz.required("out_request_no")?;
    let trade = biz.trade(book)?;
    let Some(entry) = trade.refunds.iter().find(|entry| entry.out_request_no == request_no) else {
        return Ok(done(json!({})));
    };
    Ok(done(json!({
        "out_trade_no": trade.offer.out_trade_no,
        "trade_no": trade.trade_no,
        "out_request_no": entry.out_request_no,
        "total_amount": trade.total(),
        "refund_amount": amount::to_yuan(entry.fen),
        "refund_status": "REFUND_SUCCESS",
        "gmt_refund_pay": beijing::format(entry.at_us),
    })))
}

/// Members that are null are not sent.
fn done(answer: Value) -> Outcome {
    let Value::Object(members) = answer else {
        return Outcome::Done(Map::new());
    };
    Outcome::Done(members.into_iter().filter(|(_, value)| !value.is_null()).collect())
}
