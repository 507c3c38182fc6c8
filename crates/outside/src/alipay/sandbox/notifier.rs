//! Sends notifications: on Alipay's schedule until they are accepted, and as badly as the switches ask for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::rand;
use serde::Serialize;
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

use super::super::notify::ACCEPTED;
use super::super::{form, sign};
use super::book::News;
use super::notice::Notice;
use super::switches::{Forgery, Switches};
use super::{Core, SWEEP_EVERY, is_loopback};

/// Alipay's schedule: the waits between eight attempts.
const WAITS_S: [u64; 7] = [240, 600, 600, 3_600, 7_200, 21_600, 54_000];
/// Notifications waiting, at most; more are lost, as they are when the real one gives up.
const QUEUE_MAX: usize = 200_000;
/// Attempts under way at once.
const ATTEMPTS_MAX: usize = 64;
/// Attempts remembered.
const RECORDS_MAX: usize = 1_000;
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
/// A held notification follows the one that overtook it after this.
const OVERTAKEN_BY: Duration = Duration::from_millis(200);
/// A held notification waits no longer than this for another to overtake it.
const HELD_MAX: Duration = Duration::from_secs(3);

/// One attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    pub at_us: i64,
    pub notify_id: String,
    pub out_trade_no: String,
    /// `paid`, `closed` or `refunded`.
    pub event: &'static str,
    /// From 1.
    pub attempt: u8,
    pub forgery: Option<Forgery>,
    pub outcome: DeliveryOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    Accepted,
    /// Answered, but not with exactly `success`.
    NotAccepted,
    Unreachable,
    /// Lost by a switch.
    Dropped,
    /// The address is not on this machine.
    NotLoopback,
}

#[derive(Clone, Debug)]
struct Pending {
    notice: Notice,
    /// From 1.
    attempt: u8,
    drop_attempts: u8,
}

type Place = (Instant, u64);

#[derive(Debug, Default)]
struct Queue {
    due: BTreeMap<Place, Pending>,
    sequence: u64,
    /// A notification kept back so that the next overtakes it.
    held: Option<Place>,
    records: VecDeque<Delivery>,
}

impl Queue {
    fn push(&mut self, at: Instant, pending: Pending) -> Option<Place> {
        if QUEUE_MAX <= self.due.len() {
            tracing::warn!("the sandbox has too many notifications waiting; one is lost");
            return None;
        }
        self.sequence += 1;
        let place = (at, self.sequence);
        self.due.insert(place, pending);
        Some(place)
    }
}

#[derive(Debug)]
pub struct Notifier {
    queue: Mutex<Queue>,
    wake: Notify,
    attempts: Arc<Semaphore>,
    http: reqwest::Client,
    time_factor: u32,
}

impl Notifier {
    pub fn new(time_factor: u32) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(ATTEMPT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self {
            queue: Mutex::default(),
            wake: Notify::new(),
            attempts: Arc::new(Semaphore::new(ATTEMPTS_MAX)),
            http,
            time_factor: time_factor.max(1),
        })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn deliveries(&self) -> Vec<Delivery> {
        self.queue().records.iter().cloned().collect()
    }

    /// Takes up one piece of news, if the merchant wants to be told.
    pub fn enqueue(&self, news: &News, switches: &Switches, now_us: i64) {
        let Some(notify_url) = &news.trade.offer.notify_url else {
            return;
        };
        let notice = |forgery| Notice {
            notify_url: notify_url.clone(),
            notify_id: notify_id(now_us),
            news: news.clone(),
            forgery,
        };
        let now = Instant::now();
        let due = now + Duration::from_millis(switches.delay_ms);
        let genuine = Pending { notice: notice(None), attempt: 1, drop_attempts: switches.drop_attempts };
        let mut queue = self.queue();
        for forgery in &switches.forge {
            queue.push(now, Pending { notice: notice(Some(*forgery)), attempt: 1, drop_attempts: 0 });
        }
        for _ in 0..switches.duplicates {
            queue.push(due, genuine.clone());
        }
        let overtaken = queue.held.take().and_then(|place| queue.due.remove(&place));
        match overtaken {
            Some(overtaken) => {
                queue.push(due, genuine);
                queue.push(due + OVERTAKEN_BY, overtaken);
            }
            None if switches.reorder => queue.held = queue.push(due + HELD_MAX, genuine),
            None => {
                queue.push(due, genuine);
            }
        }
        drop(queue);
        self.wake.notify_one();
    }

    /// The next notification that is due, or how long to wait for one.
    fn next(&self) -> Result<Pending, Duration> {
        let mut queue = self.queue();
        let now = Instant::now();
        match queue.due.first_key_value() {
            Some((&(at, _), _)) if now < at => Err(SWEEP_EVERY.min(at - now)),
            Some((&place, _)) => queue.due.remove(&place).ok_or(Duration::ZERO),
            None => Err(SWEEP_EVERY),
        }
    }

    fn record(&self, pending: Pending, outcome: DeliveryOutcome, at_us: i64) {
        let mut queue = self.queue();
        queue.records.truncate(RECORDS_MAX - 1);
        queue.records.push_front(Delivery {
            at_us,
            notify_id: pending.notice.notify_id.clone(),
            out_trade_no: pending.notice.news.trade.offer.out_trade_no.clone(),
            event: pending.notice.event(),
            attempt: pending.attempt,
            forgery: pending.notice.forgery,
            outcome,
        });
        let again = !matches!(outcome, DeliveryOutcome::Accepted | DeliveryOutcome::NotLoopback);
        // Forgers do not follow a schedule.
        if again
            && pending.notice.forgery.is_none()
            && let Some(wait_s) = WAITS_S.get(usize::from(pending.attempt) - 1)
        {
            let wait = Duration::from_secs(*wait_s) / self.time_factor;
            queue.push(Instant::now() + wait, Pending { attempt: pending.attempt + 1, ..pending });
        }
        drop(queue);
        self.wake.notify_one();
    }
}

/// The background task: delivers what is due and closes trades whose time is up.
pub async fn run(core: Arc<Core>) {
    loop {
        match core.notifier.next() {
            Ok(pending) => {
                let Ok(permit) = core.notifier.attempts.clone().acquire_owned().await else {
                    return;
                };
                let core = core.clone();
                tokio::spawn(async move {
                    attempt(&core, pending).await;
                    drop(permit);
                });
            }
            Err(wait) => {
                // Whichever comes first; both only mean "look again".
                let _ = tokio::time::timeout(wait, core.notifier.wake.notified()).await;
                core.with_book(|_, _, _| ());
            }
        }
    }
}

async fn attempt(core: &Core, pending: Pending) {
    let outcome = if pending.attempt <= pending.drop_attempts {
        DeliveryOutcome::Dropped
    } else {
        deliver(core, &pending.notice).await
    };
    core.notifier.record(pending, outcome, core.now_us());
}

async fn deliver(core: &Core, notice: &Notice) -> DeliveryOutcome {
    let Ok(url) = reqwest::Url::parse(&notice.notify_url) else {
        return DeliveryOutcome::Unreachable;
    };
    if !core.config.notify_anywhere && !is_loopback(&url) {
        return DeliveryOutcome::NotLoopback;
    }
    let Ok(body) = signed_body(core, notice) else {
        return DeliveryOutcome::Unreachable;
    };
    let request = core
        .notifier
        .http
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded; text/html; charset=utf-8")
        .body(body);
    match request.send().await {
        Ok(response) => match accepted(response).await {
            Ok(true) => DeliveryOutcome::Accepted,
            Ok(false) => DeliveryOutcome::NotAccepted,
            Err(_) => DeliveryOutcome::Unreachable,
        },
        Err(_) => DeliveryOutcome::Unreachable,
    }
}

/// Whether the body is exactly `success`; no more of it is read than that takes.
async fn accepted(mut response: reqwest::Response) -> reqwest::Result<bool> {
    if response.status() != reqwest::StatusCode::OK {
        return Ok(false);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if ACCEPTED.len() < body.len() {
            return Ok(false);
        }
    }
    Ok(body == ACCEPTED.as_bytes())
}

fn signed_body(core: &Core, notice: &Notice) -> Result<String, super::KeyError> {
    let params = notice.params(&core.config, core.now_us());
    let pairs = || params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let content = if notice.forgery == Some(Forgery::BadSignature) {
        "a guess".to_owned()
    } else {
        sign::notification_content(pairs())
    };
    let signature = core.keys.alipay.sign(&content)?;
    Ok(form::encode(pairs().chain([("sign", signature.as_str())])))
}

/// Alipay's shape: the day and a long unguessable rest. The same in all attempts of one notification.
fn notify_id(now_us: i64) -> String {
    let mut bytes = [0; 13];
    // Without randomness the id is only predictable, which the sandbox can live with.
    let _ = rand::fill(&mut bytes);
    let day = super::super::beijing::format(now_us).replace('-', "");
    format!("{}{}", day.split(' ').next().unwrap_or_default(), hex::encode(bytes))
}
