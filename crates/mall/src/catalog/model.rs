//! What the catalogue is made of. No I/O.

use kernel::{Lang, Money, Text2, Time, words};
use serde::{Deserialize, Serialize};

use super::{CategoryId, SkuId, SpuId};

pub const OPTIONS_MAX: usize = 3;
pub const OPTION_VALUES_MAX: usize = 100;
pub const SKUS_MAX: usize = 100;
pub const TAGS_MAX: usize = 20;
pub const PICTURES_MAX: usize = 12;
/// A category at the top has depth 1.
pub const CATEGORY_DEPTH_MAX: usize = 16;
/// Digits that each category of a path takes.
const PATH_STEP: usize = 16;

words! {
    /// What becomes of it when it is sold. An order is of one kind.
    #[derive(Default)]
    pub enum SpuKind {
        /// Sent to the buyer.
        #[default]
        Goods = "goods",
        /// Done for the buyer, or handed over without a parcel.
        Service = "service",
    }
}

/// One thing that a shopper chooses: a name and its values, such as colour: red, blue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    pub name: Text2,
    pub values: Vec<Text2>,
}

/// Where a picture of a product is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Picture {
    /// A picture of `media`, by its name.
    Media(String),
    /// An address elsewhere, as an import named it. Kept, exported, but not shown until it is fetched.
    Link(String),
}

impl Picture {
    /// The name of a picture that is kept here.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Media(name) => Some(name),
            Self::Link(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    pub id: CategoryId,
    pub parent: Option<CategoryId>,
    pub position: i64,
    pub name: Text2,
    /// The ids from the top down to this one.
    pub(super) path: String,
}

impl Category {
    /// 1 at the top.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path.len() / PATH_STEP
    }
}

/// A category's step in a path.
pub(super) fn step(id: CategoryId) -> String {
    format!("{:0PATH_STEP$x}", id.raw())
}

/// The ids of a path, from the top down.
pub(super) fn steps(path: &str) -> Vec<CategoryId> {
    let step = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        i64::from_str_radix(digits, 16).ok().map(CategoryId::from_raw)
    };
    path.as_bytes().chunks(PATH_STEP).filter_map(step).collect()
}

/// The first text after all paths that begin with this one, under every collation.
pub(super) fn path_end(path: &str) -> String {
    format!("{path}g")
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sku {
    pub id: SkuId,
    /// The shop's own code, unique over all products.
    pub code: String,
    /// Index of the chosen value of each option.
    pub choice: Vec<usize>,
    /// The chosen values, joined.
    pub option: Text2,
    pub list_price: Money,
    pub price: Money,
    pub on_sale: bool,
    pub weight_g: Option<i64>,
    pub barcode: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub id: SpuId,
    /// The product's name in addresses, unique.
    pub handle: String,
    /// Stays as it is once one of it was sold.
    pub kind: SpuKind,
    pub title: Text2,
    pub subtitle: Text2,
    /// Plain text; paragraphs are separated by empty lines.
    pub description: Text2,
    /// Its category and those above, from the top down; empty when it is in none.
    pub breadcrumbs: Vec<Category>,
    pub tags: Vec<String>,
    pub options: Vec<Choices>,
    pub pictures: Vec<Picture>,
    pub on_sale: bool,
    /// What one of it is counted in: 件, 瓶.
    pub unit: String,
    /// Where the data comes from; empty when it was made here.
    pub source: String,
    pub skus: Vec<Sku>,
    pub sales: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

/// A product as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub id: SpuId,
    pub handle: String,
    pub kind: SpuKind,
    pub title: Text2,
    pub subtitle: Text2,
    /// Name of the first picture.
    pub picture: Option<String>,
    pub price_min: Money,
    pub price_max: Money,
    /// The highest list price.
    pub list_price: Money,
    pub on_sale: bool,
    pub sales: i64,
}

/// A product in words and numbers: what it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub id: SpuId,
    pub title: Text2,
    pub subtitle: Text2,
    pub description: Text2,
    /// From the top down.
    pub breadcrumbs: Vec<Category>,
    pub tags: Vec<String>,
    pub options: Vec<Choices>,
    pub price_min: Money,
    pub on_sale: bool,
    pub sales: i64,
}

/// What ordering needs to know of a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub sku: SkuId,
    pub spu: SpuId,
    pub kind: SpuKind,
    pub code: String,
    pub title: Text2,
    /// The chosen values, joined; empty for a product without options.
    pub option: Text2,
    /// Name of the product's first picture.
    pub picture: Option<String>,
    pub list_price: Money,
    pub price: Money,
    /// Whether it may be bought: product and SKU are both on sale, and the product still has this SKU.
    pub on_sale: bool,
}

/// The values that a SKU chooses, joined for people: `红色 · XL`.
pub(super) fn joined(options: &[Choices], choice: &[usize]) -> Text2 {
    let in_lang = |lang| {
        let values = options.iter().zip(choice).filter_map(|(option, at)| option.values.get(*at));
        values.map(|value| value.get(lang)).collect::<Vec<_>>().join(" · ")
    };
    Text2::new(in_lang(Lang::Zh), in_lang(Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_again() {
        let ids = [CategoryId::from_raw(1), CategoryId::from_raw(i64::MAX)];
        let path: String = ids.into_iter().map(step).collect();
        assert_eq!(steps(&path), ids);
        assert_eq!(steps(""), []);
        assert!(path < path_end(&step(ids[0])) && step(CategoryId::from_raw(2)) > path_end(&path));
    }

    #[test]
    fn chosen_values_are_joined_in_both_languages() {
        let colour = Choices { name: Text2::new("颜色", "Colour"), values: vec![Text2::new("红", "red")] };
        let size = Choices {
            name: Text2::new("尺码", "Size"),
            values: vec![Text2::new("S", ""), Text2::new("L", "")],
        };
        assert_eq!(joined(&[colour, size], &[0, 1]), Text2::new("红 · L", "red · L"));
        assert_eq!(joined(&[], &[]), Text2::default());
    }
}
