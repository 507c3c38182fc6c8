//! Counts what shoppers look at, for what is hot. What they put into carts and buy is noted by [`mall::rank`] itself.
//!
//! Counted in memory and written a few seconds later, one row a product, and when the server is stopped: a page that is
//! looked at writes nothing. The looks of the last seconds are lost with a process that is killed.
//!
//! Whoever looks or buys is told from others by the address alone: a new cookie costs a program nothing.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use kernel::Actor;
use mall::catalog::SpuId;
use mall::rank::{self, Kind, NOTED_MAX, Noted};
use moka::sync::Cache;

use crate::app::App;
use crate::client::Client;

/// How often what was counted is written.
const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// What comes from one address within so long is one look at a product.
const SAME_LOOK: Duration = Duration::from_mins(10);
/// What one address puts into carts within so long counts once.
const SAME_CART: Duration = Duration::from_hours(24);
/// Looks, and carts, that are remembered, so that they are not counted again.
const SEEN_MAX: u64 = 100_000;
/// Products that are counted between two writings; more of them wait for the next time.
const COUNTED_MAX: usize = 20_000;
/// What programs that read the whole shop call themselves.
const CRAWLERS: [&str; 8] = ["bot", "crawl", "spider", "slurp", "curl", "wget", "python", "headless"];

pub struct Heat {
    counted: Mutex<HashMap<SpuId, i64>>,
    /// Who has looked at what, hashed.
    looks: Cache<u64, ()>,
    /// Who has put what into a cart, hashed, and by which request it was counted.
    carted: Cache<u64, u64>,
    requests: AtomicU64,
}

impl Default for Heat {
    fn default() -> Self {
        let looks = Cache::builder().max_capacity(SEEN_MAX).time_to_live(SAME_LOOK).build();
        let carted = Cache::builder().max_capacity(SEEN_MAX).time_to_live(SAME_CART).build();
        Self { counted: Mutex::default(), looks, carted, requests: AtomicU64::new(0) }
    }
}

/// Whether a program reads the page, and not a person.
fn is_crawler(headers: &HeaderMap) -> bool {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent = agent.to_ascii_lowercase();
    agent.is_empty() || CRAWLERS.iter().any(|crawler| agent.contains(crawler))
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// One request that puts products into a cart.
#[derive(Clone)]
pub struct Carting {
    carted: Cache<u64, u64>,
    who: String,
    request: u64,
}

impl Carting {
    /// Whether a product is counted. Says the same when a transaction is run again.
    #[must_use]
    pub fn counts(&self, spu: SpuId) -> bool {
        self.carted.get_with(hash((&self.who, spu)), || self.request) == self.request
    }
}

impl Heat {
    /// A request of somebody's that puts products into a cart.
    #[must_use]
    pub fn carting(&self, who: Client) -> Carting {
        let request = self.requests.fetch_add(1, Ordering::Relaxed);
        Carting { carted: self.carted.clone(), who: who.to_string(), request }
    }

    /// Somebody looks at a product's page.
    pub fn view(&self, headers: &HeaderMap, who: Client, spu: SpuId) {
        if is_crawler(headers) {
            return;
        }
        let look = hash((who.to_string(), spu));
        if self.looks.get(&look).is_none() {
            self.looks.insert(look, ());
            let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            if counted.len() < COUNTED_MAX || counted.contains_key(&spu) {
                *counted.entry(spu).or_default() += 1;
            }
        }
    }

    /// Takes out as much as one transaction writes.
    fn take(&self) -> Vec<Noted> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<_> = counted.keys().copied().take(NOTED_MAX).collect();
        let take = |spu| counted.remove(&spu).map(|amount| Noted { spu, kind: Kind::View, amount });
        keys.into_iter().filter_map(take).collect()
    }

    fn put_back(&self, noted: Vec<Noted>) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        for Noted { spu, amount, .. } in noted {
            *counted.entry(spu).or_default() += amount;
        }
    }
}

impl App {
    /// Writes what was counted.
    pub async fn flush_heat(&self) {
        loop {
            let noted = self.heat.take();
            if noted.is_empty() {
                return;
            }
            let written = noted.clone();
            let done = self.db.write(Actor::System, move |tx, cx| rank::note(tx, cx, &written)).await;
            if let Err(error) = done {
                tracing::warn!(%error, "what shoppers looked at could not be written down");
                self.heat.put_back(noted);
                return;
            }
        }
    }
}

/// Writes what was counted, every few seconds, until the runtime ends.
pub async fn keep_writing(app: App) {
    loop {
        tokio::time::sleep(FLUSH_EVERY).await;
        app.flush_heat().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(agent: &'static str) -> HeaderMap {
        [(USER_AGENT, agent.parse().unwrap())].into_iter().collect()
    }

    fn at(address: &str) -> Client {
        Client(address.parse().unwrap())
    }

    #[test]
    fn one_address_puts_a_product_into_carts_once() {
        let (heat, tea, cup) = (Heat::default(), SpuId::from_raw(7), SpuId::from_raw(8));
        let first = heat.carting(at("2001:db8:1:2::1"));
        assert!(first.counts(tea) && first.counts(tea), "its transaction may run again");
        let again = heat.carting(at("2001:db8:1:2::9"));
        assert!(!again.counts(tea) && again.counts(cup));
        assert!(heat.carting(at("2001:db8:1:3::1")).counts(tea));
    }

    #[test]
    fn one_person_counts_once_and_a_crawler_never() {
        let (heat, tea) = (Heat::default(), SpuId::from_raw(7));
        let phone = person("Mozilla/5.0 (iPhone)");
        for who in ["203.0.113.1", "203.0.113.1", "203.0.113.2"] {
            heat.view(&phone, at(who), tea);
        }
        heat.view(&person("Mozilla/5.0 (compatible; Googlebot/2.1)"), at("203.0.113.3"), tea);
        heat.view(&HeaderMap::new(), at("203.0.113.4"), tea);
        let taken = heat.take();
        assert_eq!(taken, [Noted { spu: tea, kind: Kind::View, amount: 2 }]);
        assert!(heat.take().is_empty());
        heat.put_back(taken.clone());
        assert_eq!(heat.take(), taken);
    }
}
