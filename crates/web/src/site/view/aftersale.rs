//! Asking for money back, and what became of it.

use askama::Template;
use mall::aftersale::AftersaleState;

use crate::i18n::{Moment, Price, site::SiteText};

use super::{FieldErrors, Layout, OrderLine, Picture, Stage, Step, Tone};

/// `GET /orders/{id}/refund`
#[derive(Debug, Template)]
#[template(path = "site/refund.html")]
pub struct RefundPage {
    pub layout: Layout,
    pub order: String,
    pub number: String,
    /// Then there is nothing to send back.
    pub is_service: bool,
    pub lines: Vec<RefundLine>,
    /// A code of `reasons`, as chosen.
    pub reason: String,
    pub reasons: Vec<(String, String)>,
    /// What the goods are to do; None while nothing is chosen.
    pub goods_back: Option<bool>,
    pub note: String,
    pub key: String,
    /// Fields `n-{line}`, `reason`, `goods_back`, `note`; the empty name for the whole.
    pub errors: FieldErrors,
}

impl RefundPage {
    fn which(&self) -> &'static str {
        let t = self.layout.t();
        if self.is_service { t.refund_which_services } else { t.refund_which }
    }

    fn how_many(&self) -> &'static str {
        let t = self.layout.t();
        if self.is_service { t.refund_services_up_to } else { t.refund_up_to }
    }
}

#[derive(Debug, Clone)]
pub struct RefundLine {
    pub line: OrderLine,
    /// Pieces that can still be refunded.
    pub max: u32,
    /// As typed.
    pub quantity: String,
}

impl RefundLine {
    fn field(&self) -> String {
        format!("n-{}", self.line.id)
    }
}

/// `GET /aftersales/{id}`
#[derive(Debug, Template)]
#[template(path = "site/aftersale.html")]
pub struct AftersalePage {
    pub layout: Layout,
    pub id: String,
    pub number: String,
    pub order: String,
    pub order_number: String,
    /// Then there is nothing to send back.
    pub is_service: bool,
    pub state: AftersaleState,
    pub steps: Vec<Step>,
    pub lines: Vec<OrderLine>,
    pub amount: Price,
    /// The reason that was chosen, and what was added to it.
    pub reason: String,
    pub goods_back: bool,
    pub asked_at: Moment,
    /// What the shop answered.
    pub answer: Option<String>,
    /// The form of the parcel sent back, as typed.
    pub carrier: String,
    pub tracking: String,
    pub can_withdraw: bool,
    /// What the buyer shows of the goods.
    pub photos: Vec<Picture>,
    /// How many more there may be; none once it is decided.
    pub photos_left: usize,
    pub errors: FieldErrors,
}

impl AftersalePage {
    fn asks_for_parcel(&self) -> bool {
        self.goods_back && self.state == AftersaleState::Approved
    }
}

/// The way of a case whose goods come back.
pub const RETURN_WAY: &[AftersaleState] = &[
    AftersaleState::Requested,
    AftersaleState::Approved,
    AftersaleState::Returning,
    AftersaleState::Received,
    AftersaleState::Refunded,
];
/// The way of a case whose goods stay where they are.
pub const MONEY_WAY: &[AftersaleState] =
    &[AftersaleState::Requested, AftersaleState::Approved, AftersaleState::Refunded];

impl Stage for AftersaleState {
    fn name(self, t: &'static SiteText) -> &'static str {
        match self {
            Self::Requested => t.case_requested,
            Self::Approved => t.case_approved,
            Self::Returning => t.case_returning,
            Self::Received => t.case_received,
            Self::Refunded => t.case_refunded,
            Self::Rejected => t.case_rejected,
            Self::Withdrawn => t.case_withdrawn,
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Requested => Tone::Warn,
            Self::Approved | Self::Returning | Self::Received => Tone::Info,
            Self::Refunded => Tone::Good,
            Self::Rejected | Self::Withdrawn => Tone::Bad,
        }
    }

    fn next_step(self, t: &'static SiteText) -> &'static str {
        match self {
            Self::Requested => t.next_requested,
            Self::Approved => t.next_approved,
            Self::Returning => t.next_returning,
            Self::Received => t.next_received,
            Self::Refunded => t.next_money_back,
            Self::Rejected => t.next_rejected,
            Self::Withdrawn => t.next_withdrawn,
        }
    }

    fn step_name(self, t: &'static SiteText) -> &'static str {
        if self == Self::Requested { t.step_requested } else { self.name(t) }
    }

    fn is_stop(self) -> bool {
        matches!(self, Self::Rejected | Self::Withdrawn)
    }
}
