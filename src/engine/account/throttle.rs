//! QPS throttling of an account and operation with governor, by the account's clock.

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
    limiter: Option<RwLock<Limiter>>,
    quota: Option<Quota>,
    clock: MonotonicClock,
    /// The remaining calls after the last one; [`NEVER_CALLED`] before the first.
    remaining: AtomicU32,
}

const NEVER_CALLED: u32 = u32::MAX;

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
        let limiter = quota.map(|quota| RwLock::new(limiter(quota, &clock)));
        Self { limiter, quota, clock, remaining: AtomicU32::new(NEVER_CALLED) }
    }

    /// Checks a call at `elapsed` of its account's clock. Returns how many calls could follow at once; `None` without a
    /// limit.
    ///
    /// # Errors
    /// The call is throttled: the time until the next one is accepted.
    pub fn check(&self, elapsed: Duration) -> Result<Option<u32>, Duration> {
        let Some(limiter) = &self.limiter else { return Ok(None) };
        self.clock.advance_to(elapsed);
        let result = match read(limiter).check() {
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
        let idle = elapsed.saturating_sub(Duration::from_nanos(self.clock.now().as_u64()));
        let refilled = idle.as_nanos() / interval.as_nanos().max(1);
        let remaining = last.saturating_add(u32::try_from(refilled).unwrap_or(u32::MAX)).min(burst);
        let qps = u32::try_from(Duration::from_secs(1).as_nanos() / interval.as_nanos().max(1));
        let limit = QpsLimit { qps: qps.unwrap_or(u32::MAX), burst };
        Some(ThrottleUse { limit, remaining, idle })
    }

    /// Resets it to the state without calls.
    pub fn reset(&self) {
        if let Some((limiter_lock, quota)) = self.limiter.as_ref().zip(self.quota) {
            *write(limiter_lock) = limiter(quota, &self.clock);
            self.remaining.store(NEVER_CALLED, Ordering::Relaxed);
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
