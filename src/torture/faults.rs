//! The kinds of faults, made from the tables that have them already: the error codes of the contract, the words with
//! which a call may ask for a failure, and the malformed answers of the shipped scenario. No fault is made up here.

use std::sync::Arc;

use crate::contract::error::{
    ERRORS, ErrorOrigin, ErrorRow, INVALID_PARAMETER, INVALID_TIME_STAMP_EXPIRED, MISSING_PARAMETER,
    PROCESS_NOT_COMPLETED, THROTTLING_API, TRANSACTION_ID_INVALID,
};
use crate::contract::operations::check_result;
use crate::contract::{Mark, Operation};
use crate::scenario::format::{Code, Then, interruptions};
use crate::scenario::{WORDS, effects, load, read_words, shipped};
use crate::torture::site::CallSite;
use crate::torture::waits::{shorter, spans};

/// One kind of fault.
#[derive(Debug, Clone)]
pub struct FaultKind {
    /// How it is written: the words of the scenario format, such as `reset` or `Throttling.Api,retryAfter:2s`.
    pub name: String,
    /// What an error means to the caller; empty for what is no error.
    pub meaning: String,
    /// The same for a rule.
    pub then: Then,
    /// What it can hit.
    pub hits: Hits,
    /// The most telling kinds have the lowest.
    pub rank: u8,
}

/// What a kind of fault can hit.
#[derive(Debug, Clone, Copy)]
pub enum Hits {
    /// The answer to any call.
    Answer,
    /// The answer to calls of which this error is one.
    Error(&'static ErrorRow),
    /// The check that a call starts.
    Check,
    /// The callback at the end of the check that a call starts.
    Callback,
    /// All calls at once.
    Everything,
}

/// The words whose samples are not the words themselves. Longer than the time-outs of the SDKs (3 s and 10 s) is an
/// answer that comes too late for them.
const SAMPLES: &[(&str, &[&str])] = &[
    // No failures by themselves.
    ("pass", &[]),
    ("status:<number>", &[]),
    ("verification:passed", &[]),
    ("delay:<duration>", &["delay:15s"]),
    ("stall", &["stall:15s"]),
    // A body of 500 bytes takes five seconds.
    ("dribble:<number>", &["dribble:100"]),
    // The time is over before the user begins.
    ("expires:<duration>", &["expires:0s"]),
    ("callback:<number>", &["callback:2"]),
    ("callback:<duration>", &["callback:2s"]),
];
/// How long the client is told to wait, where that is more than the emulator says by itself.
const RETRY_AFTER: &str = "2s";
/// The scenario whose replies are the malformed answers.
const MALFORMED: &str = "malformed-answers";
/// What comes first of all.
pub const MOST_TELLING: [&str; 7] = [
    "ServiceUnavailable",
    "Throttling.Api",
    "reset",
    "Throttling.Api,retryAfter:2s",
    "closeMidBody",
    "callback:2",
    "callback:drop",
];

/// Every kind of fault, the most telling ones first.
#[must_use]
pub fn kinds() -> Vec<Arc<FaultKind>> {
    let mut all: Vec<FaultKind> = words().chain(errors()).chain(replies()).collect();
    for kind in &mut all {
        if MOST_TELLING.contains(&kind.name.as_str()) {
            kind.rank = 0;
        }
    }
    all.sort_by_key(|kind| {
        let place = MOST_TELLING.iter().position(|name| *name == kind.name);
        (kind.rank, place.unwrap_or(MOST_TELLING.len()))
    });
    all.into_iter().map(Arc::new).collect()
}

/// What the words do that are no error codes.
fn words() -> impl Iterator<Item = FaultKind> {
    let samples = |(pattern, _): &(&'static str, &'static str)| {
        let own = SAMPLES.iter().find(|(known, _)| known == pattern).map(|(_, samples)| samples.to_vec());
        let samples = own.unwrap_or_else(|| if pattern.contains('<') { Vec::new() } else { vec![*pattern] });
        samples.into_iter().map(str::to_owned)
    };
    let failed = format!("verification:{}", check_result::NOT_PASSED);
    let interrupted = interruptions().map(|row| format!("result:{}", row.code));
    WORDS.iter().flat_map(samples).chain([failed]).chain(interrupted).filter_map(|name| {
        let then = read_words(&name).ok()?;
        let hits = match (&then.verification, &then.callback) {
            (Some(_), _) => Hits::Check,
            (_, Some(_)) => Hits::Callback,
            _ => Hits::Answer,
        };
        let slow = then.delay.is_some() || then.dribble.is_some() || name.starts_with("stall");
        Some(FaultKind { name, meaning: String::new(), then, hits, rank: if slow { 2 } else { 1 } })
    })
}

/// The error codes that the vendor has. Those that are our filter belong to requests that no SDK sends.
fn errors() -> impl Iterator<Item = FaultKind> {
    let mut known = Vec::new();
    let rows = ERRORS.iter().copied().filter(move |row| {
        let first = !known.contains(&row.code);
        known.push(row.code);
        first && row.mark != Mark::Choice
    });
    let kinds = rows.flat_map(|row| {
        let plain = error(row, row.code.to_owned(), Hits::Error(row));
        let wait = format!("{},retryAfter:{RETRY_AFTER}", row.code);
        let waiting =
            std::ptr::eq(row, &raw const THROTTLING_API).then(|| error(row, wait, Hits::Error(row)));
        // A clock that is wrong: all calls are refused.
        let skewed = std::ptr::eq(row, &raw const INVALID_TIME_STAMP_EXPIRED)
            .then(|| error(row, row.code.to_owned(), Hits::Everything));
        [Some(plain), waiting, skewed].into_iter().flatten()
    });
    kinds.collect::<Vec<_>>().into_iter()
}

fn error(row: &'static ErrorRow, name: String, hits: Hits) -> FaultKind {
    let then = read_words(&name).unwrap_or_else(|_| Then { error: Some(Code(row)), ..Then::default() });
    let rank = match (row.origin, is_temporary(row)) {
        (_, true) => 1,
        (ErrorOrigin::Service, _) => 2,
        (ErrorOrigin::Gateway, _) => 3,
    };
    FaultKind { name, meaning: row.meaning.to_owned(), then, hits, rank }
}

/// Whether the same call may succeed a little later.
fn is_temporary(row: &ErrorRow) -> bool {
    row.status >= 500 || row.code.starts_with("Throttling")
}

/// The answers that no documentation knows.
fn replies() -> impl Iterator<Item = FaultKind> {
    let rules = shipped(MALFORMED).and_then(|text| load(text).ok()).map(|scenario| scenario.rules);
    rules.unwrap_or_default().into_iter().filter(|rule| rule.then.reply.is_some()).map(|rule| {
        let name = format!("reply:{}", slug(&rule.description.unwrap_or_default()));
        FaultKind { name, meaning: String::new(), then: rule.then, hits: Hits::Answer, rank: 1 }
    })
}

/// A text as a part of a file name: lower-case letters and digits, `-` between them.
#[must_use]
pub fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

impl FaultKind {
    /// Whether it can hit a call of this operation, whose check ended (`checked`) and was reported (`called_back`).
    #[must_use]
    pub fn can_hit(&self, operation: &Operation, checked: bool, called_back: bool) -> bool {
        let takes = |name| operation.parameters.iter().any(|parameter| parameter.name == name);
        match self.hits {
            Hits::Error(row)
                if [&TRANSACTION_ID_INVALID, &PROCESS_NOT_COMPLETED]
                    .map(|own| own.code)
                    .contains(&row.code) =>
            {
                takes("TransactionId")
            }
            Hits::Error(row)
                if [&MISSING_PARAMETER, &INVALID_PARAMETER].map(|own| own.code).contains(&row.code) =>
            {
                operation.parameters.iter().next().is_some()
            }
            Hits::Answer | Hits::Error(_) => true,
            Hits::Check => checked,
            Hits::Callback => called_back,
            Hits::Everything => false,
        }
    }

    /// What it does, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let does = effects(&self.then).join("; ");
        let meaning = if self.meaning.is_empty() { String::new() } else { format!(" {}", self.meaning) };
        let mut letters = does.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}.{meaning}", letters.as_str())
    }

    /// The same with waits that are a hundred times as short.
    #[must_use]
    pub fn faster(&self) -> Arc<Self> {
        let mut kind = self.clone();
        for span in spans(&mut kind.then) {
            let before = span.to_string();
            span.0 = shorter(span.0);
            kind.name = kind.name.replace(&before, &span.to_string());
        }
        Arc::new(kind)
    }

    /// What a client is likely to take for the same: kinds of one family lead to the same retry.
    #[must_use]
    pub fn family(&self) -> &'static str {
        match (&self.then, self.hits) {
            (_, Hits::Check) => "check",
            (_, Hits::Callback) => "callback",
            (Then { error: Some(code), .. }, _) if code.0.code.starts_with("Throttling") => "throttling",
            (Then { error: Some(code), .. }, _) if code.0.status >= 500 => "server error",
            (Then { error: Some(_), .. }, _) => "refusal",
            (Then { connection: Some(_), .. }, _) => "connection",
            (Then { reply: Some(_), .. }, _) => "malformed",
            _ => "slow",
        }
    }

    /// Whether it hits the same calls as another: the answers of calls, or the checks that they start.
    #[must_use]
    pub fn acts_like(&self, other: &Self) -> bool {
        let about_checks = |kind: &Self| matches!(kind.hits, Hits::Check | Hits::Callback);
        about_checks(self) == about_checks(other)
    }

    /// Whether it hits one call, or all of them.
    #[must_use]
    pub fn site(&self, nth: CallSite) -> CallSite {
        if matches!(self.hits, Hits::Everything) { CallSite::Every } else { nth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_scenario_format_has_a_sample_or_is_no_failure() {
        let names: Vec<String> = kinds().iter().map(|kind| kind.name.clone()).collect();
        for (pattern, _) in WORDS.iter() {
            let start = pattern.split('<').next().unwrap();
            let sampled = SAMPLES.iter().any(|(known, _)| known == pattern);
            let covered = names.iter().any(|name| name.contains(start));
            assert!(sampled || covered, "{pattern}: give it a sample in SAMPLES");
        }
        for (pattern, samples) in SAMPLES {
            assert!(WORDS.iter().any(|(known, _)| known == pattern), "{pattern} is no word");
            assert!(samples.iter().all(|sample| names.iter().any(|name| name == sample)), "{samples:?}");
        }
        assert!(MOST_TELLING.iter().all(|word| names.iter().any(|name| name == word)));
    }

    #[test]
    fn every_error_of_the_vendor_and_every_malformed_answer_is_a_kind() {
        let kinds = kinds();
        for row in ERRORS.iter().filter(|row| row.mark != Mark::Choice) {
            assert!(kinds.iter().any(|kind| kind.then.error == Some(Code(row))), "{}", row.code);
        }
        assert_eq!(kinds.iter().filter(|kind| kind.name.starts_with("reply:")).count(), 4);
        assert!(kinds.windows(2).all(|pair| pair[0].rank <= pair[1].rank));
        assert_eq!(kinds[0].name, "ServiceUnavailable");
    }

    #[test]
    fn an_error_about_a_transaction_hits_only_calls_that_name_one() {
        let kinds = kinds();
        let hits = |name: &str, operation: &str| {
            let operation = crate::contract::operations::find(operation).unwrap();
            kinds.iter().find(|kind| kind.name == name).unwrap().can_hit(operation, true, false)
        };
        assert!(hits("ProcessNotCompleted", "CheckResult") && !hits("ProcessNotCompleted", "Initialize"));
        assert!(hits("InvalidParameter", "Initialize") && !hits("InvalidParameter", "KeepaliveIntl"));
        assert!(hits("reset", "KeepaliveIntl") && !hits("callback:2", "Initialize"));
    }
}
