//! The tables of scores.

use ::store::{Tx, sql};
use kernel::{Bucket, Cx, Result, Time, params};

use super::model::{Kind, Score};
use crate::catalog::{CategoryId, SpuId};

sql! {
    TURN = "select id from rank_turn where id = 1 {for_update}";
    ADD = "
        insert into rank_deltas (id, spu_id, other_id, kind, amount, at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    OLDEST = "
        select id, spu_id, other_id, kind, amount, at from rank_deltas order by id limit ?1";
    ANY = "select id from rank_deltas limit 1";
    // Read in one transaction with OLDEST: whatever is not newer was read.
    FOLDED = "delete from rank_deltas where id = ?1";
    HEAT = "select heat from rank_heat where category_id = 0 and spu_id = ?1";
    COOL = "delete from rank_heat where spu_id = ?1 and category_id <> 0";
    WARM = "
        insert into rank_heat (category_id, spu_id, heat) values (?1, ?2, ?3)
        on conflict (category_id, spu_id) do update set heat = excluded.heat";
    HOTTEST = "
        select spu_id, heat from rank_heat
         where category_id = ?1 and (heat, spu_id) < (?2, ?3) order by heat desc, spu_id desc limit ?4";
    AFTER = "select spu_id, heat from rank_heat where category_id = 0 and spu_id > ?1 order by spu_id limit ?2";
    FORGET_HEAT = "delete from rank_heat where spu_id = ?1";
    TOGETHER = "select together from rank_pairs where spu_id = ?1 and other_id = ?2";
    SET_TOGETHER = "
        insert into rank_pairs (spu_id, other_id, together) values (?1, ?2, ?3)
        on conflict (spu_id, other_id) do update set together = excluded.together";
    MOST_TOGETHER = "
        select other_id, together from rank_pairs
         where spu_id = ?1 and other_id <> 0 order by together desc, other_id limit ?2";
    PAIRS_AFTER = "
        select spu_id, other_id, together from rank_pairs
         where (spu_id, other_id) > (?1, ?2) order by spu_id, other_id limit ?3";
    FORGET_PAIR = "delete from rank_pairs where spu_id = ?1 and other_id = ?2";
}

/// What was gathered, as it waits to be folded.
#[derive(Clone, Copy, Debug)]
pub struct Delta {
    pub id: i64,
    pub spu: SpuId,
    pub other: Option<SpuId>,
    pub kind: Kind,
    pub amount: i64,
    pub at: Time,
}

/// Waits for its turn: no other job changes scores before this transaction ends.
pub fn turn(tx: &mut Tx<'_>) -> Result<()> {
    tx.one(TURN, &[], |row| row.get::<i64>(0)).map(drop)
}

pub fn add(
    tx: &mut Tx<'_>,
    cx: &Cx,
    spu: SpuId,
    other: Option<SpuId>,
    kind: Kind,
    amount: i64,
) -> Result<()> {
    let id = cx.id(Bucket::COMMON)?;
    tx.execute(ADD, params![id, spu, other.map_or(0, SpuId::raw), kind, amount, cx.now]).map(drop)
}

pub fn oldest(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Delta>> {
    tx.all(OLDEST, params![limit], |row| {
        let other: i64 = row.get(2)?;
        Ok(Delta {
            id: row.get(0)?,
            spu: row.get(1)?,
            other: (other != 0).then_some(SpuId::from_raw(other)),
            kind: row.get(3)?,
            amount: row.get(4)?,
            at: row.get(5)?,
        })
    })
}

pub fn has_deltas(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(tx.optional(ANY, &[], |row| row.get::<i64>(0))?.is_some())
}

pub fn folded(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.execute(FOLDED, params![id]).map(drop)
}

pub fn heat(tx: &mut Tx<'_>, spu: SpuId) -> Result<Score> {
    let heat = tx.optional(HEAT, params![spu], |row| row.get(0).map(Score))?;
    Ok(heat.unwrap_or(Score::NOTHING))
}

/// Writes the heat of a product in the whole shop and in the categories that it is in.
pub fn set_heat(tx: &mut Tx<'_>, spu: SpuId, categories: &[CategoryId], heat: Score) -> Result<()> {
    tx.execute(COOL, params![spu])?;
    let whole_shop = std::iter::once(0);
    for category in whole_shop.chain(categories.iter().map(|category| category.raw())) {
        tx.execute(WARM, params![category, spu, heat.0])?;
    }
    Ok(())
}

pub fn hottest(
    tx: &mut Tx<'_>,
    category: Option<CategoryId>,
    before: (i64, i64),
    limit: i64,
) -> Result<Vec<(SpuId, Score)>> {
    let category = category.map_or(0, CategoryId::raw);
    tx.all(HOTTEST, params![category, before.0, before.1, limit], |row| Ok((row.get(0)?, Score(row.get(1)?))))
}

/// Products with a score, by their ids.
pub fn after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(SpuId, Score)>> {
    tx.all(AFTER, params![after, limit], |row| Ok((row.get(0)?, Score(row.get(1)?))))
}

pub fn forget_heat(tx: &mut Tx<'_>, spu: SpuId) -> Result<()> {
    tx.execute(FORGET_HEAT, params![spu]).map(drop)
}

/// Of a product with another, or with none: its orders at all.
pub fn together(tx: &mut Tx<'_>, spu: SpuId, other: Option<SpuId>) -> Result<Score> {
    let other = other.map_or(0, SpuId::raw);
    let found = tx.optional(TOGETHER, params![spu, other], |row| row.get(0).map(Score))?;
    Ok(found.unwrap_or(Score::NOTHING))
}

pub fn set_together(tx: &mut Tx<'_>, spu: SpuId, other: Option<SpuId>, score: Score) -> Result<()> {
    tx.execute(SET_TOGETHER, params![spu, other.map_or(0, SpuId::raw), score.0]).map(drop)
}

pub fn most_together(tx: &mut Tx<'_>, spu: SpuId, limit: i64) -> Result<Vec<(SpuId, Score)>> {
    tx.all(MOST_TOGETHER, params![spu, limit], |row| Ok((row.get(0)?, Score(row.get(1)?))))
}

pub fn pairs_after(tx: &mut Tx<'_>, after: (i64, i64), limit: i64) -> Result<Vec<(i64, i64, Score)>> {
    tx.all(PAIRS_AFTER, params![after.0, after.1, limit], |row| {
        Ok((row.get(0)?, row.get(1)?, Score(row.get(2)?)))
    })
}

pub fn forget_pair(tx: &mut Tx<'_>, spu: i64, other: i64) -> Result<()> {
    tx.execute(FORGET_PAIR, params![spu, other]).map(drop)
}
