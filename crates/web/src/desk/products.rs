//! Products: the list, the form, and putting them on sale.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Currency, Error, Lang, Result};
use mall::catalog::{
    self, Card, CategoryId, ListAsk, OnSale, PICTURES_MAX, Picture, Product, ProductDraft, SKUS_MAX, Sort,
    SpuId, SpuKind,
};
use mall::desk::catalogue;
use serde::Deserialize;

use super::categories::choices;
use super::goods_form::{self, Doing, Drafted};
use super::goods_grid;
use super::said::Said;
use super::show;
use super::view::{
    Choice, Count, PictureCell, ProductForm, ProductPage, ProductRow, ProductsPage, Section, TabLink,
};
use super::worker::{Worker, back_to, onward, page_ask};
use crate::app::App;
use crate::i18n::{desk::DeskText, fill};
use crate::page::{Form, Pairs};
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::{FieldErrors, layout::escape_query};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/products", get(list).post(create))
        .route("/desk/products/new", get(new))
        .route("/desk/products/{id}", get(look_at).post(update))
        .route("/desk/products/{id}/sale", post(set_on_sale))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ProductsQuery {
    q: String,
    sale: OnSale,
    category: String,
    after: String,
}

impl Default for ProductsQuery {
    fn default() -> Self {
        Self { q: String::new(), sale: OnSale::Both, category: String::new(), after: String::new() }
    }
}

impl ProductsQuery {
    /// This list, of the products that are or are not on sale.
    fn path(&self, sale: OnSale) -> String {
        let mut path = format!("/desk/products?sale={sale}");
        for (name, value) in [("q", &self.q), ("category", &self.category)] {
            if !value.is_empty() {
                path.push_str(&format!("&{name}={}", escape_query(value)));
            }
        }
        path
    }
}

fn row(card: &Card, lang: Lang) -> ProductRow {
    ProductRow {
        id: card.id.to_string(),
        title: card.title.get(lang).to_owned(),
        is_service: card.kind == SpuKind::Service,
        handle: card.handle.clone(),
        picture: show::picture(card.picture.as_deref()),
        price: card.price_min.into(),
        price_to: (card.price_max != card.price_min).then(|| card.price_max.into()),
        is_on_sale: card.on_sale,
        sales: card.sales,
    }
}

async fn list(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<ProductsQuery>,
) -> Result<Response, Failure> {
    let category = if query.category.is_empty() { None } else { Some(query.category.parse::<CategoryId>()?) };
    let ask = ListAsk {
        category,
        words: query.q.clone(),
        on_sale: query.sale,
        sort: Sort::Newest,
        ..ListAsk::default()
    };
    let (page, lang) = (page_ask(&query.after)?, worker.lang());
    let (cards, total, category) = worker
        .read(&app, Section::Products, move |tx| {
            let named = category.map(|id| catalog::category(tx, id)).transpose()?;
            let choice = named.map(|category| Choice {
                value: category.id.to_string(),
                name: category.name.get(lang).to_owned(),
            });
            Ok((catalog::list(tx, &ask, &page)?, catalog::count(tx, &ask)?, choice))
        })
        .await?;
    let t = worker.t();
    let tab = |(name, sale): (&'static str, OnSale)| TabLink {
        name,
        href: query.path(sale),
        count: None,
        is_here: sale == query.sale,
        is_pressing: false,
    };
    let tabs = [(t.sale_both, OnSale::Both), (t.is_on_sale, OnSale::Only), (t.is_off_sale, OnSale::Never)];
    worker.show(
        &app,
        &ProductsPage {
            layout: worker.layout(Section::Products, t.products),
            tabs: tabs.into_iter().map(tab).collect(),
            older: show::older(&query.path(query.sale), &query.after, &cards),
            rows: cards.items.iter().map(|card| row(card, lang)).collect(),
            total: Count::up_to(total, i64::MAX),
            sale: query.sale.word(),
            category,
            query: query.q,
        },
    )
}

/// A product of the page, and what was typed into its form.
struct Shown {
    product: Option<Product>,
    form: ProductForm,
    errors: FieldErrors,
}

fn picture_cell((at, picture): (usize, &Picture)) -> PictureCell {
    match picture {
        Picture::Media(hash) => PictureCell { at, picture: show::picture(Some(hash)), link: String::new() },
        Picture::Link(link) => PictureCell { at, picture: None, link: link.clone() },
    }
}

async fn page(app: &App, worker: &Worker, shown: Shown) -> Result<ProductPage, Failure> {
    let tree = worker.read(app, Section::Products, |tx| catalog::subtree(tx, None)).await?;
    let (t, lang) = (worker.t(), worker.lang());
    let product = shown.product.as_ref();
    let heading =
        product.map_or_else(|| t.product_new.to_owned(), |product| product.title.get(lang).to_owned());
    let pictures = product.map(|product| product.pictures.as_slice()).unwrap_or_default();
    Ok(ProductPage {
        layout: worker.layout(Section::Products, heading.clone()),
        id: product.map(|product| product.id.to_string()),
        heading,
        is_on_sale: product.is_some_and(|product| product.on_sale),
        form: shown.form,
        categories: choices(&tree, lang),
        currencies: Currency::ALL.iter().map(|currency| currency.code()).collect(),
        pictures: pictures.iter().enumerate().map(picture_cell).collect(),
        may_add_pictures: pictures.len() < PICTURES_MAX,
        errors: shown.errors,
    })
}

async fn new(State(app): State<App>, worker: Worker) -> Result<Response, Failure> {
    let shown = Shown { product: None, form: goods_form::blank(), errors: FieldErrors::default() };
    let page = page(&app, &worker, shown).await?;
    worker.show(&app, &page)
}

async fn stored(app: &App, worker: &Worker, id: SpuId) -> Result<Product> {
    worker.read(app, Section::Products, move |tx| catalog::get(tx, id)).await
}

async fn look_at(State(app): State<App>, worker: Worker, Path(id): Path<SpuId>) -> Result<Response, Failure> {
    let product = stored(&app, &worker, id).await?;
    let form = goods_form::stored(&product);
    let page =
        page(&app, &worker, Shown { product: Some(product), form, errors: FieldErrors::default() }).await?;
    worker.show(&app, &page)
}

pub fn place(id: SpuId) -> String {
    format!("/desk/products/{id}")
}

/// What is to be done with a form that was sent.
enum Sent {
    Save(Box<Drafted>),
    /// Show it again: the table was laid out anew, or something cannot be read.
    Again(FieldErrors),
}

fn sent(form: &mut ProductForm, doing: Doing, t: &'static DeskText) -> Sent {
    let whole = |words: &str| [("", words)].into_iter().collect();
    let options: Vec<_> = goods_grid::options(form).into_iter().map(|(_, option)| option).collect();
    let Some(all) = goods_grid::combinations(&options) else {
        let words = fill(t.grid_large, SKUS_MAX);
        return Sent::Again([("options", words)].into_iter().collect());
    };
    if doing == Doing::Grid {
        form.skus = goods_grid::laid_out(form, &all);
        return Sent::Again(whole(t.grid_made));
    }
    if goods_grid::is_stale(&form.skus, &all) {
        form.skus = goods_grid::laid_out(form, &all);
        return Sent::Again(whole(t.grid_stale));
    }
    match goods_form::draft(form, t) {
        Ok(drafted) => Sent::Save(Box::new(drafted)),
        Err(errors) => Sent::Again(errors),
    }
}

/// The faults of the draft, beside the fields of the form.
fn faults(worker: &Worker, drafted: &Drafted, error: Error) -> Result<FieldErrors, Failure> {
    let told = |error: &Error| -> FieldErrors {
        let details = error.details().iter();
        details.map(|detail| (drafted.field(&detail.field), detail.reason.get(worker.lang()))).collect()
    };
    if error.details().is_empty() { worker.faults(error) } else { Ok(told(&error)) }
}

async fn create(State(app): State<App>, worker: Worker, Pairs(pairs): Pairs) -> Result<Response, Failure> {
    let (mut form, doing) = goods_form::read(pairs)?;
    let errors = match sent(&mut form, doing, worker.t()) {
        Sent::Again(errors) => errors,
        Sent::Save(drafted) => {
            let draft = drafted.draft.clone();
            match worker.act(&app, move |tx, cx| catalogue::create_product(tx, cx, &draft)).await {
                Ok(product) => return Ok(onward(&app, &place(product.id), Said::Created)),
                Err(error) => faults(&worker, &drafted, error)?,
            }
        }
    };
    let page = page(&app, &worker, Shown { product: None, form, errors }).await?;
    worker.refuse(&app, &page)
}

async fn update(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SpuId>,
    Pairs(pairs): Pairs,
) -> Result<Response, Failure> {
    let (mut form, doing) = goods_form::read(pairs)?;
    let errors = match sent(&mut form, doing, worker.t()) {
        Sent::Again(errors) => errors,
        Sent::Save(drafted) => {
            let drawn = drafted.draft.clone();
            let saved = worker
                .act(&app, move |tx, cx| {
                    // What the form does not hold stays as it is at this moment.
                    let merge = |stored: ProductDraft| {
                        let ProductDraft { pictures, on_sale, source, .. } = stored;
                        Ok(ProductDraft { pictures, on_sale, source, ..drawn.clone() })
                    };
                    catalogue::revise_product(tx, cx, id, merge)
                })
                .await;
            match saved {
                Ok(()) => return Ok(onward(&app, &place(id), Said::Saved)),
                Err(error) => faults(&worker, &drafted, error)?,
            }
        }
    };
    let product = stored(&app, &worker, id).await?;
    let page = page(&app, &worker, Shown { product: Some(product), form, errors }).await?;
    worker.refuse(&app, &page)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SaleForm {
    on: String,
    #[serde(default)]
    back: String,
}

async fn set_on_sale(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<SpuId>,
    Form(SaleForm { on, back }): Form<SaleForm>,
) -> Result<Response, Failure> {
    let on_sale = on == "1";
    worker.act(&app, move |tx, cx| catalogue::set_on_sale(tx, cx, id, on_sale)).await?;
    let to = if back.is_empty() { place(id) } else { back_to(&back).to_owned() };
    Ok(onward(&app, &to, if on_sale { Said::OnSale } else { Said::OffSale }))
}
