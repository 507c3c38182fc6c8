//! Carts: a visitor's and a member's, merged when the visitor signs in.

use kernel::{Bucket, Code, Cx, Result, Time};

use super::cart_store;
use crate::account::UserId;
use crate::catalog::{self, Offer, SkuId, SpuId};
use crate::pricing::LINES_MAX;
use crate::stock::{self, Quantity};
use ::store::Tx;

/// Pieces of one SKU that a cart takes.
pub const PIECES_MAX: i64 = 9_999;

/// The notice that a cart has changed; its entity is [`CartOwner::raw`].
pub const CHANGED: &str = "cart.changed";

/// Whose cart it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CartOwner {
    Member(UserId),
    /// A visitor, by a random id that only the visitor's own cookie or token carries.
    Visitor(VisitorId),
}

kernel::ids! {
    /// Not issued but drawn at random: who knows it owns the cart.
    VisitorId
}

impl VisitorId {
    /// 62 random bits; the bucket is part of them.
    #[must_use]
    pub fn draw(random: &dyn kernel::Random) -> Self {
        Self::from_raw(((random.u64() >> 2) | 1).cast_signed())
    }
}

impl CartOwner {
    #[must_use]
    pub fn bucket(self) -> Bucket {
        Bucket::of_id(self.raw())
    }

    /// Visitors are negative, so that no drawn id can ever be a user's.
    #[must_use]
    pub fn raw(self) -> i64 {
        match self {
            Self::Member(user) => user.raw(),
            Self::Visitor(visitor) => -visitor.raw(),
        }
    }
}

/// One row of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartItem {
    pub sku: SkuId,
    pub quantity: i64,
    pub added_at: Time,
}

/// One row with what the buyer should know about it.
#[derive(Clone, Debug)]
pub struct CartLine {
    pub item: CartItem,
    /// `None` when the SKU no longer exists.
    pub offer: Option<Offer>,
    pub available: i64,
}

impl CartLine {
    /// Whether it can be ordered as it is.
    #[must_use]
    pub fn is_orderable(&self) -> bool {
        self.offer.as_ref().is_some_and(|offer| offer.on_sale) && self.available >= self.item.quantity
    }
}

/// # Errors
/// [`Code::Store`].
pub fn view(tx: &mut Tx<'_>, owner: CartOwner) -> Result<Vec<CartLine>> {
    let items = items(tx, owner)?;
    let skus: Vec<_> = items.iter().map(|item| item.sku).collect();
    let mut offers: std::collections::HashMap<_, _> =
        catalog::offers(tx, &skus)?.into_iter().map(|offer| (offer.sku, offer)).collect();
    items
        .into_iter()
        .map(|item| {
            let available = stock::level(tx, item.sku)?.available;
            Ok(CartLine { item, offer: offers.remove(&item.sku), available })
        })
        .collect()
}

/// # Errors
/// [`Code::Store`].
pub fn items(tx: &mut Tx<'_>, owner: CartOwner) -> Result<Vec<CartItem>> {
    cart_store::list(tx, owner, i64::try_from(LINES_MAX).unwrap_or(i64::MAX))
}

/// How many pieces are in the cart: the number on its icon.
///
/// # Errors
/// [`Code::Store`].
pub fn pieces(tx: &mut Tx<'_>, owner: CartOwner) -> Result<i64> {
    cart_store::pieces(tx, owner)
}

/// Adds pieces; more than 9,999 of one SKU become 9,999. Gives the product that the SKU is of.
///
/// # Errors
/// [`Code::NotFound`] for an unknown SKU, [`Code::NotOnSale`], [`Code::TooManyLines`].
pub fn add(tx: &mut Tx<'_>, cx: &Cx, owner: CartOwner, sku: SkuId, quantity: Quantity) -> Result<SpuId> {
    let offers = catalog::offers(tx, &[sku])?;
    let offer = offers.first().ok_or(Code::NotFound)?;
    if !offer.on_sale {
        return Err(Code::NotOnSale.into());
    }
    if usize::try_from(cart_store::count(tx, owner)?).unwrap_or(usize::MAX) >= LINES_MAX {
        return Err(Code::TooManyLines.into());
    }
    cart_store::add(tx, cx, owner, sku, quantity.pieces().min(PIECES_MAX), PIECES_MAX)?;
    Ok(offer.spu)
}

/// # Errors
/// [`Code::NotFound`] when the SKU is not in the cart.
pub fn set(tx: &mut Tx<'_>, owner: CartOwner, sku: SkuId, quantity: Quantity) -> Result<()> {
    let there = cart_store::set(tx, owner, sku, quantity.pieces().min(PIECES_MAX))?;
    if there { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// # Errors
/// [`Code::NotFound`] when the SKU is not in the cart.
pub fn remove(tx: &mut Tx<'_>, owner: CartOwner, sku: SkuId) -> Result<()> {
    if cart_store::remove(tx, owner, sku)? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Takes the ordered SKUs out of the cart.
///
/// # Errors
/// [`Code::Store`].
pub fn take_out(tx: &mut Tx<'_>, owner: CartOwner, skus: &[SkuId]) -> Result<()> {
    skus.iter().try_for_each(|sku| cart_store::remove(tx, owner, *sku).map(|_| ()))
}

/// Moves a visitor's cart into the member's; what does not fit is left behind.
///
/// # Errors
/// [`Code::Store`].
pub fn merge(tx: &mut Tx<'_>, cx: &Cx, visitor: VisitorId, user: UserId) -> Result<()> {
    let (from, to) = (CartOwner::Visitor(visitor), CartOwner::Member(user));
    let room = LINES_MAX.saturating_sub(usize::try_from(cart_store::count(tx, to)?).unwrap_or(usize::MAX));
    for item in items(tx, from)?.into_iter().take(room) {
        cart_store::add(tx, cx, to, item.sku, item.quantity, PIECES_MAX)?;
    }
    cart_store::clear(tx, from)
}
