//! The waits of a fault: how long they are, and shorter ones in their place.

use std::time::Duration;

use crate::scenario::Scenario;
use crate::scenario::format::{Connection, Delay, DurationText, Rule, Then};

/// How much shorter waits are with `--fast`.
const FASTER: u32 = 100;

/// A wait that is `FASTER` times as short. One of no time at all would be another fault.
#[must_use]
pub fn shorter(wait: Duration) -> Duration {
    (wait / FASTER).max(Duration::from_millis(u64::from(!wait.is_zero())))
}

/// Makes every wait of a scenario `FASTER` times as short.
pub fn shorten(scenario: &mut Scenario) {
    for rule in &mut scenario.rules {
        for span in spans(&mut rule.then) {
            span.0 = shorter(span.0);
        }
    }
}

/// Every wait that a fault makes.
pub fn spans(then: &mut Then) -> Vec<&mut DurationText> {
    let mut all = Vec::new();
    all.extend(then.retry_after.as_mut());
    match &mut then.delay {
        Some(Delay::Fixed(span)) => all.push(span),
        Some(Delay::Range(range)) => all.extend([&mut range.min, &mut range.max]),
        Some(Delay::Median(median)) => all.extend([&mut median.median, &mut median.p99]),
        None => {}
    }
    if let Some(Connection::Stall(stall)) = &mut then.connection {
        all.push(&mut stall.stall);
    }
    all.extend(then.verification.as_mut().and_then(|check| check.after.as_mut()));
    all.extend(then.callback.as_mut().and_then(|callback| callback.delay.as_mut()));
    all
}

/// How long the faults of a scenario may hold a command up.
#[must_use]
pub fn longest_wait(scenario: &Scenario) -> Duration {
    // A body that trickles takes its time too.
    let trickle = Duration::from_secs(10);
    let of = |rule: &Rule| {
        let mut then = rule.then.clone();
        let waits: Duration = spans(&mut then).into_iter().map(|span| span.0).sum();
        waits.saturating_add(rule.then.dribble.map_or(Duration::ZERO, |_| trickle))
    };
    scenario.rules.iter().map(of).fold(Duration::ZERO, Duration::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::format::When;
    use crate::torture::faults::kinds;

    #[test]
    fn faster_divides_every_wait_and_leaves_none_at_nothing() {
        for (kind, name, expected) in [
            ("Throttling.Api,retryAfter:2s", "Throttling.Api,retryAfter:20ms", Duration::from_millis(20)),
            ("delay:15s", "delay:150ms", Duration::from_millis(150)),
            ("callback:2s", "callback:20ms", Duration::from_millis(20)),
            ("reset", "reset", Duration::ZERO),
        ] {
            let kind = kinds().into_iter().find(|known| known.name == kind).unwrap().faster();
            assert_eq!(kind.name, name);
            let scenario = Scenario {
                rules: vec![Rule { description: None, when: When::default(), then: kind.then.clone() }],
                ..Scenario::default()
            };
            assert_eq!(longest_wait(&scenario), expected, "{name}");
        }
        assert_eq!(shorter(Duration::from_millis(2)), Duration::from_millis(1));
    }
}
