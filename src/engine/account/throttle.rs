//! QPS throttling of an account and operation with governor, by the account's clock.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::engine::sync::{read, write};

/// The QPS limit of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QpsLimit {
    /// Calls per second; 0 disables throttling.
    pub qps: u32,
    /// Calls at once; 0 means the value of `qps`.
    pub burst: u32,
}

/// The highest QPS limit.
pub const MAX_QPS: u32 = 1_000_000_000;

/// The generic cell rate algorithm: `burst` calls at once are accepted, then one every 1/QPS seconds. The time is an
/// argument.
#[derive(Debug)]
pub struct Throttle {
    limiter: Option<RwLock<BasedLimiter>>,
    quota: Option<Quota>,
    clock: MonotonicClock,
    /// The remaining calls after the last one; [`NEVER_CALLED`] before the first.
    remaining: AtomicU32,
}

const NEVER_CALLED: u32 = u32::MAX;
/// The longest time that a limiter counts in nanoseconds, 292 years: in less, any burst is available again. Twice as long
/// still fits.
const MAX_SPAN: Duration = Duration::from_nanos(u64::MAX / 2);

/// A limiter, and the time of its account's clock from which it counts.
#[derive(Debug)]
struct BasedLimiter {
    limiter: Limiter,
    base: Duration,
}

/// The state of a throttle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleUse {
    /// Its limit; `burst` is never 0 here.
    pub limit: QpsLimit,
    /// Calls that are accepted at once now.
    pub remaining: u32,
    /// The time since the last call.
    pub idle: Duration,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, MonotonicClock, StateInformationMiddleware>;

impl Throttle {
    /// A throttle without calls.
    #[must_use]
    pub fn new(limit: QpsLimit) -> Self {
        let qps = NonZeroU32::new(limit.qps.min(MAX_QPS));
        let burst = NonZeroU32::new(limit.burst).or(qps);
        let quota = qps.zip(burst).map(|(qps, burst)| Quota::per_second(qps).allow_burst(burst));
        let clock = MonotonicClock::default();
        let based = |quota| BasedLimiter { limiter: limiter(quota, &clock), base: Duration::ZERO };
        let limiter = quota.map(|quota| RwLock::new(based(quota)));
        Self { limiter, quota, clock, remaining: AtomicU32::new(NEVER_CALLED) }
    }

    /// Checks a call at `elapsed` of its account's clock. Returns how many calls could follow at once; `None` without a
    /// limit.
    ///
    /// # Errors
    /// The call is throttled: the time until the next one is accepted.
    pub fn check(&self, elapsed: Duration) -> Result<Option<u32>, Duration> {
        let Some((lock, quota)) = self.limiter.as_ref().zip(self.quota) else { return Ok(None) };
        let mut based = read(lock);
        while elapsed.saturating_sub(based.base) > MAX_SPAN {
            drop(based);
            self.restart(&mut write(lock), quota, elapsed);
            based = read(lock);
        }
        self.clock.advance_to(elapsed.saturating_sub(based.base));
        let result = match based.limiter.check() {
            Ok(state) => Ok(Some(state.remaining_burst_capacity())),
            Err(until) => Err(until.wait_time_from(self.clock.now())),
        };
        self.remaining.store(result.ok().flatten().unwrap_or_default(), Ordering::Relaxed);
        result
    }

    /// The state at `elapsed` of its account's clock; `None` without a limit or before the first call.
    #[must_use]
    pub fn usage(&self, elapsed: Duration) -> Option<ThrottleUse> {
        let quota = self.quota?;
        let last = self.remaining.load(Ordering::Relaxed);
        if last == NEVER_CALLED {
            return None;
        }
        let (interval, burst) = (quota.replenish_interval(), quota.burst_size().get());
        let base = self.limiter.as_ref().map_or(Duration::ZERO, |limiter| read(limiter).base);
        let last_call = base.saturating_add(Duration::from_nanos(self.clock.now().as_u64()));
        let idle = elapsed.saturating_sub(last_call);
        let refilled = idle.as_nanos().checked_div(interval.as_nanos()).unwrap_or(u128::MAX);
        let remaining = last.saturating_add(u32::try_from(refilled).unwrap_or(u32::MAX)).min(burst);
        let qps = Duration::from_secs(1).as_nanos().checked_div(interval.as_nanos());
        let qps = qps.and_then(|qps| u32::try_from(qps).ok()).unwrap_or(u32::MAX);
        let limit = QpsLimit { qps, burst };
        Some(ThrottleUse { limit, remaining, idle })
    }

    /// Resets it to the state without calls.
    pub fn reset(&self) {
        if let Some((limiter_lock, quota)) = self.limiter.as_ref().zip(self.quota) {
            write(limiter_lock).limiter = limiter(quota, &self.clock);
            self.remaining.store(NEVER_CALLED, Ordering::Relaxed);
        }
    }

    /// Counts from `elapsed` on, unless another call did that already.
    fn restart(&self, based: &mut BasedLimiter, quota: Quota, elapsed: Duration) {
        if elapsed.saturating_sub(based.base) > MAX_SPAN {
            self.clock.0.store(0, Ordering::Relaxed);
            *based = BasedLimiter { limiter: limiter(quota, &self.clock), base: elapsed };
        }
    }
}

fn limiter(quota: Quota, clock: &MonotonicClock) -> Limiter {
    RateLimiter::direct_with_clock(quota, clock.clone()).with_middleware()
}

/// A clock for governor: the time of the latest call, in nanoseconds. Concurrent calls never move it back.
#[derive(Debug, Clone, Default)]
struct MonotonicClock(Arc<AtomicU64>);

impl MonotonicClock {
    fn advance_to(&self, elapsed: Duration) {
        let nanos = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_max(nanos, Ordering::Relaxed);
    }
}

impl governor::clock::Clock for MonotonicClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(qps: u32, burst: u32) -> Throttle {
        Throttle::new(QpsLimit { qps, burst })
    }

    fn accepted(throttle: &Throttle, calls: usize, at: Duration) -> usize {
        (0..calls).filter(|_| throttle.check(at).is_ok()).count()
    }

    #[test]
    fn a_burst_is_accepted_and_then_one_call_every_tenth_of_a_second() {
        let throttle = throttle(10, 0);
        let millis = Duration::from_millis;
        assert_eq!(throttle.check(millis(0)), Ok(Some(9)));
        assert_eq!(accepted(&throttle, 25, millis(0)), 9);
        assert_eq!(throttle.check(millis(0)), Err(millis(100)));
        assert_eq!(throttle.check(millis(60)), Err(millis(40)));
        assert_eq!(accepted(&throttle, 25, millis(100)), 1);
        assert_eq!(accepted(&throttle, 25, millis(60_100)), 10);
    }

    #[test]
    fn a_throttle_works_after_any_time() {
        let throttle = throttle(10, 0);
        let mut now = Duration::ZERO;
        // 584 years are more nanoseconds than 64 bits hold.
        for years in [0, 100, 200, 300, 584, 600, 8000, 1 << 35] {
            now = now.saturating_add(Duration::from_secs(years * 31_557_600));
            assert_eq!(accepted(&throttle, 25, now), 10, "after {years} more");
            assert_eq!(
                throttle.usage(now).map(|usage| (usage.remaining, usage.idle)),
                Some((0, Duration::ZERO))
            );
        }
        assert_eq!(throttle.check(Duration::MAX), Ok(Some(9)));
    }

    #[test]
    fn a_call_with_an_earlier_time_does_not_move_the_clock_back() {
        let throttle = throttle(1, 1);
        assert_eq!(throttle.check(Duration::from_secs(5)), Ok(Some(0)));
        assert_eq!(throttle.check(Duration::from_secs(4)), Err(Duration::from_secs(1)));
    }

    #[test]
    fn the_burst_can_differ_from_the_qps_and_a_qps_of_0_never_throttles() {
        assert_eq!(accepted(&throttle(10, 3), 25, Duration::ZERO), 3);
        assert_eq!(accepted(&throttle(1, 1), 25, Duration::ZERO), 1);
        assert_eq!(accepted(&throttle(0, 5), 1000, Duration::ZERO), 1000);
        assert_eq!(accepted(&throttle(u32::MAX, 0), 1000, Duration::ZERO), 1000);
    }
}
