//! Searching for goods, and what is offered while somebody types.

use axum::extract::State;
use index::{Bend, Bonus, PRICE_STEPS, Place, QUERY_CHARS_MAX, Reader};
use kernel::{Code, Error, Lang, PageAsk, Result};
use mall::catalog::{Card, Category, CategoryId};
use mall::search::{self, Findings, Offered, SearchAsk, SearchSort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{One, Page, page_ask};
use super::doc;
use super::view::product::{CardView, CategoryView};
use super::view::{Bilingual, currency, money};
use crate::app::App;
use crate::auth::From;
use crate::json::Json;
use crate::params::Query;
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search_products)).routes(routes!(suggest))
}

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct SearchQuery {
    /// Chinese, pinyin, first letters, English, or a mixture; slips are forgiven.
    q: String,
    /// Id of a category; those below it count too.
    category: Option<String>,
    tag: Option<String>,
    /// The lowest price wanted, such as `9.90`.
    min: Option<String>,
    /// The highest price wanted.
    max: Option<String>,
    /// ISO 4217; CNY when a price is asked about.
    currency: Option<String>,
    /// Only what can be had now.
    in_stock: bool,
    /// `best` when it is not given.
    #[param(schema_with = doc::search_sort)]
    sort: Option<SearchSort>,
    /// Count categories, tags and prices of all that was found.
    facets: bool,
    /// Say why each product is there, when the best come first.
    explain: bool,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

impl SearchQuery {
    fn parse(self) -> Result<(SearchAsk, PageAsk)> {
        check_words(&self.q)?;
        let named = self.currency.as_deref().map(|text| currency(Some(text), "currency")).transpose()?;
        let priced_in = named.unwrap_or_default();
        let price = |text: Option<&str>, field| {
            text.map(|text| money(text, priced_in, field).map(kernel::Money::minor)).transpose()
        };
        let category = self.category.map(|id| id.parse::<CategoryId>()).transpose();
        let (price_min, price_max) = (price(self.min.as_deref(), "min")?, price(self.max.as_deref(), "max")?);
        let asks_price = price_min.is_some() || price_max.is_some();
        let ask = SearchAsk {
            words: self.q,
            category: category.map_err(|_| Error::field("category", "is not an id", "编号格式不正确"))?,
            tag: self.tag,
            currency: if asks_price { Some(priced_in) } else { named },
            price_min,
            price_max,
            in_stock: self.in_stock,
            sort: self.sort.unwrap_or(SearchSort::Best),
            with_facets: self.facets,
        };
        Ok((ask, page_ask(self.limit, self.cursor.as_deref())?))
    }
}

fn check_words(typed: &str) -> Result<()> {
    if typed.chars().count() <= QUERY_CHARS_MAX {
        return Ok(());
    }
    let en = format!("must be at most {QUERY_CHARS_MAX} characters");
    Err(Error::field("q", en, format!("最多 {QUERY_CHARS_MAX} 个字符")))
}

/// A product that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct HitView {
    #[serde(flatten)]
    card: CardView,
    in_stock: bool,
    /// Only when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyView>,
}

/// Why a product is where it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct WhyView {
    /// What products are sorted by: words and bonuses added up.
    score: f64,
    /// Of the score, what the words of the query gave.
    words: f64,
    /// What sales gave.
    sales: f32,
    /// What a short title gave.
    short_title: f32,
    /// What being sold out took.
    sold_out: f32,
    matches: Vec<MatchView>,
}

/// One word of the query, found in a title.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MatchView {
    #[schema(example = "niunai")]
    typed: String,
    /// `word`, `synonym`, `sound`, `initials`, `beginning`, `sounds_alike`, `other_order` or `slip`.
    #[schema(example = "sound")]
    how: &'static str,
    /// What of the title it is.
    #[schema(example = "牛奶")]
    text: String,
}

/// One value of a facet, and how many products have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct TagCount {
    tag: String,
    count: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct CategoryCount {
    #[schema(value_type = String)]
    id: CategoryId,
    name: Bilingual,
    count: u64,
}

/// Prices from (inclusive) to (exclusive), in the smallest unit; open at the end.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct PriceCount {
    from_minor: i64,
    to_minor: Option<i64>,
    count: u64,
}

/// What was found, counted. Each facet is counted as if it were not itself filtered by.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct FacetsView {
    /// The most frequent first; a product counts in its category and in those above.
    categories: Vec<CategoryCount>,
    tags: Vec<TagCount>,
    prices: Vec<PriceCount>,
    in_stock: u64,
}

/// What was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct FoundView {
    data: Vec<HitView>,
    page: Page,
    /// How many products there are on all pages.
    total: u64,
    /// How far the query had to be bent: `strict`, `slips` or `partial`.
    #[schema(example = "strict")]
    bent: &'static str,
    /// What was probably meant.
    did_you_mean: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<FacetsView>,
}

/// While the index is being made.
fn not_yet() -> Error {
    Error::new(Code::Busy).because("there is no search index yet")
}

/// Products that answer a query, the best first
#[utoipa::path(get, path = "/search", tag = "catalogue", params(SearchQuery),
    responses((status = 200, body = FoundView), doc::PublicList))]
async fn search_products(
    State(app): State<App>,
    from: From,
    Query(query): Query<SearchQuery>,
) -> Result<Json<FoundView>, Failure> {
    let explain = query.explain;
    let (ask, page) = query.parse()?;
    let (with_facets, limit) = (ask.with_facets, page.limit());
    let is_counted = page.after.is_none() && ask.is_bare();
    let explain = explain && ask.sort == SearchSort::Best;
    let found = app.find(ask.clone(), page).await?.ok_or_else(not_yet)?;
    if is_counted {
        app.search.count(app.now(), from.client.to_string(), &found);
    }
    let ids = found.ids();
    let hits = app.db.read(move |tx| search::hits(tx, &ask, &ids)).await?;
    let tree = app.search.tree();
    let view = move || view(&found, hits, &tree, &Wanted { limit, explain, with_facets });
    Ok(Json(app.read_titles(view).await?))
}

/// What of an answer was asked for.
struct Wanted {
    limit: i64,
    explain: bool,
    with_facets: bool,
}

fn view(found: &Findings, hits: Vec<(Card, bool)>, tree: &[Category], wanted: &Wanted) -> FoundView {
    let meant = meant(found, &hits);
    let why = |card: &Card, in_stock| wanted.explain.then(|| why(found, card, in_stock)).flatten();
    let view = |(card, in_stock): (Card, bool)| {
        let why = why(&card, in_stock);
        HitView { why, in_stock, card: card.into() }
    };
    FoundView {
        data: hits.into_iter().map(view).collect(),
        page: Page { limit: wanted.limit, next: found.next.as_ref().map(ToString::to_string), numbers: None },
        total: found.total,
        bent: match found.bend {
            Bend::Strict => "strict",
            Bend::Slips => "slips",
            Bend::Partial => "partial",
        },
        did_you_mean: meant,
        facets: wanted.with_facets.then(|| facets(found, tree)),
    }
}

/// What was probably meant, in the words of the best answer.
pub fn meant(found: &Findings, hits: &[(Card, bool)]) -> Option<String> {
    if found.bend == Bend::Strict {
        return None;
    }
    let reader = Reader { query: &found.query, synonyms: &found.synonyms };
    let (best, _) = hits.first()?;
    let titles = [Lang::Zh, Lang::En].map(|lang| best.title.get(lang));
    if titles.iter().any(|title| reader.is_answered(title)) {
        return None;
    }
    titles.iter().find_map(|title| reader.meant(title))
}

fn why(found: &Findings, card: &Card, in_stock: bool) -> Option<WhyView> {
    let Place { key, .. } = found.places.iter().find(|place| place.id == card.id.raw())?;
    let reader = Reader { query: &found.query, synonyms: &found.synonyms };
    let matches = [Lang::Zh, Lang::En].map(|lang| {
        let title = card.title.get(lang);
        let view = |found: index::Match| MatchView {
            text: found.spans.iter().filter_map(|span| title.get(span.clone())).collect::<Vec<_>>().join(" "),
            typed: found.unit,
            how: found.how.name(),
        };
        reader.read(title).into_iter().map(view).collect::<Vec<_>>()
    });
    let [in_chinese, in_english] = matches;
    let chars = u64::try_from(card.title.get(Lang::Zh).chars().count()).unwrap_or(u64::MAX);
    let Bonus { sales, short, stock } = Bonus::of(card.sales, chars, in_stock);
    #[expect(clippy::cast_precision_loss, reason = "a score has six places")]
    let score = *key as f64 / 1e6;
    Some(WhyView {
        score,
        words: score - f64::from(sales + short + stock),
        sales,
        short_title: short,
        sold_out: stock,
        matches: if in_english.len() > in_chinese.len() { in_english } else { in_chinese },
    })
}

fn facets(found: &Findings, tree: &[Category]) -> FacetsView {
    let counts = &found.facets;
    let count = |category: &Category| {
        let count = *counts.categories.get(&category.id.raw())?;
        Some(CategoryCount { id: category.id, name: category.name.clone().into(), count })
    };
    let mut categories: Vec<_> = tree.iter().filter_map(count).collect();
    categories.sort_by_key(|category| std::cmp::Reverse(category.count));
    let from = std::iter::once(0).chain(PRICE_STEPS);
    let to = PRICE_STEPS.into_iter().map(Some).chain(std::iter::once(None));
    let prices = from.zip(to).zip(counts.prices);
    FacetsView {
        categories,
        tags: counts.tags.iter().map(|(tag, count)| TagCount { tag: tag.clone(), count: *count }).collect(),
        prices: prices
            .map(|((from_minor, to_minor), count)| PriceCount { from_minor, to_minor, count })
            .filter(|range| range.count > 0)
            .collect(),
        in_stock: counts.in_stock,
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct SuggestQuery {
    /// What has been typed so far.
    q: String,
}

/// What may be offered while somebody types.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SuggestionsView {
    /// What others have searched for.
    queries: Vec<String>,
    categories: Vec<CategoryView>,
    products: Vec<CardView>,
}

/// What to offer while somebody types
#[utoipa::path(get, path = "/search/suggestions", tag = "catalogue", params(SuggestQuery),
    responses((status = 200, body = One<SuggestionsView>), doc::PublicList))]
async fn suggest(
    State(app): State<App>,
    Query(query): Query<SuggestQuery>,
) -> Result<One<SuggestionsView>, Failure> {
    check_words(&query.q)?;
    let named = app.suggest(query.q).await?;
    let Offered { queries, categories, goods } = app.db.read(move |tx| search::offered(tx, &named)).await?;
    Ok(One {
        data: SuggestionsView {
            queries,
            categories: categories.into_iter().map(Into::into).collect(),
            products: goods.into_iter().map(|(card, _)| card.into()).collect(),
        },
    })
}
