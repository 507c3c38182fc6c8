//! The first page: today, what waits for somebody, the last days.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use kernel::{Result, Time};
use mall::aftersale::{self, AftersaleState};
use mall::order::{OrderState, list};
use mall::payment::{RefundState, refund};
use store::Tx;
use work::job::{self, JobState};

use super::days::{Day, Days, Recent};
use super::show::{COUNT_MAX, count};
use super::view::{Bar, Chart, DashboardPage, DayRow, Figure, Section, Tile};
use super::worker::Worker;
use crate::app::App;
use crate::i18n::{Moment, Price, desk::DeskText, fill};
use crate::problem::Failure;

/// A job that is this late is not just waiting for its turn.
const LATE_S: i64 = 60;

pub fn routes() -> Router<App> {
    Router::new().route("/desk", get(dashboard))
}

async fn dashboard(
    State(app): State<App>,
    Extension(days): Extension<Arc<Days>>,
    worker: Worker,
) -> Result<Response, Failure> {
    let t = worker.t();
    let (now, sees_orders) = (app.now(), worker.sees(Section::Orders));
    let queues: Vec<_> = Queue::ALL.iter().copied().filter(|queue| worker.sees(queue.section())).collect();
    let (recent, tiles) = worker
        .read(&app, Section::Dashboard, move |tx| {
            let recent = if sees_orders { Some(days.recent(tx, now)?) } else { None };
            let tiles = queues.iter().map(|queue| queue.tile(tx, now, t)).collect::<Result<Vec<_>>>()?;
            Ok((recent, tiles))
        })
        .await?;
    let layout = worker.live_layout(&app, Section::Dashboard, t.dashboard);
    let page = match recent {
        Some(recent) => DashboardPage {
            figures: figures(&recent, t),
            charts: charts(&recent, t),
            days: recent.days.iter().rev().map(|day| row(&recent, day)).collect(),
            layout,
            tiles,
        },
        None => DashboardPage { layout, tiles, figures: vec![], charts: vec![], days: vec![] },
    };
    worker.show(&app, &page)
}

/// What waits for somebody.
#[derive(Clone, Copy)]
enum Queue {
    ToBegin,
    ToShip,
    ToFinish,
    Cases,
    Returns,
    Refunds,
    DeadJobs,
    LateJobs,
}

impl Queue {
    const ALL: [Self; 8] = [
        Self::ToBegin,
        Self::ToShip,
        Self::ToFinish,
        Self::Cases,
        Self::Returns,
        Self::Refunds,
        Self::DeadJobs,
        Self::LateJobs,
    ];

    fn section(self) -> Section {
        match self {
            Self::ToBegin | Self::ToShip | Self::ToFinish => Section::Orders,
            Self::Cases | Self::Returns => Section::Aftersales,
            Self::Refunds => Section::Refunds,
            Self::DeadJobs | Self::LateJobs => Section::Jobs,
        }
    }

    fn counted(self, tx: &mut Tx<'_>, now: Time) -> Result<i64> {
        let max = COUNT_MAX + 1;
        match self {
            Self::ToBegin => list::count_all_in_state(tx, OrderState::Paid, max),
            Self::ToShip => list::count_all_in_state(tx, OrderState::Packing, max),
            Self::ToFinish => list::count_all_in_state(tx, OrderState::Working, max),
            Self::Cases => aftersale::count_in_state(tx, AftersaleState::Requested, max),
            Self::Returns => aftersale::count_in_state(tx, AftersaleState::Returning, max),
            Self::Refunds => refund::count_in_state(tx, RefundState::Failed, max),
            Self::DeadJobs => job::count(tx, JobState::Dead, max),
            Self::LateJobs => job::overdue(tx, now.minus_s(LATE_S)),
        }
    }

    fn tile(self, tx: &mut Tx<'_>, now: Time, t: &'static DeskText) -> Result<Tile> {
        let (name, icon, state) = match self {
            Self::ToBegin => (t.to_begin, "box", OrderState::Paid.word()),
            Self::ToShip => (t.to_ship, "truck", OrderState::Packing.word()),
            Self::ToFinish => (t.to_finish, "edit", OrderState::Working.word()),
            Self::Cases => (t.cases_open, "return", AftersaleState::Requested.word()),
            Self::Returns => (t.cases_returning, "truck", AftersaleState::Returning.word()),
            Self::Refunds => (t.refunds_broken, "wallet", RefundState::Failed.word()),
            Self::DeadJobs => (t.jobs_dead, "gear", JobState::Dead.word()),
            Self::LateJobs => (t.jobs_overdue, "clock", JobState::Ready.word()),
        };
        let href = format!("{}?state={state}", self.section().href());
        let is_trouble = matches!(self, Self::Refunds | Self::DeadJobs | Self::LateJobs);
        Ok(Tile { name, icon, href, count: count(self.counted(tx, now)?), is_trouble })
    }
}

fn price(recent: &Recent, day: &Day) -> Price {
    Price { minor: day.paid_minor, currency: recent.currency }
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn figures(recent: &Recent, t: &'static DeskText) -> Vec<Figure> {
    let Some(today) = recent.days.last() else { return Vec::new() };
    vec![
        Figure { name: t.orders_placed, value: today.orders.to_string() },
        Figure { name: t.orders_paid, value: today.paid.to_string() },
        Figure { name: t.revenue, value: price(recent, today).to_string() },
    ]
}

/// `11-20`
fn short(day: &Day) -> String {
    let civil = day.begins.civil(kernel::time::SHOP_OFFSET_S);
    format!("{:02}-{:02}", civil.month, civil.day)
}

fn charts(recent: &Recent, t: &'static DeskText) -> Vec<Chart> {
    let orders = |day: &Day| Bar {
        label: short(day),
        hint: format!("{} {}", short(day), fill(&fill(t.chart_hint_orders, day.orders), day.paid)),
        value: whole(day.paid),
        whole: whole(day.orders),
    };
    let revenue = |day: &Day| Bar {
        label: short(day),
        hint: format!("{} {}", short(day), price(recent, day)),
        value: whole(day.paid_minor),
        whole: whole(day.paid_minor),
    };
    vec![
        Chart { title: t.chart_orders.to_owned(), bars: recent.days.iter().map(orders).collect() },
        Chart {
            title: fill(t.chart_revenue, recent.currency),
            bars: recent.days.iter().map(revenue).collect(),
        },
    ]
}

fn row(recent: &Recent, day: &Day) -> DayRow {
    DayRow {
        day: Moment::from(day.begins).day(crate::i18n::Lang::Zh),
        placed: whole(day.orders),
        paid: whole(day.paid),
        revenue: price(recent, day),
    }
}
