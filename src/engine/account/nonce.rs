//! Used nonces: a nonce must not be repeated within 31 minutes. Bounded: beyond the maximum the oldest is removed.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long a nonce is kept.
pub const RETENTION: Duration = Duration::from_mins(31);
/// The maximum number of nonces of an account: what three operations at their documented 10 QPS use in 31 minutes, and half
/// the capacity of a hash table of 2^17 slots. For accounts with more calls the oldest are removed early.
pub const MAX_NONCES: usize = 57_344;

/// The memory that the nonces of all accounts may take together.
#[derive(Debug)]
pub struct NonceMemory {
    used: AtomicUsize,
    bound: usize,
}

impl NonceMemory {
    /// Memory of this size, in bytes.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self { used: AtomicUsize::new(0), bound }
    }

    /// The memory used, in bytes.
    #[must_use]
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    fn is_full(&self) -> bool {
        self.used() > self.bound
    }

    fn change(&self, from: usize, to: usize) {
        self.used.fetch_add(to, Ordering::Relaxed);
        self.used.fetch_sub(from, Ordering::Relaxed);
    }
}

/// The nonces of one account, as 64-bit fingerprints.
#[derive(Debug)]
pub struct Nonces {
    memory: Arc<NonceMemory>,
    /// What it counts in `memory`, in bytes.
    bytes: usize,
    hasher: RandomState,
    /// The nonces in `order`, and some older ones: removing each would cost every call of a busy account another cache miss.
    seen: HashSet<u64, Fingerprint>,
    /// The nonces with the time when each was used, in milliseconds, oldest first.
    order: VecDeque<(u64, u64)>,
}

impl Nonces {
    /// No nonces; they count in `memory`.
    #[must_use]
    pub fn new(memory: Arc<NonceMemory>) -> Self {
        let hasher = RandomState::new();
        Self { memory, bytes: 0, hasher, seen: HashSet::default(), order: VecDeque::new() }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::new(self.memory.clone());
    }

    /// Counts the memory after a change. If all accounts together have too much, forgets the older half of this account's.
    fn count(&mut self) {
        let capacity = |nonces: &Self| {
            let slots = nonces.seen.capacity().saturating_add(nonces.order.capacity());
            slots.saturating_mul(size_of::<(u64, u64)>())
        };
        let bytes = capacity(self);
        if bytes == self.bytes {
            return;
        }
        self.memory.change(self.bytes, bytes);
        self.bytes = bytes;
        if self.memory.is_full() {
            self.order.drain(..self.order.len() / 2);
            self.order.shrink_to_fit();
            self.seen = self.order.iter().map(|(_, known)| *known).collect();
            let bytes = capacity(self);
            self.memory.change(self.bytes, bytes);
            self.bytes = bytes;
        }
    }

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
        self.count();
        true
    }
}

impl Drop for Nonces {
    fn drop(&mut self) {
        self.memory.change(self.bytes, 0);
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

    fn nonces(bytes: usize) -> Nonces {
        Nonces::new(Arc::new(NonceMemory::new(bytes)))
    }

    #[test]
    fn the_memory_of_all_accounts_together_is_bounded_and_given_back() {
        let memory = Arc::new(NonceMemory::new(256 * 1024));
        let mut accounts: Vec<_> = (0..20).map(|_| Nonces::new(memory.clone())).collect();
        for index in 0..20_000 {
            let nonces = &mut accounts[index % 20];
            assert!(nonces.consume_nonce("key", &index.to_string(), Duration::ZERO));
            assert!(!nonces.consume_nonce("key", &index.to_string(), Duration::ZERO), "the newest is kept");
            assert!(memory.used() <= 512 * 1024, "{}", memory.used());
        }
        drop(accounts);
        assert_eq!(memory.used(), 0);
    }

    #[test]
    fn a_nonce_is_refused_for_31_minutes_and_for_its_own_key_only() {
        let mut nonces = nonces(usize::MAX);
        let minutes = |count: u64| Duration::from_secs(count * 60);
        assert!(nonces.consume_nonce("key", "n", minutes(0)));
        assert!(!nonces.consume_nonce("key", "n", minutes(0)));
        assert!(!nonces.consume_nonce("key", "n", minutes(30)));
        assert!(nonces.consume_nonce("other", "n", minutes(30)));
        assert!(nonces.consume_nonce("key", "n", minutes(31)));
    }

    #[test]
    fn the_number_of_nonces_is_bounded() {
        let mut nonces = nonces(usize::MAX);
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
