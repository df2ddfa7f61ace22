//! The record of callbacks: every try, as far as the bound reaches, and how many are still to be delivered. Sending
//! them is not done here.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::Serialize;

use crate::contract::callback::without_token;
use crate::engine::sync::lock;

/// How many tries are remembered.
const KEPT_ATTEMPTS: usize = 5_000;

/// One try to deliver a callback.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Attempt")]
pub struct CallbackAttempt {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that made the transaction.
    pub account: String,
    /// When it was made, by its account's clock.
    pub at: String,
    /// Which try it was, from 1.
    #[serde(rename = "try")]
    pub number: u32,
    /// The URL, as the merchant gave it, with the report; the value of callbackToken is masked.
    pub url: String,
    /// Where it was sent, if a mapping says otherwise; masked as `url` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<String>,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Whether the receiver answered 200, so that it is not called again.
    pub accepted: bool,
}

/// What is known of the callbacks of a run.
#[derive(Debug, Default)]
pub struct CallbackRecord(Mutex<CallbackLog>);

#[derive(Debug, Default)]
struct CallbackLog {
    attempts: VecDeque<(u64, CallbackAttempt)>,
    /// How many tries were noted.
    last: u64,
    waiting: usize,
}

impl CallbackRecord {
    /// Notes that so many callbacks more are to be delivered; false, and nothing noted, where more than `bound` would
    /// then wait.
    #[must_use]
    pub fn admit(&self, more: usize, bound: usize) -> bool {
        let mut record = lock(&self.0);
        let admitted = record.waiting + more <= bound;
        record.waiting += if admitted { more } else { 0 };
        admitted
    }

    /// Notes a try; `last` says that the callback is delivered or given up with it. What is shown of it later holds no
    /// token.
    pub fn note(&self, mut attempt: CallbackAttempt, last: bool) {
        attempt.url = without_token(&attempt.url);
        attempt.sent_to = attempt.sent_to.as_deref().map(without_token);
        let mut record = lock(&self.0);
        if record.attempts.len() >= KEPT_ATTEMPTS {
            record.attempts.pop_front();
        }
        record.last += 1;
        let number = record.last;
        record.attempts.push_back((number, attempt));
        record.waiting -= usize::from(last && record.waiting > 0);
    }

    /// How many callbacks are still to be delivered.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.0).waiting
    }

    /// The tries of a transaction and of an account, or all that are remembered, oldest first.
    #[must_use]
    pub fn attempts(&self, transaction_id: Option<&str>, account: Option<&str>) -> Vec<CallbackAttempt> {
        let wanted = |attempt: &&CallbackAttempt| {
            transaction_id.is_none_or(|id| id == attempt.transaction_id)
                && account.is_none_or(|account| account == attempt.account)
        };
        lock(&self.0).attempts.iter().map(|(_, attempt)| attempt).filter(wanted).cloned().collect()
    }

    /// The tries of several transactions, oldest first.
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

    /// How many tries there were since the start.
    #[must_use]
    pub fn total(&self) -> u64 {
        lock(&self.0).last
    }

    /// The oldest tries after a given number, each with its own, at most `limit`; and how many are gone already.
    #[must_use]
    pub fn after(&self, number: u64, limit: usize) -> (Vec<(u64, CallbackAttempt)>, u64) {
        let record = lock(&self.0);
        let start = record.attempts.partition_point(|(other, _)| *other <= number);
        let told: Vec<_> = record.attempts.iter().skip(start).take(limit).cloned().collect();
        let next = record.attempts.get(start).map_or(record.last + 1, |(first, _)| *first);
        (told, next.saturating_sub(number + 1))
    }

    /// Forgets the tries of an account, or all.
    pub(in crate::engine) fn forget(&self, account: Option<&str>) {
        lock(&self.0)
            .attempts
            .retain(|(_, attempt)| account.is_some_and(|account| account != attempt.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_and_what_is_remembered_have_bounds() {
        let callbacks = CallbackRecord::default();
        assert!(callbacks.admit(2, 3));
        assert!(!callbacks.admit(2, 3) && callbacks.waiting() == 2, "nothing is noted beyond the bound");
        assert!(callbacks.admit(1, 3));
        for number in 0..=KEPT_ATTEMPTS {
            let attempt = CallbackAttempt {
                transaction_id: number.to_string(),
                account: "a".to_owned(),
                at: String::new(),
                number: 1,
                url: String::new(),
                sent_to: None,
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
