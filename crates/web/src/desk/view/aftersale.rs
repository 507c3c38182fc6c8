//! After-sale cases, to be decided.

use askama::Template;
use mall::aftersale::AftersaleState;

use crate::i18n::{Moment, Price};
use crate::site::view::{FieldErrors, Picture, Step};

use super::{Layout, Link, Older, RefundRow, TabLink, Worded};

/// `GET /desk/aftersales`
#[derive(Debug, Template)]
#[template(path = "desk/aftersales.html")]
pub struct AftersalesPage {
    pub layout: Layout,
    pub tabs: Vec<TabLink>,
    pub rows: Vec<AftersaleRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct AftersaleRow {
    pub id: String,
    pub number: String,
    pub state: AftersaleState,
    /// Whether the goods come back.
    pub with_return: bool,
    pub reason: String,
    pub amount: Price,
    pub at: Moment,
}

/// `GET /desk/aftersales/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/aftersale.html")]
pub struct AftersalePage {
    pub layout: Layout,
    pub id: String,
    pub number: String,
    pub state: AftersaleState,
    pub steps: Vec<Step>,
    pub order: Link,
    pub buyer: Link,
    pub with_return: bool,
    pub amount: Price,
    pub reason: String,
    pub given_answer: String,
    /// Carrier and tracking number of the parcel that comes back.
    pub parcel: Option<(String, String)>,
    pub lines: Vec<CaseLine>,
    pub refunds: Vec<RefundRow>,
    /// What the buyer shows of the goods.
    pub photos: Vec<Picture>,
    pub actions: CaseActions,
    /// As typed.
    pub answer: String,
    /// Field `answer`.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct CaseActions {
    pub decide: bool,
    pub receive: bool,
}

#[derive(Debug, Clone)]
pub struct CaseLine {
    /// The SKU's stock, for those who may see it.
    pub href: Option<String>,
    pub code: String,
    pub title: String,
    pub options: String,
    pub picture: Option<Picture>,
    pub price: Price,
    pub quantity: i64,
}
