//! Rules on any text: sizes, white space, and words that name one developer's machine.

use super::{Finding, SourceFile};

const LINES_MAX: usize = 500;

/// What people read as a whole, and therefore must be able to.
const SIZED: [&str; 5] = ["rs", "css", "js", "html", "sql"];

/// Files whose white space is nobody's data. Recorded samples (csv, snap) keep theirs.
const WRITTEN: [&str; 13] =
    ["", "rs", "css", "js", "html", "sql", "toml", "md", "json", "sh", "yml", "yaml", "ftl"];

/// Directories of one machine. Spelled in parts so that this file keeps its own rule.
const PLACES: [&str; 2] = [concat!("/", "work/"), concat!("/", "root/")];

const REGISTRIES: [&str; 8] = [
    concat!("crates", ".io"),
    concat!("rsproxy", ".cn"),
    concat!("registry.npmjs", ".org"),
    concat!("registry.npmmirror", ".com"),
    concat!("registry.yarnpkg", ".com"),
    concat!("pypi", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("/artifactory", "/"),
];

pub fn check(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    size(file, &mut findings);
    white_space(file, &mut findings);
    words(file, &mut findings);
    findings
}

fn size(file: &SourceFile, findings: &mut Vec<Finding>) {
    let lines = file.text.lines().count();
    if SIZED.contains(&file.extension()) && LINES_MAX < lines {
        let why = format!("{lines} lines, at most {LINES_MAX}: split it by what changes together");
        findings.push(file.finding(LINES_MAX + 1, "file-size", why));
    }
}

fn white_space(file: &SourceFile, findings: &mut Vec<Finding>) {
    if !WRITTEN.contains(&file.extension()) {
        return;
    }
    for (at, line) in file.text.split('\n').enumerate() {
        if line.contains('\r') {
            findings.push(file.finding(at + 1, "carriage-return", "lines end with a line feed alone"));
        }
        if line.trim_end_matches('\r').ends_with([' ', '\t']) {
            findings.push(file.finding(at + 1, "trailing-space", "white space at the end of the line"));
        }
        if file.extension() == "rs" && line.contains('\t') {
            findings.push(file.finding(at + 1, "tab", "indent with spaces, write \\t in a literal"));
        }
    }
}

fn words(file: &SourceFile, findings: &mut Vec<Finding>) {
    // The lock file names the registry of every package by rights.
    let is_lock = file.path.ends_with("Cargo.lock");
    for (at, line) in file.text.lines().enumerate() {
        for place in PLACES.iter().filter(|place| names_place(line, place)) {
            let why = format!("`{place}` exists on one machine only");
            findings.push(file.finding(at + 1, "machine-path", why));
        }
        for host in REGISTRIES.iter().filter(|host| !is_lock && line.contains(**host)) {
            let why = format!("`{host}`: where packages come from is the machine's own affair");
            findings.push(file.finding(at + 1, "registry-host", why));
        }
    }
}

/// Whether an absolute path begins with `place` in the line: `crates/…` and `{base}/…` do not begin one.
fn names_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "_-.}>~*".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NONE, findings};
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_flagged_at_the_first_line_too_many() {
        for extension in SIZED {
            let path = format!("crates/web/static/a.{extension}");
            assert_eq!(findings(&path, &"\n".repeat(501)), ["501: file-size"], "{extension}");
            assert_eq!(findings(&path, &"\n".repeat(500)), NONE, "{extension}");
        }
        assert_eq!(findings("openapi.json", &"\n".repeat(501)), NONE);
    }

    #[test]
    fn line_ends_tabs_and_trailing_spaces_are_flagged() {
        assert_eq!(findings("a.md", "one\r\ntwo\n"), ["1: carriage-return"]);
        assert_eq!(findings("a.md", "one\ntwo \n"), ["2: trailing-space"]);
        assert_eq!(findings("a.rs", "fn a() {\n\tb()\n}\n"), ["2: tab"]);
        assert_eq!(findings(".ci/run", "one\n\ttwo\n"), NONE);
        assert_eq!(findings("tests/data/a.csv", "one \r\n"), NONE);
    }

    #[test]
    fn paths_of_one_machine_are_flagged() {
        for place in PLACES {
            assert_eq!(findings("a.md", &format!("see {place}main\n")), ["1: machine-path"]);
            assert_eq!(findings("a.md", &format!("(`{place}x`)\n")), ["1: machine-path"]);
            assert_eq!(findings("a.md", &format!("see crates{place}src\n")), NONE);
            assert_eq!(findings("a.md", &format!("format {{base}}{place}src\n")), NONE);
        }
    }

    #[test]
    fn registries_are_flagged_except_in_the_lock_file() {
        for host in REGISTRIES {
            assert_eq!(findings("a.toml", &format!("url = \"https://{host}x\"\n")), ["1: registry-host"]);
        }
        assert_eq!(findings("Cargo.lock", &format!("{}\n", REGISTRIES[0])), NONE);
    }
}
