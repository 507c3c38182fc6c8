//! One trade in the sandbox: its states and what moves it between them. No I/O, no clock of its own.

use super::super::amount;
use super::super::ask::TradeStatus;

/// Refunds of one trade, at most.
const REFUNDS_MAX: usize = 300;

/// A business refusal: the sub code and Alipay's sentence for it.
pub type Refused = (&'static str, &'static str);

pub const TRADE_NOT_EXIST: Refused = ("ACQ.TRADE_NOT_EXIST", "交易不存在");
pub const TRADE_HAS_SUCCESS: Refused = ("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
pub const TRADE_HAS_CLOSE: Refused = ("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
pub const TRADE_STATUS_ERROR: Refused = ("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
pub const CONTEXT_INCONSISTENT: Refused = ("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改");
pub const REFUND_AMT_NOT_EQUAL_TOTAL: Refused = ("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
pub const DISCORDANT_REPEAT_REQUEST: Refused = ("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致");

/// Where a trade is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The code was given out, nobody scanned it: for `query` and `close` there is no trade yet.
    Offered,
    /// Scanned, waiting for the buyer.
    Waiting,
    Paid,
    /// Closed unpaid, or refunded in full.
    Closed,
}

impl State {
    /// The status the gateway tells, when there is a trade to tell about.
    pub fn status(self) -> Option<TradeStatus> {
        match self {
            Self::Offered => None,
            Self::Waiting => Some(TradeStatus::WaitBuyerPay),
            Self::Paid => Some(TradeStatus::Success),
            Self::Closed => Some(TradeStatus::Closed),
        }
    }
}

/// What `alipay.trade.precreate` asks for, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub out_trade_no: String,
    pub total_fen: i64,
    pub subject: String,
    pub body: Option<String>,
    pub passback_params: Option<String>,
    pub notify_url: Option<String>,
    /// `time_expire`.
    pub expires_at_us: Option<i64>,
    /// `qr_code_timeout_express`, from the making of the code.
    pub qr_timeout_us: Option<i64>,
    /// `timeout_express`, from the scan.
    pub timeout_us: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundEntry {
    pub out_request_no: String,
    pub fen: i64,
    pub at_us: i64,
}

#[derive(Clone, Debug)]
pub struct Trade {
    pub offer: Offer,
    /// The secret part of the code's address.
    pub token: String,
    pub state: State,
    pub offered_at_us: i64,
    /// Given by the scan, as are the next two.
    pub trade_no: Option<String>,
    pub created_at_us: Option<i64>,
    pub paid_at_us: Option<i64>,
    pub closed_at_us: Option<i64>,
    pub refunds: Vec<RefundEntry>,
}

/// Something a notification tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Paid,
    Closed,
    Refunded(RefundEntry),
}

impl Trade {
    pub fn new(offer: Offer, token: String, now_us: i64) -> Self {
        Self {
            offer,
            token,
            state: State::Offered,
            offered_at_us: now_us,
            trade_no: None,
            created_at_us: None,
            paid_at_us: None,
            closed_at_us: None,
            refunds: Vec::new(),
        }
    }

    /// When it ends by itself if nobody pays; `None` once it cannot.
    pub fn deadline_us(&self) -> Option<i64> {
        const QR_TIMEOUT_US: i64 = 2 * 3_600 * 1_000_000;
        const TIMEOUT_US: i64 = 15 * 24 * 3_600 * 1_000_000;
        let offer = &self.offer;
        let of_code = self.offered_at_us.saturating_add(offer.qr_timeout_us.unwrap_or(QR_TIMEOUT_US));
        let of_state = match (self.state, self.created_at_us) {
            (State::Offered, _) => of_code,
            (State::Waiting, Some(created_at_us)) => {
                let of_trade = created_at_us.saturating_add(offer.timeout_us.unwrap_or(TIMEOUT_US));
                // The code's own limit goes on after the scan only when the merchant set it.
                if offer.qr_timeout_us.is_some() { of_trade.min(of_code) } else { of_trade }
            }
            (State::Waiting | State::Paid | State::Closed, _) => return None,
        };
        Some(offer.expires_at_us.map_or(of_state, |at_us| at_us.min(of_state)))
    }

    /// The buyer's app opened the code: the trade comes into being. `false` when it was there before.
    pub fn scan(&mut self, trade_no: String, now_us: i64) -> bool {
        if self.state != State::Offered {
            return false;
        }
        self.state = State::Waiting;
        self.trade_no = Some(trade_no);
        self.created_at_us = Some(now_us);
        true
    }

    pub fn pay(&mut self, now_us: i64) -> Result<Event, Refused> {
        match self.state {
            State::Offered => Err(TRADE_NOT_EXIST),
            State::Waiting => {
                self.state = State::Paid;
                self.paid_at_us = Some(now_us);
                Ok(Event::Paid)
            }
            State::Paid => Err(TRADE_HAS_SUCCESS),
            State::Closed => Err(TRADE_HAS_CLOSE),
        }
    }

    /// By the merchant, the buyer, or the deadline.
    pub fn close(&mut self, now_us: i64) -> Result<Event, Refused> {
        match self.state {
            State::Offered => Err(TRADE_NOT_EXIST),
            State::Waiting => {
                self.state = State::Closed;
                self.closed_at_us = Some(now_us);
                Ok(Event::Closed)
            }
            State::Paid | State::Closed => Err(TRADE_STATUS_ERROR),
        }
    }

    /// `Ok(None)` when this very refund was made before.
    pub fn refund(&mut self, out_request_no: &str, fen: i64, now_us: i64) -> Result<Option<Event>, Refused> {
        if self.state == State::Offered {
            return Err(TRADE_NOT_EXIST);
        }
        if let Some(known) = self.refunds.iter().find(|known| known.out_request_no == out_request_no) {
            return if known.fen == fen { Ok(None) } else { Err(DISCORDANT_REPEAT_REQUEST) };
        }
        if self.paid_at_us.is_none() || self.refunds.len() == REFUNDS_MAX {
            return Err(TRADE_STATUS_ERROR);
        }
        if self.offer.total_fen - self.refunded_fen() < fen {
            return Err(REFUND_AMT_NOT_EQUAL_TOTAL);
        }
        let entry = RefundEntry { out_request_no: out_request_no.to_owned(), fen, at_us: now_us };
        self.refunds.push(entry.clone());
        if self.refunded_fen() == self.offer.total_fen {
            self.state = State::Closed;
            self.closed_at_us = Some(now_us);
        }
        Ok(Some(Event::Refunded(entry)))
    }

    pub fn refunded_fen(&self) -> i64 {
        self.refunds.iter().map(|entry| entry.fen).sum()
    }

    pub fn total(&self) -> String {
        amount::to_yuan(self.offer.total_fen)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn offer(out_trade_no: &str, total_fen: i64) -> Offer {
        Offer {
            out_trade_no: out_trade_no.into(),
            total_fen,
            subject: "灯".into(),
            body: None,
            passback_params: None,
            notify_url: None,
            expires_at_us: None,
            qr_timeout_us: None,
            timeout_us: None,
        }
    }

    fn waiting() -> Trade {
        let mut trade = Trade::new(offer("P1", 1000), "token".into(), 0);
        trade.scan("T1".into(), 10);
        trade
    }

    #[test]
    fn before_the_scan_there_is_no_trade() {
        let mut trade = Trade::new(offer("P1", 1000), "token".into(), 0);
        assert_eq!(trade.pay(1), Err(TRADE_NOT_EXIST));
        assert_eq!(trade.close(1), Err(TRADE_NOT_EXIST));
        assert_eq!(trade.refund("R1", 1, 1), Err(TRADE_NOT_EXIST));
    }

    #[test]
    fn a_trade_is_paid_once_and_not_after_it_is_closed() {
        let mut trade = waiting();
        assert_eq!(trade.pay(20), Ok(Event::Paid));
        assert_eq!(trade.pay(21), Err(TRADE_HAS_SUCCESS));
        assert_eq!(trade.close(22), Err(TRADE_STATUS_ERROR));
        let mut trade = waiting();
        assert_eq!(trade.close(20), Ok(Event::Closed));
        assert_eq!(trade.pay(21), Err(TRADE_HAS_CLOSE));
        assert_eq!(trade.refund("R1", 1, 22), Err(TRADE_STATUS_ERROR));
    }

    #[test]
    fn refunds_never_exceed_the_payment() {
        let mut trade = waiting();
        trade.pay(20).unwrap();
        assert!(matches!(trade.refund("R1", 400, 30), Ok(Some(Event::Refunded(_)))));
        assert_eq!(trade.refund("R1", 400, 31), Ok(None));
        assert_eq!(trade.refund("R1", 401, 31), Err(DISCORDANT_REPEAT_REQUEST));
        assert_eq!(trade.refund("R2", 601, 32), Err(REFUND_AMT_NOT_EQUAL_TOTAL));
        assert_eq!(trade.state, State::Paid);
        assert!(matches!(trade.refund("R2", 600, 33), Ok(Some(_))));
        assert_eq!(trade.state, State::Closed);
        assert_eq!(trade.refund("R2", 600, 34), Ok(None));
        assert_eq!(trade.refund("R3", 1, 35), Err(REFUND_AMT_NOT_EQUAL_TOTAL));
    }

    #[test]
    fn the_nearest_limit_ends_it() {
        let mut trade = Trade::new(offer("P1", 1), "token".into(), 0);
        assert_eq!(trade.deadline_us(), Some(7_200_000_000));
        trade.offer.timeout_us = Some(60);
        trade.scan("T1".into(), 100);
        assert_eq!(trade.deadline_us(), Some(160));
        trade.offer.qr_timeout_us = Some(150);
        assert_eq!(trade.deadline_us(), Some(150));
        trade.offer.expires_at_us = Some(120);
        assert_eq!(trade.deadline_us(), Some(120));
        trade.pay(110).unwrap();
        assert_eq!(trade.deadline_us(), None);
    }
}
