//! The limit of repeated abnormal calls: after too many calls in a row with invalid parameters, all calls of an account are
//! refused until the window has passed.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::collections::VecDeque;
use std::time::Duration;

/// The limit of refused calls in a row within a time window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbnormalLimit {
    /// Refused calls in a row; 0 disables the limit.
    pub count: u32,
    /// The time window.
    pub window: Duration,
}

impl Default for AbnormalLimit {
    fn default() -> Self {
        Self { count: 20, window: Duration::from_mins(1) }
    }
}

/// The refused calls in a row of an account.
#[derive(Debug, Default)]
pub struct RefusedCalls {
    refused: VecDeque<Duration>,
}

impl RefusedCalls {
    /// Whether the limit is reached, so that the next call is refused.
    pub fn exceeded(&mut self, limit: AbnormalLimit, elapsed: Duration) -> bool {
        while self.refused.front().is_some_and(|&since| elapsed.saturating_sub(since) >= limit.window) {
            self.refused.pop_front();
        }
        limit.count > 0 && self.refused.len() >= limit.count as usize
    }

    /// Counts a refused call.
    pub fn refused(&mut self, limit: AbnormalLimit, elapsed: Duration) {
        if self.refused.len() < limit.count as usize {
            self.refused.push_back(elapsed);
        }
    }

    /// Resets the count after a valid call.
    pub fn succeeded(&mut self) {
        self.refused.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: AbnormalLimit = AbnormalLimit { count: 3, window: Duration::from_mins(1) };

    #[test]
    fn calls_above_the_limit_are_refused_until_the_window_has_passed() {
        let mut abnormal = RefusedCalls::default();
        for second in 0..3 {
            assert!(!abnormal.exceeded(LIMIT, Duration::from_secs(second)));
            abnormal.refused(LIMIT, Duration::from_secs(second));
        }
        assert!(abnormal.exceeded(LIMIT, Duration::from_secs(3)));
        assert!(abnormal.exceeded(LIMIT, Duration::from_secs(59)));
        assert!(!abnormal.exceeded(LIMIT, Duration::from_mins(1)));
    }

    #[test]
    fn a_valid_call_resets_the_count() {
        let mut abnormal = RefusedCalls::default();
        for _ in 0..2 {
            abnormal.refused(LIMIT, Duration::ZERO);
        }
        abnormal.succeeded();
        abnormal.refused(LIMIT, Duration::ZERO);
        assert!(!abnormal.exceeded(LIMIT, Duration::ZERO));
    }
}
