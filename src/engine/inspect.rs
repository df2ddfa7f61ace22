//! What the emulator can tell afterwards: the journal, what was met of the contract; and forgetting it.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use super::Engine;
use super::coverage::Coverage;
use super::journal::Journal;
use crate::contract::Call;
use crate::contract::ErrorRow;
use crate::contract::operations::OperationKind;
use crate::engine::account::Account;
use crate::engine::account::throttle::ThrottleUse;
use crate::engine::call::{Outcome, PlannedEnd};
use crate::engine::callback::record::CallbackRecord;
use crate::engine::events::{EngineEvent, EventFeed};
use crate::engine::sync::lock;
use crate::engine::transaction::non_browser_fetches;
use crate::engine::transaction::non_browser_fetches::{NonBrowserFetch, NonBrowserFetches};

impl Engine {
    /// Every call, as far as the bounds reach.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What is known of the callbacks.
    #[must_use]
    pub fn callbacks(&self) -> &CallbackRecord {
        &self.callbacks
    }

    /// The visits to TransactionUrls that were no browser's.
    #[must_use]
    pub fn non_browser_fetches(&self) -> &NonBrowserFetches {
        &self.non_browser_fetches
    }

    /// Notes who asks for a TransactionUrl, unless it is a browser.
    pub fn record_fetch(&self, client_cfg: &str, headers: &HeaderMap) {
        let Some(visitor) = non_browser_fetches::non_browser_client(headers) else { return };
        let visited = lock(&self.transactions)
            .look(client_cfg, Duration::ZERO)
            .map(|found| (found.ids.transaction_id(), found.options.account().to_owned()));
        if let Some((transaction_id, account)) = visited {
            self.non_browser_fetches.note(NonBrowserFetch { transaction_id, account, visitor });
        }
    }

    /// What happens to transactions while somebody listens.
    #[must_use]
    pub fn events(&self) -> &Arc<EventFeed> {
        &self.events
    }

    /// Records a call that was answered; without one, bytes that never became a call. A check that the scenario ends at
    /// once ends behind the record, so that the end is never seen before the beginning.
    pub fn record(&self, call: Option<&Call>, outcome: &Outcome, elapsed: Duration) {
        self.journal.add(call, outcome, elapsed);
        if let Some(PlannedEnd { transaction_id, after }) = &outcome.planned_end {
            let clock = outcome.account.as_ref().map_or(&self.clock, |account| &account.clock);
            self.plan_end(transaction_id, clock, *after);
        }
    }

    /// What one account, or all of them and the calls that reached none, have met of the contract.
    #[must_use]
    pub fn coverage(&self, account: Option<&str>) -> Coverage {
        let mut sum = self.counted_coverage(account);
        let named = account.and_then(|name| self.account_named(name));
        self.count_expired(named.as_ref().map(|account| account.name.as_str()).or(account), &mut sum);
        sum
    }

    /// The same as far as it was counted while it happened, which takes no look at the transactions: without the checks
    /// that nobody ended in time.
    #[must_use]
    pub fn counted_coverage(&self, account: Option<&str>) -> Coverage {
        // Both under one lock: a world that is replaced meanwhile is in one of them, and never in both.
        let past = lock(&self.past);
        let runs = self.runs();
        let mut sum = if account.is_none() { past.clone() } else { Coverage::default() };
        drop(past);
        for run in runs {
            let accounts = run.accounts();
            match account {
                Some(name) => {
                    if let Some(account) = accounts.named(name) {
                        sum.add(&account.state().coverage);
                    }
                }
                None => sum.add(&accounts.coverage()),
            }
        }
        if account.is_none() {
            sum.add(&lock(&self.gateway).1);
        }
        sum
    }

    /// Counts a response; without a row, a success.
    pub(super) fn count(&self, account: Option<&Account>, row: Option<&'static ErrorRow>) {
        match account {
            Some(account) => account.state().coverage.answered(row),
            None => lock(&self.gateway).1.answered(row),
        }
    }

    /// How many accounts are known.
    #[must_use]
    pub fn account_count(&self) -> usize {
        self.runs().iter().map(|run| run.accounts().all().len()).sum()
    }

    /// How full the throttles of one account, or of all, are that were called; each by its account's clock and the limits
    /// of the run that its next call is played in.
    #[must_use]
    pub fn throttles(&self, account: Option<&str>) -> Vec<(String, OperationKind, ThrottleUse)> {
        let accounts: Vec<_> = match account {
            Some(name) => self.account_named(name).into_iter().collect(),
            None => self.runs().iter().flat_map(|run| run.accounts().all()).collect(),
        };
        let at = self.clock.read();
        let usage = |account: &Arc<Account>| {
            let elapsed = account.clock.after(at).elapsed;
            let of_account = |(operation, usage)| (account.name.clone(), operation, usage);
            account.throttle_usage(elapsed).map(of_account).collect::<Vec<_>>()
        };
        accounts.iter().flat_map(usage).collect()
    }

    /// The secrets of the declared keys, for finding them where they should not be.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.runs().iter().flat_map(|run| run.accounts().secrets()).collect()
    }

    /// Forgets what the account of one key, or all, have done so far: throttles, nonces, refused calls, counts of rules, coverage,
    /// transactions, tries of callbacks, visits; and the scenarios that were put for them alone.
    pub fn reset(&self, key: Option<&str>) {
        // Asked first: the key may belong to it only in the scenario of its own.
        let account = key.map(|key| self.account_name_of(key));
        let account = account.as_deref();
        self.clear_key_scenario(key);
        lock(&self.transactions).forget(account);
        self.run().accounts().reset(account);
        self.callbacks.forget(account);
        self.non_browser_fetches.forget(account);
        if account.is_none() {
            lock(&self.gateway).1 = Coverage::default();
            *lock(&self.past) = Coverage::default();
        }
        self.events.note(|| EngineEvent::Reset(account.map(str::to_owned)));
    }
}
