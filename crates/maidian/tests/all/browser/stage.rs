//! The demo's shop, and a ChromeDriver to look at it with: both are there for one test and gone after it.

use std::fs::read_to_string;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::Runtime;

use super::tab::Tab;
use crate::program::{Home, Server, free_address};

/// How long ChromeDriver may take to be ready, and to close its browsers.
const PATIENCE: Duration = Duration::from_secs(40);

/// What a browser is like.
#[derive(Clone, Copy)]
pub struct Kind {
    pub width: u32,
    pub runs_scripts: bool,
}

/// A telephone: the narrowest screen that the shop promises to fit.
pub const PHONE: Kind = Kind { width: 390, runs_scripts: true };
pub const PLAIN_PHONE: Kind = Kind { runs_scripts: false, ..PHONE };
pub const LAPTOP: Kind = Kind { width: 1280, runs_scripts: true };

/// Fields are dropped in this order: the browsers first, then the shop they look at.
pub struct Stage {
    driver: Driver,
    server: Option<Server>,
    home: Home,
    shop: SocketAddr,
    pub site: String,
}

/// Tells a story on a stage of its own.
pub fn play(story: impl AsyncFnOnce(&mut Stage)) {
    let mut stage = Stage::open();
    Runtime::new().unwrap().block_on(story(&mut stage));
    stage.close();
}

impl Stage {
    fn open() -> Self {
        let driver = Driver::start();
        let home = Home::new("unused");
        let (shop, sandbox) = (free_address(), free_address());
        let (listen, sandbox_listen) = (shop.to_string(), sandbox.to_string());
        let mut command = home.command(&["demo", "--listen", &listen, "--sandbox-listen", &sandbox_listen]);
        command.env_remove("MAIDIAN_STORE_URL");
        let server = Some(Server::start(command, shop));
        Self { driver, server, home, shop, site: format!("http://{shop}") }
    }

    /// Nobody listens at the shop's address any more.
    pub fn stop_server(&mut self) {
        let server = self.server.take().expect("it runs");
        assert!(server.stop().success());
    }

    /// The shop is there again, where it was.
    pub fn start_server(&mut self) {
        let mut command = self.home.command(&["--config", "var/maidian.toml", "serve"]);
        command.env_remove("MAIDIAN_STORE_URL").env("MAIDIAN_SERVER_LISTEN", self.shop.to_string());
        self.server = Some(Server::start(command, self.shop));
    }

    /// Ends what was started and looks whether the books are sound after it.
    fn close(mut self) {
        self.stop_server();
        self.driver.stop();
        let mut audit = self.home.command(&["--config", "var/maidian.toml", "audit"]);
        let output = audit.env_remove("MAIDIAN_STORE_URL").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    /// A browser of its own: its cookies are nobody else's.
    pub async fn browser(&self, kind: Kind) -> Tab {
        Tab::new(self.driver.browser(kind).await, &self.site)
    }

    /// The password that the demo drew for one of its people.
    pub fn password(&self, name: &str) -> String {
        let text = read_to_string(self.home.path("var/demo-passwords.toml")).unwrap();
        let table: toml::Table = toml::from_str(&text).unwrap();
        table[name].as_str().unwrap().to_owned()
    }
}

/// A ChromeDriver on a port of its own, in a process group of its own.
pub struct Driver {
    child: Child,
    address: SocketAddr,
    chromium: PathBuf,
    /// The browsers' profiles.
    pub profiles: TempDir,
}

impl Driver {
    pub fn start() -> Self {
        let (driver, chromium) = (needed("MAIDIAN_TEST_CHROMEDRIVER"), needed("MAIDIAN_TEST_CHROMIUM"));
        let profiles = tempfile::tempdir().unwrap();
        let address = free_address();
        let mut command = Command::new(driver);
        command.arg(format!("--port={}", address.port())).process_group(0);
        // What Chromium keeps outside its profile goes with the profile.
        command.env("TMPDIR", profiles.path()).env("XDG_CONFIG_HOME", profiles.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut driver = Self { child: command.spawn().unwrap(), address, chromium, profiles };
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            assert!(driver.child.try_wait().unwrap().is_none(), "ChromeDriver has ended");
            if driver.answers("/status") {
                return driver;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("ChromeDriver is not ready");
    }

    pub async fn browser(&self, kind: Kind) -> WebDriver {
        let capabilities = self.capabilities(kind).unwrap();
        let url = format!("http://{}", self.address);
        WebDriver::new(url, capabilities).await.unwrap_or_else(|error| panic!("Chromium: {error}"))
    }

    fn capabilities(&self, kind: Kind) -> WebDriverResult<ChromeCapabilities> {
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&self.chromium.to_string_lossy())?;
        // Without a screen, and as root, as a container of a CI is; it speaks with the shop only.
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--no-proxy-server",
            "--hide-scrollbars",
            "--lang=zh-CN",
        ] {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--window-size={},900", kind.width))?;
        if kind.width < 500 {
            // A window cannot be that narrow; a telephone can.
            let screen = json!({ "width": kind.width, "height": 844, "pixelRatio": 1, "touch": false });
            wanted.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": screen }))?;
        }
        let mut preferences = json!({ "intl.accept_languages": "zh-CN,zh" });
        if !kind.runs_scripts {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        wanted.add_experimental_option("prefs", preferences)?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        Ok(wanted)
    }

    /// Only the beginning of the answer is read: ChromeDriver keeps its connections open.
    fn answers(&self, path: &str) -> bool {
        let ask = || -> std::io::Result<bool> {
            let mut stream = TcpStream::connect(self.address)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address)?;
            let mut line = [0; 12];
            stream.read_exact(&mut line)?;
            Ok(line.ends_with(b" 200"))
        };
        ask().unwrap_or(false)
    }

    /// Closes what is still open; Chromium goes with its driver only when it is told to.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.answers("/shutdown");
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

fn needed(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).unwrap_or_else(|| {
        panic!(
            "{variable} is not set. `cargo xtask test` finds Chromium and its driver, installs them when they are \
             missing, and sets it."
        )
    });
    PathBuf::from(path)
}
