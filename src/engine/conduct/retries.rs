//! Retries, and whether they waited; and calls that come in spite of throttling.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::{HASTY_RETRY, IMPATIENT_RETRY, THROTTLING_IGNORED};
use super::{Conduct, RETRIES, throttled};
use crate::engine::journal::Entry;

/// How soon after a 5xx a retry is hasty.
const HASTE: Duration = Duration::from_millis(100);
/// A client that rounds a wait down by less than this is not impatient.
const ROUNDING: Duration = Duration::from_millis(1);
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
    /// How long it waited, from answer to answer.
    pub waited: Duration,
    /// Whether that was long enough.
    pub in_time: bool,
}

/// What is remembered of the calls so far.
#[derive(Default)]
pub(super) struct Retries {
    /// The last failure of each account, by what the call said.
    failed: HashMap<(String, u64), Failure>,
    /// Until when the calls of each account and operation were told to wait, and how many in a row did not.
    told: HashMap<(String, &'static str), (Duration, u32)>,
}

struct Failure {
    id: u64,
    at: Duration,
    status: u16,
    code: &'static str,
    wait: Option<Duration>,
}

impl Retries {
    pub(super) fn see(&mut self, entry: &Entry, said: u64, conduct: &mut Conduct) {
        let Some(operation) = entry.operation else { return };
        let throttled = throttled(entry);
        let wait = entry.retry_after.filter(|_| throttled);
        let call = (entry.account.clone(), said);
        if let Some(failure) = self.failed.remove(&call) {
            see_retry(entry, operation, &failure, conduct);
        }
        if throttled || entry.status >= 500 {
            let Entry { id, elapsed: at, status, code, .. } = *entry;
            self.failed.insert(call, Failure { id, at, status, code, wait });
        }

        let place = (entry.account.clone(), operation);
        let (until, flood) = self.told.remove(&place).unwrap_or_default();
        let flood = if entry.elapsed + ROUNDING < until { flood + 1 } else { 0 };
        if flood >= FLOOD {
            conduct.add(&THROTTLING_IGNORED, entry, || {
                format!("call {} is the {flood}th in a row that came in spite of throttling", entry.id)
            });
        }
        if let Some(wait) = wait {
            self.told.insert(place, (entry.elapsed.saturating_add(wait), flood));
        }
    }
}

fn see_retry(entry: &Entry, operation: &'static str, failure: &Failure, conduct: &mut Conduct) {
    let waited = entry.elapsed.saturating_sub(failure.at);
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
            account: entry.account.clone(),
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
