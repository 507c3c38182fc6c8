//! Requests as a story writes them, straight through the router.

use std::future::{Future, IntoFuture};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use super::TestApp;
use super::people::Person;

/// Bytes of an answer that a story looks at.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One request, sent when it is awaited.
#[must_use = "a call is made when it is awaited"]
pub struct Call {
    app: TestApp,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
    address: Option<IpAddr>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// What was asked, for messages.
    asked: String,
}

impl TestApp {
    pub fn call(&self, method: Method, path: impl Into<String>) -> Call {
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Call { app: self.clone(), method, path: path.into(), headers, body, address: None }
    }

    pub fn get(&self, path: impl Into<String>) -> Call {
        self.call(Method::GET, path)
    }

    pub fn post(&self, path: impl Into<String>) -> Call {
        self.call(Method::POST, path)
    }

    pub fn put(&self, path: impl Into<String>) -> Call {
        self.call(Method::PUT, path)
    }

    pub fn patch(&self, path: impl Into<String>) -> Call {
        self.call(Method::PATCH, path)
    }

    pub fn delete(&self, path: impl Into<String>) -> Call {
        self.call(Method::DELETE, path)
    }
}

impl Call {
    /// With an access token of the person's, issued now.
    pub fn by(self, person: &Person) -> Self {
        let token = person.access(&self.app);
        self.bearer(&token)
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With an `Idempotency-Key`.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// # Panics
    /// When it cannot be a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header's value");
        self.headers.insert(name, value);
        self
    }

    /// From an address of the network.
    ///
    /// # Panics
    /// When it is none.
    pub fn from_address(mut self, address: &str) -> Self {
        self.address = Some(address.parse().expect("an address"));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.json_bytes(body.to_string().into_bytes())
    }

    /// A body that need not be JSON, sent as if it were.
    pub fn json_bytes(self, body: impl Into<Bytes>) -> Self {
        self.body("application/json", body)
    }

    pub fn form_bytes(self, body: impl Into<Bytes>) -> Self {
        self.body("application/x-www-form-urlencoded", body)
    }

    pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    async fn send(self) -> Reply {
        let asked = format!("{} {}", self.method, self.path);
        let mut request = Request::builder().method(self.method).uri(&self.path);
        if let Some(headers) = request.headers_mut() {
            headers.extend(self.headers);
        }
        let mut request = request.body(Body::from(self.body)).expect("a request");
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 1)));
        }
        let Ok(response) = self.app.0.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_BYTES_MAX).await.expect("a whole answer");
        Reply { status: parts.status, headers: parts.headers, body, asked }
    }
}

impl IntoFuture for Call {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl Reply {
    /// # Panics
    /// With the body, when the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        self
    }

    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// # Panics
    /// When the body is not JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.asked, self.text()))
    }

    /// What is in the envelope.
    ///
    /// # Panics
    /// When the body is not JSON.
    #[must_use]
    #[track_caller]
    pub fn data(&self) -> Value {
        self.json()["data"].clone()
    }

    /// The code of a problem.
    ///
    /// # Panics
    /// When the answer is not a problem.
    #[must_use]
    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.asked);
        self.json()["code"].as_str().expect("a problem has a code").to_owned()
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
