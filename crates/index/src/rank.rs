//! One pass over all goods that answer a query: the best of them in order, how many there are, and what they are.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// The upper ends of the price ranges that are counted, in minor units; the last range is open.
pub const PRICE_STEPS: [i64; 6] = [1_000, 3_000, 5_000, 10_000, 20_000, 50_000];
/// Tags that are counted.
pub const TAGS_MAX: usize = 20;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    Newest,
    Price,
    PriceDesc,
    Sales,
}

/// What goods must be besides answering the query. Prices are minor units, inclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub category: Option<i64>,
    pub tag: Option<String>,
    pub currency: Option<u64>,
    pub price_min: Option<i64>,
    pub price_max: Option<i64>,
    pub in_stock: bool,
}

/// What the goods that were found are. Each part is counted as if it were not itself filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    pub categories: HashMap<i64, u64>,
    /// The most frequent first.
    pub tags: Vec<(String, u64)>,
    /// One more than [`PRICE_STEPS`].
    pub prices: [u64; PRICE_STEPS.len() + 1],
    pub in_stock: u64,
}

/// The key that goods are sorted by, the largest first, and which they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub key: i64,
    pub id: i64,
}

#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In order.
    pub best: Vec<Place>,
    /// Goods that pass all filters.
    pub total: u64,
    /// Goods that answer the query, whatever the filters say.
    pub answering: u64,
    /// How well the best of them does, sales and stock aside; 0 when nobody asked for scores.
    pub best_score: f32,
    pub facets: Facets,
}

/// Scores are compared as whole numbers of this.
const SCORE_UNIT: f32 = 1e6;
/// What goods gain that sell.
const SALES_WEIGHT: f32 = 0.12;
/// Sales that gain all of it.
const SALES_FULL: f32 = 10_000.0;
/// What goods gain whose title is short: they are about what was asked, and nothing else.
const SHORT_WEIGHT: f32 = 0.1;
const LONG_TITLE_CHARS: f32 = 40.0;
/// What goods lose that are sold out.
const SOLD_OUT: f32 = 0.3;

/// The parts of a score, for the curious.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bonus {
    pub sales: f32,
    pub short: f32,
    pub stock: f32,
}

impl Bonus {
    #[must_use]
    pub fn of(sales: i64, title_chars: u64, in_stock: bool) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a score needs no more than seven digits")]
        let (sales, chars) = (sales.max(0) as f32, title_chars as f32);
        Self {
            sales: SALES_WEIGHT * (sales.ln_1p() / SALES_FULL.ln_1p()).min(1.0),
            short: SHORT_WEIGHT * (1.0 - chars / LONG_TITLE_CHARS).max(0.0),
            stock: if in_stock { 0.0 } else { -SOLD_OUT },
        }
    }

    fn sum(self) -> f32 {
        self.sales + self.short + self.stock
    }
}

/// Collects one page, continued after a place.
pub struct Ranking<'a> {
    pub sort: Sort,
    pub filter: &'a Filter,
    pub after: Option<Place>,
    pub limit: usize,
    pub with_facets: bool,
    /// What answers the query worse than this does not answer it.
    pub floor: Option<f32>,
}

impl Collector for Ranking<'_> {
    type Fruit = Found;
    type Child = Segment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        let fast = segment.fast_fields();
        let tags = fast.str("tag")?;
        let tag = match (&self.filter.tag, &tags) {
            (None, _) => None,
            // A tag that this segment does not know is nobody's.
            (Some(_), None) => Some(u64::MAX),
            (Some(tag), Some(tags)) => Some(tags.dictionary().term_ord(tag)?.unwrap_or(u64::MAX)),
        };
        Ok(Segment {
            ids: fast.i64("id")?,
            categories: fast.i64("category")?,
            currencies: fast.u64("currency")?,
            prices: fast.i64("price")?,
            stocked: fast.bool("in_stock")?,
            sales: fast.i64("sales")?,
            lengths: fast.u64("length")?,
            tags,
            tag,
            sort: self.sort,
            filter: self.filter.clone(),
            after: self.after,
            limit: self.limit,
            with_facets: self.with_facets,
            floor: self.floor,
            best: BinaryHeap::new(),
            found: Found::default(),
            tag_counts: HashMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance || self.floor.is_some()
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let mut all = Found::default();
        let mut tags: HashMap<String, u64> = HashMap::new();
        for found in segments {
            all.best.extend(found.best);
            all.total += found.total;
            all.answering += found.answering;
            all.best_score = all.best_score.max(found.best_score);
            all.facets.in_stock += found.facets.in_stock;
            for (category, count) in found.facets.categories {
                *all.facets.categories.entry(category).or_default() += count;
            }
            for (sum, count) in all.facets.prices.iter_mut().zip(found.facets.prices) {
                *sum += count;
            }
            for (tag, count) in found.facets.tags {
                *tags.entry(tag).or_default() += count;
            }
        }
        all.best.sort_unstable_by(|a, b| b.cmp(a));
        all.best.truncate(self.limit);
        all.facets.tags = tags.into_iter().collect();
        all.facets.tags.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
        all.facets.tags.truncate(TAGS_MAX);
        Ok(all)
    }
}

/// The pass over one segment.
pub struct Segment {
    ids: Column<i64>,
    categories: Column<i64>,
    currencies: Column<u64>,
    prices: Column<i64>,
    stocked: Column<bool>,
    sales: Column<i64>,
    lengths: Column<u64>,
    tags: Option<StrColumn>,
    /// The number that the wanted tag has in this segment.
    tag: Option<u64>,
    sort: Sort,
    filter: Filter,
    after: Option<Place>,
    limit: usize,
    with_facets: bool,
    floor: Option<f32>,
    /// The worst of the best on top.
    best: BinaryHeap<Reverse<Place>>,
    found: Found,
    tag_counts: HashMap<u64, u64>,
}

/// Which filters a product passes.
struct Passes {
    category: bool,
    tag: bool,
    price: bool,
    stock: bool,
}

impl Segment {
    fn passes(&self, doc: DocId, price: i64, in_stock: bool) -> Passes {
        let filter = &self.filter;
        let category =
            filter.category.is_none_or(|wanted| self.categories.values_for_doc(doc).any(|id| id == wanted));
        let tag = self.tag.is_none_or(|wanted| self.tag_numbers(doc).any(|tag| tag == wanted));
        let currency = filter.currency.is_none_or(|wanted| self.currencies.first(doc) == Some(wanted));
        let price = currency
            && filter.price_min.is_none_or(|min| min <= price)
            && filter.price_max.is_none_or(|max| price <= max);
        Passes { category, tag, price, stock: in_stock || !filter.in_stock }
    }

    fn tag_numbers(&self, doc: DocId) -> impl Iterator<Item = u64> {
        self.tags.iter().flat_map(move |tags| tags.term_ords(doc))
    }

    fn count(&mut self, doc: DocId, price: i64, in_stock: bool, passes: &Passes) {
        let Passes { category, tag, price: is_priced, stock } = *passes;
        let facets = &mut self.found.facets;
        if tag && is_priced && stock {
            for id in self.categories.values_for_doc(doc) {
                *facets.categories.entry(id).or_default() += 1;
            }
        }
        if category && tag && stock {
            let range = PRICE_STEPS.iter().position(|end| price < *end).unwrap_or(PRICE_STEPS.len());
            facets.prices[range] += 1;
        }
        if category && tag && is_priced && in_stock {
            facets.in_stock += 1;
        }
        if category && is_priced && stock {
            let numbers: Vec<u64> = self.tag_numbers(doc).collect();
            for number in numbers {
                *self.tag_counts.entry(number).or_default() += 1;
            }
        }
    }

    fn key(&self, doc: DocId, score: Score, price: i64, in_stock: bool) -> i64 {
        match self.sort {
            Sort::Relevance => {
                let (sales, length) = (self.sales.first(doc), self.lengths.first(doc));
                let bonus = Bonus::of(sales.unwrap_or(0), length.unwrap_or(0), in_stock);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "scores are far below the largest number"
                )]
                let key = ((score + bonus.sum()) * SCORE_UNIT) as i64;
                key
            }
            Sort::Newest => 0,
            Sort::Price => -price,
            Sort::PriceDesc => price,
            Sort::Sales => self.sales.first(doc).unwrap_or(0),
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.floor.is_some_and(|floor| score < floor) {
            return;
        }
        self.found.answering += 1;
        self.found.best_score = self.found.best_score.max(score);
        let price = self.prices.first(doc).unwrap_or(0);
        let in_stock = self.stocked.first(doc).unwrap_or(false);
        let passes = self.passes(doc, price, in_stock);
        if self.with_facets {
            self.count(doc, price, in_stock, &passes);
        }
        if !(passes.category && passes.tag && passes.price && passes.stock) {
            return;
        }
        self.found.total += 1;
        let place =
            Place { key: self.key(doc, score, price, in_stock), id: self.ids.first(doc).unwrap_or(0) };
        if self.after.is_some_and(|after| place >= after) {
            return;
        }
        if self.best.len() < self.limit {
            self.best.push(Reverse(place));
        } else if self.best.peek().is_some_and(|Reverse(worst)| *worst < place) {
            self.best.pop();
            self.best.push(Reverse(place));
        }
    }

    fn harvest(mut self) -> Found {
        self.found.best = self.best.into_iter().map(|Reverse(place)| place).collect();
        if let Some(tags) = &self.tags {
            for (number, count) in self.tag_counts {
                let mut tag = String::new();
                // A number without a name was counted for nobody.
                if tags.ord_to_str(number, &mut tag).unwrap_or(false) {
                    self.found.facets.tags.push((tag, count));
                }
            }
        }
        self.found
    }
}
