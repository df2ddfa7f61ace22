//! QPS throttling of one account and operation, by governor, over the emulator's own clock.

use std::num::NonZeroU32;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::clock::Clock;
use super::{read, write};

/// How often an operation may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Calls a second; 0 means no throttling.
    pub qps: u32,
    /// Calls at once; 0 means as many as `qps`.
    pub burst: u32,
}

/// The highest QPS that can be told from none at all.
pub const MAX_QPS: u32 = 1_000_000_000;

/// The generic cell rate algorithm: `burst` calls at once pass, then one every 1/QPS s.
#[derive(Debug)]
pub struct Throttle {
    limiter: Option<RwLock<Limiter>>,
    quota: Option<Quota>,
    clock: Arc<Clock>,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, Passed, StateInformationMiddleware>;

impl Throttle {
    /// A throttle that no call has met yet.
    #[must_use]
    pub fn new(limit: Limit, clock: Arc<Clock>) -> Self {
        let qps = NonZeroU32::new(limit.qps.min(MAX_QPS));
        let burst = NonZeroU32::new(limit.burst).or(qps);
        let quota = qps.zip(burst).map(|(qps, burst)| Quota::per_second(qps).allow_burst(burst));
        let limiter = quota.map(|quota| RwLock::new(limiter(quota, &clock)));
        Self { limiter, quota, clock }
    }

    /// Lets a call pass and says how many could follow at once, `None` where there is no limit; or says how long it
    /// would have to wait.
    ///
    /// # Errors
    /// The time until the next call may pass.
    pub fn check(&self) -> Result<Option<u32>, Duration> {
        let Some(limiter) = &self.limiter else { return Ok(None) };
        match read(limiter).check() {
            Ok(state) => Ok(Some(state.remaining_burst_capacity())),
            Err(until) => Err(until.wait_time_from(self.clock.read().elapsed.into())),
        }
    }

    /// Forgets every call.
    pub fn reset(&self) {
        if let Some((held, quota)) = self.limiter.as_ref().zip(self.quota) {
            *write(held) = limiter(quota, &self.clock);
        }
    }
}

fn limiter(quota: Quota, clock: &Arc<Clock>) -> Limiter {
    RateLimiter::direct_with_clock(quota, Passed(clock.clone())).with_middleware()
}

/// The emulator's clock as governor wants to see it.
#[derive(Debug, Clone)]
struct Passed(Arc<Clock>);

impl governor::clock::Clock for Passed {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.read().elapsed.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_rest(qps: u32, burst: u32) -> (Throttle, Arc<Clock>) {
        let clock = Arc::new(Clock::by_hand(jiff::Timestamp::UNIX_EPOCH));
        (Throttle::new(Limit { qps, burst }, clock.clone()), clock)
    }

    fn passing(throttle: &Throttle, calls: usize) -> usize {
        (0..calls).filter(|_| throttle.check().is_ok()).count()
    }

    #[test]
    fn a_burst_passes_and_then_one_call_every_tenth_of_a_second() {
        let (throttle, clock) = at_rest(10, 0);
        assert_eq!(throttle.check(), Ok(Some(9)));
        assert_eq!(passing(&throttle, 25), 9);
        assert_eq!(throttle.check(), Err(Duration::from_millis(100)));
        clock.advance(Duration::from_millis(60));
        assert_eq!(throttle.check(), Err(Duration::from_millis(40)));
        clock.advance(Duration::from_millis(40));
        assert_eq!(passing(&throttle, 25), 1);
        clock.advance(Duration::from_mins(1));
        assert_eq!(passing(&throttle, 25), 10);
    }

    #[test]
    fn the_burst_can_differ_from_the_qps_and_a_qps_of_0_never_throttles() {
        assert_eq!(passing(&at_rest(10, 3).0, 25), 3);
        assert_eq!(passing(&at_rest(1, 1).0, 25), 1);
        assert_eq!(passing(&at_rest(0, 5).0, 1000), 1000);
        assert_eq!(passing(&at_rest(u32::MAX, 0).0, 1000), 1000);
    }
}
