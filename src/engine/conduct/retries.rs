//! Finds retries and whether they waited long enough, and calls in spite of throttling.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::{HASTY_RETRY, IMPATIENT_RETRY, THROTTLING_IGNORED};
use crate::contract::operations::OperationKind;
use crate::engine::conduct::{ATTEMPT_PARAMETERS, ConductReport, RETRIES, throttled};
use crate::engine::journal::{JournalEntry, JournalParameter};
use crate::scenario::format::COMMON_PARAMETERS;

/// The minimum wait before a retry after a 5xx.
const MIN_BACKOFF: Duration = Duration::from_millis(100);
/// The tolerance for clients that round a wait down.
const ROUNDING: Duration = Duration::from_millis(1);
/// A call within this time after a response may have been sent before the client got the response, as in a burst.
const ROUND_TRIP: Duration = Duration::from_millis(50);
/// The number of calls in a row before the end of the wait that counts as ignoring the throttling.
const MAX_IGNORED: u32 = 5;

/// A call that repeats a failed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The account.
    pub account: String,
    /// The operation.
    pub operation: &'static str,
    /// Its number in the journal.
    pub call: u64,
    /// The number of the failed call.
    pub of: u64,
    /// The response code of the failed call.
    pub code: &'static str,
    /// How long the client was told to wait; `None` if it was not throttled.
    pub told: Option<Duration>,
    /// How long it waited after the response to the failed call.
    pub waited: Duration,
    /// Whether that was long enough.
    pub in_time: bool,
}

/// The state of the search.
#[derive(Default)]
pub(super) struct Retries {
    /// The last failed call of each account, by its fingerprint.
    failed: HashMap<(String, u64), FailedCall>,
    /// The waits told to each account, by operation.
    told: HashMap<(String, &'static str), ToldWait>,
}

struct FailedCall {
    id: u64,
    /// When its response was sent.
    at: Duration,
    status: u16,
    code: &'static str,
    wait: Option<Duration>,
}

/// Throttling errors with overlapping waits.
struct ToldWait {
    /// When the first was sent.
    since: Duration,
    /// The end of the last wait.
    until: Duration,
    /// The number of calls in a row that did not wait.
    ignored: u32,
}

impl Retries {
    pub(super) fn check(&mut self, entry: &JournalEntry, fingerprint: u64, conduct: &mut ConductReport) {
        let Some(operation) = entry.facts.operation.map(OperationKind::name) else { return };
        let throttled = throttled(entry);
        let wait = entry.retry_after.filter(|_| throttled);
        let sent = entry.since_start.saturating_add(Duration::from_millis(entry.facts.delay_ms));
        let call = (entry.facts.account.clone(), fingerprint);
        self.check_throttling(entry, operation, sent, wait, conduct);
        match self.failed.remove(&call) {
            Some(failure) if !failure.is_known_to(entry) => {
                self.failed.insert(call, failure);
                return;
            }
            Some(failure) => check_retry(entry, operation, &failure, conduct),
            None => {}
        }
        if throttled || entry.status >= 500 {
            let JournalEntry { id, status, code, .. } = *entry;
            self.failed.insert(call, FailedCall { id, at: sent, status, code, wait });
        }
    }

    fn check_throttling(
        &mut self,
        entry: &JournalEntry,
        operation: &'static str,
        sent: Duration,
        wait: Option<Duration>,
        conduct: &mut ConductReport,
    ) {
        let key = (entry.facts.account.clone(), operation);
        let told =
            self.told.remove(&key).filter(|told| entry.since_start.saturating_add(ROUNDING) < told.until);
        let ignored = match &told {
            Some(told) => told.ignored.saturating_add(u32::from(is_aware(entry, told.since))),
            None => 0,
        };
        if ignored >= MAX_IGNORED && told.as_ref().is_some_and(|told| told.ignored < ignored) {
            conduct.add(&THROTTLING_IGNORED, entry, || {
                format!("call {} is the {ignored}th in a row in spite of throttling", entry.id)
            });
        }
        if let Some(wait) = wait {
            let since = told.map_or(sent, |told| told.since.min(sent));
            self.told.insert(key, ToldWait { since, until: sent.saturating_add(wait), ignored });
        }
    }
}

impl FailedCall {
    /// Whether the client had its response when it sent this call with the same content. A call with only common parameters
    /// may be part of a burst instead of a retry.
    fn is_known_to(&self, entry: &JournalEntry) -> bool {
        let common = |parameter: &JournalParameter| {
            let name = parameter.name.as_str();
            COMMON_PARAMETERS.contains(&name) || ATTEMPT_PARAMETERS.contains(&name)
        };
        if !entry.parameters.iter().all(common) {
            return entry.since_start >= self.at;
        }
        let waited = |wait| entry.since_start.saturating_add(ROUNDING) >= self.at.saturating_add(wait);
        self.wait.is_some_and(waited) || is_aware(entry, self.at)
    }
}

/// Whether a call was sent after the client got the response sent at this time: it is late enough, or marked as a retry.
fn is_aware(entry: &JournalEntry, answered: Duration) -> bool {
    let retry =
        || entry.header("x-acs-retry-attempts").is_some_and(|count| count.parse::<u32>().unwrap_or(0) > 0);
    entry.since_start >= answered.saturating_add(ROUND_TRIP) || entry.since_start >= answered && retry()
}

fn check_retry(
    entry: &JournalEntry,
    operation: &'static str,
    failure: &FailedCall,
    conduct: &mut ConductReport,
) {
    let waited = entry.since_start.saturating_sub(failure.at);
    let (id, before) = (entry.id, failure.id);
    let in_time = match failure.wait {
        Some(told) if waited.saturating_add(ROUNDING) < told => {
            conduct.add(&IMPATIENT_RETRY, entry, || {
                format!(
                    "call {id} was sent {waited:.0?} after call {before}, which was told to wait {told:.0?}"
                )
            });
            false
        }
        None if failure.status >= 500 && waited < MIN_BACKOFF => {
            conduct.add(&HASTY_RETRY, entry, || {
                format!("call {id} was sent {waited:.0?} after call {before}, which got {}", failure.status)
            });
            false
        }
        _ => true,
    };
    if conduct.retries.len() < RETRIES {
        conduct.retries.push(Retry {
            account: entry.facts.account.clone(),
            operation,
            call: id,
            of: before,
            code: failure.code,
            told: failure.wait,
            waited,
            in_time,
        });
    }
}
