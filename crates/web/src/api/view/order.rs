//! Orders.

use kernel::Result;
use mall::catalog::{SkuId, SpuId, SpuKind};
use mall::order::{self, Order, OrderId, OrderLine, OrderState, Recipient, Times};
use mall::payment::refund;
use mall::{aftersale, payment};
use serde::Serialize;
use store::Tx;
use utoipa::ToSchema;

use super::aftersale::AftersaleView;
use super::payment::{PaymentView, RefundView};
use super::{Bilingual, Cash, Stamp, picture_url};
use crate::api::doc;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecipientView {
    pub name: String,
    pub phone: String,
    pub region: String,
    pub street: String,
}

impl From<Recipient> for RecipientView {
    fn from(to: Recipient) -> Self {
        Self { name: to.name, phone: to.phone, region: to.region, street: to.street }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderView {
    #[schema(value_type = String)]
    pub id: OrderId,
    /// As people read it.
    #[schema(example = "D261120160000000041")]
    pub number: String,
    /// Of everything in it: goods are sent, services are worked on.
    #[schema(schema_with = doc::spu_kind)]
    pub kind: SpuKind,
    #[schema(schema_with = doc::order_state)]
    pub state: OrderState,
    pub total: Cash,
    /// What has been promised or paid back.
    pub refunded: Cash,
    pub line_count: i64,
    /// Null for a service without an address.
    pub recipient: Option<RecipientView>,
    pub note: String,
    /// Who carries the parcel; empty until it is shipped.
    pub carrier: String,
    pub tracking: String,
    pub placed_at: Stamp,
    /// Until when it waits to be paid.
    pub expires_at: Stamp,
    pub paid_at: Option<Stamp>,
}

impl From<Order> for OrderView {
    fn from(order: Order) -> Self {
        Self {
            id: order.id,
            number: order.number,
            kind: order.kind,
            state: order.state,
            total: order.total.into(),
            refunded: order.refunded.into(),
            line_count: order.line_count,
            recipient: order.recipient.map(Into::into),
            note: order.note,
            carrier: order.carrier,
            tracking: order.tracking,
            placed_at: order.times.placed.into(),
            expires_at: order.times.expires.into(),
            paid_at: order.times.paid.map(Into::into),
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderLineView {
    /// From 1; names the line in after-sale cases.
    pub line: i64,
    #[schema(value_type = String)]
    pub sku: SkuId,
    #[schema(value_type = String)]
    pub product: SpuId,
    pub code: String,
    pub title: Bilingual,
    pub option: Bilingual,
    pub picture: Option<String>,
    pub list_price: Cash,
    /// As it was when the order was placed.
    pub price: Cash,
    pub quantity: i64,
    /// Pieces that after-sale cases have claimed.
    pub refund_quantity: i64,
    pub amount: Cash,
}

impl OrderLineView {
    fn new(line: OrderLine) -> Result<Self> {
        let amount = line.amount()?.into();
        Ok(Self {
            line: line.line,
            sku: line.sku,
            product: line.spu,
            code: line.code,
            title: line.title.into(),
            option: line.option.into(),
            picture: picture_url(&line.picture),
            list_price: line.list_price.into(),
            price: line.price.into(),
            quantity: line.quantity,
            refund_quantity: line.refund_quantity,
            amount,
        })
    }
}

/// One step that an order has taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepView {
    #[schema(schema_with = doc::order_state)]
    pub state: OrderState,
    pub at: Stamp,
}

fn timeline(state: OrderState, times: &Times) -> Vec<StepView> {
    let steps = [
        (OrderState::Placed, Some(times.placed)),
        (OrderState::Paid, times.paid),
        (OrderState::Packing, times.packed),
        (OrderState::Shipped, times.shipped),
        (OrderState::Delivered, times.delivered),
        (OrderState::Completed, times.completed),
        (OrderState::Working, times.working),
        (OrderState::Done, times.done),
        (state, times.closed),
    ];
    let taken = steps.into_iter().filter_map(|(state, at)| Some(StepView { state, at: at?.into() }));
    let mut taken: Vec<_> = taken.collect();
    // An order that was given up and then revived was closed before it was paid.
    taken.sort_by_key(|step| step.at.0);
    taken
}

/// An order with all that belongs to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderDetail {
    #[serde(flatten)]
    pub order: OrderView,
    pub lines: Vec<OrderLineView>,
    /// Every attempt, the newest first.
    pub payments: Vec<PaymentView>,
    pub refunds: Vec<RefundView>,
    pub aftersales: Vec<AftersaleView>,
    pub timeline: Vec<StepView>,
}

impl OrderDetail {
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn of(tx: &mut Tx<'_>, order: Order) -> Result<Self> {
        let id = order.id;
        Ok(Self {
            lines: order::lines(tx, id)?.into_iter().map(OrderLineView::new).collect::<Result<_>>()?,
            payments: payment::of_order(tx, id)?.into_iter().map(Into::into).collect(),
            refunds: refund::list_of_order(tx, id)?.into_iter().map(Into::into).collect(),
            aftersales: aftersale::of_order(tx, id)?.into_iter().map(Into::into).collect(),
            timeline: timeline(order.state, &order.times),
            order: order.into(),
        })
    }

    /// Of an order that has just been placed: nothing need be read.
    ///
    /// # Errors
    /// [`kernel::Code::AmountRange`]; never for an order that was placed.
    pub fn placed(whole: order::Whole, payments: Vec<PaymentView>) -> Result<Self> {
        Ok(Self {
            lines: whole.lines.into_iter().map(OrderLineView::new).collect::<Result<_>>()?,
            payments,
            refunds: Vec::new(),
            aftersales: Vec::new(),
            timeline: timeline(whole.order.state, &whole.order.times),
            order: whole.order.into(),
        })
    }
}
