//! Runs the binary: commands to their end, servers until they are stopped.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long a server may take to be ready, and to stop: a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(40);

/// A directory to start the program in, and a database.
pub struct Home {
    directory: TempDir,
    store_url: String,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub status: ExitStatus,
}

impl Said {
    #[track_caller]
    pub fn well(self) -> String {
        assert!(self.status.success(), "{self:?}");
        self.out
    }

    /// The sentences it failed with.
    #[track_caller]
    pub fn badly(self) -> String {
        assert_eq!(self.status.code(), Some(1), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        self.err
    }
}

impl Home {
    pub fn new(store_url: &str) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), store_url: store_url.to_owned() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maidian"));
        command.args(args).current_dir(self.directory.path()).env("LANG", "C.UTF-8");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MAIDIAN_")) {
            command.env_remove(name);
        }
        command.env("MAIDIAN_STORE_URL", &self.store_url);
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "")
    }

    /// Runs a command to its end with something on its standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Said {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that does not read has closed the pipe already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { out: text(output.stdout), err: text(output.stderr), status: output.status }
    }

    /// Starts a server on a free port and waits until it is ready.
    pub fn serve(&self) -> Server {
        let address = free_address();
        let mut command = self.command(&["serve"]);
        command.env("MAIDIAN_SERVER_LISTEN", address.to_string());
        Server::start(command, address)
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A running server. Dropped without being stopped, it is killed.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(command: Command, address: SocketAddr) -> Self {
        Self::start_when(command, address, "/readyz")
    }

    /// Starts it and waits until a path is answered well.
    pub fn start_when(mut command: Command, address: SocketAddr, path: &str) -> Self {
        let log = std::env::temp_dir().join(format!("maidian-test-{}.log", address.port()));
        let out = std::fs::File::create(&log).unwrap();
        command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out);
        let mut server = Self { child: command.spawn().unwrap(), address };
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = server.child.try_wait().unwrap() {
                panic!("the server ended with {status}: {}", std::fs::read_to_string(&log).unwrap());
            }
            if get(address, path).is_some_and(|(status, _)| status == 200) {
                // Still open in the server; its name is not needed any more.
                let _ = std::fs::remove_file(&log);
                return server;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server is not ready: {}", std::fs::read_to_string(&log).unwrap());
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not stop");
    }

    /// Ends it in the middle of whatever it is doing.
    pub fn kill(mut self) {
        self.signal(Signal::KILL);
        let status = self.child.wait().unwrap();
        assert_eq!(status.signal(), Some(9));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One GET on a connection of its own; `None` when nobody answers.
pub fn get(address: SocketAddr, path: &str) -> Option<(u16, String)> {
    get_as(address, path, "")
}

/// As [`get`], from somebody whose browser says what it is.
pub fn get_as(address: SocketAddr, path: &str, agent: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {agent}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split_whitespace().nth(1)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, body.to_owned()))
}

pub fn mode_of(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
