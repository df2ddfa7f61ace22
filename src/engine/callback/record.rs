//! The record of attempts to deliver callbacks, and the number of callbacks that are still to be delivered. Bounded. They
//! are sent elsewhere.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::Serialize;

use crate::contract::callback::{parameters_without_token, without_token};
use crate::engine::sync::lock;

/// The maximum number of attempts that are kept.
const KEPT_ATTEMPTS: usize = 5_000;

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

/// The record of callbacks.
#[derive(Debug, Default)]
pub struct CallbackRecord(Mutex<CallbackLog>);

#[derive(Debug, Default)]
struct CallbackLog {
    attempts: VecDeque<(u64, CallbackAttempt)>,
    /// The number of the last attempt.
    last: u64,
    waiting: usize,
}

impl CallbackRecord {
    /// Adds `more` callbacks to be delivered; refuses (`false`) if there would be more than `bound`.
    #[must_use]
    pub fn admit(&self, more: usize, bound: usize) -> bool {
        let mut record = lock(&self.0);
        let accepted = record.waiting + more <= bound;
        record.waiting += if accepted { more } else { 0 };
        accepted
    }

    /// Records an attempt, with the token masked; `last` means that the callback is delivered or given up.
    pub fn note(&self, mut attempt: CallbackAttempt, last: bool) {
        attempt.url = without_token(&attempt.url);
        attempt.sent_to = attempt.sent_to.as_deref().map(without_token);
        attempt.body = attempt.body.as_deref().map(parameters_without_token);
        let mut record = lock(&self.0);
        if record.attempts.len() >= KEPT_ATTEMPTS {
            record.attempts.pop_front();
        }
        record.last += 1;
        let number = record.last;
        record.attempts.push_back((number, attempt));
        record.waiting -= usize::from(last && record.waiting > 0);
    }

    /// The number of callbacks that are still to be delivered.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.0).waiting
    }

    /// The attempts of a transaction and an account, or all that are kept, oldest first.
    #[must_use]
    pub fn attempts(&self, transaction_id: Option<&str>, account: Option<&str>) -> Vec<CallbackAttempt> {
        let matches = |attempt: &&CallbackAttempt| {
            transaction_id.is_none_or(|id| id == attempt.transaction_id)
                && account.is_none_or(|account| account == attempt.account)
        };
        lock(&self.0).attempts.iter().map(|(_, attempt)| attempt).filter(matches).cloned().collect()
    }

    /// The attempts of several transactions, oldest first.
    #[must_use]
    pub fn of(&self, transactions: &HashSet<&str>) -> HashMap<String, Vec<CallbackAttempt>> {
        let mut found: HashMap<String, Vec<CallbackAttempt>> = HashMap::new();
        let record = lock(&self.0);
        let of_them =
            record.attempts.iter().filter(|(_, attempt)| transactions.contains(&*attempt.transaction_id));
        for (_, attempt) in of_them {
            found.entry(attempt.transaction_id.clone()).or_default().push(attempt.clone());
        }
        found
    }

    /// The number of attempts since the start.
    #[must_use]
    pub fn total(&self) -> u64 {
        lock(&self.0).last
    }

    /// The oldest attempts after a number, with their numbers, at most `limit`, and how many of them are not kept any more.
    #[must_use]
    pub fn after(&self, number: u64, limit: usize) -> (Vec<(u64, CallbackAttempt)>, u64) {
        let record = lock(&self.0);
        let start = record.attempts.partition_point(|(other, _)| *other <= number);
        let attempts: Vec<_> = record.attempts.iter().skip(start).take(limit).cloned().collect();
        let next = record.attempts.get(start).map_or(record.last + 1, |(first, _)| *first);
        (attempts, next.saturating_sub(number + 1))
    }

    /// Deletes the attempts of an account, or all.
    pub(in crate::engine) fn delete(&self, account: Option<&str>) {
        lock(&self.0)
            .attempts
            .retain(|(_, attempt)| account.is_some_and(|account| account != attempt.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queued_callbacks_and_kept_attempts_are_bounded() {
        let callbacks = CallbackRecord::default();
        assert!(callbacks.admit(2, 3));
        assert!(!callbacks.admit(2, 3) && callbacks.waiting() == 2, "nothing is added beyond the maximum");
        assert!(callbacks.admit(1, 3));
        for number in 0..=KEPT_ATTEMPTS {
            let attempt = CallbackAttempt {
                transaction_id: number.to_string(),
                account: "a".to_owned(),
                at: String::new(),
                number: 1,
                url: String::new(),
                sent_to: None,
                body: None,
                status: None,
                failure: None,
                accepted: false,
            };
            callbacks.note(attempt, number < 3);
        }
        let kept = callbacks.attempts(None, None);
        assert_eq!(
            (kept.len(), kept[0].transaction_id.as_str(), callbacks.waiting()),
            (KEPT_ATTEMPTS, "1", 0)
        );
    }
}
