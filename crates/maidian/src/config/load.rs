//! Reads the configuration: the file, then the variables over it. Every mistake is one sentence.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::keys::{Key, Kind, keys, schema};
use super::{Config, mistakes};
use crate::trouble::{Result, Trouble};

/// Read when it is there and no other file is named.
pub const DEFAULT_FILE: &str = "maidian.toml";
/// Bytes of a configuration file, at most.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
const PREFIX: &str = "MAIDIAN_";
/// Variables of this prefix belong to the tests of the project.
const TEST_PREFIX: &str = "MAIDIAN_TEST_";
/// Names the file itself.
const FILE_VARIABLE: &str = "MAIDIAN_CONFIG";

/// Reads the file named, or `MAIDIAN_CONFIG`, or [`DEFAULT_FILE`] if it is there; then the variables.
///
/// # Errors
/// All mistakes, a line each.
pub fn load(file: Option<&Path>) -> Result<Config> {
    let variables = variables()?;
    let named = variables.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, path)| PathBuf::from(path));
    let file = match file.map(Path::to_path_buf).or(named) {
        Some(file) => Some(file),
        None => Some(PathBuf::from(DEFAULT_FILE)).filter(|file| file.exists()),
    };
    let text = file.as_deref().map(read).transpose()?.unwrap_or_default();
    let name = file.map_or_else(String::new, |file| file.display().to_string());
    assemble(&name, &text, &variables).map_err(|told| Trouble::new(told.join("\n")))
}

fn read(file: &Path) -> Result<String> {
    let size = std::fs::metadata(file).map_err(|error| Trouble::file(file, error))?.len();
    if FILE_BYTES_MAX < size {
        return Err(Trouble::file(file, "a configuration of more than 1 MB is a mistake"));
    }
    std::fs::read_to_string(file).map_err(|error| Trouble::file(file, error))
}

fn variables() -> Result<Vec<(String, String)>> {
    let ours = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let ours = ours.filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with(TEST_PREFIX));
    ours.map(|(name, value)| {
        let told = |_: OsString| Trouble::new(format!("{name} is not UTF-8"));
        Ok((name.clone(), value.into_string().map_err(told)?))
    })
    .collect()
}

/// Puts the configuration together from the file's text and the variables.
///
/// # Errors
/// Every mistake that can be told at once.
pub(super) fn assemble(
    file: &str,
    text: &str,
    variables: &[(String, String)],
) -> std::result::Result<Config, Vec<String>> {
    let mut table: Table =
        toml::from_str(text).map_err(|error| vec![located(file, text, error.span(), error.message())])?;
    let keys = keys(&schema());
    let mut told = check_table(file, &table, &keys);
    for (name, value) in variables.iter().filter(|(name, _)| name != FILE_VARIABLE) {
        match keys.iter().find(|key| key.variable() == *name) {
            None => told.push(format!("{name} is not a variable of Maidian{}", nearest(name, &keys))),
            Some(key) => match parse(&key.kind, value) {
                Ok(value) => set(&mut table, key, value),
                Err(()) => told.push(format!("{name} must be {}, not {value:?}", key.kind.told())),
            },
        }
    }
    if !told.is_empty() {
        return Err(told);
    }
    let config: Config = Value::Table(table).try_into().map_err(|error: toml::de::Error| {
        // Kinds were checked; what is left are numbers too large for their key.
        vec![format!("{file}: {}", one_line(error.message()))]
    })?;
    let told = mistakes(&config);
    if told.is_empty() { Ok(config) } else { Err(told) }
}

/// Unknown sections and keys, and values of another kind than the key takes.
fn check_table(file: &str, table: &Table, keys: &[Key]) -> Vec<String> {
    let mut told = Vec::new();
    for (section, content) in table {
        if !keys.iter().any(|key| key.section == *section) {
            told.push(format!("{file}: there is no section [{section}]"));
            continue;
        }
        let Value::Table(content) = content else {
            told.push(format!("{file}: {section} must be a section, [{section}]"));
            continue;
        };
        for (name, value) in content {
            let path = format!("{section}.{name}");
            match keys.iter().find(|key| key.path() == path) {
                None => told.push(format!("{file}: there is no key {path}")),
                Some(key) if !suits(&key.kind, value) => {
                    told.push(format!("{file}: {path} must be {}, not {value}", key.kind.told()));
                }
                Some(_) => {}
            }
        }
    }
    told
}

fn suits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Text, Value::String(_)) | (Kind::Flag, Value::Boolean(_)) => true,
        (Kind::Choice(words), Value::String(text)) => words.contains(text),
        (Kind::Whole, Value::Integer(number)) => *number >= 0,
        (Kind::List, Value::Array(items)) => items.iter().all(Value::is_str),
        _ => false,
    }
}

fn parse(kind: &Kind, text: &str) -> std::result::Result<Value, ()> {
    let value = match kind {
        Kind::Text | Kind::Choice(_) => Value::String(text.to_owned()),
        Kind::Whole => Value::Integer(text.trim().parse().map_err(|_| ())?),
        Kind::Flag => Value::Boolean(text.trim().parse().map_err(|_| ())?),
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
    };
    if suits(kind, &value) { Ok(value) } else { Err(()) }
}

fn set(table: &mut Table, key: &Key, value: Value) {
    let section = table.entry(key.section.clone()).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        section.insert(key.name.clone(), value);
    }
}

/// The variables of the section that a wrong name seems to mean.
fn nearest(name: &str, keys: &[Key]) -> String {
    let section = name.trim_start_matches(PREFIX).split('_').next().unwrap_or_default().to_lowercase();
    let of_section: Vec<_> = keys.iter().filter(|key| key.section == section).map(Key::variable).collect();
    if of_section.is_empty() { String::new() } else { format!("; there are {}", of_section.join(", ")) }
}

fn located(file: &str, text: &str, span: Option<std::ops::Range<usize>>, message: &str) -> String {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!("{file}, line {}: {}", before.matches('\n').count() + 1, one_line(message))
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, variables: &[(&str, &str)]) -> Vec<String> {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assemble("m.toml", text, &variables).expect_err("mistakes")
    }

    #[test]
    fn nothing_is_the_default_and_variables_come_last() {
        assert_eq!(assemble("", "", &[]).unwrap(), Config::default());
        let text = "[store]\nurl = \"sqlite:a.db\"\nconnections = 3\n";
        let over = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let variables = [
            over("MAIDIAN_STORE_URL", "sqlite:b.db"),
            over("MAIDIAN_SERVER_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
            over("MAIDIAN_ALIPAY_SANDBOX", "true"),
            over("MAIDIAN_LOG_FORMAT", "json"),
            over("MAIDIAN_CONFIG", "m.toml"),
        ];
        let config = assemble("m.toml", text, &variables).unwrap();
        assert_eq!((config.store.url.as_str(), config.store.connections), ("sqlite:b.db", 3));
        assert_eq!(config.server.trusted_proxies, ["10.0.0.0/8", "::1"]);
        assert!(config.alipay.sandbox);
        assert_eq!(config.log.format, super::super::LogFormat::Json);
    }

    #[test]
    fn every_mistake_is_one_sentence() {
        let text =
            "[store]\nurI = \"x\"\nconnections = \"many\"\n[sotre]\nurl = \"\"\n[log]\nlevel = \"loud\"\n";
        assert_eq!(
            told(text, &[("MAIDIAN_STORE_CONNECTIONS", "-1"), ("MAIDIAN_ORDER_PAY_WITHIN", "1")]),
            [
                "m.toml: log.level must be one of error, warn, info, debug, trace, not \"loud\"",
                "m.toml: there is no section [sotre]",
                "m.toml: store.connections must be a whole number that is not negative, not \"many\"",
                "m.toml: there is no key store.urI",
                "MAIDIAN_STORE_CONNECTIONS must be a whole number that is not negative, not \"-1\"",
                "MAIDIAN_ORDER_PAY_WITHIN is not a variable of Maidian; there are MAIDIAN_ORDER_PAY_WITHIN_S",
            ]
        );
        let broken = told("[store]\nurl = \n", &[]);
        assert_eq!(broken.len(), 1);
        assert!(broken[0].starts_with("m.toml, line 2: "), "{broken:?}");
        assert!(told("[store]\nconnections = 70000\n", &[])[0].contains("70000"));
    }
}
