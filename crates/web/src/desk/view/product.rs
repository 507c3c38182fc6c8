//! Products as staff write them.

use askama::Template;
use mall::catalog::SpuKind;

use crate::i18n::Price;
use crate::site::view::{FieldErrors, Picture};

use super::{Choice, Count, Layout, Older, TabLink, Worded};

/// `GET /desk/products`
#[derive(Debug, Template)]
#[template(path = "desk/products.html")]
pub struct ProductsPage {
    pub layout: Layout,
    pub query: String,
    /// `on`, `off` or `both`
    pub sale: &'static str,
    /// The category whose products are listed, with those below it.
    pub category: Option<Choice>,
    pub tabs: Vec<TabLink>,
    pub total: Count,
    pub rows: Vec<ProductRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct ProductRow {
    pub id: String,
    pub title: String,
    pub is_service: bool,
    pub handle: String,
    pub picture: Option<Picture>,
    pub price: Price,
    /// The highest price, where SKUs differ.
    pub price_to: Option<Price>,
    pub is_on_sale: bool,
    pub sales: i64,
}

/// `GET /desk/products/new` and `GET /desk/products/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/product.html")]
pub struct ProductPage {
    pub layout: Layout,
    /// None for one that is to be made.
    pub id: Option<String>,
    pub heading: String,
    pub is_on_sale: bool,
    pub form: ProductForm,
    pub categories: Vec<Choice>,
    pub currencies: Vec<&'static str>,
    pub pictures: Vec<PictureCell>,
    /// Whether more pictures fit.
    pub may_add_pictures: bool,
    /// Fields as the business names them: `title`, `title.zh`, `options[0].values`, `skus[3].price`; the empty
    /// name for the whole.
    pub errors: FieldErrors,
}

impl ProductPage {
    fn action(&self) -> String {
        self.id.as_ref().map_or_else(|| "/desk/products".into(), |id| format!("/desk/products/{id}"))
    }

    /// `options[0].values`
    fn option_field(at: impl std::fmt::Display, name: &str) -> String {
        format!("options[{at}].{name}")
    }

    /// `skus[0].price`
    fn sku_field(at: impl std::fmt::Display, name: &str) -> String {
        format!("skus[{at}].{name}")
    }
}

/// What was typed, or what is stored. The field names are those of the errors: `title.zh`, `options[0].name.zh`,
/// `options[0].values` (a value a line, `红 / red`), `skus[0].code` and so on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductForm {
    pub handle: String,
    pub kind: SpuKind,
    pub title_zh: String,
    pub title_en: String,
    pub subtitle_zh: String,
    pub subtitle_en: String,
    pub description_zh: String,
    pub description_en: String,
    pub category: String,
    /// Separated by commas.
    pub tags: String,
    pub unit: String,
    pub currency: String,
    pub options: Vec<OptionForm>,
    pub skus: Vec<SkuForm>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionForm {
    pub name_zh: String,
    pub name_en: String,
    /// One a line: `红 / red`.
    pub values: String,
}

/// One row of the table of SKUs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkuForm {
    /// Empty for one that is to be made.
    pub id: String,
    /// Indexes of the chosen values: `0.2`; empty for a product without options.
    pub choice: String,
    /// The chosen values as they were when the table was made, by which a row is found again.
    pub label: String,
    /// Whether the product has it.
    pub keep: bool,
    pub on_sale: bool,
    pub code: String,
    pub price: String,
    pub list_price: String,
    pub weight: String,
    pub barcode: String,
}

#[derive(Debug, Clone)]
pub struct PictureCell {
    /// Its place among the pictures.
    pub at: usize,
    /// None for one that an import named and nobody has fetched.
    pub picture: Option<Picture>,
    pub link: String,
}
