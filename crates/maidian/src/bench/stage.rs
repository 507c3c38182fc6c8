//! What the bench stands on: buyers with a session, an address and a balance, stock to sell, and a long history.

use kernel::{Actor, Code, Currency, Cx, Money, PageAsk};
use mall::account::{self, AddressId, Device, Keys, Register, SessionKind, UserId, Username};
use mall::catalog::{self, ListAsk, SkuId, SpuId};
use mall::ledger::{self, Posting};
use mall::order::{self, Place, Recipient, Terms, Whole, list};
use mall::pricing::Wanted;
use mall::stock::{self, Quantity};
use mall::{aftersale, payment};
use store::record::{self, Transaction};
use store::{Db, Transactor, Tx};
use work::once::{self, Scope};

use crate::demo::fill::DORM;
use crate::trouble::Result;

/// Each buyer's balance: more than can be spent in any measurement.
const BALANCE_FEN: i64 = 1_000_000_000;
/// Goods that the orders are spread over.
const GOODS: usize = 250;
/// About as long as the answer to an order.
const ANSWER_BYTES: usize = 1_500;

/// Somebody who places orders.
#[derive(Clone, Debug)]
pub struct Buyer {
    pub user: UserId,
    pub address: AddressId,
    /// Access token of the API.
    pub token: String,
}

/// What there is to buy.
#[derive(Clone, Debug)]
pub struct Goods {
    /// One to look at.
    pub product: SpuId,
    pub skus: Vec<SkuId>,
}

/// Opens buyers, `count` of them.
///
/// # Errors
/// What the use cases return.
pub fn buyers(db: &Db, keys: &Keys, count: usize) -> Result<Vec<Buyer>> {
    let mut buyers = Vec::with_capacity(count);
    for index in 0..count {
        let (user, address, session) = db.transact(Actor::System, move |tx, cx| open(tx, cx, index))?;
        let token = keys.issue(user, session, db.env().clock.now())?;
        buyers.push(Buyer { user, address, token });
    }
    Ok(buyers)
}

fn open(tx: &mut Tx<'_>, cx: &Cx, index: usize) -> kernel::Result<(UserId, AddressId, account::SessionId)> {
    let username = Username::parse(&format!("buyer-{index}"))?;
    let display_name = format!("同学 {index}");
    let user = account::register(tx, cx, &Register { username, phone: None, hash: None, display_name })?.id;
    let address = account::add_address(tx, cx, user, &DORM.check()?, true)?.id;
    let balance = Money::new(BALANCE_FEN, Currency::CNY)?;
    ledger::post(tx, cx, &Posting::opening(user, user.raw(), balance))?;
    let device =
        Device { kind: SessionKind::Api, agent: "bench".to_owned(), address: "127.0.0.1".to_owned() };
    let session = account::sign_in(tx, cx, user, &device)?.session;
    Ok((user, address, session))
}

/// Fills the shelves of the first goods on sale.
///
/// # Errors
/// What the use cases return.
pub fn goods(db: &Db) -> Result<Goods> {
    let goods = db.transact(Actor::System, |tx, cx| {
        let (mut spus, mut skus, mut ask) = (Vec::new(), Vec::new(), PageAsk::first(PageAsk::LIMIT_MAX));
        loop {
            let page = catalog::list(tx, &ListAsk::default(), &ask)?;
            spus.extend(page.items.iter().map(|card| card.id));
            match page.next {
                Some(next) if spus.len() < GOODS => ask.after = Some(next),
                _ => break,
            }
        }
        let plenty = Quantity::new(Quantity::MAX)?;
        for spu in &spus {
            let on_sale = catalog::skus_on_sale(tx, std::slice::from_ref(spu))?;
            let Some(sku) = on_sale.into_iter().map(|(sku, _)| sku).min() else { continue };
            stock::receive(tx, cx, sku, plenty, "")?;
            skus.push(sku);
        }
        Ok(Goods { product: *spus.first().ok_or(Code::NotFound)?, skus })
    })?;
    Ok(goods)
}

/// Gives buyers a past of `each` orders like the newest of the first one.
///
/// # Errors
/// What the use cases return; a first buyer who has not ordered.
pub fn past(db: &Db, buyers: &[Buyer], each: i64, mut done: impl FnMut(i64)) -> Result<()> {
    let Some(first) = buyers.first().map(|buyer| buyer.user) else { return Ok(()) };
    let mut from = db.env().clock.now().plus_s(-60 * 86_400);
    for buyer in buyers {
        let user = buyer.user;
        db.transact(Actor::System, move |tx, _| {
            let order =
                list::page_of_user(tx, first, 1, 1)?.items.into_iter().next().ok_or(Code::NotFound)?;
            let lines = order::first_lines(tx, order.id, 1)?;
            order::add_past(tx, user, each, from, &Whole { order, lines })
        })?;
        done(each);
        // Two buyers of one bucket must not share a moment.
        from = from.plus_s(each / 1_000 + 1);
    }
    Ok(())
}

/// The statements of orders, one transaction each, taken from the use cases that the API calls.
///
/// # Errors
/// What the use cases return.
pub fn statements(
    db: &Db,
    buyers: &[Buyer],
    goods: &Goods,
    is_paid: bool,
    round: u32,
    count: usize,
) -> Result<Vec<Transaction>> {
    let (buyers, skus) = (buyers.to_vec(), goods.skus.clone());
    Ok(record::record(db, count, move |tx, cx, index| {
        let (buyer, sku) = (&buyers[index % buyers.len()], skus[index % skus.len()]);
        let key = format!("plain-{is_paid}-{round}-{index}");
        let scope =
            Scope { bucket: buyer.user.bucket(), owner: buyer.user.raw(), key, request_hash: [7; 32] };
        once::run(tx, cx, &scope, |tx, cx| one_order(tx, cx, buyer, sku, is_paid)).map(|_| ())
    })?)
}

fn one_order(tx: &mut Tx<'_>, cx: &Cx, buyer: &Buyer, sku: SkuId, is_paid: bool) -> kernel::Result<String> {
    let place = account::address(tx, buyer.user, buyer.address)?.place;
    let ask = Place {
        user: buyer.user,
        lines: vec![Wanted { sku, quantity: Quantity::new(1)? }],
        recipient: Some(Recipient {
            name: place.recipient,
            phone: place.phone,
            region: [place.province, place.city, place.district, place.postcode].join(" "),
            street: place.street,
        }),
        note: String::new(),
        expected_total: None,
    };
    let order = order::place(tx, cx, Terms::default(), &ask)?.order.id;
    if is_paid {
        payment::pay_by_balance(tx, cx, buyer.user, order)?;
        order::get(tx, order)?;
        order::lines(tx, order)?;
        payment::of_order(tx, order)?;
        payment::refund::list_of_order(tx, order)?;
        aftersale::of_order(tx, order)?;
    }
    Ok("x".repeat(ANSWER_BYTES))
}
