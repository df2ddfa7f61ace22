//! The lifecycle of a check: opening its page, and its end by the user or as a scenario plans.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::collections::HashMap;
use std::time::Duration;

use crate::contract::identity::IdentityFields;
use crate::contract::operations::check_verify_log::CheckPage;
use crate::contract::redirect::{ClientResult, redirect_url};
use crate::engine::Engine;
use crate::engine::events::EngineEvent;
use crate::engine::ids::CallIds;
use crate::engine::transaction::options::CheckOptions;
use crate::engine::transaction::{CheckEnd, Transaction, UrlError};

/// The data of a transaction's page.
#[derive(Debug, Clone)]
pub struct OpenedPage {
    /// The opaque value in the URL.
    pub client_cfg: String,
    /// `TransactionId`.
    pub transaction_id: String,
    /// `Protocol`.
    pub protocol: String,
    /// The options of the check.
    pub options: CheckOptions,
    /// The data read from the document.
    pub fields: IdentityFields,
}

/// A TransactionUrl that does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRefusal {
    /// Why.
    pub why: UrlError,
    /// The options of the transaction, where there is one.
    pub options: Option<CheckOptions>,
}

/// The result of ending a check on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedCheck {
    /// Where the browser is redirected; `None` without a ReturnUrl.
    pub redirect: Option<String>,
}

/// The times by the clocks of accounts, each read once.
#[derive(Debug, Default)]
pub(in crate::engine) struct AccountTimes(HashMap<String, Duration>);

impl AccountTimes {
    /// The time by the clock of a transaction's account.
    pub(in crate::engine) fn of(&mut self, engine: &Engine, transaction: &Transaction) -> Duration {
        let account = transaction.options.account();
        if let Some(time) = self.0.get(account) {
            return *time;
        }
        let time = engine.time_of(Some(transaction));
        self.0.insert(account.to_owned(), time);
        time
    }
}

impl Engine {
    /// Opens the page of a TransactionUrl.
    ///
    /// # Errors
    /// It does not open: the reason, and the language for the error page.
    pub fn open(&self, client_cfg: &str) -> Result<OpenedPage, PageRefusal> {
        let mut transactions = self.transactions.lock();
        let found = transactions.look(client_cfg, Duration::ZERO);
        let opened_before = found.is_some_and(Transaction::opened);
        let at = self.time_of(found);
        match transactions.open(client_cfg, at) {
            Ok(found) => {
                if !opened_before {
                    self.events.note(|| EngineEvent::Opened(found.ids.transaction_id()));
                }
                Ok(OpenedPage {
                    client_cfg: client_cfg.to_owned(),
                    transaction_id: found.ids.transaction_id(),
                    protocol: found.ids.protocol(),
                    options: found.options.clone(),
                    fields: found.fields(),
                })
            }
            Err(why) => {
                let options = transactions.look(client_cfg, at).map(|found| found.options.clone());
                drop(transactions);
                Err(PageRefusal { why: self.url_error(client_cfg, why), options })
            }
        }
    }

    /// Ends the check of a TransactionUrl with a client result code. Only some results complete the check.
    ///
    /// # Errors
    /// The check cannot be ended.
    pub fn finish(
        &self,
        client_cfg: &str,
        result: &'static ClientResult,
        end: &CheckEnd,
    ) -> Result<FinishedCheck, UrlError> {
        let mut transactions = self.transactions.lock();
        let found = transactions.look(client_cfg, Duration::ZERO);
        let opened_before = found.is_some_and(Transaction::opened);
        let at = self.time_of(found);
        let found = match transactions.open(client_cfg, at) {
            Ok(found) => found,
            Err(why) => {
                drop(transactions);
                return Err(self.url_error(client_cfg, why));
            }
        };
        let result = found.interruption().unwrap_or(result);
        let transaction_id = found.ids.transaction_id();
        let redirect = found.options.return_url().map(|url| redirect_url(url, result.code, &transaction_id));
        if result.completes {
            self.end(transactions, &transaction_id, end)?;
            return Ok(FinishedCheck { redirect });
        }
        if !opened_before {
            self.events.note(|| EngineEvent::Opened(transaction_id));
        }
        let account = found.options.account().to_owned();
        transactions.end_in_browser(client_cfg, result.code, at);
        drop(transactions);
        self.count_events(&account, &[result.outcome]);
        Ok(FinishedCheck { redirect })
    }

    /// Notes that the user of a TransactionUrl reached a page.
    ///
    /// # Errors
    /// Why the URL cannot be used.
    pub fn reach_page(&self, client_cfg: &str, page: CheckPage) -> Result<(), UrlError> {
        let mut transactions = self.transactions.lock();
        let at = self.time_of(transactions.look(client_cfg, Duration::ZERO));
        let reached = transactions.reach(client_cfg, page, at);
        drop(transactions);
        reached.map_err(|why| self.url_error(client_cfg, why))
    }

    /// Why a TransactionUrl does not open, where its transaction says `why`: if there is none, but one with the random part of
    /// the URL, the URL was changed. Only used for error pages, so it may search all transactions.
    fn url_error(&self, client_cfg: &str, why: UrlError) -> UrlError {
        let secret = CallIds::secret_of_client_cfg(client_cfg).filter(|_| why == UrlError::Unknown);
        let Some(secret) = secret else { return why };
        let own = CallIds::key_of_client_cfg(client_cfg);
        let mut changed = false;
        self.transactions.each(|one| {
            changed |= one.ids.has_secret(&secret) && Some(one.ids.transaction_key()) != own;
        });
        if changed { UrlError::Changed } else { UrlError::Unknown }
    }

    /// The time by the clock of the transaction's account, or by the emulator's if the account was evicted. Does not create
    /// accounts.
    pub(in crate::engine) fn time_of(&self, transaction: Option<&Transaction>) -> Duration {
        let clock = transaction.and_then(|found| self.existing_clock_of(found.options.account()));
        clock.as_ref().unwrap_or(&self.clock).read().elapsed
    }

    /// Ends a check as its scenario plans, unless the user ended it or it has expired.
    pub(in crate::engine) fn end_as_planned(&self, transaction_id: &str) {
        let mut transactions = self.transactions.lock();
        let at = self.time_of(transactions.get(transaction_id, Duration::ZERO));
        let plan = transactions.get(transaction_id, at).and_then(|found| found.plan.as_deref());
        let Some((plan, passed)) = plan.and_then(|plan| Some((plan, plan.passed?))) else { return };
        let end = CheckEnd {
            passed,
            sub_code: plan.sub_code.clone(),
            edits: IdentityFields::default(),
            spoof_types: plan.spoof_types.clone(),
        };
        // An error means that the user ended it, or that it has expired.
        let _ = self.end(transactions, transaction_id, &end);
    }
}
