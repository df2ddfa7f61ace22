//! What is due later, each thing by a clock of its own, which goes with the emulator's: when one of them is moved by
//! hand, everything follows at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::clock::Clock;
use crate::engine::sync::lock;

/// How many things wait before it is looked for those that nobody wants any more.
const MANY: usize = 200_000;

/// Things that become due, in the order of their times and then of their arrival.
pub(in crate::engine) struct Timers<T> {
    clock: Arc<Clock>,
    waiting: Mutex<TimerQueue<T>>,
    changed: Arc<ClockSignal>,
}

struct TimerQueue<T> {
    heap: BinaryHeap<Reverse<Timer<T>>>,
    arrivals: u64,
    /// Beyond so many things it is looked for those that nobody wants any more.
    most: usize,
}

/// Whether the order must be looked at again, and who is told.
#[derive(Default)]
struct ClockSignal {
    /// Whether a clock was moved since the order was last looked at.
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
    /// When it is due by the emulator's clock, unless its own one is moved until then.
    at: Duration,
    /// Its own clock, and when it is due by that.
    own: (Arc<Clock>, Duration),
    arrival: u64,
    what: T,
}

impl<T> Timers<T> {
    /// Over the clock that all others go with.
    pub(in crate::engine) fn new(clock: Arc<Clock>) -> Self {
        let changed = Arc::new(ClockSignal::default());
        let watcher = Arc::downgrade(&changed);
        clock.on_move(move || {
            if let Some(changed) = watcher.upgrade() {
                changed.moved.store(true, Ordering::Release);
                changed.wake();
            }
        });
        let waiting = TimerQueue { heap: BinaryHeap::new(), arrivals: 0, most: MANY };
        Self { clock, waiting: Mutex::new(waiting), changed }
    }

    /// Lets something become due after a while of a clock that goes with the emulator's.
    pub(in crate::engine) fn add(&self, clock: Arc<Clock>, after: Duration, what: T) {
        let mut waiting = lock(&self.waiting);
        // Read under the lock: a clock that is moved from here on is seen by whoever takes the lock next.
        let at = self.clock.read().elapsed.saturating_add(after);
        let own = clock.read().elapsed.saturating_add(after);
        let arrival = waiting.arrivals;
        waiting.arrivals += 1;
        waiting.heap.push(Reverse(Timer { at, own: (clock, own), arrival, what }));
        drop(waiting);
        self.changed.wake();
    }

    /// Calls `waker` whenever something was added or a clock was moved.
    pub(in crate::engine) fn on_change(&self, waker: impl Fn() + Send + Sync + 'static) {
        lock(&self.changed.wakers).push(Box::new(waker));
    }

    /// Takes what is due, or says how long until something is; `None` where nothing waits. Where many wait, those that are
    /// not wanted leave: twice as many as are wanted stay at most, or 200,000.
    pub(in crate::engine) fn take_due(&self, wanted: impl Fn(&T) -> bool) -> Result<T, Option<Duration>> {
        self.sift(&wanted);
        self.due()
    }

    /// Drops what is not wanted, where there is too much. Nobody who adds something waits meanwhile.
    fn sift(&self, wanted: impl Fn(&T) -> bool) {
        let mut waiting = lock(&self.waiting);
        if waiting.heap.len() <= waiting.most {
            return;
        }
        let mut heap = std::mem::take(&mut waiting.heap);
        drop(waiting);
        heap.retain(|Reverse(due)| wanted(&due.what));
        let mut waiting = lock(&self.waiting);
        waiting.heap.append(&mut heap);
        // So that each look is paid by as many things that were added.
        waiting.most = MANY.max(2 * waiting.heap.len());
    }

    /// What is due, or how long until something is.
    fn due(&self) -> Result<T, Option<Duration>> {
        let moved = self.changed.moved.swap(false, Ordering::AcqRel);
        let moment = self.clock.read();
        let now = moment.elapsed;
        let mut waiting = lock(&self.waiting);
        if moved {
            // Every clock may have been moved; this happens at most once for each move by hand.
            let mut all = std::mem::take(&mut waiting.heap).into_vec();
            for Reverse(due) in &mut all {
                let (clock, at) = &due.own;
                due.at = now.saturating_add(*at).saturating_sub(clock.after(moment).elapsed);
            }
            waiting.heap = all.into();
        }
        match waiting.heap.peek() {
            Some(Reverse(first)) if first.at > now => Err(Some(first.at.saturating_sub(now))),
            _ => waiting.heap.pop().map(|Reverse(first)| first.what).ok_or(None),
        }
    }
}

impl<T> PartialEq for Timer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.arrival == other.arrival
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
        (self.at, self.arrival).cmp(&(other.at, other.arrival))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_in_the_order_of_their_times_as_soon_as_the_clock_is_moved() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Arc::new(Timers::new(clock.clone()));
        for (seconds, what) in [(60, "late"), (0, "now"), (30, "soon"), (30, "too")] {
            timers.add(clock.clone(), Duration::from_secs(seconds), what);
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
    fn a_clock_that_is_moved_alone_takes_only_its_own_things_along() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Arc::new(Timers::new(clock.clone()));
        let [fast, slow] = [(); 2].map(|()| Arc::new(Clock::over(clock.clone())));
        for (own, seconds, what) in [(&slow, 10, "slow"), (&fast, 60, "fast"), (&fast, 70, "faster")] {
            timers.add(own.clone(), Duration::from_secs(seconds), what);
        }
        fast.advance(Duration::from_mins(1));
        assert_eq!(timers.take_due(|_| true), Ok("fast"));
        assert!(timers.due() == Err(Some(Duration::from_secs(10))));
        // What is added to a clock that was moved waits as long as any other.
        timers.add(fast.clone(), Duration::from_secs(5), "new");
        clock.advance(Duration::from_secs(10));
        let mut rest = [(); 3].map(|()| timers.take_due(|_| true).unwrap());
        rest.sort_unstable();
        assert_eq!(rest, ["faster", "new", "slow"]);
        assert!(timers.due() == Err(None));
    }
    #[test]
    fn of_many_things_those_that_nobody_wants_any_more_leave() {
        let clock = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let timers = Timers::new(clock.clone());
        let wanted = |what: &usize| what.is_multiple_of(8);
        let kept = |timers: &Timers<usize>| lock(&timers.waiting).heap.len();
        for what in 1..=4 * MANY {
            timers.add(clock.clone(), Duration::from_secs(1), what);
            timers.sift(wanted);
            assert!(kept(&timers) <= MANY, "after {what}");
        }
        // What is wanted is never dropped, however much it is.
        for what in 1..=2 * MANY {
            timers.add(clock.clone(), Duration::from_secs(2), what);
            timers.sift(|_| true);
        }
        assert!(kept(&timers) >= 2 * MANY);
        clock.advance(Duration::from_secs(1));
        assert_eq!(timers.take_due(wanted), Ok(8));
    }
}
