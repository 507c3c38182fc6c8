//! One product.

use askama::Template;
use mall::catalog::SpuKind;

use crate::i18n::{Price, fill};

use super::{Crumb, FieldErrors, Layout, Picture, ProductCard, StateWord, Tone};

/// `GET /p/{id}?o1=…&o2=…&o3=…`
///
/// The option picker is a GET form of radio buttons; the buying form posts the SKU that the options of the
/// address lead to. While a radio differs from the address, the style sheet hides the buying form, so that
/// nobody buys what is no longer chosen.
#[derive(Debug, Template)]
#[template(path = "site/product.html")]
pub struct ProductPage {
    pub layout: Layout,
    pub crumbs: Vec<Crumb>,
    pub id: String,
    pub kind: SpuKind,
    pub title: String,
    pub subtitle: String,
    pub pictures: Vec<Picture>,
    pub price: Price,
    /// The highest price, while the options still leave several.
    pub price_to: Option<Price>,
    pub list_price: Option<Price>,
    pub tags: Vec<String>,
    pub sold: u64,
    pub options: Vec<OptionGroup>,
    /// The SKU that the options lead to.
    pub chosen: Option<ChosenSku>,
    pub stock: Stock,
    /// As typed.
    pub quantity: String,
    /// Fields `sku` and `n`.
    pub errors: FieldErrors,
    /// Name and value, e.g. weight.
    pub facts: Vec<(String, String)>,
    /// Plain paragraphs.
    pub description: Vec<String>,
    pub related: Vec<ProductCard>,
    /// What is bought with it.
    pub together: Vec<ProductCard>,
    /// The same for programs: JSON-LD in which nothing ends a script. None where nobody but one reader looks.
    pub data: Option<String>,
}

#[derive(Debug, Clone)]
pub struct OptionGroup {
    /// `o1`, `o2` or `o3`
    pub field: &'static str,
    pub name: String,
    pub values: Vec<OptionValue>,
}

#[derive(Debug, Clone)]
pub struct OptionValue {
    /// What the address carries.
    pub value: String,
    pub label: String,
    pub chosen: bool,
    /// Whether a SKU with it, and with the other options chosen, can be bought.
    pub available: bool,
}

#[derive(Debug, Clone)]
pub struct ChosenSku {
    pub id: String,
    /// `原味 · 500 g`; empty when the product has no options.
    pub label: String,
}

/// How much there is of what is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stock {
    /// Options are still to be chosen.
    Unchosen,
    Plenty(u32),
    Few(u32),
    Out,
    OffSale,
}

impl Stock {
    /// Goods are on the shelf, services have places.
    pub fn word(self, kind: SpuKind, layout: &Layout) -> StateWord {
        let t = layout.t();
        let words = match kind {
            SpuKind::Goods => [t.stock_plenty, t.stock_few, t.stock_out],
            SpuKind::Service => [t.places_plenty, t.places_few, t.places_out],
        };
        let (text, tone) = match self {
            Self::Unchosen => (t.stock_unchosen, Tone::Info),
            Self::Plenty(_) => (words[0], Tone::Good),
            Self::Few(_) => (words[1], Tone::Warn),
            Self::Out => (words[2], Tone::Bad),
            Self::OffSale => (t.stock_off_sale, Tone::Bad),
        };
        StateWord { text, tone }
    }

    pub const fn max(self) -> u32 {
        match self {
            Self::Plenty(left) | Self::Few(left) => left,
            Self::Unchosen | Self::Out | Self::OffSale => 0,
        }
    }

    pub const fn can_buy(self) -> bool {
        self.max() > 0
    }
}

impl ProductPage {
    fn stock_tone(&self) -> &'static str {
        self.stock.word(self.kind, &self.layout).tone.class()
    }

    fn stock_text(&self) -> String {
        fill(self.stock.word(self.kind, &self.layout).text, self.stock.max())
    }

    fn is_service(&self) -> bool {
        self.kind == SpuKind::Service
    }
}
