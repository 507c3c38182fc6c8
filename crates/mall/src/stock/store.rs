//! All SQL of stock. Every change is conditional, counted, and leaves a movement.

use kernel::{Code, Cx, Result, Time, params};
use store::{Tx, id_list, sql};

use super::model::{Level, Movement, MovementId, MovementKind};
use crate::catalog::SkuId;
use crate::proof::{Proof, prove};

sql! {
    LEVEL = "select received, available, reserved, sold from stock where sku_id = ?1";
    AVAILABLE = "select sku_id from stock where sku_id in {ids} and available > 0";
    LOCK_AVAILABLE = "select available from stock where sku_id = ?1 {for_update}";
    RECEIVE = "
        insert into stock (sku_id, received, available, reserved, sold, updated_at) values (?1, ?2, ?2, 0, 0, ?3)
        on conflict (sku_id) do update set received = stock.received + ?2, available = stock.available + ?2,
            updated_at = ?3
        returning available";
    SHRINK = "
        update stock set received = received - ?2, available = available - ?2, updated_at = ?3
         where sku_id = ?1 and available >= ?2
        returning available";
    RESERVE = "
        update stock set available = available - ?2, reserved = reserved + ?2, updated_at = ?3
         where sku_id = ?1 and available >= ?2
        returning available";
    RELEASE = "
        update stock set available = available + ?2, reserved = reserved - ?2, updated_at = ?3
         where sku_id = ?1 and reserved >= ?2
        returning available";
    TAKE = "
        update stock set reserved = reserved - ?2, sold = sold + ?2, updated_at = ?3
         where sku_id = ?1 and reserved >= ?2
        returning available";
    RETAKE = "
        update stock set available = available - ?2, sold = sold + ?2, updated_at = ?3
         where sku_id = ?1 and available >= ?2
        returning available";
    RETURN = "
        update stock set available = available + ?2, sold = sold - ?2, updated_at = ?3
         where sku_id = ?1 and sold >= ?2
        returning available";
    MOVED = "
        insert into stock_movements (id, sku_id, kind, quantity, order_id, note, at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    HOLD = "
        insert into reservations (bucket, order_id, sku_id, quantity, state, expires_at)
        values (?1, ?2, ?3, ?4, 'held', ?5)";
    LEAVE = "
        update reservations set state = ?4 where bucket = ?1 and order_id = ?2 and state = ?3
        returning sku_id, quantity";
    RESERVED = "
        select sku_id, quantity from reservations
         where bucket = ?1 and order_id = ?2 and state = ?3 order by sku_id";
    MOVEMENTS = "
        select id, sku_id, kind, quantity, order_id, note, at from stock_movements
         where sku_id = ?1 and id < ?2 order by id desc limit ?3";
    BREAKS_RESERVED = "
        select 'sku ' || s.sku_id || ': reserved ' || s.reserved || ', held by orders ' || coalesce(h.held, 0)
          from stock s left join
               (select sku_id, cast(sum(quantity) as bigint) as held from reservations
                 where state = 'held' group by sku_id) h on h.sku_id = s.sku_id
         where s.reserved <> coalesce(h.held, 0) limit ?1";
    BREAKS_MOVEMENTS = "
        select 'sku ' || s.sku_id || ': stock says received ' || s.received || ' sold ' || s.sold
               || ', movements say ' || coalesce(m.received, 0) || ' and ' || coalesce(m.sold, 0)
          from stock s left join
               (select sku_id,
                       cast(sum(case when kind = 'receive' then quantity else 0 end) as bigint) as received,
                       cast(sum(case when kind in ('take', 'retake') then quantity
                                     when kind = 'return' then -quantity else 0 end) as bigint) as sold
                  from stock_movements group by sku_id) m on m.sku_id = s.sku_id
         where s.received <> coalesce(m.received, 0) or s.sold <> coalesce(m.sold, 0) limit ?1";
    BREAKS_SUM = "
        select 'sku ' || sku_id from stock where available + reserved + sold <> received
            or available < 0 or reserved < 0 or sold < 0 limit ?1";
}

/// One change of one stock row.
pub struct Change<'a> {
    pub sku: SkuId,
    pub kind: MovementKind,
    pub quantity: i64,
    /// Raw id of the order; 0 for none.
    pub order: i64,
    pub note: &'a str,
}

pub fn level(tx: &mut Tx<'_>, sku: SkuId) -> Result<Option<Level>> {
    tx.optional(LEVEL, params![sku], |row| {
        Ok(Level { received: row.get(0)?, available: row.get(1)?, reserved: row.get(2)?, sold: row.get(3)? })
    })
}

/// Those of these SKUs that can be bought.
pub fn available(tx: &mut Tx<'_>, skus: impl IntoIterator<Item = SkuId>) -> Result<Vec<SkuId>> {
    let skus = id_list(skus.into_iter().map(SkuId::raw));
    tx.all(AVAILABLE, params![skus], |row| row.get(0))
}

/// Reads what is available and keeps other transactions from changing it before this one ends.
pub fn lock_available(tx: &mut Tx<'_>, sku: SkuId) -> Result<i64> {
    Ok(tx.optional(LOCK_AVAILABLE, params![sku], |row| row.get(0))?.unwrap_or(0))
}

/// Changes the stock row and writes the movement; [`Code::SoldOut`] when the row does not allow it. Whether the SKU
/// has run out by it, or can be had again.
pub fn change(tx: &mut Tx<'_>, cx: &Cx, change: &Change<'_>) -> Result<bool> {
    let statement = match change.kind {
        MovementKind::Receive if change.quantity < 0 => SHRINK,
        MovementKind::Receive => RECEIVE,
        MovementKind::Reserve => RESERVE,
        MovementKind::Release => RELEASE,
        MovementKind::Take => TAKE,
        MovementKind::Retake => RETAKE,
        MovementKind::Return => RETURN,
    };
    let quantity = change.quantity.abs();
    let changed = tx.optional(statement, params![change.sku, quantity, cx.now], |row| row.get::<i64>(0))?;
    let Some(available) = changed else { return Err(Code::SoldOut.into()) };
    let id = MovementId::issue(cx, kernel::Bucket::COMMON)?;
    tx.execute(
        MOVED,
        params![id, change.sku, change.kind, change.quantity, change.order, change.note, cx.now],
    )?;
    Ok(match change.kind {
        MovementKind::Take => false,
        MovementKind::Receive if change.quantity < 0 => available == 0,
        MovementKind::Reserve | MovementKind::Retake => available == 0,
        MovementKind::Receive | MovementKind::Release | MovementKind::Return => available == quantity,
    })
}

pub fn hold(tx: &mut Tx<'_>, order: i64, sku: SkuId, quantity: i64, expires_at: Time) -> Result<()> {
    let bucket = kernel::Bucket::of_id(order);
    tx.execute(HOLD, params![bucket, order, sku, quantity, expires_at]).map(|_| ())
}

/// Moves an order's reservations from one state to another; what moved, in the order of SKUs.
pub fn leave(tx: &mut Tx<'_>, order: i64, from: &str, to: &str) -> Result<Vec<(SkuId, i64)>> {
    let bucket = kernel::Bucket::of_id(order);
    let mut moved = tx.all(LEAVE, params![bucket, order, from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // Every transaction touches stock rows in the same order, so that no two wait for each other.
    moved.sort_unstable();
    Ok(moved)
}

pub fn reserved(tx: &mut Tx<'_>, order: i64, state: &str) -> Result<Vec<(SkuId, i64)>> {
    let bucket = kernel::Bucket::of_id(order);
    tx.all(RESERVED, params![bucket, order, state], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn movements(tx: &mut Tx<'_>, sku: SkuId, before: i64, limit: i64) -> Result<Vec<Movement>> {
    tx.all(MOVEMENTS, params![sku, before, limit], |row| {
        Ok(Movement {
            id: row.get(0)?,
            sku: row.get(1)?,
            kind: row.get(2)?,
            quantity: row.get(3)?,
            order: row.get(4)?,
            note: row.get(5)?,
            at: row.get(6)?,
        })
    })
}

pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    Ok(vec![
        prove(tx, "stock: available + reserved + sold = received", BREAKS_SUM)?,
        prove(tx, "stock: what is reserved is what orders hold", BREAKS_RESERVED)?,
        prove(tx, "stock: every change has its movement", BREAKS_MOVEMENTS)?,
    ])
}
