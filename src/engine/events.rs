//! The feed of transaction events for `GET events`. Without a listener nothing is recorded, and the check for one is a
//! single atomic read.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::engine::sync::lock;

/// How many events are kept for listeners that are behind.
const KEPT_EVENTS: usize = 5_000;

/// An event. The creation of a transaction is not one: it is in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// The page of the transaction with this TransactionId was opened for the first time.
    Opened(String),
    /// The check of the transaction with this TransactionId ended.
    Completed(String),
    /// The state of one account, or of all, was reset.
    Reset(Option<String>),
}

/// The feed of events.
#[derive(Debug, Default)]
pub struct EventFeed {
    listeners: AtomicUsize,
    record: Mutex<EventBuffer>,
}

#[derive(Debug, Default)]
struct EventBuffer {
    recent: VecDeque<EngineEvent>,
    /// The number of the newest event, from 1.
    last: u64,
}

/// A listener, until it is dropped.
#[derive(Debug)]
pub struct EventListener {
    events: Arc<EventFeed>,
    /// The number of the last event that was delivered or lost.
    last: u64,
}

impl EventFeed {
    /// Adds a listener for events from now on.
    #[must_use]
    pub fn listen(self: &Arc<Self>) -> EventListener {
        let record = lock(&self.record);
        self.listeners.fetch_add(1, Ordering::Relaxed);
        EventListener { events: self.clone(), last: record.last }
    }

    /// Records an event if there is a listener; `change` is only called then.
    pub(super) fn note(&self, event: impl FnOnce() -> EngineEvent) {
        if self.listeners.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut record = lock(&self.record);
        if record.recent.len() >= KEPT_EVENTS {
            record.recent.pop_front();
        }
        record.recent.push_back(event());
        record.last += 1;
    }
}

impl EventListener {
    /// The oldest events that were not delivered yet, at most `limit`, each with its number, and how many were lost because the
    /// listener was too slow.
    pub fn next(&mut self, limit: usize) -> (Vec<(u64, EngineEvent)>, u64) {
        let record = lock(&self.events.record);
        let first = record.last - record.recent.len() as u64;
        let lost = first.saturating_sub(self.last);
        self.last += lost;
        let delivered = usize::try_from(self.last - first).unwrap_or(usize::MAX);
        let next = record.recent.iter().skip(delivered).take(limit).cloned();
        let events: Vec<_> = (self.last + 1..).zip(next).collect();
        self.last += events.len() as u64;
        (events, lost)
    }

    /// The number of the newest event.
    #[must_use]
    pub fn newest(&self) -> u64 {
        lock(&self.events.record).last
    }

    /// How many events up to a number are still to be delivered.
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
    fn nothing_is_recorded_without_a_listener() {
        let events = Arc::new(EventFeed::default());
        events.note(|| panic!("an event was created without a listener"));
        let mut one = events.listen();
        events.note(|| opened(1));
        let mut other = events.listen();
        events.note(|| opened(2));
        assert_eq!(one.next(1), (vec![(1, opened(1))], 0));
        assert_eq!(one.next(9), (vec![(2, opened(2))], 0));
        assert_eq!(other.next(9), (vec![(2, opened(2))], 0));
        drop((one, other));
        events.note(|| panic!("an event was created without a listener"));
        assert_eq!(events.listen().next(9), (vec![], 0));
    }

    #[test]
    fn a_listener_that_is_far_behind_gets_the_number_of_lost_events() {
        let events = Arc::new(EventFeed::default());
        let mut listener = events.listen();
        for number in 0..KEPT_EVENTS + 3 {
            events.note(|| opened(number));
        }
        assert_eq!(listener.behind(listener.newest()), KEPT_EVENTS + 3);
        assert_eq!(listener.next(1), (vec![(4, opened(3))], 3));
        assert_eq!(lock(&events.record).recent.len(), KEPT_EVENTS);
        assert_eq!(listener.next(usize::MAX).0.len(), KEPT_EVENTS - 1);
        assert_eq!(listener.behind(listener.newest()), 0);
    }
}
