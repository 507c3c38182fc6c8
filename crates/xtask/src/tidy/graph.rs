//! One TLS and crypto stack: rustls with aws-lc-rs.
//!
//! Asked of cargo's resolved tree rather than read from `Cargo.lock`, which also lists what an optional feature
//! of a dependency could bring in but nothing builds.

use std::collections::BTreeSet;
use std::path::Path;

use super::Finding;
use crate::{Context, Failure, Result, workspace};

const UNWANTED: [&str; 5] = ["ring", "openssl", "openssl-sys", "native-tls", "rsa"];

pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let arguments = ["tree", "--workspace", "--locked", "--edges", "normal,build,dev"];
    let answer = workspace::cargo(root)
        .args(arguments)
        .args(["--prefix", "none", "--format", "{p}"])
        .output()
        .context("cannot run `cargo tree`")?;
    if !answer.status.success() {
        return Err(Failure::new(format!(
            "`cargo tree`: {}",
            String::from_utf8_lossy(&answer.stderr).trim()
        )));
    }
    Ok(unwanted(&String::from_utf8_lossy(&answer.stdout)))
}

/// The unwanted among lines of `name vVERSION …`.
fn unwanted(tree: &str) -> Vec<Finding> {
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let found = UNWANTED.iter().filter(|name| names.contains(**name));
    found
        .map(|name| Finding {
            path: "Cargo.lock".to_owned(),
            line: 1,
            rule: "second-crypto",
            why: format!("`{name}` is built: find who asks with `cargo tree --invert {name}`"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_crypto_stack_is_flagged() {
        for name in UNWANTED {
            let findings = unwanted(&format!("serde v1.0.0\n{name} v0.17.14 (*)\nrustls v0.23.0\n"));
            assert_eq!(findings.len(), 1);
            assert!(findings[0].to_string().contains(&format!("`{name}` is built")));
        }
        assert_eq!(unwanted("rustls v0.23.0\nopenssl-probe v0.1.0\nring-buffer v1.0.0\n"), []);
    }
}
