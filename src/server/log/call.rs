//! The log line of a call, as text or JSON. The text line is formatted by hand because it is written for every call.

use std::io::Write as _;
use std::time::Duration;

use crate::contract::ApiError;
use crate::contract::error::SIGNATURE_DOES_NOT_MATCH;
use crate::contract::operations::OperationKind;
use crate::contract::reply::Content;
use crate::engine::call::{CallFacts, Outcome};
use jiff::Timestamp;
use serde::Serialize;

use crate::server::log::escape::{escaped, is_hidden};
use crate::server::log::sink::Sink;

/// The widths of the columns, in characters.
const ACCOUNT: usize = 16;
const OPERATION: usize = 13;
const CODE: usize = 24;
/// The maximum length of a message, in characters.
const MESSAGE: usize = 200;

/// The format of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogStyle {
    /// Aligned columns for people.
    Text {
        /// Whether with ANSI colours.
        colour: bool,
    },
    /// A JSON object.
    Json,
}

/// Writes a line for each call.
#[derive(Debug, Clone)]
pub struct CallLog {
    /// Where lines are written.
    pub sink: Sink,
    /// The format of lines.
    pub style: LogStyle,
    /// Whether only calls with a warning get a line.
    pub quiet: bool,
}

impl CallLog {
    /// Writes the line of a call.
    pub(in crate::server) fn call(&self, outcome: &Outcome, elapsed: Duration) {
        // A failure that a scenario injected is not a warning.
        let facts = &outcome.facts;
        let warns = facts.hint.is_some() && facts.rules.is_empty() || !facts.tolerated.is_empty();
        if self.quiet && !warns {
            return;
        }
        self.sink.add(|out| match self.style {
            LogStyle::Text { colour } => text(out, outcome, elapsed, colour),
            LogStyle::Json => json(out, outcome, elapsed, warns),
        });
    }
}

fn text(out: &mut Vec<u8>, outcome: &Outcome, elapsed: Duration, colour: bool) {
    let ansi = |out: &mut Vec<u8>, code: &str| {
        if colour {
            out.extend_from_slice(code.as_bytes());
        }
    };
    let status = outcome.reply.status();
    ansi(out, "\x1b[2m");
    time_of_day(out, outcome.at.without_moves());
    ansi(out, "\x1b[0m");
    out.extend_from_slice(b"  ");
    let facts = &outcome.facts;
    column(out, if facts.account.is_empty() { "-" } else { &facts.account }, ACCOUNT);
    column(out, facts.operation.map_or("-", OperationKind::name), OPERATION);
    ansi(
        out,
        match status {
            200..400 => "\x1b[32m",
            400..500 => "\x1b[33m",
            _ => "\x1b[31m",
        },
    );
    digits(out, u64::from(status), 3, b' ');
    out.push(b' ');
    column(out, outcome.reply.code(), CODE);
    ansi(out, "\x1b[0m");
    duration(out, elapsed);
    if let Some(message) = message(outcome) {
        out.extend_from_slice(b"  ");
        printable(out, message, MESSAGE);
    }
    if let Content::Error(ApiError { retry_after: Some(wait), .. }) = &outcome.reply.content {
        // Writing to a Vec cannot fail.
        let _ = write!(out, "  retry after {} ms", wait.as_millis());
    }
    if let Some(moved) = outcome.at.if_moved() {
        let _ = write!(out, "  clock={moved:.3}");
    }
    for sentence in facts.hint.iter().chain(&facts.rules).chain(&facts.tolerated) {
        ansi(out, "\x1b[36m");
        out.extend_from_slice(b"  ");
        printable(out, sentence, usize::MAX);
        ansi(out, "\x1b[0m");
    }
    out.push(b'\n');
}

/// The message of an error; not that of a wrong signature, which repeats what the client sent.
fn message(outcome: &Outcome) -> Option<&str> {
    match &outcome.reply.content {
        Content::Error(error) if !std::ptr::eq(error.row, &raw const SIGNATURE_DOES_NOT_MATCH) => {
            Some(&error.message)
        }
        _ => None,
    }
}

/// A call as an object of the JSON log: the facts under the names that the admin API gives them, and the rest beside.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonLine<'a> {
    /// The machine's time.
    timestamp: String,
    /// The time of the account's clock, if it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<String>,
    level: &'static str,
    message: &'static str,
    status: u16,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u128>,
    request_id: &'a str,
    elapsed_ms: f64,
    #[serde(flatten)]
    facts: &'a CallFacts,
}

fn json(out: &mut Vec<u8>, outcome: &Outcome, elapsed: Duration, warns: bool) {
    let retry_after = match &outcome.reply.content {
        Content::Error(error) => error.retry_after,
        Content::Success { .. } | Content::Raw(_) => None,
    };
    let line = JsonLine {
        timestamp: outcome.at.without_moves().to_string(),
        clock: outcome.at.if_moved().map(|moved| moved.to_string()),
        level: if warns { "WARN" } else { "INFO" },
        message: "call",
        status: outcome.reply.status(),
        code: outcome.reply.code(),
        error_message: message(outcome),
        retry_after_ms: retry_after.map(|wait| wait.as_millis()),
        request_id: &outcome.reply.request_id,
        elapsed_ms: elapsed.as_secs_f64() * 1e3,
        facts: &outcome.facts,
    };
    // Members under text names can always be written.
    let line = serde_json::to_string(&line).unwrap_or_default();
    out.extend_from_slice(escaped(&line, &[]).as_bytes());
    out.push(b'\n');
}

/// `10:01:30.123Z`.
fn time_of_day(out: &mut Vec<u8>, now: Timestamp) {
    let millis = now.as_millisecond().rem_euclid(86_400_000).unsigned_abs();
    for (part, width, separator) in [
        (millis / 3_600_000, 2, b':'),
        (millis / 60_000 % 60, 2, b':'),
        (millis / 1000 % 60, 2, b'.'),
        (millis % 1000, 3, b'Z'),
    ] {
        digits(out, part, width, b'0');
        out.push(separator);
    }
}

/// A duration with its unit, nine columns wide.
fn duration(out: &mut Vec<u8>, elapsed: Duration) {
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    let (whole, unit) = match micros {
        0..10_000 => (micros, " \u{b5}s"),
        10_000..10_000_000 => (micros / 1000, " ms"),
        _ => (micros / 1_000_000, " s "),
    };
    digits(out, whole, 6, b' ');
    out.extend_from_slice(unit.as_bytes());
}

/// A number, right-aligned.
fn digits(out: &mut Vec<u8>, mut number: u64, width: usize, fill: u8) {
    let mut string = [fill; 20];
    let mut start = string.len();
    loop {
        start -= 1;
        string[start] = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&string[start.min(string.len() - width)..]);
}

/// A string, left-aligned, padded or truncated to `width`, followed by a space.
fn column(out: &mut Vec<u8>, string: &str, width: usize) {
    let written = printable(out, string, width);
    out.resize(out.len() + width.saturating_sub(written) + 1, b' ');
}

/// Writes a string truncated to `max` characters, with hidden characters escaped. Returns the number of characters.
fn printable(out: &mut Vec<u8>, string: &str, max: usize) -> usize {
    if string.len() <= max && string.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        out.extend_from_slice(string.as_bytes());
        return string.len();
    }
    let mut written = 0;
    for c in string.chars() {
        let more = if is_hidden(c) { c.escape_default().count() } else { 1 };
        if written + more > max.saturating_sub(1) {
            out.extend_from_slice("…".as_bytes());
            return written + 1;
        }
        written += more;
        // Writing to a Vec cannot fail.
        let _ = if is_hidden(c) { write!(out, "{}", c.escape_default()) } else { write!(out, "{c}") };
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn control_characters_that_a_client_sends_are_escaped() {
        for (string, max, expected) in [
            ("testid", 16, "testid"),
            ("a\x1b[2J\nb", 16, "a\\u{1b}[2J\\nb"),
            ("扫描", 16, "扫描"),
            ("0123456789", 5, "0123…"),
            ("\u{9b}31m", 16, "\\u{9b}31m"),
            ("a\u{202e}b", 16, "a\\u{202e}b"),
            ("a\u{2028}b", 16, "a\\u{2028}b"),
        ] {
            let cut = written(|out| {
                printable(out, string, max);
            });
            assert_eq!(cut, expected);
        }
        assert_eq!(written(|out| column(out, "ab", 4)), "ab   ");
        assert_eq!(written(|out| column(out, "abcdef", 4)), "abc… ");
    }

    #[test]
    fn times_and_durations_are_of_one_width() {
        let time = |string: &str| written(|out| time_of_day(out, string.parse().unwrap()));
        assert_eq!(time("2026-11-22T10:01:30.0421Z"), "10:01:30.042Z");
        assert_eq!(time("1969-12-31T23:59:59Z"), "23:59:59.000Z");
        for (elapsed, expected) in [
            (Duration::ZERO, "     0 µs"),
            (Duration::from_micros(9_999), "  9999 µs"),
            (Duration::from_millis(10), "    10 ms"),
            (Duration::from_secs(12), "    12 s "),
        ] {
            assert_eq!(written(|out| duration(out, elapsed)), expected);
        }
    }
}
