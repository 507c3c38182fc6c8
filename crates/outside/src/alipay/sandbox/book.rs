//! All trades of the sandbox, in memory and bounded, found by our number, Alipay's number, or the code's token.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::super::beijing;
use super::trade::{
    CONTEXT_INCONSISTENT, Event, Offer, Refused, State, TRADE_HAS_CLOSE, TRADE_HAS_SUCCESS, TRADE_NOT_EXIST,
    Trade,
};

/// Trades shown as the latest.
const RECENT_MAX: usize = 50;

/// Names a trade in a request: our number, Alipay's, or both.
#[derive(Clone, Debug, Default)]
pub struct Key {
    pub out_trade_no: Option<String>,
    pub trade_no: Option<String>,
}

/// A trade as it was right after something happened to it.
#[derive(Clone, Debug)]
pub struct News {
    pub event: Event,
    pub trade: Trade,
}

/// Why a code could not be given out.
#[derive(Debug, PartialEq, Eq)]
pub enum OfferError {
    Refused(Refused),
    /// Every trade in the book is still open.
    Full,
}

#[derive(Debug)]
pub struct Book {
    trades: HashMap<String, Trade>,
    by_token: HashMap<String, String>,
    by_trade_no: HashMap<String, String>,
    /// Deadline and `out_trade_no` of each trade that can still end by itself.
    deadlines: BTreeSet<(i64, String)>,
    /// Trades that may be forgotten, in the order in which they go: see [`ended`].
    ended: BTreeSet<(u8, i64, String)>,
    recent: VecDeque<String>,
    sequence: i64,
    trades_max: usize,
}

impl Book {
    pub fn new(trades_max: usize) -> Self {
        Self {
            trades: HashMap::new(),
            by_token: HashMap::new(),
            by_trade_no: HashMap::new(),
            deadlines: BTreeSet::new(),
            ended: BTreeSet::new(),
            recent: VecDeque::new(),
            sequence: 0,
            trades_max,
        }
    }

    /// Ends what is past its deadline. Called before anything else, so that no call sees a trade that should have ended.
    pub fn sweep(&mut self, now_us: i64) -> Vec<News> {
        let mut news = Vec::new();
        while let Some((deadline_us, _)) = self.deadlines.first()
            && *deadline_us <= now_us
        {
            let Some((_, out_trade_no)) = self.deadlines.pop_first() else {
                break;
            };
            match self.trades.get(&out_trade_no).map(|trade| trade.state) {
                Some(State::Waiting) => news.extend(self.close(&out_trade_no, now_us)),
                // A code nobody scanned leaves nothing behind.
                Some(State::Offered) => self.forget(&out_trade_no),
                Some(State::Paid | State::Closed) | None => {}
            }
        }
        news
    }

    /// Gives out a code, or the same code again for the same offer. Returns its token.
    pub fn offer(&mut self, offer: Offer, token: String, now_us: i64) -> Result<String, OfferError> {
        if let Some(known) = self.trades.get(&offer.out_trade_no) {
            let refused = match known.state {
                State::Offered | State::Waiting if known.offer.total_fen == offer.total_fen => {
                    return Ok(known.token.clone());
                }
                State::Offered | State::Waiting => CONTEXT_INCONSISTENT,
                State::Paid => TRADE_HAS_SUCCESS,
                State::Closed => TRADE_HAS_CLOSE,
            };
            return Err(OfferError::Refused(refused));
        }
        if self.trades_max <= self.trades.len() && !self.forget_oldest() {
            return Err(OfferError::Full);
        }
        let out_trade_no = offer.out_trade_no.clone();
        let trade = Trade::new(offer, token.clone(), now_us);
        self.deadlines.extend(trade.deadline_us().map(|at_us| (at_us, out_trade_no.clone())));
        self.by_token.insert(token.clone(), out_trade_no.clone());
        self.recent.retain(|known| *known != out_trade_no);
        self.recent.push_front(out_trade_no.clone());
        self.recent.truncate(RECENT_MAX);
        self.trades.insert(out_trade_no, trade);
        Ok(token)
    }

    /// The trade's own number, when there is a trade and both given numbers mean the same one.
    pub fn resolve(&self, key: &Key) -> Result<String, Refused> {
        let by_ours = key.out_trade_no.as_ref();
        let by_theirs = key.trade_no.as_ref().map(|number| self.by_trade_no.get(number));
        let out_trade_no = match (by_theirs, by_ours) {
            // Documented: when both are given, trade_no decides.
            (Some(found), _) => found,
            (None, ours) => ours,
        };
        let trade = out_trade_no.and_then(|number| self.trades.get(number)).ok_or(TRADE_NOT_EXIST)?;
        if trade.state == State::Offered {
            Err(TRADE_NOT_EXIST)
        } else {
            Ok(trade.offer.out_trade_no.clone())
        }
    }

    pub fn get(&self, out_trade_no: &str) -> Option<&Trade> {
        self.trades.get(out_trade_no)
    }

    pub fn by_token(&self, token: &str) -> Option<&Trade> {
        self.by_token.get(token).and_then(|number| self.trades.get(number))
    }

    pub fn recent(&self) -> impl Iterator<Item = &Trade> {
        self.recent.iter().filter_map(|number| self.trades.get(number))
    }

    pub fn len(&self) -> usize {
        self.trades.len()
    }

    pub fn scan(&mut self, out_trade_no: &str, now_us: i64) {
        // Counted from the clock, so that no number comes again after a restart.
        self.sequence = now_us.max(self.sequence.saturating_add(1));
        let date = beijing::format(now_us).replace(['-', ' ', ':'], "");
        let day = date.get(..8).unwrap_or("00000000");
        // Alipay's shape: the day, 2200, and digits up to 28 in all.
        let trade_no = format!("{day}2200{:016}", self.sequence);
        if let Ok((true, _)) = self.change(out_trade_no, |trade| Ok(trade.scan(trade_no.clone(), now_us))) {
            self.by_trade_no.insert(trade_no, out_trade_no.to_owned());
        }
    }

    pub fn pay(&mut self, out_trade_no: &str, now_us: i64) -> Result<News, Refused> {
        let (event, trade) = self.change(out_trade_no, |trade| trade.pay(now_us))?;
        Ok(News { event, trade })
    }

    pub fn close(&mut self, out_trade_no: &str, now_us: i64) -> Result<News, Refused> {
        let (event, trade) = self.change(out_trade_no, |trade| trade.close(now_us))?;
        Ok(News { event, trade })
    }

    /// `Ok(None)` when this very refund was made before.
    pub fn refund(
        &mut self,
        number: &str,
        request: &str,
        fen: i64,
        now_us: i64,
    ) -> Result<Option<News>, Refused> {
        let (event, trade) = self.change(number, |trade| trade.refund(request, fen, now_us))?;
        Ok(event.map(|event| News { event, trade }))
    }

    /// Changes one trade, keeps the deadlines and the ended in step with it, and returns the trade as it is now.
    fn change<T>(
        &mut self,
        out_trade_no: &str,
        step: impl FnOnce(&mut Trade) -> Result<T, Refused>,
    ) -> Result<(T, Trade), Refused> {
        let trade = self.trades.get_mut(out_trade_no).ok_or(TRADE_NOT_EXIST)?;
        let (deadline_us, ended) = (trade.deadline_us(), ended(trade));
        let outcome = step(trade)?;
        if let Some(at_us) = deadline_us {
            self.deadlines.remove(&(at_us, out_trade_no.to_owned()));
        }
        if let Some(ended) = ended {
            self.ended.remove(&ended);
        }
        self.deadlines.extend(trade.deadline_us().map(|at_us| (at_us, out_trade_no.to_owned())));
        self.ended.extend(self::ended(trade));
        Ok((outcome, trade.clone()))
    }

    /// Makes room for one trade.
    fn forget_oldest(&mut self) -> bool {
        match self.ended.pop_first() {
            Some((_, _, number)) => {
                self.forget(&number);
                true
            }
            None => false,
        }
    }

    fn forget(&mut self, out_trade_no: &str) {
        if let Some(trade) = self.trades.remove(out_trade_no) {
            self.by_token.remove(&trade.token);
            if let Some(number) = trade.trade_no {
                self.by_trade_no.remove(&number);
            }
        }
    }
}

/// Closed trades are forgotten before paid ones, each the oldest first; open ones never.
fn ended(trade: &Trade) -> Option<(u8, i64, String)> {
    let number = trade.offer.out_trade_no.clone();
    match trade.state {
        State::Closed => Some((0, trade.closed_at_us.unwrap_or_default(), number)),
        State::Paid => Some((1, trade.paid_at_us.unwrap_or_default(), number)),
        State::Offered | State::Waiting => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::trade::tests::offer;
    use super::*;

    fn key(out_trade_no: &str) -> Key {
        Key { out_trade_no: Some(out_trade_no.into()), trade_no: None }
    }

    #[test]
    fn the_same_offer_gives_the_same_code() {
        let mut book = Book::new(10);
        assert_eq!(book.offer(offer("P1", 100), "a".into(), 0), Ok("a".into()));
        assert_eq!(book.offer(offer("P1", 100), "b".into(), 1), Ok("a".into()));
        assert_eq!(
            book.offer(offer("P1", 101), "c".into(), 1),
            Err(OfferError::Refused(CONTEXT_INCONSISTENT))
        );
        assert_eq!(book.resolve(&key("P1")), Err(TRADE_NOT_EXIST));
        book.scan("P1", 2);
        assert_eq!(book.resolve(&key("P1")), Ok("P1".into()));
        let trade_no = book.get("P1").and_then(|trade| trade.trade_no.clone()).unwrap();
        assert_eq!(trade_no.len(), 28);
        let theirs = Key { trade_no: Some(trade_no), out_trade_no: None };
        assert_eq!(book.resolve(&theirs), Ok("P1".into()));
        book.pay("P1", 3).unwrap();
        assert_eq!(book.offer(offer("P1", 100), "d".into(), 4), Err(OfferError::Refused(TRADE_HAS_SUCCESS)));
    }

    #[test]
    fn the_deadline_closes_what_was_scanned_and_forgets_what_was_not() {
        let mut book = Book::new(10);
        let short = |number| Offer { timeout_us: Some(60), qr_timeout_us: Some(60), ..offer(number, 1) };
        book.offer(short("P1"), "a".into(), 0).unwrap();
        book.offer(short("P2"), "b".into(), 0).unwrap();
        book.scan("P1", 10);
        assert!(book.sweep(59).is_empty());
        let news = book.sweep(60);
        assert_eq!(news.len(), 1);
        assert_eq!((news[0].event.clone(), news[0].trade.state), (Event::Closed, State::Closed));
        assert!(book.get("P2").is_none() && book.by_token("b").is_none());
        assert!(book.deadlines.is_empty());
        assert_eq!(book.offer(offer("P1", 1), "c".into(), 70), Err(OfferError::Refused(TRADE_HAS_CLOSE)));
    }

    #[test]
    fn a_full_book_forgets_the_oldest_ended_trade() {
        let mut book = Book::new(3);
        for number in ["P1", "P2", "P3"] {
            book.offer(offer(number, 100), format!("t{number}"), 0).unwrap();
        }
        assert_eq!(book.offer(offer("P4", 100), "t4".into(), 1), Err(OfferError::Full));
        for number in ["P1", "P2"] {
            book.scan(number, 2);
            book.pay(number, 3).unwrap();
        }
        book.refund("P2", "R1", 100, 4).unwrap();
        book.offer(offer("P4", 100), "t4".into(), 5).unwrap();
        assert!(book.get("P2").is_none(), "closed goes before paid");
        book.offer(offer("P5", 100), "t5".into(), 6).unwrap();
        assert!(book.get("P1").is_none());
        assert_eq!(book.offer(offer("P6", 100), "t6".into(), 7), Err(OfferError::Full));
        assert_eq!(book.len(), 3);
    }

    #[test]
    fn a_refund_is_told_once() {
        let mut book = Book::new(3);
        book.offer(offer("P1", 100), "a".into(), 0).unwrap();
        book.scan("P1", 1);
        book.pay("P1", 2).unwrap();
        assert!(book.refund("P1", "R1", 40, 3).unwrap().is_some());
        assert!(book.refund("P1", "R1", 40, 4).unwrap().is_none());
        assert_eq!(book.get("P1").map(Trade::refunded_fen), Some(40));
    }
}
