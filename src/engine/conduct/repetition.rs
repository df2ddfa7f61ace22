//! Refused calls that come again unchanged.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::REFUSAL_REPEATED;
use crate::engine::conduct::{ConductReport, throttled};
use crate::engine::journal::JournalEntry;

/// How soon after a refusal the same call is a repetition.
const REPETITION: Duration = Duration::from_mins(1);
/// Refusals that say nothing against the call itself, or that are looked for elsewhere.
const EXCEPT: [&str; 3] = ["ProcessNotCompleted", "Forbidden.ExceptionRepeatedInvoke", "SignatureNonceUsed"];

/// What is remembered of the calls so far.
#[derive(Default)]
pub(super) struct Repetition {
    /// The last refused call of each account, by what it said and how it was answered.
    refused: HashMap<(String, u64, &'static str), (u64, Duration)>,
}

impl Repetition {
    pub(super) fn see(&mut self, entry: &JournalEntry, said: u64, conduct: &mut ConductReport) {
        let speaks = (400..500).contains(&entry.status) && !throttled(entry) && !EXCEPT.contains(&entry.code);
        if !speaks || entry.facts.operation.is_none() {
            return;
        }
        let call = (entry.facts.account.clone(), said, entry.code);
        match self.refused.insert(call, (entry.id, entry.since_start)) {
            Some((before, at)) if entry.since_start.saturating_sub(at) < REPETITION => {
                conduct.add(&REFUSAL_REPEATED, entry, || {
                    format!(
                        "call {} is call {before} again, unchanged, which was refused with {}",
                        entry.id, entry.code
                    )
                });
            }
            _ => {}
        }
    }
}
