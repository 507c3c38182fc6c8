//! Rules on any Rust file: function size, unfinished work, silenced lints, printing, SQL by hand.

use super::tokens::{Token, closing, functions};
use super::{Finding, SourceFile};

const FUNCTION_LINES_MAX: usize = 70;

const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];
const PRINTING: [&str; 4] = ["println", "eprintln", "print", "eprint"];

pub fn check(file: &SourceFile, tokens: &[Token]) -> Vec<Finding> {
    let mut findings = Vec::new();
    sizes(file, tokens, &mut findings);
    macros(file, tokens, &mut findings);
    attributes(file, tokens, &mut findings);
    sql_by_hand(file, tokens, &mut findings);
    system_time(file, tokens, &mut findings);
    findings
}

fn sizes(file: &SourceFile, tokens: &[Token], findings: &mut Vec<Finding>) {
    for function in functions(tokens).iter().filter(|function| FUNCTION_LINES_MAX < function.lines) {
        let why = format!("`{}` has {} lines, at most {FUNCTION_LINES_MAX}", function.name, function.lines);
        findings.push(file.finding(function.line, "function-size", why));
    }
}

fn macros(file: &SourceFile, tokens: &[Token], findings: &mut Vec<Finding>) {
    let calls = tokens.windows(3).filter(|calls| calls[1].is('!') && is_open(&calls[2]));
    for call in calls {
        let Some(name) = call[0].word() else { continue };
        if UNFINISHED.contains(&name) {
            findings.push(file.finding(call[0].line, "unfinished", format!("`{name}!` must not be left")));
        }
        if PRINTING.contains(&name) && !may_print(&file.path) {
            let why = format!("`{name}!` waits for the reader: log with tracing");
            findings.push(file.finding(call[0].line, "printing", why));
        }
    }
}

fn is_open(token: &Token) -> bool {
    ['(', '[', '{'].into_iter().any(|bracket| token.opens(bracket))
}

/// Commands print; so do examples and build scripts, whose standard output cargo reads.
fn may_print(path: &str) -> bool {
    ["crates/maidian/", "crates/xtask/"].iter().any(|start| path.starts_with(start))
        || path.contains("/examples/")
        || path.contains("/src/bin/")
        || path.ends_with("/build.rs")
}

fn attributes(file: &SourceFile, tokens: &[Token], findings: &mut Vec<Finding>) {
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.is('#')) {
        let inner = usize::from(tokens.get(at + 1).is_some_and(|mark| mark.is('!')));
        let open = at + 1 + inner;
        if !tokens.get(open).is_some_and(|bracket| bracket.opens('[')) {
            continue;
        }
        let end = closing(tokens, open).min(tokens.len());
        attribute(file, token.line, &tokens[open + 1..end], findings);
    }
}

/// One attribute, given what is between its brackets; `cfg_attr` may hold others.
fn attribute(file: &SourceFile, line: usize, inside: &[Token], findings: &mut Vec<Finding>) {
    let is_conditional = inside.first().is_some_and(|name| name.is_word("cfg_attr"));
    for (at, token) in inside.iter().enumerate() {
        if 0 < at && !is_conditional {
            return;
        }
        let arguments = inside.get(at + 1).filter(|bracket| bracket.opens('('));
        match token.word() {
            Some("ignore") => {
                findings.push(file.finding(line, "ignored-test", "a test runs or is deleted"));
            }
            Some("allow") if arguments.is_some() => {
                let why = "write `#[expect(…, reason = \"…\")]`, which is noticed when it is needed no more";
                findings.push(file.finding(line, "allow", why));
            }
            Some("expect") if arguments.is_some() => {
                let end = closing(inside, at + 1).min(inside.len());
                if !inside[at + 1..end].iter().any(|word| word.is_word("reason")) {
                    findings.push(file.finding(line, "expect-reason", "say why: `reason = \"…\"`"));
                }
            }
            _ => {}
        }
    }
}

/// Statements are registered by `sql!`, so that a test can prepare each on both engines.
fn sql_by_hand(file: &SourceFile, tokens: &[Token], findings: &mut Vec<Finding>) {
    if file.path.starts_with("crates/store/") {
        return;
    }
    for pair in tokens.windows(2).filter(|pair| pair[0].is_word("Sql") && pair[1].opens('(')) {
        let why = "`Sql(` escapes the registry of statements: declare it with `sql!`";
        findings.push(file.finding(pair[0].line, "sql-by-hand", why));
    }
}

fn system_time(file: &SourceFile, tokens: &[Token], findings: &mut Vec<Finding>) {
    if !file.path.starts_with("crates/kernel/") {
        return;
    }
    for token in tokens.iter().filter(|token| token.is_word("SystemTime")) {
        let why = "the kernel is pure: the time is given to it";
        findings.push(file.finding(token.line, "kernel-clock", why));
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NONE, findings};

    const PATH: &str = "crates/mall/src/lib.rs";

    #[test]
    fn a_function_over_the_limit_is_flagged_where_it_begins() {
        let function = |lines: usize| format!("\nfn a() {{\n{}}}\n", "b();\n".repeat(lines - 2));
        assert_eq!(findings(PATH, &function(71)), ["2: function-size"]);
        assert_eq!(findings(PATH, &function(70)), NONE);
    }

    #[test]
    fn unfinished_work_is_flagged() {
        for name in super::UNFINISHED {
            assert_eq!(findings(PATH, &format!("fn a() {{ {name}!(b) }}\n")), ["1: unfinished"]);
        }
        assert_eq!(findings(PATH, "// todo!()\nfn a() { let todo = \"todo!()\"; todo != b }\n"), NONE);
    }

    #[test]
    fn printing_is_for_commands() {
        for name in super::PRINTING {
            let text = format!("fn a() {{\n{name}!(\"b\")\n}}\n");
            assert_eq!(findings(PATH, &text), ["2: printing"]);
            assert_eq!(findings("crates/maidian/src/main.rs", &text), NONE);
            assert_eq!(findings("crates/xtask/src/main.rs", &text), NONE);
            assert_eq!(findings("crates/mall/examples/a.rs", &text), NONE);
            assert_eq!(findings("crates/testkit/src/bin/a.rs", &text), NONE);
            assert_eq!(findings("crates/web/build.rs", &text), NONE);
        }
    }

    #[test]
    fn silenced_lints_and_tests_are_flagged() {
        assert_eq!(findings(PATH, "#[allow(dead_code)]\nfn a() {}\n"), ["1: allow"]);
        assert_eq!(findings(PATH, "#![allow(dead_code)]\n"), ["1: allow"]);
        assert_eq!(findings(PATH, "#[cfg_attr(test, allow(dead_code))]\nfn a() {}\n"), ["1: allow"]);
        assert_eq!(findings(PATH, "#[test]\n#[ignore]\nfn a() {}\n"), ["2: ignored-test"]);
        assert_eq!(findings(PATH, "#[ignore = \"slow\"]\nfn a() {}\n"), ["1: ignored-test"]);
        assert_eq!(findings(PATH, "#[expect(dead_code)]\nfn a() {}\n"), ["1: expect-reason"]);
        assert_eq!(findings(PATH, "#[expect(dead_code, reason = \"b\")]\nfn a() {}\n"), NONE);
        assert_eq!(findings(PATH, "#[serde(ignore, allow(x))]\nstruct A;\n"), NONE);
    }

    #[test]
    fn only_the_store_makes_statements() {
        let text = "const A: Sql = Sql(\"select 1\");\n";
        assert_eq!(findings(PATH, text), ["1: sql-by-hand"]);
        assert_eq!(findings("crates/store/src/sql.rs", text), NONE);
    }

    #[test]
    fn the_kernel_knows_no_clock() {
        let text = "use std::time::SystemTime;\n";
        assert_eq!(findings("crates/kernel/src/clock.rs", text), ["1: kernel-clock"]);
        assert_eq!(findings("crates/kernel/src/clock.rs", "/// Unlike SystemTime.\nstruct Clock;\n"), NONE);
    }
}
