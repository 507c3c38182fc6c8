//! Shopify's product CSV: several rows a product, the first of which describes it.
//!
//! Our own exports are such files with a few columns more, in which both languages are. A plain column wins over
//! them when somebody changed it: then what it says is not what ours say.

use std::io::Read;

use kernel::{Currency, Text2};
use serde::{Deserialize, Serialize};

use super::rows::{Group, Groups, Row, Rows, line};
use super::sheet::{Kind, RowError, SheetProduct, SheetSku};
use super::variants::place_of;
use super::{Item, cells, html};
use crate::catalog::{Choices, OPTIONS_MAX, PICTURES_MAX, SpuKind, TAGS_MAX};

pub const TEXTS: &str = "Texts (product.metafields.maidian.texts)";
pub const OPTIONS: &str = "Options (product.metafields.maidian.options)";
pub const DESCRIPTION_ZH: &str = "Description zh (product.metafields.maidian.description_zh)";
pub const DESCRIPTION_EN: &str = "Description en (product.metafields.maidian.description_en)";
pub const SHIPPED: &str = "Variant Requires Shipping";
/// What Shopify writes for a product without options.
pub const NO_OPTION: (&str, &str) = ("Title", "Default Title");
const CATEGORY_SEPARATOR: &str = " > ";

/// What Shopify has no column for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    pub title: Text2,
    pub subtitle: Text2,
    pub category: Vec<Text2>,
    pub unit: String,
    pub source: String,
    pub currency: Currency,
    /// Codes of SKUs that are off sale while the product is on.
    pub off_sale: Vec<String>,
}

impl Texts {
    /// As the column of the category shows it.
    pub fn category_line(&self) -> String {
        let names: Vec<_> = self.category.iter().map(|name| name.get(kernel::Lang::Zh)).collect();
        names.join(CATEGORY_SEPARATOR)
    }
}

struct Columns {
    title: Option<usize>,
    body: Option<usize>,
    category: Option<usize>,
    tags: Option<usize>,
    published: Option<usize>,
    status: Option<usize>,
    option_names: [Option<usize>; OPTIONS_MAX],
    option_values: [Option<usize>; OPTIONS_MAX],
    sku: Option<usize>,
    price: Option<usize>,
    compare_at: Option<usize>,
    quantity: Option<usize>,
    grams: Option<usize>,
    barcode: Option<usize>,
    shipped: Option<usize>,
    image: Option<usize>,
    texts: Option<usize>,
    options: Option<usize>,
    description_zh: Option<usize>,
    description_en: Option<usize>,
}

impl Columns {
    fn of<R: Read>(rows: &Rows<R>) -> Self {
        let numbered = |what: &str| [1, 2, 3].map(|n| rows.column(&format!("Option{n} {what}")));
        Self {
            title: rows.column("Title"),
            body: rows.column("Body (HTML)"),
            category: rows.any_column(&[
                "Type",
                "Custom Product Type",
                "Product Category",
                "Standard Product Type",
            ]),
            tags: rows.column("Tags"),
            published: rows.column("Published"),
            status: rows.column("Status"),
            option_names: numbered("Name"),
            option_values: numbered("Value"),
            sku: rows.column("Variant SKU"),
            price: rows.column("Variant Price"),
            compare_at: rows.column("Variant Compare At Price"),
            quantity: rows.column("Variant Inventory Qty"),
            grams: rows.column("Variant Grams"),
            barcode: rows.column("Variant Barcode"),
            shipped: rows.column(SHIPPED),
            image: rows.column("Image Src"),
            texts: rows.column(TEXTS),
            options: rows.column(OPTIONS),
            description_zh: rows.column(DESCRIPTION_ZH),
            description_en: rows.column(DESCRIPTION_EN),
        }
    }
}

pub fn knows<R: Read>(rows: &Rows<R>) -> bool {
    ["Handle", "Title", "Variant Price"].iter().all(|name| rows.column(name).is_some())
}

pub fn read<R: Read>(
    rows: Rows<R>,
    currency: Currency,
) -> kernel::Result<impl Iterator<Item = Item> + use<R>> {
    if !knows(&rows) {
        let en = "Handle, Title and Variant Price are needed";
        return Err(kernel::Error::field("columns", en, "须有 Handle、Title 和 Variant Price 列"));
    }
    let columns = Columns::of(&rows);
    let handle = rows.column("Handle");
    Ok(Groups::new(rows, handle).map(move |group| product(group, &columns, currency)))
}

fn product(group: Group, columns: &Columns, currency: Currency) -> Item {
    let mut errors = group.errors;
    let Some(first) = group.rows.first() else { return Err(errors) };
    let mut sheet = SheetProduct::empty(first.number, Kind::Products, group.key);
    let texts = match describe(&mut sheet, first, columns, currency) {
        Ok(texts) => texts,
        Err(error) => {
            errors.push(error);
            return Err(errors);
        }
    };
    let used = name_options(&mut sheet, first, columns);
    let mut pictures = Vec::new();
    let mut shipped = Vec::new();
    for row in &group.rows {
        let picture = row.line(columns.image);
        if !picture.is_empty() && !pictures.contains(&picture) {
            pictures.push(picture);
        }
        // A row without a price brings only another picture.
        if row.cell(columns.price).is_empty() && row.number != first.number {
            continue;
        }
        shipped.extend(is_shipped(row, columns));
        if let Err(error) = add_sku(&mut sheet, row, columns, &used, &texts) {
            errors.push(error);
        }
    }
    sheet.spu_kind = kind_of(&mut sheet, &shipped);
    cells::limit(sheet.row, "pictures", &mut pictures, PICTURES_MAX, &mut sheet.notes);
    if let Some(tags) = &mut sheet.tags {
        cells::limit(sheet.row, "tags", tags, TAGS_MAX, &mut sheet.notes);
    }
    sheet.pictures = columns.image.map(|_| pictures);
    if let Some(ours) = exact_options(first, columns) {
        take_exact_options(&mut sheet, ours);
    }
    if errors.is_empty() { Ok(sheet) } else { Err(errors) }
}

/// Nothing but a plain no makes a service: sheets were taken in before this column was looked at.
fn is_shipped(row: &Row, columns: &Columns) -> Option<bool> {
    let cell = row.cell(columns.shipped);
    (!cell.is_empty()).then(|| !cell.eq_ignore_ascii_case("false"))
}

/// A product none of whose variants is shipped is a service.
fn kind_of(sheet: &mut SheetProduct, shipped: &[bool]) -> Option<SpuKind> {
    let parcels = shipped.iter().filter(|is_shipped| **is_shipped).count();
    if shipped.is_empty() {
        return None;
    }
    if parcels == 0 {
        return Some(SpuKind::Service);
    }
    if parcels < shipped.len() {
        let en = "differs between the variants; all became goods";
        sheet.notes.push(RowError::note(sheet.row, SHIPPED, en, "各规格不一致，已全部按商品处理"));
    }
    Some(SpuKind::Goods)
}

/// Takes what the first row says of the whole product.
fn describe(
    sheet: &mut SheetProduct,
    row: &Row,
    columns: &Columns,
    currency: Currency,
) -> Result<Texts, RowError> {
    let texts = match row.cell(columns.texts) {
        "" => None,
        json => Some(serde_json::from_str::<Texts>(json).map_err(|_| {
            RowError::new(row.number, TEXTS, "is not what an export wrote", "不是导出时写入的内容")
        })?),
    };
    let shown = |text: &Text2| text.get(kernel::Lang::Zh).to_owned();
    let title = row.line(columns.title);
    let exact = texts.as_ref().map(|texts| &texts.title).filter(|exact| shown(exact) == title);
    sheet.title = Some(exact.cloned().unwrap_or_else(|| cells::in_language(title, None)));
    sheet.description = columns.body.map(|_| description(row, columns));
    let path = row.line(columns.category);
    let exact =
        texts.as_ref().filter(|texts| texts.category_line() == path).map(|texts| texts.category.clone());
    sheet.category = columns.category.map(|_| exact.unwrap_or_else(|| cells::category(&path, None)));
    sheet.tags = columns.tags.map(|_| cells::tags(row.cell(columns.tags)));
    let published = cells::flag(row.number, "Published", row.cell(columns.published))?;
    let active = cells::flag(row.number, "Status", row.cell(columns.status))?;
    sheet.on_sale = match (published, active) {
        (None, None) => None,
        (published, active) => Some(published.unwrap_or(true) && active.unwrap_or(true)),
    };
    if let Some(texts) = &texts {
        sheet.subtitle = Some(texts.subtitle.clone());
        sheet.unit = Some(texts.unit.clone());
        sheet.source = Some(texts.source.clone());
    }
    Ok(texts.unwrap_or_else(|| Texts { currency, ..Texts::default() }))
}

fn description(row: &Row, columns: &Columns) -> Text2 {
    let body = html::to_text(row.cell(columns.body));
    let ours = |column| row.cell(column).replace("\r\n", "\n");
    let exact = Text2::new(ours(columns.description_zh), ours(columns.description_en));
    let is_unchanged = html::to_text(&html::from_text(exact.get(kernel::Lang::Zh))) == body;
    if is_unchanged { exact } else { cells::in_language(body, None) }
}

/// Names the options; which of Shopify's three are used.
fn name_options(sheet: &mut SheetProduct, first: &Row, columns: &Columns) -> Vec<usize> {
    let mut used = Vec::new();
    for (at, column) in columns.option_names.iter().enumerate() {
        let name = first.line(*column);
        let value = first.line(columns.option_values[at]);
        if name.is_empty() || (name.as_str(), value.as_str()) == NO_OPTION {
            continue;
        }
        used.push(at);
        sheet.options.push(Choices { name: cells::in_language(name, None), values: Vec::new() });
    }
    used
}

fn add_sku(
    sheet: &mut SheetProduct,
    row: &Row,
    columns: &Columns,
    used: &[usize],
    texts: &Texts,
) -> Result<(), RowError> {
    let wanted = (row.cell(columns.compare_at), row.cell(columns.price));
    let (list_price, price) = cells::prices(row.number, wanted, texts.currency, &mut sheet.notes)?;
    let mut choice = Vec::new();
    for (option, at) in sheet.options.iter_mut().zip(used) {
        let value = cells::in_language(row.line(columns.option_values[*at]), None);
        choice.push(place_of(option, value));
    }
    let code = row.line(columns.sku);
    sheet.skus.push(SheetSku {
        row: row.number,
        choice,
        list_price,
        price,
        on_sale: code.is_empty() || !texts.off_sale.contains(&code),
        weight_g: cells::weight_g(row.number, row.cell(columns.grams))?,
        barcode: row.line(columns.barcode),
        stock: cells::stock(row.number, row.cell(columns.quantity), &mut sheet.notes)?,
        code,
    });
    Ok(())
}

fn exact_options(first: &Row, columns: &Columns) -> Option<Vec<Choices>> {
    serde_json::from_str(first.cell(columns.options)).ok()
}

/// Puts the options of an export in the place of those read, if the plain columns still say the same: every name,
/// and every value that a SKU has. Values keep the export's order, and those that no SKU has yet are kept.
fn take_exact_options(sheet: &mut SheetProduct, exact: Vec<Choices>) {
    let shown = |text: &Text2| line(text.get(kernel::Lang::Zh));
    if exact.len() != sheet.options.len() {
        return;
    }
    let mut places = Vec::new();
    for (read, ours) in sheet.options.iter().zip(&exact) {
        if shown(&read.name) != shown(&ours.name) {
            return;
        }
        let place = |value: &Text2| ours.values.iter().position(|known| shown(known) == shown(value));
        let Some(all) = read.values.iter().map(place).collect::<Option<Vec<_>>>() else { return };
        places.push(all);
    }
    for sku in &mut sheet.skus {
        for (at, places) in sku.choice.iter_mut().zip(&places) {
            *at = places.get(*at).copied().unwrap_or(*at);
        }
    }
    sheet.options = exact;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "Handle,Title,Body (HTML),Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
        Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,\
        Variant Barcode,Image Src,Status\n";

    fn items(rows: &str) -> Vec<Item> {
        let text = format!("{HEADER}{rows}");
        read(Rows::open(text.as_bytes()).unwrap(), Currency::CNY).unwrap().collect()
    }

    #[test]
    fn the_rows_of_a_product_are_put_together() {
        let rows = "tee,T恤,<p>软<br>暖</p>,服饰 > 上衣,\"new, soft\",TRUE,颜色,红,Size,S,T1,200,5,50.00,80.00,690,https://x/1.png,active\n\
                    tee,,,,,,,红,,L,T2,200,-1,50.00,40.00,,https://x/2.png,\n\
                    tee,,,,,,,,,,,,,,,,https://x/3.png,\n\
                    cup,Cup,,,,FALSE,Title,Default Title,,,,,,9,,,,draft\n";
        let items = items(rows);
        let tee = items[0].as_ref().unwrap();
        assert_eq!(tee.description, Some(Text2::new("软\n暖", "")));
        assert_eq!(tee.tags.as_deref(), Some(&["new".to_owned(), "soft".to_owned()][..]));
        assert_eq!(tee.options.len(), 2);
        assert_eq!(tee.options[1].values, [Text2::new("", "S"), Text2::new("", "L")]);
        assert_eq!(tee.skus.iter().map(|sku| sku.choice.clone()).collect::<Vec<_>>(), [[0, 0], [0, 1]]);
        assert_eq!(tee.pictures.as_ref().map(Vec::len), Some(3));
        assert_eq!(tee.notes.len(), 2, "stock below zero, list price below price: {:?}", tee.notes);
        assert_eq!((tee.on_sale, tee.skus[0].weight_g), (Some(true), Some(200)));
        let cup = items[1].as_ref().unwrap();
        assert!(cup.options.is_empty() && cup.skus[0].choice.is_empty());
        assert_eq!((cup.on_sale, cup.skus[0].stock), (Some(false), None));
    }

    #[test]
    fn a_product_with_a_bad_row_is_refused_with_all_its_faults() {
        let rows = "tee,T,,,,TRUE,,,,,A,,,x,,,,\ntee,,,,,,,,,,B,,y,1,,,,\nbad,T,,,,maybe,,,,,A,,,1,,,,\n,,,,,,,,,,,,,1,,,,\n";
        let told: Vec<Vec<_>> = items(rows)
            .into_iter()
            .filter_map(Result::err)
            .map(|errors| errors.iter().map(|error| (error.row, error.field.clone())).collect())
            .collect();
        assert_eq!(told, [vec![(2, "price".into()), (3, "stock".into())], vec![(4, "Published".to_owned())]]);
    }

    proptest! {
        #[test]
        fn garbage_never_panics(rows in "([a-c]?,){0,20}[\"=<,a\n0-9.]{0,60}") {
            prop_assert!(items(&rows).len() <= rows.len());
        }
    }
}
