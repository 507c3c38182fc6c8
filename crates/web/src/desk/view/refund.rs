//! Refunds on their way.

use askama::Template;
use mall::payment::RefundState;

use crate::i18n::{Moment, Price};

use super::{Layout, Older, TabLink, Worded};

/// `GET /desk/refunds`
#[derive(Debug, Template)]
#[template(path = "desk/refunds.html")]
pub struct RefundsPage {
    pub layout: Layout,
    pub tabs: Vec<TabLink>,
    pub rows: Vec<RefundRow>,
    pub older: Older,
    pub may_retry: bool,
}

#[derive(Debug, Clone)]
pub struct RefundRow {
    pub id: String,
    pub number: String,
    pub state: RefundState,
    pub amount: Price,
    pub reason: String,
    pub failure: String,
    pub at: Moment,
    /// Id of the order.
    pub order: String,
}

impl RefundRow {
    pub fn is_failed(&self) -> bool {
        self.state == RefundState::Failed
    }
}
