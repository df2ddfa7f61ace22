//! Finds CheckResult calls that are too early or too frequent.

use std::collections::HashMap;
use std::time::Duration;

use super::mistakes::{POLLED_BEFORE_CALLBACK, POLLED_TOO_FAST, VERIFY_LOG_TOO_EARLY};
use crate::contract::operations::OperationKind;
use crate::engine::conduct::ConductReport;
use crate::engine::journal::JournalEntry;
use crate::engine::transaction::EXPIRY;

/// The minimum interval between polls of a transaction: a second, less the inaccuracy of timers.
const MIN_INTERVAL: Duration = Duration::from_millis(950);

/// The state of the search.
#[derive(Default)]
pub(super) struct Polling {
    transactions: HashMap<String, KnownTransaction>,
}

/// A transaction, as known from its calls.
#[derive(Default)]
pub(super) struct KnownTransaction {
    /// The call that created it, if the journal still has it.
    pub(super) created: Option<CreatedTransaction>,
    /// The last poll before its end: number and time.
    last_poll: Option<(u64, Duration)>,
}

/// The call that created a transaction.
pub(super) struct CreatedTransaction {
    /// Its number.
    pub(super) call: u64,
    /// Its account.
    pub(super) account: String,
    at: Duration,
    /// Whether a callback is sent.
    has_callback: bool,
}

impl Polling {
    /// The call that created a transaction.
    pub(super) fn created(&self, transaction_id: &str) -> Option<&CreatedTransaction> {
        self.transactions.get(transaction_id)?.created.as_ref()
    }

    pub(super) fn check(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        match entry.facts.operation {
            Some(OperationKind::Initialize) => self.check_initialize(entry),
            Some(OperationKind::CheckResult) => self.check_check_result(entry, conduct),
            Some(OperationKind::CheckVerifyLog) => self.see_check_verify_log(entry, conduct),
            _ => {}
        }
    }

    fn check_initialize(&mut self, entry: &JournalEntry) {
        let Some(id) = entry.result("TransactionId") else { return };
        let created = CreatedTransaction {
            call: entry.id,
            account: entry.facts.account.clone(),
            at: entry.since_start,
            has_callback: entry.parameter("CallbackUrl").is_some_and(|url| !url.is_empty()),
        };
        self.transactions.insert(id.to_owned(), KnownTransaction { created: Some(created), last_poll: None });
    }

    fn check_check_result(&mut self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let Some(id) = entry.parameter("TransactionId") else { return };
        let known = self.transactions.entry(id.to_owned()).or_default();
        // An expired check has no callback, so the client may request its result.
        let awaited = known.created.as_ref().is_some_and(|created| {
            created.has_callback && entry.since_start.saturating_sub(created.at) < EXPIRY
        });
        // What a scenario answers says nothing of the check itself.
        let premature = entry.code == "ProcessNotCompleted" && entry.facts.rules.is_empty();
        if awaited && premature {
            conduct.add(&POLLED_BEFORE_CALLBACK, entry, || {
                format!("call {} requested a transaction whose callback was not sent yet", entry.id)
            });
        }
        let before = known.last_poll;
        // Calls with other errors may be retried, see `retries`. After the end of the check any number of callers may
        // request the result at once.
        if entry.code == "ProcessNotCompleted" {
            known.last_poll = Some((entry.id, entry.since_start));
        }
        if let Some((before, at)) = before.filter(|_| entry.code != "Success") {
            let since = entry.since_start.saturating_sub(at);
            if since < MIN_INTERVAL {
                conduct.add(&POLLED_TOO_FAST, entry, || {
                    format!(
                        "call {} requested the same transaction {since:.0?} after call {before}",
                        entry.id
                    )
                });
            }
        }
    }

    fn see_check_verify_log(&self, entry: &JournalEntry, conduct: &mut ConductReport) {
        let id = entry.parameter("TransactionId").unwrap_or_default();
        let open = entry.result("VerifyStatus").is_some_and(|status| status != "0");
        let young = |created: &CreatedTransaction| entry.since_start.saturating_sub(created.at) < EXPIRY;
        if open && self.created(id).is_some_and(young) {
            conduct.add(&VERIFY_LOG_TOO_EARLY, entry, || {
                format!("call {} asked while the check could still go on", entry.id)
            });
        }
    }
}
