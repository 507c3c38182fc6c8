//! Plain sheets: one product a row, one SKU a product.

use std::io::Read;

use kernel::{Currency, Error, Lang, Result, Text2};

use super::Item;
use super::cells;
use super::mapping::{FIELDS, Mapping};
use super::rows::{Row, Rows};
use super::sheet::{Kind, RowError, SheetProduct, SheetSku};

/// Where each field's column is.
struct Columns([Option<usize>; FIELDS.len()]);

impl Columns {
    fn of<R: Read>(mapping: &Mapping, rows: &Rows<R>) -> Result<Self> {
        let mut columns = [None; FIELDS.len()];
        for (column, field) in columns.iter_mut().zip(FIELDS) {
            let Some(name) = mapping.column(field) else { continue };
            let missing = || {
                let en = format!("`{name}` is not a column of the sheet");
                Error::field("columns", en, format!("表中没有“{name}”这一列"))
            };
            *column = Some(rows.column(name).ok_or_else(missing)?);
        }
        Ok(Self(columns))
    }

    fn at(&self, field: &str) -> Option<usize> {
        FIELDS.iter().position(|known| *known == field).and_then(|index| self.0[index])
    }
}

pub fn read<R: Read>(
    rows: Rows<R>,
    mapping: &Mapping,
    currency: Currency,
) -> Result<impl Iterator<Item = Item> + use<R>> {
    let columns = Columns::of(mapping, &rows)?;
    Ok(rows.map(move |row| match row {
        Ok(row) => product(&row, &columns, currency).map_err(|error| vec![error]),
        Err(error) => Err(vec![error]),
    }))
}

fn product(row: &Row, columns: &Columns, currency: Currency) -> Result<SheetProduct, RowError> {
    let cell = |field: &str| row.cell(columns.at(field));
    let line = |field: &str| row.line(columns.at(field));
    let lang = match cell("lang") {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    };
    let code = line("code");
    let handle = if columns.at("handle").is_some() { line("handle") } else { code.clone() };
    let mut sheet = SheetProduct::empty(row.number, Kind::Products, handle);
    sheet.spu_kind = cells::kind(row.number, cell("kind"))?;
    sheet.title = text2(row, columns, ("title", "title_en"), lang);
    sheet.subtitle = text2(row, columns, ("subtitle", "subtitle_en"), lang);
    sheet.description = text2(row, columns, ("description", "description_en"), lang);
    let given = |field: &str| columns.at(field).is_some();
    sheet.category = given("category").then(|| cells::category(cell("category"), lang));
    sheet.tags = given("tags").then(|| cells::tags(cell("tags")));
    sheet.pictures =
        given("picture").then(|| Some(line("picture")).into_iter().filter(|s| !s.is_empty()).collect());
    sheet.on_sale = cells::flag(row.number, "on_sale", cell("on_sale"))?;
    sheet.unit = given("unit").then(|| cells::unit(line("unit")));
    sheet.source = given("source").then(|| line("source"));
    let currency = cells::currency(row.number, cell("currency"), currency)?;
    let wanted = (cell("list_price"), cell("price"));
    let (list_price, price) = cells::prices(row.number, wanted, currency, &mut sheet.notes)?;
    let stock = cells::stock(row.number, cell("stock"), &mut sheet.notes)?;
    sheet.skus.push(SheetSku {
        row: row.number,
        code,
        choice: Vec::new(),
        list_price,
        price,
        on_sale: true,
        weight_g: cells::weight_g(row.number, cell("weight_g"))?,
        barcode: line("barcode"),
        stock,
    });
    Ok(sheet)
}

/// With a column for English, the first is Chinese; alone, it is in the row's language.
fn text2(row: &Row, columns: &Columns, (zh, en): (&str, &str), lang: Option<Lang>) -> Option<Text2> {
    let text = |field: &str| {
        let cell = row.cell(columns.at(field)).replace("\r\n", "\n");
        if field.starts_with("description") { cell } else { super::rows::line(&cell) }
    };
    match (columns.at(zh), columns.at(en)) {
        (None, None) => None,
        (_, Some(_)) => Some(Text2::new(text(zh), text(en))),
        (Some(_), None) => Some(cells::in_language(text(zh), lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::goods::{ReadOptions, read as read_any};

    const COLLECTION: &str =
        "source,licence,id,sku,lang,title,subtitle,category,unit,list_price,price,currency,stock\n";

    fn items(text: &str, mapping: Option<&str>) -> Vec<Item> {
        let mapping = mapping.map(|text| Mapping::parse(text).unwrap());
        let options = ReadOptions { mapping, ..ReadOptions::default() };
        read_any(std::io::Cursor::new(text.to_owned()), &options).unwrap().collect()
    }

    #[test]
    fn a_collection_is_known_by_its_header() {
        let rows = "s,MIT,h-1,c-1,zh, 台灯 ,暖光,家居 > 灯,20,9.00,7.50,CNY,5\n\
                    s,MIT,h-2,c-2,en,LAMP,,,,,3.1,GBP,\n\
                    s,MIT,h-3,c-3,zh,床,,,张,6000.00-6800.00,4500.00-5500.00,CNY,\n\
                    s,MIT,h-4,,zh,测试,,,张,0.00,0.00,CNY,\n";
        let mut items = items(&format!("{COLLECTION}{rows}"), None).into_iter();
        let lamp = items.next().unwrap().unwrap();
        assert_eq!((lamp.row, lamp.handle.as_str(), lamp.skus[0].code.as_str()), (2, "h-1", "c-1"));
        assert_eq!(lamp.title, Some(Text2::new("台灯", "")));
        assert_eq!(lamp.category, Some(vec![Text2::new("家居", ""), Text2::new("灯", "")]));
        assert_eq!((lamp.unit.as_deref(), lamp.skus[0].stock, lamp.tags), (Some(""), Some(5), None));
        let english = items.next().unwrap().unwrap();
        assert_eq!(english.title, Some(Text2::new("", "LAMP")));
        assert_eq!(english.skus[0].price.to_string(), "£3.10");
        for row in [4, 5] {
            let errors = items.next().unwrap().unwrap_err();
            assert_eq!((errors[0].row, errors[0].field.as_str()), (row, "price"));
        }
    }

    #[test]
    fn columns_can_be_mapped() {
        let text = "SKU,名称,Name,Price\nA1,杯,Cup,5\n";
        let mapped = items(text, Some("code=sku,title=名称,title_en=Name,price=Price"));
        let cup = mapped[0].as_ref().unwrap();
        assert_eq!((cup.handle.as_str(), cup.title.clone()), ("A1", Some(Text2::new("杯", "Cup"))));
        assert_eq!(cup.subtitle, None);
    }

    #[test]
    fn a_sheet_that_does_not_fit_is_refused_at_once() {
        let refused = |text: &'static str, map: Option<&str>| {
            let mapping = map.map(|text| Mapping::parse(text).unwrap());
            let options = ReadOptions { mapping, ..ReadOptions::default() };
            read_any(text.as_bytes(), &options).err().map(|error| error.code())
        };
        assert_eq!(refused("", None), Some(kernel::Code::FileUnreadable));
        assert_eq!(refused("a,b\n", None), Some(kernel::Code::Invalid));
        assert_eq!(refused("a,b\n", Some("title=a,price=c,code=b")), Some(kernel::Code::Invalid));
    }
}
