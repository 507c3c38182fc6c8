//! Saves what sheets say.

use ::store::Tx;
use kernel::{Code, Cx, Error, Kind as Failure, Result};

use super::sheet::{Kind, RowError, SheetProduct, SheetSku};
use crate::catalog::{
    self, CategoryDraft, CategoryId, Imported, Picture, Product, ProductDraft, SkuDraft, SpuId,
};
use crate::{media, stock};

const STOCK_NOTE: &str = "import";
const MEDIA_PATH: &str = "/media/";

/// What became of some products.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchReport {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
    /// Why the failed ones failed.
    pub errors: Vec<RowError>,
    /// What was not taken quite as it stood.
    pub notes: Vec<RowError>,
}

impl BatchReport {
    pub(super) fn refuse(&mut self, errors: Vec<RowError>) {
        self.failed += 1;
        self.errors.extend(errors);
    }
}

/// Creates and updates products, in one transaction. A product that was saved from the same content before is left
/// alone, whatever was done to it since; one that is not sound is refused, and the others are saved.
///
/// # Errors
/// Any error leaves the whole batch to be rolled back: then the products should be saved one by one, to learn which
/// of them it was.
pub fn save_batch(tx: &mut Tx<'_>, cx: &Cx, sheets: &[SheetProduct]) -> Result<BatchReport> {
    let mut report = BatchReport::default();
    for sheet in sheets {
        save(tx, cx, sheet, &mut report)?;
    }
    Ok(report)
}

fn save(tx: &mut Tx<'_>, cx: &Cx, sheet: &SheetProduct, report: &mut BatchReport) -> Result<()> {
    let hash = sheet.hash()?;
    let known = catalog::imported(tx, &sheet.handle)?;
    let before = known.as_ref().map(|known| match sheet.kind {
        Kind::Products => known.hash.as_str(),
        Kind::Skus => known.skus_hash.as_str(),
    });
    if before == Some(hash.as_str()) {
        report.unchanged += 1;
        return Ok(());
    }
    let product = known.as_ref().map(|known| catalog::get(tx, known.spu)).transpose()?;
    let mut notes = sheet.notes.clone();
    let keeps_skus = sheet.kind == Kind::Products
        && sheet.options.is_empty()
        && known.as_ref().is_some_and(|known| !known.skus_hash.is_empty());
    let mut draft = draft_of(tx, sheet, product.as_ref(), &mut notes)?;
    if !keeps_skus {
        draft.options = sheet.options.clone();
        draft.skus = skus_of(tx, sheet, product.as_ref(), &mut notes)?;
    }
    if let Err(error) = draft.check().and_then(|()| check_currency(sheet, product.as_ref())) {
        report.refuse(RowError::of(&error, sheet));
        return Ok(());
    }
    if let Some(names) = &sheet.category {
        match category_of(tx, cx, names) {
            Ok(category) => draft.category = category,
            Err(error) if error.code().kind() == Failure::Invalid => {
                report.refuse(RowError::of(&error, sheet));
                return Ok(());
            }
            Err(error) => return Err(error),
        }
    }
    let saved = match &product {
        Some(product) => catalog::update(tx, cx, product.id, &draft)?,
        None => catalog::create(tx, cx, &draft)?,
    };
    if !keeps_skus {
        set_stock(tx, cx, &saved, &sheet.skus)?;
    }
    catalog::mark_imported(tx, &remembered(sheet.kind, saved.id, hash, known))?;
    if product.is_some() {
        report.updated += 1
    } else {
        report.created += 1
    }
    report.notes.extend(notes);
    Ok(())
}

fn remembered(kind: Kind, spu: SpuId, hash: String, known: Option<Imported>) -> Imported {
    let known = known.unwrap_or(Imported { spu, hash: String::new(), skus_hash: String::new() });
    match kind {
        Kind::Products => Imported { hash, ..known },
        Kind::Skus => Imported { skus_hash: hash, ..known },
    }
}

/// The product as it is, with what the sheet says of it; SKUs as they are.
fn draft_of(
    tx: &mut Tx<'_>,
    sheet: &SheetProduct,
    product: Option<&Product>,
    notes: &mut Vec<RowError>,
) -> Result<ProductDraft> {
    let mut draft = product.map_or_else(|| unknown_draft(sheet), Product::draft);
    draft.kind = kind_of(sheet, product, notes).unwrap_or(draft.kind);
    draft.title = sheet.title.clone().unwrap_or(draft.title);
    draft.subtitle = sheet.subtitle.clone().unwrap_or(draft.subtitle);
    draft.description = sheet.description.clone().unwrap_or(draft.description);
    draft.tags = sheet.tags.clone().unwrap_or(draft.tags);
    draft.unit = sheet.unit.clone().unwrap_or(draft.unit);
    draft.source = sheet.source.clone().unwrap_or(draft.source);
    draft.on_sale = sheet.on_sale.unwrap_or(draft.on_sale);
    if let Some(addresses) = &sheet.pictures {
        draft.pictures = Vec::new();
        for address in addresses {
            match picture(tx, address)? {
                Some(picture) => draft.pictures.push(picture),
                None => {
                    let en = "a picture that is not here was left out";
                    notes.push(RowError::note(sheet.row, "pictures", en, "图片不存在，已略过"));
                }
            }
        }
    }
    Ok(draft)
}

/// What the sheet says it is sold as; a product that was sold already keeps what it is.
fn kind_of(
    sheet: &SheetProduct,
    product: Option<&Product>,
    notes: &mut Vec<RowError>,
) -> Option<catalog::SpuKind> {
    let kind = sheet.spu_kind?;
    if product.is_some_and(|product| product.kind != kind && product.sales > 0) {
        let en = "was left as it is, for one was sold already";
        notes.push(RowError::note(sheet.row, "kind", en, "已售出过，类型保持不变"));
        return None;
    }
    Some(kind)
}

/// A product of which a sheet of SKUs is the first to speak has no title yet, and is not sold until it has one.
fn unknown_draft(sheet: &SheetProduct) -> ProductDraft {
    let title = super::cells::in_language(sheet.handle.clone(), None);
    ProductDraft {
        handle: sheet.handle.clone(),
        title,
        on_sale: sheet.title.is_some(),
        ..ProductDraft::default()
    }
}

/// One of our own pictures when the address is of one, else the address; `None` for neither.
fn picture(tx: &mut Tx<'_>, address: &str) -> Result<Option<Picture>> {
    if let Some((_, name)) = address.rsplit_once(MEDIA_PATH)
        && let Some(name) = media::named(tx, name)?
    {
        return Ok(Some(Picture::Media(name.to_string())));
    }
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    Ok(is_web.then(|| Picture::Link(address.to_owned())))
}

fn skus_of(
    tx: &mut Tx<'_>,
    sheet: &SheetProduct,
    product: Option<&Product>,
    notes: &mut Vec<RowError>,
) -> Result<Vec<SkuDraft>> {
    let mut drafts: Vec<SkuDraft> = Vec::with_capacity(sheet.skus.len());
    // A sheet beyond the limit is refused as a whole; its codes need no look.
    for (at, sku) in sheet.skus.iter().take(catalog::SKUS_MAX + 1).enumerate() {
        let own = product.map(|product| product.id);
        let holder = catalog::sku_by_code(tx, &sku.code)?.map(|(_, spu)| spu);
        let is_free = !sku.code.is_empty()
            && holder.is_none_or(|holder| Some(holder) == own)
            && drafts.iter().all(|draft| draft.code != sku.code);
        let code = if is_free { sku.code.clone() } else { own_code(sheet, at) };
        if !is_free && !sku.code.is_empty() {
            let en = format!("`{}` belongs to another SKU; this one became `{code}`", sku.code);
            let zh = format!("编码“{}”已被占用，改为“{code}”", sku.code);
            notes.push(RowError::note(sku.row, "code", en, zh));
        }
        drafts.push(draft_sku(sku, code));
    }
    Ok(drafts)
}

/// A code for a SKU whose sheet gives none, or one that is taken: the product's handle, numbered if it has several.
fn own_code(sheet: &SheetProduct, at: usize) -> String {
    if sheet.skus.len() == 1 { sheet.handle.clone() } else { format!("{}-{}", sheet.handle, at + 1) }
}

fn draft_sku(sku: &SheetSku, code: String) -> SkuDraft {
    SkuDraft {
        id: None,
        code,
        choice: sku.choice.clone(),
        list_price: sku.list_price,
        price: sku.price,
        on_sale: sku.on_sale,
        weight_g: sku.weight_g,
        barcode: sku.barcode.clone(),
    }
}

/// A sheet of SKUs names no currency: it must not silently turn a product's pounds into yuan.
fn check_currency(sheet: &SheetProduct, product: Option<&Product>) -> Result<()> {
    let (Kind::Skus, Some(product)) = (sheet.kind, product) else { return Ok(()) };
    let known = product.skus.first().map(|sku| sku.price.currency());
    if known.is_none_or(|known| sheet.skus.iter().all(|sku| sku.price.currency() == known)) {
        return Ok(());
    }
    let en = "are in another currency than the product's";
    Err(Error::field("skus", en, "与商品现有币种不一致"))
}

/// The category of a way down the tree, made where it is missing.
fn category_of(tx: &mut Tx<'_>, cx: &Cx, names: &[kernel::Text2]) -> Result<Option<CategoryId>> {
    if names.len() > catalog::CATEGORY_DEPTH_MAX {
        return Err(Error::field("category", "is too deep", "分类层级过深"));
    }
    let mut parent = None;
    for name in names {
        let found = match catalog::find_category(tx, parent, name)? {
            Some(found) => found,
            None => catalog::create_category(tx, cx, &CategoryDraft { parent, name: name.clone() })?,
        };
        parent = Some(found.id);
    }
    Ok(parent)
}

fn set_stock(tx: &mut Tx<'_>, cx: &Cx, saved: &Product, skus: &[SheetSku]) -> Result<()> {
    if saved.skus.len() != skus.len() {
        return Err(
            Error::new(Code::Internal).because("a product was saved with other SKUs than it was given")
        );
    }
    for (saved, sku) in saved.skus.iter().zip(skus) {
        if let Some(pieces) = sku.stock {
            stock::set_level(tx, cx, saved.id, pieces, STOCK_NOTE)?;
        }
    }
    Ok(())
}
