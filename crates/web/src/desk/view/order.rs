//! Orders as staff carry them out.

use askama::Template;
use mall::catalog::SpuKind;
use mall::order::{OrderEvent, OrderState};
use mall::payment::{Method, PaymentState};

use crate::i18n::{Moment, Price};
use crate::site::view::{FieldErrors, Picture, Step};

use super::{AftersaleRow, Layout, Link, Older, RefundRow, TabLink, TransferRow, Worded};

/// What the field proposes; anything else may be typed.
const CARRIERS: [&str; 7] = ["顺丰", "中通", "圆通", "韵达", "申通", "京东物流", "EMS"];

/// `GET /desk/orders`
#[derive(Debug, Template)]
#[template(path = "desk/orders.html")]
pub struct OrdersPage {
    pub layout: Layout,
    pub tabs: Vec<TabLink>,
    /// The number that was looked for and not found.
    pub missed: Option<String>,
    pub rows: Vec<OrderRow>,
    pub older: Older,
    /// Whether orders that are paid can be begun here.
    pub may_begin: bool,
}

#[derive(Debug, Clone)]
pub struct OrderRow {
    pub id: String,
    pub number: String,
    pub kind: SpuKind,
    pub state: OrderState,
    pub placed_at: Moment,
    /// To whom and where; empty for a service without an address.
    pub recipient: String,
    pub region: String,
    pub line_count: i64,
    pub total: Price,
    pub refunded: Option<Price>,
}

impl OrderRow {
    pub fn is_packable(&self) -> bool {
        self.state.on(self.kind, OrderEvent::Pack).is_ok()
    }

    pub fn is_workable(&self) -> bool {
        self.state.on(self.kind, OrderEvent::Work).is_ok()
    }

    pub fn is_service(&self) -> bool {
        self.kind == SpuKind::Service
    }
}

/// `GET /desk/orders/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/order.html")]
pub struct OrderPage {
    pub layout: Layout,
    pub id: String,
    pub number: String,
    pub kind: SpuKind,
    pub state: OrderState,
    pub steps: Vec<Step>,
    pub buyer: Link,
    /// Name, phone, region and street, a line each; none for a service without an address.
    pub recipient: Vec<String>,
    pub note: String,
    /// Carrier and tracking number, once it was shipped.
    pub parcel: Option<(String, String)>,
    pub lines: Vec<LineRow>,
    pub total: Price,
    pub refunded: Option<Price>,
    pub payments: Vec<PaymentRow>,
    pub refunds: Vec<RefundRow>,
    pub cases: Vec<AftersaleRow>,
    /// Empty for those who may not see the books.
    pub transfers: Vec<TransferRow>,
    pub actions: OrderActions,
    /// As typed.
    pub carrier: String,
    pub tracking: String,
    /// Fields `carrier`, `tracking`.
    pub errors: FieldErrors,
}

impl OrderPage {
    fn is_service(&self) -> bool {
        self.kind == SpuKind::Service
    }

    fn place_name(&self) -> &'static str {
        let t = self.layout.t();
        if self.is_service() { t.serve_at } else { t.recipient }
    }
}

/// What can be done now, by who looks at it.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrderActions {
    pub pack: bool,
    pub ship: bool,
    pub deliver: bool,
    pub work: bool,
    pub finish: bool,
}

impl OrderActions {
    fn any(self) -> bool {
        let Self { pack, ship, deliver, work, finish } = self;
        pack || ship || deliver || work || finish
    }
}

#[derive(Debug, Clone)]
pub struct LineRow {
    /// The SKU's stock, for those who may see it.
    pub href: Option<String>,
    pub code: String,
    pub title: String,
    pub options: String,
    pub picture: Option<Picture>,
    pub price: Price,
    pub quantity: i64,
    pub amount: Price,
    /// Pieces claimed by after-sale cases.
    pub refunded: i64,
}

#[derive(Debug, Clone)]
pub struct PaymentRow {
    pub number: String,
    pub method: Method,
    pub state: PaymentState,
    pub amount: Price,
    /// The gateway's number of the trade.
    pub trade_no: String,
    pub failure: String,
    pub at: Moment,
    /// Whether its money is what the order was paid with.
    pub is_settled: bool,
}
