//! Used nonces: a nonce must not be repeated within 31 minutes. Bounded: beyond the maximum the oldest is removed.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How long a nonce is kept.
pub const RETENTION: Duration = Duration::from_mins(31);
/// The maximum number of nonces of an account: what three operations at their documented 10 QPS use in 31 minutes, and half
/// the capacity of a hash table of 2^17 slots. For accounts with more calls the oldest are removed early.
pub const MAX_NONCES: usize = 57_344;

/// The nonces of one account, as 64-bit fingerprints.
#[derive(Debug, Default)]
pub struct Nonces {
    hasher: RandomState,
    /// The nonces in `order`, and some older ones: removing each would cost every call of a busy account another cache miss.
    seen: HashSet<u64, Fingerprint>,
    /// The nonces with the time when each was used, in milliseconds, oldest first.
    order: VecDeque<(u64, u64)>,
}

impl Nonces {
    /// Records a nonce of an access key; `false` if it was used already.
    pub fn consume_nonce(&mut self, access_key_id: &str, nonce: &str, elapsed: Duration) -> bool {
        let now = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let old = |since: u64| u128::from(now.saturating_sub(since)) >= RETENTION.as_millis();
        while self.order.front().is_some_and(|(since, _)| old(*since)) {
            self.order.pop_front();
        }
        let fingerprint = self.hasher.hash_one((access_key_id, nonce));
        if !self.seen.insert(fingerprint) && self.order.iter().rev().any(|(_, known)| *known == fingerprint) {
            return false;
        }
        if self.order.len() >= MAX_NONCES {
            self.order.pop_front();
        }
        self.order.push_back((now, fingerprint));
        if self.seen.len() >= 2 * MAX_NONCES {
            self.seen.clear();
            self.seen.extend(self.order.iter().map(|(_, known)| *known));
        }
        true
    }
}

/// A hasher for fingerprints, which are hashes already.
type Fingerprint = std::hash::BuildHasherDefault<UsedNonce>;

/// Returns a 64-bit hash unchanged.
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
    fn the_number_of_nonces_is_bounded() {
        let mut nonces = Nonces::default();
        let last = 4 * MAX_NONCES;
        for index in 0..=last {
            assert!(nonces.consume_nonce("key", &index.to_string(), Duration::ZERO));
        }
        assert_eq!(nonces.order.len(), MAX_NONCES);
        assert!(nonces.seen.capacity() <= 2 * MAX_NONCES, "{}", nonces.seen.capacity());
        assert!(nonces.consume_nonce("key", "0", Duration::ZERO), "the oldest is removed");
        for index in [last - MAX_NONCES + 2, last] {
            assert!(!nonces.consume_nonce("key", &index.to_string(), Duration::ZERO), "{index}");
        }
    }
}
