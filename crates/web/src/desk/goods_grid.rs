//! The table of SKUs: one row for each way to choose a value of every option.

use mall::catalog::{Choices, SKUS_MAX};

use kernel::Text2;

use super::view::{OptionForm, ProductForm, SkuForm};

/// One value as it is typed: `红 / red`, `红`, or `/ red` when there is only the second.
pub fn written(value: &Text2) -> String {
    match (value.zh.as_str(), value.en.as_str()) {
        (zh, "") => zh.to_owned(),
        ("", en) => format!("/ {en}"),
        (zh, en) => format!("{zh} / {en}"),
    }
}

fn value(line: &str) -> Text2 {
    if let Some(en) = line.strip_prefix("/ ") {
        return Text2::new("", en.trim());
    }
    let (zh, en) = line.split_once(" / ").unwrap_or((line, ""));
    Text2::new(zh.trim(), en.trim())
}

impl OptionForm {
    pub fn of(option: &Choices) -> Self {
        Self {
            name_zh: option.name.zh.clone(),
            name_en: option.name.en.clone(),
            values: option.values.iter().map(written).collect::<Vec<_>>().join("\n"),
        }
    }

    fn is_used(&self) -> bool {
        [&self.name_zh, &self.name_en, &self.values].iter().any(|text| !text.trim().is_empty())
    }

    fn choices(&self) -> Choices {
        let lines = self.values.lines().map(str::trim).filter(|line| !line.is_empty());
        Choices {
            name: Text2::new(self.name_zh.trim(), self.name_en.trim()),
            values: lines.map(value).collect(),
        }
    }
}

/// The options that were filled in, each with its place in the form.
pub fn options(form: &ProductForm) -> Vec<(usize, Choices)> {
    let used = form.options.iter().enumerate().filter(|(_, option)| option.is_used());
    used.map(|(at, option)| (at, option.choices())).collect()
}

/// One way to choose: the index of the value of each option, and the values in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    pub choice: Vec<usize>,
    pub label: String,
}

/// All ways to choose; none when there are more than a product may have SKUs.
pub fn combinations(options: &[Choices]) -> Option<Vec<Combination>> {
    let count = options.iter().try_fold(1_usize, |count, option| count.checked_mul(option.values.len()))?;
    if count > SKUS_MAX {
        return None;
    }
    let mut all = vec![Combination { choice: Vec::new(), label: String::new() }];
    for option in options {
        let longer = |before: &Combination| {
            let with = |(at, value): (usize, &Text2)| Combination {
                choice: [before.choice.as_slice(), &[at]].concat(),
                label: if before.choice.is_empty() {
                    written(value)
                } else {
                    format!("{} · {}", before.label, written(value))
                },
            };
            option.values.iter().enumerate().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    Some(all)
}

/// `0.2`
pub fn choice_text(choice: &[usize]) -> String {
    choice.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

/// Whether the options were changed so that the rows no longer say what they were made for.
pub fn is_stale(rows: &[SkuForm], all: &[Combination]) -> bool {
    let label_of =
        |choice: &str| all.iter().find(|one| choice_text(&one.choice) == choice).map(|one| &one.label);
    rows.iter().filter(|row| row.keep).any(|row| match label_of(&row.choice) {
        None => true,
        // A value that was only renamed keeps its place; one that has moved is found by its words.
        Some(label) => *label != row.label && all.iter().any(|one| one.label == row.label),
    })
}

/// The rows for all ways to choose. What was filled in is found again by the words of the values, or else by their
/// place; a new row begins with the prices of the first.
pub fn laid_out(form: &ProductForm, all: &[Combination]) -> Vec<SkuForm> {
    let named = |one: &Combination| form.skus.iter().find(|row| row.label == one.label);
    let placed = |one: &Combination| {
        let is_renamed = |row: &&SkuForm| !all.iter().any(|other| other.label == row.label);
        let choice = choice_text(&one.choice);
        form.skus.iter().filter(|row| row.choice == choice).find(is_renamed)
    };
    let first = form.skus.first().cloned().unwrap_or_default();
    let new = || SkuForm {
        keep: true,
        on_sale: true,
        price: first.price.clone(),
        list_price: first.list_price.clone(),
        weight: first.weight.clone(),
        ..SkuForm::default()
    };
    let row = |one: &Combination| {
        let known = named(one).or_else(|| placed(one)).cloned();
        let row = known.unwrap_or_else(new);
        let code = if row.code.is_empty() { code(&form.handle, &one.choice) } else { row.code.clone() };
        SkuForm { choice: choice_text(&one.choice), label: one.label.clone(), code, ..row }
    };
    all.iter().map(row).collect()
}

/// A code for a SKU that nobody has given one: the product's handle and the places of the values, from 1.
pub fn code(handle: &str, choice: &[usize]) -> String {
    choice.iter().fold(handle.trim().to_owned(), |code, at| format!("{code}-{}", at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(options: &[&str], rows: &[(&str, &str, &str)]) -> ProductForm {
        let option = |values: &&str| OptionForm {
            name_zh: "项".into(),
            values: (*values).into(),
            ..OptionForm::default()
        };
        let row = |(choice, label, code): &(&str, &str, &str)| SkuForm {
            choice: (*choice).into(),
            label: (*label).into(),
            code: (*code).into(),
            keep: true,
            price: "5".into(),
            ..SkuForm::default()
        };
        ProductForm {
            handle: "tee".into(),
            options: options.iter().map(option).collect(),
            skus: rows.iter().map(row).collect(),
            ..ProductForm::default()
        }
    }

    fn all(form: &ProductForm) -> Vec<Combination> {
        let options: Vec<_> = options(form).into_iter().map(|(_, option)| option).collect();
        combinations(&options).unwrap()
    }

    fn codes(form: &ProductForm) -> Vec<(String, String)> {
        laid_out(form, &all(form)).into_iter().map(|row| (row.label, row.code)).collect()
    }

    #[test]
    fn a_value_is_written_and_read_back() {
        for value_text in ["红 / red", "红", "/ red", "1/2", "a / b / c"] {
            assert_eq!(written(&value(value_text)), value_text);
        }
        assert_eq!(value("红 / red"), Text2::new("红", "red"));
        assert_eq!(value("1/2"), Text2::new("1/2", ""));
    }

    #[test]
    fn a_product_without_options_has_one_row() {
        let form = form(&[], &[("", "", "T")]);
        assert_eq!(codes(&form), [("".into(), "T".into())]);
        assert!(!is_stale(&form.skus, &all(&form)));
    }

    #[test]
    fn rows_are_found_again_by_words_and_then_by_place() {
        let rows = [("0", "红", "R"), ("1", "蓝", "B")];
        let kept = form(&["红\n绿\n蓝"], &rows);
        assert!(is_stale(&kept.skus, &all(&kept)));
        assert_eq!(
            codes(&kept),
            [("红".into(), "R".into()), ("绿".into(), "tee-2".into()), ("蓝".into(), "B".into())]
        );
        let renamed = form(&["大红\n蓝"], &rows);
        assert!(!is_stale(&renamed.skus, &all(&renamed)));
        assert_eq!(codes(&renamed), [("大红".into(), "R".into()), ("蓝".into(), "B".into())]);
        let fewer = form(&["蓝"], &rows);
        assert!(is_stale(&fewer.skus, &all(&fewer)));
        assert_eq!(codes(&fewer), [("蓝".into(), "B".into())]);
    }

    #[test]
    fn a_new_row_begins_with_the_first_ones_price() {
        let form = form(&["S\nM", "红 / red"], &[("", "", "T")]);
        let rows = laid_out(&form, &all(&form));
        assert_eq!(rows[1].label, "M · 红 / red");
        assert_eq!(
            (rows[1].price.as_str(), rows[1].code.as_str(), rows[1].choice.as_str()),
            ("5", "tee-2-1", "1.0")
        );
    }

    #[test]
    fn there_is_a_limit() {
        let many = (0..50).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
        let options: Vec<_> =
            options(&form(&[&many, &many, &many], &[])).into_iter().map(|(_, option)| option).collect();
        assert_eq!(combinations(&options), None);
        assert_eq!(combinations(&options[..1]).unwrap().len(), 50);
    }
}
