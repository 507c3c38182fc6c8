//! Randomness as a dependency: the system's in the server, a seed's in tests and the simulator.

use std::sync::Mutex;

pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Random + '_ {
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    pub fn u64(&self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// A number in `0..bound`; 0 when `bound` is 0. The bias is below 2⁻³² for the bounds used here.
    pub fn below(&self, bound: u64) -> u64 {
        let wide = u128::from(self.u64()) * u128::from(bound);
        (wide >> 64) as u64
    }
}

/// Repeatable randomness for tests and the simulator (SplitMix64). Never for secrets.
pub struct SeededRandom(Mutex<u64>);

impl SeededRandom {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            let word = Self::next(&mut state).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself() {
        let (a, b): (Box<dyn Random>, Box<dyn Random>) =
            (Box::new(SeededRandom::new(7)), Box::new(SeededRandom::new(7)));
        assert_eq!(a.bytes::<40>(), b.bytes::<40>());
        assert!((0..1_000).all(|_| a.below(6) < 6));
    }
}
