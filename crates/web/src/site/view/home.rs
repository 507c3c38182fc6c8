//! The home page and the page of all categories.

use askama::Template;

use super::{Crumb, Layout, Picture, ProductCard};

/// `GET /`
#[derive(Debug, Template)]
#[template(path = "site/home.html")]
pub struct HomePage {
    pub layout: Layout,
    /// When nothing else is at the top.
    pub hero: Option<Hero>,
    pub parts: Vec<Part>,
}

impl HomePage {
    /// Whether there is nothing to buy yet.
    fn is_bare(&self) -> bool {
        !self.parts.iter().any(|part| matches!(part, Part::Section(_)))
    }

    /// Whether its pictures are the first of the page: those of a campaign would come before them.
    fn is_seen_first(&self, section: &Section) -> bool {
        let mut pictured = self.parts.iter().filter(|part| !matches!(part, Part::Categories(_)));
        matches!(pictured.next(), Some(Part::Section(first)) if first.id == section.id)
    }
}

/// One part of the page, from the top down.
#[derive(Debug, Clone)]
pub enum Part {
    /// Shown beside each other, one at a time.
    Banners(Vec<Banner>),
    Categories(Vec<CategoryTile>),
    Section(Section),
}

/// A campaign of the shop.
#[derive(Debug, Clone)]
pub struct Banner {
    pub title: String,
    pub subtitle: String,
    /// Drawn when there is none.
    pub picture: Option<Picture>,
    /// A path of this site.
    pub href: Option<String>,
}

/// The banner at the top.
#[derive(Debug, Clone)]
pub struct Hero {
    pub title: String,
    pub text: String,
    pub href: String,
    pub label: String,
}

impl Hero {
    /// The banner when the shop has no campaign of its own.
    pub fn plain(layout: &Layout) -> Self {
        let t = layout.t();
        Self {
            title: t.hero_title.into(),
            text: t.hero_text.into(),
            href: "/c".into(),
            label: t.hero_action.into(),
        }
    }
}

/// A category as a tile; without a picture its first character stands for it.
#[derive(Debug, Clone)]
pub struct CategoryTile {
    pub id: String,
    pub name: String,
    pub picture: Option<Picture>,
}

impl CategoryTile {
    pub fn initial(&self) -> String {
        self.name.chars().take(1).collect()
    }
}

/// A row of products under a heading: new, hot, recommended.
#[derive(Debug, Clone)]
pub struct Section {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// Where all of them are.
    pub more: Option<String>,
    pub cards: Vec<ProductCard>,
}

/// `GET /c`
#[derive(Debug, Template)]
#[template(path = "site/categories.html")]
pub struct CategoriesPage {
    pub layout: Layout,
    pub branches: Vec<Branch>,
}

/// A category of the first level with those below it.
#[derive(Debug, Clone)]
pub struct Branch {
    pub tile: CategoryTile,
    pub children: Vec<Crumb>,
}
