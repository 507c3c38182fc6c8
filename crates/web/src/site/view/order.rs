//! The orders of a member.

use askama::Template;
use mall::aftersale::AftersaleState;
use mall::catalog::SpuKind;
use mall::order::OrderState;

use crate::i18n::{Moment, Price, site::SiteText};

use super::{Layout, OrderLine, Pager, Paging, Picture, Stage, Step, Tone, Totals};

/// `GET /orders`
#[derive(Debug, Template)]
#[template(path = "site/orders.html")]
pub struct OrdersPage {
    pub layout: Layout,
    pub filter: OrderFilter,
    pub rows: Vec<OrderRow>,
    /// Known for all orders only: what is in one state is not counted.
    pub total: Option<u64>,
    pub paging: Paging,
}

/// Which orders are listed; `state` in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderFilter {
    #[default]
    All,
    Unpaid,
    ToShip,
    ToReceive,
    Done,
    Closed,
}

impl OrderFilter {
    pub const ALL: &'static [Self] =
        &[Self::All, Self::Unpaid, Self::ToShip, Self::ToReceive, Self::Done, Self::Closed];

    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Unpaid => "unpaid",
            Self::ToShip => "to-ship",
            Self::ToReceive => "to-receive",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|filter| filter.code() == code)
    }

    /// The states it lists; empty for all of them.
    pub const fn states(self) -> &'static [OrderState] {
        match self {
            Self::All => &[],
            Self::Unpaid => &[OrderState::Placed],
            Self::ToShip => &[OrderState::Paid, OrderState::Packing, OrderState::Working],
            Self::ToReceive => &[OrderState::Shipped, OrderState::Delivered],
            Self::Done => &[OrderState::Completed, OrderState::Done],
            Self::Closed => &[OrderState::Cancelled, OrderState::Expired, OrderState::Refunded],
        }
    }

    pub fn href(self) -> String {
        match self {
            Self::All => "/orders".into(),
            other => format!("/orders?state={}", other.code()),
        }
    }

    pub fn pager(self, page: u64, last: u64) -> Pager {
        Pager::new(page, last, &self.href())
    }

    pub const fn name(self, t: &SiteText) -> &'static str {
        match self {
            Self::All => t.orders_all,
            Self::Unpaid => t.orders_unpaid,
            Self::ToShip => t.orders_to_ship,
            Self::ToReceive => t.orders_to_receive,
            Self::Done => t.orders_done,
            Self::Closed => t.orders_closed,
        }
    }
}

#[derive(Debug, Clone)]
pub struct OrderRow {
    pub id: String,
    pub number: String,
    pub placed_at: Moment,
    pub state: OrderState,
    /// The first line's title.
    pub title: String,
    /// Of the first lines; a few are enough.
    pub pictures: Vec<Picture>,
    /// How many different goods.
    pub kinds: u64,
    pub total: Price,
    pub actions: OrderActions,
}

/// The way of an order when nothing disturbs it.
pub const ORDER_WAY: &[OrderState] = &[
    OrderState::Placed,
    OrderState::Paid,
    OrderState::Packing,
    OrderState::Shipped,
    OrderState::Delivered,
    OrderState::Completed,
];

/// The way of a service.
pub const SERVICE_WAY: &[OrderState] =
    &[OrderState::Placed, OrderState::Paid, OrderState::Working, OrderState::Done];

impl Stage for OrderState {
    fn name(self, t: &'static SiteText) -> &'static str {
        match self {
            Self::Placed => t.state_placed,
            Self::Paid => t.state_paid,
            Self::Packing => t.state_packing,
            Self::Shipped => t.state_shipped,
            Self::Delivered => t.state_delivered,
            Self::Completed => t.state_completed,
            Self::Working => t.state_working,
            Self::Done => t.state_done,
            Self::Cancelled => t.state_cancelled,
            Self::Expired => t.state_expired,
            Self::Refunded => t.state_refunded,
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Placed => Tone::Warn,
            Self::Paid | Self::Packing | Self::Shipped | Self::Working => Tone::Info,
            Self::Delivered | Self::Completed | Self::Done => Tone::Good,
            Self::Cancelled | Self::Expired | Self::Refunded => Tone::Bad,
        }
    }

    fn next_step(self, t: &'static SiteText) -> &'static str {
        match self {
            Self::Placed => t.next_placed,
            Self::Paid => t.next_paid,
            Self::Packing => t.next_packing,
            Self::Shipped => t.next_shipped,
            Self::Delivered => t.next_delivered,
            Self::Completed => t.next_completed,
            Self::Working => t.next_working,
            Self::Done => t.next_done,
            Self::Cancelled => t.next_cancelled,
            Self::Expired => t.next_expired,
            Self::Refunded => t.next_refunded,
        }
    }

    fn step_name(self, t: &'static SiteText) -> &'static str {
        if self == Self::Placed { t.step_placed } else { self.name(t) }
    }

    fn is_stop(self) -> bool {
        matches!(self, Self::Cancelled | Self::Expired | Self::Refunded)
    }
}

/// What the reader may do with an order now.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrderActions {
    pub pay: bool,
    pub cancel: bool,
    pub receive: bool,
    pub refund: bool,
}

impl OrderActions {
    fn any(&self) -> bool {
        self.pay || self.cancel || self.receive || self.refund
    }
}

/// `GET /orders/{id}`
#[derive(Debug, Template)]
#[template(path = "site/order.html")]
pub struct OrderPage {
    pub layout: Layout,
    pub id: String,
    pub number: String,
    pub kind: SpuKind,
    pub state: OrderState,
    pub placed_at: Moment,
    /// Until when it can be paid, while it waits for that.
    pub expires_at: Option<Moment>,
    pub steps: Vec<Step>,
    /// Name, phone and place; empty for a service without an address.
    pub ship_to: Vec<String>,
    pub carrier: Option<Parcel>,
    pub lines: Vec<OrderLine>,
    pub totals: Totals,
    /// How it was paid, in words.
    pub paid_by: Option<String>,
    /// What came back already.
    pub refunded: Option<Price>,
    pub note: String,
    pub aftersales: Vec<AftersaleRow>,
    pub actions: OrderActions,
}

impl OrderPage {
    fn is_service(&self) -> bool {
        self.kind == SpuKind::Service
    }
}

#[derive(Debug, Clone)]
pub struct Parcel {
    pub carrier: String,
    pub tracking: String,
}

/// An after-sale case as one row on its order.
#[derive(Debug, Clone)]
pub struct AftersaleRow {
    pub id: String,
    pub number: String,
    pub state: AftersaleState,
    pub amount: Price,
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_under_one_tab() {
        for state in OrderState::ALL {
            let tabs = OrderFilter::ALL.iter().filter(|tab| tab.states().contains(state));
            assert_eq!(tabs.count(), 1, "{state}");
        }
    }
}
