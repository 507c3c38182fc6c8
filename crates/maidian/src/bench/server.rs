//! Processes of this program: the one under test, started as its user would start it, and the bare route beside it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::trouble::{Result, Trouble};

const START_MAX: Duration = Duration::from_secs(30);
const STOP_MAX: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(1);

/// A running process that answers requests. Stopped when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to its first `yes`.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `maidian serve` with a configuration, on a free port.
    ///
    /// # Errors
    /// When it does not come up; its words are in the log.
    pub fn start(config: &Path, log: &Path) -> Result<Self> {
        let address = free_address()?;
        let mut serve = this_program()?;
        serve.arg("--config").arg(config).arg("serve").env("MAIDIAN_SERVER_LISTEN", address.to_string());
        Self::run(&mut serve, address, "/readyz", log)
    }

    /// Starts the bare route that answers with a file.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn bare(body: &Path, log: &Path) -> Result<Self> {
        let address = free_address()?;
        let mut bench = this_program()?;
        bench.arg("bench").arg("--bare-route").arg(body).arg("--listen").arg(address.to_string());
        Self::run(&mut bench, address, "/", log)
    }

    fn run(command: &mut Command, address: SocketAddr, ready_path: &str, log: &Path) -> Result<Self> {
        let words = File::create(log).map_err(|error| Trouble::file(log, error))?;
        let errors = words.try_clone().map_err(|error| Trouble::file(log, error))?;
        let began = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(words).stderr(errors).spawn();
        let child = child.map_err(|error| Trouble::new(format!("the server cannot be started: {error}")))?;
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        while !is_ready(address, ready_path) {
            if server.child.try_wait().is_ok_and(|ended| ended.is_some()) || START_MAX < began.elapsed() {
                let words = std::fs::read_to_string(log).unwrap_or_default();
                return Err(Trouble::new(format!("the server did not start: {words}")));
            }
            std::thread::sleep(POLL);
        }
        server.ready_after = began.elapsed();
        Ok(server)
    }

    /// What it keeps in memory, in megabytes; `None` where the system does not tell.
    #[must_use]
    pub fn resident_mb(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kb: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kb / 1_024.0)
    }
}

/// Ticks of the processor's clock a second, as Linux counts for programs.
const TICKS_PER_S: f64 = 100.0;

impl Server {
    /// Time on the processor so far, in seconds; `None` where the system does not tell.
    #[must_use]
    pub fn cpu_s(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name, in parentheses, may hold anything; user and system time are the 12th and 13th after it.
        let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<f64>().ok();
        Some((ticks()? + ticks()?) / TICKS_PER_S)
    }

    /// Time on the processor since it was `before`.
    #[must_use]
    pub fn cpu_s_since(&self, before: Option<f64>) -> Option<f64> {
        Some(self.cpu_s()? - before?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let asked = Instant::now();
        while asked.elapsed() < STOP_MAX {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(POLL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Another program may take it before the server does: then the server says so.
fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener.map_err(|error| Trouble::new(format!("no free port on 127.0.0.1: {error}")))
}

fn this_program() -> Result<Command> {
    let program = std::env::current_exe().map_err(|error| Trouble::new(format!("this program: {error}")))?;
    Ok(Command::new(program))
}

fn is_ready(address: SocketAddr, path: &str) -> bool {
    use std::io::{Read, Write};
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}
