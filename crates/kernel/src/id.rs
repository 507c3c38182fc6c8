//! Ids: 41 bits of milliseconds since 2026-01-01, 8 bits of bucket, 5 bits of node, 9 bits of sequence.
//!
//! An id alone says in which bucket its row lives. On the wire ids are decimal strings.

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::{Code, Error, Result, Time};

const EPOCH_MS: i64 = 1_767_225_600_000;
const SEQUENCE_BITS: u32 = 9;
const NODE_BITS: u32 = 5;
const BUCKET_BITS: u32 = 8;
const SEQUENCE_MAX: i64 = (1 << SEQUENCE_BITS) - 1;
const BUCKET_SHIFT: u32 = SEQUENCE_BITS + NODE_BITS;
const MILLIS_SHIFT: u32 = BUCKET_SHIFT + BUCKET_BITS;

/// How many nodes may issue ids at the same time.
pub const NODE_COUNT: i64 = 1 << NODE_BITS;
/// How far the issuer may run ahead of (or the clock behind) the last id before it refuses.
const DRIFT_MAX_MS: i64 = 5_000;

/// One of 256 shares into which users, and all that they own, are divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bucket(pub u8);

impl Bucket {
    pub const COUNT: i64 = 256;
    /// Where rows live that belong to nobody in particular: goods, jobs, staff actions.
    pub const COMMON: Self = Self(0);

    /// The bucket of a username: FNV-1a, folded to 8 bits. Part of the data format: never change it.
    #[must_use]
    pub fn of_username(username: &str) -> Self {
        let hash = username.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let folded = hash ^ (hash >> 32);
        Self(((folded ^ (folded >> 16) ^ (folded >> 8)) & 0xff) as u8)
    }

    #[must_use]
    pub const fn of_id(id: i64) -> Self {
        Self(((id >> BUCKET_SHIFT) & 0xff) as u8)
    }

    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }
}

struct State {
    node: Option<i64>,
    last_ms: i64,
    sequence: i64,
}

/// Issues ids that never repeat on one node; the node's number is leased from the database.
pub struct IdIssuer(Mutex<State>);

impl Default for IdIssuer {
    fn default() -> Self {
        Self(Mutex::new(State { node: None, last_ms: 0, sequence: 0 }))
    }
}

impl IdIssuer {
    /// An issuer whose node number is already known, for tests and the simulator.
    #[must_use]
    pub fn of_node(node: u8) -> Self {
        let issuer = Self::default();
        issuer.assign(node);
        issuer
    }

    /// Takes the node number of a lease.
    ///
    /// # Panics
    /// When the number has more than 5 bits: a lease never does.
    pub fn assign(&self, node: u8) {
        assert!(i64::from(node) < NODE_COUNT, "a node number has 5 bits");
        self.lock().node = Some(i64::from(node));
    }

    /// The lease is lost: no id is issued until another is assigned.
    pub fn withdraw(&self) {
        self.lock().node = None;
    }

    /// # Errors
    /// [`Code::NoNode`] without a lease; [`Code::ClockStepped`] when the clock is more than 5 s behind the last id.
    pub fn issue(&self, now: Time, bucket: Bucket) -> Result<i64> {
        let mut state = self.lock();
        let node = state.node.ok_or(Code::NoNode)?;
        let now_ms = now.millis() - EPOCH_MS;
        if now_ms < 0 || state.last_ms - now_ms > DRIFT_MAX_MS {
            return Err(Code::ClockStepped.into());
        }
        if now_ms > state.last_ms {
            (state.last_ms, state.sequence) = (now_ms, 0);
        } else if state.sequence < SEQUENCE_MAX {
            state.sequence += 1;
        } else {
            (state.last_ms, state.sequence) = (state.last_ms + 1, 0);
        }
        Ok((state.last_ms << MILLIS_SHIFT)
            | (bucket.number() << BUCKET_SHIFT)
            | (node << SEQUENCE_BITS)
            | state.sequence)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The smallest id that can have been issued at a moment or later: ids are in the order of their time.
#[must_use]
pub fn first_at(time: Time) -> i64 {
    (time.millis() - EPOCH_MS).clamp(0, i64::MAX >> MILLIS_SHIFT) << MILLIS_SHIFT
}

/// How far ids of one bucket and sequence are apart from one millisecond to the next.
pub const PER_MS: i64 = 1 << MILLIS_SHIFT;

/// The smallest id of a bucket that can have been issued at a moment.
#[must_use]
pub fn first_of(time: Time, bucket: Bucket) -> i64 {
    first_at(time) | (bucket.number() << BUCKET_SHIFT)
}

/// Parses the decimal form of an id.
///
/// # Errors
/// [`Code::BadId`] unless it is a positive i64 in plain digits.
pub fn parse(text: &str) -> Result<i64> {
    let digits = (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(id) if digits && id > 0 => Ok(id),
        _ => Err(Code::BadId.into()),
    }
}

/// What all id newtypes can do.
pub trait Id: Copy + fmt::Display + FromStr<Err = Error> {
    fn raw(self) -> i64;
    fn from_raw(raw: i64) -> Self;
    fn bucket(self) -> Bucket {
        Bucket::of_id(self.raw())
    }
}

/// Declares id newtypes: `ids! { UserId, OrderId }`.
#[macro_export]
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// A new id that no node has issued before.
            ///
            /// # Errors
            /// See [`kernel::IdIssuer::issue`](IdIssuer::issue).
            pub fn issue(cx: &$crate::Cx, bucket: $crate::Bucket) -> $crate::Result<Self> {
                cx.id(bucket).map(Self)
            }
            #[must_use]
            pub const fn raw(self) -> i64 { self.0 }
            #[must_use]
            pub const fn from_raw(raw: i64) -> Self { Self(raw) }
            #[must_use]
            pub const fn bucket(self) -> $crate::Bucket { $crate::Bucket::of_id(self.0) }
        }
        impl $crate::id::Id for $name {
            fn raw(self) -> i64 { self.0 }
            fn from_raw(raw: i64) -> Self { Self(raw) }
        }
        impl $crate::value::ToValue for $name {
            fn to_value(&self) -> $crate::Value<'_> { $crate::Value::Int(self.0) }
        }
        impl $crate::value::FromValue for $name {
            fn from_value(value: $crate::Value<'_>) -> $crate::Result<Self> {
                <i64 as $crate::value::FromValue>::from_value(value).map(Self)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}", self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> { $crate::id::parse(text).map(Self) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
                s.collect_str(&self.0)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                $crate::id::parse(&text).map(Self).map_err(|_| serde::de::Error::custom("not an id"))
            }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time((EPOCH_MS + 1_000_000) * 1_000);

    #[test]
    fn ids_are_distinct_and_rise_even_within_one_millisecond() {
        let issuer = IdIssuer::of_node(31);
        let ids: Vec<_> = (0..2_000).map(|_| issuer.issue(NOW, Bucket(255)).unwrap()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids.iter().all(|id| Bucket::of_id(*id) == Bucket(255)));
    }

    #[test]
    fn a_moment_parts_the_ids_before_it_from_those_after() {
        let id = IdIssuer::of_node(31).issue(NOW, Bucket(255)).unwrap();
        assert!(first_at(NOW) <= id && id < first_at(Time(NOW.micros() + 1_000)));
        assert_eq!(first_at(Time(0)), 0);
        assert!(first_at(Time(i64::MAX)) > id);
    }

    #[test]
    fn without_a_lease_nothing_is_issued() {
        let issuer = IdIssuer::default();
        assert_eq!(issuer.issue(NOW, Bucket(1)).unwrap_err().code(), Code::NoNode);
    }

    #[test]
    fn a_clock_that_steps_far_back_is_refused_and_a_small_step_is_ridden_out() {
        let issuer = IdIssuer::of_node(1);
        let first = issuer.issue(NOW, Bucket(1)).unwrap();
        assert!(issuer.issue(NOW.minus_s(2), Bucket(1)).unwrap() > first);
        assert_eq!(issuer.issue(NOW.minus_s(60), Bucket(1)).unwrap_err().code(), Code::ClockStepped);
    }

    #[test]
    fn only_plain_positive_digits_are_ids() {
        for text in ["", "0", "-1", "+1", "1.0", "9223372036854775808", "١", " 1", "1 "] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        assert_eq!(parse("9223372036854775807").unwrap(), i64::MAX);
    }

    #[test]
    fn buckets_spread() {
        let mut counts = [0; 256];
        (0..25_600).for_each(|n| counts[usize::from(Bucket::of_username(&format!("user{n}")).0)] += 1);
        assert!(counts.iter().all(|count| (40..200).contains(count)));
    }
}
