//! A product as staff write it down.

use kernel::{Currency, Result, Text2};
use mall::catalog::{CategoryId, Choices, Picture, ProductDraft, SkuDraft, SkuId, SpuKind};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::doc;
use crate::api::view::{Bilingual, currency, money};

/// All that may be said of a product. Creating and changing take the whole of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductBody {
    /// Letters of any script, digits, `-`, `_` and `.`; unique.
    handle: String,
    /// Fixed once one was sold. Without it, a new product is goods, and a known one stays what it is.
    #[schema(schema_with = doc::spu_kind)]
    pub kind: Option<SpuKind>,
    title: Bilingual,
    #[serde(default)]
    subtitle: Bilingual,
    #[serde(default)]
    description: Bilingual,
    #[schema(value_type = Option<String>)]
    category: Option<CategoryId>,
    #[serde(default)]
    tags: Vec<String>,
    /// At most 3.
    #[serde(default)]
    options: Vec<OptionBody>,
    #[serde(default)]
    pictures: Vec<PictureBody>,
    #[serde(default)]
    on_sale: bool,
    /// What one of it is counted in: 件, 瓶.
    #[serde(default)]
    unit: String,
    /// ISO 4217, of all prices; CNY when it is not given.
    currency: Option<String>,
    /// 1 to 100.
    skus: Vec<SkuBody>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OptionBody {
    name: Bilingual,
    values: Vec<Bilingual>,
}

/// A picture that was handed in, by its hash.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PictureBody {
    hash: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SkuBody {
    /// The SKU that this changes; without it, the one of the same code, or a new one.
    #[schema(value_type = Option<String>)]
    id: Option<SkuId>,
    code: String,
    /// Index of the chosen value of each option.
    #[serde(default)]
    choice: Vec<usize>,
    #[schema(example = "10.00")]
    price: String,
    /// The price when it is not given.
    #[schema(example = "12.00")]
    list_price: Option<String>,
    #[serde(default = "yes")]
    on_sale: bool,
    weight_g: Option<i64>,
    #[serde(default)]
    barcode: String,
}

fn yes() -> bool {
    true
}

impl SkuBody {
    fn parse(self, index: usize, currency: Currency) -> Result<SkuDraft> {
        let price = money(&self.price, currency, &format!("skus[{index}].price"))?;
        let list_price = self
            .list_price
            .map_or(Ok(price), |text| money(&text, currency, &format!("skus[{index}].list_price")))?;
        Ok(SkuDraft {
            id: self.id,
            code: self.code,
            choice: self.choice,
            list_price,
            price,
            on_sale: self.on_sale,
            weight_g: self.weight_g,
            barcode: self.barcode,
        })
    }
}

impl ProductBody {
    /// What the catalogue checks as a whole.
    ///
    /// # Errors
    /// [`kernel::Code::Invalid`] about a price or the currency.
    pub fn parse(self) -> Result<ProductDraft> {
        let currency = currency(self.currency.as_deref(), "currency")?;
        let options = self.options.into_iter().map(|option| Choices {
            name: option.name.into(),
            values: option.values.into_iter().map(Text2::from).collect(),
        });
        let skus = self.skus.into_iter().enumerate().map(|(index, sku)| sku.parse(index, currency));
        Ok(ProductDraft {
            handle: self.handle,
            kind: self.kind.unwrap_or_default(),
            title: self.title.into(),
            subtitle: self.subtitle.into(),
            description: self.description.into(),
            category: self.category,
            tags: self.tags,
            options: options.collect(),
            pictures: self.pictures.into_iter().map(|picture| Picture::Media(picture.hash)).collect(),
            on_sale: self.on_sale,
            unit: self.unit,
            source: String::new(),
            skus: skus.collect::<Result<_>>()?,
        })
    }
}
