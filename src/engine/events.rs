//! What happens to transactions while somebody listens: a short record of changes for `GET events`. With no listener
//! nothing is noted, and asking whether there is one is a single read of a number.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::engine::sync::lock;

/// How many changes are remembered for listeners that are behind.
const REMEMBERED: usize = 5_000;

/// What happened. That a transaction was made is not among it: the journal tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// The page of the transaction with this TransactionId was opened for the first time.
    Opened(String),
    /// The check of the transaction with this TransactionId ended.
    Completed(String),
    /// What one account, or all, had done was forgotten.
    Reset(Option<String>),
}

/// The changes since somebody listens.
#[derive(Debug, Default)]
pub struct EventFeed {
    listeners: AtomicUsize,
    record: Mutex<EventBuffer>,
}

#[derive(Debug, Default)]
struct EventBuffer {
    recent: VecDeque<EngineEvent>,
    /// The number of the newest change, from 1.
    last: u64,
}

/// Somebody who listens, until it is dropped.
#[derive(Debug)]
pub struct EventListener {
    events: Arc<EventFeed>,
    /// The number of the last change that was told or lost.
    last: u64,
}

impl EventFeed {
    /// Listens from now on.
    #[must_use]
    pub fn listen(self: &Arc<Self>) -> EventListener {
        let record = lock(&self.record);
        self.listeners.fetch_add(1, Ordering::Relaxed);
        EventListener { events: self.clone(), last: record.last }
    }

    /// Notes a change, where somebody listens; it is made only then.
    pub(super) fn note(&self, change: impl FnOnce() -> EngineEvent) {
        if self.listeners.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut record = lock(&self.record);
        if record.recent.len() >= REMEMBERED {
            record.recent.pop_front();
        }
        record.recent.push_back(change());
        record.last += 1;
    }
}

impl EventListener {
    /// The oldest changes that were not yet told, at most `limit`; and how many were lost because the listener was too
    /// far behind.
    pub fn next(&mut self, limit: usize) -> (Vec<EngineEvent>, u64) {
        let record = lock(&self.events.record);
        let first = record.last - record.recent.len() as u64;
        let lost = first.saturating_sub(self.last);
        self.last += lost;
        let known = usize::try_from(self.last - first).unwrap_or(usize::MAX);
        let told: Vec<_> = record.recent.iter().skip(known).take(limit).cloned().collect();
        self.last += told.len() as u64;
        (told, lost)
    }

    /// The number of the newest change.
    #[must_use]
    pub fn newest(&self) -> u64 {
        lock(&self.events.record).last
    }

    /// How many changes up to a number are still to be told.
    #[must_use]
    pub fn behind(&self, number: u64) -> usize {
        usize::try_from(number.saturating_sub(self.last)).unwrap_or(usize::MAX)
    }
}

impl Drop for EventListener {
    fn drop(&mut self) {
        let mut record = lock(&self.events.record);
        if self.events.listeners.fetch_sub(1, Ordering::Relaxed) == 1 {
            record.recent = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(number: usize) -> EngineEvent {
        EngineEvent::Opened(number.to_string())
    }

    #[test]
    fn nothing_is_noted_unless_somebody_listens() {
        let events = Arc::new(EventFeed::default());
        events.note(|| panic!("a change was made for nobody"));
        let mut one = events.listen();
        events.note(|| opened(1));
        let mut other = events.listen();
        events.note(|| opened(2));
        assert_eq!(one.next(1), (vec![opened(1)], 0));
        assert_eq!(one.next(9), (vec![opened(2)], 0));
        assert_eq!(other.next(9), (vec![opened(2)], 0));
        drop((one, other));
        events.note(|| panic!("a change was made for nobody"));
        assert_eq!(events.listen().next(9), (vec![], 0));
    }

    #[test]
    fn a_listener_that_is_far_behind_is_told_how_much_it_lost() {
        let events = Arc::new(EventFeed::default());
        let mut listener = events.listen();
        for number in 0..REMEMBERED + 3 {
            events.note(|| opened(number));
        }
        assert_eq!(listener.behind(listener.newest()), REMEMBERED + 3);
        assert_eq!(listener.next(1), (vec![opened(3)], 3));
        assert_eq!(lock(&events.record).recent.len(), REMEMBERED);
        assert_eq!(listener.next(usize::MAX).0.len(), REMEMBERED - 1);
        assert_eq!(listener.behind(listener.newest()), 0);
    }
}
