//! Finds refused calls that are repeated unchanged.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::REFUSAL_REPEATED;
use crate::engine::conduct::{ConductReport, throttled};
use crate::engine::journal::JournalEntry;

/// The same call within this time after a refusal is a repetition.
const WINDOW: Duration = Duration::from_mins(1);
/// Errors that are not caused by the content of the call, or that are found elsewhere.
const EXCEPTIONS: [&str; 3] =
    ["ProcessNotCompleted", "Forbidden.ExceptionRepeatedInvoke", "SignatureNonceUsed"];

/// The state of the search.
#[derive(Default)]
pub(super) struct Repetition {
    /// The last refused call of each account, by its fingerprint and error code.
    refused: HashMap<(String, u64, &'static str), (u64, Duration)>,
}

impl Repetition {
    pub(super) fn check(&mut self, entry: &JournalEntry, fingerprint: u64, conduct: &mut ConductReport) {
        let is_final =
            (400..500).contains(&entry.status) && !throttled(entry) && !EXCEPTIONS.contains(&entry.code);
        if !is_final || entry.facts.operation.is_none() {
            return;
        }
        let call = (entry.facts.account.clone(), fingerprint, entry.code);
        match self.refused.insert(call, (entry.id, entry.since_start)) {
            Some((before, at)) if entry.since_start.saturating_sub(at) < WINDOW => {
                conduct.add(&REFUSAL_REPEATED, entry, || {
                    format!(
                        "call {} repeats call {before} unchanged, which was refused with {}",
                        entry.id, entry.code
                    )
                });
            }
            _ => {}
        }
    }
}
