//! Inspecting and resetting the emulator: journal, coverage, throttles.

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
use crate::engine::memory::MemoryKind;
use crate::engine::sync::lock;
use crate::engine::transaction::non_browser_fetches;
use crate::engine::transaction::non_browser_fetches::{NonBrowserFetch, NonBrowserFetches};

impl Engine {
    /// The journal of calls.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The record of callbacks.
    #[must_use]
    pub fn callbacks(&self) -> &CallbackRecord {
        &self.callbacks
    }

    /// The fetches of TransactionUrls by clients other than browsers.
    #[must_use]
    pub fn non_browser_fetches(&self) -> &NonBrowserFetches {
        &self.non_browser_fetches
    }

    /// Records a fetch of a TransactionUrl, unless the client is a browser.
    pub fn record_fetch(&self, client_cfg: &str, headers: &HeaderMap) {
        let Some(client) = non_browser_fetches::non_browser_client(headers) else { return };
        let found = self
            .transactions
            .lock()
            .look(client_cfg, Duration::ZERO)
            .map(|found| (found.ids.transaction_id(), found.options.account().to_owned()));
        if let Some((transaction_id, account)) = found {
            self.non_browser_fetches.record(NonBrowserFetch { transaction_id, account, client });
        }
    }

    /// The feed of transaction events.
    #[must_use]
    pub fn events(&self) -> &Arc<EventFeed> {
        &self.events
    }

    /// Records a call and its response; without a call, a request that could not be parsed. A check that the scenario ends at
    /// once is ended after the call is recorded, so that listeners never see its end before its start.
    pub fn record(&self, call: Option<&Call>, outcome: &Outcome, elapsed: Duration) {
        self.journal.add(call, outcome, elapsed);
        if let Some(PlannedEnd { transaction_id, after }) = &outcome.planned_end {
            let clock = outcome.account.as_ref().map_or(&self.clock, |account| &account.clock);
            self.plan_end(transaction_id, clock, *after);
        }
    }

    /// The contract coverage of one account, or of all accounts and the calls without one.
    #[must_use]
    pub fn coverage(&self, account: Option<&str>) -> Coverage {
        let mut sum = self.counted_coverage(account);
        let named = account.and_then(|name| self.account_named(name));
        self.count_expired(named.as_ref().map(|account| account.name.as_str()).or(account), &mut sum);
        sum
    }

    /// The coverage without expired checks, which are counted by looking at all transactions.
    #[must_use]
    pub fn counted_coverage(&self, account: Option<&str>) -> Coverage {
        // Locked together, so that a run that is being replaced is in exactly one of the two.
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
            Some(account) => account.state().coverage.count_response(row),
            None => lock(&self.gateway).1.count_response(row),
        }
    }

    /// The number of accounts in memory.
    #[must_use]
    pub fn account_count(&self) -> usize {
        self.runs().iter().map(|run| run.accounts().count()).sum()
    }

    /// The share of memory of one kind, in bytes.
    #[must_use]
    pub fn memory_share(&self, kind: MemoryKind) -> usize {
        self.memory.share(kind)
    }

    /// The memory that the engine uses, in bytes, by kind.
    #[must_use]
    pub fn memory_use(&self) -> [(MemoryKind, usize); 5] {
        let common = self.run();
        let undeclared: usize = self.runs().iter().map(|run| run.accounts().undeclared_bytes()).sum();
        [
            (MemoryKind::Journal, self.journal.extent().bytes),
            (MemoryKind::Transactions, self.transactions.lock().bytes()),
            (MemoryKind::Callbacks, self.callbacks.bytes()),
            (MemoryKind::Accounts, undeclared + self.flags.nonces.used()),
            (MemoryKind::Scenarios, common.bytes() + self.key_scenarios.read().bytes_without(None)),
        ]
    }

    /// The throttles of one account, or of all, that were called: by the account's clock, and with the limits of the run that
    /// its next call uses.
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

    /// The secrets of the declared keys, to find them in parameters.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.runs().iter().flat_map(|run| run.accounts().secrets()).collect()
    }

    /// Resets the account of one key, or all: throttles, nonces, refused calls, rule counters, coverage, transactions,
    /// callback attempts, fetches, scenarios of their own, and a clock that was moved.
    pub fn reset(&self, key: Option<&str>) {
        // Looked up first: the key may belong to the account only in the key's own scenario.
        let account = key.map(|key| self.account_name_of(key));
        let account = account.as_deref();
        self.clear_key_scenario(key);
        self.transactions.delete(account);
        if account.is_none() {
            self.clock.reset();
        }
        self.run().reset(account, self.clock.read().elapsed);
        self.callbacks.delete(account);
        self.non_browser_fetches.delete(account);
        if account.is_none() {
            lock(&self.gateway).1 = Coverage::default();
            *lock(&self.past) = Coverage::default();
        }
        self.events.note(|| EngineEvent::Reset(account.map(str::to_owned)));
    }
}
