//! One product, with the options that were chosen so far.

use std::collections::HashMap;

use kernel::Money;
use mall::catalog::{Product, Sku, SkuId};
use mall::order::cart::PIECES_MAX;

use crate::i18n::Lang;
use crate::site::ask::Ask;
use crate::site::view::{ChosenSku, OptionGroup, OptionValue, Stock};

/// The query's names of the options, in their order.
pub const FIELDS: [&str; 3] = ["o1", "o2", "o3"];
/// Fewer pieces than this are counted out to the reader.
const FEW: i64 = 10;

/// Which value of each option was chosen, by its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Picked([Option<usize>; 3]);

impl Picked {
    /// What the query says, as far as the product has it. An option with one value needs no choosing.
    pub fn of(ask: &Ask, product: &Product) -> Self {
        let mut picked = Self::default();
        for ((at, option), field) in product.options.iter().enumerate().zip(FIELDS) {
            let asked = ask.parsed::<usize>(field).filter(|value| *value < option.values.len());
            picked.0[at] = asked.or((option.values.len() == 1).then_some(0));
        }
        picked
    }

    /// As the query writes it: `o1=0&o2=3`; empty when nothing is chosen.
    pub fn query(self) -> String {
        let chosen = self.0.iter().zip(FIELDS).filter_map(|(value, field)| Some((field, (*value)?)));
        chosen.map(|(field, value)| format!("{field}={value}")).collect::<Vec<_>>().join("&")
    }

    /// Whether a SKU has all that was chosen, leaving one option out of the question.
    fn fits(self, sku: &Sku, except: Option<usize>) -> bool {
        let asked = self.0.iter().zip(&sku.choice).enumerate();
        asked
            .filter(|(at, _)| Some(*at) != except)
            .all(|(_, (want, has))| want.is_none_or(|want| want == *has))
    }

    fn is_complete(self, product: &Product) -> bool {
        self.0.iter().take(product.options.len()).all(Option::is_some)
    }
}

/// What the choice comes to.
#[derive(Clone, Debug)]
pub struct Offered {
    pub options: Vec<OptionGroup>,
    pub price: Money,
    pub price_to: Option<Money>,
    pub list_price: Option<Money>,
    pub chosen: Option<ChosenSku>,
    pub stock: Stock,
    pub weight_g: Option<i64>,
}

/// `available` counts pieces by SKU. None when the product has nothing to sell at all.
pub fn offered(
    product: &Product,
    available: &HashMap<SkuId, i64>,
    picked: Picked,
    lang: Lang,
) -> Option<Offered> {
    let left = |sku: &Sku| if sku.on_sale { available.get(&sku.id).copied().unwrap_or(0) } else { 0 };
    let fitting: Vec<&Sku> = product.skus.iter().filter(|sku| picked.fits(sku, None)).collect();
    // A combination that is not made leaves the whole product to show prices of.
    let priced = if fitting.is_empty() { product.skus.iter().collect() } else { fitting.clone() };
    let cheapest = priced.iter().min_by_key(|sku| sku.price.minor())?;
    let dearest = priced.iter().max_by_key(|sku| sku.price.minor())?;
    let has_one_price = cheapest.price == dearest.price;
    let chosen = fitting.first().filter(|_| picked.is_complete(product));
    let stock = match chosen {
        _ if !product.on_sale => Stock::OffSale,
        Some(sku) if !sku.on_sale => Stock::OffSale,
        Some(sku) => stock(left(sku)),
        None if fitting.iter().any(|sku| left(sku) > 0) => Stock::Unchosen,
        None => Stock::Out,
    };
    Some(Offered {
        options: options(product, picked, &left, lang),
        price: cheapest.price,
        price_to: (!has_one_price).then_some(dearest.price),
        list_price: (has_one_price && cheapest.list_price.minor() > cheapest.price.minor())
            .then_some(cheapest.list_price),
        chosen: chosen
            .map(|sku| ChosenSku { id: sku.id.to_string(), label: sku.option.get(lang.into()).to_owned() }),
        stock,
        weight_g: chosen.and_then(|sku| sku.weight_g),
    })
}

pub fn stock(left: i64) -> Stock {
    let most = super::count(left.min(PIECES_MAX));
    match left {
        ..=0 => Stock::Out,
        1..FEW => Stock::Few(most),
        FEW.. => Stock::Plenty(most),
    }
}

fn options(product: &Product, picked: Picked, left: &impl Fn(&Sku) -> i64, lang: Lang) -> Vec<OptionGroup> {
    let groups = product.options.iter().enumerate().zip(FIELDS);
    groups
        .map(|((at, option), field)| {
            let is_available = |value: usize| {
                let mut fitting = product.skus.iter().filter(|sku| picked.fits(sku, Some(at)));
                fitting.any(|sku| sku.choice.get(at) == Some(&value) && left(sku) > 0)
            };
            let values = option.values.iter().enumerate().map(|(value, label)| OptionValue {
                value: value.to_string(),
                label: label.get(lang.into()).to_owned(),
                chosen: picked.0[at] == Some(value),
                available: is_available(value),
            });
            OptionGroup { field, name: option.name.get(lang.into()).to_owned(), values: values.collect() }
        })
        .collect()
}

/// Paragraphs of a plain text, which empty lines separate.
pub fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Text2, Time};
    use mall::catalog::{Choices, SpuId, SpuKind};

    use super::*;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY).unwrap()
    }

    fn sku(id: i64, choice: &[usize], price: i64) -> Sku {
        Sku {
            id: SkuId::from_raw(id),
            code: id.to_string(),
            choice: choice.to_vec(),
            option: Text2::new(format!("{choice:?}"), ""),
            list_price: cny(price + 100),
            price: cny(price),
            on_sale: true,
            weight_g: Some(id),
            barcode: String::new(),
        }
    }

    fn option(name: &str, values: &[&str]) -> Choices {
        let values = values.iter().map(|value| Text2::new(*value, "")).collect();
        Choices { name: Text2::new(name, ""), values }
    }

    /// Red S, red L and blue L; blue S is not made.
    fn shirt() -> Product {
        Product {
            id: SpuId::from_raw(1),
            handle: "shirt".into(),
            kind: SpuKind::Goods,
            title: Text2::new("短袖", "tee"),
            subtitle: Text2::default(),
            description: Text2::default(),
            breadcrumbs: vec![],
            tags: vec![],
            options: vec![option("颜色", &["红", "蓝"]), option("尺码", &["S", "L"])],
            pictures: vec![],
            on_sale: true,
            unit: "件".into(),
            source: String::new(),
            skus: vec![sku(1, &[0, 0], 100), sku(2, &[0, 1], 200), sku(3, &[1, 1], 300)],
            sales: 0,
            created_at: Time(0),
            updated_at: Time(0),
        }
    }

    fn ask(query: &str, left: [i64; 3]) -> Offered {
        let product = shirt();
        let available = (1..).map(SkuId::from_raw).zip(left).collect();
        offered(&product, &available, Picked::of(&Ask::read(query), &product), Lang::Zh).unwrap()
    }

    fn gone(offered: &Offered) -> Vec<&str> {
        let values = offered.options.iter().flat_map(|group| &group.values);
        values.filter(|value| !value.available).map(|value| value.label.as_str()).collect()
    }

    #[test]
    fn nothing_chosen_shows_the_range() {
        let offered = ask("", [5, 5, 5]);
        assert_eq!((offered.price, offered.price_to), (cny(100), Some(cny(300))));
        assert_eq!((offered.stock, offered.list_price), (Stock::Unchosen, None));
        assert!(offered.chosen.is_none() && gone(&offered).is_empty());
        assert_eq!(ask("", [0, 0, 0]).stock, Stock::Out);
    }

    #[test]
    fn a_choice_leaves_out_what_does_not_go_with_it() {
        let offered = ask("o1=1", [5, 5, 5]);
        assert_eq!((offered.price, offered.price_to), (cny(300), None));
        assert_eq!(gone(&offered), ["S"]);
        assert_eq!(gone(&ask("o2=0", [5, 5, 5])), ["蓝"]);
        assert_eq!(gone(&ask("", [0, 5, 0])), ["蓝", "S"]);
    }

    #[test]
    fn a_full_choice_is_a_sku() {
        let offered = ask("o1=0&o2=1", [5, 3, 5]);
        assert_eq!(offered.chosen.unwrap().id, "2");
        assert_eq!((offered.stock, offered.list_price), (Stock::Few(3), Some(cny(300))));
        assert_eq!(ask("o1=0&o2=1", [5, 0, 5]).stock, Stock::Out);
        assert_eq!(ask("o1=0&o2=1", [5, 1_000_000, 5]).stock, Stock::Plenty(9_999));
    }

    #[test]
    fn what_is_not_made_can_not_be_bought() {
        let offered = ask("o1=1&o2=0", [5, 5, 5]);
        assert!(offered.chosen.is_none());
        assert_eq!((offered.stock, offered.price), (Stock::Out, cny(100)));
    }

    #[test]
    fn foreign_choices_are_none() {
        let product = shirt();
        for query in ["o1=2", "o1=-1", "o1=x", "o4=0"] {
            assert_eq!(Picked::of(&Ask::read(query), &product), Picked::default(), "{query}");
        }
        assert_eq!(Picked::of(&Ask::read("o2=1&o1=0&x=y"), &product).query(), "o1=0&o2=1");
    }

    #[test]
    fn what_is_off_sale_says_so() {
        let product = Product { on_sale: false, ..shirt() };
        let offered = offered(&product, &HashMap::new(), Picked::default(), Lang::Zh).unwrap();
        assert_eq!(offered.stock, Stock::OffSale);
        let empty = Product { skus: vec![], ..shirt() };
        assert!(super::offered(&empty, &HashMap::new(), Picked::default(), Lang::Zh).is_none());
    }

    #[test]
    fn an_empty_line_ends_a_paragraph() {
        assert_eq!(paragraphs("a\nb\r\n\r\nc\n\n\n\nd"), ["a\nb", "c", "d"]);
        assert!(paragraphs(" \n\n ").is_empty());
    }
}
