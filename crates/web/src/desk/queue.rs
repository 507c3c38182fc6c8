//! A page of queues: a tab for each state of a thing, and the things in one of them.

use std::fmt::Display;

use kernel::{Paged, Result};
use mall::aftersale::{self, AftersaleState};
use mall::order::{OrderState, list};
use mall::payment::{RefundState, refund};
use serde::Deserialize;
use store::Tx;
use work::job::{self, JobState};

use super::show::{self, COUNT_MAX};
use super::view::{Older, Section, TabLink, Worded};
use super::worker::{Worker, page_ask};
use crate::app::App;

/// A state whose things wait in a queue.
pub trait Queued: Worded + Display + PartialEq + Send + 'static {
    const ALL: &'static [Self];
    /// Those where things wait for somebody. The first of them is shown first.
    const PRESSING: &'static [Self];
    const SECTION: Section;

    fn count(self, tx: &mut Tx<'_>, max: i64) -> Result<i64>;
}

impl Queued for OrderState {
    const ALL: &'static [Self] = Self::ALL;
    const PRESSING: &'static [Self] = &[Self::Paid, Self::Packing, Self::Working];
    const SECTION: Section = Section::Orders;

    fn count(self, tx: &mut Tx<'_>, max: i64) -> Result<i64> {
        list::count_all_in_state(tx, self, max)
    }
}

impl Queued for AftersaleState {
    const ALL: &'static [Self] = Self::ALL;
    const PRESSING: &'static [Self] = &[Self::Requested];
    const SECTION: Section = Section::Aftersales;

    fn count(self, tx: &mut Tx<'_>, max: i64) -> Result<i64> {
        aftersale::count_in_state(tx, self, max)
    }
}

impl Queued for RefundState {
    const ALL: &'static [Self] = Self::ALL;
    const PRESSING: &'static [Self] = &[Self::Failed];
    const SECTION: Section = Section::Refunds;

    fn count(self, tx: &mut Tx<'_>, max: i64) -> Result<i64> {
        refund::count_in_state(tx, self, max)
    }
}

impl Queued for JobState {
    const ALL: &'static [Self] = Self::ALL;
    const PRESSING: &'static [Self] = &[Self::Dead];
    const SECTION: Section = Section::Jobs;

    fn count(self, tx: &mut Tx<'_>, max: i64) -> Result<i64> {
        job::count(tx, self, max)
    }
}

/// Which queue is asked for, and from where on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueQuery<S> {
    #[serde(default = "Option::default")]
    pub state: Option<S>,
    #[serde(default)]
    pub after: String,
}

impl<S: Queued> QueueQuery<S> {
    pub fn state(&self) -> S {
        self.state.unwrap_or(S::PRESSING[0])
    }
}

/// The tabs, and a page of what is in the one that is open.
pub struct Queue<T> {
    pub tabs: Vec<TabLink>,
    pub items: Vec<T>,
    pub older: Older,
}

impl<T: Send + 'static> Queue<T> {
    /// Counts all the queues and lists the one that is asked for, within one snapshot.
    ///
    /// # Errors
    /// [`kernel::Code::Forbidden`]; [`kernel::Code::BadCursor`]; whatever `list` returns.
    pub async fn read<S: Queued>(
        app: &App,
        worker: &Worker,
        query: &QueueQuery<S>,
        list: impl Fn(&mut Tx<'_>, S, &kernel::PageAsk) -> Result<Paged<T>> + Send + 'static,
    ) -> Result<Self> {
        let (here, ask) = (query.state(), page_ask(&query.after)?);
        let (counts, paged) = worker
            .read(app, S::SECTION, move |tx| {
                let counts = S::ALL.iter().map(|state| state.count(tx, COUNT_MAX + 1));
                Ok((counts.collect::<Result<Vec<_>>>()?, list(tx, here, &ask)?))
            })
            .await?;
        let href = |state: S| format!("{}?state={state}", S::SECTION.href());
        let tab = |(state, counted): (&S, i64)| TabLink {
            name: state.named(worker.t()).text,
            href: href(*state),
            count: Some(show::count(counted)),
            is_here: *state == here,
            is_pressing: S::PRESSING.contains(state),
        };
        Ok(Self {
            tabs: S::ALL.iter().zip(counts).map(tab).collect(),
            older: show::older(&href(here), &query.after, &paged),
            items: paged.items,
        })
    }
}
