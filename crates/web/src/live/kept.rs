//! The messages of the last minutes, for those who come back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use kernel::Time;
use kernel::id::first_at;
use work::follow::{LOOK_BACK, LOOK_BACK_S};

use super::message::Message;

/// Nothing is missed by who comes back within so long.
pub const KEPT_S: i64 = 300;
/// Messages that one who comes back is told at most; who would be told more looks at everything anew.
const RESUMED_MAX: usize = 1_000;

/// The oldest id that must be there at a moment.
pub fn oldest(now: Time) -> i64 {
    first_at(now.minus_s(KEPT_S + LOOK_BACK_S))
}

/// Bounded by age and by number.
pub struct Kept {
    max: usize,
    /// By whom they are for, then by id: one who comes back is found without a walk over the others.
    messages: BTreeMap<(i64, i64), Arc<Message>>,
    /// In the order in which they came.
    order: VecDeque<(i64, i64)>,
    /// What is older than this may have been dropped.
    floor: i64,
}

impl Kept {
    pub fn new(max: usize) -> Self {
        Self { max, messages: BTreeMap::new(), order: VecDeque::new(), floor: i64::MAX }
    }

    /// From here on everything after `floor` is kept.
    pub fn begin(&mut self, floor: i64) {
        self.floor = floor;
    }

    pub fn keep(&mut self, message: Arc<Message>, now: Time) {
        let key = (message.audience.raw(), message.seq);
        if self.messages.insert(key, message).is_none() {
            self.order.push_back(key);
        }
        let oldest = oldest(now);
        while let Some((audience, seq)) = self.order.front().copied() {
            if oldest <= seq && self.order.len() <= self.max {
                break;
            }
            self.order.pop_front();
            self.messages.remove(&(audience, seq));
            self.floor = self.floor.max(seq.saturating_add(1));
        }
    }

    /// What a reader may have missed after `seq`, oldest first, with the look-back before it; `None` when that is
    /// not known any more, or is too much to tell.
    pub fn since(&self, readers: &[i64], seq: i64) -> Option<Vec<Arc<Message>>> {
        let from = seq.saturating_sub(LOOK_BACK);
        if from < self.floor {
            return None;
        }
        let mut found = Vec::new();
        for reader in readers {
            let range = self.messages.range((*reader, from)..=(*reader, i64::MAX));
            found.extend(range.map(|(_, message)| Arc::clone(message)).take(RESUMED_MAX + 1));
        }
        found.sort_unstable_by_key(|message| message.seq);
        (found.len() <= RESUMED_MAX).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::Audience;
    use super::*;

    const NOW: Time = Time(1_795_161_600_000_000);

    fn message(user: i64, at: Time, n: i64) -> Arc<Message> {
        let seq = first_at(at) + n;
        Arc::new(Message { seq, audience: Audience::of(user), json: seq.to_string().into() })
    }

    fn kept(max: usize) -> Kept {
        let mut kept = Kept::new(max);
        kept.begin(oldest(NOW));
        kept
    }

    fn seqs(found: Option<Vec<Arc<Message>>>) -> Option<Vec<i64>> {
        found.map(|found| found.iter().map(|message| message.seq).collect())
    }

    #[test]
    fn one_is_told_ones_own_and_what_is_for_everybody_in_order() {
        let mut kept = kept(10);
        let (mine, others, all) = (message(7, NOW, 1), message(8, NOW, 2), message(0, NOW, 3));
        for message in [&all, &others, &mine] {
            kept.keep(Arc::clone(message), NOW);
        }
        assert_eq!(seqs(kept.since(&[0, 7], first_at(NOW))), Some(vec![mine.seq, all.seq]));
        assert_eq!(seqs(kept.since(&[0], first_at(NOW))), Some(vec![all.seq]));
    }

    #[test]
    fn what_came_late_is_within_the_look_back() {
        let mut kept = kept(10);
        let (late, seen) = (message(7, NOW.minus_s(20), 0), message(7, NOW, 0));
        kept.keep(Arc::clone(&seen), NOW);
        kept.keep(Arc::clone(&late), NOW);
        assert_eq!(seqs(kept.since(&[7], seen.seq)), Some(vec![late.seq, seen.seq]));
    }

    #[test]
    fn five_minutes_are_kept_and_older_is_told_to_be_unknown() {
        let mut kept = kept(10);
        let first = message(7, NOW, 0);
        kept.keep(Arc::clone(&first), NOW);
        let later = NOW.plus_s(KEPT_S);
        kept.keep(message(8, later, 0), later);
        assert_eq!(seqs(kept.since(&[7], first.seq)), Some(vec![first.seq]));
        let later = NOW.plus_s(KEPT_S + LOOK_BACK_S + 1);
        kept.keep(message(8, later, 0), later);
        assert_eq!(seqs(kept.since(&[7], first.seq)), None);
        assert!(kept.since(&[7], first_at(later)).is_some());
    }

    #[test]
    fn what_did_not_fit_is_told_to_be_unknown() {
        let mut kept = kept(2);
        for n in 0..3 {
            kept.keep(message(7, NOW, n), NOW);
        }
        assert_eq!(seqs(kept.since(&[7], first_at(NOW))), None);
        assert_eq!(kept.messages.len(), 2);
    }

    #[test]
    fn too_much_is_not_told_piece_by_piece() {
        let mut kept = kept(10_000);
        for n in 0..=1_000 {
            kept.keep(message(7, NOW, n), NOW);
        }
        assert_eq!(seqs(kept.since(&[7], first_at(NOW))), None);
    }
}
