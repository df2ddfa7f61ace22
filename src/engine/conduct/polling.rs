//! CheckResult asked too early or too often.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::{POLLED_BEFORE_CALLBACK, POLLED_TOO_FAST, VERIFY_LOG_TOO_EARLY};
use crate::contract::operations::OperationKind;
use crate::engine::conduct::ConductReport;
use crate::engine::journal::JournalEntry;
use crate::engine::transaction::EXPIRY;

/// How often one transaction may be asked for: once a second, less what a timer is imprecise by.
const POLLING: Duration = Duration::from_millis(950);

/// What is remembered of the calls so far.
#[derive(Default)]
pub(super) struct Polling {
    transactions: HashMap<String, KnownTransaction>,
}

/// A transaction, as its calls show it.
#[derive(Default)]
pub(super) struct KnownTransaction {
    /// The call that made it, where the journal still has it.
    pub(super) made: Option<CreatedTransaction>,
    /// When it was last asked for in vain.
    asked: Option<(u64, Duration)>,
}

/// The call that made a transaction.
pub(super) struct CreatedTransaction {
    /// Its number.
    pub(super) call: u64,
    /// Its account.
    pub(super) account: String,
    at: Duration,
    /// Whether the merchant is called back.
    called_back: bool,
}

impl Polling {
    /// The call that made a transaction.
    pub(super) fn made(&self, transaction_id: &str) -> Option<&CreatedTransaction> {
        self.transactions.get(transaction_id)?.made.as_ref()
    }

    pub(super) fn see(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        match entry.facts.operation {
            Some(OperationKind::Initialize) => self.see_initialize(entry),
            Some(OperationKind::CheckResult) => self.see_check_result(entry, conduct),
            Some(OperationKind::CheckVerifyLog) => self.see_check_verify_log(entry, conduct),
            _ => {}
        }
    }

    fn see_initialize(&mut self, entry: &JournalEntry) {
        let Some(id) = entry.result("TransactionId") else { return };
        let made = CreatedTransaction {
            call: entry.id,
            account: entry.facts.account.clone(),
            at: entry.since_start,
            called_back: entry.parameter("CallbackUrl").is_some_and(|url| !url.is_empty()),
        };
        self.transactions.insert(id.to_owned(), KnownTransaction { made: Some(made), asked: None });
    }

    fn see_check_result(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let Some(id) = entry.parameter("TransactionId") else { return };
        let known = self.transactions.entry(id.to_owned()).or_default();
        // Once the time is over no callback comes any more, and a client may well ask what became of the check.
        let awaited = known
            .made
            .as_ref()
            .is_some_and(|made| made.called_back && entry.since_start.saturating_sub(made.at) < EXPIRY);
        // What a scenario answers says nothing of the check itself.
        let premature = entry.code == "ProcessNotCompleted" && entry.facts.rules.is_empty();
        if awaited && premature {
            conduct.add(&POLLED_BEFORE_CALLBACK, entry, || {
                format!("call {} asked for a transaction whose callback was still to come", entry.id)
            });
        }
        let before = known.asked;
        // One that got no answer of substance may be asked again as soon as it was told: see the retries. And once the
        // check is over, all who wait for it may ask at the same time.
        if entry.code == "ProcessNotCompleted" {
            known.asked = Some((entry.id, entry.since_start));
        }
        if let Some((before, at)) = before.filter(|_| entry.code != "Success") {
            let since = entry.since_start.saturating_sub(at);
            if since < POLLING {
                conduct.add(&POLLED_TOO_FAST, entry, || {
                    format!(
                        "call {} asked {since:.0?} after call {before} for the same transaction",
                        entry.id
                    )
                });
            }
        }
    }

    fn see_check_verify_log(&self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let id = entry.parameter("TransactionId").unwrap_or_default();
        let open = entry.result("VerifyStatus").is_some_and(|status| status != "0");
        let young = |made: &CreatedTransaction| entry.since_start.saturating_sub(made.at) < EXPIRY;
        if open && self.made(id).is_some_and(young) {
            conduct.add(&VERIFY_LOG_TOO_EARLY, entry, || {
                format!("call {} asked while the check could still go on", entry.id)
            });
        }
    }
}
