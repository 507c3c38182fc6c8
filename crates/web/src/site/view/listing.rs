//! Lists of products: a category and a search.

use askama::Template;
use kernel::Cursor;

use crate::i18n::site::SiteText;

use super::{Crumb, FieldErrors, Layout, Onward, ProductCard, layout::escape_query};

/// `GET /c/{id}` and `GET /search`
#[derive(Debug, Template)]
#[template(path = "site/listing.html")]
pub struct ListingPage {
    pub layout: Layout,
    /// The way here, without this page itself; empty for a search.
    pub crumbs: Vec<Crumb>,
    /// The category's name; a search makes its own heading from `query`.
    pub heading: String,
    /// The words of a search.
    pub query: Option<String>,
    pub subcategories: Vec<Crumb>,
    pub filter: Filter,
    /// What a search may be narrowed down to.
    pub sieve: Sieve,
    /// What the words of a search were probably meant to be.
    pub meant: Option<Crumb>,
    /// None when nobody counted: what is in stock changes too often.
    pub total: Option<u64>,
    pub cards: Vec<ProductCard>,
    /// What sells best, for a reader whose words have found nothing.
    pub instead: Vec<ProductCard>,
    /// There may be more where nothing was found: what was looked at did not fit, and the rest was not looked at.
    pub onward: Onward,
}

/// Ways to narrow a search down, each with how many products are left; empty for a category.
#[derive(Debug, Default)]
pub struct Sieve {
    pub categories: Vec<Sift>,
    pub tags: Vec<Sift>,
    pub prices: Vec<Sift>,
}

impl Sieve {
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty() && self.tags.is_empty() && self.prices.is_empty()
    }
}

/// One way to narrow a search down, or, where it was taken, back.
#[derive(Debug)]
pub struct Sift {
    pub name: String,
    pub href: String,
    pub count: u64,
    pub is_taken: bool,
}

/// The order of a list; `sort` in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best answers first: for searches alone.
    Best,
    #[default]
    Newest,
    Sales,
    PriceUp,
    PriceDown,
}

impl Sort {
    pub const ALL: &'static [Self] = &[Self::Best, Self::Newest, Self::Sales, Self::PriceUp, Self::PriceDown];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "new",
            Self::Sales => "sales",
            Self::PriceUp => "price",
            Self::PriceDown => "-price",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.code() == code)
    }

    pub const fn name(self, t: &SiteText) -> &'static str {
        match self {
            Self::Best => t.sort_best,
            Self::Newest => t.sort_newest,
            Self::Sales => t.sort_sales,
            Self::PriceUp => t.sort_price_up,
            Self::PriceDown => t.sort_price_down,
        }
    }
}

/// What the reader asked the list for, as typed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `/c/{id}` or `/search`
    pub path: String,
    /// The words of a search, which every link must keep.
    pub query: Option<String>,
    pub sort: Sort,
    /// Yuan, as typed.
    pub min: String,
    pub max: String,
    pub in_stock: bool,
    /// Only of a search: the id of a category.
    pub category: String,
    /// Only of a search.
    pub tag: String,
    pub errors: FieldErrors,
}

impl Filter {
    pub fn is_active(&self) -> bool {
        let typed = [&self.min, &self.max, &self.category, &self.tag];
        typed.iter().any(|typed| !typed.is_empty()) || self.in_stock || !self.errors.is_empty()
    }

    /// The orders that this list may have, its usual one first.
    pub fn sorts(&self) -> &'static [Sort] {
        if self.query.is_some() { Sort::ALL } else { &Sort::ALL[1..] }
    }

    pub fn usual_sort(&self) -> Sort {
        self.sorts()[0]
    }

    /// This list in another order; also, with its own order, the base of the page links.
    pub fn href(&self, sort: &Sort) -> String {
        let mut pairs = Vec::with_capacity(5);
        if let Some(query) = &self.query {
            pairs.push(format!("q={}", escape_query(query)));
        }
        if *sort != self.usual_sort() {
            pairs.push(format!("sort={}", sort.code()));
        }
        for (name, value) in
            [("c", &self.category), ("tag", &self.tag), ("min", &self.min), ("max", &self.max)]
        {
            if !value.is_empty() {
                pairs.push(format!("{name}={}", escape_query(value)));
            }
        }
        if self.in_stock {
            pairs.push("stock=1".into());
        }
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    /// This list without its filters.
    pub fn bare_href(&self) -> String {
        let bare = Self { path: self.path.clone(), query: self.query.clone(), ..Self::default() };
        bare.href(&self.sort)
    }

    pub fn onward(&self, is_first: bool, next: Option<&Cursor>) -> Onward {
        Onward::new(&self.href(&self.sort), is_first, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_what_was_asked() {
        let filter = Filter {
            path: "/search".into(),
            query: Some("麦&片".into()),
            sort: Sort::Best,
            min: "5".into(),
            in_stock: true,
            ..Filter::default()
        };
        assert_eq!(
            filter.href(&Sort::PriceDown),
            "/search?q=%E9%BA%A6%26%E7%89%87&sort=-price&min=5&stock=1"
        );
        assert_eq!(filter.bare_href(), "/search?q=%E9%BA%A6%26%E7%89%87");
        let next = filter.onward(true, Some(&Cursor(vec![0, 16]))).next;
        assert_eq!(next.unwrap(), "/search?q=%E9%BA%A6%26%E7%89%87&min=5&stock=1&after=0.10");
        for sort in Sort::ALL {
            assert_eq!(Sort::from_code(sort.code()), Some(*sort));
        }
    }
}
