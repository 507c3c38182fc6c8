//! What staff write of a product: the pairs of the form, the form, and the draft that it means.

use kernel::{Currency, Error, Money, Result, Text2};
use mall::catalog::{Choices, OPTIONS_MAX, Product, ProductDraft, SKUS_MAX, SkuDraft, SkuId};

use super::goods_grid::{self, choice_text, written};
use super::view::{OptionForm, ProductForm, SkuForm};
use crate::i18n::desk::DeskText;
use crate::site::view::FieldErrors;

/// What the button says is to be done with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Save,
    /// Only lay the table of SKUs out anew.
    Grid,
}

/// The form of a product that is to be made.
pub fn blank() -> ProductForm {
    ProductForm {
        currency: Currency::default().code().to_owned(),
        options: vec![OptionForm::default(); OPTIONS_MAX],
        skus: vec![SkuForm { keep: true, on_sale: true, ..SkuForm::default() }],
        ..ProductForm::default()
    }
}

/// The form as it is stored.
pub fn stored(product: &Product) -> ProductForm {
    let mut options: Vec<_> = product.options.iter().map(OptionForm::of).collect();
    options.resize(OPTIONS_MAX, OptionForm::default());
    let label = |choice: &[usize]| {
        let values = product.options.iter().zip(choice).filter_map(|(option, at)| option.values.get(*at));
        values.map(written).collect::<Vec<_>>().join(" · ")
    };
    let row = |sku: &mall::catalog::Sku| SkuForm {
        id: sku.id.to_string(),
        choice: choice_text(&sku.choice),
        label: label(&sku.choice),
        keep: true,
        on_sale: sku.on_sale,
        code: sku.code.clone(),
        price: sku.price.decimal(),
        list_price: sku.list_price.decimal(),
        weight: sku.weight_g.map(|weight| weight.to_string()).unwrap_or_default(),
        barcode: sku.barcode.clone(),
    };
    let currency = product.skus.first().map_or_else(Currency::default, |sku| sku.price.currency());
    ProductForm {
        handle: product.handle.clone(),
        kind: product.kind,
        title_zh: product.title.zh.clone(),
        title_en: product.title.en.clone(),
        subtitle_zh: product.subtitle.zh.clone(),
        subtitle_en: product.subtitle.en.clone(),
        description_zh: product.description.zh.clone(),
        description_en: product.description.en.clone(),
        category: product.breadcrumbs.last().map(|category| category.id.to_string()).unwrap_or_default(),
        tags: product.tags.join(", "),
        unit: product.unit.clone(),
        currency: currency.code().to_owned(),
        options,
        skus: product.skus.iter().map(row).collect(),
    }
}

/// `skus[3].price` is row 3 and `price`.
fn indexed<'a>(name: &'a str, list: &str) -> Option<(usize, &'a str)> {
    let (at, field) = name.strip_prefix(list)?.strip_prefix('[')?.split_once("].")?;
    Some((at.parse().ok()?, field))
}

fn unknown(name: &str) -> Error {
    Error::field(name, "is not known here", "不支持的字段")
}

/// The row at a place, made together with those before it.
fn at<'a, T: Clone + Default>(
    list: &'a mut Vec<T>,
    place: usize,
    max: usize,
    name: &str,
) -> Result<&'a mut T> {
    if place >= max {
        return Err(unknown(name));
    }
    if list.len() <= place {
        list.resize(place + 1, T::default());
    }
    Ok(&mut list[place])
}

/// Reads the pairs of the form. What cannot be a field of it is refused; what is wrong in one is told later.
///
/// # Errors
/// [`kernel::Code::Invalid`] naming the field.
pub fn read(pairs: Vec<(String, String)>) -> Result<(ProductForm, Doing)> {
    let mut form = ProductForm::default();
    let mut doing = Doing::Save;
    for (name, value) in pairs {
        let value = value.replace("\r\n", "\n").trim().to_owned();
        if let Some((place, field)) = indexed(&name, "options") {
            set_option(at(&mut form.options, place, OPTIONS_MAX, &name)?, field, value)
                .ok_or_else(|| unknown(&name))?;
        } else if let Some((place, field)) = indexed(&name, "skus") {
            set_sku(at(&mut form.skus, place, SKUS_MAX, &name)?, field, value)
                .ok_or_else(|| unknown(&name))?;
        } else if name == "do" {
            doing = if value == "grid" { Doing::Grid } else { Doing::Save };
        } else {
            set(&mut form, &name, value).ok_or_else(|| unknown(&name))?;
        }
    }
    form.options.resize(OPTIONS_MAX, OptionForm::default());
    Ok((form, doing))
}

fn set(form: &mut ProductForm, name: &str, value: String) -> Option<()> {
    let field = match name {
        "kind" => {
            form.kind = value.parse().ok()?;
            return Some(());
        }
        "handle" => &mut form.handle,
        "title.zh" => &mut form.title_zh,
        "title.en" => &mut form.title_en,
        "subtitle.zh" => &mut form.subtitle_zh,
        "subtitle.en" => &mut form.subtitle_en,
        "description.zh" => &mut form.description_zh,
        "description.en" => &mut form.description_en,
        "category" => &mut form.category,
        "tags" => &mut form.tags,
        "unit" => &mut form.unit,
        "currency" => &mut form.currency,
        _ => return None,
    };
    *field = value;
    Some(())
}

fn set_option(option: &mut OptionForm, name: &str, value: String) -> Option<()> {
    let field = match name {
        "name.zh" => &mut option.name_zh,
        "name.en" => &mut option.name_en,
        "values" => &mut option.values,
        _ => return None,
    };
    *field = value;
    Some(())
}

fn set_sku(sku: &mut SkuForm, name: &str, value: String) -> Option<()> {
    let field = match name {
        // A box that is not ticked is not sent.
        "keep" => return tick(&mut sku.keep),
        "on_sale" => return tick(&mut sku.on_sale),
        "id" => &mut sku.id,
        "choice" => &mut sku.choice,
        "label" => &mut sku.label,
        "code" => &mut sku.code,
        "price" => &mut sku.price,
        "list_price" => &mut sku.list_price,
        "weight_g" => &mut sku.weight,
        "barcode" => &mut sku.barcode,
        _ => return None,
    };
    *field = value;
    Some(())
}

fn tick(field: &mut bool) -> Option<()> {
    *field = true;
    Some(())
}

/// The draft that the form means, with what is needed to tell its faults beside the form's fields.
pub struct Drafted {
    pub draft: ProductDraft,
    /// The form's row of each SKU of the draft.
    rows: Vec<usize>,
    /// The form's place of each option of the draft.
    places: Vec<usize>,
}

/// What a form's texts were found to mean, and what was wrong with them.
struct Reading {
    currency: Currency,
    errors: FieldErrors,
    t: &'static DeskText,
}

impl Reading {
    fn money(&mut self, field: String, text: &str) -> Money {
        let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        Money::parse(&plain, self.currency).unwrap_or_else(|_| {
            self.errors.add(field, self.t.amount_wrong);
            Money::zero(self.currency)
        })
    }

    fn number(&mut self, field: String, text: &str) -> Option<i64> {
        if text.is_empty() {
            return None;
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.errors.add(field, self.t.number_wrong);
        }
        number
    }

    fn sku(&mut self, at: usize, row: &SkuForm, handle: &str) -> SkuDraft {
        let choice: Vec<usize> = row.choice.split('.').filter_map(|index| index.parse().ok()).collect();
        let price = self.money(format!("skus[{at}].price"), &row.price);
        let list_price = match row.list_price.as_str() {
            "" => price,
            typed => self.money(format!("skus[{at}].list_price"), typed),
        };
        SkuDraft {
            id: row.id.parse::<SkuId>().ok(),
            code: if row.code.is_empty() { goods_grid::code(handle, &choice) } else { row.code.clone() },
            choice,
            list_price,
            price,
            on_sale: row.on_sale,
            weight_g: self.number(format!("skus[{at}].weight_g"), &row.weight),
            barcode: row.barcode.clone(),
        }
    }
}

/// The draft, or what in the form cannot be read. Pictures, source and sale are not in the form: the caller
/// keeps what is stored.
pub fn draft(form: &ProductForm, t: &'static DeskText) -> std::result::Result<Drafted, FieldErrors> {
    let currency = form.currency.parse().unwrap_or_default();
    let mut reading = Reading { currency, errors: FieldErrors::default(), t };
    let kept: Vec<(usize, &SkuForm)> = form.skus.iter().enumerate().filter(|(_, row)| row.keep).collect();
    let skus = kept.iter().map(|(at, row)| reading.sku(*at, row, &form.handle)).collect();
    let category = match form.category.as_str() {
        "" => None,
        typed => typed.parse().map(Some).unwrap_or_else(|_| {
            reading.errors.add("category", t.category_none);
            None
        }),
    };
    let (places, options): (Vec<usize>, Vec<Choices>) = goods_grid::options(form).into_iter().unzip();
    if !reading.errors.is_empty() {
        return Err(reading.errors);
    }
    let tags = form.tags.split([',', '，', '\n']).map(str::trim).filter(|tag| !tag.is_empty());
    let draft = ProductDraft {
        handle: form.handle.clone(),
        kind: form.kind,
        title: Text2::new(&form.title_zh, &form.title_en),
        subtitle: Text2::new(&form.subtitle_zh, &form.subtitle_en),
        description: Text2::new(&form.description_zh, &form.description_en),
        category,
        tags: tags.map(str::to_owned).collect(),
        options,
        unit: form.unit.clone(),
        skus,
        ..ProductDraft::default()
    };
    Ok(Drafted { draft, rows: kept.iter().map(|(at, _)| *at).collect(), places })
}

impl Drafted {
    /// The form's name of a field of the draft: `skus[0].price` of the third row is `skus[2].price`, and one
    /// value of an option or one tag is a part of its field.
    pub fn field(&self, name: &str) -> String {
        if let Some((at, field)) = indexed(name, "skus") {
            let row = self.rows.get(at).copied().unwrap_or(at);
            let field = if field == "id" { "choice" } else { field };
            return format!("skus[{row}].{field}");
        }
        if let Some((at, field)) = indexed(name, "options") {
            let place = self.places.get(at).copied().unwrap_or(at);
            let field = if field.starts_with("values") { "values" } else { field };
            return format!("options[{place}].{field}");
        }
        match name.split_once('[') {
            Some((list, _)) => list.to_owned(),
            None => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn read_draft(typed: &[(&str, &str)]) -> std::result::Result<Drafted, FieldErrors> {
        draft(&read(pairs(typed)).unwrap().0, &DeskText::EN)
    }

    const TEE: &[(&str, &str)] = &[
        ("handle", "tee"),
        ("kind", "service"),
        ("title.zh", " 短袖 "),
        ("tags", "新品，cotton, "),
        ("currency", "CNY"),
        ("options[1].name.zh", "尺码"),
        ("options[1].values", "S\r\nM\r\n"),
        ("skus[0].choice", "0"),
        ("skus[0].price", "1"),
        ("skus[1].choice", "1"),
        ("skus[1].keep", "1"),
        ("skus[1].price", "1,079.50"),
        ("skus[1].weight_g", "180"),
        ("do", "save"),
    ];

    #[test]
    fn a_form_becomes_a_draft() {
        let drafted = read_draft(TEE).unwrap();
        let draft = &drafted.draft;
        assert_eq!((draft.title.zh.as_str(), draft.tags.len(), draft.options.len()), ("短袖", 2, 1));
        let [sku] = &draft.skus[..] else { panic!("one row is kept") };
        assert_eq!(
            (sku.code.as_str(), sku.choice.as_slice(), sku.price.minor()),
            ("tee-2", &[1][..], 107_950)
        );
        assert_eq!((sku.list_price.minor(), sku.weight_g, sku.on_sale), (107_950, Some(180), false));
        assert_eq!(draft.kind, mall::catalog::SpuKind::Service);
        draft.check().unwrap();
    }

    #[test]
    fn faults_are_told_beside_the_forms_own_fields() {
        let drafted = read_draft(TEE).unwrap();
        for (told, field) in [
            ("skus[0].code", "skus[1].code"),
            ("skus[0].id", "skus[1].choice"),
            ("options[0].values[3]", "options[1].values"),
            ("options[0].name.en", "options[1].name.en"),
            ("tags[1]", "tags"),
            ("title.zh", "title.zh"),
            ("skus", "skus"),
        ] {
            assert_eq!(drafted.field(told), field);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let typed = [("skus[0].keep", "1"), ("skus[0].price", "1.234"), ("skus[0].weight_g", "light")];
        let errors = read_draft(&typed).err().unwrap();
        assert!(errors.has("skus[0].price") && errors.has("skus[0].weight_g"));
        for name in
            ["x", "kind", "skus[100].code", "skus[0].x", "options[3].values", "skus[-1].code", "skus[0]"]
        {
            assert_eq!(read(pairs(&[(name, "1")])).unwrap_err().details()[0].field, name);
        }
    }
}
