//! The page of a search, and what is offered while somebody types.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use index::{PRICE_STEPS, QUERY_CHARS_MAX, Reader};
use kernel::{Currency, Money, PageAsk, Result};
use mall::catalog::{Card, Category};
use mall::search::{self, Findings, SearchAsk, SearchSort};

use super::ask::Ask;
use super::listing::{Found, PAGE, Place, Wish, bestsellers};
use super::shopper::Shopper;
use super::show::goods;
use super::view::layout::search_for;
use super::view::{Crumb, Filter, Sieve, Sift, Sort, SuggestPage, Suggested, Tab};
use crate::api::meant;
use crate::app::App;
use crate::auth::From;
use crate::client::Client;
use crate::i18n::{Lang, fill, site::SiteText};
use crate::problem::Failure;

/// Products among which nobody needs to sift.
const FEW: u64 = 5;
const CATEGORIES_SHOWN: usize = 8;
const TAGS_SHOWN: usize = 10;

fn words(ask: &Ask) -> String {
    ask.get("q").trim().chars().take(QUERY_CHARS_MAX).collect()
}

/// Not kept: what people search for is too varied to be asked twice.
pub async fn search(
    State(app): State<App>,
    from: From,
    shopper: Shopper,
    ask: Ask,
) -> Result<Response, Failure> {
    let lang = shopper.lang();
    let words = words(&ask);
    // Without words it is the list of everything.
    let query = Some(words.clone()).filter(|words| !words.is_empty());
    let mut wish = Wish::of(&ask, "/search".into(), ask.parsed("c"), query, lang);
    wish.filter.category = wish.category.map(|id| id.to_string()).unwrap_or_default();
    wish.filter.tag = ask.get("tag").to_owned();
    let found = find(&app, from.client, &wish, lang).await?;
    let t = shopper.t();
    let title = if words.is_empty() { t.all_products.to_owned() } else { fill(t.search_heading, &words) };
    let place = Place { heading: title.clone(), ..Place::default() };
    let mut layout = shopper.layout(&app, title, Tab::Home).await?;
    layout.description.clone_from(&layout.title);
    layout.query = words;
    shopper.show(&app, &wish.page(layout, found, place))
}

async fn find(app: &App, client: Client, wish: &Wish, lang: Lang) -> Result<Found> {
    let page = PageAsk::new(Some(PAGE), wish.after.clone())?;
    let findings = match &wish.filter.query {
        Some(words) => {
            let ask = search_ask(wish, words);
            app.find(ask.clone(), page).await?.map(|findings| (ask, findings))
        }
        None => None,
    };
    let asked = wish.clone();
    // While there is no index, titles are searched for the words as they are.
    let Some((ask, findings)) = findings else { return app.db.read(move |tx| asked.find(tx, lang)).await };
    if wish.after.is_none() && !wish.filter.is_active() {
        app.search.count(app.now(), client.to_string(), &findings);
    }
    let ids = findings.ids();
    let is_vain = findings.total == 0 && !wish.filter.is_active();
    let (hits, instead) = app
        .db
        .read(move |tx| {
            let instead = if is_vain { bestsellers(tx, lang)? } else { Vec::new() };
            Ok((search::hits(tx, &ask, &ids)?, instead))
        })
        .await?;
    let read = move || {
        let meant = meant(&findings, &hits);
        let reader = Reader { query: &findings.query, synonyms: &findings.synonyms };
        let shown = hits.iter().map(|(card, is_in_stock)| {
            let mut shown = goods::card(card, *is_in_stock, lang);
            shown.marks = reader.marks(&shown.title);
            shown
        });
        (shown.collect(), meant, findings)
    };
    let (cards, meant, findings) = app.read_titles(read).await?;
    let meant = meant.map(|meant| Crumb { href: search_for(&meant), name: meant });
    Ok(Found {
        cards,
        total: Some(findings.total),
        sieve: sieve(wish, &findings, &app.search.tree(), lang),
        next: findings.next,
        instead,
        meant,
    })
}

fn search_ask(wish: &Wish, words: &str) -> SearchAsk {
    let has_range = wish.price_min.is_some() || wish.price_max.is_some();
    SearchAsk {
        words: words.to_owned(),
        category: wish.category,
        tag: Some(wish.filter.tag.clone()).filter(|tag| !tag.is_empty()),
        // Amounts of other currencies are not within a range of yuan.
        currency: has_range.then_some(Currency::CNY),
        price_min: wish.price_min,
        price_max: wish.price_max,
        in_stock: wish.filter.in_stock,
        sort: match wish.filter.sort {
            Sort::Best => SearchSort::Best,
            Sort::Newest => SearchSort::Newest,
            Sort::Sales => SearchSort::Sales,
            Sort::PriceUp => SearchSort::Price,
            Sort::PriceDown => SearchSort::PriceDesc,
        },
        with_facets: true,
    }
}

fn sieve(wish: &Wish, findings: &Findings, tree: &[Category], lang: Lang) -> Sieve {
    let counts = &findings.facets;
    let sift = |name: String, count, is_taken, change: &dyn Fn(&mut Filter)| {
        let mut filter = Filter { errors: Default::default(), ..wish.filter.clone() };
        change(&mut filter);
        Sift { name, href: filter.href(&filter.sort), count, is_taken }
    };
    let count_of = |category: &Category| counts.categories.get(&category.id.raw()).copied().unwrap_or(0);
    let mut categories: Vec<&Category> =
        tree.iter().filter(|category| 1 < category.depth() && 0 < count_of(category)).collect();
    categories.sort_by_key(|category| std::cmp::Reverse(count_of(category)));
    categories.truncate(CATEGORIES_SHOWN);
    let category = |category: &&Category| {
        let is_taken = wish.category == Some(category.id);
        let id = if is_taken { String::new() } else { category.id.to_string() };
        sift(category.name.get(lang.into()).to_owned(), count_of(category), is_taken, &|filter| {
            filter.category.clone_from(&id)
        })
    };
    let tag = |(tag, count): &(String, u64)| {
        let is_taken = wish.filter.tag == *tag;
        let wanted = if is_taken { String::new() } else { tag.clone() };
        sift(tag.clone(), *count, is_taken, &|filter| filter.tag.clone_from(&wanted))
    };
    let categories: Vec<Sift> = categories.iter().map(category).collect();
    let ranges = counts.prices.iter().enumerate().filter(|(_, count)| 0 < **count);
    let prices: Vec<Sift> = ranges
        .map(|(at, count)| {
            let Range { name, min, max } = Range::of(at, lang);
            let is_taken =
                (wish.filter.min.as_str(), wish.filter.max.as_str()) == (min.as_str(), max.as_str());
            let (min, max) = if is_taken { (String::new(), String::new()) } else { (min, max) };
            sift(name, *count, is_taken, &|filter| (filter.min, filter.max) = (min.clone(), max.clone()))
        })
        .collect();
    // One way is no choice, and a handful of goods is seen at a glance.
    let is_much = FEW < findings.total;
    let many = |sifts: Vec<Sift>| {
        let is_taken = sifts.iter().any(|sift| sift.is_taken);
        if is_taken || (is_much && sifts.len() > 1) { sifts } else { Vec::new() }
    };
    Sieve {
        categories: many(categories),
        tags: many(counts.tags.iter().take(TAGS_SHOWN).map(tag).collect()),
        prices: many(prices),
    }
}

/// A range of prices that is counted.
struct Range {
    name: String,
    /// Yuan, as a reader would type them.
    min: String,
    max: String,
}

impl Range {
    fn of(at: usize, lang: Lang) -> Self {
        let money = |minor| Money::new(minor, Currency::CNY).unwrap_or(Money::zero(Currency::CNY));
        let from = at.checked_sub(1).and_then(|below| PRICE_STEPS.get(below)).copied();
        let to = PRICE_STEPS.get(at).copied();
        // The steps are whole yuan.
        let shown = |minor: i64| format!("¥{}", minor / 100);
        let name = match (from, to) {
            (from, Some(to)) => format!("{} – {}", shown(from.unwrap_or(0)), shown(to)),
            (from, None) => fill(SiteText::of(lang).price_above, shown(from.unwrap_or(0))),
        };
        let typed = |minor: Option<i64>| minor.map(|minor| money(minor).decimal()).unwrap_or_default();
        // The end of a range belongs to the next one.
        Self { name, min: typed(from), max: typed(to.map(|to| to - 1)) }
    }
}

/// A piece of a page: what to offer to somebody who has typed so far.
pub async fn suggest(State(app): State<App>, shopper: Shopper, ask: Ask) -> Result<Response, Failure> {
    let lang = shopper.lang();
    let named = app.suggest(words(&ask)).await?;
    let offered = app.db.read(move |tx| search::offered(tx, &named)).await?;
    let query = |words: String| {
        let href = search_for(&words);
        Suggested { name: words, href, icon: "search", card: None }
    };
    let category = |category: &Category| {
        let crumb = goods::crumb(category, lang);
        Suggested { name: crumb.name, href: crumb.href, icon: "grid", card: None }
    };
    let product = |(card, is_in_stock): &(Card, bool)| {
        let card = goods::card(card, *is_in_stock, lang);
        Suggested { name: card.title.clone(), href: format!("/p/{}", card.id), icon: "box", card: Some(card) }
    };
    let rows = offered.queries.into_iter().map(query);
    let rows = rows.chain(offered.categories.iter().map(category)).chain(offered.goods.iter().map(product));
    let mut response = shopper.show(&app, &SuggestPage { rows: rows.collect(), lang })?.into_response();
    // It has prices in it.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
