//! Which crate may depend on which, read from the dependency tables.

use toml::{Table, Value};

use super::{Finding, SourceFile};

/// Ground floor first: a crate imports only floors below it.
const FLOORS: [&str; 8] = ["kernel", "index", "store", "work", "mall", "outside", "web", "maidian"];

/// Beside the house: nothing that ships stands on them.
const BESIDE: [&str; 3] = ["testkit", "testkit-macros", "xtask"];

const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// What a crate must never know, whatever its floor.
const BANNED: [(&str, &[&str]); 3] = [
    ("kernel", &["tokio", "rusqlite", "postgres", "tokio-postgres", "axum", "reqwest"]),
    ("mall", &["rusqlite", "postgres", "tokio-postgres", "axum", "tower-http", "reqwest"]),
    ("web", &["rusqlite", "postgres", "tokio-postgres"]),
];

pub fn check(file: &SourceFile) -> Vec<Finding> {
    let manifest: Table = match file.text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![file.finding(1, "manifest", error.to_string())],
    };
    let Some(name) = manifest.get("package").and_then(|package| package.get("name")?.as_str()) else {
        // The workspace's own manifest only lists versions.
        return Vec::new();
    };
    if !FLOORS.contains(&name) && !BESIDE.contains(&name) {
        return vec![file.finding(1, "unknown-crate", format!("`{name}` has no floor in the house"))];
    }
    let dependencies = dependencies(&manifest);
    dependencies.iter().filter_map(|dependency| judge(file, name, dependency)).collect()
}

struct Dependency {
    /// As the manifest calls it, which is where a reader finds it.
    key: String,
    /// The crate it is.
    name: String,
    is_for_tests: bool,
}

/// All dependency tables, those under `[target.….]` included.
fn dependencies(manifest: &Table) -> Vec<Dependency> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let of_targets = targets.into_iter().flat_map(|targets| targets.values().filter_map(Value::as_table));
    std::iter::once(manifest)
        .chain(of_targets)
        .flat_map(|owner| TABLES.iter().filter_map(|table| Some((*table, owner.get(*table)?.as_table()?))))
        .flat_map(|(table, entries)| {
            entries.iter().map(move |(key, value)| Dependency {
                key: key.clone(),
                name: value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned(),
                is_for_tests: table == "dev-dependencies",
            })
        })
        .collect()
}

fn judge(file: &SourceFile, name: &str, dependency: &Dependency) -> Option<Finding> {
    let line = line_of(&file.text, &dependency.key);
    let other = dependency.name.as_str();
    let banned = BANNED.iter().find(|(owner, _)| *owner == name).map_or(&[][..], |(_, banned)| banned);
    if banned.contains(&other) && !dependency.is_for_tests {
        return Some(file.finding(line, "banned-dependency", format!("`{name}` must not know `{other}`")));
    }
    let why = match (name, other) {
        (_, "xtask") => "nothing depends on the developer's commands",
        ("xtask", "testkit" | "testkit-macros") => "the developer's commands build without the product",
        ("xtask", _) if FLOORS.contains(&other) => "the developer's commands build without the product",
        ("testkit", "testkit-macros") => return None,
        ("testkit-macros", _) if FLOORS.contains(&other) || other == "testkit" => "macros know no crate",
        (_, "testkit-macros") => "`testkit` hands its macros on",
        (_, "testkit") if dependency.is_for_tests => return None,
        (_, "testkit") => "`testkit` is a dev-dependency only",
        // The floors below are tested from outside, against databases that only `mall` can migrate.
        ("store" | "work" | "mall", _) if dependency.is_for_tests => return None,
        _ => return above(name, other).map(|why| file.finding(line, "floors", why)),
    };
    Some(file.finding(line, "floors", why))
}

/// Why `name` may not stand on `other`, if both are floors and `other` is not below.
fn above(name: &str, other: &str) -> Option<String> {
    let floor = |wanted: &str| FLOORS.iter().position(|floor| *floor == wanted);
    let theirs = floor(other)?;
    // `testkit` stands beside `maidian`: above everything the tests build from.
    let own = if name == "testkit" { FLOORS.len() - 1 } else { floor(name)? };
    (own <= theirs).then(|| format!("`{other}` is not below `{name}`"))
}

/// The line that begins with the key; the first when it stands nowhere so.
fn line_of(text: &str, key: &str) -> usize {
    let begins = |line: &str| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=', '"']))
    };
    text.lines().position(begins).unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NONE, findings};

    fn of(name: &str, tables: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        findings(&path, &format!("[package]\nname = \"{name}\"\n{tables}\n"))
    }

    #[test]
    fn a_crate_stands_only_on_floors_below() {
        assert_eq!(
            of("store", "[dependencies]\nkernel.workspace = true\nmall.workspace = true"),
            ["5: floors"]
        );
        assert_eq!(of("mall", "[dependencies]\nstore.workspace = true"), NONE);
        assert_eq!(of("mall", "[dependencies.web]\npath = \"../web\""), ["1: floors"]);
        assert_eq!(of("mall", "[build-dependencies]\nweb.workspace = true"), ["4: floors"]);
        assert_eq!(of("mall", "[target.'cfg(unix)'.dependencies]\nweb.workspace = true"), ["4: floors"]);
        assert_eq!(
            of("mall", "[dependencies]\nhtml = { package = \"web\", path = \"../web\" }"),
            ["4: floors"]
        );
        assert_eq!(of("kernel", "[dev-dependencies]\nstore.workspace = true"), ["4: floors"]);
        assert_eq!(of("work", "[dev-dependencies]\nmall.workspace = true"), NONE);
        assert_eq!(of("work", "[dependencies]\nmall.workspace = true"), ["4: floors"]);
    }

    #[test]
    fn testkit_is_for_tests_only() {
        assert_eq!(of("mall", "[dev-dependencies]\ntestkit.workspace = true"), NONE);
        assert_eq!(of("mall", "[dependencies]\ntestkit.workspace = true"), ["4: floors"]);
        assert_eq!(of("testkit", "[dependencies]\nweb.workspace = true"), NONE);
        assert_eq!(of("testkit", "[dependencies]\nmaidian.workspace = true"), ["4: floors"]);
        assert_eq!(of("testkit", "[dependencies]\ntestkit-macros = { path = \"macros\" }"), NONE);
        assert_eq!(of("mall", "[dev-dependencies]\ntestkit-macros.workspace = true"), ["4: floors"]);
    }

    #[test]
    fn xtask_stands_alone() {
        assert_eq!(of("xtask", "[dependencies]\nkernel.workspace = true"), ["4: floors"]);
        assert_eq!(of("xtask", "[dev-dependencies]\ntestkit.workspace = true"), ["4: floors"]);
        assert_eq!(of("maidian", "[dependencies]\nxtask.workspace = true"), ["4: floors"]);
        assert_eq!(of("xtask", "[dependencies]\ntoml.workspace = true"), NONE);
    }

    #[test]
    fn kernel_mall_and_web_know_no_drivers() {
        assert_eq!(of("kernel", "[dependencies]\ntokio.workspace = true"), ["4: banned-dependency"]);
        assert_eq!(of("mall", "[dependencies]\naxum.workspace = true"), ["4: banned-dependency"]);
        assert_eq!(of("web", "[dependencies]\nrusqlite.workspace = true"), ["4: banned-dependency"]);
        assert_eq!(of("store", "[dependencies]\nrusqlite.workspace = true"), NONE);
        assert_eq!(of("mall", "[dev-dependencies]\nreqwest.workspace = true"), NONE);
    }

    #[test]
    fn a_manifest_is_readable_and_its_crate_known() {
        assert_eq!(of("cellar", ""), ["1: unknown-crate"]);
        assert_eq!(findings("crates/mall/Cargo.toml", "[package\n"), ["1: manifest"]);
        assert_eq!(findings("Cargo.toml", "[workspace]\nmembers = []\n"), NONE);
    }
}
