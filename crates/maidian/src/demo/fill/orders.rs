//! The demo's first orders, in different states, so that no list is empty.

use kernel::{Actor, Code, Cx};
use mall::account::{self, Place as Address, UserId};
use mall::aftersale::{self, Request};
use mall::catalog::{self, ListAsk, SkuId, SpuKind};
use mall::order::{self, OrderId, OrderState, Place, Recipient, Terms, list, step};
use mall::payment;
use mall::pricing::Wanted;
use mall::stock::{self, Quantity};
use store::{Db, Transactor, Tx};

use super::people::SHOPPERS;
use crate::trouble::Result;

/// How far an order is taken.
#[derive(Clone, Copy)]
enum Story {
    /// Waits to be paid with Alipay.
    Waiting,
    Cancelled,
    Paid,
    Packing,
    Shipped,
    Delivered,
    Completed,
    /// A service that somebody is at.
    Working,
    /// A service that was rendered.
    Done,
    /// The buyer wants money back; staff have not answered.
    RefundAsked,
    Refunded,
}

/// Places in the list of the newest goods, or of the services where the story is one of a service, and how many
/// pieces.
type Basket = &'static [(usize, i64)];

impl Story {
    fn kind(self) -> SpuKind {
        match self {
            Self::Working | Self::Done => SpuKind::Service,
            _ => SpuKind::Goods,
        }
    }
}

/// Who orders, what, and how the story ends.
const STORIES: [(usize, Basket, Story); 16] = [
    (0, &[(3, 1), (40, 2)], Story::Completed),
    (0, &[(17, 1)], Story::Delivered),
    (0, &[(5, 3)], Story::RefundAsked),
    (0, &[(60, 1), (61, 1), (62, 1)], Story::Shipped),
    (0, &[(9, 2)], Story::Waiting),
    (1, &[(25, 1)], Story::Completed),
    (1, &[(70, 1)], Story::Cancelled),
    (1, &[(12, 2), (13, 1)], Story::Refunded),
    (1, &[(33, 1)], Story::Paid),
    (2, &[(44, 1)], Story::Packing),
    (2, &[(51, 2)], Story::Paid),
    (2, &[(8, 1)], Story::Shipped),
    (1, &[(0, 1)], Story::Working),
    (0, &[(1, 2)], Story::Done),
    // What is bought together more than once is shown together.
    (1, &[(60, 1), (61, 1), (62, 1)], Story::Completed),
    (2, &[(60, 1), (61, 2), (63, 1)], Story::Completed),
];

/// What sells: who bought it, by its handle, and how many pieces; all of it has long arrived.
const SOLD: [(usize, &[(&str, i64)]); 6] = [
    (0, &[("milk-tea-cup", 3), ("potato-chips", 4), ("cola", 6)]),
    (0, &[("latiao", 9), ("chongqing-noodles", 2)]),
    (1, &[("power-bank-slim", 1), ("milk-tea-cup", 5), ("daily-nuts", 1)]),
    (1, &[("potato-chips", 5), ("cola", 12), ("luosifen", 3)]),
    (2, &[("desk-lamp", 1), ("chongqing-noodles", 6)]),
    (2, &[("true-wireless", 1), ("fresh-milk", 12), ("soft-tissue", 2)]),
];

const CARRIER: &str = "顺丰速运";
/// Goods of the catalogue that the stories may name.
const GOODS: i64 = 80;
/// What every service of the catalogue is tagged with.
const SERVICE_TAG: &str = "校园服务";

pub fn fill(db: &Db) -> Result<()> {
    let Shop { buyers, goods, services } = db.read_blocking(look)?;
    for (index, (buyer, lines, story)) in STORIES.iter().enumerate() {
        let Some(buyer) = buyers.get(*buyer).filter(|buyer| !buyer.has_ordered) else { continue };
        let kind = story.kind();
        let shelf = match kind {
            SpuKind::Goods => &goods,
            SpuKind::Service => &services,
        };
        if shelf.is_empty() {
            continue;
        }
        let wanted = lines.iter().map(|(place, pieces)| {
            let sku = shelf[place % shelf.len()];
            Ok(Wanted { sku, quantity: Quantity::new(*pieces)? })
        });
        let lines = wanted.collect::<kernel::Result<_>>()?;
        place(db, buyer, kind, lines, (*story, format!("SF1{index:011}")))?;
    }
    for (index, (buyer, basket)) in SOLD.iter().enumerate() {
        let Some(buyer) = buyers.get(*buyer).filter(|buyer| !buyer.has_ordered) else { continue };
        let lines = db.read_blocking(move |tx| by_handles(tx, basket))?;
        if !lines.is_empty() {
            place(db, buyer, SpuKind::Goods, lines, (Story::Completed, format!("SF2{index:011}")))?;
        }
    }
    Ok(())
}

fn place(
    db: &Db,
    buyer: &Buyer,
    kind: SpuKind,
    lines: Vec<Wanted>,
    (story, tracking): (Story, String),
) -> Result<()> {
    let ask = Place {
        user: buyer.user,
        lines,
        recipient: (kind == SpuKind::Goods).then(|| buyer.recipient.clone()),
        note: String::new(),
        expected_total: None,
    };
    Ok(db.transact(Actor::System, move |tx, cx| tell(tx, cx, &ask, story, &tracking))?)
}

/// What of a basket can be had.
fn by_handles(tx: &mut Tx<'_>, basket: &[(&str, i64)]) -> kernel::Result<Vec<Wanted>> {
    let mut lines = Vec::new();
    for (handle, pieces) in basket {
        let Some(spu) = catalog::by_handle(tx, handle)? else { continue };
        for sku in catalog::get(tx, spu)?.skus {
            if *pieces <= stock::level(tx, sku.id)?.available {
                lines.push(Wanted { sku: sku.id, quantity: Quantity::new(*pieces)? });
                break;
            }
        }
    }
    Ok(lines)
}

struct Buyer {
    user: UserId,
    recipient: Recipient,
    has_ordered: bool,
}

/// The buyers, and a SKU that can be had of each of the newest goods and services.
struct Shop {
    buyers: Vec<Buyer>,
    goods: Vec<SkuId>,
    services: Vec<SkuId>,
}

fn look(tx: &mut Tx<'_>) -> kernel::Result<Shop> {
    let mut buyers = Vec::new();
    for name in SHOPPERS {
        let user = account::find(tx, name)?.ok_or(Code::NotFound)?.id;
        let address = account::addresses(tx, user)?.into_iter().next().ok_or(Code::NotFound)?;
        let has_ordered = list::page_of_user(tx, user, 1, 1)?.total > 0;
        buyers.push(Buyer { user, recipient: recipient(address.place), has_ordered });
    }
    let goods = newest(tx, SpuKind::Goods, ListAsk::default())?;
    let tag = Some(SERVICE_TAG.to_owned());
    let services = newest(tx, SpuKind::Service, ListAsk { tag, ..ListAsk::default() })?;
    // A demo of before there were services has none.
    if goods.is_empty() { Err(Code::NotFound.into()) } else { Ok(Shop { buyers, goods, services }) }
}

/// A SKU that can be had of each of the newest products of a kind.
fn newest(tx: &mut Tx<'_>, kind: SpuKind, ask: ListAsk) -> kernel::Result<Vec<SkuId>> {
    let mut found = Vec::new();
    for card in catalog::list(tx, &ask, &kernel::PageAsk::first(GOODS))?.items {
        let product = catalog::get(tx, card.id)?;
        for sku in product.skus.iter().filter(|_| product.kind == kind) {
            if stock::level(tx, sku.id)?.available > 20 {
                found.push(sku.id);
                break;
            }
        }
    }
    Ok(found)
}

fn recipient(address: Address) -> Recipient {
    Recipient {
        name: address.recipient,
        phone: address.phone,
        region: [address.province, address.city, address.district].join(" ").trim().to_owned(),
        street: address.street,
    }
}

fn tell(tx: &mut Tx<'_>, cx: &Cx, ask: &Place, story: Story, tracking: &str) -> kernel::Result<()> {
    let order = order::place(tx, cx, Terms::default(), ask)?.order.id;
    let reached = match story {
        Story::Waiting => return payment::start_alipay(tx, cx, ask.user, order).map(|_| ()),
        Story::Cancelled => return step::cancel(tx, cx, ask.user, order),
        Story::Paid => OrderState::Paid,
        Story::Packing => OrderState::Packing,
        Story::Shipped => OrderState::Shipped,
        Story::Delivered | Story::RefundAsked | Story::Refunded => OrderState::Delivered,
        Story::Completed => OrderState::Completed,
        Story::Working => OrderState::Working,
        Story::Done => OrderState::Done,
    };
    payment::pay_by_balance(tx, cx, ask.user, order)?;
    carry(tx, cx, order, ask.user, reached, tracking)?;
    match story {
        Story::RefundAsked => ask_refund(tx, cx, ask.user, order).map(|_| ()),
        Story::Refunded => {
            let case = ask_refund(tx, cx, ask.user, order)?;
            aftersale::approve(tx, cx, case, "非常抱歉，已为您退款")
        }
        _ => Ok(()),
    }
}

/// Carries a paid order as far as it is wanted.
fn carry(
    tx: &mut Tx<'_>,
    cx: &Cx,
    order: OrderId,
    user: UserId,
    until: OrderState,
    tracking: &str,
) -> kernel::Result<()> {
    let goods = [OrderState::Packing, OrderState::Shipped, OrderState::Delivered, OrderState::Completed];
    let service = [OrderState::Working, OrderState::Done];
    let way = if service.contains(&until) { &service[..] } else { &goods[..] };
    let Some(last) = way.iter().position(|state| *state == until) else { return Ok(()) };
    for state in &way[..=last] {
        match state {
            OrderState::Packing => step::pack(tx, cx, order)?,
            OrderState::Shipped => step::ship(tx, cx, order, CARRIER, tracking)?,
            OrderState::Delivered => step::deliver(tx, cx, order)?,
            OrderState::Working => step::work(tx, cx, order)?,
            OrderState::Done => step::finish(tx, cx, order)?,
            _ => step::confirm_receipt(tx, cx, user, order)?,
        }
    }
    Ok(())
}

fn ask_refund(
    tx: &mut Tx<'_>,
    cx: &Cx,
    user: UserId,
    order: OrderId,
) -> kernel::Result<aftersale::AftersaleId> {
    let lines = vec![(1, Quantity::new(1)?)];
    let reason = "包装破损".to_owned();
    let ask = Request { user, order, lines, with_return: false, reason };
    aftersale::request(tx, cx, &ask).map(|case| case.id)
}
