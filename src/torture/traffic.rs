//! What one run of the command called, read from the emulator's journal: the map that faults are placed on.

use std::collections::HashMap;
use std::time::Duration;

use crate::contract::operations::{self, Operation};
use crate::emulator::Emulator;
use crate::engine::call::SignatureCheck;
use crate::engine::journal::JournalEntry;
use crate::engine::transaction::summary::TransactionStatus;
use crate::torture::site::CallSite;

/// One call that came, and what it met.
#[derive(Debug, Clone)]
pub struct SeenCall {
    /// The operation.
    pub operation: &'static Operation,
    /// The account that called.
    pub account: String,
    /// Its number among those of its operation and account, from 1.
    pub number: u64,
    /// When it was answered, since the start of the emulator.
    pub at: Duration,
    /// HTTP status of the answer.
    pub status: u16,
    /// `Code` of the answer.
    pub code: String,
    /// The rules that acted, by name.
    pub rules: Vec<String>,
    /// Whether it started a check that its user opened or ended.
    pub checked: bool,
    /// Whether the end of its check was to be reported to a CallbackUrl.
    pub called_back: bool,
}

/// Everything that came in one run.
#[derive(Debug, Clone, Default)]
pub struct Traffic {
    /// The calls, oldest first.
    pub calls: Vec<SeenCall>,
    /// How many requests were refused before the rules of a scenario were asked.
    pub refused: usize,
    /// One line for each try of a callback.
    pub callbacks: Vec<String>,
    /// How many pages were opened and their checks not ended.
    pub pages: usize,
    /// How often something became of a check or a callback, by its name in contract coverage.
    pub met: HashMap<&'static str, u64>,
    /// What the client did that will fail in production, one line each.
    pub conduct: Vec<String>,
}

impl Traffic {
    /// Reads what came from an emulator.
    #[must_use]
    pub fn of(emulator: &Emulator) -> Self {
        let transactions = emulator.transactions();
        let mut counts: HashMap<(&str, String), u64> = HashMap::new();
        let mut calls = Vec::new();
        let mut refused = 0;
        for entry in emulator.requests() {
            let Some(operation) = entry
                .facts
                .operation
                .and_then(|kind| operations::find(kind.name()))
                .filter(|_| counted(&entry))
            else {
                refused += 1;
                continue;
            };
            let number = counts.entry((operation.name, entry.facts.account.clone())).or_default();
            *number += 1;
            let started = entry.result("TransactionId").is_some();
            let id = entry.transaction_id().filter(|_| started);
            let own = id.and_then(|id| transactions.iter().find(|one| one.transaction_id == id));
            let ended = own.is_some_and(|own| own.result.is_some());
            let opened = own.is_some_and(|own| own.state == TransactionStatus::Opened);
            let reported = own.is_some_and(|own| own.callback_url.is_some());
            calls.push(SeenCall {
                operation,
                number: *number,
                at: entry.since_start,
                status: entry.status,
                code: entry.code.to_owned(),
                rules: entry.facts.rules,
                account: entry.facts.account,
                checked: ended || opened,
                called_back: ended && reported,
            });
        }
        let coverage = emulator.coverage();
        let met = coverage.checks().into_iter().chain(coverage.callbacks());
        let pages = transactions.iter().filter(|one| one.state == TransactionStatus::Opened).count();
        Self {
            calls,
            refused,
            callbacks: emulator.callbacks().iter().map(callback_line).collect(),
            pages,
            met: met.map(|row| (row.name, row.count)).collect(),
            conduct: emulator
                .conduct()
                .iter()
                .map(|finding| format!("{}: {}. {}", finding.mistake.name, finding.seen, finding.mistake.why))
                .collect(),
        }
    }

    /// Where a call can be hit. The access key is part of it only where the command uses several.
    #[must_use]
    pub fn site(&self, call: &SeenCall, several_keys: bool) -> CallSite {
        CallSite::Nth {
            operation: call.operation.name,
            access_key_id: several_keys.then(|| call.account.clone()),
            number: call.number,
        }
    }

    /// Whether the calls name more than one access key.
    #[must_use]
    pub fn has_several_keys(&self) -> bool {
        self.calls.windows(2).any(|pair| pair[0].account != pair[1].account)
    }

    /// How often each operation was called, in the order of their first calls: `2 Initialize, 1 CheckResult`.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for call in &self.calls {
            match counts.iter_mut().find(|(name, _)| *name == call.operation.name) {
                Some((_, count)) => *count += 1,
                None => counts.push((call.operation.name, 1)),
            }
        }
        let mut words: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
        for (count, one, more) in
            [(self.callbacks.len(), "callback", "callbacks"), (self.pages, "page", "pages")]
        {
            if count > 0 {
                words.push(format!("{count} {}", if count == 1 { one } else { more }));
            }
        }
        words.join(", ")
    }

    /// What happened, in a form that is the same for runs that went the same way.
    #[must_use]
    pub fn shape(&self) -> Vec<(&'static str, u16)> {
        self.calls.iter().map(|call| (call.operation.name, call.status / 100)).collect()
    }
}

/// Whether the rules of a scenario counted this call: those that are refused before its key is known never reach them.
fn counted(entry: &JournalEntry) -> bool {
    matches!(entry.facts.signature, SignatureCheck::NotChecked | SignatureCheck::Verified)
}

fn callback_line(attempt: &crate::engine::callback::record::CallbackAttempt) -> String {
    let answer = match (attempt.status, &attempt.failure) {
        (Some(status), _) => format!("answered {status}"),
        (None, Some(failure)) => failure.clone(),
        (None, None) => "no answer".to_owned(),
    };
    format!(
        "callback to {} (try {}): {answer}",
        attempt.sent_to.as_ref().unwrap_or(&attempt.url),
        attempt.number
    )
}
