//! Carts and quotes.

use kernel::{Result, money};
use mall::catalog::{SkuId, SpuId, SpuKind};
use mall::order::cart::CartLine;
use mall::pricing::{Quote, QuotedLine};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Bilingual, Cash, Stamp, picture_url};
use crate::api::doc;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CartLineView {
    #[schema(value_type = String)]
    pub sku: SkuId,
    #[schema(value_type = Option<String>)]
    pub product: Option<SpuId>,
    /// Goods and services are ordered apart.
    #[schema(schema_with = doc::spu_kind)]
    pub kind: Option<SpuKind>,
    pub title: Bilingual,
    pub option: Bilingual,
    pub picture: Option<String>,
    pub price: Option<Cash>,
    pub list_price: Option<Cash>,
    pub quantity: i64,
    /// How many can be ordered.
    pub available: i64,
    /// Whether it can be ordered as it is.
    pub orderable: bool,
    pub added_at: Stamp,
}

impl From<CartLine> for CartLineView {
    fn from(line: CartLine) -> Self {
        let orderable = line.is_orderable();
        let offer = line.offer;
        Self {
            sku: line.item.sku,
            product: offer.as_ref().map(|offer| offer.spu),
            kind: offer.as_ref().map(|offer| offer.kind),
            price: offer.as_ref().map(|offer| offer.price.into()),
            list_price: offer.as_ref().map(|offer| offer.list_price.into()),
            picture: offer.as_ref().and_then(|offer| picture_url(offer.picture.as_deref()?)),
            title: offer.as_ref().map(|offer| offer.title.clone().into()).unwrap_or_default(),
            option: offer.map(|offer| offer.option.into()).unwrap_or_default(),
            quantity: line.item.quantity,
            available: line.available,
            orderable,
            added_at: line.item.added_at.into(),
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CartView {
    /// Names the cart of a client that is not signed in: send it as `X-Cart-Token`. Whoever knows it has the cart.
    pub token: Option<String>,
    pub lines: Vec<CartLineView>,
    pub pieces: i64,
    /// Of all lines that can be ordered; null when their currencies differ.
    pub total: Option<Cash>,
}

impl CartView {
    #[must_use]
    pub fn new(token: Option<String>, lines: Vec<CartLine>) -> Self {
        Self {
            token,
            pieces: lines.iter().map(|line| line.item.quantity).sum(),
            total: total(&lines).ok().flatten(),
            lines: lines.into_iter().map(Into::into).collect(),
        }
    }
}

fn total(lines: &[CartLine]) -> Result<Option<Cash>> {
    let orderable = lines.iter().filter(|line| line.is_orderable());
    let amounts = orderable.filter_map(|line| Some(line.offer.as_ref()?.price.times(line.item.quantity)));
    let amounts = amounts.collect::<Result<Vec<_>>>()?;
    let Some(first) = amounts.first() else { return Ok(None) };
    Ok(Some(money::sum(first.currency(), amounts.iter().copied())?.into()))
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuoteLineView {
    #[schema(value_type = String)]
    pub sku: SkuId,
    #[schema(value_type = String)]
    pub product: SpuId,
    pub title: Bilingual,
    pub option: Bilingual,
    pub picture: Option<String>,
    pub price: Cash,
    pub quantity: i64,
    pub amount: Cash,
}

impl From<QuotedLine> for QuoteLineView {
    fn from(line: QuotedLine) -> Self {
        let offer = line.offer;
        Self {
            sku: offer.sku,
            product: offer.spu,
            title: offer.title.into(),
            option: offer.option.into(),
            picture: offer.picture.as_deref().and_then(picture_url),
            price: offer.price.into(),
            quantity: line.quantity.pieces(),
            amount: line.amount.into(),
        }
    }
}

/// What an order would cost now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuoteView {
    /// Of every line: goods need an address to be ordered.
    #[schema(schema_with = doc::spu_kind)]
    pub kind: SpuKind,
    pub lines: Vec<QuoteLineView>,
    pub total: Cash,
}

impl From<Quote> for QuoteView {
    fn from(quote: Quote) -> Self {
        Self {
            kind: quote.kind,
            lines: quote.lines.into_iter().map(Into::into).collect(),
            total: quote.total.into(),
        }
    }
}
