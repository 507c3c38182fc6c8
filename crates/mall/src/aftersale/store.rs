//! The SQL of after-sale cases.

use kernel::{Code, Cx, Money, Result, Time, params};
use store::{Row, Sql, Tx, sql};

use super::model::{Aftersale, AftersaleEvent, AftersaleId, AftersaleState};
use crate::account::UserId;
use crate::order::OrderId;
use crate::proof::{Proof, prove};
use crate::stock::Quantity;

macro_rules! cases {
    () => {
        "select id, order_id, user_id, number, state, with_return, amount, currency, reason, answer,
                carrier, tracking, requested_at, decided_at, received_at, finished_at
           from aftersales"
    };
}

sql! {
    INSERT = "
        insert into aftersales (bucket, id, order_id, user_id, number, state, with_return, amount, currency, reason,
            answer, carrier, tracking, refund_id, requested_at, decided_at, received_at, finished_at)
        values (?1, ?2, ?3, ?4, ?5, 'requested', ?6, ?7, ?8, ?9, '', '', '', 0, ?10, 0, 0, 0)";
    INSERT_LINE = "
        insert into aftersale_lines (bucket, aftersale_id, line, quantity) values (?1, ?2, ?3, ?4)";
    LINES = "
        select line, quantity from aftersale_lines where bucket = ?1 and aftersale_id = ?2 order by line";
    GET = concat!(cases!(), " where bucket = ?1 and id = ?2");
    LOCK = "select id from aftersales where bucket = ?1 and id = ?2 {for_update}";
    OF_ORDER = concat!(cases!(), " where bucket = ?1 and order_id = ?2 order by id desc limit 200");
    OF_USER = concat!(cases!(), " where bucket = ?1 and user_id = ?2 and id < ?3 order by id desc limit ?4");
    IN_STATE = concat!(cases!(), " where state = ?1 and id < ?2 order by id desc limit ?3");
    COUNT_IN_STATE = "
        select count(*) from (select 1 as one from aftersales where state = ?1 limit ?2) found";
    DECIDE = "
        update aftersales set state = ?4, decided_at = ?5, answer = ?6
         where bucket = ?1 and id = ?2 and state = ?3";
    SEND = "
        update aftersales set state = ?4, carrier = ?5, tracking = ?6
         where bucket = ?1 and id = ?2 and state = ?3";
    RECEIVE = "
        update aftersales set state = ?4, received_at = ?5 where bucket = ?1 and id = ?2 and state = ?3";
    FINISH = "
        update aftersales set state = ?4, finished_at = ?5 where bucket = ?1 and id = ?2 and state = ?3";
    SET_REFUND = "update aftersales set refund_id = ?3 where bucket = ?1 and id = ?2 and refund_id = 0";
    BREAKS_CLAIMS = "
        select 'order line ' || l.order_id || '/' || l.line || ': claimed ' || l.refund_quantity
               || ', cases say ' || coalesce(c.claimed, 0)
          from order_lines l left join
               (select a.bucket, a.order_id, s.line, cast(sum(s.quantity) as bigint) as claimed
                  from aftersales a join aftersale_lines s on s.bucket = a.bucket and s.aftersale_id = a.id
                 where a.state not in ('rejected', 'withdrawn')
                 group by a.bucket, a.order_id, s.line) c
            on c.bucket = l.bucket and c.order_id = l.order_id and c.line = l.line
         where l.refund_quantity <> coalesce(c.claimed, 0) limit ?1";
    BREAKS_REFUND = "
        select 'case ' || a.number || ' is ' || a.state || ', its refund is ' || coalesce(r.state, 'missing')
          from aftersales a left join refunds r on r.bucket = a.bucket and r.id = a.refund_id
         where (a.state = 'refunded' and (r.state is null or r.state <> 'succeeded' or r.amount <> a.amount))
            or (a.state in ('requested', 'returning', 'rejected', 'withdrawn') and r.state is not null) limit ?1";
}

pub fn insert(tx: &mut Tx<'_>, case: &Aftersale, lines: &[(i64, Quantity)]) -> Result<()> {
    let bucket = case.id.bucket();
    tx.execute(
        INSERT,
        params![
            bucket,
            case.id,
            case.order,
            case.user,
            case.number,
            case.with_return,
            case.amount.minor(),
            case.amount.currency(),
            case.reason,
            case.requested_at
        ],
    )?;
    for (line, quantity) in lines {
        tx.execute(INSERT_LINE, params![bucket, case.id, *line, quantity.pieces()])?;
    }
    Ok(())
}

pub fn lines(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Vec<(i64, Quantity)>> {
    tx.all(LINES, params![id.bucket(), id], |row| Ok((row.get(0)?, Quantity::new(row.get(1)?)?)))
}

pub fn get(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Option<Aftersale>> {
    tx.optional(GET, params![id.bucket(), id], case)
}

/// The case, which no other transaction changes before this one ends.
pub fn lock(tx: &mut Tx<'_>, id: AftersaleId) -> Result<Option<Aftersale>> {
    tx.optional(LOCK, params![id.bucket(), id], |row| row.get::<i64>(0))?;
    get(tx, id)
}

pub fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Aftersale>> {
    tx.all(OF_ORDER, params![order.bucket(), order], case)
}

pub fn of_user(tx: &mut Tx<'_>, user: UserId, before: i64, limit: i64) -> Result<Vec<Aftersale>> {
    tx.all(OF_USER, params![user.bucket(), user, before, limit], case)
}

pub fn in_state(tx: &mut Tx<'_>, state: AftersaleState, before: i64, limit: i64) -> Result<Vec<Aftersale>> {
    tx.all(IN_STATE, params![state, before, limit], case)
}

pub fn count_in_state(tx: &mut Tx<'_>, state: AftersaleState, max: i64) -> Result<i64> {
    tx.one(COUNT_IN_STATE, params![state, max], |row| row.get(0))
}

pub fn decide(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale, event: AftersaleEvent, answer: &str) -> Result<()> {
    let to = case.state.on(case.with_return, event)?;
    let rows = tx.execute(DECIDE, params![case.id.bucket(), case.id, case.state, to, cx.now, answer])?;
    counted(rows)
}

pub fn send(tx: &mut Tx<'_>, case: &Aftersale, carrier: &str, tracking: &str) -> Result<()> {
    let to = case.state.on(case.with_return, AftersaleEvent::Send)?;
    counted(tx.execute(SEND, params![case.id.bucket(), case.id, case.state, to, carrier, tracking])?)
}

pub fn receive(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale) -> Result<()> {
    move_on(tx, cx, case, AftersaleEvent::Receive, RECEIVE)
}

/// Ends the case: refunded or withdrawn.
pub fn finish(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale, event: AftersaleEvent) -> Result<()> {
    move_on(tx, cx, case, event, FINISH)
}

fn move_on(tx: &mut Tx<'_>, cx: &Cx, case: &Aftersale, event: AftersaleEvent, sql: Sql) -> Result<()> {
    let to = case.state.on(case.with_return, event)?;
    counted(tx.execute(sql, params![case.id.bucket(), case.id, case.state, to, cx.now])?)
}

pub fn set_refund(tx: &mut Tx<'_>, id: AftersaleId, refund: i64) -> Result<()> {
    counted(tx.execute(SET_REFUND, params![id.bucket(), id, refund])?)
}

fn counted(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Code::AftersaleMoved.into()) }
}

pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    Ok(vec![
        prove(tx, "aftersale: every claimed piece belongs to one case", BREAKS_CLAIMS)?,
        prove(tx, "aftersale: a case is refunded when its refund has arrived", BREAKS_REFUND)?,
    ])
}

fn case(row: &Row<'_>) -> Result<Aftersale> {
    let reached = |index: usize| -> Result<Option<Time>> {
        let at: Time = row.get(index)?;
        Ok((at.micros() != 0).then_some(at))
    };
    Ok(Aftersale {
        id: row.get(0)?,
        order: row.get(1)?,
        user: row.get(2)?,
        number: row.get(3)?,
        state: row.get(4)?,
        with_return: row.get(5)?,
        amount: Money::new(row.get(6)?, row.get(7)?)?,
        reason: row.get(8)?,
        answer: row.get(9)?,
        carrier: row.get(10)?,
        tracking: row.get(11)?,
        requested_at: row.get(12)?,
        decided_at: reached(13)?,
        received_at: reached(14)?,
        finished_at: reached(15)?,
    })
}
