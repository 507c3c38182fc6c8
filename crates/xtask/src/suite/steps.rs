//! The steps of the suite, in order. To add one, add a line to [`STEPS`].
//!
//! A step that needs a built binary belongs behind `tests`, whose build has it already: building a package by
//! itself switches off features that only tests use, and compiles half of the dependencies once more.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::cluster::{Cluster, Durability};
use crate::{Failure, Result, needs, process, s3, tidy, workspace};

pub struct Step {
    pub name: &'static str,
    pub about: &'static str,
    /// Steps that must have passed before; `--only` runs them too.
    pub after: &'static [&'static str],
    pub run: fn(&mut Stage) -> Result<()>,
}

pub const STEPS: &[Step] = &[
    Step { name: "needs", about: "programs and fonts of the system", after: &[], run: find_needs },
    Step { name: "format", about: "cargo fmt", after: &[], run: format },
    Step { name: "clippy", about: "lints, warnings are errors", after: &[], run: clippy },
    Step { name: "tidy", about: "house rules", after: &[], run: tidy },
    Step { name: "postgres", about: "a private PostgreSQL", after: &["needs"], run: start_postgres },
    Step { name: "s3", about: "a private S3 server", after: &["needs"], run: start_s3 },
    Step {
        name: "tests",
        about: "every test, on both engines",
        after: &["needs", "postgres", "s3"],
        run: tests,
    },
];

/// What the steps share: where they work, and what they have started for each other.
pub struct Stage {
    pub root: PathBuf,
    variables: Vec<(&'static str, OsString)>,
    cluster: Option<Cluster>,
    s3: Option<s3::Server>,
}

impl Stage {
    pub fn new(root: PathBuf) -> Self {
        Self { root, variables: Vec::new(), cluster: None, s3: None }
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = workspace::cargo(&self.root);
        command.args(arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn find_needs(stage: &mut Stage) -> Result<()> {
    let found = needs::ensure()?;
    stage.variables.extend(found.into_iter().map(|(name, path)| (name, path.into_os_string())));
    Ok(())
}

fn format(stage: &mut Stage) -> Result<()> {
    process::run(&mut stage.cargo(&["fmt", "--all", "--check"]))
}

fn clippy(stage: &mut Stage) -> Result<()> {
    let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    process::run(&mut stage.cargo(&lints))
}

fn tidy(stage: &mut Stage) -> Result<()> {
    if tidy::command(&stage.root)? { Ok(()) } else { Err(Failure::new("the house rules are broken")) }
}

fn start_postgres(stage: &mut Stage) -> Result<()> {
    let cluster = Cluster::start(Durability::Off)?;
    println!("{}", cluster.url());
    stage.variables.push(("MAIDIAN_TEST_POSTGRES", cluster.url().into()));
    stage.cluster = Some(cluster);
    Ok(())
}

fn start_s3(stage: &mut Stage) -> Result<()> {
    let server = s3::Server::start()?;
    println!("{}", server.url());
    stage.variables.push(("MAIDIAN_TEST_S3", server.url().into()));
    stage.s3 = Some(server);
    Ok(())
}

fn tests(stage: &mut Stage) -> Result<()> {
    process::run(&mut stage.cargo(&["test", "--workspace", "--locked"]))?;
    // A server that died under the tests is a failure even if every test came through.
    stage.cluster.as_mut().map_or(Ok(()), Cluster::check)?;
    stage.s3.as_mut().map_or(Ok(()), s3::Server::check)
}
