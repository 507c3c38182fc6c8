//! After-sale cases.

use kernel::Result;
use mall::aftersale::{self, Aftersale, AftersaleId, AftersaleState};
use mall::media::Name;
use mall::order::OrderId;
use serde::Serialize;
use store::Tx;
use utoipa::ToSchema;

use super::picture::{SizeView, sizes_at};
use super::{Cash, Stamp};
use crate::api::doc;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AftersaleView {
    #[schema(value_type = String)]
    pub id: AftersaleId,
    #[schema(value_type = String)]
    pub order: OrderId,
    pub number: String,
    #[schema(schema_with = doc::aftersale_state)]
    pub state: AftersaleState,
    /// Whether the goods come back before the money goes.
    pub with_return: bool,
    pub amount: Cash,
    pub reason: String,
    /// What staff said.
    pub answer: String,
    pub carrier: String,
    pub tracking: String,
    pub requested_at: Stamp,
    pub decided_at: Option<Stamp>,
    pub received_at: Option<Stamp>,
    pub finished_at: Option<Stamp>,
}

impl From<Aftersale> for AftersaleView {
    fn from(case: Aftersale) -> Self {
        Self {
            id: case.id,
            order: case.order,
            number: case.number,
            state: case.state,
            with_return: case.with_return,
            amount: case.amount.into(),
            reason: case.reason,
            answer: case.answer,
            carrier: case.carrier,
            tracking: case.tracking,
            requested_at: case.requested_at.into(),
            decided_at: case.decided_at.map(Into::into),
            received_at: case.received_at.map(Into::into),
            finished_at: case.finished_at.map(Into::into),
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AftersaleLineView {
    /// Of the order.
    pub line: i64,
    pub quantity: i64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AftersaleDetail {
    #[serde(flatten)]
    pub case: AftersaleView,
    pub lines: Vec<AftersaleLineView>,
    /// What the buyer shows of the goods.
    pub photos: Vec<PhotoView>,
}

/// A photo of a case. Its addresses ask who is there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhotoView {
    pub url: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Each made soon after; until then the photo itself is answered in its place.
    pub sizes: Vec<SizeView>,
}

impl PhotoView {
    fn new(case: &str, name: &Name) -> Self {
        let (url, shape) = (format!("{case}/photos/{name}"), name.shape());
        Self {
            sizes: shape.map(|shape| sizes_at(&format!("{url}?size="), shape)).unwrap_or_default(),
            width: shape.map(|shape| shape.width),
            height: shape.map(|shape| shape.height),
            url,
        }
    }
}

impl AftersaleDetail {
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn of(tx: &mut Tx<'_>, case: Aftersale) -> Result<Self> {
        let at = format!("/api/v1/aftersales/{}", case.id);
        Self::at(tx, case, &at)
    }

    /// As staff see it.
    ///
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn of_staff(tx: &mut Tx<'_>, case: Aftersale) -> Result<Self> {
        let at = format!("/api/v1/staff/aftersales/{}", case.id);
        Self::at(tx, case, &at)
    }

    fn at(tx: &mut Tx<'_>, case: Aftersale, at: &str) -> Result<Self> {
        let photos = aftersale::photos(tx, case.id)?.iter().map(|name| PhotoView::new(at, name)).collect();
        let lines = aftersale::lines(tx, case.id)?;
        let view = |(line, quantity): (i64, mall::stock::Quantity)| AftersaleLineView {
            line,
            quantity: quantity.pieces(),
        };
        Ok(Self { case: case.into(), lines: lines.into_iter().map(view).collect(), photos })
    }
}
