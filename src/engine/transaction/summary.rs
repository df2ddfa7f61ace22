//! Summaries of transactions for inspection, and ending checks without the page.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::cmp::Reverse;
use std::time::Duration;

use crate::contract::identity::IdentityFields;
use crate::engine::Engine;
use crate::engine::ids;
use crate::engine::transaction::lifecycle::AccountTimes;
use crate::engine::transaction::{CheckEnd, Transaction, UrlError};

/// A summary of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionSummary {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that created it.
    pub account: String,
    /// `MerchantBizId`.
    pub merchant_biz_id: String,
    /// `DocType`.
    pub document: &'static str,
    /// `ReturnUrl`.
    pub return_url: Option<String>,
    /// `CallbackUrl`.
    pub callback_url: Option<String>,
    /// Its status.
    pub state: TransactionStatus,
    /// The time since it was created, by its account's clock.
    pub age: Duration,
    /// `ClientCfg`, if the device has a page.
    pub client_cfg: Option<String>,
    /// Whether it passed, and `SubCode`, if it is completed.
    pub result: Option<(bool, String)>,
}

/// The status of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionStatus {
    /// Its URL was not opened yet.
    Waiting,
    /// Its page was opened.
    Opened,
    /// The check has ended.
    Completed,
    /// The 30 minutes have passed.
    Expired,
}

/// A filter of transactions; `None` matches anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct TransactionFilter<'a> {
    /// The account that created them.
    pub account: Option<&'a str>,
    /// `MerchantBizId`.
    pub merchant_biz_id: Option<&'a str>,
    /// Their status.
    pub state: Option<TransactionStatus>,
}

impl TransactionStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Opened, Self::Completed, Self::Expired];

    /// The status at a time of its account's clock.
    fn of(one: &Transaction, at: Duration) -> Self {
        match (one.result(), one.opened()) {
            (Some(_), _) => Self::Completed,
            _ if one.expired(at) => Self::Expired,
            (None, true) => Self::Opened,
            (None, false) => Self::Waiting,
        }
    }

    /// The word for JSON and tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Opened => "opened",
            Self::Completed => "completed",
            Self::Expired => "expired",
        }
    }
}

impl Engine {
    /// The transactions of one account, or of all, newest first.
    #[must_use]
    pub fn transactions(&self, account: Option<&str>) -> Vec<TransactionSummary> {
        self.newest_transactions(&TransactionFilter { account, ..TransactionFilter::default() }, usize::MAX).0
    }

    /// The newest transactions that match the filter, at most `limit`, and the number of all that match.
    #[must_use]
    pub fn newest_transactions(
        &self,
        filter: &TransactionFilter<'_>,
        limit: usize,
    ) -> (Vec<TransactionSummary>, usize) {
        let (ids, total) = self.newest_transaction_ids(filter, limit);
        (ids.iter().filter_map(|id| self.transaction(id)).collect(), total)
    }

    /// The TransactionIds of those that [`newest_transactions`](Self::newest_transactions) gives, and the number of all that
    /// match.
    #[must_use]
    pub fn newest_transaction_ids(
        &self,
        filter: &TransactionFilter<'_>,
        limit: usize,
    ) -> (Vec<String>, usize) {
        let mut times = AccountTimes::default();
        let mut found = Vec::new();
        self.transactions.each(|one| {
            if filter.account.is_some_and(|account| account != one.options.account())
                || filter.merchant_biz_id.is_some_and(|number| number != one.options.merchant_biz_id())
            {
                return;
            }
            let at = times.of(self, one);
            let has_state = |state| state == TransactionStatus::of(one, at);
            if !one.is_past_retention(at) && filter.state.is_none_or(has_state) {
                found.push((Reverse(one.created.at), one.ids.transaction_key()));
            }
        });
        let total = found.len();
        if limit < total {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        (found.into_iter().map(|(_, key)| ids::transaction_id_of(key)).collect(), total)
    }

    /// A transaction by its TransactionId.
    #[must_use]
    pub fn transaction(&self, transaction_id: &str) -> Option<TransactionSummary> {
        let mut all = self.transactions.lock();
        let one = all.get(transaction_id, Duration::ZERO)?;
        let at = self.time_of(Some(one));
        (!one.is_past_retention(at)).then(|| summary(one, at))
    }

    /// Ends a check as its user would on the page. Its callback is then in the outbox.
    ///
    /// # Errors
    /// The check cannot be ended.
    pub fn complete(&self, transaction_id: &str, end: &CheckEnd) -> Result<(), UrlError> {
        self.end(self.transactions.lock(), transaction_id, end)
    }
}

fn summary(one: &Transaction, at: Duration) -> TransactionSummary {
    TransactionSummary {
        transaction_id: one.ids.transaction_id(),
        account: one.options.account().to_owned(),
        merchant_biz_id: one.options.merchant_biz_id().to_owned(),
        document: one.options.document(),
        return_url: one.options.return_url().map(str::to_owned),
        callback_url: one.options.callback_url().map(str::to_owned),
        state: TransactionStatus::of(one, at),
        age: at.saturating_sub(one.created.at),
        client_cfg: one.options.device().has_page().then(|| one.ids.client_cfg()),
        result: one.result().map(|result| (result.passed, result.sub_code.clone())),
    }
}

impl CheckEnd {
    /// An end without corrections, with the default `SubCode` if none is given.
    #[must_use]
    pub fn plain(passed: bool, sub_code: Option<String>) -> Self {
        Self { passed, sub_code, edits: IdentityFields::default(), spoof_types: Vec::new() }
    }
}

#[cfg(test)]
#[path = "summary_tests.rs"]
mod tests;
