//! Use cases about products.

use std::collections::BTreeMap;

use ::store::Tx;
use kernel::{Bucket, Code, Cx, Error, Money, Result};
use work::event;

use super::draft::{ProductDraft, SkuDraft};
use super::model::{Category, Choices, Offer, Picture, Product, Sku, Summary, joined};
use super::store::spu::{PriceRange, SpuRow};
use super::store::{self, category};
use super::{CatalogChanged, SalesMoved, SkuId, SpuId};
use crate::media;

/// Steps in which sales are told of, as parts of what they are.
const SALES_STEPS: i64 = 30;
const OWNER: &str = "spu";
/// Orders show the cover that the product had when they were placed, so a cover is never let go.
const COVER_OWNER: &str = "spu_cover";

/// # Errors
/// [`Code::Invalid`] with a detail for each fault, among them a handle or a code that is taken.
pub fn create(tx: &mut Tx<'_>, cx: &Cx, draft: &ProductDraft) -> Result<Product> {
    let draft = &with_names(tx, draft)?;
    let row = spu_row(tx, cx, SpuId::issue(cx, Bucket::COMMON)?, draft)?;
    if !store::spu::insert(tx, &row)? {
        return Err(handle_taken());
    }
    save_parts(tx, cx, row.id, draft)?;
    get(tx, row.id)
}

/// Makes the product what the draft says. SKUs that the draft does not name are retired: nobody can order them
/// any more, but what points at them still finds them. The kind is kept once one was sold: what has been counted
/// and learned of the product is about that kind. Orders that wait to be paid keep the kind they were placed with.
///
/// # Errors
/// [`Code::NotFound`]; as [`create`].
pub fn update(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, draft: &ProductDraft) -> Result<Product> {
    let draft = &with_names(tx, draft)?;
    if store::spu::by_handle(tx, &draft.handle)?.is_some_and(|holder| holder != id) {
        return Err(handle_taken());
    }
    let row = spu_row(tx, cx, id, draft)?;
    if !store::spu::update(tx, &row)? {
        store::spu::get(tx, id)?;
        return Err(Error::field("kind", "stays as it is once one was sold", "已售出过，不能再改类型"));
    }
    save_parts(tx, cx, id, draft)?;
    get(tx, id)
}

/// Changes a product in part: `revise` makes the new draft of what is stored, and no other change comes between.
///
/// # Errors
/// [`Code::NotFound`]; whatever `revise` returns; as [`update`].
pub fn revise(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: SpuId,
    revise: impl FnOnce(ProductDraft) -> Result<ProductDraft>,
) -> Result<Product> {
    // Every change of a product waits here.
    category::lock(tx)?;
    let draft = revise(get(tx, id)?.draft())?;
    update(tx, cx, id, &draft)
}

/// # Errors
/// [`Code::NotFound`].
pub fn set_on_sale(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, on_sale: bool) -> Result<()> {
    if !store::spu::set_on_sale(tx, id, on_sale, cx.now)? {
        return Err(Code::NotFound.into());
    }
    event::emit(tx, cx, &CatalogChanged { spu: id })
}

/// Counts what was sold. Sales move all the time: an event tells of it when they have grown by a part in thirty.
///
/// # Errors
/// [`Code::NotFound`].
pub fn add_sales(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, quantity: i64) -> Result<()> {
    let sales = store::spu::add_sales(tx, id, quantity)?.ok_or(Code::NotFound)?;
    let step = (sales / SALES_STEPS).max(1);
    if sales / step == (sales - quantity) / step {
        Ok(())
    } else {
        event::emit(tx, cx, &SalesMoved { spu: id })
    }
}

/// The product with all that belongs to it.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: SpuId) -> Result<Product> {
    let row = store::spu::get(tx, id)?;
    Ok(Product {
        options: choices(&row)?,
        id: row.id,
        handle: row.handle,
        kind: row.kind,
        title: row.title,
        subtitle: row.subtitle,
        description: row.description,
        breadcrumbs: category::along(tx, &row.category_path)?,
        tags: store::spu::tags(tx, id)?,
        pictures: store::spu::pictures(tx, id)?,
        on_sale: row.on_sale,
        unit: row.unit,
        source: row.source,
        skus: store::sku::of_spu(tx, id)?,
        sales: row.sales,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// What these products are found by, in no order; those that are gone are left out.
///
/// # Errors
/// [`Code::Store`].
pub fn summaries(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<Summary>> {
    let mut tags: BTreeMap<SpuId, Vec<String>> = BTreeMap::new();
    for (id, tag) in store::spu::tags_of_some(tx, ids)? {
        tags.entry(id).or_default().push(tag);
    }
    let mut ways: BTreeMap<String, Vec<Category>> = BTreeMap::new();
    let mut found = Vec::with_capacity(ids.len());
    for row in store::spu::some(tx, ids)? {
        let breadcrumbs = match ways.get(&row.category_path) {
            Some(known) => known.clone(),
            None => category::along(tx, &row.category_path)?,
        };
        ways.entry(row.category_path.clone()).or_insert_with(|| breadcrumbs.clone());
        found.push(Summary {
            id: row.id,
            options: choices(&row)?,
            title: row.title,
            subtitle: row.subtitle,
            description: row.description,
            breadcrumbs,
            tags: tags.remove(&row.id).unwrap_or_default(),
            price_min: row.range.min,
            on_sale: row.on_sale,
            sales: row.sales,
        });
    }
    Ok(found)
}

fn choices(row: &SpuRow) -> Result<Vec<Choices>> {
    serde_json::from_str(&row.options).map_err(|error| Error::new(Code::Store).because(error))
}

/// The SKUs of these products that are on sale, each with its product; in no order.
///
/// # Errors
/// [`Code::Store`].
pub fn skus_on_sale(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<(SkuId, SpuId)>> {
    store::sku::on_sale(tx, ids)
}

/// # Errors
/// [`Code::Store`].
pub fn by_handle(tx: &mut Tx<'_>, handle: &str) -> Result<Option<SpuId>> {
    store::spu::by_handle(tx, handle)
}

/// Who has a code: a SKU, retired ones among them, and its product.
///
/// # Errors
/// [`Code::Store`].
pub fn sku_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<(SkuId, SpuId)>> {
    store::sku::of_code(tx, code)
}

/// Whose SKU it is; none when it never was.
///
/// # Errors
/// [`Code::Store`].
pub fn spu_of(tx: &mut Tx<'_>, sku: SkuId) -> Result<Option<SpuId>> {
    store::sku::spu_of(tx, sku)
}

/// What ordering needs to know, in the order asked. One select by primary key each.
///
/// # Errors
/// [`Code::NotFound`] when one of them never was.
pub fn offers(tx: &mut Tx<'_>, skus: &[SkuId]) -> Result<Vec<Offer>> {
    skus.iter().map(|sku| store::sku::offer(tx, *sku)).collect()
}

fn handle_taken() -> Error {
    Error::field("handle", "is taken by another product", "已被其他商品使用")
}

fn spu_row(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, draft: &ProductDraft) -> Result<SpuRow> {
    // The path that is written down here must not change before it is.
    category::lock(tx)?;
    let category_path = match draft.category {
        None => String::new(),
        Some(category) => {
            category::get(tx, category)?
                .ok_or_else(|| Error::field("category", "does not exist", "分类不存在"))?
                .path
        }
    };
    let cover = draft.pictures.iter().find_map(|picture| match picture {
        Picture::Media(hash) => Some(hash.clone()),
        Picture::Link(_) => None,
    });
    Ok(SpuRow {
        id,
        handle: draft.handle.clone(),
        kind: draft.kind,
        title: draft.title.clone(),
        subtitle: draft.subtitle.clone(),
        description: draft.description.clone(),
        unit: draft.unit.clone(),
        source: draft.source.clone(),
        category: draft.category,
        category_path,
        options: serde_json::to_string(&draft.options)
            .map_err(|error| Error::new(Code::Internal).because(error))?,
        on_sale: draft.on_sale,
        range: price_range(draft)?,
        cover: cover.unwrap_or_default(),
        sales: 0,
        created_at: cx.now,
        updated_at: cx.now,
    })
}

/// Over the SKUs on sale; over all of them when none is.
fn price_range(draft: &ProductDraft) -> Result<PriceRange> {
    let any_on_sale = draft.skus.iter().any(|sku| sku.on_sale);
    let counted = || draft.skus.iter().filter(|sku| sku.on_sale || !any_on_sale);
    let prices = || counted().map(|sku| sku.price.minor());
    let amount = |minor: Option<i64>| Money::new(minor.unwrap_or(0), draft.currency());
    Ok(PriceRange {
        min: amount(prices().min())?,
        max: amount(prices().max())?,
        list: amount(counted().map(|sku| sku.list_price.minor()).max())?,
    })
}

fn save_parts(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, draft: &ProductDraft) -> Result<()> {
    store::spu::set_tags(tx, id, &draft.tags)?;
    store::spu::set_pictures(tx, id, &draft.pictures)?;
    own_pictures(tx, cx, id, &draft.pictures)?;
    save_skus(tx, cx, id, draft)?;
    event::emit(tx, cx, &CatalogChanged { spu: id })
}

/// The draft, checked, its pictures by the names that they have now.
fn with_names(tx: &mut Tx<'_>, draft: &ProductDraft) -> Result<ProductDraft> {
    draft.check()?;
    let mut draft = draft.clone();
    for (at, picture) in draft.pictures.iter_mut().enumerate() {
        if let Picture::Media(name) = picture {
            let absent = || Error::field(format!("pictures[{at}]"), "was not uploaded", "图片不存在");
            *name = media::named(tx, name)?.ok_or_else(absent)?.to_string();
        }
    }
    Ok(draft)
}

fn own_pictures(tx: &mut Tx<'_>, cx: &Cx, id: SpuId, pictures: &[Picture]) -> Result<()> {
    let names: Vec<_> = pictures.iter().filter_map(Picture::name).collect();
    media::own(tx, cx, media::Owner::public(OWNER, id.raw()), &names)?;
    match names.first() {
        Some(cover) => media::own_also(tx, cx, media::Owner::public(COVER_OWNER, id.raw()), cover),
        None => Ok(()),
    }
}

fn save_skus(tx: &mut Tx<'_>, cx: &Cx, spu: SpuId, draft: &ProductDraft) -> Result<()> {
    store::sku::retire_all(tx, spu)?;
    for (at, (position, wanted)) in (0i64..).zip(&draft.skus).enumerate() {
        let field = |name: &str| format!("skus[{at}].{name}");
        let taken = || Error::field(field("code"), "is taken by another SKU", "编码已被其他规格使用");
        let same_code = store::sku::of_code(tx, &wanted.code)?;
        let known = match (wanted.id, same_code) {
            (None, Some((sku, holder))) if holder == spu => Some(sku),
            (Some(id), Some((sku, _))) if sku == id => Some(id),
            (_, Some(_)) => return Err(taken()),
            (id, None) => id,
        };
        let id = known.map_or_else(|| SkuId::issue(cx, Bucket::COMMON), Ok)?;
        let sku = sku_of(id, wanted, &draft.options);
        if known.is_some() {
            if !store::sku::update(tx, spu, position, &sku)? {
                return Err(Error::field(field("id"), "is not a SKU of this product", "不是该商品的规格"));
            }
        } else if !store::sku::insert(tx, spu, position, &sku)? {
            return Err(taken());
        }
    }
    Ok(())
}

fn sku_of(id: SkuId, wanted: &SkuDraft, options: &[Choices]) -> Sku {
    Sku {
        id,
        code: wanted.code.clone(),
        choice: wanted.choice.clone(),
        option: joined(options, &wanted.choice),
        list_price: wanted.list_price,
        price: wanted.price,
        on_sale: wanted.on_sale,
        weight_g: wanted.weight_g,
        barcode: wanted.barcode.clone(),
    }
}
