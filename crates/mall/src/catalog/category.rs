//! Use cases about the tree of categories.

use std::collections::HashMap;

use ::store::Tx;
use kernel::{Bucket, Code, Cx, Error, Result, Text2};
use work::event;

use super::model::{CATEGORY_DEPTH_MAX, Category, step};
use super::store::category as store;
use super::{CategoryChanged, CategoryId};

const CATEGORIES_MAX: i64 = 10_000;
const NAME_CHARS_MAX: usize = 64;

/// A category to be made, behind its siblings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryDraft {
    pub parent: Option<CategoryId>,
    pub name: Text2,
}

/// # Errors
/// [`Code::Invalid`] about `name`, `parent`, or when the tree is full or too deep.
pub fn create_category(tx: &mut Tx<'_>, cx: &Cx, draft: &CategoryDraft) -> Result<Category> {
    check_name(&draft.name)?;
    store::change(tx)?;
    let above = parent_path(tx, draft.parent)?;
    if CATEGORIES_MAX <= store::count(tx)? {
        return Err(Error::field("parent", "the tree is full", "分类数量已达上限"));
    }
    let id = CategoryId::issue(cx, Bucket::COMMON)?;
    let path = above + &step(id);
    check_depth(path.len())?;
    let position = store::next_position(tx, draft.parent)?;
    let category = Category { id, parent: draft.parent, position, name: draft.name.clone(), path };
    store::insert(tx, &category)?;
    event::emit(tx, cx, &CategoryChanged { category: id })?;
    Ok(category)
}

/// # Errors
/// [`Code::NotFound`]; [`Code::Invalid`] about `name`.
pub fn rename_category(tx: &mut Tx<'_>, cx: &Cx, id: CategoryId, name: &Text2) -> Result<()> {
    check_name(name)?;
    store::change(tx)?;
    if !store::rename(tx, id, name)? {
        return Err(Code::NotFound.into());
    }
    event::emit(tx, cx, &CategoryChanged { category: id })
}

/// Puts a category, with all that is below it, under a parent: before the child at `place`, counted from 0 without the
/// category itself, or behind all of them when there are not so many.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::Invalid`] when the parent is missing, is the category itself or is below it, or when
/// the tree would become too deep.
pub fn move_category(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: CategoryId,
    parent: Option<CategoryId>,
    place: usize,
) -> Result<()> {
    store::change(tx)?;
    let category = category(tx, id)?;
    let above = parent_path(tx, parent)?;
    if above.starts_with(&category.path) {
        return Err(Error::field("parent", "is the category or below it", "不能移到自己或自己的下级"));
    }
    let path = above + &step(id);
    let longest = usize::try_from(store::longest(tx, &category.path)?).unwrap_or(usize::MAX);
    check_depth((longest - category.path.len()).saturating_add(path.len()))?;
    let position = position_of(tx, id, parent, place)?;
    store::place(tx, id, parent, position)?;
    if path != category.path {
        store::move_paths(tx, &category.path, &path, cx.now)?;
    }
    event::emit(tx, cx, &CategoryChanged { category: id })
}

/// The number that a place among the children of a parent has: numbers have gaps.
fn position_of(tx: &mut Tx<'_>, id: CategoryId, parent: Option<CategoryId>, place: usize) -> Result<i64> {
    let tree = subtree(tx, None)?;
    let siblings = tree.iter().filter(|category| category.parent == parent && category.id != id);
    let numbers: Vec<i64> = siblings.map(|category| category.position).collect();
    let behind_all = numbers.last().map_or(0, |last| last + 1);
    Ok(numbers.get(place).copied().unwrap_or(behind_all))
}

/// # Errors
/// [`Code::NotFound`]; [`Code::CategoryNotEmpty`] while it holds products or other categories.
pub fn delete_category(tx: &mut Tx<'_>, cx: &Cx, id: CategoryId) -> Result<()> {
    store::change(tx)?;
    let category = category(tx, id)?;
    if !store::delete_empty(tx, &category)? {
        return Err(Code::CategoryNotEmpty.into());
    }
    event::emit(tx, cx, &CategoryChanged { category: id })
}

/// # Errors
/// [`Code::NotFound`].
pub fn category(tx: &mut Tx<'_>, id: CategoryId) -> Result<Category> {
    store::get(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// The category and those above it, from the top down.
///
/// # Errors
/// [`Code::NotFound`].
pub fn breadcrumbs(tx: &mut Tx<'_>, id: CategoryId) -> Result<Vec<Category>> {
    let category = category(tx, id)?;
    store::along(tx, &category.path)
}

/// The child of a parent that has one of the name's texts. An empty text matches nothing.
///
/// # Errors
/// [`Code::Store`].
pub fn find_category(tx: &mut Tx<'_>, parent: Option<CategoryId>, name: &Text2) -> Result<Option<Category>> {
    store::named(tx, parent, name)
}

/// A category and all below it, or the whole tree: each before its children, siblings in their order.
///
/// # Errors
/// [`Code::NotFound`].
pub fn subtree(tx: &mut Tx<'_>, root: Option<CategoryId>) -> Result<Vec<Category>> {
    let root = root.map(|id| category(tx, id)).transpose()?;
    let path = root.as_ref().map_or("", |root| &root.path);
    let found = store::subtree(tx, path, CATEGORIES_MAX)?;
    Ok(in_order(root.and_then(|root| root.parent), found))
}

/// Depth first, given siblings in their order. Not recursive, and each category is visited once.
fn in_order(top: Option<CategoryId>, found: Vec<Category>) -> Vec<Category> {
    let mut ordered = Vec::with_capacity(found.len());
    let mut children: HashMap<Option<CategoryId>, Vec<Category>> = HashMap::new();
    for category in found.into_iter().rev() {
        children.entry(category.parent).or_default().push(category);
    }
    let mut waiting = children.remove(&top).unwrap_or_default();
    while let Some(category) = waiting.pop() {
        waiting.extend(children.remove(&Some(category.id)).unwrap_or_default());
        ordered.push(category);
    }
    ordered
}

fn parent_path(tx: &mut Tx<'_>, parent: Option<CategoryId>) -> Result<String> {
    let Some(parent) = parent else {
        return Ok(String::new());
    };
    let missing = || Error::field("parent", "does not exist", "上级分类不存在");
    Ok(store::get(tx, parent)?.ok_or_else(missing)?.path)
}

fn check_depth(path_len: usize) -> Result<()> {
    if path_len <= CATEGORY_DEPTH_MAX * step(CategoryId::from_raw(0)).len() {
        return Ok(());
    }
    let en = format!("the tree would be deeper than {CATEGORY_DEPTH_MAX}");
    Err(Error::field("parent", en, format!("分类层级超过 {CATEGORY_DEPTH_MAX}")))
}

fn check_name(name: &Text2) -> Result<()> {
    // '>' separates the categories of a path in imports and exports.
    let bad = |text: &str| {
        text.chars().count() > NAME_CHARS_MAX
            || text.trim() != text
            || text.chars().any(|c| c.is_control() || c == '>')
    };
    if name.is_empty() || bad(&name.zh) || bad(&name.en) {
        let en = format!("must be 1 to {NAME_CHARS_MAX} characters, without '>'");
        return Err(Error::field("name", en, format!("须为 1 到 {NAME_CHARS_MAX} 个字符，且不含 >")));
    }
    Ok(())
}
