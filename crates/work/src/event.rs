//! Events: what happened, told in the transaction in which it happened.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::{Bucket, Code, Cx, Error, Result, Time, params};
use serde::Serialize;
use store::{Tx, sql};

use crate::job::{self, New};

/// Something that happened to one entity. Its payload is what its subscribers read.
pub trait Event: Serialize {
    const KIND: &'static str;
    /// The raw id of the order, product, … that it happened to; events of one entity are handled in order.
    fn entity(&self) -> i64;
}

/// A job kind that runs once for every event of a kind, with the event's payload as its own.
#[derive(Clone, Copy, Debug)]
pub struct Subscription {
    pub event: &'static str,
    pub job: &'static str,
    pub tries_max: u16,
    pub lease_s: u16,
}

#[linkme::distributed_slice]
pub static SUBSCRIPTIONS: [Subscription];

/// Declares that a job runs for every event of a kind: `subscribe!("order.paid" => TellPaid);`
#[macro_export]
macro_rules! subscribe {
    ($event:expr => $job:ty) => {
        #[expect(unsafe_code, reason = "linkme puts the subscription into a section of the binary")]
        const _: () = {
            #[$crate::linkme::distributed_slice($crate::event::SUBSCRIPTIONS)]
            #[linkme(crate = $crate::linkme)]
            static SUBSCRIBED: $crate::event::Subscription = $crate::event::Subscription {
                event: $event,
                job: <$job as $crate::Payload>::KIND,
                tries_max: <$job as $crate::Payload>::TRIES_MAX,
                lease_s: <$job as $crate::Payload>::LEASE_S,
            };
        };
    };
}

static BY_EVENT: LazyLock<HashMap<&'static str, Vec<Subscription>>> = LazyLock::new(|| {
    let mut map: HashMap<_, Vec<_>> = HashMap::new();
    for subscription in SUBSCRIPTIONS {
        map.entry(subscription.event).or_default().push(*subscription);
    }
    map
});

/// One event as it was written.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: i64,
    pub kind: String,
    pub entity: i64,
    pub payload: String,
    pub at: Time,
}

sql! {
    EMIT = "insert into events (id, kind, entity, payload, at) values (?1, ?2, ?3, ?4, ?5)";
    OF_ENTITY = "
        select id, kind, entity, payload, at from events
         where entity = ?1 and id > ?2 order by id limit ?3";
    SINCE = "
        select id, kind, entity, payload, at from events
         where id > ?1 and (?3 = '' or kind in (?3, ?4, ?5, ?6, ?7)) order by id limit ?2";
    IDS_BETWEEN = "
        select id from events
         where id > ?1 and id <= ?2 and (?4 = '' or kind in (?4, ?5, ?6, ?7, ?8)) order by id limit ?3";
    OF_ID = "
        select id, kind, entity, payload, at from events where id = ?1";
    NEWEST = "select coalesce(max(id), 0) from events";
    HAS = "select 1 from events where id = ?1";
    FORGET = "
        delete from events where id in (select id from events where at < ?1 order by id limit ?2)";
}

/// Writes the event and enqueues a job for each subscriber.
///
/// # Errors
/// [`Code::Store`].
pub fn emit<E: Event>(tx: &mut Tx<'_>, cx: &Cx, event: &E) -> Result<()> {
    let payload = serde_json::to_string(event).map_err(|error| Error::new(Code::Internal).because(error))?;
    let entity = event.entity();
    let id = cx.id(Bucket::of_id(entity))?;
    tx.execute(EMIT, params![id, E::KIND, entity, payload, cx.now])?;
    for subscription in BY_EVENT.get(E::KIND).into_iter().flatten() {
        job::insert(
            tx,
            cx,
            &New {
                kind: subscription.job,
                payload: &payload,
                unique_key: None,
                order_key: Some(entity),
                run_at: cx.now,
                tries_max: subscription.tries_max,
                lease_s: subscription.lease_s,
            },
        )?;
    }
    tx.notify(E::KIND, entity);
    Ok(())
}

/// Events of one entity after a given id, oldest first.
///
/// # Errors
/// [`Code::Store`].
pub fn of_entity(tx: &mut Tx<'_>, entity: i64, after: i64, limit: i64) -> Result<Vec<Told>> {
    tx.all(OF_ENTITY, params![entity, after, limit], told)
}

/// Kinds that one follower listens to.
pub type Kinds = [&'static str; 5];
/// Whoever follows everything.
pub const ALL_KINDS: Kinds = [""; 5];

/// Events of all entities after a given id, oldest first. An event of a slow transaction may appear behind a newer
/// one: [`crate::follow`] finds it.
///
/// # Errors
/// [`Code::Store`].
pub fn since(tx: &mut Tx<'_>, after: i64, kinds: Kinds, limit: i64) -> Result<Vec<Told>> {
    let [a, b, c, d, e] = kinds;
    tx.all(SINCE, params![after, limit, a, b, c, d, e], told)
}

/// Ids of events in a range, for a follower that looks for those that appeared behind it.
///
/// # Errors
/// [`Code::Store`].
pub fn ids_between(tx: &mut Tx<'_>, after: i64, to: i64, kinds: Kinds, limit: i64) -> Result<Vec<i64>> {
    let [a, b, c, d, e] = kinds;
    tx.all(IDS_BETWEEN, params![after, to, limit, a, b, c, d, e], |row| row.get(0))
}

/// The events of these ids that are there.
///
/// # Errors
/// [`Code::Store`].
pub fn of_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Told>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(tx.optional(OF_ID, params![*id], told)?);
    }
    Ok(found)
}

/// The newest event that is to be seen; 0 when there is none.
///
/// # Errors
/// [`Code::Store`].
pub fn newest(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(NEWEST, &[], |row| row.get(0))
}

/// Whether an event is still kept.
///
/// # Errors
/// [`Code::Store`].
pub fn is_kept(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    Ok(tx.optional(HAS, params![id], |row| row.get::<i64>(0))?.is_some())
}

/// Deletes at most `limit` events older than a moment; how many went.
///
/// # Errors
/// [`Code::Store`].
pub fn forget(tx: &mut Tx<'_>, before: Time, limit: i64) -> Result<u64> {
    tx.execute(FORGET, params![before, limit])
}

fn told(row: &store::Row<'_>) -> Result<Told> {
    Ok(Told {
        id: row.get(0)?,
        kind: row.get(1)?,
        entity: row.get(2)?,
        payload: row.get(3)?,
        at: row.get(4)?,
    })
}
