//! What is drawn from the seed: whether a share is met, and how long a delay is.

use std::f64::consts::TAU;
use std::time::Duration;

use rand::{Rng, RngExt as _};

use super::format::Delay;

/// The 99th percentile of the standard normal distribution, in standard deviations.
const P99: f64 = 2.326_347_874_040_841;

/// Whether a call is among the share, from 0 to 1.
pub(super) fn met(share: f64, chance: &mut impl Rng) -> bool {
    chance.random::<f64>() < share
}

/// The length of one delay. A random one is rounded to a microsecond, so that the last bits of floating-point
/// arithmetic do not show.
pub(super) fn delay(delay: Delay, chance: &mut impl Rng) -> Duration {
    match delay {
        Delay::Fixed(span) => span.0,
        Delay::Range(range) => {
            let shortest = range.min.0.min(range.max.0);
            let width = range.max.0.saturating_sub(shortest);
            micros(shortest + width.mul_f64(chance.random::<f64>()))
        }
        Delay::Median(spread) => {
            let (median, p99) = (spread.median.0.as_secs_f64(), spread.p99.0.as_secs_f64());
            if median <= 0.0 || p99 <= median {
                return spread.median.0;
            }
            let deviation = (p99 / median).ln() / P99;
            let wait = (median.ln() + deviation * normal(chance)).exp().min(p99 * 10.0);
            micros(Duration::try_from_secs_f64(wait).unwrap_or(spread.p99.0))
        }
    }
}

/// A draw from the standard normal distribution (Box and Muller).
fn normal(chance: &mut impl Rng) -> f64 {
    // 1 - x is in (0, 1], so that the logarithm is finite.
    let radius = (-2.0 * (1.0 - chance.random::<f64>()).ln()).sqrt();
    radius * (TAU * chance.random::<f64>()).cos()
}

fn micros(span: Duration) -> Duration {
    Duration::from_micros(u64::try_from(span.as_micros()).unwrap_or(u64::MAX))
}
