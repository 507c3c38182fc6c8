//! Sheets that list the SKUs of goods which another sheet describes.

use std::io::Read;

use kernel::{Currency, Text2};

use super::Item;
use super::cells;
use super::rows::{Group, Groups, Row, Rows, line};
use super::sheet::{Kind, RowError, SheetProduct, SheetSku};
use crate::catalog::{Choices, OPTIONS_MAX};

const HEADER: [&str; 5] = ["sku_id", "goods_id", "specifications_json", "price", "stock"];
/// Goods of this shop software are known by their number behind this word, in the collection too.
const HANDLE_PREFIX: &str = "litemall-";
const CODE_PREFIX: &str = "litemall-sku-";

pub fn knows<R: Read>(rows: &Rows<R>) -> bool {
    rows.header().len() == HEADER.len()
        && rows.header().iter().zip(HEADER).all(|(name, known)| name.trim() == known)
}

/// The rows of one product must follow each other. Options have no names in the sheet; they are called 规格1, …
pub fn read<R: Read>(rows: Rows<R>, currency: Currency) -> impl Iterator<Item = Item> {
    Groups::new(rows, Some(1)).map(move |group| product(group, currency))
}

fn product(group: Group, currency: Currency) -> Item {
    let mut errors = group.errors;
    let Some(first) = group.rows.first() else { return Err(errors) };
    let handle = format!("{HANDLE_PREFIX}{}", group.key);
    let mut sheet = SheetProduct::empty(first.number, Kind::Skus, handle);
    for row in &group.rows {
        if let Err(error) = add_sku(&mut sheet, row, currency) {
            errors.push(error);
        }
    }
    if errors.is_empty() { Ok(sheet) } else { Err(errors) }
}

fn add_sku(sheet: &mut SheetProduct, row: &Row, currency: Currency) -> Result<(), RowError> {
    let (list_price, price) = cells::prices(row.number, ("", row.cell(Some(3))), currency, &mut sheet.notes)?;
    let stock = cells::stock(row.number, row.cell(Some(4)), &mut sheet.notes)?;
    let choice = choose(sheet, row)?;
    sheet.skus.push(SheetSku {
        row: row.number,
        code: format!("{CODE_PREFIX}{}", row.line(Some(0))),
        choice,
        list_price,
        price,
        on_sale: true,
        weight_g: None,
        barcode: String::new(),
        stock,
    });
    Ok(())
}

/// The place of each of the row's values among those of its option, to which it is added when it is new.
fn choose(sheet: &mut SheetProduct, row: &Row) -> Result<Vec<usize>, RowError> {
    let fault = |en: &str, zh: &str| RowError::new(row.number, "specifications_json", en, zh);
    let values: Vec<String> = serde_json::from_str(row.cell(Some(2)))
        .map_err(|_| fault("is not a JSON list of texts", "不是由文本组成的 JSON 列表"))?;
    if values.is_empty() || OPTIONS_MAX < values.len() {
        return Err(fault("must hold 1 to 3 values", "须有 1 到 3 个值"));
    }
    if sheet.options.is_empty() {
        let name = |n: usize| Text2::new(format!("规格{n}"), format!("Option {n}"));
        sheet.options = (1..=values.len()).map(|n| Choices { name: name(n), values: Vec::new() }).collect();
    }
    if sheet.options.len() != values.len() {
        return Err(fault("has not as many values as the product's first row", "值的个数与该商品首行不同"));
    }
    let values = values.iter().map(|value| cells::in_language(line(value), None));
    Ok(sheet.options.iter_mut().zip(values).map(|(option, value)| place_of(option, value)).collect())
}

pub fn place_of(option: &mut Choices, value: Text2) -> usize {
    option.values.iter().position(|known| *known == value).unwrap_or_else(|| {
        option.values.push(value);
        option.values.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(rows: &str) -> Vec<Item> {
        let text = format!("{}\n{rows}", HEADER.join(","));
        read(Rows::open(text.as_bytes()).unwrap(), Currency::CNY).collect()
    }

    #[test]
    fn rows_of_one_product_become_its_skus() {
        let rows = "1,7,\"[\"\"大\"\",\"\"红\"\"]\",9.00,3\n2,7,\"[\"\"大\"\",\"\"蓝\"\"]\",8,0\n3,8,\"[\"\"标准\"\"]\",1,\n";
        let items = items(rows);
        let first = items[0].as_ref().unwrap();
        assert_eq!(
            (first.handle.as_str(), first.kind, first.title.clone()),
            ("litemall-7", Kind::Skus, None)
        );
        assert_eq!(first.options[1].name, Text2::new("规格2", "Option 2"));
        assert_eq!(first.skus.iter().map(|sku| sku.choice.clone()).collect::<Vec<_>>(), [[0, 0], [0, 1]]);
        assert_eq!((first.skus[1].code.as_str(), first.skus[1].stock), ("litemall-sku-2", Some(0)));
        assert_eq!(items[1].as_ref().unwrap().skus[0].stock, None);
    }

    #[test]
    fn every_bad_row_of_a_product_is_told() {
        let rows = "1,7,\"[\"\"a\"\"]\",1,1\n2,7,\"[\"\"a\"\",\"\"b\"\"]\",1,1\n3,7,{},1,1\n4,7,[],x,1\n";
        let errors = items(rows).remove(0).unwrap_err();
        let told: Vec<_> = errors.iter().map(|error| (error.row, error.field.as_str())).collect();
        assert_eq!(told, [(3, "specifications_json"), (4, "specifications_json"), (5, "price")]);
    }
}
