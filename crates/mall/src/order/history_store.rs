//! The SQL of long histories: orders of earlier days in bulk, for measurements of lists that are long.

use kernel::{Money, Result, Time, id, params};
use store::{Tx, sql};

use super::model::{Order, OrderLine};
use super::store::json;
use crate::account::UserId;

sql! {
    ADD_ORDERS = "
        insert into orders (bucket, id, user_id, ordinal, number, state, currency, total, refunded, line_count,
            recipient, note, carrier, tracking, placed_at, expires_at, paid_at, packed_at, shipped_at,
            delivered_at, completed_at, closed_at, kind)
        with recursive n(i, at) as (
            select cast(1 as bigint), cast(?10 as bigint)
            union all
            select i + 1, at + 1000 from n where i < cast(?4 as bigint))
        select cast(?1 as bigint), cast(?5 as bigint) + i * cast(?6 as bigint), cast(?2 as bigint),
               cast(?3 as bigint) + i, 'H' || cast(?2 as bigint) || '-' || (cast(?3 as bigint) + i), 'cancelled',
               cast(?7 as text), cast(?8 as bigint), 0, 1, cast(?9 as text), '', '', '', at, at, 0, 0, 0, 0, 0, at,
               cast(?11 as text)
          from n";
    ADD_LINES = "
        insert into order_lines (bucket, order_id, line, sku_id, spu_id, code, title, option_text, picture,
            list_price, price, quantity, refund_quantity)
        with recursive n(i) as (
            select cast(1 as bigint) union all select i + 1 from n where i < cast(?2 as bigint))
        select cast(?1 as bigint), cast(?3 as bigint) + i * cast(?4 as bigint), 1, cast(?5 as bigint),
               cast(?6 as bigint), cast(?7 as text), cast(?8 as text), cast(?9 as text), cast(?10 as text),
               cast(?11 as bigint), cast(?11 as bigint), 1, 0
          from n";
    COUNT_ON = "
        insert into order_counts (bucket, user_id, placed) values (?1, ?2, ?3)
        on conflict (bucket, user_id) do update set placed = order_counts.placed + ?3
        returning placed";
}

/// Writes `count` cancelled orders of one line and piece, a millisecond apart, the first at `from`; kind and
/// recipient are the model's.
pub fn add(
    tx: &mut Tx<'_>,
    user: UserId,
    count: i64,
    from: Time,
    model: &Order,
    line: &OrderLine,
) -> Result<()> {
    let (bucket, first, total): (_, _, Money) =
        (user.bucket(), id::first_of(from, user.bucket()), line.amount()?);
    let newest: i64 = tx.one(COUNT_ON, params![bucket, user, count], |row| row.get(0))?;
    let (currency, minor) = (total.currency(), total.minor());
    let recipient = json(&model.recipient)?;
    tx.execute(
        ADD_ORDERS,
        params![
            bucket,
            user,
            newest - count,
            count,
            first,
            id::PER_MS,
            currency,
            minor,
            recipient,
            from,
            model.kind
        ],
    )?;
    let (title, option) = (json(&line.title)?, json(&line.option)?);
    tx.execute(
        ADD_LINES,
        params![
            bucket,
            count,
            first,
            id::PER_MS,
            line.sku,
            line.spu,
            line.code,
            title,
            option,
            line.picture,
            line.price.minor()
        ],
    )?;
    Ok(())
}
