//! Products, their tags and pictures.

use ::store::{Row, Tx, id_list, sql};
use kernel::{Currency, Money, Result, Text2, Time, params};

use crate::catalog::model::{Picture, SpuKind};
use crate::catalog::{CategoryId, SpuId};

/// A product's own row.
pub struct SpuRow {
    pub id: SpuId,
    pub handle: String,
    pub kind: SpuKind,
    pub title: Text2,
    pub subtitle: Text2,
    pub description: Text2,
    pub unit: String,
    pub source: String,
    pub category: Option<CategoryId>,
    pub category_path: String,
    /// As JSON.
    pub options: String,
    pub on_sale: bool,
    pub range: PriceRange,
    pub cover: String,
    pub sales: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What cards and sorting need of the prices.
#[derive(Clone, Copy)]
pub struct PriceRange {
    pub min: Money,
    pub max: Money,
    pub list: Money,
}

macro_rules! rows {
    () => {
        "select id, handle, title_zh, title_en, subtitle_zh, subtitle_en, description_zh, description_en, unit, source,
                category_id, category_path, options, on_sale, currency, price_min_minor, price_max_minor,
                list_price_minor, cover, sales, created_at, updated_at, kind
           from catalog_spus"
    };
}

sql! {
    INSERT = "
        insert into catalog_spus (id, handle, title_zh, title_en, subtitle_zh, subtitle_en, description_zh,
            description_en, unit, source, category_id, category_path, options, on_sale, currency, price_min_minor,
            price_max_minor, list_price_minor, cover, sales, title_lower, import_hash, import_skus_hash, created_at,
            updated_at, kind)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, 0, ?20, '', '',
            ?21, ?21, ?22)
        on conflict do nothing";
    UPDATE = "
        update catalog_spus
           set handle = ?2, title_zh = ?3, title_en = ?4, subtitle_zh = ?5, subtitle_en = ?6, description_zh = ?7,
               description_en = ?8, unit = ?9, source = ?10, category_id = ?11, category_path = ?12, options = ?13,
               on_sale = ?14, currency = ?15, price_min_minor = ?16, price_max_minor = ?17, list_price_minor = ?18,
               cover = ?19, title_lower = ?20, updated_at = ?21,
               kind = ?22
         where id = ?1 and (kind = ?22 or sales = 0)";
    GET = concat!(rows!(), " where id = ?1");
    SOME = concat!(rows!(), " where id in {ids}");
    BY_HANDLE = "select id from catalog_spus where handle = ?1";
    SET_ON_SALE = "update catalog_spus set on_sale = ?2, updated_at = ?3 where id = ?1";
    ADD_SALES = "update catalog_spus set sales = sales + ?2 where id = ?1 returning sales";
    IMPORTED = "select id, import_hash, import_skus_hash from catalog_spus where handle = ?1";
    MARK_IMPORTED = "update catalog_spus set import_hash = ?2, import_skus_hash = ?3 where id = ?1";
    CLEAR_TAGS = "delete from catalog_tags where spu_id = ?1";
    ADD_TAG = "insert into catalog_tags (spu_id, position, tag) values (?1, ?2, ?3)";
    TAGS_OF_SOME = "select spu_id, tag from catalog_tags where spu_id in {ids} order by spu_id, position";
    TAGS = "select tag from catalog_tags where spu_id = ?1 order by position";
    CLEAR_PICTURES = "delete from catalog_pictures where spu_id = ?1";
    ADD_PICTURE = "insert into catalog_pictures (spu_id, position, media, link) values (?1, ?2, ?3, ?4)";
    PICTURES = "select media, link from catalog_pictures where spu_id = ?1 order by position";
}

/// Whether the handle was free.
pub fn insert(tx: &mut Tx<'_>, row: &SpuRow) -> Result<bool> {
    write(tx, INSERT, row).map(|rows| rows == 1)
}

/// Whether there is such a product.
pub fn update(tx: &mut Tx<'_>, row: &SpuRow) -> Result<bool> {
    write(tx, UPDATE, row).map(|rows| rows == 1)
}

fn write(tx: &mut Tx<'_>, sql: ::store::Sql, row: &SpuRow) -> Result<u64> {
    let category = row.category.map_or(0, CategoryId::raw);
    let title_lower = format!("{}\n{}", row.title.zh, row.title.en).to_lowercase();
    tx.execute(
        sql,
        params![
            row.id,
            row.handle,
            row.title.zh,
            row.title.en,
            row.subtitle.zh,
            row.subtitle.en,
            row.description.zh,
            row.description.en,
            row.unit,
            row.source,
            category,
            row.category_path,
            row.options,
            row.on_sale,
            row.range.min.currency(),
            row.range.min.minor(),
            row.range.max.minor(),
            row.range.list.minor(),
            row.cover,
            title_lower,
            row.updated_at,
            row.kind
        ],
    )
}

pub fn get(tx: &mut Tx<'_>, id: SpuId) -> Result<SpuRow> {
    tx.one(GET, params![id], read)
}

/// Those of these products that there are, in no order.
pub fn some(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<SpuRow>> {
    tx.all(SOME, params![id_list(ids.iter().map(|id| id.raw()))], read)
}

fn read(row: &Row<'_>) -> Result<SpuRow> {
    let category: i64 = row.get(10)?;
    let currency: Currency = row.get(14)?;
    Ok(SpuRow {
        id: row.get(0)?,
        handle: row.get(1)?,
        kind: row.get(22)?,
        title: text2(row, 2)?,
        subtitle: text2(row, 4)?,
        description: text2(row, 6)?,
        unit: row.get(8)?,
        source: row.get(9)?,
        category: (category != 0).then_some(CategoryId::from_raw(category)),
        category_path: row.get(11)?,
        options: row.get(12)?,
        on_sale: row.get(13)?,
        range: range(row, 15, currency)?,
        cover: row.get(18)?,
        sales: row.get(19)?,
        created_at: row.get(20)?,
        updated_at: row.get(21)?,
    })
}

/// Two columns, Chinese first.
pub fn text2(row: &Row<'_>, at: usize) -> Result<Text2> {
    Ok(Text2 { zh: row.get(at)?, en: row.get(at + 1)? })
}

/// Three columns: lowest price, highest price, list price.
pub fn range(row: &Row<'_>, at: usize, currency: Currency) -> Result<PriceRange> {
    Ok(PriceRange {
        min: Money::new(row.get(at)?, currency)?,
        max: Money::new(row.get(at + 1)?, currency)?,
        list: Money::new(row.get(at + 2)?, currency)?,
    })
}

pub fn by_handle(tx: &mut Tx<'_>, handle: &str) -> Result<Option<SpuId>> {
    tx.optional(BY_HANDLE, params![handle], |row| row.get(0))
}

pub fn set_on_sale(tx: &mut Tx<'_>, id: SpuId, on_sale: bool, now: Time) -> Result<bool> {
    tx.execute(SET_ON_SALE, params![id, on_sale, now]).map(|rows| rows == 1)
}

pub fn add_sales(tx: &mut Tx<'_>, id: SpuId, quantity: i64) -> Result<Option<i64>> {
    tx.optional(ADD_SALES, params![id, quantity], |row| row.get(0))
}

/// Id and the hashes of what was imported of it and of its SKUs.
pub fn imported(tx: &mut Tx<'_>, handle: &str) -> Result<Option<(SpuId, String, String)>> {
    tx.optional(IMPORTED, params![handle], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub fn mark_imported(tx: &mut Tx<'_>, id: SpuId, hash: &str, skus_hash: &str) -> Result<()> {
    tx.execute(MARK_IMPORTED, params![id, hash, skus_hash]).map(drop)
}

pub fn set_tags(tx: &mut Tx<'_>, id: SpuId, tags: &[String]) -> Result<()> {
    tx.execute(CLEAR_TAGS, params![id])?;
    for (position, tag) in (0i64..).zip(tags) {
        tx.execute(ADD_TAG, params![id, position, tag])?;
    }
    Ok(())
}

pub fn tags(tx: &mut Tx<'_>, id: SpuId) -> Result<Vec<String>> {
    tx.all(TAGS, params![id], |row| row.get(0))
}

pub fn tags_of_some(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<(SpuId, String)>> {
    let ids = id_list(ids.iter().map(|id| id.raw()));
    tx.all(TAGS_OF_SOME, params![ids], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn set_pictures(tx: &mut Tx<'_>, id: SpuId, pictures: &[Picture]) -> Result<()> {
    tx.execute(CLEAR_PICTURES, params![id])?;
    for (position, picture) in (0i64..).zip(pictures) {
        let (media, link) = match picture {
            Picture::Media(hash) => (hash.as_str(), ""),
            Picture::Link(link) => ("", link.as_str()),
        };
        tx.execute(ADD_PICTURE, params![id, position, media, link])?;
    }
    Ok(())
}

pub fn pictures(tx: &mut Tx<'_>, id: SpuId) -> Result<Vec<Picture>> {
    tx.all(PICTURES, params![id], |row| {
        let media: String = row.get(0)?;
        if media.is_empty() { row.get(1).map(Picture::Link) } else { Ok(Picture::Media(media)) }
    })
}
