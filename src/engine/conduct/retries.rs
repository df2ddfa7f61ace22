//! Retries, and whether they waited; and calls that come in spite of throttling.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::{HASTY_RETRY, IMPATIENT_RETRY, THROTTLING_IGNORED};
use crate::contract::operations::OperationKind;
use crate::engine::conduct::{ConductReport, OF_THE_ATTEMPT, RETRIES, throttled};
use crate::engine::journal::{JournalEntry, JournalParameter};
use crate::scenario::format::COMMON_PARAMETERS;

/// How soon after a 5xx a retry is hasty.
const HASTE: Duration = Duration::from_millis(100);
/// A client that rounds a wait down by less than this is not impatient.
const ROUNDING: Duration = Duration::from_millis(1);
/// A call that comes sooner than this after an answer may have been sent before the answer arrived, as those of a burst
/// are.
const ROUND_TRIP: Duration = Duration::from_millis(50);
/// How many calls in a row, each before the wait was over, are a flood.
const FLOOD: u32 = 5;

/// A call that says what a failed one had said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The account.
    pub account: String,
    /// The operation.
    pub operation: &'static str,
    /// Its number in the journal.
    pub call: u64,
    /// The number of the call that had failed.
    pub of: u64,
    /// How the failed call was answered.
    pub code: &'static str,
    /// How long the client was told to wait; `None` where it was not throttled.
    pub told: Option<Duration>,
    /// How long it waited after the answer of that one was sent.
    pub waited: Duration,
    /// Whether that was long enough.
    pub in_time: bool,
}

/// What is remembered of the calls so far.
#[derive(Default)]
pub(super) struct Retries {
    /// The last failure of each account, by what the call said.
    failed: HashMap<(String, u64), FailedCall>,
    /// What the calls of each account and operation were told.
    told: HashMap<(String, &'static str), ToldWait>,
}

struct FailedCall {
    id: u64,
    /// When its answer was sent.
    at: Duration,
    status: u16,
    code: &'static str,
    wait: Option<Duration>,
}

/// Throttling answers whose waits run into one another.
struct ToldWait {
    /// When the first was sent.
    since: Duration,
    /// When the wait of the last is over.
    until: Duration,
    /// How many calls in a row did not wait.
    ignored: u32,
}

impl Retries {
    pub(super) fn see(&mut self, entry: &JournalEntry, said: u64, conduct: &mut ConductReport) {
        let Some(operation) = entry.facts.operation.map(OperationKind::name) else { return };
        let throttled = throttled(entry);
        let wait = entry.retry_after.filter(|_| throttled);
        let sent = entry.since_start.saturating_add(Duration::from_millis(entry.facts.delay_ms));
        let call = (entry.facts.account.clone(), said);
        self.see_throttling(entry, operation, sent, wait, conduct);
        match self.failed.remove(&call) {
            Some(failure) if !failure.is_known_to(entry) => {
                self.failed.insert(call, failure);
                return;
            }
            Some(failure) => see_retry(entry, operation, &failure, conduct),
            None => {}
        }
        if throttled || entry.status >= 500 {
            let JournalEntry { id, status, code, .. } = *entry;
            self.failed.insert(call, FailedCall { id, at: sent, status, code, wait });
        }
    }

    fn see_throttling(
        &mut self,
        entry: &JournalEntry,
        operation: &'static str,
        sent: Duration,
        wait: Option<Duration>,
        conduct: &mut ConductReport,
    ) {
        let place = (entry.facts.account.clone(), operation);
        let told = self.told.remove(&place).filter(|told| entry.since_start + ROUNDING < told.until);
        let ignored = match &told {
            Some(told) => told.ignored + u32::from(is_aware(entry, told.since)),
            None => 0,
        };
        if ignored >= FLOOD && told.as_ref().is_some_and(|told| told.ignored < ignored) {
            conduct.add(&THROTTLING_IGNORED, entry, || {
                format!("call {} is the {ignored}th in a row that came in spite of throttling", entry.id)
            });
        }
        if let Some(wait) = wait {
            let since = told.map_or(sent, |told| told.since.min(sent));
            self.told.insert(place, ToldWait { since, until: sent.saturating_add(wait), ignored });
        }
    }
}

impl FailedCall {
    /// Whether the client knew of it when it sent this call, which says the same. One that says nothing of its own may
    /// be a neighbour in a burst and no retry.
    fn is_known_to(&self, entry: &JournalEntry) -> bool {
        let common = |given: &JournalParameter| {
            let name = given.name.as_str();
            COMMON_PARAMETERS.contains(&name) || OF_THE_ATTEMPT.contains(&name)
        };
        if !entry.parameters.iter().all(common) {
            return entry.since_start >= self.at;
        }
        let waited = |wait| entry.since_start + ROUNDING >= self.at.saturating_add(wait);
        self.wait.is_some_and(waited) || is_aware(entry, self.at)
    }
}

/// Whether a call was sent by a client that had the answer of this time: it came some while later, or says itself that
/// it is a retry.
fn is_aware(entry: &JournalEntry, answered: Duration) -> bool {
    let retry =
        || entry.header("x-acs-retry-attempts").is_some_and(|count| count.parse::<u32>().unwrap_or(0) > 0);
    entry.since_start >= answered.saturating_add(ROUND_TRIP) || entry.since_start >= answered && retry()
}

fn see_retry(
    entry: &JournalEntry,
    operation: &'static str,
    failure: &FailedCall,
    conduct: &mut ConductReport,
) {
    let waited = entry.since_start.saturating_sub(failure.at);
    let (id, before) = (entry.id, failure.id);
    let in_time = match failure.wait {
        Some(told) if waited + ROUNDING < told => {
            conduct.add(&IMPATIENT_RETRY, entry, || {
                format!("call {id} came {waited:.0?} after call {before} was told to wait {told:.0?}")
            });
            false
        }
        None if failure.status >= 500 && waited < HASTE => {
            conduct.add(&HASTY_RETRY, entry, || {
                format!("call {id} came {waited:.0?} after call {before} was answered {}", failure.status)
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
