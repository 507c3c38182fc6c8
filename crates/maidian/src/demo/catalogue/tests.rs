use std::collections::{HashMap, HashSet};

use super::read::{Sources, read};
use super::{Text2, catalogue};

fn said(text: &Text2) -> bool {
    let han = text.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let latin = text.en.chars().any(|c| c.is_ascii_alphabetic());
    han && latin && !text.en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn the_shop_is_about_three_hundred_products_wide() {
    let shop = catalogue();
    assert!((290..=340).contains(&shop.products.len()), "{} products", shop.products.len());
    let shelves: HashSet<_> = shop.products.iter().map(|product| &product.category).collect();
    assert!((22..=36).contains(&shelves.len()), "{} shelves", shelves.len());
}

#[test]
fn categories_form_a_tree_and_every_leaf_is_stocked() {
    let shop = catalogue();
    let mut seen = HashSet::new();
    let mut parents = HashSet::new();
    for category in &shop.categories {
        assert!(said(&category.name), "{category:?}");
        if let Some(parent) = &category.parent {
            assert!(seen.contains(parent), "{parent} comes after {}", category.key);
            parents.insert(parent.clone());
        }
        assert!(seen.insert(category.key.clone()), "{} twice", category.key);
    }
    let shelves: HashSet<_> = shop.products.iter().map(|product| product.category.clone()).collect();
    let leaves: HashSet<_> = seen.difference(&parents).cloned().collect();
    assert_eq!(shelves, leaves);
}

#[test]
fn handles_titles_and_codes_are_unique() {
    let shop = catalogue();
    let (mut handles, mut titles, mut codes) = (HashSet::new(), HashSet::new(), HashSet::new());
    for product in &shop.products {
        assert!(handles.insert(&product.handle), "{}", product.handle);
        assert!(titles.insert(&product.title.zh), "{}", product.title.zh);
        assert!(titles.insert(&product.title.en), "{}", product.title.en);
        for sku in &product.skus {
            assert!(codes.insert(&sku.code), "{}", sku.code);
        }
    }
}

#[test]
fn everything_is_said_in_both_languages() {
    for product in &catalogue().products {
        let handle = &product.handle;
        for text in [&product.title, &product.subtitle, &product.description] {
            assert!(said(text), "{handle}: {text:?}");
        }
        assert!(!product.tags.is_empty(), "{handle}");
        for option in &product.options {
            assert!(!option.name.zh.is_empty() && !option.name.en.is_empty(), "{handle}");
            for value in &option.values {
                assert!(!value.zh.is_empty() && !value.en.is_empty(), "{handle}");
            }
        }
    }
}

#[test]
fn prices_are_those_of_a_campus_shop() {
    for product in &catalogue().products {
        for sku in &product.skus {
            assert!(sku.price_fen > 0 && sku.price_fen <= sku.list_price_fen, "{sku:?}");
            assert!(sku.list_price_fen < 100_000, "{sku:?}");
            assert!(sku.stock >= 0, "{sku:?}");
        }
    }
}

#[test]
fn choices_are_every_combination_once() {
    for product in &catalogue().products {
        let sizes: Vec<_> = product.options.iter().map(|option| option.values.len()).collect();
        assert!(sizes.len() <= 3, "{}", product.handle);
        assert_eq!(product.skus.len(), sizes.iter().product::<usize>(), "{}", product.handle);
        assert!(product.skus.len() <= 100, "{}", product.handle);
        let mut seen = HashSet::new();
        for sku in &product.skus {
            assert_eq!(sku.choice.len(), sizes.len(), "{}", sku.code);
            assert!(sku.choice.iter().zip(&sizes).all(|(index, size)| index < size), "{}", sku.code);
            assert!(seen.insert(&sku.choice), "{}", sku.code);
        }
    }
}

#[test]
fn some_products_and_some_skus_are_sold_out() {
    let shop = catalogue();
    let gone = shop.products.iter().filter(|product| product.skus.iter().all(|sku| sku.stock == 0)).count();
    assert!((3..=15).contains(&gone), "{gone} products sold out");
    let partly = shop.products.iter().filter(|product| {
        product.skus.iter().any(|sku| sku.stock == 0) && product.skus.iter().any(|sku| sku.stock > 0)
    });
    assert!(partly.count() > 5);
}

#[test]
fn what_students_search_for_is_there() {
    let shop = catalogue();
    for word in [
        "牛奶",
        "奶糖",
        "充电宝",
        "手机壳",
        "数据线",
        "耳机",
        "纸巾",
        "洗衣液",
        "卫衣",
        "帆布鞋",
        "泡面",
        "薯片",
        "重庆小面",
        "雨伞",
        "笔记本",
        "台灯",
        "拖鞋",
        "牙膏",
        "奶茶",
        "巧克力",
    ] {
        let found = shop.products.iter().any(|product| {
            product.title.zh.contains(word) || product.tags.iter().any(|tag| tag.contains(word))
        });
        assert!(found, "nothing for {word}");
    }
}

#[test]
fn the_first_screen_mixes_the_departments() {
    let shop = catalogue();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for product in shop.products.iter().take(20) {
        *counts.entry(&product.category).or_default() += 1;
    }
    assert!(counts.len() >= 15, "{counts:?}");
}

const CATEGORIES: &str = "categories = ['food | | 食品 | Food | cream']";
const OPTIONS: &str =
    "[pack]\nname = '规格 | Pack'\nvalues = ['one | 单件 | One', 'six | 六件 | Six | x5.55']";

fn one(price: &str, options: &str, draw: &str) -> String {
    format!(
        "[food.x]\nzh = ['一', '二', '三']\nen = ['a', 'b', 'c']\ntags = 't'\nprice = '{price}'\noptions = [{options}]\ndraw = '{draw}'"
    )
}

fn problem(products: &str) -> String {
    let sources = Sources { categories: CATEGORIES, options: OPTIONS, products: &[products] };
    read(&sources).err().map(|bad| bad.to_string()).unwrap_or_default()
}

#[test]
fn a_price_rule_multiplies_and_keeps_to_ten_fen() {
    let products = one("3.50 / 4", "'pack'", "can tomato");
    let shop = read(&Sources { categories: CATEGORIES, options: OPTIONS, products: &[&products] }).unwrap();
    let prices: Vec<_> =
        shop.products[0].skus.iter().map(|sku| (sku.price_fen, sku.list_price_fen)).collect();
    assert_eq!(prices, [(350, 400), (1940, 2220)]);
}

#[test]
fn mistakes_in_the_data_are_named() {
    assert_eq!(problem(&one("1.234", "", "can tomato")), "x: bad price 1.234");
    assert_eq!(problem(&one("1", "'pak'", "can tomato")), "x: no option pak");
    assert_eq!(problem(&one("1", "'pack: ten'", "can tomato")), "x: no pack ten");
    assert_eq!(problem(&one("1", "", "cann tomato")), "x: cannot draw \"cann\"");
    assert_eq!(problem(&one("1", "", "can tomatoe")), "x: cannot draw \"tomatoe\"");
    assert!(problem("[toys.x]").contains("toys"));
}
