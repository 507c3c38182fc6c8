//! `cargo xtask tidy`: the rules of the house that neither the compiler nor clippy knows.
//!
//! A test calls [`check`] on the workspace, so `cargo test` alone holds the rules too.

mod code;
mod floors;
mod graph;
mod slices;
mod text;
mod tokens;

use std::fmt;
use std::path::Path;

use crate::{Context, Result};

/// Directories that hold nothing we wrote.
const SKIPPED: [&str; 4] = [".git", "target", "var", "node_modules"];

/// A workspace beyond this has something in it that is not source.
const FILES_MAX: usize = 20_000;

/// One broken rule at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// From the root of the workspace, with `/`.
    pub path: String,
    /// From 1.
    pub line: usize,
    pub rule: &'static str,
    pub why: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {}", self.path, self.line, self.rule, self.why)
    }
}

/// A text file of the workspace.
struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    fn finding(&self, line: usize, rule: &'static str, why: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, rule, why: why.into() }
    }

    /// What follows the last dot of the file's name; empty when there is none.
    fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// Prints every finding; `Ok(false)` when there is one.
///
/// # Errors
/// When the workspace cannot be read.
pub fn command(root: &Path) -> Result<bool> {
    let findings = check(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} findings", findings.len());
    Ok(findings.is_empty())
}

/// All findings in the workspace at `root`, in the order of path and line.
///
/// # Errors
/// When the workspace cannot be read, or cargo cannot tell its dependencies.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = graph::check(root)?;
    for file in read(root)? {
        findings.extend(check_file(&file));
    }
    findings.sort();
    Ok(findings)
}

fn check_file(file: &SourceFile) -> Vec<Finding> {
    let mut findings = text::check(file);
    if file.path.ends_with("Cargo.toml") {
        findings.extend(floors::check(file));
    }
    if file.extension() == "rs" {
        match tokens::lex(&file.text) {
            Ok(tokens) => {
                findings.extend(code::check(file, &tokens));
                findings.extend(slices::check(file, &tokens));
            }
            Err((line, why)) => findings.push(file.finding(line, "syntax", why)),
        }
    }
    findings
}

/// Every UTF-8 file below `root`; what is not text (pictures, fonts) has no rules.
fn read(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    let mut directories = vec![root.to_path_buf()];
    while let Some(directory) = directories.pop() {
        let shown = directory.display();
        let entries = std::fs::read_dir(&directory).context(format_args!("cannot list {shown}"))?;
        for entry in entries {
            let entry = entry.context(format_args!("cannot list {shown}"))?;
            let kind = entry.file_type().context(format_args!("cannot list {shown}"))?;
            let name = entry.file_name();
            if kind.is_dir() && !SKIPPED.iter().any(|skipped| name == *skipped) {
                directories.push(entry.path());
            } else if kind.is_file() {
                files.extend(read_file(root, &entry.path())?);
            }
        }
        if files.len() > FILES_MAX {
            return Err(crate::Failure::new(format!("more than {FILES_MAX} files: is {shown} source?")));
        }
    }
    Ok(files)
}

fn read_file(root: &Path, path: &Path) -> Result<Option<SourceFile>> {
    let bytes = std::fs::read(path).context(format_args!("cannot read {}", path.display()))?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(None);
    };
    let path = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Ok(Some(SourceFile { path, text }))
}

#[cfg(test)]
mod samples {
    use super::{Finding, SourceFile, check_file};

    /// `line: rule` of each finding in a sample file.
    pub fn findings(path: &str, text: &str) -> Vec<String> {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        let mut findings: Vec<Finding> = check_file(&file);
        findings.sort();
        findings.iter().map(|finding| format!("{}: {}", finding.line, finding.rule)).collect()
    }

    pub const NONE: [String; 0] = [];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_like_a_compiler_message() {
        let finding = Finding {
            path: "crates/a/src/b.rs".to_owned(),
            line: 7,
            rule: "no-todo",
            why: "finish it".to_owned(),
        };
        assert_eq!(finding.to_string(), "crates/a/src/b.rs:7: no-todo: finish it");
    }

    #[test]
    fn what_is_not_rust_is_said_with_its_line() {
        assert_eq!(samples::findings("crates/mall/src/lib.rs", "fn a() {\n  )\n"), ["2: syntax"]);
    }

    #[test]
    fn built_and_binary_files_are_left_out() {
        let root = tempfile::tempdir().unwrap();
        for directory in ["src", "target"] {
            std::fs::create_dir(root.path().join(directory)).unwrap();
            std::fs::write(root.path().join(directory).join("a.rs"), "fn a() {}\n").unwrap();
        }
        std::fs::write(root.path().join("picture"), [0xff, 0xfe, 0x00]).unwrap();
        let paths: Vec<_> = read(root.path()).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(paths, ["src/a.rs"]);
    }
}
