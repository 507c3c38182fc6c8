//! What payments do with the gateway: ask for the QR code, ask what became of it, close it, refund it.

use std::sync::Arc;

use ::store::Tx;
use kernel::{Code, Cx, Error, Result, Time};
use serde::{Deserialize, Serialize};
use work::event::emit;
use work::{Effect, Handlers, Payload, When};

use super::model::{
    Answer, Gateway, Method, PaymentId, PaymentState, PrecreateAsk, RefundAsk, RefundId, RefundState, Trade,
};
use super::{PaymentChanged, get, hear_success, refund, refund_store, store};
use crate::order::OrderId;

/// How long after its end a trade is asked about again. A code that nobody has scanned cannot be closed at the
/// gateway, so money may still come; and its notification may be lost.
const LAST_LOOKS_S: [i64; 3] = [60, 3_600, 86_400];
const FIRST_LOOK_S: i64 = 20;

fn unknown(why: &str) -> Error {
    Error::new(Code::GatewayUnavailable).because(why.to_owned())
}

/// Asks the gateway for a QR code.
#[derive(Serialize, Deserialize)]
pub struct Precreate {
    pub payment: PaymentId,
}

impl Payload for Precreate {
    const KIND: &'static str = "payment.precreate";
    const TRIES_MAX: u16 = 5;
}

impl Effect<dyn Gateway> for Precreate {
    type Ask = PrecreateAsk;
    type Outcome = Answer<String>;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<PrecreateAsk>> {
        let payment = get(tx, self.payment)?;
        if payment.state != PaymentState::Created {
            return Ok(None);
        }
        if payment.expires_at <= cx.now {
            // Nobody has seen a code, so nobody can have paid.
            store::close(tx, payment.id, payment.state)?;
            emit(tx, cx, &PaymentChanged::into_state(&payment, PaymentState::Closed))?;
            return Ok(None);
        }
        // Asked about even if this job dies: a buyer may pay a code whose creation was never recorded.
        let query = Query { payment: self.payment, asked: 0 };
        let at = When::At(cx.now.plus_s(FIRST_LOOK_S));
        work::job::enqueue(tx, cx, &query, at, Some(&self.payment.to_string()))?;
        Ok(Some(PrecreateAsk {
            payment: payment.id,
            amount_minor: payment.amount.minor(),
            currency: payment.amount.currency(),
            subject: payment.subject,
            expires_at: payment.expires_at,
        }))
    }

    fn call(gateway: &dyn Gateway, ask: PrecreateAsk) -> Answer<String> {
        gateway.precreate(&ask)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, answer: Answer<String>) -> Result<()> {
        let payment = store::lock(tx, self.payment)?.ok_or(Code::NotFound)?;
        if !payment.state.is_open() {
            return Ok(());
        }
        let state = match answer {
            Answer::Ok(qr) => {
                store::present(tx, self.payment, &qr)?;
                PaymentState::Waiting
            }
            Answer::Refused { code, message } => {
                store::fail(tx, self.payment, payment.state, &format!("{code}: {message}"))?;
                PaymentState::Failed
            }
            Answer::Unknown(why) => return Err(unknown(&why)),
        };
        emit(tx, cx, &PaymentChanged::into_state(&payment, state))
    }
}

/// Asks what became of a payment until it has succeeded or its last look is over; closes it after its end.
#[derive(Serialize, Deserialize)]
pub struct Query {
    pub payment: PaymentId,
    pub asked: u16,
}

/// What to ask, and whether the trade should be closed if nobody has paid.
#[derive(Serialize, Deserialize)]
pub struct QueryAsk {
    payment: PaymentId,
    close: bool,
}

impl Payload for Query {
    const KIND: &'static str = "payment.query";
    // A gateway that is down for a day must not cost a payment: about 30 hours of tries.
    const TRIES_MAX: u16 = 40;
}

impl Effect<dyn Gateway> for Query {
    type Ask = QueryAsk;
    type Outcome = Answer<Trade>;

    fn prepare(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<QueryAsk>> {
        let payment = get(tx, self.payment)?;
        let close = cx.now >= payment.expires_at.plus_s(LAST_LOOKS_S[0]);
        let known = payment.state == PaymentState::Succeeded;
        Ok((!known).then_some(QueryAsk { payment: payment.id, close }))
    }

    fn call(gateway: &dyn Gateway, ask: QueryAsk) -> Answer<Trade> {
        ask_and_close(gateway, ask.payment, ask.close)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, answer: Answer<Trade>) -> Result<()> {
        record_trade(tx, cx, self.payment, answer)?;
        let payment = get(tx, self.payment)?;
        match next_look(cx.now, payment.expires_at, self.asked) {
            Some(at) if payment.state != PaymentState::Succeeded => {
                let asked = self.asked.saturating_add(1);
                work::job::enqueue(tx, cx, &Query { payment: payment.id, asked }, When::At(at), None)
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// When a payment is asked about next: soon at first, less and less often, and a few times after its end.
fn next_look(now: Time, expires_at: Time, asked: u16) -> Option<Time> {
    let mut last = LAST_LOOKS_S.into_iter().map(|after_s| expires_at.plus_s(after_s));
    let next_last = last.find(|at| *at > now)?;
    if now < expires_at {
        Some(now.plus_s(FIRST_LOOK_S << asked.min(4)).min(next_last))
    } else {
        Some(next_last)
    }
}

/// The order was given up: closes its open trade, so that nobody pays it by mistake.
#[derive(Serialize, Deserialize)]
pub struct CloseOfOrder {
    pub order: OrderId,
}

impl Payload for CloseOfOrder {
    const KIND: &'static str = "payment.close_of_order";
    const TRIES_MAX: u16 = 12;
}

work::subscribe!("order.given_up" => CloseOfOrder);

impl Effect<dyn Gateway> for CloseOfOrder {
    type Ask = PaymentId;
    type Outcome = Answer<Trade>;

    fn prepare(&self, tx: &mut Tx<'_>, _: &Cx) -> Result<Option<PaymentId>> {
        Ok(store::open(tx, self.order, Method::Alipay)?.map(|payment| payment.id))
    }

    fn call(gateway: &dyn Gateway, payment: PaymentId) -> Answer<Trade> {
        ask_and_close(gateway, payment, true)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, answer: Answer<Trade>) -> Result<()> {
        match store::open(tx, self.order, Method::Alipay)? {
            Some(payment) => record_trade(tx, cx, payment.id, answer),
            None => Ok(()),
        }
    }
}

/// Looks before it closes: closing answers the same for a trade that was paid and one that never was.
fn ask_and_close(gateway: &dyn Gateway, payment: PaymentId, close: bool) -> Answer<Trade> {
    match gateway.query(payment) {
        Answer::Ok(Trade::Waiting | Trade::NotFound) if close => match gateway.close(payment) {
            Answer::Ok(()) => Answer::Ok(Trade::Closed),
            // It was paid in between, or nobody knows: the next try will tell.
            Answer::Refused { code, message } => Answer::Unknown(format!("{code}: {message}")),
            Answer::Unknown(why) => Answer::Unknown(why),
        },
        answer => answer,
    }
}

/// Records what the gateway said of a trade.
fn record_trade(tx: &mut Tx<'_>, cx: &Cx, id: PaymentId, answer: Answer<Trade>) -> Result<()> {
    match answer {
        Answer::Ok(Trade::Paid { trade_no, amount_minor }) => {
            hear_success(tx, cx, id, &trade_no, amount_minor).map(|_| ())
        }
        Answer::Ok(Trade::Closed) => {
            let payment = store::lock(tx, id)?.ok_or(Code::NotFound)?;
            if !payment.state.is_open() {
                return Ok(());
            }
            store::close(tx, id, payment.state)?;
            emit(tx, cx, &PaymentChanged::into_state(&payment, PaymentState::Closed))
        }
        Answer::Ok(Trade::Waiting | Trade::NotFound) => Ok(()),
        Answer::Refused { code, message } => Err(unknown(&format!("{code}: {message}"))),
        Answer::Unknown(why) => Err(unknown(&why)),
    }
}

/// Pays a promised refund back through the gateway.
#[derive(Serialize, Deserialize)]
pub struct PayRefund {
    pub refund: RefundId,
}

impl Payload for PayRefund {
    const KIND: &'static str = "payment.refund";
    const TRIES_MAX: u16 = 40;
}

impl Effect<dyn Gateway> for PayRefund {
    type Ask = RefundAsk;
    type Outcome = Answer<()>;

    fn prepare(&self, tx: &mut Tx<'_>, _: &Cx) -> Result<Option<RefundAsk>> {
        let refund = refund_store::get(tx, self.refund)?;
        Ok((refund.state == RefundState::Pending).then(|| RefundAsk {
            payment: refund.payment,
            refund: refund.id,
            amount_minor: refund.amount.minor(),
            currency: refund.amount.currency(),
            reason: refund.reason,
        }))
    }

    fn call(gateway: &dyn Gateway, ask: RefundAsk) -> Answer<()> {
        gateway.refund(&ask)
    }

    fn settle(&self, tx: &mut Tx<'_>, cx: &Cx, answer: Answer<()>) -> Result<()> {
        match answer {
            Answer::Ok(()) => refund::arrive(tx, cx, self.refund),
            Answer::Refused { code, message } => {
                refund_store::fail(tx, self.refund, &format!("{code}: {message}")).map(|_| ())
            }
            Answer::Unknown(why) => Err(unknown(&why)),
        }
    }
}

#[must_use]
pub fn handlers(handlers: Handlers, gateway: &Arc<dyn Gateway>) -> Handlers {
    handlers
        .effect::<Precreate, dyn Gateway>(gateway)
        .effect::<Query, dyn Gateway>(gateway)
        .effect::<CloseOfOrder, dyn Gateway>(gateway)
        .effect::<PayRefund, dyn Gateway>(gateway)
}
