//! Clocks: the emulator's, and clocks over it that can be moved alone. Time that has elapsed never decreases.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClockId(usize);

/// The emulator's clock.
pub(crate) const ROOT: ClockId = ClockId(0);

/// All clocks of a setup, those that nobody uses any more too.
#[derive(Debug)]
pub(crate) struct Clocks {
    start: Timestamp,
    all: Vec<Moved>,
}

#[derive(Debug)]
struct Moved {
    below: Option<ClockId>,
    elapsed: Duration,
    of_day: SignedDuration,
    /// Whether timestamps are held to it alone; none leaves that to the clock below.
    follow: Option<bool>,
}

impl Clocks {
    pub(crate) fn new(start: Timestamp) -> Self {
        let mut clocks = Self { start, all: Vec::new() };
        clocks.push(None);
        clocks
    }

    /// A clock that follows another one.
    pub(crate) fn over(&mut self, below: ClockId) -> ClockId {
        self.push(Some(below))
    }

    fn push(&mut self, below: Option<ClockId>) -> ClockId {
        self.all.push(Moved { below, elapsed: Duration::ZERO, of_day: SignedDuration::ZERO, follow: None });
        ClockId(self.all.len() - 1)
    }

    /// The time since the start.
    pub(crate) fn elapsed(&self, clock: ClockId) -> Duration {
        let own = &self.all[clock.0];
        own.elapsed + own.below.map_or(Duration::ZERO, |below| self.elapsed(below))
    }

    /// The time of day.
    pub(crate) fn now(&self, clock: ClockId) -> Timestamp {
        let of_day = self.all[clock.0].of_day;
        // Time ends in the year 9999.
        let end = if of_day.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        self.base(clock).checked_add(of_day).unwrap_or(end)
    }

    /// The time of day of what it follows.
    fn base(&self, clock: ClockId) -> Timestamp {
        self.all[clock.0].below.map_or(self.start, |below| self.now(below))
    }

    /// The time of day as if no clock had been moved.
    pub(crate) fn machine(&self) -> Timestamp {
        self.start
    }

    /// Whether timestamps are held to a clock alone, if that was said.
    pub(crate) fn follow(&self, clock: ClockId) -> Option<bool> {
        let own = &self.all[clock.0];
        own.follow.or_else(|| self.follow(own.below?))
    }

    pub(crate) fn set_follow(&mut self, clock: ClockId, follow: bool) {
        self.all[clock.0].follow = Some(follow);
    }

    /// Takes the time of day back. What has elapsed stays.
    pub(crate) fn reset(&mut self, clock: ClockId) {
        let own = &mut self.all[clock.0];
        (own.of_day, own.follow) = (SignedDuration::ZERO, None);
    }

    /// How far a clock is ahead of the emulator's.
    pub(crate) fn ahead(&self, clock: ClockId) -> Duration {
        self.elapsed(clock) - self.elapsed(ROOT)
    }

    pub(crate) fn advance(&mut self, clock: ClockId, by: Duration) {
        if self.now(clock).checked_add(by).is_err() {
            return self.set(clock, Timestamp::MAX);
        }
        let moved = &mut self.all[clock.0];
        moved.elapsed += by;
        moved.of_day += SignedDuration::try_from(by).unwrap();
    }

    /// Sets the time of day: what is skipped has elapsed, and going back takes nothing away.
    pub(crate) fn set(&mut self, clock: ClockId, to: Timestamp) {
        let skipped = to.duration_since(self.now(clock));
        let of_day = to.duration_since(self.base(clock));
        let moved = &mut self.all[clock.0];
        moved.elapsed += Duration::try_from(skipped).unwrap_or_default();
        moved.of_day = of_day;
    }
}
