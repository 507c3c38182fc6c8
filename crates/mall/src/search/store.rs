//! All SQL of searching.

use ::store::{Row, Tx, sql};
use kernel::{Code, Cx, Error, Result, Time, params};

use super::queries::{Counted, Tally};
use super::synonyms::{Synonym, SynonymId};
use crate::catalog::{self, ListAsk};

sql! {
    SOURCE = "select name from search_source where id = 1";
    SET_SOURCE = "insert into search_source (id, name) values (1, ?1) on conflict do nothing";
    FORGET_SOURCE = "delete from search_source where id = 1";
    ADD = "
        insert into search_queries (day, query, searches, plain, found) values (?1, ?2, ?3, ?4, ?5)
        on conflict (day, query) do update
            set searches = search_queries.searches + excluded.searches,
                plain = search_queries.plain + excluded.plain, found = excluded.found";
    POPULAR = "
        select query, cast(sum(plain) as bigint) as searches, max(found) as found
          from search_queries where day > ?1 and plain > 0
         group by query having sum(plain) >= cast(?2 as bigint) order by 2 desc, 1 limit ?3";
    MOST = "
        select query, cast(sum(searches) as bigint) as searches, max(found) as found
          from search_queries where day > ?1 and found > 0
         group by query order by 2 desc, 1 limit ?2";
    // A day of now against a day of before, of which there are five.
    RISING = "
        select query, cast(sum(case when day >= ?2 then searches else 0 end) as bigint) as recent, max(found) as found
          from search_queries where day > ?1
         group by query
        having sum(case when day >= ?2 then searches else 0 end) >= 3
           and sum(case when day >= ?2 then searches else 0 end)
               > sum(case when day < ?2 then searches else 0 end)
         order by 5 * sum(case when day >= ?2 then searches else 0 end)
                  - sum(case when day < ?2 then searches else 0 end) desc, 1 limit ?3";
    VAIN = "
        select query, cast(sum(searches) as bigint) as searches, max(found) as found
          from search_queries where day > ?1
         group by query having max(found) = 0 order by 2 desc, 1 limit ?2";
    OLD = "
        select day, query from search_queries
         where day < ?1 or (day < ?2 and searches = 1) order by day, query limit ?3";
    FORGET = "delete from search_queries where day = ?1 and query = ?2";
    SYNONYMS = "select id, words, updated_at from search_synonyms order by id desc limit ?1";
    SYNONYMS_COUNT = "select count(*) from search_synonyms";
    INSERT_SYNONYM = "insert into search_synonyms (id, words, updated_at) values (?1, ?2, ?3)";
    SYNONYM = "select id, words, updated_at from search_synonyms where id = ?1";
    UPDATE_SYNONYM = "update search_synonyms set words = ?2, updated_at = ?3 where id = ?1 and updated_at = ?4";
    DELETE_SYNONYM = "delete from search_synonyms where id = ?1";
}

/// The name of this database, given to it when first asked for.
pub fn source(tx: &mut Tx<'_>, cx: &Cx) -> Result<String> {
    let name = cx.id(kernel::Bucket::COMMON)?.to_string();
    tx.execute(SET_SOURCE, params![name])?;
    tx.one(SOURCE, &[], |row| row.get(0))
}

/// Gives the database another name: indexes made from it before are of no use any more.
pub fn forget_source(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute(FORGET_SOURCE, &[]).map(|_| ())
}

/// How many goods are on sale, about.
pub fn goods_count(tx: &mut Tx<'_>) -> Result<u64> {
    Ok(u64::try_from(catalog::count(tx, &ListAsk::default())?).unwrap_or(0))
}

pub fn add(tx: &mut Tx<'_>, day: i64, query: &str, counted: Tally) -> Result<()> {
    tx.execute(ADD, params![day, query, counted.searches, counted.plain, counted.found]).map(|_| ())
}

fn counted(row: &Row<'_>) -> Result<Counted> {
    Ok(Counted { query: row.get(0)?, searches: row.get(1)?, found: row.get(2)? })
}

pub fn popular(tx: &mut Tx<'_>, after_day: i64, searches_min: i64, limit: i64) -> Result<Vec<Counted>> {
    tx.all(POPULAR, params![after_day, searches_min, limit], counted)
}

pub fn most(tx: &mut Tx<'_>, after_day: i64, limit: i64) -> Result<Vec<Counted>> {
    tx.all(MOST, params![after_day, limit], counted)
}

pub fn rising(tx: &mut Tx<'_>, after_day: i64, recent_day: i64, limit: i64) -> Result<Vec<Counted>> {
    tx.all(RISING, params![after_day, recent_day, limit], counted)
}

pub fn vain(tx: &mut Tx<'_>, after_day: i64, limit: i64) -> Result<Vec<Counted>> {
    tx.all(VAIN, params![after_day, limit], counted)
}

pub fn forget(tx: &mut Tx<'_>, before_day: i64, once_before_day: i64, limit: i64) -> Result<u64> {
    let old = tx.all(OLD, params![before_day, once_before_day, limit], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
    })?;
    let mut gone = 0;
    for (day, query) in old {
        gone += tx.execute(FORGET, params![day, query])?;
    }
    Ok(gone)
}

fn written(words: &[String]) -> Result<String> {
    serde_json::to_string(words).map_err(|error| Error::new(Code::Internal).because(error))
}

fn synonym(row: &Row<'_>) -> Result<Synonym> {
    let words: String = row.get(1)?;
    let words = serde_json::from_str(&words).map_err(|error| Error::new(Code::Store).because(error))?;
    Ok(Synonym { id: row.get(0)?, words, updated_at: row.get(2)? })
}

pub fn synonyms(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Synonym>> {
    tx.all(SYNONYMS, params![limit], synonym)
}

pub fn synonyms_count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(SYNONYMS_COUNT, &[], |row| row.get(0))
}

pub fn insert_synonym(tx: &mut Tx<'_>, synonym: &Synonym) -> Result<()> {
    tx.execute(INSERT_SYNONYM, params![synonym.id, written(&synonym.words)?, synonym.updated_at]).map(|_| ())
}

pub fn one_synonym(tx: &mut Tx<'_>, id: SynonymId) -> Result<Option<Synonym>> {
    tx.optional(SYNONYM, params![id], synonym)
}

/// Whether it was there as it was at `before`.
pub fn update_synonym(tx: &mut Tx<'_>, synonym: &Synonym, before: Time) -> Result<bool> {
    let words = written(&synonym.words)?;
    Ok(tx.execute(UPDATE_SYNONYM, params![synonym.id, words, synonym.updated_at, before])? == 1)
}

pub fn delete_synonym(tx: &mut Tx<'_>, id: SynonymId) -> Result<bool> {
    Ok(tx.execute(DELETE_SYNONYM, params![id])? == 1)
}
