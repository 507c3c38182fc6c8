//! Quantities, levels and movements of stock.

use kernel::{Code, Error, Result, Time, ids, words};

use crate::catalog::SkuId;

ids! { MovementId }

/// How many pieces: 1 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(i64);

impl Quantity {
    pub const MAX: i64 = 1_000_000;

    /// # Errors
    /// [`Code::QuantityRange`] outside `1..=1_000_000`.
    pub fn new(pieces: i64) -> Result<Self> {
        if (1..=Self::MAX).contains(&pieces) { Ok(Self(pieces)) } else { Err(Code::QuantityRange.into()) }
    }

    /// The same, with the field named in the error.
    ///
    /// # Errors
    /// [`Code::Invalid`] about `field`.
    pub fn of_field(field: impl Into<String>, pieces: i64) -> Result<Self> {
        Self::new(pieces).map_err(|_| Error::field(field, "must be 1 to 1,000,000", "须为 1 到 1000000"))
    }

    #[must_use]
    pub const fn pieces(self) -> i64 {
        self.0
    }
}

/// What there is of one SKU; `available + reserved + sold = received`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    pub received: i64,
    pub available: i64,
    pub reserved: i64,
    pub sold: i64,
}

words! {
    /// Why a stock row changed, and in which direction.
    pub enum MovementKind {
        /// Goods came in (or, negative, were found missing).
        Receive = "receive",
        /// available → reserved
        Reserve = "reserve",
        /// reserved → available
        Release = "release",
        /// reserved → sold
        Take = "take",
        /// available → sold, for an order that was paid after its reservation had ended
        Retake = "retake",
        /// sold → available
        Return = "return",
    }
}

/// One line of a movement list.
#[derive(Clone, Debug)]
pub struct Movement {
    pub id: MovementId,
    pub sku: SkuId,
    pub kind: MovementKind,
    pub quantity: i64,
    /// Raw id of the order it belongs to; 0 for none.
    pub order: i64,
    pub note: String,
    pub at: Time,
}
