//! The memory of nonces: a nonce may not come again within 31 minutes. Bounded: beyond the bound the oldest is forgotten.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How long a nonce is remembered.
pub const MEMORY: Duration = Duration::from_mins(31);
/// How many nonces one account remembers. At a higher rate than this in 31 minutes the oldest are forgotten early.
pub const BOUND: usize = 100_000;

/// The nonces of one account, as 64-bit fingerprints.
#[derive(Debug, Default)]
pub struct Nonces {
    hasher: RandomState,
    seen: HashSet<u64, Fingerprint>,
    order: VecDeque<(Duration, u64)>,
}

impl Nonces {
    /// Remembers a nonce of an access key; false where it was used already.
    pub fn first_use(&mut self, access_key_id: &str, nonce: &str, elapsed: Duration) -> bool {
        while let Some(&(since, oldest)) = self.order.front()
            && (elapsed.saturating_sub(since) >= MEMORY || self.order.len() >= BOUND)
        {
            self.order.pop_front();
            self.seen.remove(&oldest);
        }
        let fingerprint = self.hasher.hash_one((access_key_id, nonce));
        let first = self.seen.insert(fingerprint);
        if first {
            self.order.push_back((elapsed, fingerprint));
        }
        first
    }
}

/// Fingerprints are hashes already.
type Fingerprint = std::hash::BuildHasherDefault<Taken>;

/// Takes a 64-bit hash as it is.
#[derive(Debug, Default)]
pub struct Taken(u64);

impl std::hash::Hasher for Taken {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, fingerprint: u64) {
        self.0 = fingerprint;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_refused_for_31_minutes_and_for_its_own_key_only() {
        let mut nonces = Nonces::default();
        let minutes = |count: u64| Duration::from_secs(count * 60);
        assert!(nonces.first_use("key", "n", minutes(0)));
        assert!(!nonces.first_use("key", "n", minutes(0)));
        assert!(!nonces.first_use("key", "n", minutes(30)));
        assert!(nonces.first_use("other", "n", minutes(30)));
        assert!(nonces.first_use("key", "n", minutes(31)));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut nonces = Nonces::default();
        for index in 0..=BOUND {
            assert!(nonces.first_use("key", &index.to_string(), Duration::ZERO));
        }
        assert_eq!(nonces.order.len(), BOUND);
        assert!(nonces.first_use("key", "0", Duration::ZERO), "the oldest is forgotten");
        assert!(!nonces.first_use("key", &BOUND.to_string(), Duration::ZERO));
    }
}
