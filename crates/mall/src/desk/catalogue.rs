//! Staff look after goods and stock.

use kernel::{Cx, Result, Text2};
use serde_json::json;
use store::Tx;

use super::{permit, record};
use crate::account::{Permission, UserId};
use crate::catalog::{self, Category, CategoryDraft, CategoryId, Product, ProductDraft, SkuId, SpuId};
use crate::media::{self, Intent, Name};
use crate::stock;

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::create`].
pub fn create_product(tx: &mut Tx<'_>, cx: &Cx, draft: &ProductDraft) -> Result<Product> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let product = catalog::create(tx, cx, draft)?;
    let subject = format!("product {}", product.id);
    record::append(tx, cx, staff, "product.create", &subject, &json!({ "title": draft.title }))?;
    Ok(product)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::update`].
pub fn update_product(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, draft: &ProductDraft) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let product = catalog::update(tx, cx, id, draft)?;
    record_update(tx, cx, staff, &product)
}

/// Changes a product in part: `revise` makes the new draft of what is stored.
///
/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::revise`].
pub fn revise_product(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: SpuId,
    revise: impl FnOnce(ProductDraft) -> Result<ProductDraft>,
) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let product = catalog::revise(tx, cx, id, revise)?;
    record_update(tx, cx, staff, &product)
}

fn record_update(tx: &mut Tx<'_>, cx: &Cx, staff: UserId, product: &Product) -> Result<()> {
    let (subject, detail) = (format!("product {}", product.id), json!({ "title": product.title }));
    record::append(tx, cx, staff, "product.update", &subject, &detail)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::set_on_sale`].
pub fn set_on_sale(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, on_sale: bool) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    catalog::set_on_sale(tx, cx, id, on_sale)?;
    let detail = json!({ "on_sale": on_sale });
    record::append(tx, cx, staff, "product.set_on_sale", &format!("product {id}"), &detail)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::create_category`].
pub fn create_category(tx: &mut Tx<'_>, cx: &Cx, draft: &CategoryDraft) -> Result<Category> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let category = catalog::create_category(tx, cx, draft)?;
    let subject = format!("category {}", category.id);
    record::append(tx, cx, staff, "category.create", &subject, &json!({ "name": draft.name }))?;
    Ok(category)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::rename_category`].
pub fn rename_category(tx: &mut Tx<'_>, cx: &Cx, id: CategoryId, name: &Text2) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    catalog::rename_category(tx, cx, id, name)?;
    record::append(tx, cx, staff, "category.rename", &format!("category {id}"), &json!({ "name": name }))
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::move_category`].
pub fn move_category(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: CategoryId,
    parent: Option<CategoryId>,
    place: usize,
) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    catalog::move_category(tx, cx, id, parent, place)?;
    let detail = json!({ "parent": parent.map(|parent| parent.to_string()), "place": place });
    record::append(tx, cx, staff, "category.move", &format!("category {id}"), &detail)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`catalog::delete_category`].
pub fn delete_category(tx: &mut Tx<'_>, cx: &Cx, id: CategoryId) -> Result<()> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    catalog::delete_category(tx, cx, id)?;
    record::append(tx, cx, staff, "category.delete", &format!("category {id}"), &json!({}))
}

/// Sets what is available of a SKU to what was counted.
///
/// # Errors
/// [`kernel::Code::Forbidden`]; [`kernel::Code::NotFound`]; as [`stock::set_level`].
pub fn set_stock(tx: &mut Tx<'_>, cx: &Cx, sku: SkuId, available: i64, note: &str) -> Result<()> {
    let staff = permit(tx, cx, Permission::StockWrite)?;
    catalog::offers(tx, &[sku])?;
    stock::set_level(tx, cx, sku, available, note)?;
    let detail = json!({ "available": available, "note": note });
    record::append(tx, cx, staff, "stock.set", &format!("sku {sku}"), &detail)
}

/// Keeps a picture that was handed in, its bytes being where the intent says.
///
/// # Errors
/// [`kernel::Code::Forbidden`]; as [`media::keep`].
pub fn keep_picture(tx: &mut Tx<'_>, cx: &Cx, intent: &Intent) -> Result<Name> {
    let staff = permit(tx, cx, Permission::CatalogWrite)?;
    let name = media::keep(tx, cx, intent)?;
    record::append(tx, cx, staff, "picture.keep", &format!("picture {name}"), &json!({}))?;
    Ok(name)
}
