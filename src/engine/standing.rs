//! How transactions stand, for those who ask from outside; and their end without a page.

use std::time::Duration;

use super::transaction::{Ending, Report, Transaction, Unusable};
use super::{Engine, lock};
use crate::contract::identity::Fields;

/// A transaction as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that made it.
    pub account: String,
    /// `MerchantBizId`.
    pub merchant_biz_id: String,
    /// `DocType`.
    pub document: &'static str,
    /// `ReturnUrl`.
    pub return_url: Option<String>,
    /// `CallbackUrl`.
    pub callback_url: Option<String>,
    /// How far it is.
    pub state: State,
    /// How long ago it was made, by its account's clock.
    pub age: Duration,
    /// Whether it passed, and `SubCode`, where it is complete.
    pub result: Option<(bool, String)>,
}

/// How far a transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody opened its URL yet.
    Waiting,
    /// Its page was opened.
    Opened,
    /// The check is over.
    Completed,
    /// The 30 minutes are over.
    Expired,
}

impl State {
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
    pub fn transactions(&self, account: Option<&str>) -> Vec<Standing> {
        let mut all = lock(&self.transactions);
        let of_account =
            all.iter().filter(|one| account.is_none_or(|account| account == one.terms.account()));
        let mut told: Vec<_> = of_account.map(|one| (one.born.at, self.standing(one))).collect();
        drop(all);
        told.sort_by(|(one, a), (other, b)| {
            other.cmp(one).then_with(|| a.transaction_id.cmp(&b.transaction_id))
        });
        told.into_iter().map(|(_, standing)| standing).collect()
    }

    /// One transaction.
    #[must_use]
    pub fn transaction(&self, transaction_id: &str) -> Option<Standing> {
        let mut all = lock(&self.transactions);
        all.get(transaction_id, Duration::ZERO).map(|one| self.standing(one))
    }

    /// Ends a check as its user would on the page. Returns the callback to send.
    ///
    /// # Errors
    /// Why it cannot be ended.
    pub fn complete(&self, transaction_id: &str, ending: &Ending) -> Result<Option<Report>, Unusable> {
        self.end(lock(&self.transactions), transaction_id, ending)
    }

    fn standing(&self, one: &Transaction) -> Standing {
        let at = self.time_of(Some(one));
        let result = one.verdict().map(|verdict| (verdict.passed, verdict.sub_code.clone()));
        Standing {
            transaction_id: one.draw.transaction_id(),
            account: one.terms.account().to_owned(),
            merchant_biz_id: one.terms.merchant_biz_id().to_owned(),
            document: one.terms.document(),
            return_url: one.terms.return_url().map(str::to_owned),
            callback_url: one.terms.callback_url().map(str::to_owned),
            state: match (&result, one.opened()) {
                (Some(_), _) => State::Completed,
                _ if one.expired(at) => State::Expired,
                (None, true) => State::Opened,
                (None, false) => State::Waiting,
            },
            age: at.saturating_sub(one.born.at),
            result,
        }
    }
}

impl Ending {
    /// An end without corrections: passed or not, with the usual `SubCode` unless another is given.
    #[must_use]
    pub fn plain(passed: bool, sub_code: Option<String>) -> Self {
        Self { passed, sub_code, edits: Fields::default(), spoofed: false }
    }
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
