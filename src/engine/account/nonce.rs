//! The memory of nonces: a nonce may not come again within 31 minutes. Bounded: beyond the bound the oldest is forgotten.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How long a nonce is remembered.
pub const MEMORY: Duration = Duration::from_mins(31);
/// How many nonces one account remembers: what three operations at their documented 10 QPS use up in 31 minutes, and
/// half of what fits a hash table of 2^17 places. Of an account that calls more often the oldest are forgotten early.
pub const BOUND: usize = 57_344;

/// The nonces of one account, as 64-bit fingerprints.
#[derive(Debug, Default)]
pub struct Nonces {
    hasher: RandomState,
    /// Those that are remembered, and some that no longer are: taking each out would cost every call of a busy account a
    /// second look at memory that is not at hand.
    seen: HashSet<u64, Fingerprint>,
    /// When each that is remembered was used, in milliseconds, oldest first.
    order: VecDeque<(u64, u64)>,
}

impl Nonces {
    /// Remembers a nonce of an access key; false where it was used already.
    pub fn consume_nonce(&mut self, access_key_id: &str, nonce: &str, elapsed: Duration) -> bool {
        let now = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let old = |since: u64| u128::from(now.saturating_sub(since)) >= MEMORY.as_millis();
        while self.order.front().is_some_and(|(since, _)| old(*since)) {
            self.order.pop_front();
        }
        let fingerprint = self.hasher.hash_one((access_key_id, nonce));
        if !self.seen.insert(fingerprint) && self.order.iter().rev().any(|(_, known)| *known == fingerprint) {
            return false;
        }
        if self.order.len() >= BOUND {
            self.order.pop_front();
        }
        self.order.push_back((now, fingerprint));
        if self.seen.len() >= 2 * BOUND {
            self.seen.clear();
            self.seen.extend(self.order.iter().map(|(_, known)| *known));
        }
        true
    }
}

/// Fingerprints are hashes already.
type Fingerprint = std::hash::BuildHasherDefault<UsedNonce>;

/// Takes a 64-bit hash as it is.
#[derive(Debug, Default)]
pub struct UsedNonce(u64);

impl std::hash::Hasher for UsedNonce {
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
        assert!(nonces.consume_nonce("key", "n", minutes(0)));
        assert!(!nonces.consume_nonce("key", "n", minutes(0)));
        assert!(!nonces.consume_nonce("key", "n", minutes(30)));
        assert!(nonces.consume_nonce("other", "n", minutes(30)));
        assert!(nonces.consume_nonce("key", "n", minutes(31)));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut nonces = Nonces::default();
        let last = 4 * BOUND;
        for index in 0..=last {
            assert!(nonces.consume_nonce("key", &index.to_string(), Duration::ZERO));
        }
        assert_eq!(nonces.order.len(), BOUND);
        assert!(nonces.seen.capacity() <= 2 * BOUND, "{}", nonces.seen.capacity());
        assert!(nonces.consume_nonce("key", "0", Duration::ZERO), "the oldest is forgotten");
        for index in [last - BOUND + 2, last] {
            assert!(!nonces.consume_nonce("key", &index.to_string(), Duration::ZERO), "{index}");
        }
    }
}
