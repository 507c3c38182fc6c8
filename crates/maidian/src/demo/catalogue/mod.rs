//! The demo's catalogue: about 300 products of a campus shop, written for this project.
//!
//! The data are TOML files under `demo/`: `categories.toml`, `options.toml` (each option and its values,
//! named once) and one file of products a department, with one more of services.

mod read;

#[cfg(test)]
mod tests;

use mall::catalog::SpuKind;

use super::draw::Picture;

/// The same words in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text2 {
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Debug)]
pub struct Category {
    pub key: String,
    pub parent: Option<String>,
    pub name: Text2,
}

/// Something a shopper chooses, as 颜色 or 规格.
#[derive(Clone, Debug)]
pub struct ProductOption {
    pub name: Text2,
    pub values: Vec<Text2>,
}

/// One thing that can be put into a cart.
#[derive(Clone, Debug)]
pub struct Sku {
    pub code: String,
    /// For each option of the product, the index of the chosen value.
    pub choice: Vec<usize>,
    pub list_price_fen: i64,
    pub price_fen: i64,
    pub stock: i64,
}

#[derive(Clone, Debug)]
pub struct Product {
    pub handle: String,
    pub kind: SpuKind,
    pub title: Text2,
    pub subtitle: Text2,
    pub description: Text2,
    /// A leaf category's key.
    pub category: String,
    pub tags: Vec<String>,
    /// At most three.
    pub options: Vec<ProductOption>,
    /// Every combination of the options' values, at most 100; one without options.
    pub skus: Vec<Sku>,
    pub picture: Picture,
}

#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Parents before children.
    pub categories: Vec<Category>,
    /// In an order that mixes the categories, so that "newest first" shows the whole shop.
    pub products: Vec<Product>,
}

/// The whole demo catalogue; the same on every call.
pub fn catalogue() -> Catalogue {
    let sources = read::Sources {
        categories: include_str!("../../../demo/categories.toml"),
        options: include_str!("../../../demo/options.toml"),
        products: &[
            include_str!("../../../demo/drinks.toml"),
            include_str!("../../../demo/snacks.toml"),
            include_str!("../../../demo/daily.toml"),
            include_str!("../../../demo/clothes.toml"),
            include_str!("../../../demo/digital.toml"),
            include_str!("../../../demo/services.toml"),
        ],
    };
    read::read(&sources).expect("the data are part of the program and a test reads them")
}
