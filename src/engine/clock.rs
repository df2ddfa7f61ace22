//! The one clock: for throttle, time stamps, nonces, expiry and the journal. It runs by itself or is moved by hand.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::engine::sync::lock;

/// Time as the emulator sees it.
#[derive(Debug)]
pub struct Clock {
    source: ClockSource,
    moved: Mutex<ClockOffset>,
    /// Whether it was ever moved, so that reading one that never was takes no lock.
    moved_at_all: AtomicBool,
    watchers: ClockWatchers,
}

/// Who is told when the clock is moved by hand.
#[derive(Default)]
struct ClockWatchers(Mutex<Vec<Box<dyn Fn() + Send + Sync>>>);

impl fmt::Debug for ClockWatchers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watchers").field(&lock(&self.0).len()).finish()
    }
}

#[derive(Debug)]
enum ClockSource {
    /// The machine's clock.
    System {
        /// When the clock was made.
        started: Instant,
    },
    /// A clock that stands still until it is moved.
    Hand {
        /// The time that it was made with.
        start: Timestamp,
    },
    /// Another clock, which one account sees moved further.
    Over {
        /// The other clock.
        parent: Arc<Clock>,
    },
}

/// What was added by hand: to the time that has passed, and to the time of day.
#[derive(Debug, Clone, Copy, Default)]
struct ClockOffset {
    elapsed: Duration,
    of_day: jiff::SignedDuration,
}

/// One reading of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// Time since the clock was made; never runs backwards.
    pub elapsed: Duration,
    /// The time of day.
    pub now: Timestamp,
}

impl Clock {
    /// A clock that follows the machine's.
    #[must_use]
    pub fn system() -> Self {
        Self::of(ClockSource::System { started: Instant::now() })
    }

    /// A clock that stands at `start` until it is moved.
    #[must_use]
    pub fn by_hand(start: Timestamp) -> Self {
        Self::of(ClockSource::Hand { start })
    }

    /// A clock that goes with another one and can be moved without it.
    #[must_use]
    pub fn over(parent: Arc<Self>) -> Self {
        Self::of(ClockSource::Over { parent })
    }

    fn of(source: ClockSource) -> Self {
        Self {
            source,
            moved: Mutex::default(),
            moved_at_all: AtomicBool::new(false),
            watchers: ClockWatchers::default(),
        }
    }

    /// Calls `watcher` whenever the clock is moved by hand, for timers that wait for it.
    pub fn on_move(&self, watcher: impl Fn() + Send + Sync + 'static) {
        lock(&self.watchers.0).push(Box::new(watcher));
    }

    /// Reads the clock.
    #[must_use]
    pub fn read(&self) -> ClockReading {
        self.adjust(match &self.source {
            ClockSource::System { started } => {
                ClockReading { elapsed: started.elapsed(), now: Timestamp::now() }
            }
            ClockSource::Hand { start } => ClockReading { elapsed: Duration::ZERO, now: *start },
            ClockSource::Over { parent } => parent.read(),
        })
    }

    /// What this clock shows when the one that it goes with, however far down, shows `moment`.
    #[must_use]
    pub fn after(&self, moment: ClockReading) -> ClockReading {
        match &self.source {
            ClockSource::Over { parent } => self.adjust(parent.after(moment)),
            ClockSource::System { .. } | ClockSource::Hand { .. } => moment,
        }
    }

    /// A moment with what was added by hand.
    fn adjust(&self, moment: ClockReading) -> ClockReading {
        if !self.moved_at_all.load(Ordering::Acquire) {
            return moment;
        }
        let moved = *lock(&self.moved);
        ClockReading {
            elapsed: moment.elapsed.saturating_add(moved.elapsed),
            now: moment.now.saturating_add(moved.of_day).unwrap_or(moment.now),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        {
            let mut moved = lock(&self.moved);
            self.moved_at_all.store(true, Ordering::Release);
            moved.elapsed = moved.elapsed.saturating_add(by);
            moved.of_day = moved.of_day.saturating_add(by.try_into().unwrap_or(jiff::SignedDuration::MAX));
        }
        self.tell();
    }

    /// Tells who waits, also for the clocks that this one goes with.
    fn tell(&self) {
        lock(&self.watchers.0).iter().for_each(|watcher| watcher());
        if let ClockSource::Over { parent } = &self.source {
            parent.tell();
        }
    }

    /// Sets the time of day. Where that is in the future the time between counts as passed.
    pub fn set(&self, to: Timestamp) {
        let ahead = to.duration_since(self.read().now);
        if let Ok(by) = Duration::try_from(ahead) {
            self.advance(by);
        } else {
            let mut moved = lock(&self.moved);
            self.moved_at_all.store(true, Ordering::Release);
            moved.of_day = moved.of_day.saturating_add(ahead);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_by_hand_stands_still_until_it_is_moved() {
        let start: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let clock = Clock::by_hand(start);
        assert_eq!(clock.read(), ClockReading { elapsed: Duration::ZERO, now: start });
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.read().elapsed, Duration::from_secs(90));
        assert_eq!(clock.read().now.to_string(), "2026-11-22T10:01:30Z");
    }

    #[test]
    fn a_clock_over_another_goes_with_it_and_is_moved_without_it() {
        let below = Arc::new(Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap()));
        let above = Arc::new(Clock::over(below.clone()));
        let top = Clock::over(above.clone());
        below.advance(Duration::from_secs(10));
        above.advance(Duration::from_mins(1));
        let elapsed = |clock: &Clock| clock.read().elapsed.as_secs();
        assert_eq!((elapsed(&below), elapsed(&above), elapsed(&top)), (10, 70, 70));
        assert_eq!(top.after(below.read()), top.read());
        top.set("2026-11-22T10:02:00Z".parse().unwrap());
        assert_eq!((elapsed(&above), elapsed(&top)), (70, 120));
    }

    #[test]
    fn setting_the_time_forward_lets_it_pass_and_backward_does_not_unpass_it() {
        let clock = Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap());
        clock.set("2026-11-22T11:00:00Z".parse().unwrap());
        assert_eq!(clock.read().elapsed, Duration::from_hours(1));
        clock.set("2026-11-22T09:00:00Z".parse().unwrap());
        assert_eq!(clock.read().elapsed, Duration::from_hours(1));
        assert_eq!(clock.read().now.to_string(), "2026-11-22T09:00:00Z");
    }
}
