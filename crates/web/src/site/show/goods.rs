//! Categories, and products as lists show them.

use mall::catalog::{self, Card, Category, SpuKind};

use super::picture;
use crate::i18n::Lang;
use crate::site::view::{Branch, CategoryTile, Crumb, ProductCard};

pub fn card(card: &Card, is_in_stock: bool, lang: Lang) -> ProductCard {
    let has_one_price = card.price_min == card.price_max;
    let is_reduced = has_one_price && card.list_price.minor() > card.price_min.minor();
    ProductCard {
        id: card.id.to_string(),
        title: card.title.get(lang.into()).to_owned(),
        marks: Vec::new(),
        is_service: card.kind == SpuKind::Service,
        // The title beside it says what it shows.
        picture: picture(card.picture.as_deref(), ""),
        price: card.price_min.into(),
        from: !has_one_price,
        list_price: is_reduced.then(|| card.list_price.into()),
        sold: u64::try_from(card.sales).unwrap_or(0),
        sold_out: !is_in_stock,
    }
}

pub fn crumb(category: &Category, lang: Lang) -> Crumb {
    Crumb { name: category.name.get(lang.into()).to_owned(), href: format!("/c/{}", category.id) }
}

pub fn crumbs(categories: &[Category], lang: Lang) -> Vec<Crumb> {
    categories.iter().map(|category| crumb(category, lang)).collect()
}

pub fn tile(category: &Category, lang: Lang) -> CategoryTile {
    CategoryTile {
        id: category.id.to_string(),
        name: category.name.get(lang.into()).to_owned(),
        picture: None,
    }
}

/// The first two levels of a tree in which parents stand before their children.
pub fn branches(tree: &[Category], lang: Lang) -> Vec<Branch> {
    let mut branches: Vec<Branch> = Vec::new();
    for category in tree {
        match (category.depth(), branches.last_mut()) {
            (1, _) => branches.push(Branch { tile: tile(category, lang), children: Vec::new() }),
            (2, Some(branch)) => branch.children.push(crumb(category, lang)),
            _ => {}
        }
    }
    branches
}

/// The pictures of a product that are here to be shown.
pub fn pictures<'a>(pictures: &'a [catalog::Picture], title: &'a str) -> Vec<crate::site::view::Picture> {
    let here = pictures.iter().filter_map(|known| match known {
        catalog::Picture::Media(hash) => picture(Some(hash), title),
        catalog::Picture::Link(_) => None,
    });
    here.collect()
}
