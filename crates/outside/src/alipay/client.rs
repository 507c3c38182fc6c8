//! The client of the gateway: signs, asks, verifies, classifies. It decides nothing and repeats nothing by itself.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::answer::{Answer, Refusal, Unknown, classify};
use super::ask::{
    Ask, Close, Closed, Precreate, Precreated, Query, Refund, RefundQuery, RefundState, Refunded, TradeState,
};
use super::cert::Certificates;
use super::keys::{SigningKey, VerifyingKey};
use super::{beijing, form, sign};

/// Bytes of an answer, at most.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Whose word is taken for Alipay's.
#[derive(Clone, Debug)]
pub enum Trust {
    /// Alipay's public key, as the console shows it.
    Key(VerifyingKey),
    /// Certificate mode.
    Certificates(Certificates),
}

impl Trust {
    /// The key that Alipay's answers and notifications are signed with.
    pub fn alipay_key(&self) -> &VerifyingKey {
        match self {
            Self::Key(key) => key,
            Self::Certificates(certificates) => &certificates.alipay_key,
        }
    }
}

/// What a client needs to know.
pub struct Config {
    /// `https://openapi.alipay.com/gateway.do`, or a sandbox.
    pub gateway: String,
    pub app_id: String,
    pub app_key: SigningKey,
    pub trust: Trust,
    /// Where notifications go when a request does not name another address.
    pub notify_url: Option<String>,
    /// Set when the app acts for a merchant who authorised it.
    pub app_auth_token: Option<String>,
    /// For one call from its start to the last byte of the answer.
    pub timeout_ms: u64,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The keys and the token stay out of every log.
        f.debug_struct("Config")
            .field("gateway", &self.gateway)
            .field("app_id", &self.app_id)
            .finish_non_exhaustive()
    }
}

/// Why a client cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    Gateway(String),
    /// Requests are signed but not encrypted: outside of one machine they need TLS.
    PlainHttp,
    AppId,
    Http(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gateway(url) => write!(f, "the Alipay gateway {url:?} is not an address"),
            Self::PlainHttp => f.write_str("the Alipay gateway must be https, except on this machine itself"),
            Self::AppId => f.write_str("the Alipay app_id must be digits"),
            Self::Http(why) => write!(f, "the HTTP client cannot be made: {why}"),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Asks the gateway. Cheap to share behind an `Arc`; connections are kept open between calls.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    config: Config,
}

impl Client {
    /// # Errors
    /// See [`ConfigError`].
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let gateway =
            reqwest::Url::parse(&config.gateway).map_err(|_| ConfigError::Gateway(config.gateway.clone()))?;
        let local = super::sandbox::is_loopback(&gateway);
        match gateway.scheme() {
            "https" => {}
            "http" if local => {}
            "http" => return Err(ConfigError::PlainHttp),
            _ => return Err(ConfigError::Gateway(config.gateway.clone())),
        }
        if config.app_id.is_empty() || !config.app_id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ConfigError::AppId);
        }
        // A proxy is for the way out; a sandbox on this machine is not out.
        let builder = reqwest::Client::builder();
        let builder = if local { builder.no_proxy() } else { builder };
        let http = builder
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(Duration::from_millis(config.timeout_ms))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| ConfigError::Http(error.without_url().to_string()))?;
        Ok(Self { http, config })
    }

    pub fn app_id(&self) -> &str {
        &self.config.app_id
    }

    /// The key that notifications are to be verified with.
    pub fn alipay_key(&self) -> &VerifyingKey {
        self.config.trust.alipay_key()
    }

    pub async fn precreate(&self, ask: &Precreate, now_us: i64) -> Answer<Precreated> {
        self.call(ask, now_us).await
    }

    pub async fn query(&self, ask: &Query, now_us: i64) -> Answer<TradeState> {
        self.call(ask, now_us).await
    }

    pub async fn close(&self, ask: &Close, now_us: i64) -> Answer<Closed> {
        self.call(ask, now_us).await
    }

    pub async fn refund(&self, ask: &Refund, now_us: i64) -> Answer<Refunded> {
        self.call(ask, now_us).await
    }

    pub async fn refund_query(&self, ask: &RefundQuery, now_us: i64) -> Answer<RefundState> {
        self.call(ask, now_us).await
    }

    async fn call<A: Ask>(&self, ask: &A, now_us: i64) -> Answer<A::Done> {
        let (url, body) = match self.request(ask, now_us) {
            Ok(request) => request,
            Err(refusal) => return Answer::Refused(refusal),
        };
        let answer = match self.exchange(url, body).await {
            Ok(text) => self.judge(ask, &text),
            Err(unknown) => Answer::Unknown(unknown),
        };
        // Codes and reasons only: addresses, signatures and contents stay out of the log.
        match &answer {
            Answer::Ok(_) => tracing::debug!(method = A::METHOD, "alipay did it"),
            Answer::Refused(refusal) => tracing::info!(method = A::METHOD, %refusal, "alipay refused"),
            Answer::Unknown(unknown) => {
                tracing::warn!(method = A::METHOD, %unknown, "alipay: outcome unknown")
            }
        }
        answer
    }

    /// The address with the common parameters, and the body with what may be long or secret, as Alipay's own clients send them.
    fn request<A: Ask>(&self, ask: &A, now_us: i64) -> Result<(String, String), Refusal> {
        let timestamp = beijing::format(now_us);
        let content = ask.content()?.to_string();
        let mut query = vec![
            ("app_id", self.config.app_id.as_str()),
            ("method", A::METHOD),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", timestamp.as_str()),
            ("version", "1.0"),
        ];
        if let Some(url) = ask.notify_url().or(self.config.notify_url.as_deref()) {
            query.push(("notify_url", url));
        }
        if let Trust::Certificates(certificates) = &self.config.trust {
            query.push(("app_cert_sn", &certificates.app_cert_sn));
            query.push(("alipay_root_cert_sn", &certificates.alipay_root_cert_sn));
        }
        let mut body = vec![("biz_content", content.as_str())];
        if let Some(token) = &self.config.app_auth_token {
            body.push(("app_auth_token", token));
        }
        let signed = sign::request_content(query.iter().chain(&body).copied());
        let signature =
            self.config.app_key.sign(&signed).map_err(|error| Refusal::local("sign", &error.to_string()))?;
        query.push(("sign", &signature));
        Ok((format!("{}?{}", self.config.gateway, form::encode(query)), form::encode(body)))
    }

    async fn exchange(&self, url: String, body: String) -> Result<String, Unknown> {
        let request = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded;charset=utf-8")
            .body(body);
        let mut response = request.send().await.map_err(|error| why(&error))?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(Unknown::Status(response.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| why(&error))? {
            if ANSWER_BYTES_MAX < bytes.len() + chunk.len() {
                return Err(Unknown::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        String::from_utf8(bytes).map_err(|_| Unknown::Malformed("it is not UTF-8"))
    }

    /// Verifies first; only then is anything in the answer believed.
    fn judge<A: Ask>(&self, ask: &A, text: &str) -> Answer<A::Done> {
        let envelope = match sign::open(text, A::METHOD) {
            Ok(envelope) => envelope,
            Err(sign::EnvelopeError::NoContent) => {
                return Answer::Unknown(Unknown::Malformed("it is not for the method that was called"));
            }
            Err(_) => return Answer::Unknown(Unknown::Malformed("it is not one whole JSON object")),
        };
        let Ok(head) = serde_json::from_str::<Head>(envelope.content) else {
            return Answer::Unknown(Unknown::Malformed("it has no code"));
        };
        let Some(signature) = envelope.sign.filter(|signature| !signature.is_empty()) else {
            return Answer::Unknown(Unknown::Unsigned(head.into()));
        };
        if let Trust::Certificates(certificates) = &self.config.trust
            && envelope.alipay_cert_sn.as_ref() != Some(&certificates.alipay_cert_sn)
        {
            return Answer::Unknown(Unknown::Malformed("it is signed with another certificate"));
        }
        if !self.alipay_key().verifies(envelope.content, &signature) {
            return Answer::Unknown(Unknown::BadSignature);
        }
        if head.code != "10000" {
            return classify(head.into());
        }
        match ask.read(envelope.content) {
            Ok(done) => Answer::Ok(done),
            Err(unknown) => Answer::Unknown(unknown),
        }
    }
}

/// What every answer has.
#[derive(Deserialize)]
struct Head {
    code: String,
    #[serde(default)]
    msg: String,
    sub_code: Option<String>,
    sub_msg: Option<String>,
}

impl From<Head> for Refusal {
    fn from(head: Head) -> Self {
        Self {
            code: head.code,
            sub_code: head.sub_code.unwrap_or_default(),
            sub_msg: head.sub_msg.unwrap_or(head.msg),
        }
    }
}

/// The kind of a failure. The error itself is not kept: it carries the address with the signature in it.
fn why(error: &reqwest::Error) -> Unknown {
    if error.is_connect() {
        Unknown::Unreachable
    } else if error.is_timeout() {
        Unknown::Timeout
    } else {
        Unknown::Broken
    }
}
