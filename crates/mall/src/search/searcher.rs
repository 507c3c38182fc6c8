//! Searches, for whoever serves them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use index::{Answer, Ask, Bend, Completer, Facets, Filter, Index, Place, Query, Sort, Synonyms};
use kernel::{Code, Currency, Cursor, PageAsk, Result, Time, words};

use super::goods::currency_number;
use super::keep::Keeping;
use super::queries::Tallies;
use crate::catalog::{Card, Category, CategoryId, SpuId};

words! {
    pub enum SearchSort {
        /// The best answers first.
        Best = "best",
        Newest = "newest",
        Price = "price",
        PriceDesc = "price_desc",
        Sales = "sales",
    }
}

/// What somebody looks for. Prices are minor units, inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchAsk {
    pub words: String,
    /// With all categories below it.
    pub category: Option<CategoryId>,
    pub tag: Option<String>,
    pub currency: Option<Currency>,
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    pub in_stock: bool,
    pub sort: SearchSort,
    pub with_facets: bool,
}

impl SearchAsk {
    /// Everything that answers these words, the best first.
    #[must_use]
    pub fn of(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            category: None,
            tag: None,
            currency: None,
            price_min: None,
            price_max: None,
            in_stock: false,
            sort: SearchSort::Best,
            with_facets: false,
        }
    }

    /// Whether it asks for nothing but words, in whatever order.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        let has_price = self.price_min.is_some() || self.price_max.is_some() || self.currency.is_some();
        self.category.is_none() && self.tag.is_none() && !has_price && !self.in_stock
    }

    /// Whether a product's price and stock are what is looked for.
    pub(super) fn fits(&self, card: &Card, is_in_stock: bool) -> bool {
        let price = card.price_min.minor();
        let in_range =
            self.price_min.is_none_or(|min| min <= price) && self.price_max.is_none_or(|max| price <= max);
        let is_right_money = self.currency.is_none_or(|currency| currency == card.price_min.currency());
        in_range && is_right_money && (is_in_stock || !self.in_stock)
    }
}

/// What was found. Ids only: what is shown of them is read from the database.
#[derive(Clone, Debug)]
pub struct Findings {
    pub query: Query,
    /// In order, as many as were asked for.
    pub places: Vec<Place>,
    pub next: Option<Cursor>,
    pub total: u64,
    pub facets: Facets,
    /// How far the query had to be bent.
    pub bend: Bend,
    pub synonyms: Arc<Synonyms>,
}

impl Findings {
    fn none(query: Query, synonyms: Arc<Synonyms>) -> Self {
        let (facets, bend) = (Facets::default(), Bend::Strict);
        Self { query, places: Vec::new(), next: None, total: 0, facets, bend, synonyms }
    }

    #[must_use]
    pub fn ids(&self) -> Vec<SpuId> {
        self.places.iter().map(|place| SpuId::from_raw(place.id)).collect()
    }
}

/// What to offer while somebody types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    pub queries: Vec<String>,
    pub categories: Vec<CategoryId>,
    pub goods: Vec<SpuId>,
}

const QUERIES_OFFERED: usize = 5;
const CATEGORIES_OFFERED: usize = 2;
const GOODS_OFFERED: usize = 4;

/// What is searched in; replaced part by part.
#[derive(Default)]
pub(super) struct State {
    pub index: Option<Arc<Index>>,
    pub synonyms: Arc<Synonyms>,
    pub categories: Arc<Completer>,
    pub popular: Arc<Completer>,
    pub tree: Arc<Vec<Category>>,
}

/// The search of one server: its index and the words beside it. Filled by [`Searcher::turn`].
pub struct Searcher {
    pub(super) home: PathBuf,
    pub(super) state: RwLock<State>,
    pub(super) tally: Mutex<Tallies>,
    pub(super) keeping: Mutex<Keeping>,
    /// Microseconds; 0 before the first time.
    pub(super) kept_at: AtomicI64,
    pub(super) is_stopping: AtomicBool,
}

impl Searcher {
    /// With its index in a directory, which nobody else uses. Nothing is read or written yet.
    #[must_use]
    pub fn new(home: impl Into<PathBuf>) -> Self {
        Self {
            home: home.into(),
            state: RwLock::default(),
            tally: Mutex::default(),
            keeping: Mutex::default(),
            kept_at: AtomicI64::new(0),
            is_stopping: AtomicBool::new(false),
        }
    }

    /// The tree of categories, as it was a moment ago; each before those below it.
    #[must_use]
    pub fn tree(&self) -> Arc<Vec<Category>> {
        self.read(|state| Arc::clone(&state.tree))
    }

    /// When the index was last known to be true: the end of the last turn that went well.
    #[must_use]
    pub fn kept_at(&self) -> Option<Time> {
        Some(Time(self.kept_at.load(Ordering::Relaxed))).filter(|at| 0 < at.micros())
    }

    /// How many goods can be found.
    #[must_use]
    pub fn goods(&self) -> u64 {
        self.read(|state| state.index.as_ref().map_or(0, |index| index.count()))
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Searches; `None` while there is no index. Takes milliseconds of the processor.
    ///
    /// # Errors
    /// [`Code::BadCursor`]; [`Code::Internal`] when the index cannot be read.
    pub fn find(&self, ask: &SearchAsk, page: &PageAsk) -> Result<Option<Findings>> {
        let (index, synonyms) = self.read(|state| (state.index.clone(), Arc::clone(&state.synonyms)));
        let Some(index) = index else { return Ok(None) };
        let query = Query::parse(&ask.words);
        if query.is_empty() && !ask.words.trim().is_empty() {
            // Signs alone: nobody knows what is looked for.
            return Ok(Some(Findings::none(query, synonyms)));
        }
        let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        let asked = Ask {
            query: query.clone(),
            filter: filter(ask),
            sort: sort(ask.sort),
            after: page.after.as_ref().map(after).transpose()?,
            limit: limit + 1,
            with_facets: ask.with_facets,
        };
        let Answer { mut places, total, facets, bend, .. } = index.search(&asked, &synonyms)?;
        let has_more = limit < places.len();
        places.truncate(limit);
        let next = places.last().filter(|_| has_more).map(|place| cursor(bend, *place));
        Ok(Some(Findings { query, places, next, total, facets, bend, synonyms }))
    }

    /// What to offer to somebody who has typed so far.
    ///
    /// # Errors
    /// [`Code::Internal`] when the index cannot be read.
    pub fn suggest(&self, typed: &str) -> Result<Suggestions> {
        let (index, synonyms, categories, popular) = self.read(|state| {
            let (categories, popular) = (Arc::clone(&state.categories), Arc::clone(&state.popular));
            (state.index.clone(), Arc::clone(&state.synonyms), categories, popular)
        });
        let ids = match index {
            Some(index) if !Query::parse(typed).is_empty() => {
                index.suggest(typed, GOODS_OFFERED, &synonyms)?
            }
            Some(_) | None => Vec::new(),
        };
        let queries = popular.complete(typed, QUERIES_OFFERED).into_iter().map(|entry| entry.text.clone());
        let categories = categories.complete(typed, CATEGORIES_OFFERED).into_iter();
        Ok(Suggestions {
            queries: queries.collect(),
            categories: categories.map(|entry| CategoryId::from_raw(entry.id)).collect(),
            goods: ids.into_iter().map(SpuId::from_raw).collect(),
        })
    }
}

fn filter(ask: &SearchAsk) -> Filter {
    Filter {
        category: ask.category.map(CategoryId::raw),
        tag: ask.tag.clone(),
        currency: ask.currency.map(currency_number),
        price_min: ask.price_min,
        price_max: ask.price_max,
        in_stock: ask.in_stock,
    }
}

fn sort(sort: SearchSort) -> Sort {
    match sort {
        SearchSort::Best => Sort::Relevance,
        SearchSort::Newest => Sort::Newest,
        SearchSort::Price => Sort::Price,
        SearchSort::PriceDesc => Sort::PriceDesc,
        SearchSort::Sales => Sort::Sales,
    }
}

/// A page continues with the query bent as far as the page before.
fn cursor(bend: Bend, place: Place) -> Cursor {
    let bend = Bend::ALL.iter().position(|known| *known == bend).and_then(|at| i64::try_from(at).ok());
    Cursor(vec![bend.unwrap_or(0), place.key, place.id])
}

fn after(cursor: &Cursor) -> Result<(Bend, Place)> {
    let [bend, key, id] = cursor.parts()?;
    let bend = usize::try_from(bend).ok().and_then(|at| Bend::ALL.get(at));
    Ok((*bend.ok_or(Code::BadCursor)?, Place { key, id }))
}
