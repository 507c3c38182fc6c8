//! Counts requests by route. Looking a metric up by its labels costs more than counting, so each thread keeps those
//! it has used.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics::{Counter, Histogram};

struct Kept {
    method: &'static str,
    class: u16,
    requests: Counter,
    seconds: Histogram,
}

thread_local! {
    // Routes, methods and classes are ours, so this does not grow with what clients send.
    static KEPT: RefCell<HashMap<Box<str>, Vec<Kept>>> = RefCell::default();
}

/// Counts one answered request.
pub fn request(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let (method, class) = (word(method), status.as_u16() / 100);
    KEPT.with_borrow_mut(|kept| {
        if !kept.contains_key(route) {
            kept.insert(route.into(), Vec::new());
        }
        let Some(of_route) = kept.get_mut(route) else { return };
        let found = of_route.iter().position(|one| one.method == method && one.class == class);
        let at = found.unwrap_or_else(|| {
            of_route.push(Kept::new(method, route, class));
            of_route.len() - 1
        });
        of_route[at].requests.increment(1);
        of_route[at].seconds.record(took.as_secs_f64());
    });
}

impl Kept {
    fn new(method: &'static str, route: &str, class: u16) -> Self {
        let labels =
            [("method", method.to_owned()), ("route", route.to_owned()), ("status", format!("{class}xx"))];
        Self {
            method,
            class,
            requests: metrics::counter!("http_requests_total", &labels),
            seconds: metrics::histogram!("http_request_duration_seconds", &labels),
        }
    }
}

/// Clients may make up methods; each would be a metric of its own.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_methods_are_one() {
        let made_up = Method::from_bytes(b"BREW").unwrap();
        request(&made_up, "/x", StatusCode::OK, Duration::ZERO);
        request(&Method::TRACE, "/x", StatusCode::CREATED, Duration::ZERO);
        request(&Method::GET, "/x", StatusCode::OK, Duration::ZERO);
        let of_route =
            KEPT.with_borrow(|kept| kept["/x"].iter().map(|one| (one.method, one.class)).collect::<Vec<_>>());
        assert_eq!(of_route, [("OTHER", 2), ("GET", 2)]);
    }
}
