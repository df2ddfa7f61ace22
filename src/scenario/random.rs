//! Random decisions: whether a rule with a probability applies, and the length of random delays.

use std::f64::consts::TAU;
use std::time::Duration;

use rand::{Rng, RngExt as _};

use super::format::Delay;

/// The 99th percentile of the standard normal distribution, in standard deviations.
const P99: f64 = 2.326_347_874_040_841;

/// True with a probability from 0 to 1.
pub(super) fn happens(probability: f64, rng: &mut impl Rng) -> bool {
    rng.random::<f64>() < probability
}

/// The length of a delay. A random one is rounded to microseconds, so that floating-point differences between platforms do
/// not matter.
pub(super) fn delay(delay: Delay, rng: &mut impl Rng) -> Duration {
    match delay {
        Delay::Fixed(duration) => duration.0,
        Delay::Range(range) => {
            let min = range.min.0.min(range.max.0);
            let width = range.max.0.saturating_sub(min);
            micros(min + width.mul_f64(rng.random::<f64>()))
        }
        Delay::Median(distribution) => {
            let (median, p99) = (distribution.median.0.as_secs_f64(), distribution.p99.0.as_secs_f64());
            if median <= 0.0 || p99 <= median {
                return distribution.median.0;
            }
            let deviation = (p99 / median).ln() / P99;
            let wait = (median.ln() + deviation * normal(rng)).exp().min(p99 * 10.0);
            micros(Duration::try_from_secs_f64(wait).unwrap_or(distribution.p99.0))
        }
    }
}

/// A random number from the standard normal distribution (Box-Muller).
fn normal(rng: &mut impl Rng) -> f64 {
    // 1 - x is in (0, 1], so the logarithm is finite.
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (TAU * rng.random::<f64>()).cos()
}

fn micros(duration: Duration) -> Duration {
    Duration::from_micros(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}
