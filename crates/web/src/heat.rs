//! Counts what shoppers look at, for what is hot. What they put into carts and buy is noted by [`mall::rank`] itself.
//!
//! Counted in memory and written a few seconds later, one row a product, and when the server is stopped: a page that is
//! looked at writes nothing. The looks of the last seconds are lost with a process that is killed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use kernel::Actor;
use mall::catalog::SpuId;
use mall::rank::{self, Kind, NOTED_MAX, Noted};

use crate::app::App;

/// How often what was counted is written.
const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// Who looks again within so long has not looked away.
const SAME_LOOK: Duration = Duration::from_mins(10);
/// Looks that are remembered, so that they are not counted again.
const LOOKS_MAX: u64 = 100_000;
/// Products that are counted between two writings; more of them wait for the next time.
const COUNTED_MAX: usize = 20_000;
/// What programs that read the whole shop call themselves.
const CRAWLERS: [&str; 8] = ["bot", "crawl", "spider", "slurp", "curl", "wget", "python", "headless"];

pub struct Heat {
    counted: Mutex<HashMap<SpuId, i64>>,
    /// Who has looked at what, hashed.
    looks: moka::sync::Cache<u64, ()>,
}

impl Default for Heat {
    fn default() -> Self {
        let looks = moka::sync::Cache::builder().max_capacity(LOOKS_MAX).time_to_live(SAME_LOOK).build();
        Self { counted: Mutex::default(), looks }
    }
}

/// Whether a program reads the page, and not a person.
fn is_crawler(headers: &HeaderMap) -> bool {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent = agent.to_ascii_lowercase();
    agent.is_empty() || CRAWLERS.iter().any(|crawler| agent.contains(crawler))
}

impl Heat {
    /// Somebody, by whatever tells them from others, looks at a product's page.
    pub fn view(&self, headers: &HeaderMap, who: impl Hash, spu: SpuId) {
        if is_crawler(headers) {
            return;
        }
        let mut hasher = DefaultHasher::new();
        (who, spu).hash(&mut hasher);
        let look = hasher.finish();
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

    #[test]
    fn one_person_counts_once_and_a_crawler_never() {
        let (heat, tea) = (Heat::default(), SpuId::from_raw(7));
        let phone = person("Mozilla/5.0 (iPhone)");
        for who in [1, 1, 2] {
            heat.view(&phone, who, tea);
        }
        heat.view(&person("Mozilla/5.0 (compatible; Googlebot/2.1)"), 3, tea);
        heat.view(&HeaderMap::new(), 4, tea);
        let taken = heat.take();
        assert_eq!(taken, [Noted { spu: tea, kind: Kind::View, amount: 2 }]);
        assert!(heat.take().is_empty());
        heat.put_back(taken.clone());
        assert_eq!(heat.take(), taken);
    }
}
