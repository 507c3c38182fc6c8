//! The configuration: typed, every key documented, unknown keys refused.
//!
//! The documentation of a field is what `config schema` and `config print` show, so it speaks to the person who
//! runs the server.

mod check;
mod keys;
mod load;
mod print;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use check::mistakes;
pub use keys::schema;
pub use load::{DEFAULT_FILE, load};
pub use print::print;

/// Configuration of Maidian. Every key can be overridden by a variable `MAIDIAN_SECTION_KEY`, such as
/// `MAIDIAN_STORE_URL`. Relative paths start at the directory in which the program is started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the data are.
    pub store: StoreConfig,
    /// The HTTP server.
    pub server: ServerConfig,
    /// Signing in.
    pub auth: AuthConfig,
    /// What the shop decides about orders.
    pub order: OrderConfig,
    /// Payments by Alipay.
    pub alipay: AlipayConfig,
    /// SMS and mail.
    pub messages: MessagesConfig,
    /// Where the pictures are that were handed in.
    pub media: MediaConfig,
    /// Jobs in the background.
    pub worker: WorkerConfig,
    /// Searching for goods.
    pub search: SearchConfig,
    /// What the program tells about itself.
    pub log: LogConfig,
}

impl Config {
    /// Where notifications of payments are to be sent.
    #[must_use]
    pub fn notify_url(&self) -> String {
        let alipay = &self.alipay;
        match alipay.notify_url.as_str() {
            "" if alipay.sandbox => format!("{}{}", self.server.local(), AlipayConfig::NOTIFY_PATH),
            "" => format!("{}{}", self.server.site(), AlipayConfig::NOTIFY_PATH),
            url => url.to_owned(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// `sqlite:var/maidian.db`, or `postgres://user:password@host/database`.
    pub url: String,
    /// A read-only copy of the PostgreSQL server, for reads that decide nothing; empty for none.
    pub replica_url: String,
    /// Connections to PostgreSQL, 1 to 1000.
    pub connections: u16,
    /// Transactions that may wait for the database; one more is told to come back (503).
    pub queue_max: u32,
    /// Transactions per SQLite commit, at most.
    pub batch_max: u16,
    /// For how long one SQLite commit collects transactions, in microseconds.
    pub batch_us: u32,
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self {
            url: "sqlite:var/maidian.db".to_owned(),
            replica_url: String::new(),
            connections: 16,
            queue_max: 4_096,
            batch_max: 256,
            batch_us: 4_000,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// Where people reach the shop, such as `https://shop.example`; empty: `http://` and the address above.
    /// With `https://`, cookies are sent over TLS only and browsers are told to come by TLS only.
    pub public_url: String,
    /// Networks of the proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// Connections open at the same time, at most; more wait to be accepted.
    pub connections_max: u32,
    /// A request that takes longer is given up, in seconds; counted anew with every piece of its body that arrives.
    pub request_timeout_s: u32,
    /// After a signal to stop, `/readyz` says no for so many seconds before connections are refused: time for a
    /// load balancer to look elsewhere.
    pub drain_s: u32,
    /// After that, requests under way have so many seconds to end.
    pub stop_within_s: u32,
    /// What finished answers kept in memory may take, in MB.
    pub cache_mb: u32,
    /// How long a finished answer is kept at most, in milliseconds: how late other servers' changes are seen.
    pub cache_ttl_ms: u32,
    /// Slow computations (password hashes, pictures) at the same time, at most.
    pub slow_max: u16,
    /// Open sockets of live updates (`/live`), at most; one more is told to come back (503). They do not count as
    /// connections above.
    pub live_connections_max: u32,
    /// Of one member, over all devices.
    pub live_per_user_max: u32,
    /// Of one network address; many people may share one.
    pub live_per_address_max: u32,
    /// Live updates of the last five minutes that are kept for those who come back, at most: about 300 bytes each.
    pub live_kept_max: u32,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            trusted_proxies: Vec::new(),
            connections_max: 8_192,
            request_timeout_s: 20,
            drain_s: 0,
            stop_within_s: 20,
            cache_mb: 32,
            cache_ttl_ms: 2_000,
            slow_max: 2,
            live_connections_max: 10_000,
            live_per_user_max: 32,
            live_per_address_max: 512,
            live_kept_max: 100_000,
        }
    }
}

impl ServerConfig {
    /// Where people reach the shop, without a slash at the end.
    #[must_use]
    pub fn site(&self) -> String {
        match self.public_url.trim_end_matches('/') {
            "" => self.local(),
            url => url.to_owned(),
        }
    }

    /// Where this machine reaches the shop, whatever its public address.
    #[must_use]
    pub fn local(&self) -> String {
        local_url(&self.listen)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// The secrets behind sign-in tokens and forms. Made at the first start, readable by its owner only; servers
    /// of one shop need the same file.
    pub keys_file: PathBuf,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self { keys_file: PathBuf::from("var/keys.toml") }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OrderConfig {
    /// How long an order waits to be paid before it expires, in seconds: 60 to 604800.
    pub pay_within_s: u32,
}

impl Default for OrderConfig {
    fn default() -> Self {
        Self { pay_within_s: 900 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlipayConfig {
    /// The gateway's address.
    pub gateway: String,
    /// The app's number at Alipay; empty: no payments by Alipay.
    pub app_id: String,
    /// The seller's number (PID), which notifications must name.
    pub seller_id: String,
    /// The app's private key: PEM (PKCS#1 or PKCS#8) or the bare base64 of Alipay's key tool.
    pub app_key_file: PathBuf,
    /// Alipay's public key, as the console shows it. Not used with certificates.
    pub alipay_key_file: PathBuf,
    /// Certificate mode: the app's certificate; the two below belong to it.
    pub app_cert_file: PathBuf,
    /// Certificate mode: Alipay's certificate.
    pub alipay_cert_file: PathBuf,
    /// Certificate mode: Alipay's root certificates.
    pub root_cert_file: PathBuf,
    /// Where Alipay sends notifications; empty: the shop's public address (with the sandbox, which tells this
    /// machine only: the address listened on) and `/notify/alipay`.
    pub notify_url: String,
    /// For one call of the gateway, in milliseconds.
    pub timeout_ms: u32,
    /// Serve an Alipay sandbox from this program and use it instead of the gateway above. For demos and tests.
    pub sandbox: bool,
    /// Address and port of the sandbox.
    pub sandbox_listen: String,
    /// Where the sandbox keeps its keys.
    pub sandbox_dir: PathBuf,
    /// The sandbox repeats notifications so many times faster than Alipay does.
    pub sandbox_time_factor: u32,
}

impl Default for AlipayConfig {
    fn default() -> Self {
        Self {
            gateway: "https://openapi.alipay.com/gateway.do".to_owned(),
            app_id: String::new(),
            seller_id: String::new(),
            app_key_file: PathBuf::new(),
            alipay_key_file: PathBuf::new(),
            app_cert_file: PathBuf::new(),
            alipay_cert_file: PathBuf::new(),
            root_cert_file: PathBuf::new(),
            notify_url: String::new(),
            timeout_ms: 10_000,
            sandbox: false,
            sandbox_listen: "127.0.0.1:8081".to_owned(),
            sandbox_dir: PathBuf::from("var/alipay-sandbox"),
            sandbox_time_factor: 60,
        }
    }
}

impl AlipayConfig {
    /// Where notifications are received.
    pub const NOTIFY_PATH: &str = "/notify/alipay";

    /// Where this machine reaches the sandbox.
    #[must_use]
    pub fn sandbox_url(&self) -> String {
        local_url(&self.sandbox_listen)
    }

    /// Whether any of the certificates is named: then all must be.
    #[must_use]
    pub fn uses_certificates(&self) -> bool {
        [&self.app_cert_file, &self.alipay_cert_file, &self.root_cert_file]
            .iter()
            .any(|path| !path.as_os_str().is_empty())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MessagesConfig {
    /// SMS and mail are written here as files, and shown at the desk.
    pub outbox_dir: PathBuf,
}

impl Default for MessagesConfig {
    fn default() -> Self {
        Self { outbox_dir: PathBuf::from("var/outbox") }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MediaConfig {
    /// The directory in which pictures are kept. Servers of one shop need the same directory, or an S3 store.
    pub dir: PathBuf,
    /// A bucket of an S3-compatible store, to keep pictures there instead; empty for the directory.
    pub s3_bucket: String,
    /// Where that store is reached, such as `https://s3.example`; empty for Amazon's own.
    pub s3_endpoint: String,
    /// Its region.
    pub s3_region: String,
    /// The id of the access key.
    pub s3_key_id: String,
    /// A file with the secret of the access key, and nothing else.
    pub s3_secret_file: PathBuf,
    /// Put before the name of every object. No two shops may share bucket and prefix: each sweeps up what it does
    /// not know.
    pub s3_prefix: String,
    /// Whether the bucket is named in the path (`https://s3.example/bucket/…`) and not in the host.
    pub s3_path_style: bool,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("var/media"),
            s3_bucket: String::new(),
            s3_endpoint: String::new(),
            s3_region: "us-east-1".to_owned(),
            s3_key_id: String::new(),
            s3_secret_file: PathBuf::new(),
            s3_prefix: String::new(),
            s3_path_style: true,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WorkerConfig {
    /// Threads that run jobs; 0: none in `serve`, because `worker` runs elsewhere.
    pub threads: u16,
    /// Where `maidian worker` serves `/metrics` and `/healthz`; empty: nowhere.
    pub metrics_listen: String,
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self { threads: 2, metrics_listen: String::new() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SearchConfig {
    /// Where this server keeps its search index, for itself alone. Lost, it is made anew from the database.
    pub dir: PathBuf,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self { dir: PathBuf::from("var/search") }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// How much is told: error, warn, info, debug or trace.
    pub level: LogLevel,
    /// For people (text) or for programs (json), one line an event.
    pub format: LogFormat,
    /// A file to append to; empty: the standard output.
    pub file: PathBuf,
    /// Lines that may wait for a slow disk or pipe; more are dropped and counted, for no request waits for a log.
    pub lines_max: u32,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            level: LogLevel::default(),
            format: LogFormat::default(),
            file: PathBuf::new(),
            lines_max: 32_768,
        }
    }
}

/// The URL of a listener for this machine itself. "All addresses" (`0.0.0.0`, `[::]`) is none to go to, so the
/// loopback stands for it.
fn local_url(listen: &str) -> String {
    match listen.parse::<SocketAddr>() {
        Ok(mut address) if address.ip().is_unspecified() => {
            let is_v4 = address.is_ipv4();
            address.set_ip(if is_v4 { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
            format!("http://{address}")
        }
        _ => format!("http://{listen}"),
    }
}

/// Reads an address to listen on.
///
/// # Errors
/// A sentence that names the key.
pub fn address(key: &str, text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("{key} must be an address and a port such as 127.0.0.1:8080, not {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_all_addresses() {
        for (listen, url) in [
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("[::]:8080", "http://[::1]:8080"),
            ("192.0.2.7:80", "http://192.0.2.7:80"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            let server = ServerConfig { listen: listen.to_owned(), ..ServerConfig::default() };
            assert_eq!((server.local(), server.site()), (url.to_owned(), url.to_owned()));
            let alipay = AlipayConfig { sandbox_listen: listen.to_owned(), ..AlipayConfig::default() };
            assert_eq!(alipay.sandbox_url(), url);
        }
    }

    #[test]
    fn notifications_go_where_they_can_be_received() {
        let mut config = Config::default();
        config.server.listen = "0.0.0.0:9000".to_owned();
        config.server.public_url = "https://shop.example/".to_owned();
        assert_eq!(config.notify_url(), "https://shop.example/notify/alipay");
        config.alipay.sandbox = true;
        assert_eq!(config.notify_url(), "http://127.0.0.1:9000/notify/alipay");
        config.alipay.notify_url = "http://localhost:7/n".to_owned();
        assert_eq!(config.notify_url(), "http://localhost:7/n");
    }
}
