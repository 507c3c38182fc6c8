//! Who listens on this node.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use kernel::{Code, Result, Time};
use mall::account::UserId;
use metrics::{Counter, Gauge};
use serde::Deserialize;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::LiveConfig;
use super::kept::Kept;
use super::message::{Audience, Message};

/// Messages that wait for one reader, at most.
const QUEUE_MAX: usize = 64;

/// What somebody listens to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// What is theirs, and what is told to everybody.
    #[default]
    Own,
    /// What happens to everybody's orders and cases: for staff who may see them.
    Desk,
}

/// Who comes in.
#[derive(Clone, Debug)]
pub struct Guest {
    pub user: Option<UserId>,
    /// The network address as limits count it.
    pub address: String,
    pub topic: Topic,
}

impl Guest {
    /// Where they sit: their own messages are told there.
    fn seat(&self) -> Audience {
        match (self.topic, self.user) {
            (Topic::Desk, _) => Audience::Desk,
            (Topic::Own, Some(user)) => Audience::User(user),
            (Topic::Own, None) => Audience::Everybody,
        }
    }

    /// Whose messages they may see.
    pub fn readers(&self) -> Vec<i64> {
        match self.seat() {
            Audience::User(user) => vec![Audience::Everybody.raw(), user.raw()],
            seat @ (Audience::Everybody | Audience::Desk) => vec![seat.raw()],
        }
    }
}

/// One listener as the hub sees it.
struct Line {
    queue: Sender<Arc<Message>>,
    is_slow: Arc<OnceLock<()>>,
}

#[derive(Default)]
struct Room {
    last_id: u64,
    /// By the seat, then by the line's id.
    lines: HashMap<i64, HashMap<u64, Line>>,
    by_user: HashMap<i64, usize>,
    by_address: HashMap<String, usize>,
    count: usize,
}

impl Room {
    fn at(&self, seat: Audience) -> impl Iterator<Item = &Line> {
        self.lines.get(&seat.raw()).into_iter().flat_map(HashMap::values)
    }
}

/// Counts one less; what is counted no more is forgotten.
fn count_down<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(left) = counts.get_mut(key) {
        *left -= 1;
        if *left == 0 {
            counts.remove(key);
        }
    }
}

struct State {
    room: Room,
    kept: Kept,
}

pub struct Hub {
    config: LiveConfig,
    state: Mutex<State>,
    open: Gauge,
    sent: Counter,
    dropped: Counter,
}

/// A place in the room, given back when it is dropped.
pub struct Place<'h> {
    hub: &'h Hub,
    id: u64,
    guest: Guest,
    queue: Receiver<Arc<Message>>,
    is_slow: Arc<OnceLock<()>>,
}

/// What a reader is told next.
pub enum Next {
    Message(Arc<Message>),
    /// The reader did not keep up and must resume.
    TooSlow,
}

impl Hub {
    pub fn new(config: LiveConfig) -> Self {
        Self {
            config,
            state: Mutex::new(State { room: Room::default(), kept: Kept::new(config.kept_max) }),
            open: metrics::gauge!("live_connections"),
            sent: metrics::counter!("live_messages_sent_total"),
            dropped: metrics::counter!("live_slow_readers_total"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a place.
    ///
    /// # Errors
    /// [`Code::Busy`] when there is none left, [`Code::TooMany`] when this guest has enough of them.
    pub fn enter(&self, guest: Guest) -> Result<Place<'_>> {
        let mut state = self.lock();
        let room = &mut state.room;
        if self.config.connections_max <= room.count {
            return Err(Code::Busy.into());
        }
        let of_address = room.by_address.get(&guest.address).copied().unwrap_or(0);
        let of_user = guest.user.and_then(|user| room.by_user.get(&user.raw()).copied()).unwrap_or(0);
        if self.config.per_address_max <= of_address || self.config.per_user_max <= of_user {
            return Err(Code::TooMany.into());
        }
        let (sender, queue) = mpsc::channel(QUEUE_MAX);
        room.last_id += 1;
        let (id, is_slow) = (room.last_id, Arc::default());
        let line = Line { queue: sender, is_slow: Arc::clone(&is_slow) };
        room.lines.entry(guest.seat().raw()).or_default().insert(id, line);
        if let Some(user) = guest.user {
            *room.by_user.entry(user.raw()).or_default() += 1;
        }
        *room.by_address.entry(guest.address.clone()).or_default() += 1;
        room.count += 1;
        self.open.increment(1);
        Ok(Place { hub: self, id, guest, queue, is_slow })
    }

    pub fn connections(&self) -> usize {
        self.lock().room.count
    }

    /// From here on everything after `floor` is kept.
    pub fn begin(&self, floor: i64) {
        self.lock().kept.begin(floor);
    }

    /// Keeps a message and tells it to all who may see it and listen now.
    pub fn publish(&self, message: Message, now: Time) {
        let message = Arc::new(message);
        let mut state = self.lock();
        state.kept.keep(Arc::clone(&message), now);
        let room = &state.room;
        match message.audience {
            seat @ (Audience::User(_) | Audience::Desk) => self.tell(room.at(seat), &message),
            Audience::Everybody => {
                let at_the_desk = Audience::Desk.raw();
                let seats = room.lines.iter().filter(|(seat, _)| **seat != at_the_desk);
                self.tell(seats.flat_map(|(_, lines)| lines.values()), &message);
            }
        }
    }

    fn tell<'l>(&self, lines: impl Iterator<Item = &'l Line>, message: &Arc<Message>) {
        for line in lines.filter(|line| line.is_slow.get().is_none()) {
            // Whoever does not keep up resumes later from what it has seen: nothing is lost by that.
            if line.queue.try_send(Arc::clone(message)).is_err() && line.is_slow.set(()).is_ok() {
                self.dropped.increment(1);
            }
        }
    }

    /// What somebody may have missed after `seq`; see [`Kept::since`].
    pub fn since(&self, guest: &Guest, seq: i64) -> Option<Vec<Arc<Message>>> {
        self.lock().kept.since(&guest.readers(), seq)
    }

    pub fn count_sent(&self, messages: usize) {
        self.sent.increment(messages as u64);
    }
}

impl Place<'_> {
    pub fn guest(&self) -> &Guest {
        &self.guest
    }

    /// The next message for this reader. May be given up and asked again.
    pub async fn next(&mut self) -> Next {
        match self.queue.recv().await {
            Some(message) if self.is_slow.get().is_none() => Next::Message(message),
            Some(_) | None => Next::TooSlow,
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.hub.lock();
        let room = &mut state.room;
        let seat = self.guest.seat().raw();
        if let Some(lines) = room.lines.get_mut(&seat) {
            lines.remove(&self.id);
            if lines.is_empty() {
                room.lines.remove(&seat);
            }
        }
        if let Some(user) = self.guest.user {
            count_down(&mut room.by_user, &user.raw());
        }
        count_down(&mut room.by_address, &self.guest.address);
        room.count -= 1;
        self.hub.open.decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub() -> Hub {
        let config =
            LiveConfig { connections_max: 3, per_user_max: 1, per_address_max: 2, ..LiveConfig::default() };
        let hub = Hub::new(config);
        hub.begin(0);
        hub
    }

    fn guest(user: Option<i64>, address: &str) -> Guest {
        Guest { user: user.map(UserId::from_raw), address: address.to_owned(), topic: Topic::Own }
    }

    fn message(audience: i64, seq: i64) -> Message {
        Message { seq, audience: Audience::of(audience), json: seq.to_string().into() }
    }

    async fn heard(place: &mut Place<'_>) -> i64 {
        match place.next().await {
            Next::Message(message) => message.seq,
            Next::TooSlow => panic!("nobody is slow"),
        }
    }

    #[test]
    fn places_are_limited_and_given_back() {
        let hub = hub();
        let refused = |guest| hub.enter(guest).err().map(|error| error.code());
        let first = hub.enter(guest(Some(7), "a")).unwrap();
        assert_eq!(refused(guest(Some(7), "b")), Some(Code::TooMany));
        let _second = hub.enter(guest(None, "a")).unwrap();
        assert_eq!(refused(guest(None, "a")), Some(Code::TooMany));
        let _third = hub.enter(guest(None, "b")).unwrap();
        assert_eq!(refused(guest(None, "c")), Some(Code::Busy));
        drop(first);
        assert_eq!(hub.connections(), 2);
        assert!(hub.enter(guest(Some(7), "a")).is_ok());
    }

    #[tokio::test]
    async fn each_is_told_what_is_for_them() {
        let hub = hub();
        let mut member = hub.enter(guest(Some(7), "a")).unwrap();
        let mut visitor = hub.enter(guest(None, "b")).unwrap();
        let at_the_desk = Guest { topic: Topic::Desk, ..guest(Some(9), "c") };
        let mut staff = hub.enter(at_the_desk).unwrap();
        for (audience, seq) in [(8, 1), (7, 2), (0, 3), (-1, 4), (9, 5), (-1, 6)] {
            hub.publish(message(audience, seq), Time(0));
        }
        assert_eq!([heard(&mut member).await, heard(&mut member).await], [2, 3]);
        assert_eq!(heard(&mut visitor).await, 3);
        assert_eq!([heard(&mut staff).await, heard(&mut staff).await], [4, 6], "and nothing of their own");
    }

    #[tokio::test]
    async fn who_does_not_keep_up_is_told_so_and_finds_everything_again() {
        let hub = hub();
        let mut slow = hub.enter(guest(Some(7), "a")).unwrap();
        let told = i64::try_from(QUEUE_MAX).unwrap() + 5;
        (0..told).for_each(|seq| hub.publish(message(7, seq), Time(0)));
        assert!(matches!(slow.next().await, Next::TooSlow));
        let missed = hub.since(&guest(Some(7), "a"), kernel::id::first_at(Time(0)) + work::follow::LOOK_BACK);
        assert_eq!(missed.map(|missed| missed.len()), Some(usize::try_from(told).unwrap()));
    }
}
