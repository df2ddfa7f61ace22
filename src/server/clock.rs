//! `/_emulator/clock`: the emulator's time, read and moved by hand.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::pages;
use crate::engine::clock::Clock;

/// What the clock takes.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Change {
    /// Forward, by a duration such as `31m`.
    Advance(String),
    /// To a time such as `2026-11-22T10:00:00Z`.
    Set(String),
}

const EXPECTED: &str = r#"expected {"advance":"31m"} or {"set":"2026-11-22T10:00:00Z"}"#;

/// The time.
pub(super) fn read(clock: &Clock) -> Response<Full<Bytes>> {
    let moment = clock.read();
    let elapsed = moment.elapsed.as_millis();
    let elapsed = u64::try_from(elapsed).unwrap_or(u64::MAX);
    pages::json(StatusCode::OK, &json!({ "now": moment.now.to_string(), "elapsedMilliseconds": elapsed }))
}

/// Moves the clock; timers follow it at once.
pub(super) fn change(clock: &Clock, body: &[u8]) -> Response<Full<Bytes>> {
    match parse(body) {
        Ok(Step::By(by)) => clock.advance(by),
        Ok(Step::To(to)) => clock.set(to),
        Err(text) => return pages::json(StatusCode::BAD_REQUEST, &json!({ "reason": "bad", "text": text })),
    }
    tracing::info!(now = %clock.read().now, "the clock was moved");
    read(clock)
}

#[derive(Debug, PartialEq)]
enum Step {
    By(Duration),
    To(Timestamp),
}

fn parse(body: &[u8]) -> Result<Step, String> {
    let change: Change = serde_json::from_slice(body).map_err(|fault| format!("{EXPECTED}: {fault}"))?;
    match change {
        Change::Advance(text) => {
            let by: SignedDuration =
                text.parse().map_err(|fault| format!("{EXPECTED}; {text:?}: {fault}"))?;
            let by = Duration::try_from(by);
            by.map(Step::By)
                .map_err(|_| "advance: the clock goes forward only; to go back, set it".to_owned())
        }
        Change::Set(text) => {
            text.parse().map(Step::To).map_err(|fault: jiff::Error| format!("{EXPECTED}; {text:?}: {fault}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_takes_durations_and_times_and_says_what_it_expected() {
        let seconds = |seconds| Ok(Step::By(Duration::from_secs(seconds)));
        for (body, step) in [
            (r#"{"advance":"31m"}"#, seconds(1860)),
            (r#"{"advance":"1h30m"}"#, seconds(5400)),
            (r#"{"advance":"90 seconds"}"#, seconds(90)),
            (r#"{"set":"1970-01-01T01:00:00+01:00"}"#, Ok(Step::To(Timestamp::UNIX_EPOCH))),
        ] {
            assert_eq!(parse(body.as_bytes()), step, "{body}");
        }
        for body in [
            "",
            "{}",
            "[]",
            r#"{"advance":31}"#,
            r#"{"advance":"-1m"}"#,
            r#"{"set":"now"}"#,
            r#"{"back":"1m"}"#,
        ] {
            assert!(parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
