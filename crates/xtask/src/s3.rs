//! A private S3 server: OpenStack Swift with its S3 middleware, in a temporary directory, on free ports, gone when
//! dropped.

use std::fs::File;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::cluster::free_port;
use crate::process::{Group, POLL};
use crate::{Context, Failure, Result, interrupt};

/// How long the servers may take to accept connections.
const START_MAX: Duration = Duration::from_secs(60);
/// Another program may take a free port before its server does; then all are tried anew.
const ATTEMPTS_MAX: u8 = 5;

const PROXY: &str = "swift-proxy-server";
/// The servers that keep accounts, buckets and objects.
const KEEPERS: [&str; 3] = ["account", "container", "object"];

/// The one user: access key `test:tester`, secret `testing`.
const USER: &str = "user_test_tester = testing .admin";

/// Makes the three rings, which say that everything is on the one device.
const RINGS: &str = "
import sys
from swift.common.ring import RingBuilder
home, ports = sys.argv[1], sys.argv[2:]
for name, port in zip(('account', 'container', 'object'), ports):
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'ip': '127.0.0.1', 'port': int(port), 'device': 'd1'})
    builder.rebalance()
    builder.get_ring().save('%s/%s.ring.gz' % (home, name))
";

#[derive(Args)]
pub struct Arguments {}

/// `cargo xtask s3`: a private server to develop against.
///
/// # Errors
/// When the server cannot be started, or ends by itself.
pub fn command(_: &Arguments) -> Result<bool> {
    interrupt::watch()?;
    let mut server = Server::start()?;
    println!("{}", server.url());
    println!("access key test:tester, secret testing, region us-east-1, path style");
    println!("Ctrl-C stops it and removes its data.");
    while !interrupt::requested() {
        server.check()?;
        sleep(POLL);
    }
    Ok(true)
}

/// Where its front is installed.
pub fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|directory| directory.join(PROXY)).find(|file| file.is_file())
}

/// A running server. Field order matters: the processes must be gone before their directory is.
#[derive(Debug)]
pub struct Server {
    processes: Vec<Group>,
    port: u16,
    directory: TempDir,
}

impl Server {
    /// # Errors
    /// When Swift is not installed or does not come up; with its own words.
    pub fn start() -> Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::attempt() {
                Err(failure) if attempt < ATTEMPTS_MAX && failure.to_string().contains("Could not bind") => {
                    attempt += 1
                }
                outcome => return outcome,
            }
        }
    }

    fn attempt() -> Result<Self> {
        let proxy = program()
            .ok_or_else(|| Failure::new("Swift is not installed (`swift-proxy-server` not found)"))?;
        let directory =
            tempfile::Builder::new().prefix("maidian-s3-").tempdir().context("no temporary directory")?;
        let port = free_port()?;
        let keepers = KEEPERS.iter().map(|name| Ok((*name, free_port()?))).collect::<Result<Vec<_>>>()?;
        let home = directory.path();
        std::fs::create_dir_all(home.join("devices/d1")).context("cannot make the device")?;
        configure(home, port, &keepers)?;
        make_rings(home, &proxy, &keepers)?;
        let mut server = Self { processes: Vec::new(), port, directory };
        for (name, _) in &keepers {
            server.run(&proxy.with_file_name(format!("swift-{name}-server")), name)?;
        }
        server.run(&proxy, "proxy")?;
        // The front first: stopped in this order, nobody asks a keeper that is gone.
        server.processes.reverse();
        let ports: Vec<u16> = keepers.iter().map(|(_, port)| *port).chain([port]).collect();
        server.wait_until_ready(&ports)?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// # Errors
    /// When one of the servers has ended by itself; with its last words.
    pub fn check(&mut self) -> Result<()> {
        for process in &mut self.processes {
            if let Some(status) = process.ended()? {
                return Err(Failure::new(format!("Swift ended with {status}\n{}", self.last_words())));
            }
        }
        Ok(())
    }

    fn run(&mut self, program: &Path, name: &str) -> Result<()> {
        let home = self.directory.path();
        let log = File::create(home.join(format!("{name}.log"))).context("cannot write Swift's log")?;
        let copy = log.try_clone().context("cannot write Swift's log")?;
        let mut command = Command::new(program);
        command.arg(home.join(format!("{name}.conf"))).current_dir(home);
        command.stdout(Stdio::from(log)).stderr(Stdio::from(copy));
        self.processes.push(Group::start(&mut command, Signal::TERM)?);
        Ok(())
    }

    fn wait_until_ready(&mut self, ports: &[u16]) -> Result<()> {
        let deadline = Instant::now() + START_MAX;
        while Instant::now() < deadline {
            interrupt::check()?;
            self.check()?;
            if ports.iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
                return Ok(());
            }
            sleep(POLL);
        }
        let limit = START_MAX.as_secs();
        Err(Failure::new(format!("Swift was not ready after {limit} s\n{}", self.last_words())))
    }

    fn last_words(&self) -> String {
        let names = KEEPERS.into_iter().chain(["proxy"]);
        let read = |name: &str| std::fs::read(self.directory.path().join(format!("{name}.log")));
        let logs = names.filter_map(|name| read(name).ok());
        logs.map(|log| String::from_utf8_lossy(&log).into_owned()).collect()
    }
}

fn configure(home: &Path, port: u16, keepers: &[(&'static str, u16)]) -> Result<()> {
    let write = |name: &str, text: String| {
        std::fs::write(home.join(name), text).context("cannot write Swift's configuration")
    };
    let shown = home.display();
    // One process each; root stays root, for the directory is ours alone.
    let common =
        format!("[DEFAULT]\nbind_ip = 127.0.0.1\nswift_dir = {shown}\nworkers = 0\nuser = {}\n", user());
    write(
        "swift.conf",
        "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = only\ndefault = yes\n"
            .to_owned(),
    )?;
    for (name, port) in keepers {
        write(
            &format!("{name}.conf"),
            format!(
                "{common}bind_port = {port}\ndevices = {shown}/devices\nmount_check = false\nlog_level = WARNING\n\
                 [pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n"
            ),
        )?;
    }
    // The cache would hold tokens, which S3 does not use: nobody listens at port 1.
    write(
        "proxy.conf",
        format!(
            "{common}bind_port = {port}\nlog_level = WARNING\n\
             [pipeline:main]\npipeline = catch_errors cache s3api tempauth proxy-server\n\
             [app:proxy-server]\nuse = egg:swift#proxy\nallow_account_management = true\naccount_autocreate = true\n\
             [filter:catch_errors]\nuse = egg:swift#catch_errors\n\
             [filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:1\n\
             [filter:s3api]\nuse = egg:swift#s3api\nlocation = us-east-1\n\
             [filter:tempauth]\nuse = egg:swift#tempauth\n{USER}\n"
        ),
    )
}

fn user() -> String {
    let answer = Command::new("id").arg("-un").output();
    let name = answer.map(|answer| String::from_utf8_lossy(&answer.stdout).trim().to_owned());
    name.unwrap_or_else(|_| "swift".to_owned())
}

/// By the interpreter that Swift itself is run by: the one that knows its modules.
fn make_rings(home: &Path, proxy: &Path, keepers: &[(&'static str, u16)]) -> Result<()> {
    let script = std::fs::read_to_string(proxy).context("cannot read Swift's program")?;
    let first = script.lines().next().and_then(|line| line.strip_prefix("#!")).unwrap_or("python3");
    let mut words = first.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("python3"));
    command.args(words).args(["-c", RINGS]).arg(home);
    command.args(keepers.iter().map(|(_, port)| port.to_string())).current_dir(home);
    let said = command.output().context("cannot make Swift's rings")?;
    if said.status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("cannot make Swift's rings\n{}", String::from_utf8_lossy(&said.stderr))))
}
