//! What is due later, by the emulator's clock: when that is moved by hand, everything follows at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::engine::clock::Clock;

/// Things that become due, in the order of their times and then of their arrival.
pub(super) struct Timers<T> {
    clock: Arc<Clock>,
    waiting: Mutex<Waiting<T>>,
    changed: Arc<Notify>,
}

struct Waiting<T> {
    heap: BinaryHeap<Reverse<Due<T>>>,
    arrivals: u64,
}

struct Due<T> {
    at: Duration,
    arrival: u64,
    what: T,
}

impl<T> Timers<T> {
    pub(super) fn new(clock: Arc<Clock>) -> Self {
        let changed = Arc::new(Notify::new());
        let watcher = Arc::downgrade(&changed);
        clock.on_move(move || {
            if let Some(changed) = watcher.upgrade() {
                changed.notify_one();
            }
        });
        Self { clock, waiting: Mutex::new(Waiting { heap: BinaryHeap::new(), arrivals: 0 }), changed }
    }

    /// Lets something become due after a while.
    pub(super) fn add(&self, after: Duration, what: T) {
        let at = self.clock.read().elapsed.saturating_add(after);
        let mut waiting = self.lock();
        let arrival = waiting.arrivals;
        waiting.arrivals += 1;
        waiting.heap.push(Reverse(Due { at, arrival, what }));
        drop(waiting);
        self.changed.notify_one();
    }

    /// Waits for the next thing that is due. One task alone may ask.
    pub(super) async fn next(&self) -> T {
        loop {
            let wait = match self.due() {
                Ok(what) => return what,
                Err(wait) => wait,
            };
            let changed = self.changed.notified();
            match wait {
                Some(wait) => drop(tokio::time::timeout(wait, changed).await),
                None => changed.await,
            }
        }
    }

    /// What is due, or how long until something is.
    fn due(&self) -> Result<T, Option<Duration>> {
        let now = self.clock.read().elapsed;
        let mut waiting = self.lock();
        match waiting.heap.peek() {
            Some(Reverse(first)) if first.at > now => Err(Some(first.at.saturating_sub(now))),
            _ => waiting.heap.pop().map(|Reverse(first)| first.what).ok_or(None),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> PartialEq for Due<T> {
    fn eq(&self, other: &Self) -> bool {
        self.arrival == other.arrival
    }
}

impl<T> Eq for Due<T> {}

impl<T> PartialOrd for Due<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Due<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.arrival).cmp(&(other.at, other.arrival))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn things_come_in_the_order_of_their_times_as_soon_as_the_clock_is_moved() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Arc::new(Timers::new(clock.clone()));
        for (seconds, what) in [(60, "late"), (0, "now"), (30, "soon"), (30, "too")] {
            timers.add(Duration::from_secs(seconds), what);
        }
        assert_eq!(timers.next().await, "now");
        let waiting = tokio::spawn({
            let timers = timers.clone();
            async move { [timers.next().await, timers.next().await, timers.next().await] }
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_mins(31));
        assert_eq!(waiting.await.unwrap(), ["soon", "too", "late"]);
        assert!(timers.due() == Err(None));
    }
}
