//! The record of attempts to deliver callbacks, and of the callbacks that are still to be delivered. Bounded in number and
//! bytes. They are sent elsewhere.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use schemars::JsonSchema;
use serde::Serialize;

use crate::contract::callback::{parameters_without_token, without_token};
use crate::engine::sync::lock;
use crate::engine::transaction::CallbackReport;

/// The maximum number of attempts that are kept.
const KEPT_ATTEMPTS: usize = 5_000;
/// The maximum length of a failure, in bytes.
const MAX_FAILURE: usize = 1024;

/// An attempt to deliver a callback.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Attempt")]
pub struct CallbackAttempt {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that created the transaction.
    pub account: String,
    /// Its time, by its account's clock.
    pub at: String,
    /// The number of the attempt, from 1.
    #[serde(rename = "try")]
    pub number: u32,
    /// The merchant's URL with the report; the value of callbackToken is masked.
    pub url: String,
    /// Where it was sent, if a mapping applied; masked like `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<String>,
    /// The form body of a POST, masked like `url`; absent for a GET.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The status of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The error, if there was no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Whether the receiver responded with 200, so that it is not called again.
    pub accepted: bool,
}

impl CallbackAttempt {
    /// The memory that it takes, in bytes.
    fn size(&self) -> usize {
        let Self { transaction_id, account, at, url, sent_to, body, failure, .. } = self;
        let optional = [sent_to, body, failure].into_iter().flatten();
        let strings = [transaction_id, account, at, url].into_iter().chain(optional);
        size_of::<Self>() + size_of::<Arc<Self>>() + strings.map(String::capacity).sum::<usize>()
    }
}

/// The record of callbacks.
#[derive(Debug)]
pub struct CallbackRecord {
    /// The maximum memory of the attempts, and that of the callbacks that wait, in bytes.
    bound: usize,
    log: Mutex<CallbackLog>,
}

#[derive(Debug, Default)]
struct CallbackLog {
    attempts: VecDeque<(u64, Arc<CallbackAttempt>)>,
    /// The memory of the attempts, in bytes.
    bytes: usize,
    /// The number of the last attempt.
    last: u64,
    waiting: usize,
    /// The memory of the callbacks that wait, in bytes.
    waiting_bytes: usize,
}

impl CallbackRecord {
    /// An empty record within this memory, half of it for attempts and half for callbacks that wait.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Self { bound: bytes / 2, log: Mutex::default() }
    }

    /// Adds a callback to those to be delivered, as often as it is sent; refuses (`false`) if there would be too many, or if
    /// they would take too much memory.
    #[must_use]
    pub fn admit(&self, report: &CallbackReport, max_waiting: usize) -> bool {
        let times = report.plan.times as usize;
        let bytes = times.saturating_mul(report.size());
        let mut log = lock(&self.log);
        let accepted =
            log.waiting + times <= max_waiting && log.waiting_bytes.saturating_add(bytes) <= self.bound;
        if accepted {
            log.waiting += times;
            log.waiting_bytes += bytes;
        }
        accepted
    }

    /// Records an attempt, with the token masked; `done` is its report if the callback is delivered or given up.
    pub fn note(&self, mut attempt: CallbackAttempt, done: Option<&CallbackReport>) {
        attempt.url = without_token(&attempt.url);
        attempt.sent_to = attempt.sent_to.as_deref().map(without_token);
        attempt.body = attempt.body.as_deref().map(parameters_without_token);
        if let Some(failure) = &mut attempt.failure {
            failure.truncate(failure.floor_char_boundary(MAX_FAILURE));
            failure.shrink_to_fit();
        }
        let mut log = lock(&self.log);
        log.last += 1;
        let number = log.last;
        log.bytes += attempt.size();
        log.attempts.push_back((number, Arc::new(attempt)));
        while log.attempts.len() > KEPT_ATTEMPTS || log.bytes > self.bound {
            let Some((_, oldest)) = log.attempts.pop_front() else { break };
            log.bytes -= oldest.size();
        }
        if let Some(report) = done {
            log.waiting = log.waiting.saturating_sub(1);
            log.waiting_bytes = log.waiting_bytes.saturating_sub(report.size());
        }
    }

    /// The number of callbacks that are still to be delivered.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.log).waiting
    }

    /// The memory of the attempts and of the callbacks that wait, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let log = lock(&self.log);
        log.bytes + log.waiting_bytes
    }

    /// The attempts of a transaction and an account, or all that are kept, oldest first.
    #[must_use]
    pub fn attempts(&self, transaction_id: Option<&str>, account: Option<&str>) -> Vec<CallbackAttempt> {
        let shared = self.shared_attempts(transaction_id, account);
        shared.iter().map(|attempt| CallbackAttempt::clone(attempt)).collect()
    }

    /// The same, not copied: there may be megabytes.
    #[must_use]
    pub fn shared_attempts(
        &self,
        transaction_id: Option<&str>,
        account: Option<&str>,
    ) -> Vec<Arc<CallbackAttempt>> {
        let mut all: Vec<_> = lock(&self.log).attempts.iter().map(|(_, attempt)| attempt.clone()).collect();
        all.retain(|attempt| {
            transaction_id.is_none_or(|id| id == attempt.transaction_id)
                && account.is_none_or(|account| account == attempt.account)
        });
        all
    }

    /// The attempts of several transactions, oldest first, not copied.
    #[must_use]
    pub fn of(&self, transactions: &HashSet<&str>) -> HashMap<String, Vec<Arc<CallbackAttempt>>> {
        let mut found: HashMap<String, Vec<Arc<CallbackAttempt>>> = HashMap::new();
        let all = self.shared_attempts(None, None);
        for attempt in all.into_iter().filter(|attempt| transactions.contains(&*attempt.transaction_id)) {
            found.entry(attempt.transaction_id.clone()).or_default().push(attempt);
        }
        found
    }

    /// The number of attempts since the start.
    #[must_use]
    pub fn total(&self) -> u64 {
        lock(&self.log).last
    }

    /// The oldest attempts after a number, with their numbers, at most `limit`, and how many of them are not kept any more.
    #[must_use]
    pub fn after(&self, number: u64, limit: usize) -> (Vec<(u64, Arc<CallbackAttempt>)>, u64) {
        let log = lock(&self.log);
        let start = log.attempts.partition_point(|(other, _)| *other <= number);
        let attempts: Vec<_> = log.attempts.iter().skip(start).take(limit).cloned().collect();
        let next = log.attempts.get(start).map_or(log.last + 1, |(first, _)| *first);
        (attempts, next.saturating_sub(number + 1))
    }

    /// Deletes the attempts of an account, or all.
    pub(in crate::engine) fn delete(&self, account: Option<&str>) {
        let mut log = lock(&self.log);
        log.attempts.retain(|(_, attempt)| account.is_some_and(|account| account != attempt.account));
        log.attempts.shrink_to_fit();
        log.bytes = log.attempts.iter().map(|(_, attempt)| attempt.size()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::transaction::CallbackPlan;

    fn attempt(number: usize, url: &str) -> CallbackAttempt {
        CallbackAttempt {
            transaction_id: number.to_string(),
            account: "a".to_owned(),
            at: String::new(),
            number: 1,
            url: url.to_owned(),
            sent_to: None,
            body: None,
            status: None,
            failure: None,
            accepted: false,
        }
    }

    fn report(times: u32, url: &str) -> CallbackReport {
        CallbackReport {
            transaction_id: "hks0".to_owned(),
            account: "a".to_owned(),
            url: url.to_owned(),
            parameters: String::new(),
            plan: CallbackPlan { times, ..CallbackPlan::default() },
        }
    }

    #[test]
    fn queued_callbacks_and_kept_attempts_are_bounded() {
        let callbacks = CallbackRecord::new(64 << 20);
        let [one, two] = [1, 2].map(|times| report(times, ""));
        assert!(callbacks.admit(&two, 3));
        assert!(!callbacks.admit(&two, 3) && callbacks.waiting() == 2, "nothing is added beyond the maximum");
        assert!(callbacks.admit(&one, 3));
        for number in 0..=KEPT_ATTEMPTS {
            callbacks.note(attempt(number, ""), Some(&one).filter(|_| number < 3));
        }
        let kept = callbacks.attempts(None, None);
        assert_eq!(
            (kept.len(), kept[0].transaction_id.as_str(), callbacks.waiting()),
            (KEPT_ATTEMPTS, "1", 0)
        );
    }

    #[test]
    fn their_memory_is_bounded_and_given_back() {
        let bytes = 1 << 20;
        let callbacks = CallbackRecord::new(bytes);
        let url = "u".repeat(8 * 1024);
        let report = report(1, &url);
        let admitted = (0..1000).filter(|_| callbacks.admit(&report, usize::MAX)).count();
        assert!((50..64).contains(&admitted) && callbacks.bytes() <= bytes / 2, "{admitted}");
        for number in 0..1000 {
            callbacks.note(attempt(number, &url), Some(&report).filter(|_| number < admitted));
            assert!(callbacks.bytes() <= bytes, "{number}");
        }
        let kept = callbacks.attempts(None, None);
        assert!((50..64).contains(&kept.len()) && kept.last().unwrap().transaction_id == "999");
        callbacks.delete(None);
        assert_eq!((callbacks.bytes(), callbacks.waiting()), (0, 0));
    }
}
