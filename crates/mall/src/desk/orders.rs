//! Staff carry orders out and decide after-sale cases.

use kernel::{Cx, Result};
use serde_json::json;
use store::Tx;

use super::{permit, record};
use crate::account::Permission;
use crate::aftersale::{self, AftersaleId};
use crate::order::{OrderId, step};

type Step = fn(&mut Tx<'_>, &Cx, OrderId) -> Result<()>;

/// Takes a step of which there is nothing more to tell than that it was taken.
fn take(tx: &mut Tx<'_>, cx: &Cx, id: OrderId, action: &str, step: Step) -> Result<()> {
    let staff = permit(tx, cx, Permission::OrderShip)?;
    step(tx, cx, id)?;
    record::append(tx, cx, staff, action, &format!("order {id}"), &json!({}))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`step::pack`].
pub fn pack(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    take(tx, cx, id, "order.pack", step::pack)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`step::ship`].
pub fn ship(tx: &mut Tx<'_>, cx: &Cx, id: OrderId, carrier: &str, tracking: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::OrderShip)?;
    step::ship(tx, cx, id, carrier, tracking)?;
    let detail = json!({ "carrier": carrier, "tracking": tracking });
    record::append(tx, cx, staff, "order.ship", &format!("order {id}"), &detail)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`step::deliver`].
pub fn deliver(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    take(tx, cx, id, "order.deliver", step::deliver)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`step::work`].
pub fn work(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    take(tx, cx, id, "order.work", step::work)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`step::finish`].
pub fn finish(tx: &mut Tx<'_>, cx: &Cx, id: OrderId) -> Result<()> {
    take(tx, cx, id, "order.finish", step::finish)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`aftersale::approve`].
pub fn approve(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId, answer: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::AftersaleDecide)?;
    aftersale::approve(tx, cx, id, answer)?;
    record::append(
        tx,
        cx,
        staff,
        "aftersale.approve",
        &format!("aftersale {id}"),
        &json!({ "answer": answer }),
    )
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`aftersale::reject`].
pub fn reject(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId, answer: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::AftersaleDecide)?;
    aftersale::reject(tx, cx, id, answer)?;
    record::append(
        tx,
        cx,
        staff,
        "aftersale.reject",
        &format!("aftersale {id}"),
        &json!({ "answer": answer }),
    )
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`aftersale::receive`].
pub fn receive(tx: &mut Tx<'_>, cx: &Cx, id: AftersaleId) -> Result<()> {
    let staff = permit(tx, cx, Permission::AftersaleDecide)?;
    aftersale::receive(tx, cx, id)?;
    record::append(tx, cx, staff, "aftersale.receive", &format!("aftersale {id}"), &json!({}))
}
