//! The SQL of carts.

use kernel::{Cx, Result, Time, params};
use store::{Tx, sql};

use super::cart::{CHANGED, CartItem, CartOwner};
use crate::catalog::SkuId;

sql! {
    LIST = "
        select sku_id, quantity, added_at from cart_items
         where bucket = ?1 and owner = ?2 order by added_at desc, sku_id limit ?3";
    COUNT = "select count(*) from cart_items where bucket = ?1 and owner = ?2";
    PIECES = "
        select cast(coalesce(sum(quantity), 0) as bigint) from cart_items where bucket = ?1 and owner = ?2";
    ADD = "
        insert into cart_items (bucket, owner, sku_id, quantity, added_at) values (?1, ?2, ?3, ?4, ?5)
        on conflict (bucket, owner, sku_id) do update
            set quantity = case when cart_items.quantity + ?4 > ?6 then ?6 else cart_items.quantity + ?4 end,
                added_at = ?5";
    SET = "
        update cart_items set quantity = ?4 where bucket = ?1 and owner = ?2 and sku_id = ?3";
    REMOVE = "delete from cart_items where bucket = ?1 and owner = ?2 and sku_id = ?3";
    CLEAR = "delete from cart_items where bucket = ?1 and owner = ?2";
}

pub fn list(tx: &mut Tx<'_>, owner: CartOwner, limit: i64) -> Result<Vec<CartItem>> {
    tx.all(LIST, params![owner.bucket(), owner.raw(), limit], |row| {
        Ok(CartItem { sku: row.get(0)?, quantity: row.get(1)?, added_at: row.get::<Time>(2)? })
    })
}

pub fn count(tx: &mut Tx<'_>, owner: CartOwner) -> Result<i64> {
    tx.one(COUNT, params![owner.bucket(), owner.raw()], |row| row.get(0))
}

pub fn pieces(tx: &mut Tx<'_>, owner: CartOwner) -> Result<i64> {
    tx.one(PIECES, params![owner.bucket(), owner.raw()], |row| row.get(0))
}

pub fn add(tx: &mut Tx<'_>, cx: &Cx, owner: CartOwner, sku: SkuId, quantity: i64, max: i64) -> Result<()> {
    let changed = tx.execute(ADD, params![owner.bucket(), owner.raw(), sku, quantity, cx.now, max])?;
    tell(tx, owner, changed);
    Ok(())
}

pub fn set(tx: &mut Tx<'_>, owner: CartOwner, sku: SkuId, quantity: i64) -> Result<bool> {
    let changed = tx.execute(SET, params![owner.bucket(), owner.raw(), sku, quantity])?;
    Ok(tell(tx, owner, changed))
}

pub fn remove(tx: &mut Tx<'_>, owner: CartOwner, sku: SkuId) -> Result<bool> {
    let changed = tx.execute(REMOVE, params![owner.bucket(), owner.raw(), sku])?;
    Ok(tell(tx, owner, changed))
}

pub fn clear(tx: &mut Tx<'_>, owner: CartOwner) -> Result<()> {
    let changed = tx.execute(CLEAR, params![owner.bucket(), owner.raw()])?;
    tell(tx, owner, changed);
    Ok(())
}

/// Whoever keeps the number of pieces must hear of every change.
fn tell(tx: &mut Tx<'_>, owner: CartOwner, changed: u64) -> bool {
    if changed > 0 {
        tx.notify(CHANGED, owner.raw());
    }
    changed > 0
}
