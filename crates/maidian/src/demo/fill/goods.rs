//! The demo's goods: categories, products with their drawn pictures, stock.

use std::collections::HashMap;
use std::sync::Arc;

use indicatif::ProgressBar;
use kernel::{Actor, Currency, Cx, Money, Text2};
use mall::catalog::{self, CategoryDraft, CategoryId, Choices, Picture, ProductDraft, SkuDraft};
use mall::media;
use mall::stock::{self, Quantity};
use store::{Db, Transactor, Tx};

use crate::demo::catalogue::{self, Category, Product, Sku};
use crate::demo::draw;
use crate::progress;
use crate::trouble::Result;

/// Products per transaction.
const BATCH: usize = 16;
const SOURCE: &str = "maidian demo";

/// A product with its pictures drawn, outside of any transaction.
struct Drawn {
    product: Product,
    pictures: Vec<String>,
}

pub fn fill(db: &Db) -> Result<()> {
    let catalogue = catalogue::catalogue();
    let Some(last) = catalogue.products.last().map(|product| product.handle.clone()) else { return Ok(()) };
    // The last one: a start that was broken off is taken up again.
    if db.read_blocking(move |tx| catalog::by_handle(tx, &last))?.is_some() {
        return Ok(());
    }
    let bar = progress::bar(u64::try_from(catalogue.products.len()).unwrap_or(0), "products");
    let categories = Arc::new(fill_categories(db, catalogue.categories)?);
    let mut products = catalogue.products.into_iter();
    loop {
        let batch: Vec<Drawn> = products.by_ref().take(BATCH).map(drawn).collect();
        if batch.is_empty() {
            bar.finish_and_clear();
            return Ok(());
        }
        save(db, batch, &categories, &bar)?;
    }
}

fn text(words: &catalogue::Text2) -> Text2 {
    Text2::new(words.zh.as_str(), words.en.as_str())
}

type Categories = HashMap<String, CategoryId>;

fn fill_categories(db: &Db, categories: Vec<Category>) -> kernel::Result<Categories> {
    db.transact(Actor::System, move |tx, cx| {
        let mut known = HashMap::new();
        for category in &categories {
            let parent = category.parent.as_ref().and_then(|parent| known.get(parent).copied());
            let name = text(&category.name);
            let id = match catalog::find_category(tx, parent, &name)? {
                Some(found) => found.id,
                None => catalog::create_category(tx, cx, &CategoryDraft { parent, name })?.id,
            };
            known.insert(category.key.clone(), id);
        }
        Ok(known)
    })
}

fn drawn(product: Product) -> Drawn {
    let pictures = (0..product.picture.views()).map(|view| draw::picture(&product, view)).collect();
    Drawn { product, pictures }
}

fn save(db: &Db, batch: Vec<Drawn>, categories: &Arc<Categories>, bar: &ProgressBar) -> Result<()> {
    let (categories, count) = (Arc::clone(categories), batch.len());
    db.transact(Actor::System, move |tx, cx| {
        batch.iter().try_for_each(|drawn| save_one(tx, cx, drawn, &categories))
    })?;
    bar.inc(u64::try_from(count).unwrap_or(0));
    Ok(())
}

fn save_one(tx: &mut Tx<'_>, cx: &Cx, drawn: &Drawn, categories: &Categories) -> kernel::Result<()> {
    let Drawn { product, pictures } = drawn;
    if catalog::by_handle(tx, &product.handle)?.is_some() {
        return Ok(());
    }
    let pictures =
        pictures.iter().map(|svg| Ok(Picture::Media(media::store_drawing(tx, cx, svg)?.to_string())));
    let draft = ProductDraft {
        handle: product.handle.clone(),
        kind: product.kind,
        title: text(&product.title),
        subtitle: text(&product.subtitle),
        description: text(&product.description),
        category: categories.get(&product.category).copied(),
        tags: product.tags.clone(),
        options: product.options.iter().map(choices).collect(),
        pictures: pictures.collect::<kernel::Result<_>>()?,
        on_sale: true,
        unit: String::new(),
        source: SOURCE.to_owned(),
        skus: product.skus.iter().map(sku).collect::<kernel::Result<_>>()?,
    };
    let saved = catalog::create(tx, cx, &draft)?;
    for (sku, wanted) in saved.skus.iter().zip(&product.skus) {
        if 0 < wanted.stock {
            stock::receive(tx, cx, sku.id, Quantity::new(wanted.stock)?, SOURCE)?;
        }
    }
    Ok(())
}

fn choices(option: &catalogue::ProductOption) -> Choices {
    Choices { name: text(&option.name), values: option.values.iter().map(text).collect() }
}

fn sku(sku: &Sku) -> kernel::Result<SkuDraft> {
    let price = |fen| Money::new(fen, Currency::CNY);
    let single = SkuDraft::single(&sku.code, price(sku.list_price_fen)?, price(sku.price_fen)?);
    Ok(SkuDraft { choice: sku.choice.clone(), ..single })
}
