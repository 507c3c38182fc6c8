//! Lists of products: one filter, and an order with its keyset each.

use ::store::{Row, Sql, Tx, id_list, sql};
use kernel::{Currency, Result, Time, Value, params};

use super::spu::{range, text2};
use crate::catalog::SpuId;
use crate::catalog::listing::{Filter, Sort};
use crate::catalog::model::Card;

macro_rules! columns {
    () => {
        "select s.id, s.handle, s.title_zh, s.title_en, s.subtitle_zh, s.subtitle_en, s.cover, s.currency,
                s.price_min_minor, s.price_max_minor, s.list_price_minor, s.on_sale, s.sales, s.kind
           from catalog_spus s"
    };
}

macro_rules! filtered {
    () => {
        " where s.category_path >= ?1 and s.category_path < ?2
            and (?3 = '' or exists (select 1 from catalog_tags t where t.spu_id = s.id and t.tag = ?3))
            and (?4 = '' or s.currency = ?4)
            and s.price_min_minor between ?5 and ?6
            and (cast(?7 as bigint) = -1 or s.on_sale = ?7)
            and s.title_lower like ?8 escape '\\' and s.title_lower like ?9 escape '\\'
            and s.title_lower like ?10 escape '\\' and s.title_lower like ?11 escape '\\'
            and s.title_lower like ?12 escape '\\'"
    };
}

sql! {
    // The first part of this list's key is always 0; naming it keeps the four statements of one shape.
    NEWEST = concat!(columns!(), filtered!(), "
        and cast(?13 as bigint) = 0 and s.id < ?14 order by s.id desc limit ?15");
    PRICE = concat!(columns!(), filtered!(), "
        and (s.price_min_minor, s.id) > (?13, ?14) order by s.price_min_minor, s.id limit ?15");
    PRICE_DESC = concat!(columns!(), filtered!(), "
        and (s.price_min_minor, s.id) < (?13, ?14) order by s.price_min_minor desc, s.id desc limit ?15");
    SALES = concat!(columns!(), filtered!(), "
        and (s.sales, s.id) < (?13, ?14) order by s.sales desc, s.id desc limit ?15");
    ONE = concat!(columns!(), " where s.id = ?1");
    SOME = concat!(columns!(), " where s.id in {ids}");
    COUNT = concat!("select count(*) from (select 1 as one from catalog_spus s", filtered!(), " limit ?13) found");
    PATH = "select category_path from catalog_spus where id = ?1";
    IDS = "select id from catalog_spus where id > ?1 order by id limit ?2";
    CHANGED = "
        select id, updated_at from catalog_spus where on_sale = 1 and id > ?1 order by id limit ?2";
    SHELVES = "
        select category_path, max(updated_at) from catalog_spus where on_sale = 1 group by category_path";
}

fn filter_params(filter: &Filter) -> [Value<'_>; 12] {
    *params![
        filter.path,
        filter.path_end,
        filter.tag,
        filter.currency,
        filter.price_min,
        filter.price_max,
        filter.on_sale,
        filter.words[0],
        filter.words[1],
        filter.words[2],
        filter.words[3],
        filter.words[4]
    ]
}

/// The cards after a key, which is the sorted column and the id.
pub fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    sort: Sort,
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<Card>> {
    let statement: Sql = match sort {
        Sort::Newest => NEWEST,
        Sort::Price => PRICE,
        Sort::PriceDesc => PRICE_DESC,
        Sort::Sales => SALES,
    };
    let mut params = filter_params(filter).to_vec();
    params.extend_from_slice(params![after.0, after.1, limit]);
    tx.all(statement, &params, card)
}

pub fn one(tx: &mut Tx<'_>, id: SpuId) -> Result<Option<Card>> {
    tx.optional(ONE, params![id], card)
}

/// Those of these products that there are, in no order.
pub fn some(tx: &mut Tx<'_>, ids: &[SpuId]) -> Result<Vec<Card>> {
    tx.all(SOME, params![id_list(ids.iter().map(|id| id.raw()))], card)
}

pub fn count(tx: &mut Tx<'_>, filter: &Filter, limit: i64) -> Result<i64> {
    let mut params = filter_params(filter).to_vec();
    params.extend_from_slice(params![limit]);
    tx.one(COUNT, &params, |row| row.get(0))
}

pub fn ids(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<SpuId>> {
    tx.all(IDS, params![after, limit], |row| row.get(0))
}

pub fn changed(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(SpuId, Time)>> {
    tx.all(CHANGED, params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn shelves(tx: &mut Tx<'_>) -> Result<Vec<(String, Time)>> {
    tx.all(SHELVES, params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn path_of(tx: &mut Tx<'_>, id: SpuId) -> Result<Option<String>> {
    tx.optional(PATH, params![id], |row| row.get(0))
}

fn card(row: &Row<'_>) -> Result<Card> {
    let cover: String = row.get(6)?;
    let currency: Currency = row.get(7)?;
    let range = range(row, 8, currency)?;
    Ok(Card {
        id: row.get(0)?,
        handle: row.get(1)?,
        kind: row.get(13)?,
        title: text2(row, 2)?,
        subtitle: text2(row, 4)?,
        picture: (!cover.is_empty()).then_some(cover),
        price_min: range.min,
        price_max: range.max,
        list_price: range.list,
        on_sale: row.get(11)?,
        sales: row.get(12)?,
    })
}
