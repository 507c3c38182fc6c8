//! The SQL of refunds.

use kernel::{Code, Cx, Money, Result, Time, params};
use store::{Row, Tx, sql};

use super::model::{PaymentId, Refund, RefundId, RefundState};
use crate::order::OrderId;

macro_rules! refunds {
    () => {
        "select id, payment_id, order_id, aftersale_id, number, state, amount, currency, reason, failure,
                created_at, finished_at
           from refunds"
    };
}

sql! {
    INSERT = "
        insert into refunds (bucket, id, payment_id, order_id, aftersale_id, number, state, amount, currency,
            reason, failure, created_at, finished_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, 'pending', ?7, ?8, ?9, '', ?10, 0)";
    GET = concat!(refunds!(), " where bucket = ?1 and id = ?2");
    OF_ORDER = concat!(refunds!(), " where bucket = ?1 and order_id = ?2 order by id limit 200");
    IN_STATE = concat!(refunds!(), " where state = ?1 and id < ?2 order by id desc limit ?3");
    COUNT_IN_STATE = "
        select count(*) from (select 1 as one from refunds where state = ?1 limit ?2) found";
    FINISH = "
        update refunds set state = 'succeeded', finished_at = ?3, failure = ''
         where bucket = ?1 and id = ?2 and state in ('pending', 'failed')";
    FAIL = "
        update refunds set state = 'failed', failure = ?3
         where bucket = ?1 and id = ?2 and state = 'pending'";
    RETRY = "
        update refunds set state = 'pending' where bucket = ?1 and id = ?2 and state = 'failed'";
}

pub fn insert(tx: &mut Tx<'_>, refund: &Refund) -> Result<()> {
    tx.execute(
        INSERT,
        params![
            refund.id.bucket(),
            refund.id,
            refund.payment,
            refund.order,
            refund.aftersale,
            refund.number,
            refund.amount.minor(),
            refund.amount.currency(),
            refund.reason,
            refund.created_at
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, id: RefundId) -> Result<Refund> {
    tx.optional(GET, params![id.bucket(), id], refund)?.ok_or_else(|| Code::NotFound.into())
}

pub fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Refund>> {
    tx.all(OF_ORDER, params![order.bucket(), order], refund)
}

pub fn in_state(tx: &mut Tx<'_>, state: RefundState, before: i64, limit: i64) -> Result<Vec<Refund>> {
    tx.all(IN_STATE, params![state, before, limit], refund)
}

pub fn count_in_state(tx: &mut Tx<'_>, state: RefundState, max: i64) -> Result<i64> {
    tx.one(COUNT_IN_STATE, params![state, max], |row| row.get(0))
}

pub fn finish(tx: &mut Tx<'_>, cx: &Cx, id: RefundId) -> Result<bool> {
    Ok(tx.execute(FINISH, params![id.bucket(), id, cx.now])? == 1)
}

pub fn fail(tx: &mut Tx<'_>, id: RefundId, failure: &str) -> Result<bool> {
    Ok(tx.execute(FAIL, params![id.bucket(), id, failure])? == 1)
}

pub fn retry(tx: &mut Tx<'_>, id: RefundId) -> Result<bool> {
    Ok(tx.execute(RETRY, params![id.bucket(), id])? == 1)
}

fn refund(row: &Row<'_>) -> Result<Refund> {
    let finished_at: Time = row.get(11)?;
    Ok(Refund {
        id: row.get(0)?,
        payment: row.get::<PaymentId>(1)?,
        order: row.get(2)?,
        aftersale: row.get(3)?,
        number: row.get(4)?,
        state: row.get(5)?,
        amount: Money::new(row.get(6)?, row.get(7)?)?,
        reason: row.get(8)?,
        failure: row.get(9)?,
        created_at: row.get(10)?,
        finished_at: (finished_at.micros() != 0).then_some(finished_at),
    })
}
