//! A latency histogram whose bucket width grows with the value: quantiles are exact to about 3 %.

use std::time::Duration;

/// Buckets per power of two.
const SUB: u64 = 32;

/// Counts of latencies by bucket.
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self { counts: vec![0; bucket(u64::MAX) + 1], total: 0 }
    }

    /// Adds one latency; saturates at 2^64 ns (584 years).
    pub(crate) fn record(&mut self, latency: Duration) {
        let nanos = u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX);
        if let Some(count) = self.counts.get_mut(bucket(nanos)) {
            *count += 1;
            self.total += 1;
        }
    }

    /// The latency that `per_mille` of 1000 values do not exceed, rounded up to the end of its bucket; zero when empty.
    pub(crate) fn quantile(&self, per_mille: u64) -> Duration {
        let rank = (self.total * per_mille).div_ceil(1000).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return Duration::from_nanos(upper_end(index));
            }
        }
        Duration::ZERO
    }
}

/// The index of a value's bucket. Values below `SUB` have a bucket each; above, each power of two has `SUB` buckets.
fn bucket(value: u64) -> usize {
    let shift = value.checked_ilog2().unwrap_or(0).saturating_sub(SUB.ilog2());
    // `value >> shift` is in `SUB..2 * SUB` once `shift` is above zero, so that the indices have no gap.
    let index = u64::from(shift) * SUB + (value >> shift);
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// The largest value in a bucket.
fn upper_end(index: usize) -> u64 {
    let index = index as u64;
    if index < 2 * SUB {
        return index;
    }
    let shift = index / SUB - 1;
    let upper_bits = index - shift * SUB;
    ((upper_bits + 1) << shift).wrapping_sub(1)
}
