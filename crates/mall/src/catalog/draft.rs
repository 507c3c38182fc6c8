//! A product as somebody wants it to be: checked as a whole, every fault named by its field.

use std::collections::HashSet;

use kernel::{Code, Currency, Error, Lang, Money, Result, Text2};

use super::model::{
    Choices, OPTION_VALUES_MAX, OPTIONS_MAX, PICTURES_MAX, Picture, Product, SKUS_MAX, Sku, SpuKind, TAGS_MAX,
};
use super::{CategoryId, SkuId};

const HANDLE_CHARS_MAX: usize = 255;
const TITLE_CHARS_MAX: usize = 255;
/// In any script it still fits a field of an exported sheet, 64 KiB.
const DESCRIPTION_CHARS_MAX: usize = 10_000;
const NAME_CHARS_MAX: usize = 100;
const WORD_CHARS_MAX: usize = 64;
const LINK_CHARS_MAX: usize = 2_000;
const WEIGHT_G_MAX: i64 = 100_000_000;

/// All that may be said of a product. Creating and updating take the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductDraft {
    /// Letters of any script, digits, `-`, `_` and `.`; unique.
    pub handle: String,
    /// May be another one until the first is sold.
    pub kind: SpuKind,
    pub title: Text2,
    pub subtitle: Text2,
    pub description: Text2,
    pub category: Option<CategoryId>,
    pub tags: Vec<String>,
    pub options: Vec<Choices>,
    pub pictures: Vec<Picture>,
    pub on_sale: bool,
    pub unit: String,
    pub source: String,
    pub skus: Vec<SkuDraft>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuDraft {
    /// The SKU of the product that this changes; without it, the one of the same code, or a new one.
    pub id: Option<SkuId>,
    pub code: String,
    /// Index of the chosen value of each option; empty for a product without options.
    pub choice: Vec<usize>,
    pub list_price: Money,
    pub price: Money,
    pub on_sale: bool,
    pub weight_g: Option<i64>,
    pub barcode: String,
}

impl SkuDraft {
    /// A SKU without options, on sale, of which only the price is known.
    #[must_use]
    pub fn single(code: impl Into<String>, list_price: Money, price: Money) -> Self {
        Self {
            id: None,
            code: code.into(),
            choice: Vec::new(),
            list_price,
            price,
            on_sale: true,
            weight_g: None,
            barcode: String::new(),
        }
    }
}

/// Collects what is wrong, so that a form is answered once.
struct Faults(Option<Error>);

impl Faults {
    fn add(&mut self, field: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) {
        let error = self.0.take().unwrap_or_else(|| Error::new(Code::Invalid));
        self.0 = Some(error.with_detail(field, en, zh));
    }

    fn unless(&mut self, holds: bool, field: &str, en: &str, zh: &str) {
        if !holds {
            self.add(field, en, zh);
        }
    }

    fn text(&mut self, field: &str, text: &str, chars_max: usize) {
        if text.chars().count() > chars_max {
            self.add(
                field,
                format!("has more than {chars_max} characters"),
                format!("超过 {chars_max} 个字符"),
            );
        }
        let is_long = chars_max == DESCRIPTION_CHARS_MAX;
        if text.chars().any(|c| c.is_control() && !(is_long && c == '\n')) {
            self.add(field, "contains line breaks or control characters", "含有换行或控制字符");
        }
        self.unless(text.trim() == text, field, "begins or ends with a space", "首尾不能有空格");
    }

    fn text2(&mut self, field: &str, text: &Text2, chars_max: usize) {
        self.text(&format!("{field}.zh"), &text.zh, chars_max);
        self.text(&format!("{field}.en"), &text.en, chars_max);
    }

    fn count(&mut self, field: &str, count: usize, max: usize) {
        if count > max {
            self.add(field, format!("has {count}, at most {max}"), format!("有 {count} 项，最多 {max} 项"));
        }
    }

    fn end(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

impl Product {
    /// The draft that would leave the product as it is.
    #[must_use]
    pub fn draft(&self) -> ProductDraft {
        ProductDraft {
            handle: self.handle.clone(),
            kind: self.kind,
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            description: self.description.clone(),
            category: self.breadcrumbs.last().map(|category| category.id),
            tags: self.tags.clone(),
            options: self.options.clone(),
            pictures: self.pictures.clone(),
            on_sale: self.on_sale,
            unit: self.unit.clone(),
            source: self.source.clone(),
            skus: self.skus.iter().map(Sku::draft).collect(),
        }
    }
}

impl Sku {
    /// The draft that would leave the SKU as it is.
    #[must_use]
    pub fn draft(&self) -> SkuDraft {
        SkuDraft {
            id: Some(self.id),
            code: self.code.clone(),
            choice: self.choice.clone(),
            list_price: self.list_price,
            price: self.price,
            on_sale: self.on_sale,
            weight_g: self.weight_g,
            barcode: self.barcode.clone(),
        }
    }
}

impl ProductDraft {
    /// Checks everything that can be checked without a database.
    ///
    /// # Errors
    /// [`Code::Invalid`] with a detail for each fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults(None);
        // A draft beyond these counts is not looked at further: each may be as long as a request.
        faults.count("options", self.options.len(), OPTIONS_MAX);
        faults.count("skus", self.skus.len(), SKUS_MAX);
        faults.count("tags", self.tags.len(), TAGS_MAX);
        faults.count("pictures", self.pictures.len(), PICTURES_MAX);
        for (at, option) in self.options.iter().take(OPTIONS_MAX).enumerate() {
            faults.count(&format!("options[{at}].values"), option.values.len(), OPTION_VALUES_MAX);
        }
        if faults.0.is_none() {
            self.check_texts(&mut faults);
            self.check_options(&mut faults);
            self.check_skus(&mut faults);
        }
        faults.end()
    }

    /// All SKUs have the same once [`ProductDraft::check`] has passed.
    pub(super) fn currency(&self) -> Currency {
        self.skus.first().map_or_else(Currency::default, |sku| sku.price.currency())
    }

    fn check_texts(&self, faults: &mut Faults) {
        check_handle(&self.handle, faults);
        faults.unless(!self.title.is_empty(), "title", "is missing", "不能为空");
        faults.text2("title", &self.title, TITLE_CHARS_MAX);
        faults.text2("subtitle", &self.subtitle, TITLE_CHARS_MAX);
        faults.text2("description", &self.description, DESCRIPTION_CHARS_MAX);
        faults.text("unit", &self.unit, WORD_CHARS_MAX);
        faults.text("source", &self.source, NAME_CHARS_MAX);
        let mut seen = HashSet::new();
        for (at, tag) in self.tags.iter().enumerate() {
            let field = format!("tags[{at}]");
            faults.text(&field, tag, WORD_CHARS_MAX);
            let plain = !tag.is_empty() && !tag.contains([',', '，']);
            faults.unless(plain, &field, "is empty or contains a comma", "不能为空或含有逗号");
            faults.unless(seen.insert(tag), &field, "is there twice", "重复");
        }
        let mut seen = HashSet::new();
        for (at, picture) in self.pictures.iter().enumerate() {
            let field = format!("pictures[{at}]");
            if let Picture::Link(link) = picture {
                faults.text(&field, link, LINK_CHARS_MAX);
                let is_web = link.starts_with("https://") || link.starts_with("http://");
                faults.unless(is_web, &field, "is not a web address", "不是网址");
            }
            faults.unless(seen.insert(picture), &field, "is there twice", "重复");
        }
    }

    fn check_options(&self, faults: &mut Faults) {
        let mut names = HashSet::new();
        for (at, option) in self.options.iter().enumerate() {
            let field = format!("options[{at}].name");
            faults.unless(!option.name.is_empty(), &field, "is missing", "不能为空");
            faults.text2(&field, &option.name, NAME_CHARS_MAX);
            // As they show: sheets of exports tell them apart by that.
            faults.unless(names.insert(option.name.get(Lang::Zh)), &field, "is there twice", "重复");
            let values = format!("options[{at}].values");
            faults.unless(!option.values.is_empty(), &values, "is empty", "不能为空");
            let mut seen = HashSet::new();
            for (value_at, value) in option.values.iter().enumerate() {
                let field = format!("{values}[{value_at}]");
                faults.unless(!value.is_empty(), &field, "is missing", "不能为空");
                faults.text2(&field, value, NAME_CHARS_MAX);
                faults.unless(seen.insert(value.get(Lang::Zh)), &field, "is there twice", "重复");
            }
        }
    }

    fn check_skus(&self, faults: &mut Faults) {
        faults.unless(!self.skus.is_empty(), "skus", "must hold at least one", "至少要有一个规格");
        let (mut codes, mut choices, mut ids) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (at, sku) in self.skus.iter().enumerate() {
            let field = |name: &str| format!("skus[{at}].{name}");
            faults.text(&field("code"), &sku.code, WORD_CHARS_MAX);
            faults.unless(!sku.code.is_empty(), &field("code"), "is missing", "不能为空");
            faults.unless(codes.insert(&sku.code), &field("code"), "is there twice", "重复");
            faults.unless(sku.id.is_none_or(|id| ids.insert(id)), &field("id"), "is there twice", "重复");
            let fits = sku.choice.len() == self.options.len()
                && sku.choice.iter().zip(&self.options).all(|(value, option)| *value < option.values.len());
            faults.unless(
                fits,
                &field("choice"),
                "must choose one value of each option",
                "须为每个选项各选一个值",
            );
            faults.unless(choices.insert(&sku.choice), &field("choice"), "is there twice", "规格组合重复");
            let same = [sku.price, sku.list_price].iter().all(|money| money.currency() == self.currency());
            faults.unless(same, &field("price"), "is not in the product's currency", "与商品的币种不一致");
            faults.unless(sku.price.is_positive(), &field("price"), "must be above zero", "须大于零");
            faults.unless(
                sku.list_price.minor() >= sku.price.minor(),
                &field("list_price"),
                "is below the price",
                "低于售价",
            );
            let weight = sku.weight_g.is_none_or(|weight_g| (0..=WEIGHT_G_MAX).contains(&weight_g));
            faults.unless(weight, &field("weight_g"), "is out of range", "超出范围");
            faults.text(&field("barcode"), &sku.barcode, WORD_CHARS_MAX);
        }
    }
}

fn check_handle(handle: &str, faults: &mut Faults) {
    faults.text("handle", handle, HANDLE_CHARS_MAX);
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let begins = handle.chars().next().is_some_and(char::is_alphanumeric);
    faults.unless(
        begins && handle.chars().all(allowed),
        "handle",
        "must be letters, digits, '-', '_' and '.', beginning with a letter or digit",
        "只能由文字、数字、-、_ 和 . 组成，且以文字或数字开头",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY).unwrap()
    }

    fn lamp() -> ProductDraft {
        ProductDraft {
            handle: "lamp".into(),
            title: Text2::new("台灯", "Lamp"),
            skus: vec![SkuDraft::single("L1", cny(200), cny(100))],
            ..ProductDraft::default()
        }
    }

    fn fields(draft: &ProductDraft) -> Vec<String> {
        match draft.check() {
            Ok(()) => Vec::new(),
            Err(error) => error.details().iter().map(|detail| detail.field.clone()).collect(),
        }
    }

    #[test]
    fn a_sound_draft_passes() {
        assert_eq!(fields(&lamp()), [""; 0]);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let draft = ProductDraft {
            handle: "../lamp".into(),
            title: Text2::default(),
            tags: vec!["a,b".into(), "new".into(), "new".into()],
            pictures: vec![Picture::Link("javascript:alert(1)".into())],
            skus: vec![
                SkuDraft { choice: vec![0], ..SkuDraft::single("L1", cny(50), cny(100)) },
                SkuDraft { weight_g: Some(-1), ..SkuDraft::single("L1", cny(0), cny(0)) },
                SkuDraft::single("L2", cny(100), Money::new(100, Currency::GBP).unwrap()),
            ],
            ..lamp()
        };
        assert_eq!(
            fields(&draft),
            [
                "handle",
                "title",
                "tags[0]",
                "tags[2]",
                "pictures[0]",
                "skus[0].choice",
                "skus[0].list_price",
                "skus[1].code",
                "skus[1].price",
                "skus[1].weight_g",
                "skus[2].choice",
                "skus[2].price",
            ]
        );
    }

    #[test]
    fn counts_are_limited() {
        let value = |n: usize| Text2::new(n.to_string(), "");
        let draft = ProductDraft {
            options: vec![Choices { name: value(0), values: (0..101).map(value).collect() }; 4],
            skus: vec![SkuDraft::single("x", cny(1), cny(1)); 101],
            tags: vec!["t".into(); 21],
            pictures: vec![Picture::Media("m".into()); 13],
            ..lamp()
        };
        assert_eq!(
            fields(&draft),
            [
                "options",
                "skus",
                "tags",
                "pictures",
                "options[0].values",
                "options[1].values",
                "options[2].values"
            ]
        );
    }
}
