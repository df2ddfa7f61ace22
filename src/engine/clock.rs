//! The clock for throttles, timestamps, nonces, expiry and the journal. It follows the system's clock or is moved manually.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::engine::sync::lock;
use crate::scenario::format::TimestampWindow;

/// The emulator's clock, or that of an account.
#[derive(Debug)]
pub struct Clock {
    source: ClockSource,
    moved: Mutex<ClockOffset>,
    /// Whether it was ever moved; if not, reading takes no lock.
    was_moved: AtomicBool,
    /// Which timestamps of calls are good; `None` leaves that to the parent, or to the limits.
    timestamps: Mutex<Option<TimestampWindow>>,
    watchers: ClockWatchers,
}

/// Called when the clock is moved.
#[derive(Default)]
struct ClockWatchers(Mutex<Vec<Box<dyn Fn() + Send + Sync>>>);

impl fmt::Debug for ClockWatchers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watchers").field(&lock(&self.0).len()).finish()
    }
}

#[derive(Debug)]
enum ClockSource {
    /// The system's clock.
    System {
        /// When the clock was created.
        started: Instant,
    },
    /// A clock that stands still until it is moved.
    Hand {
        /// Its initial time.
        start: Timestamp,
    },
    /// Follows another clock, with an offset.
    Over {
        /// The other clock.
        parent: Arc<Clock>,
    },
}

/// The offsets by which a clock was moved: of the elapsed time, and of the time of day.
#[derive(Debug, Clone, Copy, Default)]
struct ClockOffset {
    elapsed: Duration,
    of_day: SignedDuration,
}

/// A clock was not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock is at {now} and ends at {end}, the last timestamp that there is", end = Timestamp::MAX)]
pub struct ClockEnd {
    now: Timestamp,
}

/// A reading of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The time since the clock was created; never decreases.
    pub elapsed: Duration,
    /// The current timestamp.
    pub now: Timestamp,
    /// How far `now` is ahead of the time without moves; zero if the clock was not moved.
    pub offset: SignedDuration,
}

impl Clock {
    /// A clock that follows the system's.
    #[must_use]
    pub fn system() -> Self {
        Self::of(ClockSource::System { started: Instant::now() })
    }

    /// A clock that stays at `start` until it is moved.
    #[must_use]
    pub fn by_hand(start: Timestamp) -> Self {
        Self::of(ClockSource::Hand { start })
    }

    /// A clock that follows `parent` and can be moved independently of it.
    #[must_use]
    pub fn over(parent: Arc<Self>) -> Self {
        Self::of(ClockSource::Over { parent })
    }

    fn of(source: ClockSource) -> Self {
        Self {
            source,
            moved: Mutex::default(),
            was_moved: AtomicBool::new(false),
            timestamps: Mutex::default(),
            watchers: ClockWatchers::default(),
        }
    }

    /// Calls `watcher` whenever the clock is moved, for timers that depend on it.
    pub fn on_move(&self, watcher: impl Fn() + Send + Sync + 'static) {
        lock(&self.watchers.0).push(Box::new(watcher));
    }

    /// Reads the clock.
    #[must_use]
    pub fn read(&self) -> ClockReading {
        self.adjust(self.unmoved())
    }

    /// The reading without the offsets.
    fn unmoved(&self) -> ClockReading {
        let unmoved = |elapsed, now| ClockReading { elapsed, now, offset: SignedDuration::ZERO };
        match &self.source {
            ClockSource::System { started } => unmoved(started.elapsed(), Timestamp::now()),
            ClockSource::Hand { start } => unmoved(Duration::ZERO, *start),
            ClockSource::Over { parent } => parent.read(),
        }
    }

    /// The reading of this clock at `reading` of the root of its parents.
    #[must_use]
    pub fn after(&self, reading: ClockReading) -> ClockReading {
        match &self.source {
            ClockSource::Over { parent } => self.adjust(parent.after(reading)),
            ClockSource::System { .. } | ClockSource::Hand { .. } => reading,
        }
    }

    /// Adds the offsets.
    fn adjust(&self, reading: ClockReading) -> ClockReading {
        if !self.was_moved.load(Ordering::Acquire) {
            return reading;
        }
        let moved = *lock(&self.moved);
        reading.moved(moved)
    }

    /// Moves the clock forward, at most to the last timestamp, in the year 9999.
    pub fn advance(&self, by: Duration) {
        if self.try_advance(by).is_err() {
            self.set(Timestamp::MAX);
        }
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    /// It would pass the last timestamp, so it was not moved.
    pub fn try_advance(&self, by: Duration) -> Result<(), ClockEnd> {
        let unmoved = self.unmoved();
        let mut moved = lock(&self.moved);
        let now = unmoved.moved(*moved).now;
        if now.checked_add(by).is_err() {
            return Err(ClockEnd { now });
        }
        self.was_moved.store(true, Ordering::Release);
        moved.elapsed = moved.elapsed.saturating_add(by);
        moved.of_day = moved.of_day.saturating_add(by.try_into().unwrap_or(SignedDuration::MAX));
        drop(moved);
        self.notify();
        Ok(())
    }

    /// Notifies the watchers of this clock and its parents.
    fn notify(&self) {
        lock(&self.watchers.0).iter().for_each(|watcher| watcher());
        if let ClockSource::Over { parent } = &self.source {
            parent.notify();
        }
    }

    /// Sets the time of day. If that is in the future, the time in between counts as elapsed.
    pub fn set(&self, to: Timestamp) {
        let unmoved = self.unmoved();
        let mut moved = lock(&self.moved);
        self.was_moved.store(true, Ordering::Release);
        let ahead = to.duration_since(unmoved.moved(*moved).now);
        moved.elapsed = moved.elapsed.saturating_add(ahead.try_into().unwrap_or_default());
        moved.of_day = to.duration_since(unmoved.now);
        drop(moved);
        self.notify();
    }

    /// Sets which timestamps of calls are good, for this clock and those that follow it.
    pub fn set_timestamps(&self, window: TimestampWindow) {
        *lock(&self.timestamps) = Some(window);
        self.was_moved.store(true, Ordering::Release);
    }

    /// Which timestamps of calls are good; `None` if it was set neither for this clock nor for one that it follows.
    #[must_use]
    pub fn timestamps(&self) -> Option<TimestampWindow> {
        let own = self.was_moved.load(Ordering::Acquire).then(|| *lock(&self.timestamps)).flatten();
        own.or_else(|| match &self.source {
            ClockSource::Over { parent } => parent.timestamps(),
            ClockSource::System { .. } | ClockSource::Hand { .. } => None,
        })
    }

    /// Undoes the moves of the time of day, and [`set_timestamps`](Self::set_timestamps). The elapsed time never decreases.
    pub fn reset(&self) {
        lock(&self.moved).of_day = SignedDuration::ZERO;
        *lock(&self.timestamps) = None;
    }
}

impl ClockReading {
    /// The time without moves: the machine's, if the clock follows the system's.
    #[must_use]
    pub fn without_moves(&self) -> Timestamp {
        self.now.saturating_sub(self.offset).unwrap_or(self.now)
    }

    /// The current timestamp, if the clock was moved.
    #[must_use]
    pub fn if_moved(&self) -> Option<Timestamp> {
        (!self.offset.is_zero()).then_some(self.now)
    }

    /// The reading with these offsets.
    fn moved(self, by: ClockOffset) -> Self {
        let end = if by.of_day.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        Self {
            elapsed: self.elapsed.saturating_add(by.elapsed),
            now: self.now.checked_add(by.of_day).unwrap_or(end),
            offset: self.offset.saturating_add(by.of_day),
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
        let offset = SignedDuration::ZERO;
        assert_eq!(clock.read(), ClockReading { elapsed: Duration::ZERO, now: start, offset });
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.read().elapsed, Duration::from_secs(90));
        assert_eq!(clock.read().now.to_string(), "2026-11-22T10:01:30Z");
    }

    #[test]
    fn a_clock_over_another_follows_it_and_can_be_moved_independently() {
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
    fn setting_the_time_forward_adds_elapsed_time_and_backward_does_not_remove_it() {
        let clock = Clock::by_hand("2026-11-22T10:00:00Z".parse().unwrap());
        clock.set("2026-11-22T11:00:00Z".parse().unwrap());
        assert_eq!(clock.read().elapsed, Duration::from_hours(1));
        clock.set("2026-11-22T09:00:00Z".parse().unwrap());
        assert_eq!(clock.read().elapsed, Duration::from_hours(1));
        assert_eq!(clock.read().now.to_string(), "2026-11-22T09:00:00Z");
    }

    #[test]
    fn a_reset_clock_has_its_old_time_of_day_and_keeps_the_elapsed_time() {
        let start: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let below = Arc::new(Clock::by_hand(start));
        let above = Clock::over(below.clone());
        below.advance(Duration::from_hours(1));
        above.advance(Duration::from_mins(1));
        above.set_timestamps(TimestampWindow::Follow);
        let reading = above.read();
        assert_eq!((reading.without_moves(), reading.if_moved()), (start, Some(reading.now)));
        above.reset();
        assert_eq!(above.read().now, below.read().now);
        assert_eq!((above.timestamps(), above.read().elapsed), (None, Duration::from_mins(61)));
        below.set_timestamps(TimestampWindow::Either);
        assert_eq!(above.timestamps(), Some(TimestampWindow::Either));
        below.reset();
        assert_eq!((below.read().now, above.read().if_moved()), (start, None));
    }

    #[test]
    fn a_clock_ends_with_the_last_timestamp_and_can_always_be_set_back() {
        let start: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let clock = Clock::by_hand(start);
        for _ in 0..3 {
            let before = clock.read();
            assert!(clock.try_advance(Duration::MAX).is_err());
            assert_eq!(clock.read(), before, "a refused move changes nothing");
            clock.advance(Duration::MAX);
            assert_eq!(clock.read().now, Timestamp::MAX);
            assert!(clock.read().elapsed > before.elapsed);
            let error = clock.try_advance(Duration::from_nanos(1)).unwrap_err().to_string();
            assert!(error.contains("is at 9999-12-30T22:00:00.999999999Z and ends at 9999"), "{error}");
            for to in ["-009999-01-02T01:59:59Z", "2026-11-22T10:00:00Z"] {
                clock.set(to.parse().unwrap());
                assert_eq!(clock.read().now.to_string(), to);
            }
        }
    }
}
