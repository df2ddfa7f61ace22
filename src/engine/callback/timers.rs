//! Timers that follow clocks which tests can move: each timer has a clock of its own, derived from the emulator's. When
//! any of them is moved, timers that are then due fire at once.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::clock::Clock;
use crate::engine::sync::lock;

/// The number of timers from which obsolete ones are removed.
const CLEANUP_THRESHOLD: usize = 200_000;

/// Timers in the order of their times, then of their addition.
pub(in crate::engine) struct Timers<T> {
    clock: Arc<Clock>,
    queue: Mutex<TimerQueue<T>>,
    signal: Arc<ClockSignal>,
}

struct TimerQueue<T> {
    heap: BinaryHeap<Reverse<Timer<T>>>,
    added: u64,
    /// Obsolete timers are removed when there are more than this.
    cleanup_above: usize,
}

/// Signals that a timer was added or a clock was moved.
#[derive(Default)]
struct ClockSignal {
    /// Whether a clock was moved since the order was last updated.
    moved: AtomicBool,
    wakers: Mutex<Vec<Waker>>,
}

type Waker = Box<dyn Fn() + Send + Sync>;

impl ClockSignal {
    fn wake(&self) {
        lock(&self.wakers).iter().for_each(|waker| waker());
    }
}

struct Timer<T> {
    /// When it is due by the emulator's clock, recomputed when a clock is moved.
    at: Duration,
    /// Its own clock, and when it is due by that.
    own: (Arc<Clock>, Duration),
    /// The order of addition.
    number: u64,
    item: T,
}

impl<T> Timers<T> {
    /// Timers of the emulator's clock and clocks derived from it.
    pub(in crate::engine) fn new(clock: Arc<Clock>) -> Self {
        let signal = Arc::new(ClockSignal::default());
        let watcher = Arc::downgrade(&signal);
        clock.on_move(move || {
            if let Some(signal) = watcher.upgrade() {
                signal.moved.store(true, Ordering::Release);
                signal.wake();
            }
        });
        let queue = TimerQueue { heap: BinaryHeap::new(), added: 0, cleanup_above: CLEANUP_THRESHOLD };
        Self { clock, queue: Mutex::new(queue), signal }
    }

    /// Adds a timer that is due after a duration of `clock`, which is derived from the emulator's.
    pub(in crate::engine) fn add(&self, clock: Arc<Clock>, after: Duration, item: T) {
        let mut queue = lock(&self.queue);
        // Read under the lock, so that a later move is seen by the next holder of the lock.
        let at = self.clock.read().elapsed.saturating_add(after);
        let own = clock.read().elapsed.saturating_add(after);
        let number = queue.added;
        queue.added = queue.added.saturating_add(1);
        queue.heap.push(Reverse(Timer { at, own: (clock, own), number, item }));
        drop(queue);
        self.signal.wake();
    }

    /// Calls `waker` whenever a timer was added or a clock was moved.
    pub(in crate::engine) fn on_change(&self, waker: impl Fn() + Send + Sync + 'static) {
        lock(&self.signal.wakers).push(Box::new(waker));
    }

    /// Takes a timer that is due. Timers for which `is_pending` is false are removed in time: at most 200,000 are kept, or
    /// twice as many as are pending.
    ///
    /// # Errors
    /// None is due: the duration until the next one, `None` if there is none.
    pub(in crate::engine) fn take_due(&self, is_pending: impl Fn(&T) -> bool) -> Result<T, Option<Duration>> {
        self.remove_obsolete(&is_pending);
        self.due()
    }

    /// Removes obsolete timers if there are too many. The lock is not held meanwhile, so that adding does not wait.
    fn remove_obsolete(&self, is_pending: impl Fn(&T) -> bool) {
        let mut queue = lock(&self.queue);
        if queue.heap.len() <= queue.cleanup_above {
            return;
        }
        let mut heap = std::mem::take(&mut queue.heap);
        drop(queue);
        heap.retain(|Reverse(due)| is_pending(&due.item));
        let mut queue = lock(&self.queue);
        queue.heap.append(&mut heap);
        // Doubling makes the amortised cost per added timer constant.
        queue.cleanup_above = CLEANUP_THRESHOLD.max(queue.heap.len().saturating_mul(2));
    }

    /// Takes a timer that is due, or returns how long until the next one is.
    fn due(&self) -> Result<T, Option<Duration>> {
        let moved = self.signal.moved.swap(false, Ordering::AcqRel);
        let reading = self.clock.read();
        let now = reading.elapsed;
        let mut queue = lock(&self.queue);
        if moved {
            // Any clock may have been moved. This runs at most once for each move.
            let mut all = std::mem::take(&mut queue.heap).into_vec();
            for Reverse(due) in &mut all {
                let (clock, at) = &due.own;
                due.at = now.saturating_add(*at).saturating_sub(clock.after(reading).elapsed);
            }
            queue.heap = all.into();
        }
        match queue.heap.peek() {
            Some(Reverse(first)) if first.at > now => Err(Some(first.at.saturating_sub(now))),
            _ => queue.heap.pop().map(|Reverse(first)| first.item).ok_or(None),
        }
    }
}

impl<T> PartialEq for Timer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Timer<T> {}

impl<T> PartialOrd for Timer<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Timer<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_fire_in_the_order_of_their_times_as_soon_as_the_clock_is_moved() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Arc::new(Timers::new(clock.clone()));
        for (seconds, item) in [(60, "late"), (0, "now"), (30, "soon"), (30, "too")] {
            timers.add(clock.clone(), Duration::from_secs(seconds), item);
        }
        let next = || timers.take_due(|_| true);
        assert_eq!(next(), Ok("now"));
        assert_eq!(next(), Err(Some(Duration::from_secs(30))));
        let woken = Arc::new(AtomicBool::new(false));
        timers.on_change({
            let woken = woken.clone();
            move || woken.store(true, Ordering::Relaxed)
        });
        clock.advance(Duration::from_mins(31));
        assert!(woken.load(Ordering::Relaxed));
        assert_eq!([next(), next(), next()], [Ok("soon"), Ok("too"), Ok("late")]);
        assert!(timers.due() == Err(None));
    }

    #[test]
    fn a_clock_that_is_moved_alone_affects_only_its_own_timers() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Arc::new(Timers::new(clock.clone()));
        let [fast, slow] = [(); 2].map(|()| Arc::new(Clock::over(clock.clone())));
        for (own, seconds, item) in [(&slow, 10, "slow"), (&fast, 60, "fast"), (&fast, 70, "faster")] {
            timers.add(own.clone(), Duration::from_secs(seconds), item);
        }
        fast.advance(Duration::from_mins(1));
        assert_eq!(timers.take_due(|_| true), Ok("fast"));
        assert!(timers.due() == Err(Some(Duration::from_secs(10))));
        // A timer added after its clock was moved waits its full duration.
        timers.add(fast.clone(), Duration::from_secs(5), "new");
        clock.advance(Duration::from_secs(10));
        let mut rest = [(); 3].map(|()| timers.take_due(|_| true).unwrap());
        rest.sort_unstable();
        assert_eq!(rest, ["faster", "new", "slow"]);
        assert!(timers.due() == Err(None));
    }
    #[test]
    fn of_many_timers_obsolete_ones_are_removed() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Timers::new(clock.clone());
        let is_pending = |item: &usize| item.is_multiple_of(8);
        let kept = |timers: &Timers<usize>| lock(&timers.queue).heap.len();
        for item in 1..=4 * CLEANUP_THRESHOLD {
            timers.add(clock.clone(), Duration::from_secs(1), item);
            timers.remove_obsolete(is_pending);
            assert!(kept(&timers) <= CLEANUP_THRESHOLD, "after {item}");
        }
        // Pending timers are never removed, however many there are.
        for item in 1..=2 * CLEANUP_THRESHOLD {
            timers.add(clock.clone(), Duration::from_secs(2), item);
            timers.remove_obsolete(|_| true);
        }
        assert!(kept(&timers) >= 2 * CLEANUP_THRESHOLD);
        clock.advance(Duration::from_secs(1));
        assert_eq!(timers.take_due(is_pending), Ok(8));
    }
}
