//! A payment gateway whose whole state is a table in memory.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::hmac;
use kernel::Currency;
use mall::payment::{Answer, Checked, Gateway, PaymentId, PrecreateAsk, RefundAsk, RefundId, Trade};

use super::news::{self, APP_ID, News, SELLER_ID, TwinStatus};

/// Mishaps that may wait to happen.
const SCRIPT_MAX: usize = 1_024;

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The gateway refuses and does nothing.
    Refused,
    /// The request never arrived, but nobody can tell.
    Unreached,
    /// The gateway did it, and its answer was lost.
    AnswerLost,
}

/// How far a trade has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Offered as a code that nobody has scanned: queries do not find it.
    Offered,
    Waiting,
    Paid,
    Closed,
}

struct Book {
    amount_minor: i64,
    currency: Currency,
    stage: Stage,
    refunds: BTreeMap<RefundId, i64>,
}

impl Book {
    fn refunded_minor(&self) -> i64 {
        self.refunds.values().sum()
    }
}

#[derive(Default)]
struct State {
    trades: BTreeMap<PaymentId, Book>,
    script: VecDeque<Mishap>,
    /// Every call goes wrong like this until it is taken back.
    outage: Option<Mishap>,
}

/// A gateway in memory. Trades, refunds and signatures behave as Alipay's do.
pub struct GatewayTwin {
    state: Mutex<State>,
    key: hmac::Key,
}

impl Default for GatewayTwin {
    fn default() -> Self {
        Self::new(b"twin")
    }
}

impl GatewayTwin {
    /// A twin that signs with this secret; one with another secret is a forger.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self { state: Mutex::default(), key: hmac::Key::new(hmac::HMAC_SHA256, secret) }
    }

    /// The next call that no other mishap waits for goes wrong.
    pub fn misbehave(&self, mishap: Mishap) {
        let mut state = self.lock();
        if state.script.len() < SCRIPT_MAX {
            state.script.push_back(mishap);
        }
    }

    /// Every call goes wrong until this is called with `None`.
    pub fn outage(&self, mishap: Option<Mishap>) {
        self.lock().outage = mishap;
    }

    /// The buyer scans the code; whether there was one to scan.
    pub fn scan(&self, payment: PaymentId) -> bool {
        match self.lock().trades.get_mut(&payment) {
            Some(book) if book.stage == Stage::Offered => {
                book.stage = Stage::Waiting;
                true
            }
            Some(_) | None => false,
        }
    }

    /// The buyer scans the code and pays.
    ///
    /// # Errors
    /// Alipay's word for why the trade cannot be paid.
    pub fn pay(&self, payment: PaymentId) -> Result<(), &'static str> {
        match self.lock().trades.get_mut(&payment) {
            Some(book) => match book.stage {
                Stage::Offered | Stage::Waiting => {
                    book.stage = Stage::Paid;
                    Ok(())
                }
                Stage::Paid => Err("ACQ.TRADE_HAS_SUCCESS"),
                Stage::Closed => Err("ACQ.TRADE_HAS_CLOSE"),
            },
            None => Err("ACQ.TRADE_NOT_EXIST"),
        }
    }

    /// What the gateway would notify about a trade now; nothing while its code is unscanned.
    #[must_use]
    pub fn news(&self, payment: PaymentId) -> Option<News> {
        let state = self.lock();
        let book = state.trades.get(&payment)?;
        let refunded = book.refunded_minor();
        let status = match book.stage {
            Stage::Offered => return None,
            Stage::Waiting => TwinStatus::Waiting,
            Stage::Paid if refunded == book.amount_minor => TwinStatus::Closed,
            Stage::Paid => TwinStatus::Paid,
            Stage::Closed => TwinStatus::Closed,
        };
        Some(News {
            notify_id: format!("twin-{payment}-{status:?}-{refunded}"),
            app_id: APP_ID.to_owned(),
            seller_id: SELLER_ID.to_owned(),
            payment,
            trade_no: trade_no(payment),
            status,
            amount_minor: book.amount_minor,
            currency: book.currency,
            refunded_minor: (refunded != 0).then_some(refunded),
        })
    }

    /// The raw body of the notification about a trade.
    #[must_use]
    pub fn notification(&self, payment: PaymentId) -> Option<Vec<u8>> {
        self.news(payment).map(|news| self.sign(&news))
    }

    /// Signs whatever it is given: a well-signed lie tests the checks behind the signature.
    #[must_use]
    pub fn sign(&self, news: &News) -> Vec<u8> {
        news.sign(&self.key)
    }

    /// A notification by somebody who does not have the key.
    #[must_use]
    pub fn forged(&self, news: &News) -> Vec<u8> {
        news.sign(&hmac::Key::new(hmac::HMAC_SHA256, b"somebody else's key"))
    }

    /// What has been paid and not refunded, for the currency: what the books must say is at the gateway.
    #[must_use]
    pub fn held_minor(&self, currency: Currency) -> i64 {
        let state = self.lock();
        let paid =
            state.trades.values().filter(|book| book.stage == Stage::Paid && book.currency == currency);
        paid.map(|book| book.amount_minor - book.refunded_minor()).sum()
    }

    /// How often a refund has moved money: 0 or 1, and the amount.
    #[must_use]
    pub fn refunded_minor(&self, payment: PaymentId, refund: RefundId) -> Option<i64> {
        self.lock().trades.get(&payment)?.refunds.get(&refund).copied()
    }

    /// Forgets a trade that is over, so that a long run does not grow. It is then as if it had never been.
    pub fn forget(&self, payment: PaymentId) {
        self.lock().trades.remove(&payment);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one call under the mishap whose turn it is.
    fn call<T>(&self, run: impl FnOnce(&mut State) -> Answer<T>) -> Answer<T> {
        let mut state = self.lock();
        let mishap = state.script.pop_front().or(state.outage);
        match mishap {
            None => run(&mut state),
            Some(Mishap::Refused) => refused("ACQ.ACCESS_FORBIDDEN"),
            Some(Mishap::Unreached) => Answer::Unknown("the request did not arrive".to_owned()),
            Some(Mishap::AnswerLost) => {
                // The answer is lost on purpose: the caller must find out by asking again.
                let _ = run(&mut state);
                Answer::Unknown("the answer was lost".to_owned())
            }
        }
    }
}

fn trade_no(payment: PaymentId) -> String {
    format!("twin{payment}")
}

fn refused<T>(code: &str) -> Answer<T> {
    Answer::Refused { code: code.to_owned(), message: String::new() }
}

impl Gateway for GatewayTwin {
    fn precreate(&self, ask: &PrecreateAsk) -> Answer<String> {
        self.call(|state| {
            let offer = Book {
                amount_minor: ask.amount_minor,
                currency: ask.currency,
                stage: Stage::Offered,
                refunds: BTreeMap::new(),
            };
            let book = state.trades.entry(ask.payment).or_insert(offer);
            match book.stage {
                Stage::Paid => refused("ACQ.TRADE_HAS_SUCCESS"),
                Stage::Closed => refused("ACQ.TRADE_HAS_CLOSE"),
                Stage::Offered | Stage::Waiting
                    if (book.amount_minor, book.currency) != (ask.amount_minor, ask.currency) =>
                {
                    refused("ACQ.CONTEXT_INCONSISTENT")
                }
                Stage::Offered | Stage::Waiting => Answer::Ok(format!("twin:{}", ask.payment)),
            }
        })
    }

    fn query(&self, payment: PaymentId) -> Answer<Trade> {
        self.call(|state| {
            Answer::Ok(match state.trades.get(&payment) {
                None => Trade::NotFound,
                Some(book) => match book.stage {
                    Stage::Offered => Trade::NotFound,
                    Stage::Waiting => Trade::Waiting,
                    Stage::Paid if book.refunded_minor() == book.amount_minor => Trade::Closed,
                    Stage::Paid => {
                        Trade::Paid { trade_no: trade_no(payment), amount_minor: book.amount_minor }
                    }
                    Stage::Closed => Trade::Closed,
                },
            })
        })
    }

    /// An unscanned code is not closed by this, as at Alipay: it can still be paid, which is how money arrives
    /// for orders that were given up.
    fn close(&self, payment: PaymentId) -> Answer<()> {
        self.call(|state| match state.trades.get_mut(&payment) {
            None => Answer::Ok(()),
            Some(book) => match book.stage {
                Stage::Offered | Stage::Closed => Answer::Ok(()),
                Stage::Waiting => {
                    book.stage = Stage::Closed;
                    Answer::Ok(())
                }
                Stage::Paid => refused("ACQ.TRADE_STATUS_ERROR"),
            },
        })
    }

    fn refund(&self, ask: &RefundAsk) -> Answer<()> {
        self.call(|state| {
            let Some(book) = state.trades.get_mut(&ask.payment) else {
                return refused("ACQ.TRADE_NOT_EXIST");
            };
            if let Some(known) = book.refunds.get(&ask.refund) {
                let same = *known == ask.amount_minor;
                return if same { Answer::Ok(()) } else { refused("ACQ.DISCORDANT_REPEAT_REQUEST") };
            }
            if book.stage != Stage::Paid || book.currency != ask.currency {
                return refused("ACQ.REASON_TRADE_STATUS_INVALID");
            }
            if book.amount_minor - book.refunded_minor() < ask.amount_minor || ask.amount_minor <= 0 {
                return refused("ACQ.REASON_TRADE_REFUND_FEE_ERR");
            }
            book.refunds.insert(ask.refund, ask.amount_minor);
            Answer::Ok(())
        })
    }

    fn check(&self, raw: &[u8]) -> Checked {
        news::check(&self.key, raw)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Time;

    use super::*;

    const PAYMENT: PaymentId = PaymentId::from_raw(7);

    fn ask() -> PrecreateAsk {
        PrecreateAsk {
            payment: PAYMENT,
            amount_minor: 1_250,
            currency: Currency::CNY,
            subject: "灯".into(),
            expires_at: Time(0),
        }
    }

    fn refund(id: i64, amount_minor: i64) -> RefundAsk {
        let refund = RefundId::from_raw(id);
        RefundAsk { payment: PAYMENT, refund, amount_minor, currency: Currency::CNY, reason: String::new() }
    }

    #[test]
    fn a_trade_is_paid_once_and_told() {
        let twin = GatewayTwin::default();
        assert_eq!(twin.precreate(&ask()), Answer::Ok("twin:7".into()));
        assert_eq!(twin.query(PAYMENT), Answer::Ok(Trade::NotFound));
        twin.pay(PAYMENT).unwrap();
        assert!(twin.pay(PAYMENT).is_err());
        let checked = twin.check(&twin.notification(PAYMENT).unwrap());
        assert!(checked.signature && checked.is_paid && !checked.is_refund);
        assert_eq!(
            (checked.app, checked.seller, checked.amount_minor),
            (Some(true), Some(true), Some(1_250))
        );
        assert_eq!(twin.held_minor(Currency::CNY), 1_250);
    }

    #[test]
    fn lies_are_told_apart() {
        let twin = GatewayTwin::default();
        let _ = twin.precreate(&ask());
        twin.pay(PAYMENT).unwrap();
        let news = twin.news(PAYMENT).unwrap();
        assert!(!twin.check(&twin.forged(&news)).signature);
        let mut changed = twin.sign(&news);
        changed[12] ^= 1;
        assert!(!twin.check(&changed).signature);
        let elsewhere = News { app_id: "other".into(), ..news };
        assert_eq!(twin.check(&twin.sign(&elsewhere)).app, Some(false));
        for raw in [&b""[..], b"&sign=", b"\xff", b"a=b&sign=zz"] {
            assert!(!twin.check(raw).signature);
        }
    }

    #[test]
    fn a_refund_moves_money_once_whatever_becomes_of_its_answer() {
        let twin = GatewayTwin::default();
        let _ = twin.precreate(&ask());
        twin.pay(PAYMENT).unwrap();
        twin.misbehave(Mishap::AnswerLost);
        assert!(matches!(twin.refund(&refund(1, 250)), Answer::Unknown(_)));
        assert_eq!(twin.refund(&refund(1, 250)), Answer::Ok(()));
        assert!(matches!(twin.refund(&refund(1, 251)), Answer::Refused { .. }));
        assert!(matches!(twin.refund(&refund(2, 1_001)), Answer::Refused { .. }));
        twin.misbehave(Mishap::Unreached);
        assert!(matches!(twin.refund(&refund(2, 1_000)), Answer::Unknown(_)));
        assert_eq!(twin.held_minor(Currency::CNY), 1_000);
        assert_eq!(twin.refund(&refund(2, 1_000)), Answer::Ok(()));
        assert_eq!(twin.query(PAYMENT), Answer::Ok(Trade::Closed));
    }

    #[test]
    fn an_unscanned_code_outlives_its_closing() {
        let twin = GatewayTwin::default();
        let _ = twin.precreate(&ask());
        assert_eq!(twin.close(PAYMENT), Answer::Ok(()));
        assert!(twin.scan(PAYMENT));
        assert_eq!(twin.close(PAYMENT), Answer::Ok(()));
        assert_eq!(twin.pay(PAYMENT), Err("ACQ.TRADE_HAS_CLOSE"));
    }
}
