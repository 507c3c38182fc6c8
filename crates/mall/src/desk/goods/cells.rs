//! What single cells of a sheet mean.

use kernel::{Currency, Lang, Money, Text2};

use super::rows::line;
use super::sheet::RowError;
use crate::catalog::SpuKind;
use crate::stock::Quantity;

/// List price and price. A list price that is missing, or below the price, becomes the price: what is asked for
/// the goods is what counts, and a list price only serves to show a saving.
pub fn prices(
    row: u64,
    (list, price): (&str, &str),
    currency: Currency,
    notes: &mut Vec<RowError>,
) -> Result<(Money, Money), RowError> {
    let price = amount(row, "price", price, currency)?;
    if !price.is_positive() {
        return Err(RowError::new(row, "price", "must be above zero", "须大于零"));
    }
    if list.is_empty() {
        return Ok((price, price));
    }
    let list = amount(row, "list_price", list, currency)?;
    if list.minor() >= price.minor() {
        return Ok((list, price));
    }
    if !list.is_zero() {
        notes.push(RowError::note(
            row,
            "list_price",
            "was below the price and became the price",
            "低于售价，已改为售价",
        ));
    }
    Ok((price, price))
}

fn amount(row: u64, field: &str, text: &str, currency: Currency) -> Result<Money, RowError> {
    Money::parse(text, currency).map_err(|_| {
        let shown: String = text.chars().take(40).collect();
        let en = format!("`{shown}` is not one amount in {currency}");
        RowError::new(row, field, en, format!("“{shown}”不是一个{currency}金额"))
    })
}

pub fn currency(row: u64, text: &str, default: Currency) -> Result<Currency, RowError> {
    if text.is_empty() {
        return Ok(default);
    }
    text.parse().map_err(|_| RowError::new(row, "currency", "is not known here", "币种不支持"))
}

/// How many there are; `None` for an empty cell. Fewer than none, as a shop that oversold writes, is none; more than
/// a stock can hold, as a shop writes that never counts, is as many as it can.
pub fn stock(row: u64, text: &str, notes: &mut Vec<RowError>) -> Result<Option<i64>, RowError> {
    if text.is_empty() {
        return Ok(None);
    }
    let Ok(pieces) = text.parse::<i64>() else {
        return Err(RowError::new(row, "stock", "is not a whole number", "不是整数"));
    };
    let kept = pieces.clamp(0, Quantity::MAX);
    if kept != pieces {
        let en = format!("was out of range and became {kept}");
        notes.push(RowError::note(row, "stock", en, format!("超出范围，已改为 {kept}")));
    }
    Ok(Some(kept))
}

/// Whole grams; decimals are cut off.
pub fn weight_g(row: u64, text: &str) -> Result<Option<i64>, RowError> {
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let grams = whole.parse::<i64>().ok().filter(|grams| is_number && *grams >= 0);
    grams
        .map(Some)
        .ok_or_else(|| RowError::new(row, "weight_g", "is not a weight in grams", "不是以克计的重量"))
}

/// `None` for an empty cell.
pub fn flag(row: u64, field: &str, text: &str) -> Result<Option<bool>, RowError> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "true" | "1" | "yes" | "是" | "active" => Ok(Some(true)),
        "false" | "0" | "no" | "否" | "draft" | "archived" => Ok(Some(false)),
        _ => Err(RowError::new(row, field, "is neither true nor false", "不是 true 或 false")),
    }
}

/// What a product is sold as; `None` for an empty cell.
pub fn kind(row: u64, text: &str) -> Result<Option<SpuKind>, RowError> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "goods" | "商品" | "实物" => Ok(Some(SpuKind::Goods)),
        "service" | "服务" => Ok(Some(SpuKind::Service)),
        _ => Err(RowError::new(row, "kind", "is neither goods nor service", "不是 goods 或 service")),
    }
}

/// The text in the language it is in: the one given, or Chinese if any of its characters is.
pub fn in_language(text: String, lang: Option<Lang>) -> Text2 {
    let is_han =
        |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    let guess = || if text.chars().any(is_han) { Lang::Zh } else { Lang::En };
    match lang.unwrap_or_else(guess) {
        Lang::Zh => Text2::new(text, ""),
        Lang::En => Text2::new("", text),
    }
}

/// `Food > Drinks > Tea`, from the top down.
pub fn category(text: &str, lang: Option<Lang>) -> Vec<Text2> {
    let names = text.split('>').map(line).filter(|name| !name.is_empty());
    names.map(|name| in_language(name, lang)).collect()
}

/// Separated by commas; the second of the same is dropped.
pub fn tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split([',', '，']).map(line) {
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Drops what is beyond a limit, with a note: other shops allow more pictures and tags than are kept here.
pub fn limit(row: u64, field: &str, list: &mut Vec<String>, max: usize, notes: &mut Vec<RowError>) {
    if list.len() > max {
        let en = format!("has {}; the first {max} were taken", list.len());
        notes.push(RowError::note(row, field, en, format!("有 {} 项，只取前 {max} 项", list.len())));
        list.truncate(max);
    }
}

/// A unit such as 件. Some shops' sheets carry the number of a unit there, which says nothing to people.
pub fn unit(text: String) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { String::new() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced(list: &str, price: &str) -> Result<(i64, i64, usize), String> {
        let mut notes = Vec::new();
        let found = prices(2, (list, price), Currency::CNY, &mut notes).map_err(|error| error.field)?;
        Ok((found.0.minor(), found.1.minor(), notes.len()))
    }

    #[test]
    fn a_list_price_is_never_below_the_price() {
        assert_eq!(priced("2.00", "1.5"), Ok((200, 150, 0)));
        assert_eq!(priced("", "1.5"), Ok((150, 150, 0)));
        assert_eq!(priced("0.00", "1.5"), Ok((150, 150, 0)));
        assert_eq!(priced("1", "1.5"), Ok((150, 150, 1)));
        assert_eq!(priced("2", "0.00"), Err("price".into()));
        assert_eq!(priced("1", "10.00-20.00"), Err("price".into()));
        assert_eq!(priced("x", "1"), Err("list_price".into()));
    }

    #[test]
    fn cells_mean_what_people_mean() {
        let mut notes = Vec::new();
        assert_eq!(stock(2, "-3", &mut notes), Ok(Some(0)));
        assert_eq!(notes.len(), 1);
        assert_eq!(stock(2, "1000001", &mut notes), Ok(Some(1_000_000)));
        assert!(stock(2, "many", &mut notes).is_err() && stock(2, "1.5", &mut notes).is_err());
        assert_eq!(weight_g(2, "250.0"), Ok(Some(250)));
        assert!(weight_g(2, "-1").is_err() && weight_g(2, "1.x").is_err());
        assert_eq!(flag(2, "on", "TRUE"), Ok(Some(true)));
        assert!(flag(2, "on", "maybe").is_err());
        assert_eq!((kind(2, "Service"), kind(2, "")), (Ok(Some(SpuKind::Service)), Ok(None)));
        assert!(kind(2, "gift").is_err());
        assert_eq!(tags("a, b,,a"), ["a", "b"]);
        assert_eq!(category("食品 > Tea", None), [Text2::new("食品", ""), Text2::new("", "Tea")]);
        assert_eq!(unit("20".into()), "");
        assert_eq!(unit("件".into()), "件");
    }
}
