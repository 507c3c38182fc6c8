//! The catalogue: a tree of categories; products (SPU) with options; what is sold of them (SKU).

mod category;
mod draft;
mod imported;
mod listing;
mod model;
mod naming;
mod product;
mod store;

use kernel::ids;
use serde::{Deserialize, Serialize};
use work::{Handlers, Schedule};

pub use category::{
    CategoryDraft, breadcrumbs, category, create_category, delete_category, find_category, move_category,
    rename_category, subtree,
};
pub use draft::{ProductDraft, SkuDraft};
pub use imported::{Imported, imported, mark_imported};
pub use listing::{
    ListAsk, OnSale, Sort, card, cards, changed, count, list, list_skus, page_by_id, shelves_changed, way_to,
};
pub use model::{
    CATEGORY_DEPTH_MAX, Card, Category, Choices, OPTIONS_MAX, Offer, PICTURES_MAX, Picture, Product,
    SKUS_MAX, Sku, SpuKind, Summary, TAGS_MAX,
};
pub use product::{
    add_sales, by_handle, create, get, offers, revise, set_on_sale, sku_by_code, skus_on_sale, spu_of,
    summaries, update,
};

ids! {
    /// A node of the category tree.
    CategoryId,
    /// A product: what a page shows.
    SpuId,
    /// One variant of a product: what is priced, stocked and ordered.
    SkuId,
}

/// A product was created or changed. For whatever keeps a copy: caches, the search index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogChanged {
    pub spu: SpuId,
}

impl work::event::Event for CatalogChanged {
    const KIND: &'static str = "catalog.changed";
    fn entity(&self) -> i64 {
        self.spu.raw()
    }
}

/// The sales of a product have grown by so much that its place among others may be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesMoved {
    pub spu: SpuId,
}

impl work::event::Event for SalesMoved {
    const KIND: &'static str = "catalog.sales_moved";
    fn entity(&self) -> i64 {
        self.spu.raw()
    }
}

/// The tree of categories was changed at this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryChanged {
    pub category: CategoryId,
}

impl work::event::Event for CategoryChanged {
    const KIND: &'static str = "catalog.category_changed";
    fn entity(&self) -> i64 {
        self.category.raw()
    }
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<naming::NamePictures>()
}

/// What of this slice comes round by the clock.
#[must_use]
pub fn schedules() -> Vec<Schedule> {
    vec![naming::schedule()]
}
