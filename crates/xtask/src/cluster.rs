//! A private PostgreSQL: made in a temporary directory, reached on a free port, gone when dropped.

use std::fmt::Display;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{Group, POLL, shown};
use crate::{Context, Failure, Result, interrupt};

/// How long the server may take to accept connections.
const START_MAX: Duration = Duration::from_secs(60);

/// Another program may take the free port before the server does; then another port is tried.
const ATTEMPTS_MAX: u8 = 5;

/// Accounts to run the server as when we are root, which PostgreSQL refuses to run as; the first that exists.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

/// What a commit is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing survives a power cut: for tests, whose data is thrown away.
    Off,
    /// Every commit is on disk before it is answered: for benchmarks.
    Full,
}

impl Durability {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Off => &["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
            Self::Full => {
                &["fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=256MB"]
            }
        }
    }
}

/// A running server. Field order matters: the server must be gone before its directory is.
#[derive(Debug)]
pub struct Cluster {
    server: Group,
    port: u16,
    place: Place,
}

impl Cluster {
    /// Makes and starts a cluster, and waits until it accepts connections.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, `initdb` fails, or the server does not come up; with its own words.
    pub fn start(durability: Durability) -> Result<Self> {
        let place = Place::new()?;
        place.initialise()?;
        let mut attempt = 1;
        loop {
            let port = free_port()?;
            let server = place.serve(port, durability)?;
            match place.wait_until_ready(server) {
                Ok(server) => return Ok(Self { server, port, place }),
                Err(_) if attempt < ATTEMPTS_MAX && place.port_was_taken() => attempt += 1,
                Err(failure) => return Err(failure),
            }
        }
    }

    /// The address of the superuser's database. Anyone on this machine may connect without a password.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The server's log, for a developer who wonders.
    pub fn log(&self) -> PathBuf {
        self.place.log()
    }

    /// # Errors
    /// When the server has ended by itself; with its last words.
    pub fn check(&mut self) -> Result<()> {
        match self.server.ended()? {
            None => Ok(()),
            Some(status) => Err(self.place.last_words(format_args!("PostgreSQL ended with {status}"))),
        }
    }
}

/// The directory of PostgreSQL's programs: of the path, or the newest one in the usual places.
pub fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path)
        .filter_map(|directory| directory.join("initdb").canonicalize().ok())
        .filter_map(|initdb| initdb.parent().map(Path::to_path_buf));
    let usual = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"];
    let usual = usual.into_iter().flat_map(|parent| installations(Path::new(parent)));
    on_path.chain(usual).find(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
}

/// `bin` directories of versions below `parent`, newest first: `15/bin`, `pgsql-17/bin`, `postgresql@17/bin`.
fn installations(parent: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let version = name.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, bin)| bin).collect()
}

/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr().context("no free port on 127.0.0.1")?.port())
}

/// Where a cluster lives, and as whom its programs run.
#[derive(Debug)]
struct Place {
    directory: TempDir,
    programs: PathBuf,
    account: Option<Account>,
}

#[derive(Clone, Copy, Debug)]
struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// The account to change to: none unless we are root.
    fn unprivileged() -> Result<Option<Self>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let account = ACCOUNTS
            .iter()
            .find_map(|name| Some(Self { uid: Self::number("-u", name)?, gid: Self::number("-g", name)? }));
        let missing = || {
            Failure::new(format!("PostgreSQL does not run as root, and no account exists of {ACCOUNTS:?}"))
        };
        account.map(Some).ok_or_else(missing)
    }

    fn number(option: &str, name: &str) -> Option<u32> {
        let answer = Command::new("id").args([option, name]).output().ok()?;
        String::from_utf8_lossy(&answer.stdout).trim().parse().ok()
    }
}

impl Place {
    fn new() -> Result<Self> {
        let programs = programs()
            .ok_or_else(|| Failure::new("PostgreSQL's server is not installed (`initdb` not found)"))?;
        let account = Account::unprivileged()?;
        let directory =
            tempfile::Builder::new().prefix("maidian-pg-").tempdir().context("no temporary directory")?;
        if let Some(Account { uid, gid }) = account {
            chown(directory.path(), Some(uid), Some(gid)).context("cannot give the directory away")?;
        }
        Ok(Self { directory, programs, account })
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("postgres.log")
    }

    /// One of PostgreSQL's programs, under the right account, in a directory that account may read.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.directory.path()).arg("-D").arg(self.data());
        command.env_remove("PGDATA").env_remove("PGPORT").env_remove("PGHOST");
        if let Some(Account { uid, gid }) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn initialise(&self) -> Result<()> {
        let mut initdb = self.program("initdb");
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        self.redirect(&mut initdb)?;
        let status = Group::start(&mut initdb, Signal::TERM)?.wait()?;
        if status.success() {
            return Ok(());
        }
        Err(self.last_words(format_args!("`{}` ended with {status}", shown(&initdb))))
    }

    fn serve(&self, port: u16, durability: Durability) -> Result<Group> {
        let mut postgres = self.program("postgres");
        postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]);
        postgres.args(["-c", "timezone=UTC", "-c", "log_timezone=UTC"]);
        postgres.args(["-c", &format!("port={port}")]);
        postgres.arg("-c").arg(format!("unix_socket_directories={}", self.directory.path().display()));
        for setting in durability.settings() {
            postgres.args(["-c", setting]);
        }
        self.redirect(&mut postgres)?;
        // SIGINT is PostgreSQL's fast shutdown: it disconnects clients instead of waiting for them.
        Group::start(&mut postgres, Signal::INT)
    }

    /// Sends both outputs of a program to the log, which starts anew.
    fn redirect(&self, command: &mut Command) -> Result<()> {
        let log = File::create(self.log()).context("cannot write PostgreSQL's log")?;
        let copy = log.try_clone().context("cannot write PostgreSQL's log")?;
        command.stdout(Stdio::from(log)).stderr(Stdio::from(copy));
        Ok(())
    }

    fn wait_until_ready(&self, mut server: Group) -> Result<Group> {
        let deadline = Instant::now() + START_MAX;
        while Instant::now() < deadline {
            interrupt::check()?;
            if let Some(status) = server.ended()? {
                return Err(self.last_words(format_args!("PostgreSQL did not start: {status}")));
            }
            if self.is_ready() {
                return Ok(server);
            }
            sleep(POLL);
        }
        Err(self.last_words(format_args!("PostgreSQL was not ready after {} s", START_MAX.as_secs())))
    }

    /// The server writes its state as the eighth line of its pid file.
    fn is_ready(&self) -> bool {
        let written = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        written.lines().nth(7).is_some_and(|state| state.trim() == "ready")
    }

    fn port_was_taken(&self) -> bool {
        self.log_text().contains("could not bind IPv4 address")
    }

    fn last_words(&self, what: impl Display) -> Failure {
        Failure::new(format!("{what}\n{}", self.log_text().trim_end()))
    }

    fn log_text(&self) -> String {
        let written = std::fs::read(self.log()).unwrap_or_default();
        String::from_utf8_lossy(&written).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_installation_comes_first() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["9", "15", "postgresql@17", "include"] {
            std::fs::create_dir_all(parent.path().join(name).join("bin")).unwrap();
        }
        let found = installations(parent.path());
        let names: Vec<_> = found.iter().map(|bin| bin.strip_prefix(parent.path()).unwrap()).collect();
        assert_eq!(names, [Path::new("postgresql@17/bin"), Path::new("15/bin"), Path::new("9/bin")]);
    }

    #[test]
    fn a_durable_cluster_leaves_no_commit_in_memory() {
        assert!(Durability::Full.settings().contains(&"fsync=on"));
        assert!(Durability::Full.settings().contains(&"synchronous_commit=on"));
        assert!(Durability::Off.settings().contains(&"fsync=off"));
    }
}
