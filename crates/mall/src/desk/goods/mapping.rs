//! Which column of a plain sheet says what.

use std::collections::BTreeMap;

use kernel::{Error, Result};

/// The fields that a column can be mapped to.
pub const FIELDS: [&str; 22] = [
    "handle",
    "code",
    "kind",
    "lang",
    "title",
    "title_en",
    "subtitle",
    "subtitle_en",
    "description",
    "description_en",
    "category",
    "tags",
    "picture",
    "on_sale",
    "unit",
    "source",
    "list_price",
    "price",
    "currency",
    "stock",
    "weight_g",
    "barcode",
];

/// The header of a collection of products, one a row, and the field of each column.
const COLLECTION: [(&str, &str); 13] = [
    ("source", "source"),
    ("licence", ""),
    ("id", "handle"),
    ("sku", "code"),
    ("lang", "lang"),
    ("title", "title"),
    ("subtitle", "subtitle"),
    ("category", "category"),
    ("unit", "unit"),
    ("list_price", "list_price"),
    ("price", "price"),
    ("currency", "currency"),
    ("stock", "stock"),
];

/// Field → column name. `title` and `price` are needed, and `handle` or `code`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, String>);

impl Mapping {
    /// Reads `title=Name,price=Unit price,code=SKU`.
    ///
    /// # Errors
    /// [`kernel::Code::Invalid`] about `map`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut pairs = BTreeMap::new();
        for pair in text.split(',') {
            let Some((field, column)) = pair.split_once('=') else {
                return Err(wrong(
                    format!("`{pair}` is not field=column"),
                    format!("“{pair}”不是“字段=列名”"),
                ));
            };
            pairs.insert(field.trim().to_owned(), column.trim().to_owned());
        }
        Self::checked(pairs)
    }

    /// Reads TOML of lines such as `title = "Name"`.
    ///
    /// # Errors
    /// [`kernel::Code::Invalid`] about `map`.
    pub fn from_toml(text: &str) -> Result<Self> {
        let pairs = toml::from_str(text).map_err(|error| wrong(error.to_string(), error.to_string()))?;
        Self::checked(pairs)
    }

    /// The mapping of a header that is known.
    pub(super) fn of_header(header: &[String]) -> Option<Self> {
        let same = header.len() == COLLECTION.len()
            && header.iter().zip(COLLECTION).all(|(name, (column, _))| name.trim() == column);
        let mapped = COLLECTION.into_iter().filter(|(_, field)| !field.is_empty());
        same.then(|| Self(mapped.map(|(column, field)| (field.to_owned(), column.to_owned())).collect()))
    }

    fn checked(pairs: BTreeMap<String, String>) -> Result<Self> {
        if let Some(unknown) = pairs.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            let known = FIELDS.join(", ");
            let en = format!("`{unknown}` is not a field; these are: {known}");
            return Err(wrong(en, format!("没有“{unknown}”这个字段，可用字段：{known}")));
        }
        let has = |field: &str| pairs.contains_key(field);
        if !has("title") || !has("price") || !(has("handle") || has("code")) {
            let en = "needs title, price, and handle or code";
            return Err(wrong(en, "须包含 title、price，以及 handle 或 code"));
        }
        Ok(Self(pairs))
    }

    pub(super) fn column(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

fn wrong(en: impl Into<String>, zh: impl Into<String>) -> Error {
    Error::field("map", en, zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_mapping_say_the_same() {
        let line = Mapping::parse("title=Name, price=Price ,code=SKU").unwrap();
        let toml = Mapping::from_toml("title = \"Name\"\nprice = \"Price\"\ncode = \"SKU\"\n").unwrap();
        assert_eq!(line, toml);
        assert_eq!(line.column("price"), Some("Price"));
    }

    #[test]
    fn a_wrong_mapping_is_refused() {
        for text in ["", "title", "title=a", "title=a,price=b,code=c,colour=d"] {
            assert!(Mapping::parse(text).is_err(), "{text}");
        }
        assert!(Mapping::from_toml("title = 3").is_err());
    }

    #[test]
    fn a_known_header_needs_no_mapping() {
        let header: Vec<String> = COLLECTION.iter().map(|(column, _)| (*column).to_owned()).collect();
        assert_eq!(Mapping::of_header(&header).unwrap().column("code"), Some("sku"));
        assert_eq!(Mapping::of_header(&header[1..]), None);
    }
}
