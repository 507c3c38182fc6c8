//! The first page: what is going on, and what waits for somebody.

use askama::Template;

use crate::i18n::Price;

use super::{Chart, Count, Layout};

/// `GET /desk`
#[derive(Debug, Template)]
#[template(path = "desk/dashboard.html")]
pub struct DashboardPage {
    pub layout: Layout,
    /// Today's figures; empty for those who may not see orders.
    pub figures: Vec<Figure>,
    /// What waits for somebody, for those who may do it.
    pub tiles: Vec<Tile>,
    /// The last days; empty with `days`.
    pub charts: Vec<Chart>,
    /// The same as a table, newest first.
    pub days: Vec<DayRow>,
}

/// One number of today.
#[derive(Debug, Clone)]
pub struct Figure {
    pub name: &'static str,
    pub value: String,
}

/// One queue, and the way to it.
#[derive(Debug, Clone)]
pub struct Tile {
    pub name: &'static str,
    pub icon: &'static str,
    pub href: String,
    pub count: Count,
    /// Whether it should be empty.
    pub is_trouble: bool,
}

impl Tile {
    fn class(&self) -> &'static str {
        match (self.count.is_zero(), self.is_trouble) {
            (true, _) => "calm",
            (false, true) => "trouble",
            (false, false) => "work",
        }
    }
}

#[derive(Debug, Clone)]
pub struct DayRow {
    pub day: String,
    pub placed: u64,
    pub paid: u64,
    pub revenue: Price,
}
