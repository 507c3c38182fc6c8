//! Categories and products.

use kernel::Result;
use mall::catalog::{self, Card, Category, Choices, Picture, Product, Sku, SkuId, SpuKind};
use mall::media::Name;
use mall::stock::{self, Level};
use serde::Serialize;
use store::Tx;
use utoipa::ToSchema;

use super::picture::{SizeView, sizes_of};
use super::{Bilingual, Cash, Stamp, picture_url};
use crate::api::doc;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CategoryView {
    #[schema(value_type = String)]
    pub id: catalog::CategoryId,
    #[schema(value_type = Option<String>)]
    pub parent: Option<catalog::CategoryId>,
    pub name: Bilingual,
    /// 1 at the top.
    pub depth: usize,
}

impl From<Category> for CategoryView {
    fn from(category: Category) -> Self {
        let depth = category.depth();
        Self { id: category.id, parent: category.parent, name: category.name.into(), depth }
    }
}

/// A category with the way that leads to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CategoryDetail {
    #[serde(flatten)]
    pub category: CategoryView,
    /// From the top down to this one.
    pub breadcrumbs: Vec<CategoryView>,
    /// All that is below, each before its own children.
    pub below: Vec<CategoryView>,
}

/// A product in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CardView {
    #[schema(value_type = String)]
    pub id: catalog::SpuId,
    /// Its name in addresses.
    pub handle: String,
    /// Goods are sent to an address; services need none.
    #[schema(schema_with = doc::spu_kind)]
    pub kind: SpuKind,
    pub title: Bilingual,
    pub subtitle: Bilingual,
    #[schema(example = "/media/9f86d0…-1600x1200-2b.jpg")]
    pub picture: Option<String>,
    /// The picture in smaller sizes.
    pub picture_sizes: Vec<SizeView>,
    pub price_min: Cash,
    pub price_max: Cash,
    pub list_price: Cash,
    pub on_sale: bool,
    pub sales: i64,
}

impl From<Card> for CardView {
    fn from(card: Card) -> Self {
        Self {
            id: card.id,
            handle: card.handle,
            kind: card.kind,
            title: card.title.into(),
            subtitle: card.subtitle.into(),
            picture: card.picture.as_deref().and_then(picture_url),
            picture_sizes: card.picture.as_deref().map(sizes_of).unwrap_or_default(),
            price_min: card.price_min.into(),
            price_max: card.price_max.into(),
            list_price: card.list_price.into(),
            on_sale: card.on_sale,
            sales: card.sales,
        }
    }
}

/// One thing that a shopper chooses, such as the colour.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OptionView {
    pub name: Bilingual,
    pub values: Vec<Bilingual>,
}

impl From<Choices> for OptionView {
    fn from(choices: Choices) -> Self {
        let values = choices.values.into_iter().map(Into::into).collect();
        Self { name: choices.name.into(), values }
    }
}

/// What is priced, stocked and ordered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SkuView {
    #[schema(value_type = String)]
    pub id: SkuId,
    /// The shop's own code.
    pub code: String,
    /// Index of the chosen value of each option.
    pub choice: Vec<usize>,
    /// The chosen values, joined.
    pub option: Bilingual,
    pub list_price: Cash,
    pub price: Cash,
    pub on_sale: bool,
    /// How many can be ordered.
    pub available: i64,
    pub weight_g: Option<i64>,
    pub barcode: String,
}

impl SkuView {
    fn new(sku: Sku, level: Level) -> Self {
        Self {
            id: sku.id,
            code: sku.code,
            choice: sku.choice,
            option: sku.option.into(),
            list_price: sku.list_price.into(),
            price: sku.price.into(),
            on_sale: sku.on_sale,
            available: level.available,
            weight_g: sku.weight_g,
            barcode: sku.barcode,
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PictureView {
    /// Of a picture kept here.
    pub url: Option<String>,
    /// What names a picture kept here when the product is changed.
    pub hash: Option<String>,
    /// Of a picture elsewhere, as an import named it; for staff only.
    pub link: Option<String>,
    /// Of a picture kept here, in pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// A picture kept here in smaller sizes; none of a drawing, which fits every size.
    pub sizes: Vec<SizeView>,
}

impl From<Picture> for PictureView {
    fn from(picture: Picture) -> Self {
        match picture {
            Picture::Media(name) => {
                let known = name.parse::<Name>().ok();
                let shape = known.as_ref().and_then(Name::shape);
                Self {
                    url: picture_url(&name),
                    hash: known.map(|known| known.hash().to_owned()),
                    link: None,
                    width: shape.map(|shape| shape.width),
                    height: shape.map(|shape| shape.height),
                    sizes: sizes_of(&name),
                }
            }
            Picture::Link(link) => {
                Self { url: None, hash: None, link: Some(link), width: None, height: None, sizes: Vec::new() }
            }
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProductView {
    #[schema(value_type = String)]
    pub id: catalog::SpuId,
    pub handle: String,
    /// Goods are sent to an address; services need none. They are ordered apart.
    #[schema(schema_with = doc::spu_kind)]
    pub kind: SpuKind,
    pub title: Bilingual,
    pub subtitle: Bilingual,
    /// Plain text; paragraphs are separated by empty lines.
    pub description: Bilingual,
    /// From the top down to its own.
    pub categories: Vec<CategoryView>,
    pub tags: Vec<String>,
    pub options: Vec<OptionView>,
    pub pictures: Vec<PictureView>,
    pub on_sale: bool,
    /// What one of it is counted in.
    pub unit: String,
    pub skus: Vec<SkuView>,
    pub sales: i64,
    pub created_at: Stamp,
    pub updated_at: Stamp,
}

impl ProductView {
    /// With the stock of each SKU.
    ///
    /// # Errors
    /// [`kernel::Code::Store`].
    pub fn of(tx: &mut Tx<'_>, product: Product) -> Result<Self> {
        let stocked = |sku: Sku| Ok(SkuView::new(sku.clone(), stock::level(tx, sku.id)?));
        let skus = product.skus.into_iter().map(stocked).collect::<Result<_>>()?;
        Ok(Self {
            id: product.id,
            handle: product.handle,
            kind: product.kind,
            title: product.title.into(),
            subtitle: product.subtitle.into(),
            description: product.description.into(),
            categories: product.breadcrumbs.into_iter().map(Into::into).collect(),
            tags: product.tags,
            options: product.options.into_iter().map(Into::into).collect(),
            pictures: product.pictures.into_iter().map(Into::into).collect(),
            on_sale: product.on_sale,
            unit: product.unit,
            skus,
            sales: product.sales,
            created_at: product.created_at.into(),
            updated_at: product.updated_at.into(),
        })
    }

    /// Without what only staff should see.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.skus.retain(|sku| sku.on_sale);
        self.pictures.retain(|picture| picture.url.is_some());
        self
    }
}
