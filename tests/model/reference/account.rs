//! An account: its nonces, its throttles, the refused calls in a row, the counts of rules.

use std::collections::HashMap;
use std::time::Duration;

use cloudauth_local::engine::ids::Seed;
use rand::rngs::ChaCha8Rng;

use crate::reference::clock::{ClockId, Clocks};
use crate::reference::counts::Counts;

/// How long a nonce must not be used again.
const NONCE_RETENTION: Duration = Duration::from_mins(31);

#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) clock: ClockId,
    /// Identifiers of calls.
    pub(crate) ids: ChaCha8Rng,
    /// Random decisions of rules.
    pub(crate) random: ChaCha8Rng,
    /// How many calls matched each rule that counts.
    pub(crate) matched: Vec<u64>,
    pub(crate) nonces: HashMap<(String, u16), Duration>,
    /// When the refused calls in a row were.
    pub(crate) refused: Vec<Duration>,
    /// One for each operation; none without a limit.
    pub(crate) throttles: Vec<Option<Bucket>>,
    pub(crate) counts: Counts,
    /// When it was reset.
    pub(crate) reset_at: Duration,
    /// The second of its last call, by the emulator's clock.
    pub(crate) last_call: u64,
    /// How often an account of this name was evicted before.
    pub(crate) epoch: u64,
}

impl Account {
    pub(crate) fn new(
        name: &str,
        seed: Seed,
        epoch: u64,
        clock: ClockId,
        rules: usize,
        limits: &[Limit],
    ) -> Self {
        Self {
            name: name.to_owned(),
            clock,
            ids: seed.of_epoch(epoch).id_rng(name),
            random: seed.rule_rng(name),
            matched: vec![0; rules],
            nonces: HashMap::new(),
            refused: Vec::new(),
            throttles: limits.iter().map(|limit| Bucket::new(*limit)).collect(),
            counts: Counts::default(),
            reset_at: Duration::ZERO,
            last_call: 0,
            epoch,
        }
    }

    /// Everything but identifiers, random decisions and what has elapsed starts again.
    pub(crate) fn reset(&mut self, clocks: &mut Clocks) {
        clocks.reset(self.clock);
        self.reset_at = clocks.elapsed(self.clock);
        self.matched.fill(0);
        self.nonces.clear();
        self.refused.clear();
        self.counts = Counts::default();
        for bucket in self.throttles.iter_mut().flatten() {
            *bucket = Bucket { last: bucket.last, called: false, ..Bucket::full(bucket.limit) };
        }
    }

    /// Uses a nonce of a key; false if it was used already.
    pub(crate) fn use_nonce(&mut self, key: &str, nonce: u16, at: Duration) -> bool {
        let used = self.nonces.get(&(key.to_owned(), nonce));
        if used.is_some_and(|since| at - *since < NONCE_RETENTION) {
            return false;
        }
        self.nonces.insert((key.to_owned(), nonce), at);
        true
    }

    /// Whether so many calls in a row were refused within the window.
    pub(crate) fn is_abnormal(&self, (count, window): (u32, Duration), at: Duration) -> bool {
        let recent = self.refused.iter().filter(|since| at - **since < window).count();
        count > 0 && recent >= count as usize
    }
}

/// Calls per second, and calls at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) qps: u32,
    pub(crate) burst: u32,
}

/// A bucket of calls that fills with time.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) limit: Limit,
    /// What is in it, as the time in which that much comes in.
    level: Duration,
    /// When that was.
    pub(crate) last: Duration,
    /// Whether it was ever used.
    pub(crate) called: bool,
}

impl Bucket {
    fn new(limit: Limit) -> Option<Self> {
        (limit.qps > 0).then(|| Self::full(limit))
    }

    fn full(limit: Limit) -> Self {
        let mut bucket = Self { limit, level: Duration::ZERO, last: Duration::ZERO, called: false };
        bucket.level = bucket.capacity();
        bucket
    }

    fn interval(&self) -> Duration {
        Duration::from_nanos(1_000_000_000 / u64::from(self.limit.qps))
    }

    fn capacity(&self) -> Duration {
        self.interval() * self.limit.burst
    }

    /// How many calls pass at once at a time.
    pub(crate) fn holds(&self, at: Duration) -> u32 {
        let level = (self.level + at.saturating_sub(self.last)).min(self.capacity());
        u32::try_from(level.as_nanos() / self.interval().as_nanos()).unwrap()
    }

    /// Takes a call out: how many are left, or how long to wait for one.
    pub(crate) fn take(&mut self, at: Duration) -> Result<u32, Duration> {
        self.level = (self.level + at.saturating_sub(self.last)).min(self.capacity());
        self.last = self.last.max(at);
        self.called = true;
        match self.level.checked_sub(self.interval()) {
            Some(rest) => {
                self.level = rest;
                Ok(self.holds(self.last))
            }
            None => Err(self.interval() - self.level),
        }
    }
}
