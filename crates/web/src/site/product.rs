//! One product.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Code, PageAsk, Result, Time};
use mall::catalog::{self, ListAsk, Product, SkuId, Sort, SpuId, SpuKind};
use mall::{rank, stock};
use store::Tx;

use super::ask::Ask;
use super::listing::{self, shelf};
use super::shared;
use super::shopper::Shopper;
use super::show::data::{self, OfferData};
use super::show::goods;
use super::show::product::{Offered, Picked, offered, paragraphs};
use super::view::{Crumb, FieldErrors, Layout, ProductCard, ProductPage, Tab};
use crate::app::App;
use crate::auth::From;
use crate::cache::{Finished, Key};
use crate::i18n::{Lang, site::SiteText};
use crate::params::Path;
use crate::problem::Failure;

/// Other products shown below.
const RELATED: usize = 5;
/// What is bought with it, when there are so many.
const TOGETHER_MIN: usize = 2;
const TOGETHER_MAX: usize = 5;

/// A product as its page needs it.
pub struct Known {
    product: Product,
    available: HashMap<SkuId, i64>,
    related: Vec<ProductCard>,
    together: Vec<ProductCard>,
}

/// # Errors
/// [`Code::NotFound`].
pub fn find(tx: &mut Tx<'_>, now: Time, id: SpuId, lang: Lang) -> Result<Known> {
    let product = catalog::get(tx, id)?;
    let available = product
        .skus
        .iter()
        .map(|sku| Ok((sku.id, stock::level(tx, sku.id)?.available)))
        .collect::<Result<_>>()?;
    let related = match product.breadcrumbs.last() {
        Some(category) => {
            let ask = ListAsk { category: Some(category.id), sort: Sort::Sales, ..ListAsk::default() };
            // One more, for the product itself is among them.
            let cards = shelf(tx, &ask, &PageAsk::first(RELATED as i64 + 1), lang)?.items;
            let own = product.id.to_string();
            cards.into_iter().filter(|card| card.id != own).take(RELATED).collect()
        }
        None => Vec::new(),
    };
    let together = rank::together(tx, now, id, TOGETHER_MAX)?;
    // One neighbour alone looks like a mistake.
    let together = if together.len() < TOGETHER_MIN { &[] } else { together.as_slice() };
    Ok(Known { product, available, related, together: listing::cards(tx, together, lang)? })
}

/// What the reader has chosen and typed on the page.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub ask: Ask,
    pub quantity: String,
    pub errors: FieldErrors,
}

impl Known {
    /// The page's title.
    pub fn title(&self, lang: Lang) -> String {
        self.product.title.get(lang.into()).to_owned()
    }

    /// What search engines say of it.
    fn says(&self, lang: Lang) -> String {
        let texts = [&self.product.subtitle, &self.product.description];
        let said = texts.map(|text| text.get(lang.into()).trim());
        let said = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        if said.is_empty() { self.title(lang) } else { said }
    }

    /// The same for programs; none when there is nothing to sell of it.
    fn data(&self, site: &str, lang: Lang) -> Option<String> {
        let on_sale: Vec<_> = self.product.skus.iter().filter(|sku| sku.on_sale).collect();
        let prices = || on_sale.iter().map(|sku| sku.price);
        let left = |id| self.available.get(&id).copied().unwrap_or(0);
        let offer = OfferData {
            lowest: prices().min_by_key(|price| price.minor())?,
            highest: prices().max_by_key(|price| price.minor())?,
            count: on_sale.len(),
            is_in_stock: self.product.on_sale && on_sale.iter().any(|sku| left(sku.id) > 0),
        };
        Some(data::product(&self.product, &offer, &crumbs(&self.product, lang), site, lang))
    }

    /// # Errors
    /// [`Code::NotFound`] when there is nothing to sell of it.
    pub fn page(self, layout: Layout, typed: Typed) -> Result<ProductPage> {
        let lang = layout.lang;
        let picked = Picked::of(&typed.ask, &self.product);
        let offered = offered(&self.product, &self.available, picked, lang).ok_or(Code::NotFound)?;
        let title = self.title(lang);
        let Known { product, related, together, .. } = self;
        Ok(ProductPage {
            layout,
            crumbs: crumbs(&product, lang),
            id: product.id.to_string(),
            kind: product.kind,
            subtitle: product.subtitle.get(lang.into()).to_owned(),
            pictures: goods::pictures(&product.pictures, &title),
            price: offered.price.into(),
            price_to: offered.price_to.map(Into::into),
            list_price: offered.list_price.map(Into::into),
            facts: facts(&product, &offered, lang),
            tags: product.tags.into_iter().filter(|tag| is_readable(tag, lang)).collect(),
            sold: u64::try_from(product.sales).unwrap_or(0),
            options: offered.options,
            chosen: offered.chosen,
            stock: offered.stock,
            quantity: typed.quantity,
            errors: typed.errors,
            description: paragraphs(product.description.get(lang.into())),
            related,
            together,
            data: None,
            title,
        })
    }
}

/// Tags have no translation: who reads English is spared those in Chinese characters.
fn is_readable(tag: &str, lang: Lang) -> bool {
    lang == Lang::Zh || !tag.chars().any(|letter| ('\u{3400}'..='\u{9fff}').contains(&letter))
}

fn crumbs(product: &Product, lang: Lang) -> Vec<Crumb> {
    goods::crumbs(&product.breadcrumbs, lang)
}

fn facts(product: &Product, offered: &Offered, lang: Lang) -> Vec<(String, String)> {
    let t = SiteText::of(lang);
    let weight =
        offered.weight_g.filter(|grams| *grams > 0).map(|grams| (t.fact_weight, format!("{grams} g")));
    let unit = (!product.unit.is_empty()).then(|| (t.fact_unit, product.unit.clone()));
    let kind = (product.kind == SpuKind::Service).then(|| (t.fact_kind, t.fact_service.to_owned()));
    let facts = kind.into_iter().chain(weight).chain(unit);
    facts.map(|(name, value)| (name.to_owned(), value)).collect()
}

pub async fn product(
    State(app): State<App>,
    shopper: Shopper,
    Path(id): Path<SpuId>,
    ask: Ask,
    from: From,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let lang = shopper.lang();
    // Not yet known which options the product has: what is kept is told apart by all that could be meant.
    let query = asked(&ask);
    let key =
        Key { kind: "site.product", id: id.raw(), price_tier: 0, lang: lang.into(), query: query.into() };
    let shown = shared::show(&app, &shopper, &headers, key, fill(app.clone(), id, ask, lang)).await?;
    app.heat.view(&headers, from.client, id);
    Ok(shown)
}

/// The indexes that the query names, in one fixed form. Texts and large numbers are no indexes.
fn asked(ask: &Ask) -> String {
    let index = |field| ask.parsed::<u8>(field).map_or(String::new(), |value| value.to_string());
    super::show::product::FIELDS.map(index).join(".")
}

async fn fill(app: App, id: SpuId, ask: Ask, lang: Lang) -> Result<Finished> {
    let now = app.now();
    let known = app.db.read(move |tx| find(tx, now, id, lang)).await?;
    let query = Picked::of(&ask, &known.product).query();
    let joint = if query.is_empty() { "" } else { "?" };
    let mut layout = shared::layout(lang, format!("/p/{id}{joint}{query}"), known.title(lang), Tab::None);
    layout.address = app.address_of(&format!("/p/{id}"));
    layout.description = known.says(lang);
    let data = known.data(&app.config.base_url, lang);
    let typed = Typed { ask, quantity: "1".into(), errors: FieldErrors::default() };
    shared::finish(&ProductPage { data, ..known.page(layout, typed)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_shown_to_those_who_can_read_them() {
        for (tag, to_english) in [("速干", false), ("T恤", false), ("USB-C", true), ("50%", true)] {
            assert_eq!(is_readable(tag, Lang::En), to_english, "{tag}");
            assert!(is_readable(tag, Lang::Zh), "{tag}");
        }
    }

    #[test]
    fn what_is_asked_alike_is_kept_once() {
        let form = |query: &str| asked(&Ask::read(query));
        assert_eq!(form("o2=3&o1=0&utm=x"), "0.3.");
        assert_eq!(form("o1=00"), form("o1=0"));
        assert_eq!(form("o1=999&o2=-1&o3=x"), "..");
    }
}
