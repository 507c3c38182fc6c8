//! What is offered while somebody types.

use askama::Template;

use crate::i18n::Lang;

use super::ProductCard;

/// `GET /search/suggest`: a piece of a page.
#[derive(Debug, Template)]
#[template(path = "site/suggest.html")]
pub struct SuggestPage {
    pub rows: Vec<Suggested>,
    pub lang: Lang,
}

/// One thing to choose.
#[derive(Debug)]
pub struct Suggested {
    pub name: String,
    pub href: String,
    pub icon: &'static str,
    /// Of a product, with its picture and price.
    pub card: Option<ProductCard>,
}
