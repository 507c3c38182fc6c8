//! The tree of categories.

use askama::Template;

use crate::site::view::FieldErrors;

use super::{Choice, Layout, Link};

/// `GET /desk/categories`
#[derive(Debug, Template)]
#[template(path = "desk/categories.html")]
pub struct CategoriesPage {
    pub layout: Layout,
    /// Each before those below it.
    pub rows: Vec<CategoryRow>,
    /// As typed.
    pub name_zh: String,
    pub name_en: String,
    pub parent: String,
    pub parents: Vec<Choice>,
    /// Fields `name`, `parent`.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone)]
pub struct CategoryRow {
    pub id: String,
    pub name: String,
    /// Its name in the other language.
    pub other_name: String,
    /// 1 at the top.
    pub depth: usize,
}

/// Steps of the tree that are told apart by the eye; deeper ones stand below the last.
const STEPS_SHOWN: usize = 8;

impl CategoryRow {
    fn step(&self) -> usize {
        self.depth.clamp(1, STEPS_SHOWN)
    }
}

/// `GET /desk/categories/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/category.html")]
pub struct CategoryPage {
    pub layout: Layout,
    pub id: String,
    /// Those above it.
    pub crumbs: Vec<Link>,
    pub heading: String,
    /// As stored, or as typed.
    pub name_zh: String,
    pub name_en: String,
    pub parent: String,
    /// Where it may be put.
    pub parents: Vec<Choice>,
    /// Among its siblings, from 1.
    pub position: String,
    pub children: Vec<Link>,
    /// Fields `name`, `parent`, `position`.
    pub errors: FieldErrors,
}
