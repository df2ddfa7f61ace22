//! Which transactions go: those past their retention, and while there are too many the oldest.

use std::time::Duration;

use crate::engine::transaction::store::TransactionStore;
use crate::engine::transaction::{EXPIRY, RETENTION};

/// The interval at which transactions past their retention are removed; lookups ignore them before.
const SWEEP_INTERVAL: Duration = Duration::from_mins(1);

impl TransactionStore {
    /// Removes transactions past their retention, and evicts the oldest ones while there are too many. No
    /// account's clock is behind the emulator's, so none is removed too early.
    pub(super) fn evict(&mut self, now: Duration) {
        self.now = now;
        if !self.is_full() && now < self.next_sweep {
            return;
        }
        self.next_sweep = now.saturating_add(SWEEP_INTERVAL);
        loop {
            let waiting = self.oldest_open();
            let complete = self.oldest_complete();
            let full = self.is_full();
            let since = |from: Option<Duration>| from.map_or(Duration::ZERO, |from| now.saturating_sub(from));
            let oldest_first = match (waiting, complete) {
                (Some(waiting), Some((created, _))) => waiting <= created,
                (waiting, _) => waiting.is_some(),
            };
            if since(waiting) >= if full { EXPIRY } else { RETENTION } {
                self.drop_open();
            } else if since(complete.map(|(_, completed)| completed)) >= RETENTION || full && !oldest_first {
                let Some((_, key)) = self.complete.pop_first() else { return };
                self.remove(key);
            } else if full {
                self.drop_open();
            } else {
                return;
            }
        }
    }

    fn is_full(&self) -> bool {
        self.len() > self.bounds.count || self.bytes() > self.bounds.bytes
    }

    /// When the oldest one that waits for its user was created, by the emulator's clock.
    fn oldest_open(&self) -> Option<Duration> {
        if self.is_oldest_unindexed() {
            return self.unindexed.oldest().map(|(_, created)| created);
        }
        let (_, key) = self.waiting.first_key_value()?;
        self.indexed.get(key).map(|found| found.created.now)
    }

    /// Whether the oldest one that waits for its user is unindexed.
    fn is_oldest_unindexed(&self) -> bool {
        let indexed = self.waiting.first_key_value().map(|(number, _)| *number);
        self.unindexed.oldest().is_some_and(|(number, _)| indexed.is_none_or(|indexed| number < indexed))
    }

    /// When the oldest completed one was created, by the emulator's clock, and completed, by its account's.
    fn oldest_complete(&self) -> Option<(Duration, Duration)> {
        let (_, key) = self.complete.first_key_value()?;
        let found = self.indexed.get(key)?;
        found.completed.as_ref().map(|(at, _)| (found.created.now, *at))
    }

    fn drop_open(&mut self) {
        if self.is_oldest_unindexed() {
            self.touch(1);
            self.unindexed.drop_oldest();
        } else if let Some((_, key)) = self.waiting.pop_first() {
            self.remove(key);
        }
    }
}
