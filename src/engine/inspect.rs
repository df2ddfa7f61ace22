//! What the emulator can tell afterwards: the journal, what was met of the contract; and forgetting it.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use super::Engine;
use super::coverage::Coverage;
use super::journal::Journal;
use crate::contract::Call;
use crate::contract::operations;
use crate::contract::reply::Content;
use crate::engine::account::Account;
use crate::engine::call::Outcome;
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

    /// Notes a call that was answered; without one, bytes that never became a call.
    pub fn note(&self, call: Option<&Call>, outcome: &Outcome, elapsed: Duration) {
        self.journal.add(call, outcome, elapsed);
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

    pub(super) fn count(&self, account: Option<&Account>, content: &Content) {
        let row = match content {
            Content::Success { .. } => None,
            Content::Error(error) => Some(error.row),
            Content::Raw(_) => return,
        };
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

    /// How many calls of an operation may come at once; 0 where there is no such operation.
    #[must_use]
    pub fn burst(&self, operation: &str) -> u32 {
        operations::find(operation).map_or(0, |operation| {
            let limit = self.run().accounts().limits().of(operation);
            if limit.burst == 0 { limit.qps } else { limit.burst }
        })
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
