//! What can happen in one step. An act carries its own randomness, so that leaving others out of a story does
//! not change what it means.

use kernel::{Random, Result, SeededRandom};

use super::world::World;
use super::{faults, gateway, shoppers, staff};

macro_rules! acts {
    ($($kind:ident * $weight:literal => $play:path;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($kind),* }

        const WEIGHTS: &[(Kind, u64)] = &[$((Kind::$kind, $weight)),*];

        impl Act {
            /// Plays the act; what happened, in words.
            pub(super) fn play(&self, world: &mut World) -> Result<String> {
                let dice = Dice::new(self.entropy);
                match self.kind { $(Kind::$kind => $play(world, &dice)),* }
            }
        }
    };
}

acts! {
    Place * 14 => shoppers::place;
    PayByQr * 12 => shoppers::pay_by_qr;
    ScanAndPay * 12 => shoppers::scan_and_pay;
    PayByBalance * 4 => shoppers::pay_by_balance;
    Cancel * 2 => shoppers::cancel;
    ConfirmReceipt * 4 => shoppers::confirm_receipt;
    RequestRefund * 5 => shoppers::request_refund;
    WithdrawRefund * 1 => shoppers::withdraw_refund;
    SendBack * 3 => shoppers::send_back;
    Pack * 6 => staff::pack;
    Ship * 6 => staff::ship;
    Deliver * 4 => staff::deliver;
    Serve * 8 => staff::work;
    Finish * 8 => staff::finish;
    Approve * 4 => staff::approve;
    Reject * 1 => staff::reject;
    Receive * 3 => staff::receive;
    Restock * 2 => staff::restock;
    Recount * 1 => staff::recount;
    RetryRefund * 1 => staff::retry_refund;
    RetryJob * 1 => staff::retry_job;
    Notify * 12 => gateway::notify;
    NotifyTwice * 2 => gateway::notify_twice;
    LoseNotification * 2 => gateway::lose;
    ForgedNotification * 1 => gateway::forged;
    WrongAmount * 1 => gateway::wrong_amount;
    Misbehave * 2 => gateway::misbehave;
    Work * 30 => faults::work;
    WorkerDies * 2 => faults::worker_dies;
    CommitFails * 2 => faults::commit_fails;
    Seconds * 10 => faults::seconds;
    Minutes * 3 => faults::minutes;
    Days * 1 => faults::days;
}

/// One step of a story.
#[derive(Clone, Debug)]
pub struct Act {
    pub kind: Kind,
    entropy: u64,
}

/// The story of an epoch.
pub(super) fn draw(seed: u64, epoch: u64, count: u64) -> Vec<Act> {
    let dice = Dice::new(seed ^ epoch.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x005e_ed0f_ac75);
    let total: u64 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    (0..count)
        .map(|_| {
            let mut at = dice.below(total);
            let kind = WEIGHTS.iter().find(|(_, weight)| {
                let here = at < *weight;
                at = at.wrapping_sub(*weight);
                here
            });
            Act { kind: kind.map_or(Kind::Work, |(kind, _)| *kind), entropy: dice.u64() }
        })
        .collect()
}

/// The randomness of one act.
pub(super) struct Dice(SeededRandom);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededRandom::new(seed))
    }

    pub fn u64(&self) -> u64 {
        (&self.0 as &dyn Random).u64()
    }

    pub fn below(&self, bound: u64) -> u64 {
        (&self.0 as &dyn Random).below(bound)
    }

    pub fn chance(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A number in `low..=high`.
    pub fn within(&self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).unsigned_abs() + 1).cast_signed()
    }

    /// One of the items; more often one of the last few, for old things are mostly over.
    pub fn pick<T: Copy>(&self, items: &[T]) -> Option<T> {
        const LAST: usize = 6;
        let recent = if self.chance(70) { &items[items.len().saturating_sub(LAST)..] } else { items };
        let index = usize::try_from(self.below(recent.len() as u64)).unwrap_or(0);
        recent.get(index).copied()
    }
}
