//! Parts that several pages show: pictures, product cards, page numbers, order lines, timelines.

use std::ops::Range;

use kernel::Cursor;

use crate::i18n::{Lang, Moment, Price, site::SiteText};

use super::{Picture, Tone};

/// One product in a list.
#[derive(Debug, Clone)]
pub struct ProductCard {
    pub id: String,
    pub title: String,
    /// What of the title answers a search: bytes, in order.
    pub marks: Vec<Range<usize>>,
    pub is_service: bool,
    pub picture: Option<Picture>,
    /// The lowest price of its SKUs.
    pub price: Price,
    /// Whether other SKUs cost more, so that the price reads "from".
    pub from: bool,
    /// The price struck through, when it is higher.
    pub list_price: Option<Price>,
    pub sold: u64,
    pub sold_out: bool,
}

impl ProductCard {
    /// The title in pieces, and whether each answers a search.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for mark in &self.marks {
            pieces.push((self.title.get(at..mark.start).unwrap_or_default(), false));
            pieces.push((self.title.get(mark.clone()).unwrap_or_default(), true));
            at = mark.end;
        }
        pieces.push((self.title.get(at..).unwrap_or_default(), false));
        pieces.retain(|(text, _)| !text.is_empty());
        pieces
    }
}

/// One step of the way from the home page to here.
#[derive(Debug, Clone)]
pub struct Crumb {
    pub name: String,
    pub href: String,
}

/// Numbers shown at each end of a long row of pages.
const PAGES_AT_EACH_END: u64 = 5;

/// The pages of a list: first five, last five, and the one being read.
#[derive(Debug, Clone)]
pub struct Pager {
    /// The page being read, from 1.
    pub page: u64,
    pub last: u64,
    /// Address up to and including `page=`.
    pub base: String,
}

/// A place in the row of page numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Page(u64),
    Here(u64),
    Gap,
}

impl Pager {
    /// `path` with its query, if any, but without `page`.
    pub fn new(page: u64, last: u64, path: &str) -> Self {
        let joint = if path.contains('?') { '&' } else { '?' };
        let last = last.max(1);
        Self { page: page.clamp(1, last), last, base: format!("{path}{joint}page=") }
    }

    pub fn is_needed(&self) -> bool {
        self.last > 1
    }

    pub fn href(&self, page: &u64) -> String {
        format!("{}{page}", self.base)
    }

    pub fn previous(&self) -> Option<String> {
        (self.page > 1).then(|| self.href(&(self.page - 1)))
    }

    pub fn next(&self) -> Option<String> {
        (self.page < self.last).then(|| self.href(&(self.page + 1)))
    }

    pub fn slots(&self) -> Vec<Slot> {
        let head = 1..=self.last.min(PAGES_AT_EACH_END);
        let tail = self.last.saturating_sub(PAGES_AT_EACH_END - 1).max(1)..=self.last;
        let mut pages: Vec<u64> = head.chain(std::iter::once(self.page)).chain(tail).collect();
        pages.sort_unstable();
        pages.dedup();
        let mut slots = Vec::with_capacity(pages.len() + 2);
        let mut before = 0;
        for page in pages {
            if page > before + 1 {
                slots.push(Slot::Gap);
            }
            slots.push(if page == self.page { Slot::Here(page) } else { Slot::Page(page) });
            before = page;
        }
        slots
    }
}

/// The way through a list that is continued by cursor.
#[derive(Debug, Clone, Default)]
pub struct Onward {
    /// The first page, when this is another one.
    pub first: Option<String>,
    pub next: Option<String>,
}

impl Onward {
    /// `path` with its query, if any, but without `after`.
    pub fn new(path: &str, is_first: bool, next: Option<&Cursor>) -> Self {
        let joint = if path.contains('?') { '&' } else { '?' };
        Self {
            first: (!is_first).then(|| path.to_owned()),
            next: next.map(|cursor| format!("{path}{joint}after={cursor}")),
        }
    }

    pub fn is_needed(&self) -> bool {
        self.first.is_some() || self.next.is_some()
    }
}

/// How the rest of a list is reached.
#[derive(Debug, Clone)]
pub enum Paging {
    Numbered(Pager),
    Onward(Onward),
}

/// One line of an order or of a quote, at its frozen price.
#[derive(Debug, Clone)]
pub struct OrderLine {
    pub id: String,
    /// None when the product is no longer to be seen.
    pub product: Option<String>,
    pub title: String,
    /// The chosen options, e.g. `原味 · 500 g`.
    pub options: String,
    pub picture: Option<Picture>,
    pub price: Price,
    pub quantity: u32,
    pub total: Price,
    /// Pieces already refunded.
    pub refunded: u32,
}

/// What an order comes to.
#[derive(Debug, Clone)]
pub struct Totals {
    pub goods: Price,
    pub discount: Option<Price>,
    /// None where nothing is sent.
    pub shipping: Option<Price>,
    pub total: Price,
}

/// Where a step of a timeline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Ahead,
    /// The way ended here, before its end.
    Stopped,
}

impl StepState {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Ahead => "ahead",
            Self::Stopped => "stopped",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Step {
    pub name: &'static str,
    pub state: StepState,
    pub at: Option<Moment>,
    /// More about it, e.g. carrier and tracking number.
    pub note: Option<String>,
}

/// A state a thing goes through on the way to its end, as a timeline shows it.
pub trait Stage: Copy + PartialEq + Sized + 'static {
    fn name(self, t: &'static SiteText) -> &'static str;
    fn tone(self) -> Tone;
    /// What happens next, in a sentence.
    fn next_step(self, t: &'static SiteText) -> &'static str;
    /// Its name once it has been reached, where that differs from its name as a state.
    fn step_name(self, t: &'static SiteText) -> &'static str {
        self.name(t)
    }
    /// Whether the way ended here before its end.
    fn is_stop(self) -> bool;

    fn shown(self, t: &'static SiteText) -> StateWord {
        StateWord { text: self.name(t), tone: self.tone() }
    }
}

/// A stage that was reached, when, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Reached<S> {
    pub stage: S,
    /// None when nobody wrote it down.
    pub at: Option<Moment>,
    pub note: Option<String>,
}

impl<S> Reached<S> {
    pub fn new(stage: S, at: impl Into<Moment>) -> Self {
        Self { stage, at: Some(at.into()), note: None }
    }

    pub fn sometime(stage: S) -> Self {
        Self { stage, at: None, note: None }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// The steps of a timeline: what was reached, where it stands, and what is still ahead on `way`, the
/// stages that follow each other when nothing disturbs.
pub fn timeline<S: Stage>(current: S, way: &[S], reached: &[Reached<S>], lang: Lang) -> Vec<Step> {
    let t = SiteText::of(lang);
    let mut steps: Vec<Step> = reached
        .iter()
        .map(|step| Step {
            name: step.stage.step_name(t),
            state: match (step.stage == current, current.is_stop()) {
                (true, true) => StepState::Stopped,
                (true, false) if way.last() != Some(&current) => StepState::Now,
                _ => StepState::Done,
            },
            at: step.at,
            note: step.note.clone(),
        })
        .collect();
    let here = way.iter().position(|stage| *stage == current);
    if let (Some(here), false) = (here, current.is_stop()) {
        steps.extend(way[here + 1..].iter().map(|stage| Step {
            name: stage.step_name(t),
            state: StepState::Ahead,
            at: None,
            note: None,
        }));
    }
    steps
}

/// A state in words, with its feeling.
#[derive(Debug, Clone, Copy)]
pub struct StateWord {
    pub text: &'static str,
    pub tone: Tone,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(page: u64, last: u64) -> String {
        let show = |slot: &Slot| match slot {
            Slot::Page(page) => page.to_string(),
            Slot::Here(page) => format!("[{page}]"),
            Slot::Gap => "…".into(),
        };
        Pager::new(page, last, "/orders").slots().iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_and_last_five_pages_are_offered() {
        assert_eq!(row(1, 1), "[1]");
        assert_eq!(row(3, 10), "1 2 [3] 4 5 6 7 8 9 10");
        assert_eq!(row(1, 10_000), "[1] 2 3 4 5 … 9996 9997 9998 9999 10000");
        assert_eq!(row(5_000, 10_000), "1 2 3 4 5 … [5000] … 9996 9997 9998 9999 10000");
        assert_eq!(row(6, 12), "1 2 3 4 5 [6] … 8 9 10 11 12");
        assert_eq!(row(99, 3), "1 2 [3]");
        assert_eq!(row(0, 0), "[1]");
    }

    #[test]
    fn a_list_leads_onward_and_back_to_its_start() {
        let onward = Onward::new("/search?q=x", false, Some(&Cursor(vec![0, 255])));
        assert_eq!(onward.next.unwrap(), "/search?q=x&after=0.ff");
        assert_eq!(onward.first.unwrap(), "/search?q=x");
        assert!(!Onward::new("/c/1", true, None).is_needed());
    }

    #[test]
    fn page_links_keep_the_query() {
        let pager = Pager::new(2, 3, "/search?q=x");
        assert_eq!(pager.previous().unwrap(), "/search?q=x&page=1");
        assert_eq!(pager.next().unwrap(), "/search?q=x&page=3");
        assert_eq!(Pager::new(3, 3, "/orders").next(), None);
        assert_eq!(Pager::new(u64::MAX, u64::MAX, "/orders").slots().len(), 11);
    }
}
