//! The SQL of orders and their lines.

use kernel::{Code, Cx, Error, Money, Result, Text2, Time, params};
use store::{Row, Tx, sql};

use super::list::Placed;
use super::model::{Order, OrderEvent, OrderId, OrderLine, OrderState, Times};
use crate::account::UserId;
use crate::proof::{Proof, prove};

macro_rules! orders {
    () => {
        "select id, user_id, ordinal, number, state, currency, total, refunded, line_count, recipient, note,
                carrier, tracking, placed_at, expires_at, paid_at, packed_at, shipped_at, delivered_at,
                completed_at, closed_at, kind, working_at, done_at
           from orders"
    };
}

macro_rules! lines {
    () => {
        "select l.line, l.sku_id, l.spu_id, l.code, l.title, l.option_text, l.picture, l.list_price,
                l.price, l.quantity, l.refund_quantity, o.currency
           from order_lines l join orders o on o.bucket = l.bucket and o.id = l.order_id"
    };
}

sql! {
    NEXT_ORDINAL = "
        insert into order_counts (bucket, user_id, placed) values (?1, ?2, 1)
        on conflict (bucket, user_id) do update set placed = order_counts.placed + 1
        returning placed";
    COUNT = "select placed from order_counts where bucket = ?1 and user_id = ?2";
    INSERT = "
        insert into orders (bucket, id, user_id, ordinal, number, state, currency, total, refunded, line_count,
            recipient, note, carrier, tracking, placed_at, expires_at, paid_at, packed_at, shipped_at,
            delivered_at, completed_at, closed_at, kind, working_at, done_at)
        values (?1, ?2, ?3, ?4, ?5, 'placed', ?6, ?7, 0, ?8, ?9, ?10, '', '', ?11, ?12, 0, 0, 0, 0, 0, 0,
            ?13, 0, 0)";
    INSERT_LINE = "
        insert into order_lines (bucket, order_id, line, sku_id, spu_id, code, title, option_text, picture,
            list_price, price, quantity, refund_quantity)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0)";
    GET = concat!(orders!(), " where bucket = ?1 and id = ?2");
    BY_NUMBER = concat!(orders!(), " where number = ?1");
    LOCK = "select id from orders where bucket = ?1 and id = ?2 {for_update}";
    LINES = concat!(lines!(), " where l.bucket = ?1 and l.order_id = ?2 order by l.line limit ?3");
    LINE = concat!(lines!(), " where l.bucket = ?1 and l.order_id = ?2 and l.line = ?3");
    OF_USER = concat!(orders!(), "
         where bucket = ?1 and user_id = ?2 and ordinal < ?3 order by ordinal desc limit ?4");
    OF_USER_IN_STATE = concat!(orders!(), "
         where bucket = ?1 and user_id = ?2 and state = ?3 and ordinal < ?4
         order by ordinal desc limit ?5");
    COUNT_IN_STATE = "
        select count(*) from (
            select 1 as one from orders where bucket = ?1 and user_id = ?2 and state = ?3 limit ?4) found";
    IN_STATE = concat!(orders!(), " where state = ?1 and id < ?2 order by id desc limit ?3");
    COUNT_ALL_IN_STATE = "
        select count(*) from (select 1 as one from orders where state = ?1 limit ?2) found";
    // Every state is named, so that the days are ranges of the index of the work lists.
    PLACED_BETWEEN = "
        select currency, count(*), cast(coalesce(sum(case when paid_at > 0 then 1 else 0 end), 0) as bigint),
               cast(coalesce(sum(case when paid_at > 0 then total else 0 end), 0) as bigint)
          from orders
         where state in ('placed', 'paid', 'packing', 'shipped', 'delivered', 'completed', 'working', 'done',
                         'cancelled', 'expired', 'refunded')
           and id >= ?1 and id < ?2
         group by currency order by currency";
    PAY = "
        update orders set state = 'paid', paid_at = ?4, closed_at = 0
         where bucket = ?1 and id = ?2 and state = ?3";
    CLOSE = "
        update orders set state = ?4, closed_at = ?5 where bucket = ?1 and id = ?2 and state = ?3";
    PACK = "
        update orders set state = 'packing', packed_at = ?4 where bucket = ?1 and id = ?2 and state = ?3";
    SHIP = "
        update orders set state = 'shipped', shipped_at = ?4, carrier = ?5, tracking = ?6
         where bucket = ?1 and id = ?2 and state = ?3";
    DELIVER = "
        update orders set state = 'delivered', delivered_at = ?4
         where bucket = ?1 and id = ?2 and state = ?3";
    COMPLETE = "
        update orders set state = 'completed', completed_at = ?4
         where bucket = ?1 and id = ?2 and state = ?3";
    WORK = "
        update orders set state = 'working', working_at = ?4 where bucket = ?1 and id = ?2 and state = ?3";
    FINISH = "
        update orders set state = 'done', done_at = ?4 where bucket = ?1 and id = ?2 and state = ?3";
    CLAIM_REFUND = "
        update order_lines set refund_quantity = refund_quantity + ?4
         where bucket = ?1 and order_id = ?2 and line = ?3 and refund_quantity + ?4 <= quantity";
    UNCLAIM_REFUND = "
        update order_lines set refund_quantity = refund_quantity - ?4
         where bucket = ?1 and order_id = ?2 and line = ?3 and refund_quantity >= ?4";
    ADD_REFUNDED = "
        update orders set refunded = refunded + ?3
         where bucket = ?1 and id = ?2 and refunded + ?3 <= total
           and state in ('paid', 'packing', 'shipped', 'delivered', 'completed', 'working', 'done')";
    BREAKS_TOTAL = "
        select 'order ' || o.number || ': total ' || o.total || ', lines ' || coalesce(l.total, 0)
          from orders o left join
               (select bucket, order_id, cast(sum(price * quantity) as bigint) as total
                  from order_lines group by bucket, order_id) l on l.bucket = o.bucket and l.order_id = o.id
         where o.total <> coalesce(l.total, 0) limit ?1";
    BREAKS_RESERVATION = "
        select 'order ' || o.number || ' is ' || o.state || ', a reservation is ' || r.state
          from orders o join reservations r on r.bucket = o.bucket and r.order_id = o.id
         where (o.state = 'placed' and r.state <> 'held')
            or (o.state in ('cancelled', 'expired') and r.state <> 'released')
            or (o.state not in ('placed', 'cancelled', 'expired') and r.state <> 'taken') limit ?1";
    BREAKS_KIND = "
        select 'order ' || number || ' of kind ' || kind || ' is ' || state from orders
         where (kind = 'goods' and state in ('working', 'done'))
            or (kind = 'service' and state in ('packing', 'shipped', 'delivered', 'completed')) limit ?1";
    BREAKS_ORDINAL = "
        select 'user ' || c.user_id || ': counted ' || c.placed || ', there are ' || coalesce(o.n, 0)
          from order_counts c left join
               (select bucket, user_id, count(*) as n, max(ordinal) as top from orders group by bucket, user_id) o
            on o.bucket = c.bucket and o.user_id = c.user_id
         where c.placed <> coalesce(o.n, 0) or c.placed <> coalesce(o.top, 0) limit ?1";
}

pub fn next_ordinal(tx: &mut Tx<'_>, user: UserId) -> Result<i64> {
    tx.one(NEXT_ORDINAL, params![user.bucket(), user], |row| row.get(0))
}

pub fn count(tx: &mut Tx<'_>, user: UserId) -> Result<i64> {
    Ok(tx.optional(COUNT, params![user.bucket(), user], |row| row.get(0))?.unwrap_or(0))
}

pub fn insert(tx: &mut Tx<'_>, order: &Order, lines: &[OrderLine]) -> Result<()> {
    let recipient = json(&order.recipient)?;
    tx.execute(
        INSERT,
        params![
            order.id.bucket(),
            order.id,
            order.user,
            order.ordinal,
            order.number,
            order.total.currency(),
            order.total.minor(),
            order.line_count,
            recipient,
            order.note,
            order.times.placed,
            order.times.expires,
            order.kind
        ],
    )?;
    lines.iter().try_for_each(|line| insert_line(tx, order.id, line))
}

fn insert_line(tx: &mut Tx<'_>, order: OrderId, line: &OrderLine) -> Result<()> {
    let (title, option) = (json(&line.title)?, json(&line.option)?);
    tx.execute(
        INSERT_LINE,
        params![
            order.bucket(),
            order,
            line.line,
            line.sku,
            line.spu,
            line.code,
            title,
            option,
            line.picture,
            line.list_price.minor(),
            line.price.minor(),
            line.quantity
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Order>> {
    tx.optional(GET, params![id.bucket(), id], order)
}

pub fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<Order>> {
    tx.optional(BY_NUMBER, params![number], order)
}

/// Keeps other transactions from changing the order before this one ends.
pub fn lock(tx: &mut Tx<'_>, id: OrderId) -> Result<()> {
    tx.optional(LOCK, params![id.bucket(), id], |row| row.get::<i64>(0)).map(|_| ())
}

/// The lines from the first on, at most `limit`.
pub fn lines(tx: &mut Tx<'_>, id: OrderId, limit: i64) -> Result<Vec<OrderLine>> {
    tx.all(LINES, params![id.bucket(), id, limit], line)
}

pub fn one_line(tx: &mut Tx<'_>, id: OrderId, number: i64) -> Result<OrderLine> {
    tx.one(LINE, params![id.bucket(), id, number], line)
}

pub fn of_user(tx: &mut Tx<'_>, user: UserId, before: i64, limit: i64) -> Result<Vec<Order>> {
    tx.all(OF_USER, params![user.bucket(), user, before, limit], order)
}

pub fn of_user_in_state(
    tx: &mut Tx<'_>,
    user: UserId,
    state: OrderState,
    before: i64,
    limit: i64,
) -> Result<Vec<Order>> {
    tx.all(OF_USER_IN_STATE, params![user.bucket(), user, state, before, limit], order)
}

pub fn count_in_state(tx: &mut Tx<'_>, user: UserId, state: OrderState, limit: i64) -> Result<i64> {
    tx.one(COUNT_IN_STATE, params![user.bucket(), user, state, limit], |row| row.get(0))
}

pub fn in_state(tx: &mut Tx<'_>, state: OrderState, before: i64, limit: i64) -> Result<Vec<Order>> {
    tx.all(IN_STATE, params![state, before, limit], order)
}

pub fn count_all_in_state(tx: &mut Tx<'_>, state: OrderState, max: i64) -> Result<i64> {
    tx.one(COUNT_ALL_IN_STATE, params![state, max], |row| row.get(0))
}

/// Sums over the orders whose ids lie in a range.
pub fn placed_between(tx: &mut Tx<'_>, first: i64, end: i64) -> Result<Vec<Placed>> {
    tx.all(PLACED_BETWEEN, params![first, end], |row| {
        Ok(Placed { currency: row.get(0)?, orders: row.get(1)?, paid: row.get(2)?, paid_minor: row.get(3)? })
    })
}

/// Takes one step from the state the caller saw; `false` when the order has left it.
pub fn step(tx: &mut Tx<'_>, cx: &Cx, order: &Order, from: OrderState, event: OrderEvent) -> Result<bool> {
    let to = from.on(order.kind, event)?;
    let (bucket, id) = (order.id.bucket(), order.id);
    let rows = match event {
        OrderEvent::Pay => tx.execute(PAY, params![bucket, id, from, cx.now])?,
        OrderEvent::Cancel | OrderEvent::Expire | OrderEvent::RefundAll => {
            tx.execute(CLOSE, params![bucket, id, from, to, cx.now])?
        }
        OrderEvent::Pack => tx.execute(PACK, params![bucket, id, from, cx.now])?,
        OrderEvent::Deliver => tx.execute(DELIVER, params![bucket, id, from, cx.now])?,
        OrderEvent::Complete => tx.execute(COMPLETE, params![bucket, id, from, cx.now])?,
        OrderEvent::Work => tx.execute(WORK, params![bucket, id, from, cx.now])?,
        OrderEvent::Finish => tx.execute(FINISH, params![bucket, id, from, cx.now])?,
        OrderEvent::Ship => return Err(Error::new(Code::Internal).because("shipping needs a carrier")),
    };
    Ok(rows == 1)
}

pub fn ship(tx: &mut Tx<'_>, cx: &Cx, order: &Order, carrier: &str, tracking: &str) -> Result<bool> {
    let from = OrderState::Packing;
    from.on(order.kind, OrderEvent::Ship)?;
    Ok(tx.execute(SHIP, params![order.id.bucket(), order.id, from, cx.now, carrier, tracking])? == 1)
}

/// Claims pieces of a line for a refund; `false` when not that many are left.
pub fn claim_refund(tx: &mut Tx<'_>, id: OrderId, line: i64, quantity: i64) -> Result<bool> {
    Ok(tx.execute(CLAIM_REFUND, params![id.bucket(), id, line, quantity])? == 1)
}

pub fn unclaim_refund(tx: &mut Tx<'_>, id: OrderId, line: i64, quantity: i64) -> Result<bool> {
    Ok(tx.execute(UNCLAIM_REFUND, params![id.bucket(), id, line, quantity])? == 1)
}

pub fn add_refunded(tx: &mut Tx<'_>, id: OrderId, amount: Money) -> Result<bool> {
    Ok(tx.execute(ADD_REFUNDED, params![id.bucket(), id, amount.minor()])? == 1)
}

pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    Ok(vec![
        prove(tx, "order: every total is the sum of its lines", BREAKS_TOTAL)?,
        prove(tx, "order: every reservation is in the state its order demands", BREAKS_RESERVATION)?,
        prove(tx, "order: goods are sent and services are worked on", BREAKS_KIND)?,
        prove(tx, "order: the orders of a user are counted without gaps", BREAKS_ORDINAL)?,
    ])
}

pub fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::new(Code::Internal).because(error))
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::new(Code::Store).because(error))
}

fn reached(row: &Row<'_>, index: usize) -> Result<Option<Time>> {
    let at: Time = row.get(index)?;
    Ok((at.micros() != 0).then_some(at))
}

fn order(row: &Row<'_>) -> Result<Order> {
    let currency = row.get(5)?;
    Ok(Order {
        id: row.get(0)?,
        user: row.get(1)?,
        ordinal: row.get(2)?,
        number: row.get(3)?,
        kind: row.get(21)?,
        state: row.get(4)?,
        total: Money::new(row.get(6)?, currency)?,
        refunded: Money::new(row.get(7)?, currency)?,
        line_count: row.get(8)?,
        recipient: parsed(&row.get::<String>(9)?)?,
        note: row.get(10)?,
        carrier: row.get(11)?,
        tracking: row.get(12)?,
        times: Times {
            placed: row.get(13)?,
            expires: row.get(14)?,
            paid: reached(row, 15)?,
            packed: reached(row, 16)?,
            shipped: reached(row, 17)?,
            delivered: reached(row, 18)?,
            completed: reached(row, 19)?,
            working: reached(row, 22)?,
            done: reached(row, 23)?,
            closed: reached(row, 20)?,
        },
    })
}

fn line(row: &Row<'_>) -> Result<OrderLine> {
    let currency = row.get(11)?;
    Ok(OrderLine {
        line: row.get(0)?,
        sku: row.get(1)?,
        spu: row.get(2)?,
        code: row.get(3)?,
        title: parsed::<Text2>(&row.get::<String>(4)?)?,
        option: parsed::<Text2>(&row.get::<String>(5)?)?,
        picture: row.get(6)?,
        list_price: Money::new(row.get(7)?, currency)?,
        price: Money::new(row.get(8)?, currency)?,
        quantity: row.get(9)?,
        refund_quantity: row.get(10)?,
    })
}
