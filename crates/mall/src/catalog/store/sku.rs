//! SKUs, and the offers made of them.

use ::store::{Row, Tx, id_list, sql};
use kernel::{Code, Currency, Error, Money, Result, params};

use super::spu::text2;
use crate::catalog::model::{Offer, Sku};
use crate::catalog::{SkuId, SpuId};

macro_rules! offers {
    () => {
        "select k.id, k.spu_id, k.code, s.title_zh, s.title_en, k.option_zh, k.option_en, s.cover,
                s.currency, k.list_price_minor, k.price_minor, k.on_sale * s.on_sale * (1 - k.retired),
                s.kind
           from catalog_skus k join catalog_spus s on s.id = k.spu_id"
    };
}

sql! {
    INSERT = "
        insert into catalog_skus (id, spu_id, position, code, choice, option_zh, option_en, list_price_minor,
            price_minor, on_sale, weight_g, barcode, retired)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0)
        on conflict do nothing";
    UPDATE = "
        update catalog_skus
           set position = ?3, code = ?4, choice = ?5, option_zh = ?6, option_en = ?7, list_price_minor = ?8,
               price_minor = ?9, on_sale = ?10, weight_g = ?11, barcode = ?12, retired = 0
         where id = ?1 and spu_id = ?2";
    RETIRE_ALL = "update catalog_skus set retired = 1 where spu_id = ?1 and retired = 0";
    SPU_OF = "select spu_id from catalog_skus where id = ?1";
    OF_CODE = "select id, spu_id from catalog_skus where code = ?1";
    OF_SPU = "
        select k.id, k.code, k.choice, k.option_zh, k.option_en, s.currency, k.list_price_minor, k.price_minor,
               k.on_sale, k.weight_g, k.barcode
          from catalog_skus k join catalog_spus s on s.id = k.spu_id
         where k.spu_id = ?1 and k.retired = 0 order by k.position";
    ON_SALE = "
        select id, spu_id from catalog_skus
         where spu_id in {ids} and on_sale = 1 and retired = 0";
    OFFER = concat!(offers!(), " where k.id = ?1");
    // A code that is typed whole, or words of the title.
    PAGE = concat!(offers!(), "
         where k.retired = 0 and k.id < ?1
           and (k.code = ?2
            or (s.title_lower like ?3 escape '\\' and s.title_lower like ?4 escape '\\'
                and s.title_lower like ?5 escape '\\' and s.title_lower like ?6 escape '\\'
                and s.title_lower like ?7 escape '\\'))
         order by k.id desc limit ?8");
}

/// Whether the code was free.
pub fn insert(tx: &mut Tx<'_>, spu: SpuId, position: i64, sku: &Sku) -> Result<bool> {
    write(tx, INSERT, spu, position, sku)
}

/// Whether the product has, or had, this SKU.
pub fn update(tx: &mut Tx<'_>, spu: SpuId, position: i64, sku: &Sku) -> Result<bool> {
    write(tx, UPDATE, spu, position, sku)
}

fn write(tx: &mut Tx<'_>, sql: ::store::Sql, spu: SpuId, position: i64, sku: &Sku) -> Result<bool> {
    let choice =
        serde_json::to_string(&sku.choice).map_err(|error| Error::new(Code::Internal).because(error))?;
    let rows = tx.execute(
        sql,
        params![
            sku.id,
            spu,
            position,
            sku.code,
            choice,
            sku.option.zh,
            sku.option.en,
            sku.list_price.minor(),
            sku.price.minor(),
            sku.on_sale,
            sku.weight_g,
            sku.barcode
        ],
    )?;
    Ok(rows == 1)
}

pub fn retire_all(tx: &mut Tx<'_>, spu: SpuId) -> Result<()> {
    tx.execute(RETIRE_ALL, params![spu]).map(drop)
}

pub fn of_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<(SkuId, SpuId)>> {
    tx.optional(OF_CODE, params![code], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn of_spu(tx: &mut Tx<'_>, spu: SpuId) -> Result<Vec<Sku>> {
    tx.all(OF_SPU, params![spu], |row| {
        let choice: String = row.get(2)?;
        let currency: Currency = row.get(5)?;
        Ok(Sku {
            id: row.get(0)?,
            code: row.get(1)?,
            choice: serde_json::from_str(&choice).map_err(|error| Error::new(Code::Store).because(error))?,
            option: text2(row, 3)?,
            list_price: Money::new(row.get(6)?, currency)?,
            price: Money::new(row.get(7)?, currency)?,
            on_sale: row.get(8)?,
            weight_g: row.get(9)?,
            barcode: row.get(10)?,
        })
    })
}

/// The SKUs of these products that are on sale, each with its product.
pub fn on_sale(tx: &mut Tx<'_>, spus: &[SpuId]) -> Result<Vec<(SkuId, SpuId)>> {
    let spus = id_list(spus.iter().map(|id| id.raw()));
    tx.all(ON_SALE, params![spus], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn spu_of(tx: &mut Tx<'_>, id: SkuId) -> Result<Option<SpuId>> {
    tx.optional(SPU_OF, params![id], |row| row.get(0))
}

pub fn offer(tx: &mut Tx<'_>, sku: SkuId) -> Result<Offer> {
    tx.one(OFFER, params![sku], read_offer)
}

/// SKUs of a code or of products whose title has the words, newest first.
pub fn page(tx: &mut Tx<'_>, code: &str, words: &[String; 5], before: i64, limit: i64) -> Result<Vec<Offer>> {
    let [a, b, c, d, e] = words;
    tx.all(PAGE, params![before, code, a, b, c, d, e, limit], read_offer)
}

fn read_offer(row: &Row<'_>) -> Result<Offer> {
    let cover: String = row.get(7)?;
    let currency: Currency = row.get(8)?;
    Ok(Offer {
        sku: row.get(0)?,
        spu: row.get(1)?,
        code: row.get(2)?,
        title: text2(row, 3)?,
        option: text2(row, 5)?,
        picture: (!cover.is_empty()).then_some(cover),
        list_price: Money::new(row.get(9)?, currency)?,
        price: Money::new(row.get(10)?, currency)?,
        on_sale: row.get(11)?,
        kind: row.get(12)?,
    })
}
