//! Stock per SKU: received, reserved for orders, sold, returned. Every change has a movement row.

mod model;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Cursor, Cx, Error, PageAsk, Paged, Result, Time};
use serde::{Deserialize, Serialize};
use store::Change;
use work::event;

pub use model::{Level, Movement, MovementId, MovementKind, Quantity};

use crate::catalog::{self, SkuId, SpuId};
use crate::proof::Proof;
use ::store::Tx;

const NOTE_CHARS_MAX: usize = 200;

/// A SKU of a product has run out, or can be had again. For whatever shows what is in stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockTurned {
    pub spu: SpuId,
}

impl work::event::Event for StockTurned {
    const KIND: &'static str = "stock.turned";
    fn entity(&self) -> i64 {
        self.spu.raw()
    }
}

/// Every change of stock goes this way.
fn change(tx: &mut Tx<'_>, cx: &Cx, change: &Change<'_>) -> Result<()> {
    if store::change(tx, cx, change)?
        && let Some(spu) = catalog::spu_of(tx, change.sku)?
    {
        event::emit(tx, cx, &StockTurned { spu })?;
    }
    Ok(())
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn level(tx: &mut Tx<'_>, sku: SkuId) -> Result<Level> {
    Ok(store::level(tx, sku)?.unwrap_or_default())
}

/// The products of these of which anything can be bought.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn in_stock(tx: &mut Tx<'_>, spus: &[SpuId]) -> Result<BTreeSet<SpuId>> {
    let skus: BTreeMap<SkuId, SpuId> = catalog::skus_on_sale(tx, spus)?.into_iter().collect();
    let available = store::available(tx, skus.keys().copied())?;
    Ok(available.iter().filter_map(|sku| skus.get(sku).copied()).collect())
}

/// Goods come in.
///
/// # Errors
/// [`kernel::Code::QuantityRange`].
pub fn receive(tx: &mut Tx<'_>, cx: &Cx, sku: SkuId, quantity: Quantity, note: &str) -> Result<()> {
    change(tx, cx, &Change { sku, kind: MovementKind::Receive, quantity: quantity.pieces(), order: 0, note })
}

/// Corrects what is available to what was counted, `0..=1_000_000`.
///
/// # Errors
/// [`kernel::Code::Invalid`] about `stock` or `note`; [`kernel::Code::SoldOut`] when a sale came between: count again.
pub fn set_level(tx: &mut Tx<'_>, cx: &Cx, sku: SkuId, available: i64, note: &str) -> Result<()> {
    if !(0..=Quantity::MAX).contains(&available) {
        return Err(Error::field("stock", "must be 0 to 1,000,000", "须为 0 到 1000000"));
    }
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Error::field("note", "must be at most 200 characters", "最多 200 字"));
    }
    // The row is locked between the look and the change, and the change itself is relative.
    let quantity = available - store::lock_available(tx, sku)?;
    if quantity == 0 {
        return Ok(());
    }
    change(tx, cx, &Change { sku, kind: MovementKind::Receive, quantity, order: 0, note })
}

/// One line of an order that wants stock.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    pub sku: SkuId,
    pub quantity: Quantity,
    /// How an error names it: the place among the lines that the buyer sent.
    pub asked: usize,
}

/// Holds stock for an order until it is paid or expires. Lines of one SKU must have been added up.
///
/// # Errors
/// [`kernel::Code::SoldOut`] naming the line (`lines[n]`) that cannot be had.
pub fn reserve(tx: &mut Tx<'_>, cx: &Cx, order: i64, expires_at: Time, mut claims: Vec<Claim>) -> Result<()> {
    claims.sort_unstable_by_key(|claim| claim.sku);
    for Claim { sku, quantity, asked } in claims {
        let quantity = quantity.pieces();
        change(tx, cx, &Change { sku, kind: MovementKind::Reserve, quantity, order, note: "" })
            .map_err(|error| error.with_detail(format!("lines[{asked}]"), "is sold out", "已售罄"))?;
        store::hold(tx, order, sku, quantity, expires_at)?;
    }
    Ok(())
}

/// The order was paid: what it held is sold.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn take(tx: &mut Tx<'_>, cx: &Cx, order: i64) -> Result<()> {
    for (sku, quantity) in store::leave(tx, order, "held", "taken")? {
        change(tx, cx, &Change { sku, kind: MovementKind::Take, quantity, order, note: "" })?;
    }
    Ok(())
}

/// The order was given up: what it held can be sold again.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn release(tx: &mut Tx<'_>, cx: &Cx, order: i64) -> Result<()> {
    for (sku, quantity) in store::leave(tx, order, "held", "released")? {
        change(tx, cx, &Change { sku, kind: MovementKind::Release, quantity, order, note: "" })?;
    }
    Ok(())
}

/// Money came for an order that had been given up: takes the stock again if all of it is still there.
///
/// # Errors
/// [`kernel::Code::Store`].
pub fn retake(tx: &mut Tx<'_>, cx: &Cx, order: i64) -> Result<bool> {
    let wanted = store::reserved(tx, order, "released")?;
    for (sku, quantity) in &wanted {
        if store::lock_available(tx, *sku)? < *quantity {
            return Ok(false);
        }
    }
    for (sku, quantity) in store::leave(tx, order, "released", "taken")? {
        change(tx, cx, &Change { sku, kind: MovementKind::Retake, quantity, order, note: "" })?;
    }
    Ok(!wanted.is_empty())
}

/// Sold goods came back and can be sold again.
///
/// # Errors
/// [`kernel::Code::SoldOut`] when more would come back than was sold.
pub fn give_back(tx: &mut Tx<'_>, cx: &Cx, order: i64, sku: SkuId, quantity: Quantity) -> Result<()> {
    let quantity = quantity.pieces();
    change(tx, cx, &Change { sku, kind: MovementKind::Return, quantity, order, note: "" })
}

/// Movements of a SKU, newest first.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn movements(tx: &mut Tx<'_>, sku: SkuId, ask: &PageAsk) -> Result<Paged<Movement>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::movements(tx, sku, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |movement| vec![movement.id.raw()]))
}

/// # Errors
/// [`kernel::Code::Store`].
pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    store::proofs(tx)
}
