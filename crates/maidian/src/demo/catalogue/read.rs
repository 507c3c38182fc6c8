//! Reads the catalogue's TOML.

use std::collections::BTreeMap;
use std::fmt;

use mall::catalog::SpuKind;
use serde::Deserialize;

use super::{Catalogue, Category, Product, ProductOption, Sku, Text2};
use crate::demo::draw::{Colour, Ground, Picture};

/// The name under which `options.toml` keeps the values that are also colours of the pictures.
const COLOUR: &str = "colour";
const SKUS_MAX: usize = 100;

pub(super) struct Sources<'a> {
    pub categories: &'a str,
    pub options: &'a str,
    pub products: &'a [&'a str],
}

/// What is wrong in the data, and at which entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadData {
    pub entry: String,
    pub problem: String,
}

impl fmt::Display for BadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.entry, self.problem)
    }
}

type Result<T> = std::result::Result<T, BadData>;

fn bad(entry: &str, problem: impl Into<String>) -> BadData {
    BadData { entry: entry.to_owned(), problem: problem.into() }
}

/// A category and the tint of its department's pictures.
struct Leaf {
    category: Category,
    ground: Ground,
}

/// A value of an option and what choosing it does to the price.
#[derive(Clone)]
struct Value {
    key: String,
    text: Text2,
    rule: Rule,
}

#[derive(Clone, Copy)]
enum Rule {
    Same,
    Plus { fen: i64 },
    Times { percent: i64 },
}

struct Template {
    name: Text2,
    values: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryRows {
    categories: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionRow {
    name: String,
    values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductRow {
    /// Title, subtitle, description.
    zh: [String; 3],
    en: [String; 3],
    tags: String,
    /// `price` or `price / list price`, in yuan.
    price: String,
    #[serde(default)]
    options: Vec<String>,
    draw: String,
    #[serde(default)]
    kind: SpuKind,
    /// Units of every SKU; drawn from the code when absent.
    stock: Option<i64>,
}

type ProductRows = BTreeMap<String, BTreeMap<String, ProductRow>>;

pub(super) fn read(sources: &Sources) -> Result<Catalogue> {
    let leaves = categories(sources.categories)?;
    let templates = templates(sources.options)?;
    let mut shelves: BTreeMap<String, Vec<Product>> = BTreeMap::new();
    for text in sources.products {
        let rows: ProductRows = toml::from_str(text).map_err(|error| bad("products", error.to_string()))?;
        for (category, rows) in rows {
            let leaf = leaves
                .iter()
                .find(|leaf| leaf.category.key == category)
                .ok_or_else(|| bad(&category, "is no category"))?;
            let shelf = shelves.entry(category).or_default();
            for (handle, row) in rows {
                shelf.push(product(handle, row, leaf, &templates)?);
            }
        }
    }
    let categories = leaves.into_iter().map(|leaf| leaf.category).collect();
    Ok(Catalogue { categories, products: dealt(shelves) })
}

/// One product from each shelf in turn.
fn dealt(shelves: BTreeMap<String, Vec<Product>>) -> Vec<Product> {
    let mut shelves: Vec<_> = shelves.into_values().map(Vec::into_iter).collect();
    let mut products = Vec::new();
    loop {
        let before = products.len();
        products.extend(shelves.iter_mut().filter_map(Iterator::next));
        if products.len() == before {
            return products;
        }
    }
}

/// Splits `a | b | c` into its trimmed parts.
fn parts(text: &str) -> Vec<&str> {
    text.split('|').map(str::trim).collect()
}

fn text2(zh: &str, en: &str) -> Text2 {
    Text2 { zh: zh.to_owned(), en: en.to_owned() }
}

/// `key | parent | 中文 | English`; a category without a parent has a ground as its fifth part.
fn categories(text: &str) -> Result<Vec<Leaf>> {
    let rows: CategoryRows = toml::from_str(text).map_err(|error| bad("categories", error.to_string()))?;
    let mut known: Vec<Leaf> = Vec::new();
    for row in &rows.categories {
        let (key, parent, zh, en, ground) = match parts(row)[..] {
            [key, "", zh, en, ground] => {
                let ground = Ground::named(ground).ok_or_else(|| bad(row, "names no ground"))?;
                (key, None, zh, en, ground)
            }
            [key, parent, zh, en] => {
                let above = known.iter().find(|leaf| leaf.category.key == parent);
                let above = above.ok_or_else(|| bad(row, "stands before its parent"))?;
                (key, Some(parent.to_owned()), zh, en, above.ground)
            }
            _ => return Err(bad(row, "should be key | parent | zh | en")),
        };
        let category = Category { key: key.to_owned(), parent, name: text2(zh, en) };
        known.push(Leaf { category, ground });
    }
    Ok(known)
}

fn templates(text: &str) -> Result<BTreeMap<String, Template>> {
    let rows: BTreeMap<String, OptionRow> =
        toml::from_str(text).map_err(|error| bad("options", error.to_string()))?;
    let mut templates = BTreeMap::new();
    for (key, row) in rows {
        let [zh, en] = parts(&row.name)[..] else {
            return Err(bad(&key, "name should be zh | en"));
        };
        let values = row.values.iter().map(|value| value_of(value)).collect::<Result<Vec<_>>>()?;
        templates.insert(key, Template { name: text2(zh, en), values });
    }
    Ok(templates)
}

/// `key | 中文 | English` and, where it changes the price, `| +2.00` or `| x5.60`.
fn value_of(text: &str) -> Result<Value> {
    let (key, zh, en, rule) = match parts(text)[..] {
        [key, zh, en] => (key, zh, en, Rule::Same),
        [key, zh, en, rule] => (key, zh, en, rule_of(rule).ok_or_else(|| bad(text, "has a bad price rule"))?),
        _ => return Err(bad(text, "should be key | zh | en")),
    };
    Ok(Value { key: key.to_owned(), text: text2(zh, en), rule })
}

fn rule_of(text: &str) -> Option<Rule> {
    if let Some(yuan) = text.strip_prefix('+') {
        return Some(Rule::Plus { fen: hundredths(yuan)? });
    }
    Some(Rule::Times { percent: hundredths(text.strip_prefix('x')?)? })
}

/// `12`, `12.5` or `12.50` as 1200, 1250, 1250.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let scale = match part.len() {
        1 => 10,
        2 => 1,
        _ => return None,
    };
    let digits =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i64>().ok())?;
    digits(whole)?.checked_mul(100)?.checked_add(digits(part)?.checked_mul(scale)?)
}

impl Rule {
    /// Prices stay whole tens of fen, as on a real price tag.
    fn apply(self, fen: i64) -> Option<i64> {
        match self {
            Self::Same => Some(fen),
            Self::Plus { fen: more } => fen.checked_add(more),
            Self::Times { percent } => Some(fen.checked_mul(percent)? / 1000 * 10),
        }
    }
}

fn product(
    handle: String,
    row: ProductRow,
    leaf: &Leaf,
    templates: &BTreeMap<String, Template>,
) -> Result<Product> {
    let mut chosen = Vec::new();
    for option in &row.options {
        chosen.push(option_of(&handle, option, templates)?);
    }
    let mut colours = Vec::new();
    for (_, values) in chosen.iter().filter(|(key, _)| *key == COLOUR) {
        for value in values {
            let colour = Colour::named(&value.key);
            colours.push(colour.ok_or_else(|| bad(&handle, format!("{} is no colour", value.key)))?);
        }
    }
    let picture = Picture::parse(&row.draw, colours, leaf.ground, &handle)
        .map_err(|word| bad(&handle, format!("cannot draw {:?}", word.0)))?;
    let skus = skus(&handle, &row, &chosen)?;
    let options = chosen
        .into_iter()
        .map(|(key, values)| ProductOption {
            name: templates[key].name.clone(),
            values: values.into_iter().map(|value| value.text).collect(),
        })
        .collect();
    let [zh, en] = [row.zh, row.en];
    let pair = |part: usize| text2(&zh[part], &en[part]);
    Ok(Product {
        kind: row.kind,
        title: pair(0),
        subtitle: pair(1),
        description: pair(2),
        category: leaf.category.key.clone(),
        tags: row.tags.split_whitespace().map(str::to_owned).collect(),
        options,
        skus,
        picture,
        handle,
    })
}

/// `name` takes every value of a template, `name: a b c` those in that order.
fn option_of<'t>(
    handle: &str,
    text: &str,
    templates: &'t BTreeMap<String, Template>,
) -> Result<(&'t str, Vec<Value>)> {
    let (name, keys) = text.split_once(':').map_or((text, None), |(name, keys)| (name, Some(keys)));
    let (name, template) =
        templates.get_key_value(name.trim()).ok_or_else(|| bad(handle, format!("no option {name}")))?;
    let Some(keys) = keys else {
        return Ok((name, template.values.clone()));
    };
    let mut values = Vec::new();
    for key in keys.split_whitespace() {
        let value = template.values.iter().find(|value| value.key == key);
        values.push(value.ok_or_else(|| bad(handle, format!("no {name} {key}")))?.clone());
    }
    Ok((name, values))
}

fn skus(handle: &str, row: &ProductRow, chosen: &[(&str, Vec<Value>)]) -> Result<Vec<Sku>> {
    let (price, list) = row.price.split_once('/').unwrap_or((&row.price, &row.price));
    let bad_price = || bad(handle, format!("bad price {}", row.price));
    let price_fen = hundredths(price).ok_or_else(bad_price)?;
    let list_price_fen = hundredths(list).ok_or_else(bad_price)?;
    let mut skus = vec![Sku { code: String::new(), choice: Vec::new(), list_price_fen, price_fen, stock: 0 }];
    for (_, values) in chosen {
        if skus.len() * values.len() > SKUS_MAX {
            return Err(bad(handle, "has more than 100 SKUs"));
        }
        let mut wider = Vec::with_capacity(skus.len() * values.len());
        for sku in &skus {
            for (index, value) in values.iter().enumerate() {
                let mut next = sku.clone();
                next.choice.push(index);
                next.price_fen = value.rule.apply(sku.price_fen).ok_or_else(bad_price)?;
                next.list_price_fen = value.rule.apply(sku.list_price_fen).ok_or_else(bad_price)?;
                wider.push(next);
            }
        }
        skus = wider;
    }
    let many = skus.len() > 1;
    for (number, sku) in (1..).zip(&mut skus) {
        sku.code = format!("{}-{number:02}", handle.to_uppercase());
        sku.stock = row.stock.unwrap_or_else(|| plausible_stock(&sku.code, many));
    }
    Ok(skus)
}

/// A stock that depends on the code only: mostly plenty, sometimes few, one SKU in 24 of a larger choice sold out.
fn plausible_stock(code: &str, one_of_many: bool) -> i64 {
    let seed = code.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let (fate, size) = (seed / 7 % 24, i64::from(seed / 168 % 160));
    match fate {
        0 if one_of_many => 0,
        1 | 2 => 1 + size % 5,
        _ => 18 + size,
    }
}
