//! Writes a configuration as TOML, every key under what it means.

use super::Config;
use super::keys::{keys, schema, sections};

const WIDTH: usize = 100;

/// The configuration as a file that says what each key means. Passwords in addresses are not shown.
///
/// # Errors
/// Never for a configuration that was loaded: every value has a form in TOML.
pub fn print(config: &Config) -> Result<String, toml::ser::Error> {
    let mut shown = config.clone();
    shown.store.url = without_password(&shown.store.url);
    shown.store.replica_url = without_password(&shown.store.replica_url);
    let schema = schema();
    let (sections, keys) = (sections(&schema), keys(&schema));
    let mut text = String::new();
    comment(&mut text, schema["description"].as_str().unwrap_or_default());
    let mut section = String::new();
    for line in toml::to_string(&shown)?.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.to_owned();
            text.push('\n');
            let about = sections.iter().find(|(known, _)| *known == section);
            comment(&mut text, about.map_or("", |(_, about)| about));
        } else if let Some((name, _)) = line.split_once(" = ") {
            let key = keys.iter().find(|key| key.section == section && key.name == name);
            comment(&mut text, key.map_or("", |key| &key.about));
        }
        if !line.is_empty() {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
}

/// Wraps a sentence into lines of comment.
fn comment(text: &mut String, about: &str) {
    let mut line = String::new();
    for word in about.split_whitespace() {
        if !line.is_empty() && WIDTH < line.chars().count() + word.chars().count() + 3 {
            text.push_str(&format!("# {line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        text.push_str(&format!("# {line}\n"));
    }
}

fn without_password(url: &str) -> String {
    let hidden = url.split_once("://").and_then(|(scheme, rest)| {
        let (user, host) = rest.rsplit_once('@')?;
        let (name, _) = user.split_once(':')?;
        Some(format!("{scheme}://{name}:***@{host}"))
    });
    hidden.unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::load::assemble;
    use super::*;

    #[test]
    fn what_is_printed_can_be_read_again() {
        let mut config = Config::default();
        config.server.trusted_proxies = vec!["10.0.0.0/8".to_owned()];
        let text = print(&config).unwrap();
        assert_eq!(assemble("printed", &text, &[]).unwrap(), config);
        assert!(text.contains("# Connections to PostgreSQL, 1 to 1000.\nconnections = 16\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
    }

    #[test]
    fn the_example_is_the_default() {
        let example = include_str!("../../../../maidian.example.toml");
        assert_eq!(
            example,
            print(&Config::default()).unwrap(),
            "`maidian config print > maidian.example.toml`"
        );
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("postgres://shop:s3@cret@db/shop"), "postgres://shop:***@db/shop");
        assert_eq!(without_password("postgres://shop@db/shop"), "postgres://shop@db/shop");
        assert_eq!(without_password("sqlite:var/a:b@c.db"), "sqlite:var/a:b@c.db");
    }
}
