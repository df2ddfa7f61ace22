//! The one clock: for throttle, time stamps, nonces, expiry and the journal. It runs by itself or is moved by hand.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::lock;

/// Time as the emulator sees it.
#[derive(Debug)]
pub struct Clock {
    source: Source,
    moved: Mutex<Moved>,
    watchers: Watchers,
}

/// Who is told when the clock is moved by hand.
#[derive(Default)]
struct Watchers(Mutex<Vec<Box<dyn Fn() + Send + Sync>>>);

impl fmt::Debug for Watchers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watchers").field(&lock(&self.0).len()).finish()
    }
}

#[derive(Debug)]
enum Source {
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
}

/// What was added by hand: to the time that has passed, and to the time of day.
#[derive(Debug, Clone, Copy, Default)]
struct Moved {
    elapsed: Duration,
    of_day: jiff::SignedDuration,
}

/// One reading of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Time since the clock was made; never runs backwards.
    pub elapsed: Duration,
    /// The time of day.
    pub now: Timestamp,
}

impl Clock {
    /// A clock that follows the machine's.
    #[must_use]
    pub fn system() -> Self {
        Self::of(Source::System { started: Instant::now() })
    }

    /// A clock that stands at `start` until it is moved.
    #[must_use]
    pub fn by_hand(start: Timestamp) -> Self {
        Self::of(Source::Hand { start })
    }

    fn of(source: Source) -> Self {
        Self { source, moved: Mutex::default(), watchers: Watchers::default() }
    }

    /// Calls `watcher` whenever the clock is moved by hand, for timers that wait for it.
    pub fn on_move(&self, watcher: impl Fn() + Send + Sync + 'static) {
        lock(&self.watchers.0).push(Box::new(watcher));
    }

    /// Reads the clock.
    #[must_use]
    pub fn read(&self) -> Moment {
        let moved = *lock(&self.moved);
        let (elapsed, now) = match self.source {
            Source::System { started } => (started.elapsed(), Timestamp::now()),
            Source::Hand { start } => (Duration::ZERO, start),
        };
        Moment {
            elapsed: elapsed.saturating_add(moved.elapsed),
            now: now.saturating_add(moved.of_day).unwrap_or(now),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        {
            let mut moved = lock(&self.moved);
            moved.elapsed = moved.elapsed.saturating_add(by);
            moved.of_day = moved.of_day.saturating_add(by.try_into().unwrap_or(jiff::SignedDuration::MAX));
        }
        lock(&self.watchers.0).iter().for_each(|watcher| watcher());
    }

    /// Sets the time of day. Where that is in the future the time between counts as passed.
    pub fn set(&self, to: Timestamp) {
        let ahead = to.duration_since(self.read().now);
        if let Ok(by) = Duration::try_from(ahead) {
            self.advance(by);
        } else {
            let mut moved = lock(&self.moved);
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
        assert_eq!(clock.read(), Moment { elapsed: Duration::ZERO, now: start });
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.read().elapsed, Duration::from_secs(90));
        assert_eq!(clock.read().now.to_string(), "2026-11-22T10:01:30Z");
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
