//! The SQL of payments.

use kernel::{Code, Cx, Money, Result, Time, params};
use store::{Row, Tx, sql};

use super::model::{Method, Payment, PaymentEvent, PaymentId, PaymentState};
use crate::order::OrderId;
use crate::proof::{Proof, prove};

macro_rules! payments {
    () => {
        "select id, order_id, user_id, number, method, state, amount, currency, subject, trade_no, qr,
                failure, created_at, expires_at, succeeded_at, refunded, settled
           from payments"
    };
}

sql! {
    INSERT = "
        insert into payments (bucket, id, order_id, user_id, number, method, state, amount, currency, subject,
            trade_no, qr, failure, created_at, expires_at, succeeded_at, refunded, settled)
        values (?1, ?2, ?3, ?4, ?5, ?6, 'created', ?7, ?8, ?9, '', '', '', ?10, ?11, 0, 0, 0)
        on conflict do nothing";
    GET = concat!(payments!(), " where bucket = ?1 and id = ?2");
    LOCK = "select id from payments where bucket = ?1 and id = ?2 {for_update}";
    OPEN = concat!(payments!(), "
         where bucket = ?1 and order_id = ?2 and method = ?3 and state in ('created', 'waiting')");
    OF_ORDER = concat!(payments!(), " where bucket = ?1 and order_id = ?2 order by id desc limit 100");
    SETTLED = concat!(payments!(), " where bucket = ?1 and order_id = ?2 and settled = 1");
    PRESENT = "
        update payments set state = 'waiting', qr = ?4 where bucket = ?1 and id = ?2 and state = ?3";
    SUCCEED = "
        update payments set state = 'succeeded', trade_no = ?4, succeeded_at = ?5
         where bucket = ?1 and id = ?2 and state = ?3";
    CLOSE = "
        update payments set state = 'closed' where bucket = ?1 and id = ?2 and state = ?3";
    FAIL = "
        update payments set state = 'failed', failure = ?4 where bucket = ?1 and id = ?2 and state = ?3";
    SETTLE = "update payments set settled = 1 where bucket = ?1 and id = ?2 and state = 'succeeded'";
    ADD_REFUNDED = "
        update payments set refunded = refunded + ?3
         where bucket = ?1 and id = ?2 and state = 'succeeded' and refunded + ?3 <= amount";
    BREAKS_SETTLED = "
        select 'order ' || o.number || ' is ' || o.state || ' and has ' || coalesce(p.n, 0) || ' settling payments'
          from orders o left join
               (select bucket, order_id, count(*) as n from payments
                 where settled = 1 and state = 'succeeded' group by bucket, order_id) p
            on p.bucket = o.bucket and p.order_id = o.id
         where coalesce(p.n, 0) <>
               (case when o.state in ('placed', 'cancelled', 'expired') then 0 else 1 end) limit ?1";
    BREAKS_POSTED = "
        select 'payment ' || p.number || ': ' || p.amount || ', the ledger has ' || coalesce(t.amount, 0)
          from payments p left join ledger_transfers t
            on t.bucket = p.bucket and t.reference = p.id and t.kind = 'payment'
         where p.state = 'succeeded' and (t.amount is null or t.amount <> p.amount or t.currency <> p.currency)
         limit ?1";
    BREAKS_UNPAID = "
        select 'transfer ' || t.key || ' belongs to a payment that has not succeeded'
          from ledger_transfers t left join payments p on p.bucket = t.bucket and p.id = t.reference
         where t.kind = 'payment' and (p.state is null or p.state <> 'succeeded') limit ?1";
    BREAKS_REFUNDS = "
        select 'payment ' || p.number || ': refunded ' || p.refunded || ', refunds say ' || coalesce(r.total, 0)
          from payments p left join
               (select bucket, payment_id, cast(sum(amount) as bigint) as total from refunds
                 group by bucket, payment_id) r on r.bucket = p.bucket and r.payment_id = p.id
         where p.refunded <> coalesce(r.total, 0) limit ?1";
    BREAKS_PROMISED = "
        select 'refund ' || r.number || ' is ' || r.state || ', promised ' || coalesce(a.n, 0) || ', paid '
               || coalesce(b.n, 0)
          from refunds r
          left join (select bucket, reference, count(*) as n, sum(amount) as total from ledger_transfers
                      where kind = 'refund_promise' group by bucket, reference) a
            on a.bucket = r.bucket and a.reference = r.id
          left join (select bucket, reference, count(*) as n, sum(amount) as total from ledger_transfers
                      where kind = 'refund_paid' group by bucket, reference) b
            on b.bucket = r.bucket and b.reference = r.id
         where coalesce(a.n, 0) <> 1 or a.total <> r.amount
            or coalesce(b.n, 0) <> (case when r.state = 'succeeded' then 1 else 0 end)
            or (b.total is not null and b.total <> r.amount) limit ?1";
    BREAKS_ESCROW = "
        select 'bucket ' || x.bucket || ' ' || x.currency || ': escrow ' || x.balance || ', open orders hold '
               || coalesce(o.held, 0)
          from ledger_accounts x left join
               (select bucket, currency, cast(sum(total - refunded) as bigint) as held from orders
                 where state in ('paid', 'packing', 'shipped', 'delivered', 'working', 'refunded')
                 group by bucket, currency) o on o.bucket = x.bucket and o.currency = x.currency
         where x.book = 'escrow' and x.balance <> coalesce(o.held, 0) limit ?1";
    BREAKS_DUE = "
        select 'bucket ' || x.bucket || ' ' || x.currency || ': refunds due ' || x.balance || ', pending '
               || coalesce(r.due, 0)
          from ledger_accounts x left join
               (select bucket, currency, cast(sum(amount) as bigint) as due from refunds
                 where state <> 'succeeded' group by bucket, currency) r
            on r.bucket = x.bucket and r.currency = x.currency
         where x.book = 'refunds_due' and x.balance <> coalesce(r.due, 0) limit ?1";
}

/// Writes a new attempt; `false` when another one of the same method is open.
pub fn insert(tx: &mut Tx<'_>, payment: &Payment) -> Result<bool> {
    let rows = tx.execute(
        INSERT,
        params![
            payment.id.bucket(),
            payment.id,
            payment.order,
            payment.user,
            payment.number,
            payment.method,
            payment.amount.minor(),
            payment.amount.currency(),
            payment.subject,
            payment.created_at,
            payment.expires_at
        ],
    )?;
    Ok(rows == 1)
}

pub fn get(tx: &mut Tx<'_>, id: PaymentId) -> Result<Option<Payment>> {
    tx.optional(GET, params![id.bucket(), id], payment)
}

/// The payment, which no other transaction changes before this one ends.
pub fn lock(tx: &mut Tx<'_>, id: PaymentId) -> Result<Option<Payment>> {
    tx.optional(LOCK, params![id.bucket(), id], |row| row.get::<i64>(0))?;
    get(tx, id)
}

pub fn open(tx: &mut Tx<'_>, order: OrderId, method: Method) -> Result<Option<Payment>> {
    tx.optional(OPEN, params![order.bucket(), order, method], payment)
}

pub fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Payment>> {
    tx.all(OF_ORDER, params![order.bucket(), order], payment)
}

pub fn settled(tx: &mut Tx<'_>, order: OrderId) -> Result<Option<Payment>> {
    tx.optional(SETTLED, params![order.bucket(), order], payment)
}

pub fn present(tx: &mut Tx<'_>, id: PaymentId, qr: &str) -> Result<bool> {
    let from = PaymentState::Created;
    from.on(PaymentEvent::Present)?;
    Ok(tx.execute(PRESENT, params![id.bucket(), id, from, qr])? == 1)
}

pub fn succeed(tx: &mut Tx<'_>, cx: &Cx, id: PaymentId, from: PaymentState, trade_no: &str) -> Result<()> {
    from.on(PaymentEvent::Succeed)?;
    counted(tx.execute(SUCCEED, params![id.bucket(), id, from, trade_no, cx.now])?)
}

pub fn close(tx: &mut Tx<'_>, id: PaymentId, from: PaymentState) -> Result<()> {
    from.on(PaymentEvent::Close)?;
    counted(tx.execute(CLOSE, params![id.bucket(), id, from])?)
}

pub fn fail(tx: &mut Tx<'_>, id: PaymentId, from: PaymentState, failure: &str) -> Result<()> {
    from.on(PaymentEvent::Fail)?;
    counted(tx.execute(FAIL, params![id.bucket(), id, from, failure])?)
}

pub fn settle(tx: &mut Tx<'_>, id: PaymentId) -> Result<()> {
    counted(tx.execute(SETTLE, params![id.bucket(), id])?)
}

pub fn add_refunded(tx: &mut Tx<'_>, id: PaymentId, amount: Money) -> Result<bool> {
    Ok(tx.execute(ADD_REFUNDED, params![id.bucket(), id, amount.minor()])? == 1)
}

fn counted(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Code::PaymentMoved.into()) }
}

pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    Ok(vec![
        prove(tx, "payment: every paid order is settled by exactly one payment", BREAKS_SETTLED)?,
        prove(tx, "payment: every success is in the ledger, once and to the fen", BREAKS_POSTED)?,
        prove(tx, "payment: nothing is in the ledger that has not succeeded", BREAKS_UNPAID)?,
        prove(tx, "refund: no payment gives back other than its refunds", BREAKS_REFUNDS)?,
        prove(tx, "refund: each is promised once and paid once", BREAKS_PROMISED)?,
        prove(tx, "ledger: escrow is what open orders hold", BREAKS_ESCROW)?,
        prove(tx, "ledger: refunds due are the refunds that have not arrived", BREAKS_DUE)?,
    ])
}

fn payment(row: &Row<'_>) -> Result<Payment> {
    let currency = row.get(7)?;
    let succeeded_at: Time = row.get(14)?;
    Ok(Payment {
        id: row.get(0)?,
        order: row.get(1)?,
        user: row.get(2)?,
        number: row.get(3)?,
        method: row.get(4)?,
        state: row.get(5)?,
        amount: Money::new(row.get(6)?, currency)?,
        subject: row.get(8)?,
        trade_no: row.get(9)?,
        qr: row.get(10)?,
        failure: row.get(11)?,
        created_at: row.get(12)?,
        expires_at: row.get(13)?,
        succeeded_at: (succeeded_at.micros() != 0).then_some(succeeded_at),
        refunded: Money::new(row.get(15)?, currency)?,
        settled: row.get(16)?,
    })
}
