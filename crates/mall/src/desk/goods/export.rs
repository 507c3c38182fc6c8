//! Products as Shopify's CSV.

use std::io::Write;

use ::store::Tx;
use kernel::{Code, Error, Lang, Result, Text2};

use super::html;
use super::rows::guarded;
use super::shopify::{DESCRIPTION_EN, DESCRIPTION_ZH, NO_OPTION, OPTIONS, SHIPPED, TEXTS, Texts};
use crate::catalog::{self, Choices, OPTIONS_MAX, Picture, Product, Sku, SpuId, SpuKind};
use crate::stock;

const PAGE: i64 = 100;

const COLUMNS: [&str; 31] = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Price",
    "Variant Compare At Price",
    SHIPPED,
    "Variant Taxable",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Status",
    TEXTS,
    OPTIONS,
    DESCRIPTION_ZH,
    DESCRIPTION_EN,
];

/// A product, and how many there are of each of its SKUs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stocked {
    pub product: Product,
    pub available: Vec<i64>,
}

/// The next products after one, oldest first; none at the end.
///
/// # Errors
/// [`Code::Store`].
pub fn page(tx: &mut Tx<'_>, after: Option<SpuId>) -> Result<Vec<Stocked>> {
    let mut page = Vec::new();
    for id in catalog::page_by_id(tx, after, PAGE)? {
        let product = catalog::get(tx, id)?;
        let mut available = Vec::with_capacity(product.skus.len());
        for sku in &product.skus {
            available.push(stock::level(tx, sku.id)?.available);
        }
        page.push(Stocked { product, available });
    }
    Ok(page)
}

/// Writes all products as Shopify's CSV, with columns of our own for what that has no place for; how many there
/// were. `next` gives a [`page`] after a product, in a transaction of its own; `site` is the address before
/// `/media/…` of our pictures, such as `https://shop.example`.
///
/// # Errors
/// Whatever `next` returns; [`Code::Internal`] when the file cannot be written.
pub fn export<W: Write>(
    mut next: impl FnMut(Option<SpuId>) -> Result<Vec<Stocked>>,
    out: W,
    site: &str,
) -> Result<u64> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(unwritable)?;
    let (mut after, mut written) = (None, 0);
    loop {
        let page = next(after)?;
        let Some(last) = page.last() else { break };
        after = Some(last.product.id);
        for stocked in &page {
            write_product(&mut writer, stocked, site)?;
            written += 1;
        }
    }
    writer.flush().map_err(unwritable)?;
    Ok(written)
}

fn unwritable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Code::Internal).because(error)
}

/// One line under construction: cells by the name of their column.
struct Line([String; COLUMNS.len()]);

impl Line {
    fn of(handle: &str) -> Self {
        let mut line = Self([const { String::new() }; COLUMNS.len()]);
        line.set("Handle", handle);
        line
    }

    fn set(&mut self, column: &str, text: impl AsRef<str>) {
        if let Some(cell) = COLUMNS.iter().position(|known| *known == column).map(|at| &mut self.0[at]) {
            *cell = guarded(text.as_ref());
        }
    }
}

/// As many lines as it has SKUs or pictures, whichever are more; the first describes it.
fn write_product<W: Write>(writer: &mut csv::Writer<W>, stocked: &Stocked, site: &str) -> Result<()> {
    let Stocked { product, available } = stocked;
    for at in 0..product.skus.len().max(product.pictures.len()).max(1) {
        let mut line = Line::of(&product.handle);
        if at == 0 {
            describe(&mut line, product)?;
        }
        if let Some(sku) = product.skus.get(at) {
            variant(&mut line, product, sku, available.get(at).copied().unwrap_or(0));
        }
        if let Some(picture) = product.pictures.get(at) {
            let address = match picture {
                Picture::Media(name) => format!("{site}/media/{name}"),
                Picture::Link(link) => link.clone(),
            };
            line.set("Image Src", address);
            line.set("Image Position", (at + 1).to_string());
        }
        writer.write_record(&line.0).map_err(unwritable)?;
    }
    Ok(())
}

fn describe(line: &mut Line, product: &Product) -> Result<()> {
    let shown = |text: &Text2| text.get(Lang::Zh).to_owned();
    let texts = texts_of(product);
    line.set("Title", shown(&product.title));
    line.set("Body (HTML)", html::from_text(product.description.get(Lang::Zh)));
    line.set("Type", texts.category_line());
    line.set("Tags", product.tags.join(", "));
    line.set("Published", if product.on_sale { "TRUE" } else { "FALSE" });
    line.set("Status", if product.on_sale { "active" } else { "draft" });
    if product.options.is_empty() {
        line.set(OPTION_NAMES[0], NO_OPTION.0);
    }
    for (column, option) in OPTION_NAMES.iter().zip(&product.options) {
        line.set(column, shown(&option.name));
    }
    line.set(TEXTS, json(&texts)?);
    line.set(OPTIONS, json::<Vec<Choices>>(&product.options)?);
    line.set(DESCRIPTION_ZH, &product.description.zh);
    line.set(DESCRIPTION_EN, &product.description.en);
    Ok(())
}

const OPTION_NAMES: [&str; OPTIONS_MAX] = ["Option1 Name", "Option2 Name", "Option3 Name"];
const OPTION_VALUES: [&str; OPTIONS_MAX] = ["Option1 Value", "Option2 Value", "Option3 Value"];

fn variant(line: &mut Line, product: &Product, sku: &Sku, available: i64) {
    if product.options.is_empty() {
        line.set(OPTION_VALUES[0], NO_OPTION.1);
    }
    for ((column, option), at) in OPTION_VALUES.iter().zip(&product.options).zip(&sku.choice) {
        line.set(column, option.values.get(*at).map_or("", |value| value.get(Lang::Zh)));
    }
    line.set("Variant SKU", &sku.code);
    line.set("Variant Grams", sku.weight_g.map(|grams| grams.to_string()).unwrap_or_default());
    line.set("Variant Inventory Tracker", "shopify");
    line.set("Variant Inventory Qty", available.to_string());
    line.set("Variant Inventory Policy", "deny");
    line.set("Variant Fulfillment Service", "manual");
    line.set("Variant Price", sku.price.decimal());
    if sku.list_price != sku.price {
        line.set("Variant Compare At Price", sku.list_price.decimal());
    }
    line.set(SHIPPED, if product.kind == SpuKind::Goods { "TRUE" } else { "FALSE" });
    line.set("Variant Taxable", "TRUE");
    line.set("Variant Barcode", &sku.barcode);
}

fn texts_of(product: &Product) -> Texts {
    let off_sale = product.skus.iter().filter(|sku| !sku.on_sale);
    Texts {
        title: product.title.clone(),
        subtitle: product.subtitle.clone(),
        category: product.breadcrumbs.iter().map(|category| category.name.clone()).collect(),
        unit: product.unit.clone(),
        source: product.source.clone(),
        currency: product.skus.first().map(|sku| sku.price.currency()).unwrap_or_default(),
        off_sale: off_sale.map(|sku| sku.code.clone()).collect(),
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::new(Code::Internal).because(error))
}
