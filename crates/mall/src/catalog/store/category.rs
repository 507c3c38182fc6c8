//! The tree of categories.

use ::store::{Row, Tx, sql};
use kernel::{Result, Text2, Time, params};

use super::spu::text2;
use crate::catalog::CategoryId;
use crate::catalog::model::{Category, path_end, steps};

sql! {
    LOCK = "select changes from catalog_tree where id = 1 {for_update}";
    CHANGE = "update catalog_tree set changes = changes + 1 where id = 1";
    INSERT = "
        insert into catalog_categories (id, parent_id, path, position, name_zh, name_en)
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    GET = "select id, parent_id, path, position, name_zh, name_en from catalog_categories where id = ?1";
    NAMED = "
        select id, parent_id, path, position, name_zh, name_en from catalog_categories
         where parent_id = ?1 and ((?2 <> '' and name_zh = ?2) or (?3 <> '' and name_en = ?3))
         order by position, id limit 1";
    SUBTREE = "
        select id, parent_id, path, position, name_zh, name_en from catalog_categories
         where path >= ?1 and path < ?2 order by parent_id, position, id limit ?3";
    COUNT = "select count(*) from catalog_categories";
    NEXT_POSITION = "
        select cast(coalesce(max(position) + 1, 0) as bigint) from catalog_categories where parent_id = ?1";
    RENAME = "update catalog_categories set name_zh = ?2, name_en = ?3 where id = ?1";
    DELETE_EMPTY = "
        delete from catalog_categories
         where id = ?1
           and not exists (select 1 from catalog_categories c where c.parent_id = ?1)
           and not exists (select 1 from catalog_spus s where s.category_path = ?2)";
    LONGEST = "
        select cast(coalesce(max(length(path)), 0) as bigint) from catalog_categories
         where path >= ?1 and path < ?2";
    MAKE_ROOM = "
        update catalog_categories set position = position + 1 where parent_id = ?1 and position >= ?2";
    PLACE = "update catalog_categories set parent_id = ?2, position = ?3 where id = ?1";
    // The old way down, the first ?3 characters, gives way to the new one.
    MOVE_PATHS = "
        update catalog_categories set path = ?4 || substr(path, cast(cast(?3 as bigint) as int) + 1)
         where path >= ?1 and path < ?2";
    MOVE_SPUS = "
        update catalog_spus
           set category_path = ?4 || substr(category_path, cast(cast(?3 as bigint) as int) + 1), updated_at = ?5
         where category_path >= ?1 and category_path < ?2";
}

/// Waits for changes of the tree that are under way; none begins until this transaction ends.
pub fn lock(tx: &mut Tx<'_>) -> Result<()> {
    tx.one(LOCK, &[], |row| row.get::<i64>(0)).map(drop)
}

/// As [`lock`], and counts a change.
pub fn change(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute(CHANGE, &[]).map(drop)
}

pub fn insert(tx: &mut Tx<'_>, category: &Category) -> Result<()> {
    let Category { id, path, position, name, .. } = category;
    tx.execute(INSERT, params![id, parent_column(category.parent), path, position, name.zh, name.en])
        .map(drop)
}

pub fn get(tx: &mut Tx<'_>, id: CategoryId) -> Result<Option<Category>> {
    tx.optional(GET, params![id], category)
}

/// The categories of a path, from the top down.
pub fn along(tx: &mut Tx<'_>, path: &str) -> Result<Vec<Category>> {
    let mut found = Vec::new();
    for id in steps(path) {
        found.extend(get(tx, id)?);
    }
    Ok(found)
}

/// The child that has one of these names; an empty name matches none.
pub fn named(tx: &mut Tx<'_>, parent: Option<CategoryId>, name: &Text2) -> Result<Option<Category>> {
    tx.optional(NAMED, params![parent_column(parent), name.zh, name.en], category)
}

/// Everything below a path and at it, siblings in their order.
pub fn subtree(tx: &mut Tx<'_>, path: &str, limit: i64) -> Result<Vec<Category>> {
    tx.all(SUBTREE, params![path, path_end(path), limit], category)
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(COUNT, &[], |row| row.get(0))
}

pub fn next_position(tx: &mut Tx<'_>, parent: Option<CategoryId>) -> Result<i64> {
    tx.one(NEXT_POSITION, params![parent_column(parent)], |row| row.get(0))
}

pub fn rename(tx: &mut Tx<'_>, id: CategoryId, name: &Text2) -> Result<bool> {
    tx.execute(RENAME, params![id, name.zh, name.en]).map(|rows| rows == 1)
}

/// Whether it was empty, and is gone.
pub fn delete_empty(tx: &mut Tx<'_>, category: &Category) -> Result<bool> {
    tx.execute(DELETE_EMPTY, params![category.id, category.path]).map(|rows| rows == 1)
}

/// Length of the longest path at or below this one.
pub fn longest(tx: &mut Tx<'_>, path: &str) -> Result<i64> {
    tx.one(LONGEST, params![path, path_end(path)], |row| row.get(0))
}

/// Puts a category under a parent, before the sibling that has the position now.
pub fn place(tx: &mut Tx<'_>, id: CategoryId, parent: Option<CategoryId>, position: i64) -> Result<()> {
    let parent = parent_column(parent);
    tx.execute(MAKE_ROOM, params![parent, position])?;
    tx.execute(PLACE, params![id, parent, position]).map(drop)
}

/// Gives everything at and below `from`, products too, its new way down.
pub fn move_paths(tx: &mut Tx<'_>, from: &str, to: &str, now: Time) -> Result<()> {
    let kept_after = i64::try_from(from.len()).unwrap_or(i64::MAX);
    let end = path_end(from);
    tx.execute(MOVE_PATHS, params![from, end, kept_after, to])?;
    tx.execute(MOVE_SPUS, params![from, end, kept_after, to, now]).map(drop)
}

fn parent_column(parent: Option<CategoryId>) -> i64 {
    parent.map_or(0, CategoryId::raw)
}

fn category(row: &Row<'_>) -> Result<Category> {
    let parent: i64 = row.get(1)?;
    Ok(Category {
        id: row.get(0)?,
        parent: (parent != 0).then_some(CategoryId::from_raw(parent)),
        path: row.get(2)?,
        position: row.get(3)?,
        name: text2(row, 4)?,
    })
}
