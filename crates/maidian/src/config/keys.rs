//! Every key of the configuration, read from its schema, so that no list of them has to be kept.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Config;

/// What a key takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Choice(Vec<String>),
    Whole,
    Flag,
    List,
}

impl Kind {
    /// How a sentence calls it.
    pub fn told(&self) -> String {
        match self {
            Self::Text => "text in quotes".to_owned(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Whole => "a whole number that is not negative".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::List => "a list of texts".to_owned(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Key {
    pub section: String,
    pub name: String,
    pub kind: Kind,
    pub about: String,
}

impl Key {
    /// As sentences name it: `store.url`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// The variable that overrides it: `MAIDIAN_STORE_URL`.
    pub fn variable(&self) -> String {
        format!("MAIDIAN_{}_{}", self.section, self.name).to_uppercase()
    }
}

/// The schema, with the sections written where they are used.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<Config>().to_value()
}

/// A section's name and what it is about.
pub fn sections(schema: &Value) -> Vec<(String, String)> {
    properties(schema).map(|(name, section)| (name.clone(), about(section))).collect()
}

pub fn keys(schema: &Value) -> Vec<Key> {
    let of_section = |(section, of): (&String, &Value)| {
        properties(of)
            .map(|(name, key)| Key {
                section: section.clone(),
                name: name.clone(),
                kind: kind(key),
                about: about(key),
            })
            .collect::<Vec<_>>()
    };
    properties(schema).flat_map(of_section).collect()
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

fn about(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().to_owned()
}

fn kind(schema: &Value) -> Kind {
    if let Some(words) = schema["enum"].as_array() {
        return Kind::Choice(words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect());
    }
    match schema["type"].as_str() {
        Some("integer") => Kind::Whole,
        Some("boolean") => Kind::Flag,
        Some("array") => Kind::List,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_and_key_is_documented() {
        let schema = schema();
        for (name, about) in sections(&schema) {
            assert!(!about.is_empty(), "[{name}]");
            assert!(!name.contains('_'), "{name}: a variable could not tell section from key");
        }
        let keys = keys(&schema);
        assert!(keys.len() > 30);
        for key in &keys {
            assert!(!key.about.is_empty(), "{}", key.path());
        }
        let of = |path: &str| keys.iter().find(|key| key.path() == path).unwrap().kind.clone();
        assert_eq!(of("store.url"), Kind::Text);
        assert_eq!(of("store.connections"), Kind::Whole);
        assert_eq!(of("server.trusted_proxies"), Kind::List);
        assert_eq!(of("alipay.sandbox"), Kind::Flag);
        assert_eq!(of("alipay.app_key_file"), Kind::Text);
        assert_eq!(of("log.format"), Kind::Choice(vec!["text".into(), "json".into()]));
    }
}
