//! The steps of one order and of one refund, each a transaction of its own, as they are in a shop.

use std::collections::BTreeMap;

use kernel::{Actor, Code, Error};
use mall::account::UserId;
use mall::aftersale::{self, AftersaleId, Request};
use mall::ledger::{self, Posting};
use mall::order::{self, OrderId, Place, Recipient, Terms, step};
use mall::payment::{self, Gateway, Outcome, PaymentId, notice};
use mall::pricing::Wanted;
use mall::stock::Quantity;
use store::Transactor;

use super::people;
use super::plan::{OrderPlan, RefundPlan};
use super::run::{Placed, PlacedOrders, Stage};
use super::sheet::Sheet;

const CARRIER: &str = "Parcelforce";
/// How the notifications of the gateway in memory are told apart in the inbox.
const SOURCE: &str = "alipay";

/// An order that was placed and whose payment was begun.
pub struct Begun {
    pub placed: Placed,
    pub total_minor: i64,
    /// Waits for the gateway; `None` when it was paid from the balance.
    payment: Option<PaymentId>,
    tracking: String,
}

/// Places an order and begins to pay it.
pub fn place(stage: &Stage<'_>, plan: &OrderPlan) -> kernel::Result<Begun> {
    let user = *stage.people.get(&people::name(&plan.buyer)).ok_or(Code::NotFound)?;
    let wanted = plan.lines.iter().map(|(key, pieces)| {
        let sku = *stage.skus.get(key).ok_or(Code::NotFound)?;
        Ok(Wanted { sku, quantity: Quantity::new(*pieces)? })
    });
    let ask = Place {
        user,
        lines: wanted.collect::<kernel::Result<_>>()?,
        recipient: Some(Recipient {
            name: people::name(&plan.buyer),
            region: plan.country.clone(),
            ..Recipient::default()
        }),
        note: plan.note.clone(),
        expected_total: None,
    };
    let actor = Actor::User(user.raw());
    let whole = stage.db.transact(actor, move |tx, cx| order::place(tx, cx, Terms::default(), &ask))?;
    let (order, total) = (whole.order.id, whole.order.total);
    let number = |sku| whole.lines.iter().find(|line| line.sku == sku).map(|line| line.line);
    let lines = plan.lines.iter().filter_map(|(key, _)| Some((key.clone(), number(*stage.skus.get(key)?)?)));
    let placed = Placed { order, user, lines: lines.collect() };
    let payment = if plan.by_balance {
        stage.db.transact(actor, move |tx, cx| {
            // The records do not say where a balance came from: the owners put it in.
            ledger::post(tx, cx, &Posting::opening(user, order.raw(), total))?;
            payment::pay_by_balance(tx, cx, user, order)
        })?;
        None
    } else {
        let begun = stage.db.transact(actor, move |tx, cx| payment::start_alipay(tx, cx, user, order))?;
        Some(begun.id)
    };
    Ok(Begun { placed, total_minor: total.minor(), payment, tracking: format!("PF{}", plan.invoice) })
}

/// Pays at the gateway, if that is open, and carries the order to its end.
pub fn carry(stage: &Stage<'_>, begun: &Begun) -> kernel::Result<()> {
    if let Some(payment) = begun.payment {
        pay(stage, payment)?;
    }
    let (order, user, tracking) = (begun.placed.order, begun.placed.user, begun.tracking.clone());
    let db = stage.db;
    db.transact(Actor::System, move |tx, cx| step::pack(tx, cx, order))?;
    db.transact(Actor::System, move |tx, cx| step::ship(tx, cx, order, CARRIER, &tracking))?;
    db.transact(Actor::System, move |tx, cx| step::deliver(tx, cx, order))?;
    db.transact(Actor::User(user.raw()), move |tx, cx| step::confirm_receipt(tx, cx, user, order))
}

/// The buyer pays at the gateway, and its signed notification goes through the inbox.
fn pay(stage: &Stage<'_>, payment: PaymentId) -> kernel::Result<()> {
    let gateway = &stage.gateway;
    gateway.pay(payment).map_err(|why| Error::new(Code::PaymentMoved).because(why))?;
    let raw = gateway.notification(payment).ok_or(Code::PaymentMoved)?;
    let checked = gateway.check(&raw);
    let heard =
        stage.db.transact(Actor::System, move |tx, cx| notice::receive(tx, cx, SOURCE, &raw, &checked))?;
    if heard == Outcome::Applied {
        return Ok(());
    }
    Err(Error::new(Code::PaymentMoved).because(format!("the notification was {heard}")))
}

/// What goes back of one order by one credit note.
pub struct Case {
    pub invoice: String,
    pub row: u64,
    order: OrderId,
    user: UserId,
    /// Goods come back; postage and the like do not.
    with_return: bool,
    lines: Vec<(i64, Quantity)>,
}

/// Credit notes as cases, one an order. Parts of orders that were not placed are rejected.
pub fn cases(refunds: &[&RefundPlan], placed: &PlacedOrders, sheet: &mut Sheet) -> Vec<Case> {
    let mut cases = Vec::new();
    for refund in refunds {
        // By order, and goods apart from what is not goods.
        let mut by_order: BTreeMap<(usize, bool), Case> = BTreeMap::new();
        for part in &refund.parts {
            let found = placed.get(&part.order);
            let line = found.and_then(|placed| Some((placed, *placed.lines.get(&part.sku)?)));
            let (Some((placed, line)), Ok(quantity)) = (line, Quantity::new(part.pieces)) else {
                sheet.reject(part.row, &refund.invoice, "the purchase that it gives back was not taken");
                continue;
            };
            let is_goods = part.sku.code.starts_with(|c: char| c.is_ascii_digit());
            let case = by_order.entry((part.order, is_goods)).or_insert_with(|| Case {
                invoice: refund.invoice.clone(),
                row: part.row,
                order: placed.order,
                user: placed.user,
                with_return: is_goods,
                lines: Vec::new(),
            });
            add(&mut case.lines, line, quantity);
        }
        cases.extend(by_order.into_values());
    }
    cases
}

/// A case names each line once.
fn add(lines: &mut Vec<(i64, Quantity)>, line: i64, quantity: Quantity) {
    match lines.iter_mut().find(|(known, _)| *known == line) {
        Some((_, known)) => {
            // The sum is at most what was bought, which is a quantity.
            *known = Quantity::new(known.pieces() + quantity.pieces()).unwrap_or(*known);
        }
        None => lines.push((line, quantity)),
    }
}

/// Takes one case to its refund; the amount in minor units.
pub fn refund(stage: &Stage<'_>, case: &Case) -> kernel::Result<i64> {
    let ask = Request {
        user: case.user,
        order: case.order,
        lines: case.lines.clone(),
        with_return: case.with_return,
        reason: format!("credit note {}", case.invoice),
    };
    let (db, user) = (stage.db, case.user);
    let actor = Actor::User(user.raw());
    let asked = db.transact(actor, move |tx, cx| aftersale::request(tx, cx, &ask))?;
    let id: AftersaleId = asked.id;
    db.transact(Actor::System, move |tx, cx| aftersale::approve(tx, cx, id, "replayed"))?;
    if asked.with_return {
        let tracking = format!("PF{}", case.invoice);
        db.transact(actor, move |tx, cx| aftersale::send(tx, cx, user, id, CARRIER, &tracking))?;
        db.transact(Actor::System, move |tx, cx| aftersale::receive(tx, cx, id))?;
    }
    Ok(asked.amount.minor())
}
