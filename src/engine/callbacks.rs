//! The record of callbacks: every try, as far as the bound reaches, and how many are still to be delivered. Sending
//! them is not done here.

use std::collections::VecDeque;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::Serialize;

use super::lock;

/// How many tries are remembered.
const REMEMBERED: usize = 5_000;

/// One try to deliver a callback.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that made the transaction.
    pub account: String,
    /// When it was made, by the emulator's clock.
    pub at: String,
    /// Which try it was, from 1.
    #[serde(rename = "try")]
    pub number: u32,
    /// The URL, as the merchant gave it, with the report.
    pub url: String,
    /// Where it was sent, if a mapping says otherwise.
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
pub struct Callbacks(Mutex<Record>);

#[derive(Debug, Default)]
struct Record {
    attempts: VecDeque<Attempt>,
    waiting: usize,
}

impl Callbacks {
    /// Notes that so many callbacks more are to be delivered; false, and nothing noted, where more than `bound` would
    /// then wait.
    #[must_use]
    pub fn admit(&self, more: usize, bound: usize) -> bool {
        let mut record = lock(&self.0);
        let admitted = record.waiting + more <= bound;
        record.waiting += if admitted { more } else { 0 };
        admitted
    }

    /// Notes a try; `last` says that the callback is delivered or given up with it.
    pub fn note(&self, attempt: Attempt, last: bool) {
        let mut record = lock(&self.0);
        if record.attempts.len() >= REMEMBERED {
            record.attempts.pop_front();
        }
        record.attempts.push_back(attempt);
        record.waiting -= usize::from(last && record.waiting > 0);
    }

    /// How many callbacks are still to be delivered.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.0).waiting
    }

    /// The tries of a transaction and of an account, or all that are remembered, oldest first.
    #[must_use]
    pub fn attempts(&self, transaction_id: Option<&str>, account: Option<&str>) -> Vec<Attempt> {
        let wanted = |attempt: &&Attempt| {
            transaction_id.is_none_or(|id| id == attempt.transaction_id)
                && account.is_none_or(|account| account == attempt.account)
        };
        lock(&self.0).attempts.iter().filter(wanted).cloned().collect()
    }

    /// Forgets the tries of an account, or all.
    pub(super) fn forget(&self, account: Option<&str>) {
        lock(&self.0).attempts.retain(|attempt| account.is_some_and(|account| account != attempt.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_and_what_is_remembered_have_bounds() {
        let callbacks = Callbacks::default();
        assert!(callbacks.admit(2, 3));
        assert!(!callbacks.admit(2, 3) && callbacks.waiting() == 2, "nothing is noted beyond the bound");
        assert!(callbacks.admit(1, 3));
        for number in 0..=REMEMBERED {
            let attempt = Attempt {
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
        assert_eq!((kept.len(), kept[0].transaction_id.as_str(), callbacks.waiting()), (REMEMBERED, "1", 0));
    }
}
